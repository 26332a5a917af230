//! Merging what verifications and screens found out.

use jiff::Timestamp;
use rusqlite::params;

use super::columns::{number, time};
use super::error::LibraryError;
use super::evidence::{self, Findings, KEPT_FOR, MOST_BYTES, Merged, RECENT, Steps, credible};
use super::fault::Outcome;
use super::handle::{Backup, Library, Tx};
use super::rows::{find, put_findings};
use super::wire::text;
use crate::domain::clock;
use crate::domain::exit::Exit;
use crate::domain::{Evidence, ProfileId, StoredEvidence};
use crate::library::model::{Profile, Verification};

impl Library {
    /// Merges what verifications found, each by itself, in one transaction. Blocks.
    ///
    /// One that was cancelled came to no end: nothing of it is kept, and nothing known before gets old by it.
    pub fn merge_findings(
        &self,
        all: Vec<(ProfileId, Findings)>,
    ) -> Result<Vec<Merged>, LibraryError> {
        self.write_with(Backup::Daily, |tx| {
            all.into_iter()
                .map(|(id, findings)| merge(tx, id, findings))
                .collect()
        })
    }

    /// Merges evidence that a screen shows: a person's ticks, and steps that no verification looks at. Blocks.
    pub fn merge_steps(
        &self,
        id: ProfileId,
        revision: u64,
        steps: &Steps,
    ) -> Result<Merged, LibraryError> {
        self.write_with(Backup::Daily, |tx| {
            let Some(mut profile) = find(tx, id)? else {
                return Ok(Merged::Gone);
            };
            if profile.evidence_revision != revision {
                return Ok(Merged::OtherRevision);
            }
            let before = profile.steps.clone();
            let clean = steps.iter().map(|(step, found)| {
                let line = tx.guard.clean(&found.line);
                (
                    *step,
                    StoredEvidence {
                        line,
                        ..found.clone()
                    },
                )
            });
            let clean: Steps = clean.collect();
            evidence::merge_shown(&mut profile.steps, &clean, clock::now());
            if profile.steps != before {
                put_findings(tx, &profile)?;
            }
            Ok(Merged::Yes)
        })
    }
}

fn merge(tx: &Tx<'_>, id: ProfileId, findings: Findings) -> Outcome<Merged> {
    let Some(mut profile) = find(tx, id)? else {
        return Ok(Merged::Gone);
    };
    if profile.evidence_revision != findings.revision {
        return Ok(Merged::OtherRevision);
    }
    if findings.verification.exit == Exit::Interrupted.code() {
        return Ok(Merged::Yes);
    }
    let now = clock::now();
    let Findings {
        mut verification,
        mut seen,
        steps,
        revision,
    } = findings;
    // Before they are compared with what is stored, which was cleaned when it was written.
    let clean = |text: &str| tx.guard.clean(text);
    verification.line = clean(&verification.line);
    for check in verification.checks.values_mut() {
        check.line = clean(&check.line);
    }
    let steps: Vec<_> = steps
        .into_iter()
        .map(|(step, found)| {
            let line = clean(&found.line);
            (step, Evidence { line, ..found })
        })
        .collect();
    evidence::merge(&mut profile.steps, &steps, verification.at, now);
    let known = profile.seen.as_ref().map(|known| credible(known.at, now));
    if known.is_none_or(|known| known <= credible(seen.at, now)) {
        // A portal keeps its name while nobody answers for it.
        if seen.portal_name.is_none() {
            seen.portal_name = profile.seen.take().and_then(|seen| seen.portal_name);
        }
        profile.seen = Some(seen);
    }
    look(tx, &mut profile, &verification, revision, now)?;
    put_findings(tx, &profile)?;
    Ok(Merged::Yes)
}

/// Takes a look into the history: as another look at the same, or as a change.
fn look(
    tx: &Tx<'_>,
    profile: &mut Profile,
    found: &Verification,
    revision: u64,
    now: Timestamp,
) -> Outcome<()> {
    let id = profile.id.to_string();
    let last = profile.history.first();
    let is_older = last.is_some_and(|last| credible(last.at, now) > credible(found.at, now));
    // An answer that comes late is not the last one.
    let place = profile.recent.len() - usize::from(is_older && !profile.recent.is_empty());
    profile.recent.insert(place, found.exit);
    let surplus = profile.recent.len().saturating_sub(RECENT);
    profile.recent.drain(..surplus);
    let is_same = last.is_some_and(|last| evidence::same(last, found));
    if is_same {
        let at = (!is_older).then(|| found.at.to_string());
        tx.prepare_cached(
            "UPDATE history SET looks = looks + 1, at = coalesce(?2, at)
             WHERE id = (SELECT max(id) FROM history WHERE connection = ?1)",
        )?
        .execute(params![id, at])?;
    }
    if is_same || is_older {
        return Ok(());
    }
    insert(tx, &id, found, revision)?;
    trim(tx, &id, now)
}

/// Writes a row of history.
pub(super) fn insert(tx: &Tx<'_>, id: &str, found: &Verification, revision: u64) -> Outcome<()> {
    let checks = text::of_checks(&found.checks, tx.guard);
    let line = tx.guard.clean(&found.line);
    let bytes = i64::try_from(checks.len() + line.len()).unwrap_or(i64::MAX);
    tx.prepare_cached(
        "INSERT INTO history (connection, since, at, looks, revision, exit, line, checks, bytes, origin)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?
    .execute(params![
        id,
        found.since.to_string(),
        found.at.to_string(),
        number(found.looks),
        number(revision),
        found.exit,
        line,
        checks,
        bytes,
        found.origin.as_ref().map(ToString::to_string),
    ])?;
    Ok(())
}

/// Drops what is too old or too much. The newest stays, whatever it is.
fn trim(tx: &Tx<'_>, id: &str, now: Timestamp) -> Outcome<()> {
    let oldest = now.checked_sub(KEPT_FOR).unwrap_or(Timestamp::MIN);
    let mut query = tx.prepare_cached(
        "SELECT id, at, bytes FROM history WHERE connection = ?1 ORDER BY id DESC",
    )?;
    let rows: Vec<(i64, Timestamp, i64)> = query
        .query_map([id], |row| Ok((row.get(0)?, time(row, 1)?, row.get(2)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let mut bytes = 0_i64;
    for (place, (row, at, size)) in rows.into_iter().enumerate() {
        bytes = bytes.saturating_add(size);
        if place > 0 && (at < oldest || bytes > MOST_BYTES) {
            tx.prepare_cached("DELETE FROM history WHERE id = ?1")?
                .execute([row])?;
        }
    }
    Ok(())
}

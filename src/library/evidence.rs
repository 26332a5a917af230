//! The rules by which evidence is merged: the newest answer wins, whoever writes it.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use crate::domain::{Evidence, Input, Standing, StepId, StoredEvidence, depends_on};
use crate::guide::Ledger;
use crate::library::model::{Connection, LastSeen, Verification};

/// How long history is kept.
pub(super) const KEPT_FOR: SignedDuration = SignedDuration::from_hours(400 * 24);

/// The most bytes of history that are kept of one connection.
pub(super) const MOST_BYTES: i64 = 64 * 1024;

/// How many results of the last looks are kept.
pub(super) const RECENT: usize = 24;

/// Evidence of one connection: the steps and what was found of each.
pub(super) type Steps = BTreeMap<StepId, StoredEvidence>;

/// What a verification found out, ready to be merged.
#[derive(Debug, Clone)]
pub struct Findings {
    /// The evidence revision of the connection that it was made with.
    pub revision: u64,
    /// The verification itself, for the history.
    pub verification: Verification,
    /// What was seen of the services.
    pub seen: LastSeen,
    /// What it says about the steps of the guide, in the order in which it was found out.
    pub steps: Vec<(StepId, Evidence)>,
}

/// What became of evidence that was to be merged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Merged {
    /// It is merged; of each step the newest answer stands.
    Yes,
    /// Settings or Token were changed since it was made: it says nothing about what is there now.
    OtherRevision,
    /// The connection is not saved any more.
    Gone,
}

/// A time for comparing: what claims to be later than now comes from a wrong clock, and counts as oldest.
pub(super) fn credible(at: Timestamp, now: Timestamp) -> Timestamp {
    if at > now { Timestamp::MIN } else { at }
}

/// Merges what a verification found. `at` is when it ended: the time of what it did not reach.
pub(super) fn merge(
    stored: &mut Steps,
    steps: &[(StepId, Evidence)],
    at: Timestamp,
    now: Timestamp,
) {
    for (step, evidence) in steps {
        let when = credible(evidence.at.unwrap_or(at), now);
        if known_at(stored, *step, now).is_some_and(|known| known > when) {
            continue;
        }
        let mut ledger = ledger_of(stored, *step);
        ledger.record(*step, evidence.clone());
        stored.insert(*step, to_store(ledger.of(*step)));
    }
}

/// Merges evidence as a screen shows it, step by step: it has gone by the rules already.
pub(super) fn merge_shown(stored: &mut Steps, shown: &Steps, now: Timestamp) {
    for (step, evidence) in shown {
        let when = credible(evidence.at.unwrap_or(now), now);
        if known_at(stored, *step, now).is_none_or(|known| known <= when) {
            stored.insert(*step, evidence.clone());
        }
    }
}

/// When the stored evidence of a step was made, as far as that can be believed.
fn known_at(stored: &Steps, step: StepId, now: Timestamp) -> Option<Timestamp> {
    stored.get(&step)?.at.map(|at| credible(at, now))
}

/// Takes away what rested on inputs that have changed: a proof becomes stale, a failure unknown.
pub(super) fn outdate(stored: &mut Steps, changed: &[Input]) {
    for input in changed {
        for step in depends_on(*input) {
            if stored.contains_key(step) {
                let mut ledger = ledger_of(stored, *step);
                ledger.changed(*input);
                stored.insert(*step, to_store(ledger.of(*step)));
            }
        }
    }
}

/// Takes away what was seen with inputs that have changed.
pub(super) fn outdate_seen(seen: &mut Option<LastSeen>, changed: &[Input]) {
    let Some(seen) = seen else { return };
    let any = |inputs: &[Input]| changed.iter().any(|input| inputs.contains(input));
    if any(&[Input::Portal, Input::AppId]) {
        seen.portal_name = None;
    }
    if any(&[Input::Scopes, Input::AppId, Input::TokenSecret]) {
        seen.granted = None;
        seen.missing.clear();
    }
    if any(&[Input::ApiKey, Input::Project, Input::ProfileName]) {
        seen.connector = None;
        seen.accounts = None;
    }
    if any(&[Input::OwnerId]) {
        seen.accounts = None;
    }
}

/// The inputs that differ between two states of a connection's settings.
pub(super) fn differences(before: &Connection, after: &Connection) -> Vec<Input> {
    let pairs = [
        (Input::Portal, before.portal != after.portal),
        (Input::AppId, before.app_id != after.app_id),
        (
            Input::Scopes,
            (&before.scopes, &before.actions, &before.read_personal)
                != (&after.scopes, &after.actions, &after.read_personal),
        ),
        // Another project is another API key.
        (Input::Project, before.project != after.project),
        (Input::ApiKey, before.project != after.project),
        (
            Input::ProfileName,
            before.connector_profile != after.connector_profile,
        ),
        (Input::OwnerId, before.owner_id != after.owner_id),
        (Input::OwnerName, before.owner_name != after.owner_name),
    ];
    let differs = pairs.into_iter().filter(|(_, differs)| *differs);
    differs.map(|(input, _)| input).collect()
}

/// Whether two verifications found the same: then the second is only another look.
pub(super) fn same(a: &Verification, b: &Verification) -> bool {
    let standings = |verification: &Verification| -> Vec<_> {
        let checks = verification.checks.iter();
        checks.map(|(id, found)| (*id, found.standing)).collect()
    };
    a.exit == b.exit && a.line == b.line && standings(a) == standings(b)
}

fn ledger_of(stored: &Steps, step: StepId) -> Ledger {
    let mut ledger = Ledger::default();
    if let Some(known) = stored.get(&step) {
        let only = BTreeMap::from([(step, known.clone())]);
        ledger = Ledger::kept(&only, SignedDuration::MAX);
    }
    ledger
}

fn to_store(evidence: &Evidence) -> StoredEvidence {
    StoredEvidence {
        standing: evidence.standing,
        line: evidence.line.clone(),
        at: evidence.at,
    }
}

/// What a connector profile's listing says nothing about: the Token that it holds.
pub(super) fn outdate_connector(stored: &mut Steps, why: &str) {
    let step = StepId::C2;
    if stored
        .get(&step)
        .is_some_and(|known| known.standing != Standing::Unknown)
    {
        let mut ledger = ledger_of(stored, step);
        ledger.outdate(&[step], why);
        stored.insert(step, to_store(ledger.of(step)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a time")
    }

    fn found(standing: Standing, line: &str, when: &str) -> Evidence {
        Evidence {
            standing,
            line: line.to_owned(),
            at: Some(at(when)),
            diagnosis: None,
        }
    }

    const NOW: &str = "2026-11-26T12:00:00Z";

    #[test]
    fn the_newest_answer_wins_in_whichever_order_they_come() {
        let older = [(
            StepId::B2,
            found(Standing::Verified, "works", "2026-11-26T10:00:00Z"),
        )];
        let newer = [(
            StepId::B2,
            found(Standing::Failed, "dead", "2026-11-26T11:00:00Z"),
        )];
        for order in [[&older, &newer], [&newer, &older]] {
            let mut steps = Steps::new();
            for found in order {
                merge(&mut steps, found, at(NOW), at(NOW));
            }
            assert_eq!(steps[&StepId::B2].line, "dead");
        }
    }

    #[test]
    fn a_time_later_than_now_counts_as_oldest() {
        let future = [(
            StepId::B2,
            found(Standing::Verified, "works", "2100-01-01T00:00:00Z"),
        )];
        let today = [(
            StepId::B2,
            found(Standing::Failed, "dead", "2026-11-26T11:00:00Z"),
        )];
        for order in [[&future, &today], [&today, &future]] {
            let mut steps = Steps::new();
            for found in order {
                merge(&mut steps, found, at(NOW), at(NOW));
            }
            assert_eq!(steps[&StepId::B2].line, "dead");
        }
    }

    #[test]
    fn a_changed_value_takes_away_what_rested_on_it_alone() {
        let mut steps = Steps::new();
        let found = [
            (
                StepId::B2,
                found(Standing::Verified, "works", "2026-11-26T10:00:00Z"),
            ),
            (
                StepId::C1,
                found(Standing::Verified, "answers", "2026-11-26T10:00:00Z"),
            ),
        ];
        merge(&mut steps, &found, at(NOW), at(NOW));
        let before = Connection::default();
        let after = Connection {
            app_id: Some("x".into()),
            notes: "n".into(),
            ..Connection::default()
        };
        let changed = differences(&before, &after);
        assert_eq!(changed, [Input::AppId]);
        outdate(&mut steps, &changed);
        assert_eq!(steps[&StepId::B2].standing, Standing::Stale);
        assert_eq!(steps[&StepId::C1].standing, Standing::Verified);
    }
}

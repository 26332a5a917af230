//! Rows of the tables as the program's own types, and back.

use std::collections::HashMap;

use rusqlite::{Connection as Database, OptionalExtension as _, Row, params};

use super::columns::{Secrets, count, id, number, optional_time, parsed, time};
use super::fault::{Fault, Outcome};
use super::handle::Tx;
use super::records::{current_of, current_secrets};
use super::wire::text;
use crate::domain::{ChangeOrigin, ProfileId, SecretId};
use crate::library::model::{Profile, REMEMBERED, Verification};

/// The columns of a connection, in the order of [`profile_of`].
pub(super) const COLUMNS: &str = "id, name, revision, evidence_revision, created_at, changed_at, \
     archived_at, settings, steps, seen, recent, change";

/// The connection in a row of [`COLUMNS`], without its secrets and history.
pub(super) fn profile_of(row: &Row<'_>) -> rusqlite::Result<Profile> {
    let seen = match row.get_ref(9)? {
        rusqlite::types::ValueRef::Null => None,
        seen => Some(parsed(9, text::seen(seen.as_str()?))?),
    };
    let mut profile = Profile {
        id: id(row, 0)?,
        name: row.get(1)?,
        revision: count(row, 2)?,
        evidence_revision: count(row, 3)?,
        created_at: time(row, 4)?,
        changed_at: time(row, 5)?,
        archived_at: optional_time(row, 6)?,
        settings: parsed(7, text::settings(row.get_ref(7)?.as_str()?))?,
        steps: parsed(8, text::steps(row.get_ref(8)?.as_str()?))?,
        seen,
        recent: recent(row.get_ref(10)?.as_str()?),
        change: row.get(11)?,
        token: None,
        old_token: None,
        history: Vec::new(),
    };
    // A file is from outside: another program may have put anything into it.
    super::tidy::profile(&mut profile);
    Ok(profile)
}

/// Exit codes, separated by spaces.
fn recent(text: &str) -> Vec<u8> {
    let codes = text.split(' ').filter_map(|code| code.parse().ok());
    codes.collect()
}

pub(super) fn of_recent(recent: &[u8]) -> String {
    let codes: Vec<_> = recent.iter().map(u8::to_string).collect();
    codes.join(" ")
}

/// Puts the records of its secrets into a connection.
pub(super) fn fill_secrets(profile: &mut Profile, secrets: &Secrets) {
    profile.token = secrets.get(&SecretId::Token(profile.id)).cloned();
    profile.old_token = secrets.get(&SecretId::OldToken(profile.id)).cloned();
}

/// One connection, with its secrets and its history.
pub(super) fn find(database: &Database, id: ProfileId) -> Outcome<Option<Profile>> {
    let query = format!("SELECT {COLUMNS} FROM connection WHERE id = ?1");
    let found = database
        .prepare_cached(&query)?
        .query_row([id.to_string()], profile_of)
        .optional()?;
    let Some(mut profile) = found else {
        return Ok(None);
    };
    profile.token = current_of(database, &SecretId::Token(id))?;
    profile.old_token = current_of(database, &SecretId::OldToken(id))?;
    profile.history = history(database, id)?;
    Ok(Some(profile))
}

/// One connection that must be there.
pub(super) fn existing(database: &Database, id: ProfileId) -> Outcome<Profile> {
    find(database, id)?.ok_or_else(|| Fault::Library(super::LibraryError::gone()))
}

/// Its verifications, the newest first.
pub(super) fn history(database: &Database, id: ProfileId) -> Outcome<Vec<Verification>> {
    let mut query = database.prepare_cached(
        "SELECT since, looks, at, exit, line, origin, checks FROM history
         WHERE connection = ?1 ORDER BY id DESC LIMIT ?2",
    )?;
    let limit = i64::try_from(REMEMBERED).unwrap_or(i64::MAX);
    let rows = query.query_map(params![id.to_string(), limit], |row| {
        let checks = parsed(6, text::checks(row.get_ref(6)?.as_str()?))?;
        let mut verification = verification_of(row)?;
        verification.checks = checks;
        Ok(verification)
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn verification_of(row: &Row<'_>) -> rusqlite::Result<Verification> {
    let mut verification = Verification {
        since: time(row, 0)?,
        looks: count(row, 1)?,
        at: time(row, 2)?,
        exit: row.get(3)?,
        line: row.get(4)?,
        checks: std::collections::BTreeMap::new(),
        origin: (row.get::<_, Option<String>>(5)?).and_then(|text| ChangeOrigin::read(&text)),
    };
    super::tidy::line(&mut verification.line);
    Ok(verification)
}

/// The newest verification of every connection, without its checks.
pub(super) fn newest_history(database: &Database) -> Outcome<HashMap<ProfileId, Verification>> {
    let mut query = database.prepare_cached(
        "SELECT since, looks, at, exit, line, origin, connection FROM history
         WHERE id IN (SELECT max(id) FROM history GROUP BY connection)",
    )?;
    let rows = query.query_map([], |row| Ok((id(row, 6)?, verification_of(row)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Every connection, one after the other by name, with its secrets and the newest of its history.
///
/// A row that cannot be read is left out. The answer says what was wrong first, as a part of a sentence, where something
/// was: then it is perhaps not all that was saved.
pub(super) fn each(database: &Database, mut take: impl FnMut(Profile)) -> Option<String> {
    let mut trouble = None;
    let mut note = |fault: Fault| {
        let what = match fault {
            Fault::Database(error) => error.to_string(),
            Fault::Library(error) => error.to_string(),
        };
        trouble.get_or_insert_with(|| crate::domain::text::line(&what, 200));
    };
    let secrets = current_secrets(database).unwrap_or_else(|fault| {
        note(fault);
        Secrets::default()
    });
    let mut newest = newest_history(database).unwrap_or_else(|fault| {
        note(fault);
        HashMap::default()
    });
    let mut read = || -> Outcome<()> {
        let ordered = format!("SELECT {COLUMNS} FROM connection ORDER BY name_key");
        let mut query = database.prepare_cached(&ordered)?;
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            match profile_of(row) {
                Ok(mut profile) => {
                    fill_secrets(&mut profile, &secrets);
                    profile.history.extend(newest.remove(&profile.id));
                    take(profile);
                }
                Err(error) => note(error.into()),
            }
        }
        Ok(())
    };
    let outcome = read();
    if let Err(fault) = outcome {
        note(fault);
    }
    trouble
}

/// Writes a connection, new or changed, with the number of this change. Its secrets and its history are kept elsewhere.
pub(super) fn put(tx: &Tx<'_>, profile: &Profile) -> Outcome<()> {
    let change = tx.change()?;
    tx.prepare_cached(
        "INSERT INTO connection (id, name, name_key, project, revision, evidence_revision, created_at, changed_at,
             archived_at, settings, steps, seen, recent, change)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
         ON CONFLICT (id) DO UPDATE SET name = ?2, name_key = ?3, project = ?4, revision = ?5,
             evidence_revision = ?6, changed_at = ?8, archived_at = ?9, settings = ?10, steps = ?11, seen = ?12,
             recent = ?13, change = ?14",
    )?
    .execute(params![
        profile.id.to_string(),
        profile.name,
        name_key(&profile.name),
        profile.settings.project,
        number(profile.revision),
        number(profile.evidence_revision),
        profile.created_at.to_string(),
        profile.changed_at.to_string(),
        profile.archived_at.map(|at| at.to_string()),
        text::of_settings(&profile.settings, tx.guard),
        text::of_steps(&profile.steps, tx.guard),
        (profile.seen.as_ref()).map(|seen| text::of_seen(seen, tx.guard)),
        of_recent(&profile.recent),
        change,
    ])?;
    Ok(())
}

/// Says that something of a connection changed that stands in another table: programs that follow read it anew.
pub(super) fn touch(tx: &Tx<'_>, id: ProfileId) -> Outcome<()> {
    let change = tx.change()?;
    tx.prepare_cached("UPDATE connection SET change = ?2 WHERE id = ?1")?
        .execute(params![id.to_string(), change])?;
    Ok(())
}

/// Writes only what a verification changes of a connection.
pub(super) fn put_findings(tx: &Tx<'_>, profile: &Profile) -> Outcome<()> {
    let change = tx.change()?;
    tx.prepare_cached(
        "UPDATE connection SET steps = ?2, seen = ?3, recent = ?4, change = ?5 WHERE id = ?1",
    )?
    .execute(params![
        profile.id.to_string(),
        text::of_steps(&profile.steps, tx.guard),
        (profile.seen.as_ref()).map(|seen| text::of_seen(seen, tx.guard)),
        of_recent(&profile.recent),
        change,
    ])?;
    Ok(())
}

/// What two names are compared by.
pub(super) fn name_key(name: &str) -> String {
    name.to_lowercase()
}

//! Rows of the records of secrets.

use rusqlite::{Connection as Database, OptionalExtension as _, Row, params};

use super::columns::{Secrets, count, number, time, unreadable};
use super::error::LibraryError;
use super::fault::Outcome;
use super::handle::Tx;
use crate::domain::{LinkId, ProfileId, SecretId, SecretRecord, SecretStoreKind};

/// A secret in a store that nothing leads to any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leftover {
    /// What it was.
    pub id: SecretId,
    /// Where it is.
    pub record: SecretRecord,
}

/// The current record of a secret.
pub(super) fn current_of(database: &Database, id: &SecretId) -> Outcome<Option<SecretRecord>> {
    let (kind, owner) = key(id);
    let found = database
        .prepare_cached(
            "SELECT kind, owner, generation, store, at FROM secret
             WHERE kind = ?1 AND owner = ?2 AND state = 'current'",
        )?
        .query_row(params![kind, owner], leftover)
        .optional()?;
    Ok(found.map(|found| found.record))
}

/// The current records of all secrets.
pub(super) fn current_secrets(database: &Database) -> Outcome<Secrets> {
    let mut query = database.prepare_cached(
        "SELECT kind, owner, generation, store, at FROM secret WHERE state = 'current'",
    )?;
    let rows = query.query_map([], |row| {
        let Leftover { id, record } = leftover(row)?;
        Ok((id, record))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Writes a record.
pub(super) fn insert(
    tx: &Tx<'_>,
    id: &SecretId,
    record: &SecretRecord,
    state: &str,
    session: &str,
) -> Outcome<()> {
    let (kind, owner) = key(id);
    tx.prepare_cached(
        "INSERT INTO secret (kind, owner, generation, store, at, state, session)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        kind,
        owner,
        number(record.generation),
        record.place.word(),
        record.at.to_string(),
        state,
        session,
    ])?;
    Ok(())
}

/// Whether a renewal was given in exchange for the secret that is current now.
pub(super) fn renews_current(
    database: &Database,
    id: &SecretId,
    record: &SecretRecord,
) -> Outcome<bool> {
    let (kind, owner) = key(id);
    let renews: Option<Option<i64>> = database
        .prepare_cached(
            "SELECT renews FROM secret WHERE kind = ?1 AND owner = ?2 AND generation = ?3 AND state = 'renewal'",
        )?
        .query_row(params![kind, owner, number(record.generation)], |row| row.get(0))
        .optional()?;
    let current = current_of(database, id)?.map(|current| number(current.generation));
    Ok(renews == Some(current))
}

/// Makes a record the current one; the one of before becomes a leftover, which is returned.
pub(super) fn make_current(
    tx: &Tx<'_>,
    id: &SecretId,
    record: &SecretRecord,
) -> Outcome<Option<Leftover>> {
    let before = current_of(tx, id)?.filter(|before| before != record);
    if let Some(before) = &before {
        set_state(tx, id, before, "leftover")?;
    }
    set_state(tx, id, record, "current")?;
    let id = id.clone();
    Ok(before.map(|record| Leftover { id, record }))
}

/// The secrets of an owner become leftovers, which are returned. What another program has reserved stays its own: it may
/// be about to put a secret there, and gives it up when it finds the owner gone, or when it ends.
pub(super) fn leave_all(tx: &Tx<'_>, id: ProfileId) -> Outcome<Vec<Leftover>> {
    let owner = id.to_string();
    tx.prepare_cached(
        "UPDATE secret SET state = 'leftover' WHERE owner = ?1 AND kind IN ('token', 'old_token')
             AND state = 'current'",
    )?
    .execute([&owner])?;
    let mut query = tx.prepare_cached(
        "SELECT kind, owner, generation, store, at FROM secret
         WHERE owner = ?1 AND kind IN ('token', 'old_token') AND state = 'leftover'",
    )?;
    let rows = query.query_map([&owner], leftover)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The address of a link becomes a leftover, which is returned: nobody needs it any more. What is reserved stays its
/// program's, which gives it up when it finds the link over.
pub(super) fn leave_link(tx: &Tx<'_>, id: LinkId) -> Outcome<Option<Leftover>> {
    let id = SecretId::AuthLink(id);
    let Some(record) = current_of(tx, &id)? else {
        return Ok(None);
    };
    set_state(tx, &id, &record, "leftover")?;
    Ok(Some(Leftover { id, record }))
}

/// Changes the state of a record. It must be there.
pub(super) fn set_state(
    tx: &Tx<'_>,
    id: &SecretId,
    record: &SecretRecord,
    state: &str,
) -> Outcome<()> {
    let (kind, owner) = key(id);
    let changed = tx
        .prepare_cached(
            "UPDATE secret SET state = ?5, at = ?6
             WHERE kind = ?1 AND owner = ?2 AND generation = ?3 AND store = ?4",
        )?
        .execute(params![
            kind,
            owner,
            number(record.generation),
            record.place.word(),
            state,
            record.at.to_string(),
        ])?;
    if changed == 0 {
        return Err(LibraryError::Refused(
            "What this secret belongs to was deleted meanwhile.".to_owned(),
        )
        .into());
    }
    Ok(())
}

/// The columns that name a secret.
pub(super) fn key(id: &SecretId) -> (&'static str, String) {
    match id {
        SecretId::Token(profile) => ("token", profile.to_string()),
        SecretId::OldToken(profile) => ("old_token", profile.to_string()),
        SecretId::ApiKey(project) => ("api_key", project.clone()),
        SecretId::AuthLink(link) => ("auth_link", link.to_string()),
    }
}

/// The secret in a row that begins with kind, owner, generation, store, at.
pub(super) fn leftover(row: &Row<'_>) -> rusqlite::Result<Leftover> {
    let kind: String = row.get(0)?;
    let owner: String = row.get(1)?;
    let uuid = || uuid::Uuid::parse_str(&owner).map_err(|_| unreadable(1, "not an id"));
    let id = match kind.as_str() {
        "token" => SecretId::Token(uuid()?.into()),
        "old_token" => SecretId::OldToken(uuid()?.into()),
        "auth_link" => SecretId::AuthLink(uuid()?.into()),
        _ => SecretId::ApiKey(owner),
    };
    let place = match row.get_ref(3)?.as_str()? {
        "keyring" => SecretStoreKind::Keyring,
        "file" => SecretStoreKind::File,
        "plaintext" => SecretStoreKind::Plaintext,
        "memory" => SecretStoreKind::Memory,
        _ => return Err(unreadable(3, "not a secret store")),
    };
    let record = SecretRecord {
        place,
        at: time(row, 4)?,
        generation: count(row, 2)?,
    };
    Ok(Leftover { id, record })
}

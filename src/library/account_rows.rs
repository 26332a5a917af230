//! Rows of linked accounts.

use std::collections::{BTreeMap, HashSet};

use rusqlite::{Connection as Database, OptionalExtension as _, params};

use super::account_list::{Known, Read, Row};
use super::account_wire;
use super::columns::{optional_time, time};
use super::fault::Outcome;
use super::handle::Tx;
use crate::domain::{AccountSource, AccountsApi};

/// The rows of one source.
#[derive(Debug, Clone, Copy)]
pub(super) struct ListRow {
    pub(super) id: i64,
    /// Whether it is decided if the accounts of an earlier key are these.
    pub(super) settled: bool,
}

/// The rows of this source, if there are any.
pub(super) fn find(database: &Database, source: &AccountSource) -> Outcome<Option<ListRow>> {
    Ok(database
        .prepare_cached(
            "SELECT id, settled FROM account_list WHERE api = ?1 AND project = ?2 AND key = ?3",
        )?
        .query_row(params![source.api, project(source), source.key], |row| {
            Ok(ListRow {
                id: row.get(0)?,
                settled: row.get(1)?,
            })
        })
        .optional()?)
}

/// The rows of this source, made where there are none.
pub(super) fn find_or_make(tx: &Tx<'_>, source: &AccountSource) -> Outcome<ListRow> {
    if let Some(found) = find(tx, source)? {
        return Ok(found);
    }
    tx.prepare_cached("INSERT INTO account_list (api, project, key) VALUES (?1, ?2, ?3)")?
        .execute(params![source.api, project(source), source.key])?;
    Ok(ListRow {
        id: tx.last_insert_rowid(),
        settled: false,
    })
}

/// The rows of another key of the same project that holds one of these accounts: the newest.
pub(super) fn heir_of(
    tx: &Tx<'_>,
    source: &AccountSource,
    ids: &HashSet<&str>,
) -> Outcome<Option<i64>> {
    let mut query = tx.prepare_cached(
        "SELECT id FROM account_list WHERE api = ?1 AND project = ?2 AND key <> ?3
         ORDER BY (SELECT max(at) FROM account_read WHERE list = account_list.id) DESC, id DESC",
    )?;
    let lists: Vec<i64> = query
        .query_map(params![source.api, project(source), source.key], |row| {
            row.get(0)
        })?
        .collect::<rusqlite::Result<_>>()?;
    let mut query =
        tx.prepare_cached("SELECT id FROM account WHERE list = ?1 AND forgotten_at IS NULL")?;
    for list in lists {
        let mut rows = query.query([list])?;
        while let Some(row) = rows.next()? {
            if ids.contains(row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?) {
                return Ok(Some(list));
            }
        }
    }
    Ok(None)
}

/// It is decided whose accounts these are.
pub(super) fn settle(tx: &Tx<'_>, list: i64) -> Outcome<()> {
    tx.prepare_cached("UPDATE account_list SET settled = 1 WHERE id = ?1")?
        .execute([list])?;
    Ok(())
}

/// Removes the rows of a source.
pub(super) fn remove(tx: &Tx<'_>, list: i64) -> Outcome<()> {
    tx.prepare_cached("DELETE FROM account_list WHERE id = ?1")?
        .execute([list])?;
    Ok(())
}

/// Reads all that is known of the accounts of a source.
pub(super) fn load(database: &Database, list: i64) -> Outcome<Known> {
    let mut query = database
        .prepare_cached("SELECT connector, at, api, is_whole FROM account_read WHERE list = ?1")?;
    let reads = query.query_map([list], |row| {
        let api = match row.get_ref(2)?.as_str()? {
            "v2" => AccountsApi::V2,
            _ => AccountsApi::V1,
        };
        let read = Read {
            at: time(row, 1)?,
            api,
            is_whole: row.get(3)?,
        };
        Ok((row.get(0)?, read))
    })?;
    let reads = reads.collect::<rusqlite::Result<BTreeMap<_, _>>>()?;
    let mut query = database.prepare_cached(
        "SELECT id, connector, content, seen_at, gone_since, forgotten_at FROM account WHERE list = ?1",
    )?;
    let rows = query.query_map([list], |row| {
        let found = Row {
            connector: row.get(1)?,
            content: row.get(2)?,
            seen_at: optional_time(row, 3)?,
            gone_since: optional_time(row, 4)?,
            forgotten_at: optional_time(row, 5)?,
        };
        Ok((row.get(0)?, found))
    })?;
    let rows = rows.collect::<rusqlite::Result<BTreeMap<_, _>>>()?;
    Ok(Known { rows, reads })
}

/// How many accounts cannot be read.
pub(super) fn unreadable(database: &Database) -> Outcome<usize> {
    let mut query = database.prepare("SELECT content FROM account WHERE forgotten_at IS NULL")?;
    let mut rows = query.query([])?;
    let mut unreadable = 0;
    while let Some(row) = rows.next()? {
        let content = row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?;
        unreadable += usize::from(account_wire::account(content).is_err());
    }
    Ok(unreadable)
}

/// Writes what is otherwise than before, and nothing else.
pub(super) fn store(tx: &Tx<'_>, list: i64, before: &Known, after: &Known) -> Outcome<()> {
    let mut delete = tx.prepare_cached("DELETE FROM account WHERE list = ?1 AND id = ?2")?;
    for id in before.rows.keys() {
        if !after.rows.contains_key(id) {
            delete.execute(params![list, id])?;
        }
    }
    let mut put = tx.prepare_cached(
        "INSERT INTO account (list, id, connector, content, seen_at, gone_since, forgotten_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (list, id) DO UPDATE SET connector = excluded.connector, content = excluded.content,
             seen_at = excluded.seen_at, gone_since = excluded.gone_since, forgotten_at = excluded.forgotten_at",
    )?;
    let text = |at: Option<jiff::Timestamp>| at.map(|at| at.to_string());
    for (id, row) in &after.rows {
        if before.rows.get(id) != Some(row) {
            put.execute(params![
                list,
                id,
                row.connector,
                row.content,
                text(row.seen_at),
                text(row.gone_since),
                text(row.forgotten_at),
            ])?;
        }
    }
    if before.reads == after.reads {
        return Ok(());
    }
    tx.prepare_cached("DELETE FROM account_read WHERE list = ?1")?
        .execute([list])?;
    let mut put = tx.prepare_cached(
        "INSERT INTO account_read (list, connector, at, api, is_whole) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for (connector, read) in &after.reads {
        let api = match read.api {
            AccountsApi::V2 => "v2",
            AccountsApi::V1 => "v1",
        };
        put.execute(params![
            list,
            connector,
            read.at.to_string(),
            api,
            read.is_whole
        ])?;
    }
    Ok(())
}

/// The project as the column holds it: no project has an empty name.
fn project(source: &AccountSource) -> &str {
    source.project.as_deref().unwrap_or_default()
}

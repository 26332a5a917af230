//! Rows of auth links.

use rusqlite::{Connection as Database, OptionalExtension as _, Row, params};

use super::columns::{parsed, time, unreadable};
use super::fault::Outcome;
use super::handle::Tx;
use super::link_wire;
use super::records::{current_of, current_secrets};
use crate::domain::{AccountSource, Link, LinkId, LinkState, SecretId};

/// A link, and the runs that have to do with it.
#[derive(Debug, Clone)]
pub(super) struct LinkRow {
    pub(super) link: Link,
    /// The run that made it.
    pub(super) maker: String,
    /// The run that follows it.
    pub(super) follower: Option<String>,
}

const COLUMNS: &str = "id, api, project, key, state, state_at, looked_at, created_at, expires_at, maker, follower, content";

/// The link in a row of [`COLUMNS`], without where its address is.
fn read(row: &Row<'_>) -> rusqlite::Result<LinkRow> {
    let id = uuid::Uuid::parse_str(row.get_ref(0)?.as_str()?);
    let id = id.map_err(|_| unreadable(0, "not an id"))?;
    let project: String = row.get(2)?;
    let state = LinkState::named(row.get_ref(4)?.as_str()?);
    let content = parsed(11, link_wire::link(row.get_ref(11)?.as_str()?))?;
    let source = AccountSource {
        api: row.get(1)?,
        project: (!project.is_empty()).then_some(project),
        key: row.get(3)?,
    };
    let link = content.into_link(Link {
        state: state.ok_or_else(|| unreadable(4, "not a state of a link"))?,
        state_at: time(row, 5)?,
        looked_at: time(row, 6)?,
        ..Link::new(LinkId::from(id), source, time(row, 7)?, time(row, 8)?)
    });
    Ok(LinkRow {
        link,
        maker: row.get(9)?,
        follower: row.get(10)?,
    })
}

/// All links, the newest first, and how many cannot be read.
pub(super) fn all(database: &Database) -> Outcome<(Vec<LinkRow>, usize)> {
    let secrets = current_secrets(database)?;
    let sql = format!("SELECT {COLUMNS} FROM link ORDER BY created_at DESC, id");
    let mut query = database.prepare_cached(&sql)?;
    let (mut found, mut unreadable) = (Vec::new(), 0);
    for row in query.query_map([], |row| Ok(read(row)))? {
        if let Ok(mut row) = row? {
            row.link.url = secrets.get(&SecretId::AuthLink(row.link.id)).cloned();
            found.push(row);
        } else {
            unreadable += 1;
        }
    }
    // As texts, times with and without a fraction are not in order.
    found.sort_by_key(|row| std::cmp::Reverse(row.link.created_at));
    Ok((found, unreadable))
}

/// One link.
pub(super) fn find(database: &Database, id: LinkId) -> Outcome<Option<LinkRow>> {
    let sql = format!("SELECT {COLUMNS} FROM link WHERE id = ?1");
    let found = database
        .prepare_cached(&sql)?
        .query_row([id.to_string()], read)
        .optional()?;
    let Some(mut found) = found else {
        return Ok(None);
    };
    found.link.url = current_of(database, &SecretId::AuthLink(id))?;
    Ok(Some(found))
}

/// Writes a link that is not there yet. Whether it was not.
pub(super) fn insert(tx: &Tx<'_>, link: &Link, maker: &str) -> Outcome<bool> {
    let written = tx
        .prepare_cached(
            "INSERT INTO link (id, api, project, key, state, state_at, looked_at, created_at, expires_at, maker, content)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT DO NOTHING",
        )?
        .execute(params![
            link.id.to_string(),
            link.source.api,
            link.source.project.as_deref().unwrap_or_default(),
            link.source.key,
            link.state.name(),
            link.state_at.to_string(),
            link.looked_at.to_string(),
            link.created_at.to_string(),
            link.expires_at.to_string(),
            maker,
            link_wire::of_link(link, tx.guard),
        ])?;
    Ok(written > 0)
}

/// Writes a link that is there.
pub(super) fn update(tx: &Tx<'_>, link: &Link) -> Outcome<()> {
    tx.prepare_cached(
        "UPDATE link SET state = ?2, state_at = ?3, looked_at = ?4, expires_at = ?5, content = ?6 WHERE id = ?1",
    )?
    .execute(params![
        link.id.to_string(),
        link.state.name(),
        link.state_at.to_string(),
        link.looked_at.to_string(),
        link.expires_at.to_string(),
        link_wire::of_link(link, tx.guard),
    ])?;
    Ok(())
}

/// Notes which run follows a link.
pub(super) fn set_follower(tx: &Tx<'_>, id: LinkId, follower: Option<&str>) -> Outcome<()> {
    tx.prepare_cached("UPDATE link SET follower = ?2 WHERE id = ?1")?
        .execute(params![id.to_string(), follower])?;
    Ok(())
}

/// Takes a run back that does not follow a link any more, unless another one follows it by now.
pub(super) fn drop_follower(tx: &Tx<'_>, id: LinkId, follower: &str) -> Outcome<()> {
    tx.prepare_cached("UPDATE link SET follower = NULL WHERE id = ?1 AND follower = ?2")?
        .execute(params![id.to_string(), follower])?;
    Ok(())
}

/// Removes a link.
pub(super) fn delete(tx: &Tx<'_>, id: LinkId) -> Outcome<()> {
    tx.prepare_cached("DELETE FROM link WHERE id = ?1")?
        .execute([id.to_string()])?;
    Ok(())
}

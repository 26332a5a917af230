//! What another secret means for what it belongs to.

use rusqlite::params;

use super::error::LibraryError;
use super::evidence;
use super::exchange;
use super::fault::Outcome;
use super::handle::Tx;
use super::link_rows;
use super::rows::{existing, put, touch};
use super::{columns, projects};
use crate::domain::{Input, LinkId, ProfileId, SecretId};

/// Why a secret is put into the place of another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A person saves it.
    Save,
    /// A server gave it, a Token, in exchange for the one of before, which may be dead.
    Renewal,
}

/// What follows from another secret for what it belongs to.
pub(super) fn secret_changed(tx: &Tx<'_>, id: &SecretId, purpose: Purpose) -> Outcome<()> {
    /// Why a connector profile that is listed as active may not work.
    const OUTDATED: &str =
        "the Token was renewed since: enter the new one in the connector profile";
    if let SecretId::Token(id) = id {
        exchange::forget(tx, *id)?;
    }
    match (id, purpose) {
        (SecretId::Token(id), Purpose::Renewal) => {
            let mut profile = existing(tx, *id)?;
            evidence::outdate_connector(&mut profile.steps, OUTDATED);
            put(tx, &profile)
        }
        (SecretId::Token(id), Purpose::Save) => outdate(tx, *id, &[Input::TokenSecret]),
        (SecretId::OldToken(id), _) => touch(tx, *id),
        (SecretId::AuthLink(id), _) => open_link(tx, *id),
        (SecretId::ApiKey(project), _) => {
            let is_default = projects::default(tx)?.as_deref() == Some(project);
            let mut query = tx.prepare_cached(
                "SELECT id FROM connection WHERE project = ?1 OR (?2 AND project IS NULL)",
            )?;
            let ids: Vec<ProfileId> = query
                .query_map(params![project, is_default], |row| columns::id(row, 0))?
                .collect::<rusqlite::Result<_>>()?;
            for id in ids {
                outdate(tx, id, &[Input::ApiKey])?;
            }
            projects::touch(tx)
        }
    }
}

/// Takes away what rested on these inputs of a connection.
fn outdate(tx: &Tx<'_>, id: ProfileId, changed: &[Input]) -> Outcome<()> {
    let mut profile = existing(tx, id)?;
    profile.evidence_revision += 1;
    evidence::outdate(&mut profile.steps, changed);
    evidence::outdate_seen(&mut profile.seen, changed);
    put(tx, &profile)
}

/// Whoever shows what the secret belongs to reads it anew.
pub(super) fn touch_owner(tx: &Tx<'_>, id: &SecretId) -> Outcome<()> {
    match id {
        SecretId::Token(profile) | SecretId::OldToken(profile) => touch(tx, *profile),
        SecretId::ApiKey(_) => projects::touch(tx),
        // Links are read anew by whoever shows them.
        SecretId::AuthLink(_) => Ok(()),
    }
}

/// Refuses the address of a link that is over, or not there any more: nothing would remove it.
fn open_link(tx: &Tx<'_>, id: LinkId) -> Outcome<()> {
    let found = link_rows::find(tx, id)?.ok_or_else(LibraryError::link_gone)?;
    if found.link.state.is_over() {
        let over = "This link is over; its address is not kept.".to_owned();
        return Err(LibraryError::Refused(over).into());
    }
    Ok(())
}

//! The records of secrets: which store holds which generation of a secret, and what is still to be removed.
//!
//! A new secret never takes the place of an old one. Its record is reserved first, with a generation of its own; then the
//! secret is put into the store; then the record becomes the current one, in the same transaction as whatever the secret
//! belongs to, and the old one becomes a leftover; then the leftover is removed. A program that ends in between leaves a
//! row that names what is where.

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension as _, params};

use super::columns::{count, number};
use super::error::LibraryError;
use super::fault::Outcome;
use super::handle::{Backup, Library, Tx};
use super::records::{
    Leftover, current_of, current_secrets, insert, key, leftover, make_current, renews_current,
    set_state,
};
use super::rows::existing;
use super::secret_change::{Purpose, secret_changed, touch_owner};
use crate::domain::clock;
use crate::domain::{ProfileId, SecretId, SecretRecord, SecretStoreKind};

impl Library {
    /// Where a secret is, if it is recorded. Blocks.
    pub fn secret(&self, id: &SecretId) -> Result<Option<SecretRecord>, LibraryError> {
        let found = self.read_with(|open| current_of(&open.connection, id))?;
        Ok(found.flatten())
    }

    /// Every secret that is recorded, with where it is. Blocks.
    pub fn secrets(&self) -> Result<BTreeMap<SecretId, SecretRecord>, LibraryError> {
        let found = self.read_with(|open| current_secrets(&open.connection))?;
        Ok(found.unwrap_or_default().into_iter().collect())
    }

    /// What is still to be removed from stores: of deleted connections, of replaced secrets, and of saves that came to
    /// nothing in programs that have ended, or of renewals that a newer secret has overtaken. Blocks.
    pub fn leftovers(&self) -> Result<Vec<Leftover>, LibraryError> {
        let found = self.read_with(|open| {
            let mut query = open.connection.prepare_cached(
                "SELECT kind, owner, generation, store, at, session, state FROM secret
                 WHERE state IN ('leftover', 'pending')
                     OR (state = 'renewal' AND owner NOT IN (SELECT id FROM connection))
                     OR (state = 'renewal' AND renews IS NOT (SELECT generation FROM secret AS other
                         WHERE other.kind = secret.kind AND other.owner = secret.owner
                             AND other.state = 'current'))",
            )?;
            let rows = query.query_map([], |row| {
                let state: String = row.get(6)?;
                Ok((leftover(row)?, row.get::<_, String>(5)?, state))
            })?;
            Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?)
        })?;
        let left = found.into_iter().flatten();
        // Another program may be about to save it.
        let left =
            left.filter(|(_, session, state)| state == "leftover" || !self.is_alive(session));
        Ok(left.map(|(leftover, _, _)| leftover).collect())
    }

    /// Reserves a record for a secret that a person saves, and that is about to be put into this store. If it comes to
    /// nothing, the secret is removed. Blocks.
    pub fn reserve(
        &self,
        id: &SecretId,
        place: SecretStoreKind,
    ) -> Result<SecretRecord, LibraryError> {
        let session = self.session().to_owned();
        self.write_with(Backup::Daily, |tx| {
            let record = next(tx, place)?;
            insert(tx, id, &record, "pending", &session)?;
            Ok(record)
        })
    }

    /// Reserves a record for a Token that a server gave in exchange for `sent`, which may be dead; none where no record
    /// leads to what was sent. If it comes to nothing, it must be found. Refused where `sent` is not the current one any
    /// more: what a person entered since the exchange was begun is no Token of before. Blocks.
    pub fn reserve_renewal(
        &self,
        id: ProfileId,
        place: SecretStoreKind,
        sent: Option<&SecretRecord>,
    ) -> Result<SecretRecord, LibraryError> {
        let session = self.session().to_owned();
        self.write_with(Backup::Daily, |tx| {
            existing(tx, id)?;
            let id = SecretId::Token(id);
            let current = current_of(tx, &id)?;
            if current.as_ref() != sent {
                return Err(overtaken(current.as_ref()).into());
            }
            let record = next(tx, place)?;
            insert(tx, &id, &record, "renewal", &session)?;
            let (kind, owner) = key(&id);
            let renews = sent.map(|sent| number(sent.generation));
            tx.prepare_cached(
                "UPDATE secret SET renews = ?4 WHERE kind = ?1 AND owner = ?2 AND generation = ?3",
            )?
            .execute(params![kind, owner, number(record.generation), renews])?;
            Ok(record)
        })
    }

    /// A secret that was reserved is not to be kept after all: it becomes a leftover. Blocks.
    pub fn give_up(&self, id: &SecretId, record: &SecretRecord) -> Result<(), LibraryError> {
        self.write_with(Backup::Daily, |tx| set_state(tx, id, record, "leftover"))
    }

    /// A leftover is removed from its store: nothing of it is left to be said. Blocks.
    pub fn removed(&self, leftovers: &[Leftover]) -> Result<(), LibraryError> {
        if leftovers.is_empty() {
            return Ok(());
        }
        self.write_with(Backup::Daily, |tx| {
            for Leftover { id, record } in leftovers {
                let (kind, owner) = key(id);
                tx.prepare_cached(
                    "DELETE FROM secret WHERE kind = ?1 AND owner = ?2 AND generation = ?3 AND store = ?4
                         AND state <> 'current'",
                )?
                .execute(params![kind, owner, number(record.generation), record.place.word()])?;
            }
            Ok(())
        })
    }

    /// A Token that a server gave in exchange for the one that is current, and whose record was not finished: its program
    /// ended first. Blocks.
    pub fn unfinished_renewal(&self, id: ProfileId) -> Result<Option<SecretRecord>, LibraryError> {
        let found = self.read_with(|open| {
            let (kind, owner) = key(&SecretId::Token(id));
            let found = open
                .connection
                .prepare_cached(
                    "SELECT kind, owner, generation, store, at FROM secret
                     WHERE kind = ?1 AND owner = ?2 AND state = 'renewal'
                         AND renews IS (SELECT generation FROM secret
                             WHERE kind = ?1 AND owner = ?2 AND state = 'current')
                     ORDER BY generation DESC LIMIT 1",
                )?
                .query_row(params![kind, owner], leftover)
                .optional()?;
            Ok(found.map(|found| found.record))
        })?;
        Ok(found.flatten())
    }

    /// Makes a reserved record the current one of a secret that belongs to something that is there already. A Token that a
    /// person entered outdates what rested on the old one; one that an exchange renewed does not, and is refused where the one
    /// that was sent is not the current one any more. Blocks.
    ///
    /// Returns what is to be removed from its store. The error leaves the reservation.
    pub fn adopt(
        &self,
        id: &SecretId,
        record: &SecretRecord,
        purpose: Purpose,
    ) -> Result<Vec<Leftover>, LibraryError> {
        self.write_with(Backup::Daily, |tx| {
            if purpose == Purpose::Renewal && !renews_current(tx, id, record)? {
                return Err(overtaken(current_of(tx, id)?.as_ref()).into());
            }
            let left = make_current(tx, id, record)?;
            secret_changed(tx, id, purpose)?;
            Ok(left.into_iter().collect())
        })
    }

    /// Records a secret in another store: it was copied there. What renews it renews the copy from then on. Refused where
    /// it was changed meanwhile. Blocks.
    pub fn moved(
        &self,
        id: &SecretId,
        from: &SecretRecord,
        to: &SecretRecord,
    ) -> Result<Vec<Leftover>, LibraryError> {
        self.write_with(Backup::Daily, |tx| {
            if current_of(tx, id)?.as_ref() != Some(from) {
                return Err(LibraryError::changed().into());
            }
            let left = make_current(tx, id, to)?;
            let (kind, owner) = key(id);
            tx.prepare_cached(
                "UPDATE secret SET renews = ?4
                 WHERE kind = ?1 AND owner = ?2 AND state = 'renewal' AND renews = ?3",
            )?
            .execute(params![
                kind,
                owner,
                number(from.generation),
                number(to.generation)
            ])?;
            touch_owner(tx, id)?;
            Ok(left.into_iter().collect())
        })
    }

    /// Forgets a secret: its record becomes a leftover. A project that no connection names goes with its key. None where
    /// it is forgotten already; refused where `known` is not the current record any more: another one was saved. Blocks.
    pub fn forget(
        &self,
        id: &SecretId,
        known: &SecretRecord,
    ) -> Result<Option<Leftover>, LibraryError> {
        self.write_with(Backup::Daily, |tx| {
            let Some(record) = current_of(tx, id)? else {
                return Ok(None);
            };
            if record != *known {
                return Err(LibraryError::changed().into());
            }
            set_state(tx, id, &record, "leftover")?;
            secret_changed(tx, id, Purpose::Save)?;
            if let SecretId::ApiKey(project) = id {
                super::projects::drop_unused(tx, project)?;
            }
            let id = id.clone();
            Ok(Some(Leftover { id, record }))
        })
    }
}

/// A record of a generation of its own: none is used twice, so that a program that is late removes nothing of another one.
fn next(tx: &Tx<'_>, place: SecretStoreKind) -> Outcome<SecretRecord> {
    let generation = tx
        .prepare_cached(
            "UPDATE counter SET value = value + 1 WHERE name = 'generation' RETURNING value",
        )?
        .query_row([], |row| count(row, 0))?;
    Ok(SecretRecord {
        place,
        at: clock::now(),
        generation,
    })
}

/// Why a renewed Token does not take the place of what is current now.
fn overtaken(current: Option<&SecretRecord>) -> LibraryError {
    let why = match current {
        Some(_) => "Another Token was entered for this connection meanwhile, and stays in use.",
        None => "The Token of this connection was removed meanwhile.",
    };
    LibraryError::Refused(why.to_owned())
}

//! Token exchanges: one at a time of a connection, whichever program does it, and none forgotten that was begun.

use std::io;

use jiff::Timestamp;
use rusqlite::params;

use super::error::LibraryError;
use super::fault::Outcome;
use super::handle::{Backup, Library, Tx};
use super::rows::existing;
use crate::domain::clock;
use crate::domain::{ProfileId, SecretId, SecretRecord};
use crate::storage::Lock;

/// The right to exchange the Token of a connection. The operating system takes it away when the program ends.
#[derive(Debug)]
pub struct ExchangeLock {
    /// None where the folder takes no file: then there is nobody to agree with.
    _lock: Option<Lock>,
}

/// An exchange that was begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begun {
    /// Since when an earlier exchange of this Token is without an answer. Then the Token may have been replaced.
    pub unanswered_since: Option<Timestamp>,
    /// Where the Token is now.
    pub token: Option<SecretRecord>,
}

impl Library {
    /// Tries to get the right to exchange the Token of a connection. None while another program, or another task of this
    /// one, has it. There are 256 locks: connections that share one wait for each other, which an exchange is short enough
    /// for.
    pub fn try_exchange_lock(&self, id: ProfileId) -> Result<Option<ExchangeLock>, LibraryError> {
        // Ids are random: their first two digits spread them evenly.
        let name = format!("exchange-{}.lock", &id.to_string()[..2]);
        let path = self.folder().join("locks").join(name);
        match Lock::try_take(&path) {
            Ok(lock) => Ok(lock.map(|lock| ExchangeLock { _lock: Some(lock) })),
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem
                ) =>
            {
                Ok(Some(ExchangeLock { _lock: None }))
            }
            Err(error) => Err(LibraryError::system(&path, error)),
        }
    }

    /// Notes that the Token of this connection is about to be sent, before it is. Under the lock. Blocks.
    pub fn begin_exchange(&self, id: ProfileId) -> Result<Begun, LibraryError> {
        self.write_with(Backup::Daily, |tx| {
            let profile = existing(tx, id)?;
            let before: Option<String> = tx
                .prepare_cached("SELECT begun_at FROM exchange WHERE connection = ?1")?
                .query_row([id.to_string()], |row| row.get(0))
                .map(Some)
                .or_else(|error| match error {
                    rusqlite::Error::QueryReturnedNoRows => Ok(None),
                    error => Err(error),
                })?;
            // The first one without an answer is what counts.
            tx.prepare_cached(
                "INSERT INTO exchange (connection, begun_at) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
            )?
            .execute(params![id.to_string(), clock::now().to_string()])?;
            Ok(Begun {
                unanswered_since: before.and_then(|at| at.parse().ok()),
                token: profile.token,
            })
        })
    }

    /// Notes that the answer is here, and what it brought is kept; or that nothing was sent. Blocks.
    pub fn end_exchange(&self, id: ProfileId) -> Result<(), LibraryError> {
        self.write_with(Backup::Daily, |tx| forget(tx, id))
    }

    /// Where the Token of a connection is recorded now. Blocks.
    pub fn token_record(&self, id: ProfileId) -> Result<Option<SecretRecord>, LibraryError> {
        self.secret(&SecretId::Token(id))
    }
}

/// An exchange that was begun says nothing any more: it is answered, or its Token is not the one in use.
pub(super) fn forget(tx: &Tx<'_>, id: ProfileId) -> Outcome<()> {
    tx.prepare_cached("DELETE FROM exchange WHERE connection = ?1")?
        .execute([id.to_string()])?;
    Ok(())
}

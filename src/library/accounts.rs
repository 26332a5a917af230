//! Linked accounts as they were last seen: what a list that was read now means for them, and for those that are not in it.

use std::collections::HashSet;
use std::fmt::Write as _;

use jiff::Timestamp;
use ring::hmac;
use rusqlite::{Connection as Database, OptionalExtension as _};
use url::Url;

use super::account_list::{AccountList, KeptAccounts, Known};
use super::account_rows as rows;
use super::error::LibraryError;
use super::fault::Outcome;
use super::handle::{Backup, Library};
use crate::domain::clock;
use crate::domain::{Account, AccountSource};
use crate::secret::Secret;

/// How many bytes the key of the hash has: as many as the hash.
const KEY_BYTES: usize = 32;

impl Library {
    /// Whose accounts this API key shows. The first call on a new library writes the key of the hash. Blocks.
    pub fn account_source(
        &self,
        api: &Url,
        project: Option<&str>,
        api_key: &Secret,
    ) -> Result<AccountSource, LibraryError> {
        let key = match self.read_with(|open| hash_key(&open.connection))?.flatten() {
            Some(key) => key,
            None => self.write_with(Backup::Daily, |tx| {
                let made = new_hash_key()?;
                tx.execute(
                    "INSERT INTO meta (key, value) VALUES ('account_key', ?1) ON CONFLICT DO NOTHING",
                    [&made],
                )?;
                // Another program may have been faster.
                Ok(hash_key(tx)?.unwrap_or(made))
            })?,
        };
        let key = hmac::Key::new(hmac::HMAC_SHA256, key.as_bytes());
        let tag = hmac::sign(&key, api_key.expose().as_bytes());
        Ok(AccountSource {
            api: address(api),
            project: project
                .filter(|project| !project.is_empty())
                .map(str::to_owned),
            key: hex(tag.as_ref()),
        })
    }

    /// The accounts of this source as they were last seen; none where no list of it was ever read. Blocks.
    pub fn kept_accounts(
        &self,
        source: &AccountSource,
    ) -> Result<Option<KeptAccounts>, LibraryError> {
        let kept = self.read_with(|open| {
            let Some(list) = rows::find(&open.connection, source)? else {
                return Ok(None);
            };
            Ok(rows::load(&open.connection, list.id)?.kept())
        })?;
        Ok(kept.flatten())
    }

    /// Takes in a list that was read now, and returns what is known then. Blocks.
    ///
    /// An account that a whole list is without is gone; of another connector's accounts, and after a list that is not whole,
    /// nothing is. A list that is older than what is known changes nothing. With another key of the same project the accounts
    /// of the key before are taken over if a whole list has one of them; else everything begins anew.
    pub fn keep_accounts(
        &self,
        source: &AccountSource,
        list: &AccountList,
    ) -> Result<KeptAccounts, LibraryError> {
        self.write_with(Backup::Daily, |tx| {
            let own = rows::find_or_make(tx, source)?;
            let before = rows::load(tx, own.id)?;
            let mut after = before.clone();
            after.mend_times();
            if !own.settled && list.is_whole {
                let ids: HashSet<_> = list
                    .accounts
                    .iter()
                    .map(|account| account.id.as_str())
                    .collect();
                let heir = rows::heir_of(tx, source, &ids)?;
                if let Some(older) = heir {
                    after.inherit(&rows::load(tx, older)?);
                    rows::remove(tx, older)?;
                }
                if heir.is_some() || list.connector.is_none() {
                    rows::settle(tx, own.id)?;
                }
            }
            after.merge(list, tx.guard);
            rows::store(tx, own.id, &before, &after)?;
            // Not even an older list leaves it without one.
            after.kept().ok_or_else(|| LibraryError::gone().into())
        })
    }

    /// An account was deleted from here: it is forgotten, and an older list does not bring it back. Blocks.
    pub fn forget_account(&self, source: &AccountSource, id: &str) -> Result<(), LibraryError> {
        self.change_accounts(source, |known| known.forget(id, clock::now()))
    }

    /// Takes in one account that was read or changed by itself at this time. What is known from later stays. Blocks.
    pub fn note_account(
        &self,
        source: &AccountSource,
        account: &Account,
        at: Timestamp,
    ) -> Result<(), LibraryError> {
        let guard = self.guard().clone();
        self.change_accounts(source, |known| known.note(account, at, &guard))
    }

    fn change_accounts(
        &self,
        source: &AccountSource,
        change: impl FnOnce(&mut Known),
    ) -> Result<(), LibraryError> {
        self.write_with(Backup::Daily, |tx| {
            let list = rows::find_or_make(tx, source)?;
            let before = rows::load(tx, list.id)?;
            let mut after = before.clone();
            after.mend_times();
            change(&mut after);
            rows::store(tx, list.id, &before, &after)
        })
    }
}

/// The address of an API, without what may be secret in it.
fn address(api: &Url) -> String {
    let path = api.path().trim_end_matches('/');
    format!("{}{path}", api.origin().ascii_serialization())
}

/// The key of the hash, where it is made.
fn hash_key(database: &Database) -> Outcome<Option<String>> {
    Ok(database
        .prepare_cached("SELECT value FROM meta WHERE key = 'account_key'")?
        .query_row([], |row| row.get(0))
        .optional()?)
}

fn new_hash_key() -> Outcome<String> {
    let mut bytes = [0; KEY_BYTES];
    getrandom::fill(&mut bytes).map_err(|error| {
        LibraryError::Refused(format!(
            "The system gave no random numbers ({error}). Nothing was changed; try again."
        ))
    })?;
    Ok(hex(&bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

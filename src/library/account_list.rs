//! What is known of the linked accounts of one source, and what a list that was read now means for it.
//!
//! Nothing here touches the database: [`super::account_rows`] reads and writes what this decides.

use std::collections::{BTreeMap, HashMap};

use jiff::{SignedDuration, Timestamp};

use super::account_wire;
use crate::domain::clock;
use crate::domain::guard::Guard;
use crate::domain::{Account, AccountsApi};

/// How long it is remembered that an account is gone.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(90 * 24);

/// One account as last seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAccount {
    /// The account.
    pub account: Account,
    /// When it was last seen.
    pub last_seen: Timestamp,
    /// Since when whole lists are without it; none while it is there.
    pub gone_since: Option<Timestamp>,
}

/// The accounts of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAccounts {
    /// The accounts, by id, with those that are gone.
    pub accounts: Vec<KeptAccount>,
    /// When the newest list was read.
    pub at: Timestamp,
    /// Which generation of the API gave it.
    pub api: AccountsApi,
    /// Whether it was read to its end.
    pub is_whole: bool,
}

/// A list that was read now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountList {
    /// The accounts.
    pub accounts: Vec<Account>,
    /// When reading began: what changes during it may not be in it.
    pub at: Timestamp,
    /// Which generation of the API gave it.
    pub api: AccountsApi,
    /// Whether it was read to its end. Only then is an account gone that is not in it.
    pub is_whole: bool,
    /// The connector whose accounts alone were asked for; none where all were. Others are never called gone by it.
    pub connector: Option<String>,
}

/// A row of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    /// The connector, in lower case.
    pub(super) connector: String,
    pub(super) content: String,
    /// When it was seen, where that is not the time of the last list that it is a part of.
    pub(super) seen_at: Option<Timestamp>,
    pub(super) gone_since: Option<Timestamp>,
    /// When it was deleted from here.
    pub(super) forgotten_at: Option<Timestamp>,
}

/// A list that was read before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Read {
    pub(super) at: Timestamp,
    pub(super) api: AccountsApi,
    pub(super) is_whole: bool,
}

/// Everything that is known of the accounts of one source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Known {
    pub(super) rows: BTreeMap<String, Row>,
    /// The last list of each connector; under the empty name that of all.
    pub(super) reads: BTreeMap<String, Read>,
}

/// The name of a connector as it is compared.
pub(super) fn connector_key(name: &str) -> String {
    name.trim().to_lowercase()
}

impl Known {
    /// When the accounts of this connector were last read.
    fn read_at(&self, connector: &str) -> Option<Timestamp> {
        let reads = [self.reads.get(""), self.reads.get(connector)];
        reads.into_iter().flatten().map(|read| read.at).max()
    }

    fn last_seen(&self, row: &Row) -> Timestamp {
        let read = || self.read_at(&row.connector);
        row.seen_at.or_else(read).unwrap_or(Timestamp::MIN)
    }

    /// The time of the newest that is known of this account.
    fn newest(&self, row: &Row) -> Timestamp {
        let seen = Some(self.last_seen(row));
        let all = [seen, row.gone_since, row.forgotten_at];
        all.into_iter().flatten().max().unwrap_or(Timestamp::MIN)
    }

    /// What a clock that was wrong wrote is not newer than everything that comes: it counts as seen a day ago.
    pub(super) fn mend_times(&mut self) {
        let yesterday = clock::now() - SignedDuration::from_hours(24);
        let is_wrong = |at: Option<Timestamp>| at.is_some_and(clock::is_far_ahead);
        for id in self.rows.keys().cloned().collect::<Vec<_>>() {
            let seen = self.rows.get(&id).map(|row| self.last_seen(row));
            let Some(row) = self.rows.get_mut(&id) else {
                continue;
            };
            if is_wrong(seen) {
                row.seen_at = Some(yesterday);
            }
            for at in [&mut row.gone_since, &mut row.forgotten_at] {
                if is_wrong(*at) {
                    *at = Some(yesterday);
                }
            }
        }
        self.reads.retain(|_, read| !clock::is_far_ahead(read.at));
    }

    /// What this comes to; none where no list was ever read. A row that cannot be read is left out: the next list brings it
    /// anew.
    pub(super) fn kept(&self) -> Option<KeptAccounts> {
        let newest = self.reads.values().max_by_key(|read| read.at)?;
        let accounts = self.rows.values().filter(|row| row.forgotten_at.is_none());
        let kept = accounts.filter_map(|row| {
            Some(KeptAccount {
                account: account_wire::account(&row.content).ok()?,
                last_seen: self.last_seen(row),
                gone_since: row.gone_since,
            })
        });
        Some(KeptAccounts {
            accounts: kept.collect(),
            at: newest.at,
            api: newest.api,
            is_whole: newest.is_whole,
        })
    }

    /// Takes in the accounts of the key that was used before, where nothing newer is known of them.
    pub(super) fn inherit(&mut self, older: &Self) {
        for (id, row) in &older.rows {
            let seen_at = Some(older.last_seen(row));
            let row = || Row {
                seen_at,
                ..row.clone()
            };
            self.rows.entry(id.clone()).or_insert_with(row);
        }
    }

    /// Takes in one account that was read or changed by itself.
    pub(super) fn note(&mut self, account: &Account, at: Timestamp, guard: &Guard) {
        let connector = connector_key(account.provider.as_str());
        let known = match self.rows.get(account.id.as_str()) {
            Some(row) => Some(self.newest(row)),
            None => self.read_at(&connector),
        };
        if account.id.is_empty() || known.is_some_and(|known| known > at) {
            return;
        }
        let row = Row {
            connector,
            content: account_wire::of_account(account, guard),
            seen_at: Some(at),
            gone_since: None,
            forgotten_at: None,
        };
        self.rows.insert(account.id.as_str().to_owned(), row);
    }

    /// An account was deleted from here: it is not gone, it is no more.
    pub(super) fn forget(&mut self, id: &str, at: Timestamp) {
        if let Some(row) = self.rows.get_mut(id) {
            row.content = String::new();
            row.seen_at = Some(at);
            row.gone_since = None;
            row.forgotten_at = Some(at);
        }
    }

    /// Takes in a list. What is known from later stays as it is; so an older list changes nothing.
    pub(super) fn merge(&mut self, list: &AccountList, guard: &Guard) {
        let at = list.at;
        let scope = connector_key(list.connector.as_deref().unwrap_or_default());
        if self.read_at(&scope).is_some_and(|read| read > at) {
            return;
        }
        let listed: HashMap<_, _> = list
            .accounts
            .iter()
            .filter(|account| !account.id.is_empty())
            .map(|account| (account.id.as_str(), account))
            .collect();
        // A connector whose own list is newer is left to that one.
        let judges =
            |known: &Self, connector: &str| known.read_at(connector).is_none_or(|read| read <= at);
        let covers = |connector: &str| scope.is_empty() || connector == scope;

        let mut rows = BTreeMap::new();
        for (id, row) in &self.rows {
            let is_listed = listed.contains_key(id.as_str());
            let is_judged = judges(self, &row.connector) && self.newest(row) <= at;
            let mut row = row.clone();
            if !is_listed && is_judged && covers(&row.connector) {
                row.seen_at = Some(self.last_seen(&row));
                if list.is_whole && row.forgotten_at.is_some() {
                    continue;
                }
                if list.is_whole {
                    row.gone_since.get_or_insert(at);
                }
            }
            rows.insert(id.clone(), row);
        }
        for (id, account) in listed {
            let before = self.rows.get(id);
            let connector = connector_key(account.provider.as_str());
            let is_newer = before.is_none_or(|row| self.newest(row) <= at);
            if !is_newer || !judges(self, &connector) {
                continue;
            }
            let row = Row {
                seen_at: (!covers(&connector)).then_some(at),
                connector,
                content: account_wire::of_account(account, guard),
                gone_since: None,
                forgotten_at: None,
            };
            rows.insert(id.to_owned(), row);
        }
        let is_old = |since: Option<Timestamp>| {
            since.is_some_and(|since| at.duration_since(since) > REMEMBERED)
        };
        rows.retain(|_, row| !is_old(row.gone_since) && !is_old(row.forgotten_at));
        self.rows = rows;
        self.reads
            .retain(|_, read| !scope.is_empty() || read.at > at);
        let read = Read {
            at,
            api: list.api,
            is_whole: list.is_whole,
        };
        self.reads.insert(scope, read);
    }
}

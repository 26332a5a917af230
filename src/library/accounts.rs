//! What is kept of linked accounts: the calls; the table comes with the next change.
use jiff::Timestamp;
use url::Url;

use super::error::LibraryError;
use super::handle::Library;
use crate::domain::{Account, AccountSource, AccountsApi, Link};
use crate::secret::Secret;

/// One account as it was last seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAccount {
    /// The account.
    pub account: Account,
    /// When it was last seen.
    pub last_seen: Timestamp,
    /// Since when it is gone.
    pub gone_since: Option<Timestamp>,
}

/// The list as it was last read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAccounts {
    /// The accounts.
    pub accounts: Vec<KeptAccount>,
    /// When.
    pub at: Timestamp,
    /// Who listed them.
    pub api: AccountsApi,
    /// Whether all came.
    pub is_whole: bool,
}

/// A list that was read now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountList {
    /// The accounts.
    pub accounts: Vec<Account>,
    /// When.
    pub at: Timestamp,
    /// Who listed them.
    pub api: AccountsApi,
    /// Whether all came.
    pub is_whole: bool,
    /// Of which connector.
    pub connector: Option<String>,
}

impl Library {
    /// Scaffold.
    pub fn account_source(
        &self,
        _: &Url,
        _: Option<&str>,
        _: &Secret,
    ) -> Result<AccountSource, LibraryError> {
        Err(LibraryError::Refused("scaffold".into()))
    }
    /// Scaffold.
    pub fn kept_accounts(&self, _: &AccountSource) -> Result<Option<KeptAccounts>, LibraryError> {
        Ok(None)
    }
    /// Scaffold.
    pub fn keep_accounts(
        &self,
        _: &AccountSource,
        list: &AccountList,
    ) -> Result<KeptAccounts, LibraryError> {
        let _ = list;
        Err(LibraryError::Refused("scaffold".into()))
    }
    /// Scaffold.
    pub fn forget_account(&self, _: &AccountSource, _: &str) -> Result<(), LibraryError> {
        Ok(())
    }
    /// Scaffold.
    pub fn note_account(
        &self,
        _: &AccountSource,
        _: &Account,
        _: Timestamp,
    ) -> Result<(), LibraryError> {
        Ok(())
    }
    /// Scaffold.
    pub fn links(&self) -> Result<Vec<Link>, LibraryError> {
        Ok(Vec::new())
    }
}

//! Whose linked accounts are asked for, and the list of them.

use jiff::Timestamp;
use serde::Serialize;

use crate::domain::account::{Account, AccountsApi};
use crate::domain::text::Text;
use crate::library::{KeptAccount, KeptAccounts};
use crate::secret::Secret;
use crate::stackone::ConnectorProfile;

/// Whose linked accounts are listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountsRequest {
    /// The API key.
    pub api_key: Secret,
    /// The name of its `StackOne` project here, where it has one.
    pub project: Option<String>,
    /// Whether accounts of other connectors than Planday are listed too.
    pub all_connectors: bool,
}

/// The linked accounts, and how well that list is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountsReport {
    /// The accounts, those that are gone among them.
    pub accounts: Vec<KeptAccount>,
    /// When reading the list began.
    pub at: Timestamp,
    /// Which generation of the API listed them.
    pub api: AccountsApi,
    /// Whether the list was read to its end.
    pub is_whole: bool,
    /// What is to be said beside the list: that it is not whole, or that an entry of it could not be read.
    pub caveat: Option<String>,
    /// All connector profiles for Planday; none where they could not be read to the end.
    pub profiles: Option<Vec<ConnectorProfile>>,
    /// Why not, in one sentence.
    pub profiles_trouble: Option<String>,
    /// Why the list was not kept for the next start, in one sentence.
    pub not_kept: Option<String>,
}

/// An account for JSON output.
#[derive(Debug, Clone, Serialize)]
pub struct AccountRow<'a> {
    /// The account.
    #[serde(flatten)]
    pub account: &'a Account,
    /// The name of its connector profile, where it is known.
    pub connector_profile: Option<&'a Text>,
    /// When it was last seen.
    pub last_seen: Timestamp,
    /// Since when it is not listed any more.
    pub gone_since: Option<Timestamp>,
}

impl AccountsReport {
    /// A list that was kept, before anything was asked.
    pub(super) fn kept(kept: KeptAccounts) -> Self {
        Self {
            accounts: kept.accounts,
            at: kept.at,
            api: kept.api,
            is_whole: kept.is_whole,
            caveat: None,
            profiles: None,
            profiles_trouble: None,
            not_kept: None,
        }
    }

    /// The connector profile with this id.
    #[must_use]
    pub fn profile(&self, id: &Text) -> Option<&ConnectorProfile> {
        let mut profiles = self.profiles.iter().flatten();
        profiles.find(|profile| profile.id == *id)
    }

    /// An account as JSON output has it.
    #[must_use]
    pub fn row<'a>(&'a self, kept: &'a KeptAccount) -> AccountRow<'a> {
        let profile = kept.account.connector_profile_id.as_ref();
        AccountRow {
            account: &kept.account,
            connector_profile: profile
                .and_then(|id| self.profile(id))
                .map(|profile| &profile.name),
            last_seen: kept.last_seen,
            gone_since: kept.gone_since,
        }
    }
}

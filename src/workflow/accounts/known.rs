//! What the kept list says of accounts that are changed: the answer to a change leaves a part of it out.

use std::collections::{HashMap, HashSet};

use super::{AccountsRequest, in_library};
use crate::domain::account::Account;
use crate::domain::text::Text;
use crate::library::Library;
use crate::workflow::Services;

/// Accounts as they were before a change.
#[derive(Debug, Default)]
pub(super) struct KnownBefore(HashMap<Text, Account>);

impl KnownBefore {
    /// Those of these accounts that the kept list has. It is read once, however many there are.
    pub(super) async fn of<'a>(
        services: &Services,
        request: &AccountsRequest,
        ids: impl Iterator<Item = &'a Text>,
    ) -> Self {
        let ids: HashSet<_> = ids.collect();
        let kept = in_library(services, request, Library::kept_accounts).await;
        let kept = kept.ok().flatten().into_iter();
        let accounts = kept.flat_map(|kept| kept.accounts).map(|kept| kept.account);
        let wanted = accounts.filter(|account| ids.contains(&account.id));
        Self(
            wanted
                .map(|account| (account.id.clone(), account))
                .collect(),
        )
    }

    /// Adds what `/accounts` does not say and no change of it alters: the profile, where the account was not moved to
    /// another one, and its environment (facts: stackone.md, section 3).
    pub(super) fn complete(&self, account: &mut Account) {
        let Some(before) = self.0.get(&account.id) else {
            return;
        };
        let profile = &mut account.connector_profile_id;
        if profile.is_none() {
            profile.clone_from(&before.connector_profile_id);
        }
        if account.environment.is_none() && *profile == before.connector_profile_id {
            account.environment.clone_from(&before.environment);
        }
    }
}

//! Which linked accounts a change hits, before it is made.

use crate::domain::account::{Account, AccountState};
use crate::domain::text::Text;

/// How the accounts that a change hits are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Certainty {
    /// These are all, and each is hit.
    Exact,
    /// At most these: `StackOne` does not say which profile an account has.
    AtMost,
    /// The list of accounts is not whole, or not there.
    Unknown,
}

/// The accounts that a change of a connector profile, or of the Token in it, hits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlastRadius<'a> {
    /// The accounts, as they are listed.
    pub accounts: Vec<&'a Account>,
    /// How that is known.
    pub certainty: Certainty,
}

impl<'a> BlastRadius<'a> {
    /// The accounts of a connector profile, among those that `StackOne` listed. `whole` says that the list is all of them.
    /// Archived accounts are hit by nothing any more.
    #[must_use]
    pub fn of_profile(
        accounts: impl IntoIterator<Item = &'a Account>,
        profile_id: Option<&str>,
        whole: bool,
    ) -> Self {
        let mut hit = Vec::new();
        let mut certainty = Certainty::Exact;
        for account in accounts {
            if account.state() == AccountState::Archived {
                continue;
            }
            match (account.connector_profile_id.as_ref(), profile_id) {
                (Some(own), Some(meant)) if own.as_str() != meant => continue,
                (Some(_), Some(_)) => {}
                _ => certainty = Certainty::AtMost,
            }
            hit.push(account);
        }
        if !whole {
            certainty = Certainty::Unknown;
        }
        Self {
            accounts: hit,
            certainty,
        }
    }

    /// The same in the order to name them: those in use first, by name.
    #[must_use]
    pub fn in_use_first(mut self) -> Self {
        self.accounts
            .sort_by_cached_key(|account| (!account.is_active(), account.name().to_lowercase()));
        self
    }

    /// How many owners are hit.
    #[must_use]
    pub fn owners(&self) -> usize {
        let mut owners: Vec<&str> = self
            .accounts
            .iter()
            .map(|account| match &account.origin_owner_id {
                none if none.is_empty() => account.id.as_str(),
                owner => owner.as_str(),
            })
            .collect();
        owners.sort_unstable();
        owners.dedup();
        owners.len()
    }

    /// How many are hit, in one sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        let count = self.accounts.len();
        let accounts = if count == 1 {
            "1 linked account".to_owned()
        } else {
            format!("{count} linked accounts")
        };
        let customers = match self.owners() {
            1 => "1 customer".to_owned(),
            owners => format!("{owners} customers"),
        };
        match (self.certainty, count) {
            (Certainty::Unknown, _) => {
                "Which linked accounts it hits is not known: StackOne's list of them is not whole."
                    .to_owned()
            }
            (_, 0) => "It hits no linked account.".to_owned(),
            (Certainty::Exact, _) => format!("It hits {accounts} of {customers}."),
            (Certainty::AtMost, _) => {
                format!("It hits at most {accounts} of {customers}: StackOne does not say which.")
            }
        }
    }

    /// The first of them by name and status, at most so many, and how many more there are.
    #[must_use]
    pub fn names(&self, most: usize) -> (Vec<String>, usize) {
        let named = self.accounts.iter().take(most);
        let named = named
            .map(|account| {
                let owner = &account.origin_owner_id;
                let id = if owner.is_empty() { &account.id } else { owner };
                let of = Text::new(account.name());
                format!("{of} ({id}), {}", account.status_words())
            })
            .collect();
        (named, self.accounts.len().saturating_sub(most))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(id: &str, owner: &str, profile: Option<&str>, status: &str) -> Account {
        Account {
            id: Text::new(id),
            origin_owner_id: Text::new(owner),
            origin_owner_name: Text::new(owner),
            connector_profile_id: profile.map(Text::new),
            status: Text::new(status),
            ..Account::default()
        }
    }

    #[test]
    fn where_profiles_are_named_only_its_accounts_are_hit() {
        let all = [
            account("1", "a", Some("p"), "error"),
            account("2", "b", Some("p"), "active"),
            account("3", "b", Some("p"), "active"),
            account("4", "c", Some("q"), "active"),
            account("5", "d", Some("p"), "archived"),
        ];
        let hit = BlastRadius::of_profile(&all, Some("p"), true).in_use_first();
        assert_eq!(hit.sentence(), "It hits 3 linked accounts of 2 customers.");
        assert_eq!(
            hit.names(1),
            (vec!["b (b), active".to_owned()], 2),
            "those in use first"
        );
    }

    #[test]
    fn where_no_profile_is_named_the_number_is_a_limit_and_a_part_of_a_list_is_none() {
        let all = [
            account("1", "a", None, "active"),
            account("4", "c", Some("q"), "active"),
        ];
        let hit = BlastRadius::of_profile(&all, Some("p"), true);
        assert_eq!(
            hit.sentence(),
            "It hits at most 1 linked account of 1 customer: StackOne does not say which."
        );
        let part = BlastRadius::of_profile(&all, Some("p"), false);
        assert_eq!(part.certainty, Certainty::Unknown);
        let none = BlastRadius::of_profile(&[], Some("p"), true);
        assert_eq!(none.sentence(), "It hits no linked account.");
    }
}

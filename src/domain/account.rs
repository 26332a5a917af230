//! Linked accounts, how they stand, and the reasons for it (facts: stackone.md, section 3; newer.md, sections 2.1 and 2.4).

use std::fmt;

use jiff::Timestamp;
use serde::Serialize;

use super::text::Text;

/// A linked account: one customer's connection.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Account {
    /// Its id: opaque.
    pub id: Text,
    /// The connector (v1 `provider`, v2 `connector`).
    pub provider: Text,
    /// The owner's id.
    pub origin_owner_id: Text,
    /// The owner's name.
    pub origin_owner_name: Text,
    /// The user it was linked for, where one was named.
    pub origin_username: Option<Text>,
    /// Its label, where it has one.
    pub label: Option<Text>,
    /// `production` or `test`, or what `StackOne` thinks of next; as it came.
    #[serde(rename = "type")]
    pub kind: Option<Text>,
    /// The connector profile that it was linked through; `/accounts` does not say it.
    pub connector_profile_id: Option<Text>,
    /// The environment of the connector, where it is named.
    pub environment: Option<Text>,
    /// `active`, `inactive`, `suspended`, `archived`, `expired`, `error`, or what `StackOne` thinks of next; as it came.
    pub status: Text,
    /// Why it is not active.
    pub status_reasons: Vec<StatusReason>,
    /// When it was linked.
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    pub updated_at: Option<Timestamp>,
}

impl Account {
    /// How it stands.
    #[must_use]
    pub fn state(&self) -> AccountState {
        AccountState::of(self.status.as_str())
    }

    /// Whether it is in use.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.state() == AccountState::Active
    }

    /// Its status in one word: a known one by its name, another as it came, none as "unknown".
    #[must_use]
    pub fn status_words(&self) -> &str {
        match self.state() {
            AccountState::Unknown if self.status.as_str().trim().is_empty() => "unknown",
            AccountState::Unknown => self.status.as_str().trim(),
            known => known.name(),
        }
    }

    /// The name to call it by: the owner's name, else its label, the owner's id, its own id.
    #[must_use]
    pub fn name(&self) -> &str {
        let candidates = [
            self.origin_owner_name.as_str(),
            self.label.as_ref().map_or("", Text::as_str),
            self.origin_owner_id.as_str(),
        ];
        let found = candidates.into_iter().find(|name| !name.trim().is_empty());
        found.unwrap_or(self.id.as_str())
    }

    /// The newest reason; those without a time count as the oldest.
    #[must_use]
    pub fn newest_reason(&self) -> Option<&StatusReason> {
        // Of two as new the first stands: it is the one that the list begins with.
        let newest = self.status_reasons.iter().rev();
        newest.max_by_key(|reason| reason.timestamp)
    }

    /// Why it is not active, in one line.
    #[must_use]
    pub fn why(&self) -> String {
        reasons(&self.status_reasons)
    }
}

/// How an account stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AccountState {
    /// In error, for the reasons that stand beside it.
    Error,
    /// A test account whose time is over.
    Expired,
    /// Suspended by a person in the dashboard.
    Suspended,
    /// Its connector profile is disabled.
    Inactive,
    /// `StackOne` does not say, or says what this program does not know.
    Unknown,
    /// In use.
    Active,
    /// Archived.
    Archived,
}

impl AccountState {
    /// All of them, those first that need a person soonest.
    pub const ALL: [Self; 7] = [
        Self::Error,
        Self::Expired,
        Self::Suspended,
        Self::Inactive,
        Self::Unknown,
        Self::Active,
        Self::Archived,
    ];

    /// By the word for it.
    #[must_use]
    pub fn of(word: &str) -> Self {
        let named = |state: &Self| word.trim().eq_ignore_ascii_case(state.name());
        Self::ALL.into_iter().find(named).unwrap_or(Self::Unknown)
    }

    /// The word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Inactive => "inactive",
            Self::Suspended => "suspended",
            Self::Archived => "archived",
            Self::Expired => "expired",
            Self::Error => "error",
            Self::Unknown => "unknown",
        }
    }

    /// Whether a person has to do something before it works.
    #[must_use]
    pub fn is_broken(self) -> bool {
        matches!(
            self,
            Self::Error | Self::Expired | Self::Suspended | Self::Inactive
        )
    }
}

impl fmt::Display for AccountState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Why an account is not active.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct StatusReason {
    /// A short code.
    pub code: Option<Text>,
    /// In words.
    pub description: Option<Text>,
    /// Since when.
    pub timestamp: Option<Timestamp>,
}

impl StatusReason {
    /// Its words, else its code.
    #[must_use]
    pub fn words(&self) -> Option<&str> {
        let said = self.description.as_ref().or(self.code.as_ref());
        said.map(Text::as_str)
    }
}

/// Reasons in one line: the words of each, else its code.
#[must_use]
pub fn reasons(reasons: &[StatusReason]) -> String {
    let said: Vec<_> = reasons.iter().filter_map(StatusReason::words).collect();
    said.join("; ")
}

/// Which generation of `StackOne`'s accounts API gave a list (facts: newer.md, section 2.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum AccountsApi {
    /// `/v2/accounts`, which names each account's connector profile.
    #[serde(rename = "v2")]
    V2,
    /// `/accounts`, which does not.
    #[serde(rename = "v1")]
    V1,
}

impl AccountsApi {
    /// Its path.
    #[must_use]
    pub fn path(self) -> &'static str {
        match self {
            Self::V2 => "/v2/accounts",
            Self::V1 => "/accounts",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_known_by_its_name_in_any_case_and_unknown_otherwise() {
        for state in AccountState::ALL {
            let odd = format!(" {}\t", state.name().to_uppercase());
            assert_eq!(AccountState::of(&odd), state);
        }
        for word in ["", "paused", "activex", "null"] {
            assert_eq!(AccountState::of(word), AccountState::Unknown, "{word}");
        }
    }

    #[test]
    fn an_account_is_called_by_the_first_name_that_it_has() {
        let mut account = Account {
            id: Text::new("455"),
            ..Account::default()
        };
        assert_eq!(account.name(), "455");
        account.origin_owner_id = Text::new("cust-1");
        assert_eq!(account.name(), "cust-1");
        account.label = Some(Text::new("Main portal"));
        assert_eq!(account.name(), "Main portal");
        account.origin_owner_name = Text::new("Acme");
        assert_eq!(account.name(), "Acme");
    }

    #[test]
    fn the_newest_reason_is_the_one_with_the_latest_time() {
        let reason = |code: &str, at: Option<&str>| StatusReason {
            code: Some(Text::new(code)),
            description: None,
            timestamp: at.map(|at| at.parse().expect("a time")),
        };
        let account = Account {
            status_reasons: vec![
                reason("old", Some("2026-11-01T00:00:00Z")),
                reason("new", Some("2026-11-02T00:00:00Z")),
                reason("timeless", None),
            ],
            ..Account::default()
        };
        let newest = account.newest_reason().expect("one");
        assert_eq!(newest.words(), Some("new"));
    }
}

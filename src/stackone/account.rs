//! Linked accounts, how they stand, and what to do about each way of standing (facts: newer.md, sections 2.1 and 2.2;
//! stackone.md, section 3).

use std::fmt;

use jiff::Timestamp;
use serde::Serialize;

use super::PLANDAY;
use super::wire::{names_or_nothing, same_name};
use crate::domain::diagnosis::{Diagnosis, Kind, Party};
use crate::domain::text::Text;
use crate::members;

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
    /// `active`, `inactive`, `suspended`, `archived`, `expired`, `error`, or what `StackOne` thinks of next; as it came.
    pub status: Text,
    /// Why it is not active.
    pub status_reasons: Vec<StatusReason>,
    /// When it was last changed.
    pub updated_at: Option<Timestamp>,
}

members!(Account {
    id: "id",
    provider: "provider" | "connector",
    origin_owner_id: "origin_owner_id" | "owner_id",
    origin_owner_name: "origin_owner_name" | "owner_name",
    status: "status",
    status_reasons: "status_reasons" | "statusReasons",
    updated_at: "updated_at",
});

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

    /// Whether it is one for Planday, or names no connector at all.
    pub(super) fn may_be_planday(&self) -> bool {
        names_or_nothing(self.provider.as_str(), PLANDAY)
    }

    /// Whether it is one of this owner, or names no owner at all: this one's were asked for. Ids are compared to the letter.
    pub(super) fn may_be_of(&self, owner_id: &str) -> bool {
        self.origin_owner_id.is_empty() || self.origin_owner_id.as_str() == owner_id
    }

    /// Why it is not active, in one line.
    #[must_use]
    pub fn why(&self) -> String {
        reasons(&self.status_reasons)
    }

    /// What it means that it is not active.
    #[must_use]
    pub fn trouble(&self) -> Diagnosis {
        let who = format!("The linked account {}", self.id);
        let mut trouble = self.state().trouble(&who);
        let why = self.why();
        trouble.said = (!why.is_empty()).then_some(why);
        trouble
    }
}

/// How an account stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AccountState {
    /// In use.
    Active,
    /// Its connector profile is disabled.
    Inactive,
    /// Suspended by a person in the dashboard.
    Suspended,
    /// Archived.
    Archived,
    /// A test account whose time is over.
    Expired,
    /// In error, for the reasons that stand beside it.
    Error,
    /// `StackOne` does not say, or says what this program does not know.
    Unknown,
}

impl AccountState {
    const ALL: [Self; 7] = [
        Self::Active,
        Self::Inactive,
        Self::Suspended,
        Self::Archived,
        Self::Expired,
        Self::Error,
        Self::Unknown,
    ];

    /// By the word for it.
    #[must_use]
    pub fn of(word: &str) -> Self {
        let named = |state: &Self| same_name(word, state.name());
        Self::ALL.into_iter().find(named).unwrap_or(Self::Unknown)
    }

    /// By the code of a refused call.
    pub(super) fn of_code(code: &str) -> Option<Self> {
        const CODES: [(&str, AccountState); 5] = [
            ("AccountSuspendedError", AccountState::Suspended),
            ("AccountExpiredError", AccountState::Expired),
            ("AccountArchivedError", AccountState::Archived),
            ("AccountErrorStatus", AccountState::Error),
            ("AccountIntegrationInactiveError", AccountState::Inactive),
        ];
        let of = |(known, _): &(&str, Self)| same_name(code, known);
        CODES.into_iter().find(of).map(|(_, state)| state)
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

    /// What it means that an account stands so; `who` begins the sentence.
    pub(super) fn trouble(self, who: &str) -> Diagnosis {
        let (summary, next) = match self {
            Self::Suspended => (
                "is suspended in StackOne, which refuses its calls.",
                "Resume the account in StackOne under Accounts.",
            ),
            Self::Expired => (
                "was a test account, and its time is over.",
                "Convert it to a production account in StackOne under Accounts, or link the customer again.",
            ),
            Self::Archived => (
                "is archived in StackOne, which refuses its calls.",
                "Link the customer again: create a new auth link.",
            ),
            Self::Error => (
                "is in status error in StackOne, which refuses its calls.",
                "Read the reason beside it. If Planday refused the credentials, put the current App Id and Token into the connector profile; then link the customer again.",
            ),
            Self::Inactive => (
                "is inactive: its connector profile is disabled in StackOne.",
                "Enable the connector profile in StackOne under Connector Profiles; its accounts become active again.",
            ),
            Self::Active | Self::Unknown => (
                "cannot be used: StackOne refuses its calls, for a reason that stackday does not know.",
                "Look at the account and its connector profile in StackOne.",
            ),
        };
        Diagnosis::new(
            Party::StackOne,
            Kind::Failed,
            format!("{who} {summary}"),
            next,
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

members!(StatusReason {
    code: "code",
    description: "description" | "message",
    timestamp: "timestamp",
});

/// Reasons in one line: the words of each, else its code.
pub(super) fn reasons(reasons: &[StatusReason]) -> String {
    let said: Vec<_> = reasons
        .iter()
        .filter_map(|reason| reason.description.as_ref().or(reason.code.as_ref()))
        .map(Text::as_str)
        .collect();
    said.join("; ")
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
    fn each_way_of_standing_has_a_next_step_of_its_own() {
        let steps: std::collections::BTreeSet<_> = AccountState::ALL
            .into_iter()
            .filter(|state| *state != AccountState::Active)
            .map(|state| state.trouble("It").next)
            .collect();
        assert_eq!(steps.len(), 6);
    }
}

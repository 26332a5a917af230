//! Linked accounts as `StackOne` sends them, and what to do about each way of standing (facts: newer.md, sections 2.1 and
//! 2.2; stackone.md, section 3).

use super::PLANDAY;
use super::wire::{names_or_nothing, same_name};
use crate::domain::account::{Account, AccountState, StatusReason};
use crate::domain::diagnosis::{Diagnosis, Kind, Party};
use crate::members;

members!(Account {
    id: "id",
    provider: "provider" | "connector",
    origin_owner_id: "origin_owner_id" | "owner_id",
    origin_owner_name: "origin_owner_name" | "owner_name",
    origin_username: "origin_username" | "username",
    label: "label",
    kind: "type",
    connector_profile_id: "connector_profile_id" | "integration_id",
    environment: "environment",
    status: "status",
    status_reasons: "status_reasons" | "statusReasons",
    created_at: "created_at",
    updated_at: "updated_at",
});

members!(StatusReason {
    code: "code",
    description: "description" | "message",
    timestamp: "timestamp",
});

impl Account {
    /// Whether it is one for Planday, or names no connector at all.
    pub(super) fn may_be_planday(&self) -> bool {
        names_or_nothing(self.provider.as_str(), PLANDAY)
    }

    /// Whether it is one of this owner, or names no owner at all: this one's were asked for. Ids are compared to the letter.
    pub(super) fn may_be_of(&self, owner_id: &str) -> bool {
        self.origin_owner_id.is_empty() || self.origin_owner_id.as_str() == owner_id
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

impl AccountState {
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

#[cfg(test)]
mod tests {
    use super::*;

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

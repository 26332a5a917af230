//! The POSTs that only read: what read-only mode lets through besides GET and the exchange of a Token.
//!
//! Both kinds are proofs by their types. A [`ReadPost`] has its path built in, and a [`ReadAction`] can only be had from
//! a list of actions that holds it. A POST made in any other way does not pass, whatever it is for.

use super::failure::Failure;

/// A POST of `StackOne`'s that only reads, by its name (facts: newer.md, section 2.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReadPost {
    /// Rows of actions and of unified requests together.
    Logs,
    /// One row for each action that was run.
    ActionLogs,
    /// The steps of runs.
    StepLogs,
    /// Requests to the unified API.
    UnifiedLogs,
    /// Requests that were sent on to the provider.
    ProviderLogs,
    /// The audit trail of `StackOne` itself.
    PlatformLogs,
    /// Counts, errors and times by dimension.
    LogTotals,
    /// The values that logs can be filtered by.
    LogDimensions,
    /// A search for actions in words.
    SearchActions,
}

impl ReadPost {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Logs,
        Self::ActionLogs,
        Self::StepLogs,
        Self::UnifiedLogs,
        Self::ProviderLogs,
        Self::PlatformLogs,
        Self::LogTotals,
        Self::LogDimensions,
        Self::SearchActions,
    ];

    /// Its path below the API's address.
    #[must_use]
    pub fn path(self) -> &'static str {
        match self {
            Self::Logs => "logs",
            Self::ActionLogs => "logs/actions",
            Self::StepLogs => "logs/steps",
            Self::UnifiedLogs => "logs/unified",
            Self::ProviderLogs => "logs/provider",
            Self::PlatformLogs => "logs/platform",
            Self::LogTotals => "logs/stats/aggregate",
            Self::LogDimensions => "logs/stats/dimensions",
            Self::SearchActions => "actions/search",
        }
    }
}

/// The path that actions are run at.
pub(super) const RUN_ACTION: &str = "actions/rpc";

/// An action that a connector lists and whose name says that it only reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadAction(String);

impl ReadAction {
    /// The action with this id, where it is among those that the connector lists, and named as those that read are:
    /// `{connector}_list_…` or `{connector}_get_…`. For the catalogues of actions; what has none cannot know.
    #[must_use]
    pub fn listed<'a>(
        connector: &str,
        listed: impl IntoIterator<Item = &'a str>,
        id: &str,
    ) -> Option<Self> {
        let connector = connector.to_ascii_lowercase();
        let verb = id.strip_prefix(&connector)?.strip_prefix('_')?;
        let reads = ["list_", "get_"].iter().any(|reads| {
            verb.strip_prefix(reads)
                .is_some_and(|what| !what.is_empty())
        });
        let known = !connector.is_empty() && listed.into_iter().any(|listed| listed == id);
        (reads && known).then(|| Self(id.to_owned()))
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.0
    }
}

/// Why a call is let through in read-only mode.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Passes {
    /// It is not, unless its method only reads.
    No,
    /// A token is exchanged: nothing can be read without it.
    Grant,
    /// A POST that only reads.
    Post(ReadPost),
    /// An action that only reads.
    Action(ReadAction),
}

impl Failure {
    /// That read-only mode refused the call.
    pub(super) fn read_only(method: &str, purpose: String) -> Self {
        Self::ReadOnly {
            method: method.to_owned(),
            purpose,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_reads_if_it_is_listed_and_its_name_says_so() {
        let listed = [
            "planday_list_shifts",
            "planday_get_shift",
            "planday_create_shift",
            "planday_list_",
            "planday_get",
            "planday_listen_shifts",
            "planday_getaway",
            "planday_delete_list_shifts",
            "PLANDAY_list_shifts",
            "other_list_shifts",
            "list_shifts",
            "_list_shifts",
        ];
        let of = |connector: &str, id: &str| ReadAction::listed(connector, listed, id).is_some();
        let reading: Vec<_> = listed.iter().filter(|id| of("planday", id)).collect();
        assert_eq!(reading, [&"planday_list_shifts", &"planday_get_shift"]);
        assert!(of("Planday", "planday_get_shift"));
        assert!(!of("planday", "planday_list_employees"), "not listed");
        assert!(!of("", "_list_shifts") && !of("", "list_shifts"));
    }
}

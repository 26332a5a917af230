//! What the scopes can be filtered by.

use crate::query::{Subject, Vocabulary};
use crate::scopes::{Finding, Granted, Proven, Row};

/// The words of the filter. A scope has a colon in its name.
pub(crate) const VOCABULARY: Vocabulary = Vocabulary {
    states: &[
        "failed", "open", "missing", "refused", "needed", "ticked", "granted", "proven",
    ],
    keys: &[],
    has_tags: false,
    has_colons: true,
};

/// A scope, as the filter sees it.
pub(crate) struct ScopeRow<'a>(pub(crate) &'a Row);

impl Subject for ScopeRow<'_> {
    fn is(&self, state: &str) -> bool {
        let row = self.0;
        match state {
            "failed" => row.is_wrong(),
            "open" => !row.findings.is_empty(),
            "missing" => [Finding::Missing, Finding::WantedMissing]
                .iter()
                .any(|finding| row.findings.contains(finding)),
            "refused" => row.proven == Proven::Refused,
            "needed" => !row.required.is_empty(),
            "ticked" => row.wanted,
            "granted" => row.granted == Granted::Yes,
            _ => row.proven == Proven::Proven,
        }
    }

    fn has_tag(&self, _: &str) -> bool {
        false
    }

    fn has(&self, _: &str, _: &str) -> bool {
        false
    }

    fn contains(&self, text: &str) -> bool {
        let holds = |own: &str| own.to_lowercase().contains(text);
        holds(&self.0.scope)
            || holds(self.0.group())
            || self.0.known.is_some_and(|scope| holds(&scope.means))
    }
}

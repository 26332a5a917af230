//! Which lines pass: from a level on, and what the filter asks for.

use crate::journal::{Entry, Level};
use crate::query::Query;
use crate::tui::screens::logs::query;

/// What lines must have to be shown.
#[derive(Debug, Clone)]
pub(crate) struct Passes {
    level: Level,
    query: Query,
}

impl Default for Passes {
    /// Every line passes.
    fn default() -> Self {
        Self::new(Level::Debug, &Query::default())
    }
}

impl Passes {
    /// Lines from this level on, for which the query holds.
    pub(crate) fn new(level: Level, query: &Query) -> Self {
        Self {
            level,
            query: query.clone(),
        }
    }

    /// Whether every line passes.
    pub(crate) fn all(&self) -> bool {
        self.level == Level::Debug && self.query.is_empty()
    }

    /// Whether nothing passes that did not pass before: then only what passed needs a look.
    pub(crate) fn is_within(&self, before: &Self) -> bool {
        self.level >= before.level && self.query.is_within(&before.query)
    }

    /// Whether this line passes.
    pub(crate) fn takes(&self, entry: &Entry) -> bool {
        query::weight(entry) >= self.level && self.query.matches(&query::Line(entry))
    }
}

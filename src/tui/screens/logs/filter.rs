//! Which lines pass: from a level on, and with a text in them.

use crate::journal::{Entry, Level};
use crate::tui::screens::logs::words::party;

/// What lines must have to be shown.
#[derive(Debug, Clone)]
pub(crate) struct Passes {
    level: Level,
    /// In lower case.
    text: String,
}

impl Passes {
    /// Lines from this level on, with this text.
    pub(crate) fn new(level: Level, text: &str) -> Self {
        Self {
            level,
            text: text.to_lowercase(),
        }
    }

    /// Whether every line passes.
    pub(crate) fn all(&self) -> bool {
        self.level == Level::Debug && self.text.is_empty()
    }

    /// Whether nothing passes that did not pass before: then only what passed needs a look.
    pub(crate) fn is_within(&self, before: &Self) -> bool {
        self.level >= before.level && self.text.contains(&before.text)
    }

    /// Whether this line passes.
    pub(crate) fn takes(&self, entry: &Entry) -> bool {
        entry.level >= self.level && (self.text.is_empty() || self.is_in(entry))
    }

    fn is_in(&self, entry: &Entry) -> bool {
        let has = |text: &str| contains(text, &self.text);
        has(&entry.text)
            || has(entry.source)
            || has(party(entry.source))
            || entry.connection.as_deref().is_some_and(has)
            || entry.call.as_deref().is_some_and(|call| has(&call.path))
    }
}

/// Whether the text has this part, which is in lower case, in whatever case.
fn contains(text: &str, part: &str) -> bool {
    if !(text.is_ascii() && part.is_ascii()) {
        return text.to_lowercase().contains(part);
    }
    let (text, part) = (text.as_bytes(), part.as_bytes());
    part.is_empty()
        || text
            .windows(part.len())
            .any(|window| window.eq_ignore_ascii_case(part))
}

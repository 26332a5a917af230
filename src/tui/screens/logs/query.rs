//! What the lines of the log can be filtered by.

use std::sync::Arc;

use crate::journal::{CallLine, CallState, Entry, Exchange, Level};
use crate::query::{Key, Subject, Vocabulary};
use crate::tui::screens::logs::words::party;

/// The words of the filter.
pub(crate) const VOCABULARY: Vocabulary = Vocabulary {
    states: &["failed"],
    keys: &[
        Key::of("level", &["debug", "info", "warn", "error"]),
        Key::of("party", &["planday", "stackone", "stackday"]),
        Key::any("status"),
        Key::any("connection"),
    ],
    has_tags: false,
    has_colons: true,
};

/// What can be typed, for those who do not know it yet.
pub(crate) const EXAMPLE: &str = "is:failed party:planday status:4xx level:warn connection:NAME";

/// A line, as the filter sees it.
pub(crate) struct Line<'a>(pub(crate) &'a Entry);

impl Subject for Line<'_> {
    fn is(&self, _: &str) -> bool {
        is_failure(self.0)
    }

    fn has_tag(&self, _: &str) -> bool {
        false
    }

    fn has(&self, key: &str, value: &str) -> bool {
        match key {
            "level" => {
                let wanted = level(value);
                wanted == Some(self.0.level) || wanted == Some(weight(self.0))
            }
            "party" => party(self.0.source).to_lowercase().starts_with(value),
            "connection" => self.connection(value, |own, value| own == value),
            _ => self.has_status(value),
        }
    }

    fn contains(&self, text: &str) -> bool {
        let has = |own: &str| contains(own, text);
        has(&self.0.text)
            || has(self.0.source)
            || has(party(self.0.source))
            || self.connection(text, contains)
            || self.0.call.as_deref().is_some_and(|call| has(&call.path))
    }
}

/// Whether the text has this part, which is in small letters, in whatever case.
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

impl Line<'_> {
    /// Whether it is of a connection of which this holds, asked with its name in small letters.
    fn connection(&self, value: &str, holds: impl Fn(&str, &str) -> bool) -> bool {
        let name = self.0.connection.as_deref();
        name.is_some_and(|name| holds(&name.to_lowercase(), value))
    }

    /// Whether its answer has this status: `404`, or `4xx` for all that begin so.
    fn has_status(&self, wanted: &str) -> bool {
        let exchange = self.0.exchange.as_ref();
        let Some(status) = exchange.and_then(|exchange| exchange.status()) else {
            return false;
        };
        status.to_string().starts_with(wanted.trim_end_matches('x'))
    }
}

/// How serious a line is to the level that is chosen: a request that failed is an error, whatever was made of it. An answer that
/// was expected is none: its line is not a warning.
pub(crate) fn weight(entry: &Entry) -> Level {
    let failed = |call: &CallLine| match call.state {
        CallState::Answered { status, .. } => status >= 400,
        CallState::Unanswered { .. } => true,
        _ => false,
    };
    if entry.level == Level::Warn && entry.call.as_deref().is_some_and(failed) {
        Level::Error
    } else {
        entry.level
    }
}

/// Whether a line is a warning or an error, or its exchange failed.
pub(crate) fn is_failure(entry: &Entry) -> bool {
    let failed = |exchange: &Arc<Exchange>| exchange.status().is_none_or(|status| status >= 400);
    entry.level >= Level::Warn || entry.exchange.as_ref().is_some_and(failed)
}

fn level(word: &str) -> Option<Level> {
    let all = [Level::Debug, Level::Info, Level::Warn, Level::Error];
    all.into_iter().find(|level| level.to_string() == word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::Journal;
    use crate::query::Query;

    #[test]
    fn lines_are_found_by_level_party_failure_and_text() {
        let (journal, mut reader) = Journal::new(None);
        journal.note(Level::Warn, "The Token was renewed");
        let entry = reader.try_recv().expect("an entry");
        let holds = |text: &str| {
            let query = Query::parse(text, &VOCABULARY).expect(text);
            query.matches(&Line(&entry))
        };
        for text in [
            "level:warn",
            "is:failed",
            "party:stackday",
            "token",
            "-level:info",
        ] {
            assert!(holds(text), "{text}");
        }
        for text in ["level:info", "party:planday", "status:4xx", "-is:failed"] {
            assert!(!holds(text), "{text}");
        }
        assert!(holds("level:debug,warn") && !holds("12:30:00"));
    }
}

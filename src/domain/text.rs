//! Text from outside, made safe once, where it enters.
//!
//! A server's string may hold terminal escapes, bidirectional overrides, zero-width characters or a megabyte of
//! combining marks. [`Text`] is the type of every such string in this program: it cannot be made without cleaning,
//! so whatever shows one later cannot forget to.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};
use unicode_width::UnicodeWidthChar;

/// The longest a single value from outside may be, in characters; what is longer ends in an ellipsis.
pub const LONGEST: usize = 2_000;

/// The longest a text of several lines may be, in characters.
pub const LONGEST_BODY: usize = 20_000;

/// How many zero-width characters (combining marks) may follow one another: enough for every living script.
const MARKS_IN_A_ROW: usize = 3;

/// One line of text from outside, cleaned.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Text(String);

impl Text {
    /// Cleans the value as one line of at most [`LONGEST`] characters.
    #[must_use]
    pub fn new(raw: &str) -> Self {
        Self(line(raw, LONGEST))
    }

    /// The cleaned text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether nothing is left.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl AsRef<str> for Text {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Text {
    fn from(raw: &str) -> Self {
        Self::new(raw)
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|raw| Self::new(&raw))
    }
}

/// A text of several lines from outside, cleaned: what is written in Markdown needs its line breaks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Body(String);

impl Body {
    /// Cleans the value and keeps its line breaks, at most [`LONGEST_BODY`] characters.
    #[must_use]
    pub fn new(raw: &str) -> Self {
        Self(lines(raw, LONGEST_BODY))
    }

    /// The cleaned text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Body {
    fn from(raw: &str) -> Self {
        Self::new(raw)
    }
}

/// Cleans `raw` as one line: line breaks and tabs become spaces; `longest` is in characters.
#[must_use]
pub fn line(raw: &str, longest: usize) -> String {
    clean(raw, longest, false)
}

/// Cleans `raw` and keeps its line breaks: for bodies shown in a pane. `longest` is in characters.
#[must_use]
pub fn lines(raw: &str, longest: usize) -> String {
    clean(raw, longest, true)
}

fn clean(raw: &str, longest: usize, keep_breaks: bool) -> String {
    let mut out = String::with_capacity(raw.len().min(longest.saturating_mul(4)));
    let mut kept = 0;
    let mut marks = 0;
    let mut chars = raw.chars().peekable();
    while let Some(c) = chars.next() {
        let safe = match c {
            '\r' if chars.peek() == Some(&'\n') => continue,
            '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' if keep_breaks => '\n',
            '\n' | '\r' | '\t' | '\u{85}' | '\u{2028}' | '\u{2029}' => ' ',
            c if c.is_control() => char::REPLACEMENT_CHARACTER,
            c if is_invisible(c) => continue,
            c => c,
        };
        if safe != '\n' && safe.width() == Some(0) {
            // A mark with nothing to sit on would join whatever the screen shows before it.
            marks += 1;
            if kept == 0 || out.ends_with('\n') || marks > MARKS_IN_A_ROW {
                continue;
            }
        } else {
            marks = 0;
        }
        if kept == longest {
            out.pop();
            out.push('…');
            break;
        }
        out.push(safe);
        kept += 1;
    }
    out
}

/// `1 character`, `22 characters`.
#[must_use]
pub fn characters(count: usize) -> String {
    match count {
        1 => "1 character".to_owned(),
        _ => format!("{count} characters"),
    }
}

/// Whether a terminal would do something with the character other than show it, or show its neighbours elsewhere.
#[must_use]
pub fn steers(c: char) -> bool {
    c.is_control() || is_invisible(c) || matches!(c, '\u{2028}' | '\u{2029}')
}

/// A text with a replacement character for each that [steers] a terminal: as many characters as before, so that a cursor in it
/// stays where it is.
#[must_use]
pub fn visible(raw: &str) -> String {
    raw.chars()
        .map(|c| {
            if steers(c) {
                char::REPLACEMENT_CHARACTER
            } else {
                c
            }
        })
        .collect()
}

/// Characters that change how their neighbours are shown and show nothing themselves: directional controls,
/// zero-width spaces and joiners, invisible operators, variation selectors' supplement and tags.
#[must_use]
pub fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
        | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn escapes_bidi_and_breaks_lose_their_power() {
        assert_eq!(
            Text::new("Ca\u{1b}[31mfé\n2").as_str(),
            "Ca\u{fffd}[31mfé 2"
        );
        assert_eq!(
            Text::new("a\u{202e}b\u{200b}c\u{9b}2J").as_str(),
            "abc\u{fffd}2J"
        );
        assert_eq!(lines("a\r\nb\u{7}", 10), "a\nb\u{fffd}");
    }

    #[test]
    fn marks_do_not_stack_or_stand_alone() {
        let stacked = format!("e{}", "\u{301}".repeat(50));
        assert_eq!(Text::new(&stacked).as_str().chars().count(), 4);
        assert_eq!(Text::new("\u{301}a").as_str(), "a");
    }

    #[test]
    fn what_is_too_long_says_so() {
        let long = Text::new(&"x".repeat(100_000));
        assert_eq!(long.as_str().chars().count(), LONGEST);
        assert!(long.as_str().ends_with('…'));
        assert_eq!(line("abc", 3), "abc");
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn nothing_that_steers_a_terminal_comes_through(raw in ".*") {
            let clean = Text::new(&raw);
            prop_assert!(clean.as_str().chars().all(|c| !c.is_control() && !is_invisible(c)));
            let again = Text::new(clean.as_str());
            prop_assert_eq!(again.as_str(), clean.as_str());
            let body = Body::new(&raw);
            prop_assert!(body.as_str().chars().all(|c| c == '\n' || !c.is_control() && !is_invisible(c)));
        }
    }
}

//! What the sandbox says, plainly or with everything a terminal must not be given.

use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::{Value, json};

/// How long the absurdly long values are.
pub const LONG: usize = 100_000;

/// How the sandbox speaks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Voice {
    /// Text as it is.
    #[default]
    Plain,
    /// Text with terminal escapes, direction overrides, absurd lengths and the like around it.
    Hostile,
}

impl Voice {
    /// A text that a client may show.
    pub fn say(self, plain: &str) -> String {
        match self {
            Self::Plain => plain.to_owned(),
            Self::Hostile => hostile(plain),
        }
    }

    /// A value for an optional field that a client should be able to do without: of the wrong type when hostile.
    pub fn loose(self, plain: Value) -> Value {
        match (self, &plain) {
            (Self::Plain, _) => plain,
            (Self::Hostile, Value::String(_)) => json!(42),
            (Self::Hostile, Value::Array(_)) => json!("not a list"),
            (Self::Hostile, Value::Bool(_)) => json!("\u{1b}[5mmaybe"),
            (Self::Hostile, _) => json!([{"unexpected": true}]),
        }
    }

    /// A value of an enumeration, which is an unknown one when hostile.
    pub fn variant(self, known: &str) -> String {
        match self {
            Self::Plain => known.to_owned(),
            Self::Hostile => format!("un\u{1b}[7mheard_of_{known}"),
        }
    }

    /// Adds fields that nobody documented.
    pub fn unasked(self, mut object: Value) -> Value {
        if let (Self::Hostile, Some(fields)) = (self, object.as_object_mut()) {
            fields.insert(
                "\u{1b}]0;owned\u{7}".to_owned(),
                json!({"deep": [[[[{"er": null}]]]]}),
            );
            fields.insert("__proto__".to_owned(), json!(1e308));
        }
        object
    }
}

/// Each text gets one kind of trouble, always the same for the same text.
fn hostile(plain: &str) -> String {
    let mut hasher = DefaultHasher::new();
    plain.hash(&mut hasher);
    match hasher.finish() % 12 {
        // CSI: clear the screen, go home, switch colours and the alternate screen.
        0 => format!("\u{1b}[2J\u{1b}[H\u{1b}[31m{plain}\u{1b}[?1049h"),
        // OSC 52: put something on the clipboard; OSC 0: set the title.
        1 => format!("{plain}\u{1b}]52;c;cm0gLXJmIH4K\u{7}\u{1b}]0;owned\u{1b}\\"),
        // OSC 8: a link that shows one address and opens another.
        2 => format!("\u{1b}]8;;https://evil.invalid/\u{1b}\\{plain}\u{1b}]8;;\u{1b}\\"),
        // The C1 forms of CSI and OSC, one code point each.
        3 => format!("\u{9b}2J{plain}\u{9d}52;c;AAAA\u{9c}\u{85}"),
        4 => format!("{plain}\u{7}\u{0}\u{8}\u{8}\u{8}\u{7f}"),
        // Overrides and isolates that turn what follows round.
        5 => format!("\u{202e}{plain}\u{2066}\u{202d}\u{200f}"),
        // Zero-width characters, a byte order mark, a soft hyphen.
        6 => format!("\u{feff}{plain}\u{200b}\u{200d}\u{2060}\u{ad}"),
        // Combining marks with nothing to combine with, and far too many of them.
        7 => format!("\u{301}\u{20dd}{plain}{}", "\u{336}".repeat(200)),
        8 => format!("{plain} {}", "long ".repeat(LONG / 5)),
        9 => format!("{plain}\r\n\r\nHTTP/1.1 200 OK\r\n\tand more\u{b}\u{c}"),
        // Wide, joined and private characters, line and paragraph separators.
        10 => format!("{plain}\u{2028}\u{2029}👩‍👩‍👧‍👦🇩🇰\u{fff9}\u{e000}\u{e0001}ﷺ"),
        // Device control and application strings, and an escape left open at the end.
        _ => format!("\u{1b}P+q544e\u{1b}\\\u{1b}_G\u{1b}\\{plain}\u{1b}["),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_voice_changes_nothing() {
        assert_eq!(Voice::Plain.say("Kitchen"), "Kitchen");
        assert_eq!(Voice::Plain.loose(json!("x")), json!("x"));
        assert_eq!(Voice::Plain.unasked(json!({})), json!({}));
    }

    #[test]
    fn every_kind_of_trouble_comes_up_and_stays_the_same() {
        let said: Vec<String> = (0..300)
            .map(|n| Voice::Hostile.say(&format!("text {n}")))
            .collect();
        for sign in [
            "\u{1b}[2J",
            "]52;",
            "]8;;",
            "\u{9b}",
            "\u{0}",
            "\u{202e}",
            "\u{200b}",
            "\u{336}",
            "\r\n",
            "\u{2028}",
            "\u{1b}P",
        ] {
            assert!(
                said.iter().any(|text| text.contains(sign)),
                "nothing has {sign:?}"
            );
        }
        assert!(said.iter().any(|text| text.len() > LONG));
        assert_eq!(Voice::Hostile.say("Kitchen"), Voice::Hostile.say("Kitchen"));
    }
}

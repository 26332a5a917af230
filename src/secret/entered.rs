//! What may be a secret: one rule for every field, standard input, environment, `secret_command`, files and descriptors.
//!
//! Whatever copying and saving add to a secret is taken away, and said. What cannot be a Token or an API key, a second line, a
//! sentence, JSON, colour codes, is refused before anything is sent. No message repeats a character of it.

use std::borrow::Cow;
use std::fmt;

use zeroize::Zeroizing;

use super::Secret;
use crate::domain::decoding::{NotText, decode};
use crate::domain::text::is_invisible;

/// The longest Token or API key that is taken, in characters. A Token is at most 100 (facts: planday.md, 1.4); of API keys
/// no length is documented.
const LONGEST: usize = 4_096;

/// A Token or an API key as it was entered, tidied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entered {
    /// The secret.
    pub secret: Secret,
    /// What was taken away, in one line.
    pub tidied: Option<String>,
}

/// Why what was entered cannot be a Token or an API key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// Nothing is there.
    Empty,
    /// It is no text.
    NotText(NotText),
    /// There is more than one line.
    Lines,
    /// There is white space within it.
    Words,
    /// It is JSON.
    Json,
    /// It has control characters in it: colour codes, say.
    Control,
    /// It has a character that no Token and no API key has.
    Foreign(char),
    /// It is longer than any that is taken.
    Long,
}

impl fmt::Display for Unfit {
    /// The rest of a sentence that begins with where it was entered.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("is empty"),
            Self::NotText(why) => write!(f, "cannot be read: {why}"),
            Self::Lines => {
                f.write_str("holds more than one line, where a secret alone is expected")
            }
            Self::Words => f.write_str(
                "holds several words, where a secret alone, without spaces, is expected",
            ),
            Self::Json => f.write_str("holds JSON, where a secret alone is expected"),
            Self::Control => f.write_str(
                "holds control characters (colour codes?), where a secret alone is expected",
            ),
            Self::Foreign(c) => write!(
                f,
                "holds a character that no Token and no API key has (U+{:04X})",
                u32::from(*c)
            ),
            Self::Long => write!(f, "is longer than {LONGEST} characters, so it is no secret"),
        }
    }
}

/// Takes bytes from outside as a Token or an API key.
pub fn entered_bytes(bytes: &[u8]) -> Result<Entered, Unfit> {
    let decoded = decode(bytes).map_err(Unfit::NotText)?;
    let encoding = decoded.encoding;
    let text = erased(decoded.text);
    let mut entered = entered(&text)?;
    if let Some(remark) = encoding.remark() {
        entered.tidied = Some(match entered.tidied {
            Some(more) => format!("{remark}, {more}"),
            None => remark.to_owned(),
        });
    }
    Ok(entered)
}

/// Takes a text as a Token or an API key.
pub fn entered(text: &str) -> Result<Entered, Unfit> {
    let mut away = Vec::new();
    // One line break at the end is how programs end what they print.
    let line = text.strip_suffix('\n').unwrap_or(text);
    let line = line.strip_suffix('\r').unwrap_or(line);
    let mut seen = Zeroizing::new(String::with_capacity(line.len()));
    seen.extend(line.chars().filter(|c| !is_invisible(*c)));
    if seen.len() < line.len() {
        away.push("unseen characters");
    }
    let mut value = seen.trim();
    if value.len() < seen.len() {
        away.push("white space");
    }
    if value
        .get(..7)
        .is_some_and(|start| start.eq_ignore_ascii_case("bearer "))
    {
        value = value[7..].trim_start();
        away.push("“Bearer”");
    }
    let bare = value
        .trim_matches(['"', '\'', '`', '“', '”', '‘', '’', ',', ';'])
        .trim();
    // Quotes belong to JSON, which is not to become a secret by losing them.
    if bare.len() < value.len() && !is_json(value) {
        value = bare;
        away.push("quotes");
    }
    judge(value)?;
    Ok(Entered {
        secret: Secret::new(value),
        tidied: (!away.is_empty()).then(|| format!("{} removed", away.join(" and "))),
    })
}

fn judge(value: &str) -> Result<(), Unfit> {
    if value.is_empty() {
        return Err(Unfit::Empty);
    }
    if is_json(value) {
        return Err(Unfit::Json);
    }
    if value.contains(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']) {
        return Err(Unfit::Lines);
    }
    if value.chars().any(|c| c.is_control() && c != '\t') {
        return Err(Unfit::Control);
    }
    if value.chars().any(char::is_whitespace) {
        return Err(Unfit::Words);
    }
    if let Some(c) = value.chars().find(|c| !c.is_ascii_graphic()) {
        return Err(Unfit::Foreign(c));
    }
    if value.len() > LONGEST {
        return Err(Unfit::Long);
    }
    Ok(())
}

/// An object or a list. A text in quotes is one that was copied with them.
fn is_json(value: &str) -> bool {
    value.starts_with(['{', '['])
}

fn erased(text: Cow<'_, str>) -> Zeroizing<String> {
    Zeroizing::new(text.into_owned())
}

/// A passphrase out of a file, a descriptor or the environment: without the mark of byte order at its beginning and the line
/// break at its end. White space else may be meant.
pub(super) fn passphrase_bytes(bytes: &[u8]) -> Result<Secret, NotText> {
    let decoded = decode(bytes)?;
    Ok(passphrase(&erased(decoded.text)))
}

/// The same of a text.
pub(super) fn passphrase(text: &str) -> Secret {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let text = text.strip_suffix('\n').unwrap_or(text);
    Secret::new(text.strip_suffix('\r').unwrap_or(text))
}

/// Whether a passphrase that is set now can be typed again, at a keyboard, in one line. Says why not, as the rest of a
/// sentence that begins with "the passphrase".
pub fn can_be_typed(passphrase: &Secret) -> Result<(), &'static str> {
    let text = passphrase.expose();
    if text.is_empty() {
        return Err("is empty");
    }
    if text.contains(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']) {
        return Err("has a line break in it, which cannot be typed again");
    }
    if text.chars().any(char::is_control) {
        return Err("has a control character in it, which cannot be typed again");
    }
    if text.chars().any(is_invisible) {
        return Err("has a character in it that nobody sees, and that cannot be typed again");
    }
    if text.chars().any(|c| c.is_whitespace() && c != ' ') {
        return Err("has a space in it that no key types");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TOKEN: &str = "VxLtcy_OWkWoPKqs4uFhTg";

    #[test]
    fn what_copying_adds_is_taken_away_and_said() {
        for (text, said) in [
            (TOKEN.to_owned(), None),
            (format!("{TOKEN}\r\n"), None),
            (format!("  {TOKEN}\u{a0}\n\n"), Some("white space removed")),
            (
                format!("\u{feff}{TOKEN}"),
                Some("unseen characters removed"),
            ),
            (
                "VxLt\u{200b}cy_OWkWoPKqs4uFhTg".to_owned(),
                Some("unseen characters removed"),
            ),
            (format!("\"{TOKEN}\","), Some("quotes removed")),
            (
                format!("\tbearer {TOKEN}\n"),
                Some("white space and “Bearer” removed"),
            ),
        ] {
            let entered = entered(&text).expect(&text);
            assert_eq!(entered.secret.expose(), TOKEN, "{text:?}");
            assert_eq!(entered.tidied.as_deref(), said, "{text:?}");
        }
        let utf16: Vec<u8> = format!("\u{feff}{TOKEN}\r\n")
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let entered = entered_bytes(&utf16).expect("text");
        assert_eq!(entered.secret.expose(), TOKEN);
        assert_eq!(entered.tidied.as_deref(), Some("read as UTF-16"));
    }

    #[test]
    fn what_is_no_secret_is_refused_and_not_repeated() {
        for (text, expected) in [
            ("", Unfit::Empty),
            (" \u{200b}\n", Unfit::Empty),
            ("hush-one\nuser: someone", Unfit::Lines),
            ("hush-one\r\nhush-two\r\n", Unfit::Lines),
            ("the hush of the night", Unfit::Words),
            ("hush\tone", Unfit::Words),
            ("{\"token\":\"hush\"}", Unfit::Json),
            ("[\"hush\"]", Unfit::Json),
            ("\u{1b}[31mhush\u{1b}[0m", Unfit::Control),
            ("hush\u{430}", Unfit::Foreign('\u{430}')),
        ] {
            let unfit = entered(text).expect_err(text);
            assert_eq!(unfit, expected, "{text:?}");
            assert!(!unfit.to_string().contains("hush"));
        }
        assert_eq!(entered(&"x".repeat(5_000)), Err(Unfit::Long));
        assert!(matches!(entered_bytes(b"hush\xff"), Err(Unfit::NotText(_))));
    }

    #[test]
    fn a_passphrase_is_refused_only_where_no_key_types_it() {
        for text in ["north", "  correct horse  ", "søster 1€", "日本"] {
            assert_eq!(can_be_typed(&Secret::new(text)), Ok(()), "{text}");
        }
        for text in [
            "",
            "a\nb",
            "a\u{7}b",
            "a\u{200b}b",
            "a\u{feff}",
            "a\u{a0}b",
            "a\tb",
        ] {
            assert!(can_be_typed(&Secret::new(text)).is_err(), "{text:?}");
        }
        assert_eq!(passphrase("\u{feff}hush hush \r\n").expose(), "hush hush ");
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn what_is_taken_is_one_word_that_is_seen(text in ".{0,60}|[ -~\u{feff}\u{200b}\n\r\u{1b}]{0,40}") {
            if let Ok(taken) = entered(&text) {
                let value = taken.secret.expose();
                prop_assert!(!value.is_empty() && value.bytes().all(|b| b.is_ascii_graphic()));
                let again = entered(value).map(|again| again.secret);
                prop_assert!(again.is_ok() || value.starts_with(['"', '\'']));
            }
        }
    }
}

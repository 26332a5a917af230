//! What cannot be read in a JSON text made readable, so that it costs no more than itself.
//!
//! A JSON reader gives up on the whole text at one name that was cut in the middle of a character. Services pass on what people
//! typed elsewhere, and one record like that would hide all the others.

use std::borrow::Cow;

/// What stands in the place of what cannot be decoded.
const REPLACEMENT: &str = "\u{fffd}";

/// The text with what no reader of JSON takes replaced; itself, where there is nothing of that kind, or where it is no JSON by its
/// beginning.
///
/// Bytes that are no UTF-8, escapes of half a character and backslashes before something else than an escape become U+FFFD,
/// control characters in strings their escapes, and numbers that no number can hold `null`. A text that is broken in its
/// structure stays broken.
pub(super) fn repair(body: &[u8]) -> Cow<'_, [u8]> {
    let bare = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    if !matches!(bare.trim_ascii_start().first(), Some(b'{' | b'[')) {
        return Cow::Borrowed(body);
    }
    match String::from_utf8_lossy(body) {
        Cow::Borrowed(text) => match characters(text) {
            None => Cow::Borrowed(body),
            Some(text) => Cow::Owned(text.into_bytes()),
        },
        Cow::Owned(text) => Cow::Owned(characters(&text).unwrap_or(text).into_bytes()),
    }
}

/// The text with its escapes and numbers repaired. `None` where nothing was to be.
fn characters(text: &str) -> Option<String> {
    let mut out = Mending::default();
    let bytes = text.as_bytes();
    let mut at = 0;
    let mut in_string = false;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => {
                in_string = !in_string;
                at += 1;
            }
            b'\\' if in_string => match escape(&bytes[at..]) {
                Escape::Whole(length) => at += length,
                Escape::Broken(length) => {
                    out.replace(text, at, length, REPLACEMENT);
                    at += length;
                }
            },
            0..0x20 if in_string => {
                out.replace(text, at, 1, &format!("\\u{byte:04x}"));
                at += 1;
            }
            b'0'..=b'9' | b'-' | b'N' | b'I' if !in_string => {
                let length = word(&bytes[at..]);
                if is_beyond(&text[at..at + length]) {
                    out.replace(text, at, length, "null");
                }
                at += length;
            }
            _ => at += 1,
        }
    }
    out.end(text)
}

/// A text as far as it had to be changed.
#[derive(Default)]
struct Mending {
    out: Option<String>,
    /// Up to where `out` has it.
    copied: usize,
}

impl Mending {
    fn replace(&mut self, text: &str, at: usize, length: usize, by: &str) {
        let out = self.out.get_or_insert_default();
        out.push_str(&text[self.copied..at]);
        out.push_str(by);
        self.copied = at + length;
    }

    fn end(self, text: &str) -> Option<String> {
        let mut out = self.out?;
        out.push_str(&text[self.copied..]);
        Some(out)
    }
}

/// What begins with a backslash in a string, with its length.
enum Escape {
    Whole(usize),
    Broken(usize),
}

fn escape(bytes: &[u8]) -> Escape {
    match bytes.get(1) {
        // At the end of the text, which is cut off.
        None => Escape::Whole(1),
        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Escape::Whole(2),
        Some(b'u') => match unit(bytes) {
            None => Escape::Broken(1),
            Some(0xd800..0xdc00) => match unit(&bytes[6..]) {
                Some(0xdc00..0xe000) => Escape::Whole(12),
                _ => Escape::Broken(6),
            },
            Some(0xdc00..0xe000) => Escape::Broken(6),
            Some(_) => Escape::Whole(6),
        },
        Some(_) => Escape::Broken(1),
    }
}

/// The number in an escape `\u….`.
fn unit(bytes: &[u8]) -> Option<u16> {
    let digits = bytes.strip_prefix(b"\\u")?.get(..4)?;
    digits.iter().try_fold(0, |number, digit| {
        let digit = char::from(*digit).to_digit(16)?;
        Some(number << 4 | u16::try_from(digit).ok()?)
    })
}

/// The length of what stands outside of strings up to the next mark of the structure.
fn word(bytes: &[u8]) -> usize {
    let is_of_it = |byte: &u8| byte.is_ascii_alphanumeric() || b"+-.".contains(byte);
    bytes.iter().take_while(|byte| is_of_it(byte)).count()
}

/// Whether it is written as a number and no number of JSON can be it.
fn is_beyond(word: &str) -> bool {
    const SHORTEST: usize = 300;
    match word.strip_prefix('-').unwrap_or(word) {
        "NaN" | "Infinity" => true,
        digits if digits.starts_with(|c: char| c.is_ascii_digit()) => {
            (digits.len() > SHORTEST || digits.contains(['e', 'E']))
                && digits.parse::<f64>().is_ok_and(f64::is_infinite)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    fn read(body: &[u8]) -> Value {
        serde_json::from_slice(&repair(body)).unwrap_or_else(|error| {
            panic!("{error}: {}", String::from_utf8_lossy(&repair(body)));
        })
    }

    #[test]
    fn what_cannot_be_read_costs_no_more_than_itself() {
        for (body, is) in [
            (&br#"["\ud83d cut",1]"#[..], json!(["\u{fffd} cut", 1])),
            (
                br#"["\ude00\ud83d","\ud83d\ud83d\ude00"]"#,
                json!(["\u{fffd}\u{fffd}", "\u{fffd}😀"]),
            ),
            (br#"["\ud83d\n"]"#, json!(["\u{fffd}\n"])),
            (
                br#"{"\ud83d":1,"a":"\\ud83d"}"#,
                json!({"\u{fffd}": 1, "a": "\\ud83d"}),
            ),
            (
                b"{\"name\":\"Caf\xe9\",\"cut\":\"\xf0\x9f\",\"a\":1}",
                json!({"name": "Caf\u{fffd}", "cut": "\u{fffd}", "a": 1}),
            ),
            (
                b"[1e999,-1E+999, 1.5e999 ,\"1e999\",1e3]",
                json!([null, null, null, "1e999", 1e3]),
            ),
            (
                b"{\"a\":NaN,\"b\":-Infinity,\"c\":[Infinity]}",
                json!({"a": null, "b": null, "c": [null]}),
            ),
            (
                b"[\"a\nb\tc\",\"it\\'s \\x \\u12\"]",
                json!(["a\nb\tc", "it\u{fffd}'s \u{fffd}x \u{fffd}u12"]),
            ),
            (b"\n [\"Caf\xe9\"]", json!(["Caf\u{fffd}"])),
        ] {
            assert_eq!(read(body), is, "{}", String::from_utf8_lossy(body));
        }
        let long = format!("[{}]", "9".repeat(400));
        assert_eq!(read(long.as_bytes()), json!([null]));
    }

    #[test]
    fn what_is_readable_or_no_json_is_not_even_copied() {
        for body in [
            &br#"{"a":"\ud83d\ude00 \u00e9 \" \\","b":[1e3,-0.5,null,true]}"#[..],
            "\u{feff}{\"a\":\"Café\"}".as_bytes(),
            b"Caf\xe9 \\ud83d",
            b"<p>Caf\xe9 {\"a\":1e999}",
            br#"{"a":"cut off \"#,
            br#"{"a":nope,"b":12-3e"#,
            b"",
        ] {
            assert!(matches!(repair(body), Cow::Borrowed(same) if same == body));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn every_string_of_a_text_can_be_read(inside in prop::collection::vec(
            prop_oneof![
                Just(b"\\u".to_vec()), Just(b"\\ud83d".to_vec()), Just(b"\\ude00".to_vec()), Just(b"\\\"".to_vec()), Just(b"\\\\".to_vec()),
                (any::<u8>().prop_filter("a quote would end it, a backslash hide its end", |byte| !b"\"\\".contains(byte))).prop_map(|byte| vec![byte]),
            ], 0..12)) {
            let body = [b"[\"", inside.concat().as_slice(), b"\", 7]"].concat();
            prop_assert_eq!(&read(&body)[1], &json!(7));
        }

        #[test]
        fn what_is_json_stays_as_it_is(text in "\\PC{0,20}", number in any::<f64>().prop_filter("a number", |it| it.is_finite())) {
            let body = json!({text.clone(): [text, number]}).to_string();
            prop_assert!(matches!(repair(body.as_bytes()), Cow::Borrowed(_)));
        }
    }
}

//! A text as it reads once its encodings are taken off, with the way back to where it stands.
//!
//! Which characters an encoder escapes is its own choice, so a secret has many encoded forms. Decoding the text and looking
//! for the one plain form finds all of them.

use std::ops::Range;

use super::entities;
use crate::domain::text;

/// How deep encodings are looked through: JSON in JSON, a form in JSON, a twice-encoded address.
const DEPTH: usize = 2;

/// Texts up to this many bytes are looked through one level deeper.
const SHORT: usize = 4 * 1024;

/// Bytes, each with the place in the original text that stands for it.
pub(super) struct View {
    pub(super) bytes: Vec<u8>,
    /// Where each byte's writing begins, and behind the last one the end; `None` where the bytes are the text itself.
    starts: Option<Vec<u32>>,
}

impl View {
    /// Shows `visit` the text in every way of reading it. `spaces`: whether a `+` is also read as a space.
    ///
    /// The text must be shorter than 4 GiB.
    pub(super) fn each(text: &[u8], spaces: bool, visit: &mut impl FnMut(&Self)) {
        let depth = DEPTH + usize::from(text.len() <= SHORT);
        let whole = Self {
            bytes: text.to_vec(),
            starts: None,
        };
        whole.walk(depth, spaces, visit);
    }

    /// Whether anything in the text may be encoded.
    pub(super) fn is_encoded(text: &[u8]) -> bool {
        (text.iter()).any(|byte| matches!(byte, b'%' | b'\\' | b'&') || !byte.is_ascii())
    }

    /// Whether this is another reading than the text as it stands.
    pub(super) fn is_decoded(&self) -> bool {
        self.starts.is_some()
    }

    fn walk(&self, depth: usize, spaces: bool, visit: &mut impl FnMut(&Self)) {
        visit(self);
        let Some(depth) = depth.checked_sub(1) else {
            return;
        };
        let has = |byte| self.bytes.contains(&byte);
        let readings: [(bool, Reading); 5] = [
            (has(b'%'), percent),
            (spaces && has(b'+'), form),
            (has(b'\\'), json),
            (has(b'&'), html),
            (!self.bytes.is_ascii(), unseen),
        ];
        for (_, reading) in readings.into_iter().filter(|(may, _)| *may) {
            if let Some(decoded) = self.decoded(reading) {
                decoded.walk(depth, spaces, visit);
            }
        }
    }

    /// Where in the original text the bytes of `range` stand.
    pub(super) fn place(&self, range: Range<usize>) -> Range<usize> {
        let Some(starts) = &self.starts else {
            return range;
        };
        // Bytes that share a writing share its end.
        let mut end = range.end;
        while end < self.bytes.len() && starts[end] == starts[end - 1] {
            end += 1;
        }
        starts[range.start] as usize..starts[end] as usize
    }

    fn start(&self, at: usize) -> u32 {
        match &self.starts {
            None => u32::try_from(at).unwrap_or(u32::MAX),
            Some(starts) => starts[at],
        }
    }

    /// Takes one encoding off. `None` where nothing is encoded so.
    fn decoded(&self, reading: Reading) -> Option<Self> {
        let mut bytes = Vec::new();
        let mut starts = Vec::new();
        let mut at = 0;
        let mut before = 0;
        while at < self.bytes.len() {
            let Some((read, length)) = reading(&self.bytes[at..]) else {
                at += 1;
                continue;
            };
            for plain in before..at {
                bytes.push(self.bytes[plain]);
                starts.push(self.start(plain));
            }
            let mut buffer = [0; 4];
            let written = match read {
                Read::Nothing => &[][..],
                Read::Byte(byte) => {
                    buffer[0] = byte;
                    &buffer[..1]
                }
                Read::Char(c) => c.encode_utf8(&mut buffer).as_bytes(),
            };
            bytes.extend_from_slice(written);
            starts.extend(written.iter().map(|_| self.start(at)));
            at += length;
            before = at;
        }
        if before == 0 {
            return None;
        }
        for plain in before..at {
            bytes.push(self.bytes[plain]);
            starts.push(self.start(plain));
        }
        starts.push(self.start(at));
        Some(Self {
            bytes,
            starts: Some(starts),
        })
    }
}

/// Reads what is at the start of the bytes, with its length; none where it stands for itself.
type Reading = fn(&[u8]) -> Option<(Read, usize)>;

/// What a writing stands for.
enum Read {
    Nothing,
    Byte(u8),
    Char(char),
}

/// Percent-encoding.
fn percent(bytes: &[u8]) -> Option<(Read, usize)> {
    let [b'%', high, low, ..] = bytes else {
        return None;
    };
    let digit = |byte: u8| u8::try_from(char::from(byte).to_digit(16)?).ok();
    Some((Read::Byte(digit(*high)? << 4 | digit(*low)?), 3))
}

/// Percent-encoding in a form, where `+` is a space besides.
fn form(bytes: &[u8]) -> Option<(Read, usize)> {
    match bytes.first()? {
        b'+' => Some((Read::Byte(b' '), 1)),
        _ => percent(bytes),
    }
}

/// The escapes of a JSON string.
fn json(bytes: &[u8]) -> Option<(Read, usize)> {
    if bytes.first()? != &b'\\' {
        return None;
    }
    // What is no escape is a backslash, and what follows it is no escape's beginning.
    let (c, length) = escape(bytes)?;
    Some((Read::Char(c), length))
}

/// The character references of HTML.
fn html(bytes: &[u8]) -> Option<(Read, usize)> {
    let (c, length) = entities::reference(bytes)?;
    Some((Read::Char(c), length))
}

/// What cleaning takes away for a screen: without it a broken-up secret stands whole again.
fn unseen(bytes: &[u8]) -> Option<(Read, usize)> {
    let length = match bytes.first()? {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return None,
    };
    let c = std::str::from_utf8(bytes.get(..length)?)
        .ok()?
        .chars()
        .next()?;
    // The variation selectors show nothing themselves either; what is shown of them is for cleaning to say.
    let shows_nothing = text::is_invisible(c) || matches!(c, '\u{fe00}'..='\u{fe0f}');
    shows_nothing.then_some((Read::Nothing, length))
}

/// The character that an escape at the start of `bytes` stands for, and the escape's length.
fn escape(bytes: &[u8]) -> Option<(char, usize)> {
    let simple = match bytes.get(1)? {
        b'u' => return unicode_escape(bytes),
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'"' => '"',
        b'\\' => '\\',
        b'/' => '/',
        _ => return None,
    };
    Some((simple, 2))
}

fn unicode_escape(bytes: &[u8]) -> Option<(char, usize)> {
    let unit = |at: usize| {
        let digits = bytes.get(at..at + 6)?.strip_prefix(b"\\u")?;
        digits.iter().try_fold(0, |value, digit| {
            Some(value << 4 | char::from(*digit).to_digit(16)?)
        })
    };
    let first = unit(0)?;
    if let Some(c) = char::from_u32(first) {
        return Some((c, 6));
    }
    // Only halves of a pair are no characters: the high half comes first.
    let second = unit(6)?;
    let high = first.checked_sub(0xd800)?;
    let low = second.checked_sub(0xdc00)?;
    if high > 0x3ff || low > 0x3ff {
        return None;
    }
    Some((char::from_u32(0x1_0000 + (high << 10 | low))?, 12))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The decoded texts, and what stands for their last character.
    fn readings(text: &str) -> Vec<(String, &str)> {
        let mut readings = Vec::new();
        View::each(text.as_bytes(), true, &mut |view| {
            let end = view.bytes.len();
            readings.push((
                String::from_utf8_lossy(&view.bytes).into_owned(),
                &text[view.place(end - 1..end)],
            ));
        });
        readings.split_off(1)
    }

    fn reads(text: &str, expected: (&str, &str)) {
        let expected = (expected.0.to_owned(), expected.1);
        let readings = readings(text);
        assert!(readings.contains(&expected), "{text}: {readings:?}");
    }

    #[test]
    fn each_encoding_is_taken_off() {
        assert_eq!(readings("plain"), []);
        reads("a%2Fb%7e", ("a/b~", "%7e"));
        reads("a+%zz%41", ("a %zzA", "%41"));
        reads("a+%zz%41", ("a+%zzA", "%41"));
        reads(r"\u00e9\/\ud83D\ude00", ("é/😀", r"\ud83D\ude00"));
        reads("a&#43;&lowbar;b&#x3d;", ("a+_b=", "&#x3d;"));
        reads("a\u{200b}b", ("ab", "b"));
        reads("a\u{fe0f}b\u{fe00}c", ("abc", "c"));
        reads("a&#43b&#x3dz", ("a+b=z", "z"));
    }

    #[test]
    fn what_is_no_escape_stays() {
        for text in [
            r"\x\ud800\u12\",
            r"\ud800\ud800",
            "100%",
            "a & b; &nothing;",
            "é!",
        ] {
            assert_eq!(readings(text), [], "{text}");
        }
    }

    #[test]
    fn encodings_in_one_another_are_taken_off() {
        let twice = readings(r#"{"message":"{\"key\":\"a\\\/b\"}"}"#);
        assert!(
            twice
                .iter()
                .any(|(text, _)| text.contains(r#"{"key":"a/b"}"#))
        );
        reads("%252F", ("/", "%252F"));
        reads("&amp;#43;", ("+", "&amp;#43;"));
        reads(r"a\u200bb", ("ab", "b"));
    }
}

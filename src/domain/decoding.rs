//! Text from outside, decoded at one place: files, standard input, what other programs print.
//!
//! Editors and shells on Windows save UTF-8 with a byte order mark, or UTF-16: that is text all the same. Everything that is
//! no text is refused, and never read with characters replaced.

use std::borrow::Cow;
use std::fmt;

/// How a text was encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8.
    Utf8,
    /// UTF-8 with a byte order mark.
    Utf8Marked,
    /// UTF-16, the low byte first.
    Utf16Le,
    /// UTF-16, the high byte first.
    Utf16Be,
}

impl Encoding {
    /// What a person should know about it, as a short sentence without its end; nothing of plain UTF-8.
    #[must_use]
    pub const fn remark(self) -> Option<&'static str> {
        match self {
            Self::Utf8 => None,
            Self::Utf8Marked => Some("byte order mark removed"),
            Self::Utf16Le | Self::Utf16Be => Some("read as UTF-16"),
        }
    }
}

/// A text without its byte order mark. Its line breaks are as they came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded<'a> {
    /// The text. Borrowed where it was UTF-8; a caller that reads secrets erases the other.
    pub text: Cow<'a, str>,
    /// How it was encoded.
    pub encoding: Encoding,
}

/// Why bytes are no text. It repeats none of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotText {
    /// How many bytes from the start can be read as UTF-8.
    pub good: usize,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Utf8,
    Utf16,
    Utf32,
    Nul,
}

impl fmt::Display for NotText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            Kind::Utf8 => "this is neither UTF-8 nor UTF-16 text; save it as UTF-8",
            Kind::Utf16 => "this is UTF-16 that breaks off or is damaged; save it as UTF-8",
            Kind::Utf32 => "this is UTF-32; save it as UTF-8",
            Kind::Nul => "there is a zero byte in it, which no text has; save it as UTF-8",
        })
    }
}

impl std::error::Error for NotText {}

/// Decodes UTF-8 and UTF-16, with and without a byte order mark.
///
/// UTF-16 without a mark is told by its zero bytes: every character of ASCII has one, always on the same side.
pub fn decode(bytes: &[u8]) -> Result<Decoded<'_>, NotText> {
    match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8(rest, Encoding::Utf8Marked),
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => Err(NotText {
            good: 0,
            kind: Kind::Utf32,
        }),
        [0xff, 0xfe, rest @ ..] => utf16(rest, Encoding::Utf16Le),
        [0xfe, 0xff, rest @ ..] => utf16(rest, Encoding::Utf16Be),
        _ if !bytes.contains(&0) => utf8(bytes, Encoding::Utf8),
        _ if zeros(bytes, 1) => utf16(bytes, Encoding::Utf16Le),
        _ if zeros(bytes, 0) => utf16(bytes, Encoding::Utf16Be),
        _ => Err(NotText {
            good: 0,
            kind: Kind::Nul,
        }),
    }
}

/// Whether there are pairs of bytes, and of each only the one at `at` is zero.
fn zeros(bytes: &[u8], at: usize) -> bool {
    bytes.len().is_multiple_of(2)
        && bytes
            .chunks_exact(2)
            .all(|pair| pair[at] == 0 && pair[1 - at] != 0)
}

fn utf8(bytes: &[u8], encoding: Encoding) -> Result<Decoded<'_>, NotText> {
    let failed = |good, kind| NotText { good, kind };
    let text =
        std::str::from_utf8(bytes).map_err(|error| failed(error.valid_up_to(), Kind::Utf8))?;
    if let Some(at) = text.find('\0') {
        return Err(failed(at, Kind::Nul));
    }
    Ok(Decoded {
        text: Cow::Borrowed(text),
        encoding,
    })
}

fn utf16(bytes: &[u8], encoding: Encoding) -> Result<Decoded<'static>, NotText> {
    let damaged = NotText {
        good: 0,
        kind: Kind::Utf16,
    };
    if !bytes.len().is_multiple_of(2) {
        return Err(damaged);
    }
    let units = bytes.chunks_exact(2).map(|pair| {
        let pair = [pair[0], pair[1]];
        match encoding {
            Encoding::Utf16Be => u16::from_be_bytes(pair),
            _ => u16::from_le_bytes(pair),
        }
    });
    // As large as it can get: growing would leave copies of a secret behind.
    let mut text = String::with_capacity(bytes.len() / 2 * 3);
    for c in char::decode_utf16(units) {
        match c {
            Ok('\0') | Err(_) => {
                zeroize::Zeroize::zeroize(&mut text);
                return Err(damaged);
            }
            Ok(c) => text.push(c),
        }
    }
    Ok(Decoded {
        text: Cow::Owned(text),
        encoding,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A text in every encoding that is read.
    fn encoded(text: &str) -> Vec<Vec<u8>> {
        let units = || text.encode_utf16();
        let marked = |mark: &[u8], bytes: Vec<u8>| [mark, &bytes].concat();
        vec![
            text.as_bytes().to_vec(),
            marked(b"\xef\xbb\xbf", text.as_bytes().to_vec()),
            marked(b"\xff\xfe", units().flat_map(u16::to_le_bytes).collect()),
            marked(b"\xfe\xff", units().flat_map(u16::to_be_bytes).collect()),
        ]
    }

    #[test]
    fn what_is_no_text_is_refused_and_said() {
        for (bytes, said) in [
            (&b"caf\xe9"[..], "UTF-8"),
            (b"\xff\xfea", "UTF-16"),
            (b"\xff\xfe\x00\xd8", "UTF-16"),
            (b"\xff\xfe\0\0a\0\0\0", "UTF-32"),
            (b"a\0b\0\0\0", "zero byte"),
            (b"\xef\xbb\xbfa\0", "zero byte"),
            (b"\xff\xfea\0\0\0", "UTF-16"),
        ] {
            let error = decode(bytes).expect_err(said);
            assert!(error.to_string().contains(said), "{bytes:?}: {error}");
        }
        assert_eq!(decode(b"ab\xff").expect_err("no text").good, 2);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn a_text_is_the_same_in_every_encoding(text in "[^\0\u{feff}][^\0]{0,60}") {
            for bytes in encoded(&text) {
                let decoded = decode(&bytes).expect("text");
                prop_assert_eq!(&decoded.text, &text);
            }
        }

        #[test]
        fn utf_16_needs_no_mark_where_it_is_ascii(text in "[ -~\r\n]{1,60}") {
            let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
            for (bytes, encoding) in [(little, Encoding::Utf16Le), (big, Encoding::Utf16Be)] {
                let decoded = decode(&bytes).expect("text");
                prop_assert_eq!((decoded.text.as_ref(), decoded.encoding), (&*text, encoding));
            }
        }

        #[test]
        fn no_bytes_make_it_fail(bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
            if let Ok(decoded) = decode(&bytes) {
                prop_assert!(!decoded.text.contains('\0'));
            }
        }
    }
}

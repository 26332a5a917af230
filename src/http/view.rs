//! A text as it reads once its percent-encoding or its JSON escapes are taken off, with the way back to where it stands.
//!
//! Which characters an encoder escapes is its own choice, so a secret has many encoded forms. Decoding the text and looking
//! for the one plain form finds all of them.

use std::ops::Range;

/// How deep encodings are looked through: JSON in JSON, a form in JSON, a twice-encoded address.
const DEPTH: usize = 2;

/// Bytes, each with the range of the original text that stands for it.
pub(super) struct View {
    pub(super) bytes: Vec<u8>,
    /// `None` where the bytes are the text itself.
    places: Option<Vec<Range<usize>>>,
}

impl View {
    /// The text and every way of reading it.
    pub(super) fn all(text: &str) -> Vec<Self> {
        let mut views = vec![Self {
            bytes: text.as_bytes().to_vec(),
            places: None,
        }];
        let mut newest = 0..1;
        for _ in 0..DEPTH {
            let decoded: Vec<Self> = views[newest.clone()]
                .iter()
                .flat_map(|view| [view.percent(false), view.percent(true), view.json()])
                .flatten()
                .collect();
            newest = views.len()..views.len() + decoded.len();
            views.extend(decoded);
        }
        views
    }

    /// Where in the original text the bytes of `range` stand.
    pub(super) fn place(&self, range: Range<usize>) -> Range<usize> {
        match &self.places {
            None => range,
            Some(places) => places[range.start].start..places[range.end - 1].end,
        }
    }

    /// Reads percent-encoding; in a form, `+` is a space besides. `None` where there is nothing to decode.
    fn percent(&self, form: bool) -> Option<Self> {
        let telling = if form { b'+' } else { b'%' };
        if !self.bytes.contains(&telling) {
            return None;
        }
        let mut out = Decoded::new(self);
        let mut at = 0;
        while let Some(&byte) = self.bytes.get(at) {
            let hex = |offset: usize| {
                let digit = char::from(*self.bytes.get(at + offset)?).to_digit(16)?;
                u8::try_from(digit).ok()
            };
            let (value, length) = match (byte, hex(1), hex(2)) {
                (b'%', Some(high), Some(low)) => (high << 4 | low, 3),
                (b'+', ..) if form => (b' ', 1),
                _ => (byte, 1),
            };
            out.push(&[value], at..at + length);
            at += length;
        }
        Some(out.view)
    }

    /// Reads the escapes of a JSON string. `None` where there are none.
    fn json(&self) -> Option<Self> {
        if !self.bytes.contains(&b'\\') {
            return None;
        }
        let mut out = Decoded::new(self);
        let mut at = 0;
        while let Some(&byte) = self.bytes.get(at) {
            let (value, length) = if byte == b'\\' {
                escape(&self.bytes[at..]).unwrap_or(('\\', 1))
            } else {
                out.push(&[byte], at..at + 1);
                at += 1;
                continue;
            };
            out.push(value.encode_utf8(&mut [0; 4]).as_bytes(), at..at + length);
            at += length;
        }
        Some(out.view)
    }
}

/// A view in the making.
struct Decoded<'a> {
    from: &'a View,
    view: View,
}

impl<'a> Decoded<'a> {
    fn new(from: &'a View) -> Self {
        Self {
            from,
            view: View {
                bytes: Vec::with_capacity(from.bytes.len()),
                places: Some(Vec::with_capacity(from.bytes.len())),
            },
        }
    }

    fn push(&mut self, decoded: &[u8], range: Range<usize>) {
        let place = self.from.place(range);
        self.view.bytes.extend_from_slice(decoded);
        if let Some(places) = &mut self.view.places {
            places.extend(decoded.iter().map(|_| place.clone()));
        }
    }
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
        View::all(text)
            .iter()
            .skip(1)
            .map(|view| {
                let end = view.bytes.len();
                (
                    String::from_utf8_lossy(&view.bytes).into_owned(),
                    &text[view.place(end - 1..end)],
                )
            })
            .collect()
    }

    #[test]
    fn each_encoding_is_taken_off() {
        assert_eq!(readings("plain"), []);
        assert_eq!(readings("a%2Fb%7e"), [("a/b~".to_owned(), "%7e")]);
        assert_eq!(
            readings("a+%zz%4"),
            [
                ("a+%zz%4".to_owned(), "4"),
                ("a %zz%4".to_owned(), "4"),
                ("a+%zz%4".to_owned(), "4"),
                ("a %zz%4".to_owned(), "4"),
                ("a %zz%4".to_owned(), "4"),
            ]
        );
        assert_eq!(
            readings(r"\u00e9\/\ud83D\ude00"),
            [("é/😀".to_owned(), r"\ud83D\ude00")]
        );
    }

    #[test]
    fn what_is_no_escape_stays() {
        assert_eq!(readings(r"\x\ud800\u12\")[0].0, r"\x\ud800\u12\");
        assert_eq!(readings(r"\ud800\ud800")[0].0, r"\ud800\ud800");
    }

    #[test]
    fn encodings_in_one_another_are_taken_off() {
        let twice = readings(r#"{"message":"{\"key\":\"a\\\/b\"}"}"#);
        assert!(
            twice
                .last()
                .expect("a reading")
                .0
                .contains(r#"{"key":"a/b"}"#)
        );
        assert_eq!(readings("%252F")[1], ("/".to_owned(), "%252F"));
    }
}

//! The strings of a JSON text without secrets, before anything reads them.

use std::borrow::Cow;

use super::redact::Known;

/// The member in which a service may wrap what it answers.
const WRAPPER: &str = "data";

/// The text with each of its strings redacted: itself, where no secret is in it. What is no string stays as it came.
///
/// The strings in the members `open` stay as they are, where they are members of the whole or of its `data`: there the service hands
/// secrets out, and they are read as such.
pub(super) fn without_secrets<'a>(json: &'a [u8], open: &[&str], known: &Known) -> Cow<'a, [u8]> {
    let mut out: Option<Vec<u8>> = None;
    // Up to where `out` has it.
    let mut copied = 0;
    let mut path = Path::default();
    let mut at = 0;
    while let Some(byte) = json.get(at) {
        match byte {
            b'{' | b'[' => path.enter(),
            b'}' | b']' => path.leave(),
            b'"' => {
                let end = end_of(json, at);
                let literal = &json[at..end];
                let is_name = json[end..].trim_ascii_start().first() == Some(&b':');
                if (is_name || !path.is_open(open))
                    && let Some(clean) = redacted(literal, known)
                {
                    let out = out.get_or_insert_default();
                    out.extend_from_slice(&json[copied..at]);
                    out.extend_from_slice(clean.as_bytes());
                    copied = end;
                }
                if is_name {
                    path.name(literal);
                }
                at = end;
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    match out {
        None => Cow::Borrowed(json),
        Some(mut out) => {
            out.extend_from_slice(&json[copied..]);
            Cow::Owned(out)
        }
    }
}

/// Behind the quote that ends the string which begins at `start`.
fn end_of(json: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(byte) = json.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    json.len()
}

/// The literal without secrets, if there were any in it. One that cannot be decoded is searched as it stands: it is in no JSON, for
/// what is JSON by its beginning has been [repaired](super::repair), or the text ends in it.
fn redacted(literal: &[u8], known: &Known) -> Option<String> {
    let Some(text) = unquoted(literal) else {
        return match known.text(&String::from_utf8_lossy(literal)) {
            Cow::Borrowed(_) => None,
            Cow::Owned(clean) => Some(clean),
        };
    };
    match known.text(&text) {
        Cow::Borrowed(_) => None,
        Cow::Owned(clean) => serde_json::to_string(&clean).ok(),
    }
}

fn unquoted(literal: &[u8]) -> Option<Cow<'_, str>> {
    if literal.contains(&b'\\') {
        return serde_json::from_slice(literal).ok().map(Cow::Owned);
    }
    let inside = literal.strip_prefix(b"\"")?.strip_suffix(b"\"")?;
    std::str::from_utf8(inside).ok().map(Cow::Borrowed)
}

/// Where in the text one is, as far as it matters.
#[derive(Default)]
struct Path {
    depth: usize,
    /// The names of the members one is in, of the whole and of what is in it.
    names: [Option<String>; 2],
}

impl Path {
    fn enter(&mut self) {
        self.depth += 1;
        self.forget();
    }

    fn leave(&mut self) {
        self.forget();
        self.depth = self.depth.saturating_sub(1);
    }

    fn forget(&mut self) {
        if let Some(name) = self
            .depth
            .checked_sub(1)
            .and_then(|at| self.names.get_mut(at))
        {
            *name = None;
        }
    }

    fn name(&mut self, literal: &[u8]) {
        if let Some(name) = self
            .depth
            .checked_sub(1)
            .and_then(|at| self.names.get_mut(at))
        {
            *name = unquoted(literal).map(Cow::into_owned);
        }
    }

    fn is_open(&self, open: &[&str]) -> bool {
        let is_one =
            |name: &Option<String>| name.as_deref().is_some_and(|name| open.contains(&name));
        match self.depth {
            1 => is_one(&self.names[0]),
            2 => self.names[0].as_deref() == Some(WRAPPER) && is_one(&self.names[1]),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;
    use crate::http::redact::Redactor;
    use crate::secret::Secret;

    const SECRET: &str = "Hu5h/\"tok-Øn9";

    fn clean(json: &str) -> String {
        let redactor = Redactor::default();
        redactor.protect(&Secret::new(SECRET));
        let clean = without_secrets(json.as_bytes(), &["token"], &redactor.known());
        String::from_utf8(clean.into_owned()).expect("text")
    }

    #[test]
    fn a_secret_is_in_no_string_but_where_secrets_are_handed_out() {
        let given = json!({
            "token": SECRET, "message": SECRET, "list": [SECRET, { "token": SECRET }],
            "data": { "token": SECRET, "deep": { "token": SECRET }, "all": ["token", SECRET] },
            SECRET: 1,
        });
        let read: Value = serde_json::from_str(&clean(&given.to_string())).expect("JSON");
        assert_eq!(
            read,
            json!({
                "token": SECRET, "message": "[redacted]", "list": ["[redacted]", { "token": "[redacted]" }],
                "data": { "token": SECRET, "deep": { "token": "[redacted]" }, "all": ["token", "[redacted]"] },
                "[redacted]": 1,
            })
        );
        let text = format!("[{}]", serde_json::to_string(SECRET).expect("JSON"));
        assert_eq!(clean(&text), "[\"[redacted]\"]");
    }

    #[test]
    fn what_holds_no_secret_is_not_touched() {
        let text = r#"{"a":"b\n\u00e9","c":[1,true,null,"x"] , "d":"unended"#;
        assert_eq!(clean(text), text);
    }

    #[test]
    fn a_secret_in_what_cannot_be_decoded_goes_with_it() {
        let redactor = Redactor::default();
        redactor.protect(&Secret::new("tok-123456"));
        for body in [
            &b"{\"a\":\"\\ud83d tok-123456\",\"b\":1}"[..],
            b"{\"a\":\"Caf\xe9 tok-123456\",\"b\":1}",
            b"{\"a\":\"unended tok-123456",
        ] {
            let clean = without_secrets(body, &[], &redactor.known()).into_owned();
            let clean = String::from_utf8_lossy(&clean).into_owned();
            assert!(clean.contains("[redacted]"), "{clean}");
            assert!(!clean.contains("tok-"), "{clean}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn nothing_from_outside_makes_it_fail(text in "[\\[\\]{}\":,\\\\a-z ]{0,60}") {
            let _ = clean(&text);
        }
    }
}

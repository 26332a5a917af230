//! Secrets that an answer brings.

use std::time::Duration;

use serde::de::{DeserializeSeed as _, MapAccess, SeqAccess};

use super::lenient::{Any, Name, Reader, reading};
use super::redact::Redactor;
use crate::secret::Secret;

/// The members of a token response that are worth nothing once they have expired (RFC 6749, section 5.1; `OpenID` Connect Core,
/// section 3.1.3.3).
const PASSING: [&str; 2] = ["access_token", "id_token"];

/// How long an access token is known whose answer does not say how long it is good.
pub(super) const HOUR: Duration = Duration::from_secs(60 * 60);

/// Protects the string values of the members `names` in `body`.
///
/// The text is searched as well as parsed: an answer that is cut off, or wrapped in something else, holds the secret all the same.
pub(super) fn learn(names: &[&str], body: &[u8], redactor: &Redactor) {
    if names.is_empty() {
        return;
    }
    let text = String::from_utf8_lossy(body);
    let learning = Learning {
        names,
        redactor,
        time: expiry(&text),
    };
    // What is no JSON is searched all the same.
    let mut source = serde_json::Deserializer::from_slice(body);
    let _ = Any(learning).deserialize(&mut source);
    for name in names {
        for rest in members(name, &text) {
            if let Some((secret, _)) = value(rest) {
                learning.take(name, &secret);
            }
        }
    }
}

/// Protects the strings of the named members, wherever they stand.
#[derive(Clone, Copy)]
struct Learning<'a> {
    names: &'a [&'a str],
    redactor: &'a Redactor,
    /// How long an access token in the answer is good.
    time: Duration,
}

impl Learning<'_> {
    /// Knows the secret: an access token as long as it is good, another one for good.
    fn take(&self, name: &str, secret: &Secret) {
        if PASSING.contains(&name) {
            self.redactor.protect_for(secret, self.time);
        } else {
            self.redactor.protect(secret);
        }
    }
}

impl Reader for Learning<'_> {
    type Value = ();

    fn list<'de, A: SeqAccess<'de>>(self, mut list: A) -> Result<Option<()>, A::Error> {
        while list.next_element_seed(Any(self))?.is_some() {}
        Ok(None)
    }

    fn object<'de, A: MapAccess<'de>>(self, mut object: A) -> Result<Option<()>, A::Error> {
        while let Some(name) = object.next_key::<Name>()? {
            if !self.names.contains(&name.0.as_str()) {
                object.next_value_seed(Any(self))?;
            } else if let Some(secret) = object.next_value_seed(reading::<Secret>())? {
                self.take(&name.0, &secret);
            }
        }
        Ok(None)
    }
}

/// How long an access token is good, as far as the number in the answer means anything.
fn expiry(text: &str) -> Duration {
    const DAY: Duration = Duration::from_secs(24 * 60 * 60);
    let number = |rest: &str| {
        let value = rest.trim_start().strip_prefix(':')?.trim_start();
        let digits = value.strip_prefix('"').unwrap_or(value).trim_start();
        let end = digits.find(|c: char| !c.is_ascii_digit());
        digits[..end.unwrap_or(digits.len())].parse().ok()
    };
    let seconds = members("expires_in", text).find_map(number);
    seconds.map_or(HOUR, |seconds| {
        Duration::from_secs(seconds).clamp(HOUR, DAY)
    })
}

/// What stands behind the member's name, at each place where it stands.
fn members<'a>(name: &str, text: &'a str) -> impl Iterator<Item = &'a str> {
    let member = format!("\"{name}\"");
    let places: Vec<_> = text
        .match_indices(&member)
        .map(|(at, _)| at + member.len())
        .collect();
    places.into_iter().map(|at| &text[at..])
}

/// The string of a member of this name in a body that is no JSON as a whole, where the string itself came to its end.
pub(super) fn salvage(name: &str, body: &[u8]) -> Option<Secret> {
    members(name, &String::from_utf8_lossy(body)).find_map(|rest| {
        let (secret, whole) = value(rest)?;
        (whole && !secret.is_empty()).then_some(secret)
    })
}

/// The string behind a member's name: `: "value"`, and whether its end is there; it is missing where the text is cut off.
fn value(rest: &str) -> Option<(Secret, bool)> {
    let quoted = rest.trim_start().strip_prefix(':')?.trim_start();
    let inside = quoted.strip_prefix('"')?;
    let mut escaped = false;
    let end = inside.find(|c| {
        let ends = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        ends
    });
    let raw = &inside[..end.unwrap_or(inside.len())];
    // What cannot be unescaped is protected as it stands.
    let unescaped = serde_json::from_str::<String>(&format!("\"{raw}\""));
    let secret = Secret::new(unescaped.unwrap_or_else(|_| raw.to_owned()));
    Some((secret, end.is_some()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(body: &str) -> String {
        let redactor = Redactor::default();
        learn(&["access_token", "id_token"], body.as_bytes(), &redactor);
        redactor.body(body.as_bytes())
    }

    #[test]
    fn members_are_learned_wherever_they_stand() {
        assert_eq!(
            record(r#"{"access_token":"abc\"def","expires_in":3600}"#),
            r#"{"access_token":"[redacted]","expires_in":3600}"#
        );
        assert_eq!(
            record(r#"{"acc\u0065ss_token":"abcdef"}"#),
            r#"{"acc\u0065ss_token":"[redacted]"}"#
        );
        assert_eq!(
            record(r#"{"data":[{"acc\u0065ss_token":"abcdef"}]}"#),
            r#"{"data":[{"acc\u0065ss_token":"[redacted]"}]}"#
        );
        assert_eq!(
            record(r#"[{"id_token" : "abc/def"}] abc%2fdef"#),
            r#"[{"id_token" : "[redacted]"}] [redacted]"#
        );
    }

    #[test]
    fn what_is_whole_in_a_broken_answer_is_saved() {
        let find = |body: &str| salvage("refresh_token", body.as_bytes());
        assert_eq!(
            find(r#"{"refresh_token" : "a\/b","expires_in":"#),
            Some(Secret::new("a/b"))
        );
        assert_eq!(find(r#"{"refresh_token":"abc"#), None, "half a Token");
        assert_eq!(find(r#"{"refresh_token":null}"#), None);
        assert_eq!(find(r#"{"refresh_token":""}"#), None);
    }

    #[test]
    fn a_broken_answer_tells_nothing_either() {
        assert_eq!(
            record(r#"<p>{"access_token": "abcdefgh"#),
            r#"<p>{"access_token": "[redacted]"#
        );
        assert_eq!(record(r#"{"access_token":42,"#), r#"{"access_token":42,"#);
    }
}

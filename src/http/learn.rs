//! Secrets that an answer brings.

use std::time::Duration;

use serde_json::Value;

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
    let mut time = HOUR;
    if let Ok(Value::Object(members)) = serde_json::from_slice(body) {
        time = members.get("expires_in").map_or(HOUR, expiry);
        for name in names {
            if let Some(Value::String(secret)) = members.get(*name) {
                take(name, &Secret::new(secret.as_str()), time, redactor);
            }
        }
    }
    let text = String::from_utf8_lossy(body);
    for name in names {
        let member = format!("\"{name}\"");
        for (at, _) in text.match_indices(&member) {
            if let Some(secret) = value(&text[at + member.len()..]) {
                take(name, &secret, time, redactor);
            }
        }
    }
}

/// Knows the secret: an access token as long as it is good, another one for good.
fn take(name: &str, secret: &Secret, time: Duration, redactor: &Redactor) {
    if PASSING.contains(&name) {
        redactor.protect_for(secret, time);
    } else {
        redactor.protect(secret);
    }
}

/// How long an access token is good, as far as the number means anything.
fn expiry(value: &Value) -> Duration {
    const DAY: Duration = Duration::from_secs(24 * 60 * 60);
    let seconds = match value {
        Value::String(text) => text.trim().parse().ok(),
        other => other.as_u64(),
    };
    seconds.map_or(HOUR, |seconds| {
        Duration::from_secs(seconds).clamp(HOUR, DAY)
    })
}

/// The string behind a member's name: `: "value"`, its end missing where the text is cut off.
fn value(rest: &str) -> Option<Secret> {
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
    let whole = serde_json::from_str::<String>(&format!("\"{raw}\""));
    Some(Secret::new(whole.unwrap_or_else(|_| raw.to_owned())))
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
            record(r#"[{"id_token" : "abc/def"}] abc%2fdef"#),
            r#"[{"id_token" : "[redacted]"}] [redacted]"#
        );
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

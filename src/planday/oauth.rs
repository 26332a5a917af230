//! An OAuth error, wherever it stands: in the body, within other members, or in a header (facts: planday.md, section 1.4).

use serde::de::{MapAccess, SeqAccess};

use crate::domain::text::Text;
use crate::http::{Member, Name, Reply, Scalar, reading};

/// The errors that OAuth and its bearer tokens name.
const KNOWN: [&str; 14] = [
    "access_denied",
    "insufficient_scope",
    "invalid_client",
    "invalid_grant",
    "invalid_request",
    "invalid_scope",
    "invalid_token",
    "server_error",
    "temporarily_unavailable",
    "unauthorized_client",
    "unsupported_grant_type",
    "unsupported_response_type",
    "unsupported_token_type",
    "slow_down",
];

/// Members that an error's code stands in.
const CODES: [&str; 5] = ["error", "code", "error_code", "errorcode", "type"];

/// An OAuth error.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct OauthError {
    /// Its code, in lower case where it is one that OAuth knows.
    pub(super) code: Text,
    /// The server's words.
    pub(super) description: Option<Text>,
}

impl OauthError {
    /// The error of an answer: of its body, else of its `WWW-Authenticate`.
    pub(super) fn of(reply: &Reply) -> Option<Self> {
        let body = reply.read::<Found>().ok().map(|found| found.0);
        body.filter(|error| !error.code.is_empty()).or_else(|| {
            reply.challenge_error().map(|code| Self {
                code: known(&code).map_or_else(|| Text::new(&code), Text::new),
                description: None,
            })
        })
    }

    /// Whether the code is one of OAuth's.
    pub(super) fn is_known(&self) -> bool {
        KNOWN.contains(&self.code.as_str())
    }

    /// Code and words.
    pub(super) fn said(&self) -> String {
        match &self.description {
            Some(description) => format!("{}: {description}", self.code),
            None => self.code.to_string(),
        }
    }

    /// Takes the better of two: a code that is known, else the one that came first.
    fn take(&mut self, other: Self) {
        if self.code.is_empty() || (other.is_known() && !self.is_known()) {
            let description = other.description.or(self.description.take());
            *self = Self {
                code: other.code,
                description,
            };
        }
    }
}

fn known(code: &str) -> Option<&'static str> {
    let code = code.trim();
    KNOWN
        .into_iter()
        .find(|known| known.eq_ignore_ascii_case(code))
}

/// The error of a value and of all that is within it.
#[derive(Default)]
struct Found(OauthError);

impl Member for Found {
    fn scalar(_: &Scalar<'_>) -> Option<Self> {
        Some(Self::default())
    }

    fn list<'de, A: SeqAccess<'de>>(mut list: A) -> Result<Option<Self>, A::Error> {
        let mut found = Self::default();
        while let Some(inner) = list.next_element_seed(reading::<Self>())? {
            if let Some(inner) = inner {
                found.0.take(inner.0);
            }
        }
        Ok(Some(found))
    }

    fn object<'de, A: MapAccess<'de>>(mut object: A) -> Result<Option<Self>, A::Error> {
        let mut found = Self::default();
        while let Some(name) = object.next_key::<Name>()? {
            let lower = name.0.to_ascii_lowercase();
            let Some(value) = object.next_value_seed(reading::<Value>())? else {
                continue;
            };
            match value {
                Value::Words(words) if lower == "error_description" => {
                    found.0.description = Some(Text::new(&words));
                }
                Value::Words(words) if CODES.contains(&lower.as_str()) => {
                    // Other codes than OAuth's are one only where OAuth says that one stands.
                    let code = match known(&words) {
                        Some(known) => Some(Text::new(known)),
                        None => (lower == "error").then(|| Text::new(&words)),
                    };
                    if let Some(code) = code.filter(|code| !code.is_empty()) {
                        found.0.take(OauthError {
                            code,
                            description: None,
                        });
                    }
                }
                Value::Words(_) => {}
                Value::Within(inner) => {
                    if inner.0.is_known() {
                        found.0.take(inner.0);
                    }
                }
            }
        }
        Ok(Some(found))
    }
}

/// A member: words, or something with more members within.
enum Value {
    Words(String),
    Within(Found),
}

impl Member for Value {
    fn scalar(value: &Scalar<'_>) -> Option<Self> {
        match value {
            Scalar::Words(words) => Some(Self::Words((*words).to_owned())),
            _ => None,
        }
    }

    fn list<'de, A: SeqAccess<'de>>(list: A) -> Result<Option<Self>, A::Error> {
        Ok(Found::list(list)?.map(Self::Within))
    }

    fn object<'de, A: MapAccess<'de>>(object: A) -> Result<Option<Self>, A::Error> {
        Ok(Found::object(object)?.map(Self::Within))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(headers: &[(&str, &str)], body: &str) -> Option<String> {
        OauthError::of(&Reply::made(400, headers, body)).map(|error| error.said())
    }

    #[test]
    fn it_is_found_wherever_it_stands() {
        for body in [
            r#"{"error":"invalid_grant"}"#,
            r#"{"error":" Invalid_Grant ","error_description":null}"#,
            r#"{"error":{"code":"invalid_grant","message":7}}"#,
            r#"{"error":null,"data":{"error":"invalid_grant"}}"#,
            r#"{"errors":[7,{"error":"other"},{"code":"invalid_grant"}]}"#,
            r#"[{"error":"invalid_grant"}]"#,
            r#"{"error":"oops","error":"invalid_grant"}"#,
            r#"{"type":"about:blank","error":"invalid_grant"}"#,
        ] {
            assert_eq!(said(&[], body).as_deref(), Some("invalid_grant"), "{body}");
        }
        let described = r#"{"error_description":"gone","error":"invalid_grant"}"#;
        assert_eq!(said(&[], described).as_deref(), Some("invalid_grant: gone"));
        let header = [("www-authenticate", "Bearer error=\"invalid_token\"")];
        assert_eq!(said(&header, "").as_deref(), Some("invalid_token"));
        assert_eq!(said(&header, "<p>").as_deref(), Some("invalid_token"));
    }

    #[test]
    fn other_words_are_none() {
        for body in [
            "",
            "{}",
            r#"{"error":null}"#,
            r#"{"error":""}"#,
            r#"{"error":7}"#,
            r#"{"code":"E17","type":"about:blank","message":"invalid_grant"}"#,
            r#"{"data":{"error":"E17"}}"#,
            r#"["invalid_grant"]"#,
            r#""invalid_grant""#,
        ] {
            assert_eq!(said(&[], body), None, "{body}");
        }
        assert_eq!(said(&[], r#"{"error":"E17"}"#).as_deref(), Some("E17"));
    }
}

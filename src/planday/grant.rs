//! What the refresh grant gave: an access token, perhaps a new Token, and the scopes, with how they are known.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeSeed as _;

use super::token_answer::{Claims, GrantAnswer, ScopeList};
use crate::domain::diagnosis::Diagnosis;
use crate::domain::scope::Scopes;
use crate::http::reading;
use crate::secret::Secret;

/// How the granted scopes are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum GrantedBy {
    /// The token response named them.
    Response,
    /// The access token's `scope` claim named them.
    Token,
    /// Neither did: only calls can show which are there.
    Probes,
}

impl GrantedBy {
    /// In words, for the screen.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Response => "named by the token response",
            Self::Token => "named inside the access token",
            Self::Probes => "shown by calls alone",
        }
    }
}

/// The granted scopes, with how they are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Granted {
    /// The scopes; empty where only probes can tell.
    pub scopes: Scopes,
    /// How they are known.
    pub by: GrantedBy,
}

/// What the refresh grant gave.
#[derive(Debug, Clone)]
pub struct Grant {
    /// The access token.
    pub access_token: Secret,
    /// How long it is good, in seconds, where the answer says so.
    pub expires_in: Option<u64>,
    /// The granted scopes.
    pub granted: Granted,
    /// A refresh token other than the one sent: the old one may be dead (facts: planday.md, section 1.5).
    pub new_token: Option<Secret>,
}

/// Why there is no access token.
#[derive(Debug, Clone)]
pub struct NoGrant {
    /// What it means for a person.
    pub diagnosis: Diagnosis,
    /// Whether the exchange may have been done although its answer is not known: then the Token that was sent may be dead.
    pub unanswered: bool,
    /// A Token in an answer that is no use otherwise. Keep it: the one that was sent may be dead.
    pub new_token: Option<Secret>,
}

impl From<NoGrant> for Diagnosis {
    fn from(no: NoGrant) -> Self {
        no.diagnosis
    }
}

impl Grant {
    /// What the answer gives, where it brings an access token.
    pub(super) fn from_answer(answer: GrantAnswer, sent: &Secret) -> Option<Self> {
        let access_token = answer.access_token?;
        let named = ScopeList::all(answer.scopes);
        let granted = if named.is_empty() {
            let claimed = claimed(&access_token).unwrap_or_default();
            let by = if claimed.is_empty() {
                GrantedBy::Probes
            } else {
                GrantedBy::Token
            };
            Granted {
                scopes: claimed,
                by,
            }
        } else {
            Granted {
                scopes: named,
                by: GrantedBy::Response,
            }
        };
        Some(Self {
            access_token,
            expires_in: answer.expires_in,
            granted,
            new_token: answer.refresh_token.filter(|token| token != sent),
        })
    }
}

/// The scopes among the claims of a JWT. Read for display; the signature is not looked at.
fn claimed(access_token: &Secret) -> Option<Scopes> {
    let payload = access_token.expose().split('.').nth(1)?;
    // Both alphabets, and with the padding that a JWT has not.
    let payload = payload
        .trim_end_matches('=')
        .replace('+', "-")
        .replace('/', "_");
    let json = URL_SAFE_NO_PAD.decode(payload).ok()?;
    let mut source = serde_json::Deserializer::from_slice(&json);
    let claims = reading::<Claims>().deserialize(&mut source).ok()??;
    Some(claims.all())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jwt(claims: &str) -> String {
        format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(claims))
    }

    fn grant(body: &str) -> Grant {
        let answer = crate::http::Reply::made(200, &[], body)
            .read()
            .expect("JSON");
        Grant::from_answer(answer, &Secret::new("sent-token")).expect("an access token")
    }

    #[test]
    fn scopes_come_from_the_response_first() {
        let token = jwt(r#"{"scope":["department:read"]}"#);
        let granted = grant(&format!(
            r#"{{"access_token":"{token}","scope":"openid shift:read"}}"#
        ))
        .granted;
        assert_eq!(granted.by, GrantedBy::Response);
        assert!(
            granted.scopes.contains("shift:read") && !granted.scopes.contains("department:read")
        );
    }

    #[test]
    fn else_from_the_claim_as_array_or_string() {
        for claim in [r#"["shift:read","openid"]"#, r#""shift:read openid""#] {
            let granted = grant(&format!(
                r#"{{"access_token":"{}"}}"#,
                jwt(&format!("{{\"scope\":{claim}}}"))
            ))
            .granted;
            assert_eq!((granted.by, granted.scopes.len()), (GrantedBy::Token, 2));
        }
    }

    #[test]
    fn scopes_are_read_in_every_usual_form() {
        for member in [
            r#""scope":"shift:read openid""#,
            r#""scope":"shift:read,openid""#,
            r#""scope":" shift:read ,\n openid ;""#,
            r#""scope":"shift:read;openid""#,
            r#""scope":"shift:read\r\nopenid""#,
            r#""scope":["shift:read","openid",7,null]"#,
            r#""scope":["shift:read openid"]"#,
            r#""scope":"[\"shift:read\", \"openid\"]""#,
            r#""scp":["shift:read","openid"]"#,
            r#""scopes":"shift:read openid","scope":null"#,
            r#""scope":"shift:read","scopes":["openid"],"scp":{}"#,
        ] {
            for (body, by) in [
                (
                    format!(r#"{{"access_token":"opaque",{member}}}"#),
                    GrantedBy::Response,
                ),
                (
                    format!(
                        r#"{{"access_token":"{}","scope":""}}"#,
                        jwt(&format!("{{{member}}}"))
                    ),
                    GrantedBy::Token,
                ),
            ] {
                let granted = grant(&body).granted;
                let scopes: Vec<_> = granted.scopes.iter().map(String::as_str).collect();
                assert_eq!(
                    (scopes, granted.by),
                    (vec!["openid", "shift:read"], by),
                    "{member}"
                );
            }
        }
    }

    #[test]
    fn a_lifetime_that_is_odd_costs_nothing() {
        for (odd, expected) in [
            ("3600", Some(3600)),
            ("\"3600\"", Some(3600)),
            ("3600.5", Some(3600)),
            ("-1", None),
            ("null", None),
            ("[]", None),
            ("1e400", None),
        ] {
            let body =
                format!(r#"{{"access_token":"a","expires_in":{odd},"refresh_token":"new"}}"#);
            if odd == "1e400" {
                // A number that no number is: the answer is no JSON that can be read.
                continue;
            }
            let grant = grant(&body);
            assert_eq!(grant.expires_in, expected, "{odd}");
            assert_eq!(grant.new_token, Some(Secret::new("new")), "{odd}");
        }
    }

    #[test]
    fn else_only_calls_can_tell() {
        assert_eq!(
            grant(r#"{"access_token":"opaque"}"#).granted.by,
            GrantedBy::Probes
        );
        assert_eq!(
            grant(r#"{"access_token":"a.b.c","scope":""}"#).granted.by,
            GrantedBy::Probes
        );
    }

    #[test]
    fn only_a_different_token_is_a_new_token() {
        assert!(
            grant(r#"{"access_token":"a","refresh_token":"sent-token"}"#)
                .new_token
                .is_none()
        );
        assert!(
            grant(r#"{"access_token":"a","refresh_token":"other"}"#)
                .new_token
                .is_some()
        );
    }
}

//! What the refresh grant gave: an access token, perhaps a new Token, and the scopes, with how they are known.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use super::wire;
use crate::domain::diagnosis::Diagnosis;
use crate::domain::scope::Scopes;
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
    pub(super) fn from_answer(answer: wire::GrantAnswer, sent: &Secret) -> Self {
        let named = answer
            .scope
            .as_ref()
            .map(|scope| words(scope.as_str()))
            .filter(|scopes| !scopes.is_empty());
        let granted = match named {
            Some(scopes) => Granted {
                scopes,
                by: GrantedBy::Response,
            },
            None => match claimed(&answer.access_token).filter(|scopes| !scopes.is_empty()) {
                Some(scopes) => Granted {
                    scopes,
                    by: GrantedBy::Token,
                },
                None => Granted {
                    scopes: Scopes::new(),
                    by: GrantedBy::Probes,
                },
            },
        };
        Self {
            access_token: answer.access_token,
            expires_in: answer.expires_in,
            granted,
            new_token: answer
                .refresh_token
                .filter(|token| !token.is_empty() && token != sent),
        }
    }
}

/// The `scope` claim of a JWT, an array or a string. Read for display; the signature is not looked at.
fn claimed(access_token: &Secret) -> Option<Scopes> {
    #[derive(Deserialize)]
    struct Claims {
        scope: Claim,
    }
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Claim {
        One(String),
        Many(Vec<String>),
    }
    let payload = access_token.expose().split('.').nth(1)?;
    let json = URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?;
    let claims: Claims = serde_json::from_slice(&json).ok()?;
    Some(match claims.scope {
        Claim::One(list) => words(&list),
        Claim::Many(list) => list.iter().flat_map(|entry| words(entry)).collect(),
    })
}

fn words(list: &str) -> Scopes {
    list.split_whitespace()
        .map(|word| crate::domain::text::line(word, 100))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jwt(claims: &str) -> String {
        format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(claims))
    }

    fn grant(body: &str) -> Grant {
        let answer = serde_json::from_str(body).expect("JSON");
        Grant::from_answer(answer, &Secret::new("sent-token"))
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

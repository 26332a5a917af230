//! How `StackOne` refuses a call for a linked account (newer.md 2.1 and 2.2): 412 says how the account stands, 401 what
//! the provider said of its credentials.

use axum::http::StatusCode;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::problem::Problem;
use crate::sandbox::clock::written;
use crate::sandbox::hostile::Voice;
use crate::sandbox::scenario::Scenario;
use crate::sandbox::world::{Account, Reason, World};

/// The refusals that an account can meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// 412: the account was suspended in the dashboard.
    Suspended,
    /// 412: the test account's time is over.
    Expired,
    /// 412: the account was archived.
    Archived,
    /// 412: the account is in error; its reasons say why.
    Error,
    /// 412: the connector profile is disabled.
    Inactive,
    /// 401: the provider says that the credentials have expired.
    CredentialsExpired,
    /// 401: the provider does not accept the credentials.
    CredentialsInvalid,
    /// 401: the provider could not authenticate the account.
    AuthenticationFailed,
}

impl Refusal {
    /// All of them, with the owner id that chooses one in [`Scenario::AccountErrors`].
    const ALL: [(&str, Self); 8] = [
        ("suspended", Self::Suspended),
        ("expired", Self::Expired),
        ("archived", Self::Archived),
        ("error", Self::Error),
        ("inactive", Self::Inactive),
        ("credentials-expired", Self::CredentialsExpired),
        ("credentials-invalid", Self::CredentialsInvalid),
        ("authentication-failed", Self::AuthenticationFailed),
    ];

    /// What this account meets, if it meets anything.
    pub fn of(world: &World, account: &Account) -> Option<Self> {
        if world.scenarios.has(Scenario::AccountErrors) && account.status == "active" {
            let chosen = Self::ALL
                .into_iter()
                .find(|(owner, _)| *owner == account.owner_id);
            return Some(chosen.map_or(Self::Error, |(_, refusal)| refusal));
        }
        match account.status.as_str() {
            "active" => None,
            "expired" => Some(Self::Expired),
            "archived" => Some(Self::Archived),
            "inactive" => Some(Self::Inactive),
            "error" => Some(Self::Error),
            _ => Some(Self::Suspended),
        }
    }

    /// The code, what the account's status is then, and the sentence.
    const fn words(self) -> (&'static str, Option<&'static str>, &'static str) {
        match self {
            Self::Suspended => (
                "AccountSuspendedError",
                Some("suspended"),
                "Account is suspended and cannot process requests",
            ),
            Self::Expired => (
                "AccountExpiredError",
                Some("expired"),
                "Account is expired and cannot process requests",
            ),
            Self::Archived => (
                "AccountArchivedError",
                Some("archived"),
                "Account is archived and cannot process requests",
            ),
            Self::Error => (
                "AccountErrorStatus",
                Some("error"),
                "Account is in error and cannot process requests",
            ),
            // Not in the enumeration of 2.2: documented elsewhere, without details.
            Self::Inactive => (
                "AccountIntegrationInactiveError",
                None,
                "Precondition failed",
            ),
            Self::CredentialsExpired => ("AccountExpiredCredentialsError", None, "Unauthorized"),
            Self::CredentialsInvalid => ("AccountInvalidCredentialsError", None, "Unauthorized"),
            Self::AuthenticationFailed => {
                ("AccountAuthenticationFailedError", None, "Unauthorized")
            }
        }
    }

    /// The answer of a call for this account.
    pub fn problem(self, world: &World, account: &Account) -> Problem {
        let (code, status, message) = self.words();
        let http = match self {
            Self::CredentialsExpired | Self::CredentialsInvalid | Self::AuthenticationFailed => {
                StatusCode::UNAUTHORIZED
            }
            _ => StatusCode::PRECONDITION_FAILED,
        };
        let problem = Problem::new(http, message).with("errorCode", json!(code));
        let Some(status) = status else {
            return problem;
        };
        let mut details = json!({ "status": status });
        match self {
            Self::Expired => details["expiresAt"] = json!(written(account.updated_at)),
            Self::Error => {
                let reasons = if account.reasons.is_empty() {
                    &[dead_token(account.updated_at)]
                } else {
                    account.reasons.as_slice()
                };
                details["statusReasons"] = reasons
                    .iter()
                    .map(|reason| reason.wire(world.voice))
                    .collect();
            }
            _ => {}
        }
        problem.with("details", details)
    }
}

/// Why an account is in error whose Token is dead. No list of codes is documented (stackone.md 3).
pub fn dead_token(timestamp: Timestamp) -> Reason {
    Reason {
        code: "AccountInvalidCredentialsError".to_owned(),
        description: "Planday refused the stored credentials (invalid_grant)".to_owned(),
        timestamp,
    }
}

impl Reason {
    /// What the API shows of it.
    pub fn wire(&self, voice: Voice) -> Value {
        json!({"code": voice.variant(&self.code), "description": voice.say(&self.description),
            "timestamp": written(self.timestamp)})
    }
}

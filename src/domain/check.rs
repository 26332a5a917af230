//! The checks of a verification.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize, Serializer};

use super::diagnosis::Diagnosis;
use super::evidence::{Evidence, Standing};

/// What a verification looks at, in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum CheckId {
    /// What was entered has the right form.
    #[serde(rename = "credentials.format")]
    Format,
    /// Planday exchanges the Token of this App Id.
    #[serde(rename = "planday.token")]
    Token,
    /// Planday's API names the portal.
    #[serde(rename = "planday.portal")]
    Portal,
    /// The wanted scopes are granted, and proven where a call can prove them.
    #[serde(rename = "planday.scopes")]
    Scopes,
    /// `StackOne` answers the API key.
    #[serde(rename = "stackone.api_key")]
    ApiKey,
    /// `StackOne` lists an active connector profile for Planday.
    #[serde(rename = "stackone.profile")]
    Profile,
}

impl CheckId {
    /// All checks, in order.
    pub const ALL: [Self; 6] = [
        Self::Format,
        Self::Token,
        Self::Portal,
        Self::Scopes,
        Self::ApiKey,
        Self::Profile,
    ];

    /// The id in JSON output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Format => "credentials.format",
            Self::Token => "planday.token",
            Self::Portal => "planday.portal",
            Self::Scopes => "planday.scopes",
            Self::ApiKey => "stackone.api_key",
            Self::Profile => "stackone.profile",
        }
    }
}

/// One check of a verification, with its outcome.
///
/// Its JSON form is part of the output of `stackday verify --json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    /// Which one.
    pub id: CheckId,
    /// What came of it.
    #[serde(flatten, serialize_with = "as_fields")]
    pub evidence: Evidence,
    /// How long it took.
    #[serde(rename = "duration_ms", serialize_with = "milliseconds")]
    pub duration: Duration,
}

fn as_fields<S: Serializer>(evidence: &Evidence, serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Fields<'a> {
        state: Standing,
        evidence: &'a str,
        diagnosis: Option<&'a Diagnosis>,
        checked_at: Option<Timestamp>,
    }
    Fields {
        state: evidence.standing,
        evidence: &evidence.line,
        diagnosis: evidence.diagnosis.as_ref(),
        checked_at: evidence.at,
    }
    .serialize(serializer)
}

fn milliseconds<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u64(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX))
}

//! What is known of a step or a check, how, and since when.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize, Serializer};

use crate::diagnosis::{Diagnosis, Kind};

/// Evidence older than this is shown as stale, unless the settings say otherwise.
pub const FRESH_FOR: SignedDuration = SignedDuration::from_hours(24);

/// How well something is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// An API proved it.
    Verified,
    /// A consequence proves it.
    Observed,
    /// A person said so; nothing proves it.
    Attested,
    /// It was proved once; something changed, or it is too long ago.
    Stale,
    /// It was tried and is not so.
    Failed,
    /// Not reached, or the answer allows no conclusion.
    Unknown,
    /// Left out on purpose.
    Skipped,
}

impl Standing {
    /// Whether it counts as done.
    #[must_use]
    pub fn holds(self) -> bool {
        matches!(self, Self::Verified | Self::Observed | Self::Attested)
    }

    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::Observed => "observed",
            Self::Attested => "you said so",
            Self::Stale => "stale",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
            Self::Skipped => "skipped",
        }
    }
}

/// What is known, in one line, and since when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// How well it is known.
    pub standing: Standing,
    /// One line that says what was seen.
    pub line: String,
    /// When it was seen. Nothing seen, no time.
    pub at: Option<Timestamp>,
    /// What failed, and what to do.
    pub diagnosis: Option<Diagnosis>,
}

impl Evidence {
    /// Something was seen just now.
    #[must_use]
    pub fn now(standing: Standing, line: impl Into<String>) -> Self {
        Self {
            standing,
            line: line.into(),
            at: Some(Timestamp::now()),
            diagnosis: None,
        }
    }

    /// Nothing is known, and why.
    #[must_use]
    pub fn unknown(line: impl Into<String>) -> Self {
        Self {
            standing: Standing::Unknown,
            line: line.into(),
            at: None,
            diagnosis: None,
        }
    }

    /// Left out on purpose, and why.
    #[must_use]
    pub fn skipped(line: impl Into<String>) -> Self {
        Self {
            standing: Standing::Skipped,
            line: line.into(),
            at: None,
            diagnosis: None,
        }
    }

    /// It failed just now.
    #[must_use]
    pub fn failed(diagnosis: Diagnosis) -> Self {
        Self {
            standing: Standing::Failed,
            line: diagnosis.summary.clone(),
            at: Some(Timestamp::now()),
            diagnosis: Some(diagnosis),
        }
    }

    /// The answer allows no conclusion.
    #[must_use]
    pub fn inconclusive(diagnosis: Diagnosis) -> Self {
        Self {
            standing: Standing::Unknown,
            ..Self::failed(diagnosis)
        }
    }

    /// Whether it says that something is not there yet: the next thing to do rather than a failure.
    #[must_use]
    pub fn is_absent(&self) -> bool {
        self.diagnosis
            .as_ref()
            .is_some_and(|diagnosis| diagnosis.kind == Kind::Absent)
    }

    /// The standing as of `now`: what held longer ago than `fresh_for` is stale.
    #[must_use]
    pub fn standing_at(&self, now: Timestamp, fresh_for: SignedDuration) -> Standing {
        match self.at {
            Some(at) if self.standing.holds() && now.duration_since(at) > fresh_for => {
                Standing::Stale
            }
            _ => self.standing,
        }
    }
}

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

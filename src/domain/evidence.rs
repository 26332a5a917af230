//! What is known of a step or a check, how, and since when.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::diagnosis::{Diagnosis, Kind};

/// Evidence older than this is shown as stale, unless the settings say otherwise.
pub const FRESH_FOR: SignedDuration = SignedDuration::from_hours(24);

/// How far two clocks may be apart without one being called wrong.
const CLOCK_SLACK: SignedDuration = SignedDuration::from_mins(2);

/// Whether what was seen then counts no more as of `now`: it is too long ago, or claims to be from a time to come, so that
/// its clock was wrong.
#[must_use]
pub fn is_stale(at: Timestamp, now: Timestamp, fresh_for: SignedDuration) -> bool {
    let age = now.duration_since(at);
    age > fresh_for || age < -CLOCK_SLACK
}

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
            at: Some(super::clock::now()),
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
            at: Some(super::clock::now()),
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

    /// The standing as of `now`: what held longer ago than `fresh_for` is stale, and so is what claims to be from a time to
    /// come: its clock was wrong.
    #[must_use]
    pub fn standing_at(&self, now: Timestamp, fresh_for: SignedDuration) -> Standing {
        match self.at {
            Some(at) if self.standing.holds() && is_stale(at, now, fresh_for) => Standing::Stale,
            _ => self.standing,
        }
    }
}

/// What is known of a step, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredEvidence {
    /// How well it is known.
    pub standing: Standing,
    /// What was seen, in one line.
    pub line: String,
    /// When.
    pub at: Option<Timestamp>,
}

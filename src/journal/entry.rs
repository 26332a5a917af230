//! One line of the log, in parts: what a screen shows in columns, and what a file keeps.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;

use super::exchange::Exchange;

/// How much an entry matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// An ordinary exchange.
    Debug,
    /// Something that a person follows.
    Info,
    /// Something unexpected that the program copes with.
    Warn,
    /// Something failed.
    Error,
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Debug => "debug",
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Error => "error",
        })
    }
}

/// The source of the program's own lines.
pub const OWN: &str = "stackday";

/// One line of the log.
#[derive(Debug, Clone, Serialize)]
pub struct Entry {
    /// When.
    pub at: Timestamp,
    /// How much it matters.
    pub level: Level,
    /// Who speaks: [`OWN`], or the service that the exchange was with.
    pub source: &'static str,
    /// The connection that it is about, by its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection: Option<Arc<str>>,
    /// One line.
    pub text: String,
    /// Set while something waits: the time at which it goes on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waits_until: Option<Timestamp>,
    /// The request that it tells of, in the parts that a screen shows in columns. A file has them in `exchange`.
    #[serde(skip)]
    pub call: Option<Arc<CallLine>>,
    /// The exchange that it tells of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exchange: Option<Arc<Exchange>>,
    /// What an earlier exchange means, where this line says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meaning: Option<Arc<Meaning>>,
}

impl Entry {
    /// A line without more than its text.
    #[must_use]
    pub fn new(at: Timestamp, level: Level, source: &'static str, text: impl Into<String>) -> Self {
        Self {
            at,
            level,
            source,
            connection: None,
            text: text.into(),
            waits_until: None,
            call: None,
            exchange: None,
            meaning: None,
        }
    }
}

/// A request, as a line of the log shows it. Redacted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallLine {
    /// The HTTP method.
    pub method: &'static str,
    /// Path and query, without percent-encoding.
    pub path: String,
    /// What it was for.
    pub purpose: String,
    /// What became of it.
    pub state: CallState,
}

/// What became of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallState {
    /// An attempt got an answer.
    Answered {
        /// The HTTP status.
        status: u16,
        /// How long it took.
        took: Duration,
        /// Which attempt this was, from 1.
        attempt: u32,
    },
    /// An attempt got no answer.
    Unanswered {
        /// Why, in one line.
        reason: String,
        /// How long it took.
        took: Duration,
        /// Which attempt this was, from 1.
        attempt: u32,
    },
    /// It was refused here.
    NotSent {
        /// Why, in one line.
        reason: String,
    },
    /// The attempt before is repeated after this time.
    WaitsToRepeat(Duration),
    /// It keeps to the rate limit, and is sent after this time.
    WaitsForItsTurn(Duration),
}

impl CallState {
    /// Which attempt this was, where it was one.
    #[must_use]
    pub fn attempt(&self) -> Option<u32> {
        match self {
            Self::Answered { attempt, .. } | Self::Unanswered { attempt, .. } => Some(*attempt),
            Self::NotSent { .. } | Self::WaitsToRepeat(_) | Self::WaitsForItsTurn(_) => None,
        }
    }

    /// How long the attempt took, where it was one.
    #[must_use]
    pub fn took(&self) -> Option<Duration> {
        match self {
            Self::Answered { took, .. } | Self::Unanswered { took, .. } => Some(*took),
            Self::NotSent { .. } | Self::WaitsToRepeat(_) | Self::WaitsForItsTurn(_) => None,
        }
    }

    /// The HTTP status, where an answer came.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Answered { status, .. } => Some(*status),
            _ => None,
        }
    }
}

/// What an exchange means, in plain words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Meaning {
    /// The number of the exchange.
    pub exchange: u64,
    /// What happened.
    pub summary: String,
    /// What to do.
    pub next: String,
}

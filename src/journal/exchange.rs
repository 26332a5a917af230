//! The record of one exchange, fit to show: redacted and cleaned before it is made.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Serialize, Serializer};

/// One attempt of one call, as the log shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Exchange {
    /// Counts up from 1 in the order in which exchanges ended.
    pub id: u64,
    /// The service that was called, in the word that the log uses for it.
    pub service: &'static str,
    /// What the call was for.
    pub purpose: String,
    /// The HTTP method.
    pub method: String,
    /// The address, redacted.
    pub url: String,
    /// Which attempt of the call this was, from 1.
    pub attempt: u32,
    /// When it was sent.
    pub started: Timestamp,
    /// How long it took.
    #[serde(rename = "elapsed_ms", serialize_with = "milliseconds")]
    pub elapsed: Duration,
    /// What was sent, redacted.
    pub request: Part,
    /// What came back.
    pub outcome: Outcome,
}

/// Headers and body of one side, redacted and cleaned.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Part {
    /// Name and value, in the order sent.
    pub headers: Vec<(String, String)>,
    /// The body as text, cut at the record's cap.
    pub body: String,
    /// The size of the whole body in bytes.
    pub bytes: usize,
}

/// How one attempt ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// An answer came.
    Answered {
        /// The HTTP status.
        status: u16,
        /// What came, redacted.
        response: Part,
    },
    /// No answer came; one line on why.
    Failed {
        /// What went wrong.
        reason: String,
    },
}

impl Exchange {
    /// The HTTP status, where an answer came.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        match &self.outcome {
            Outcome::Answered { status, .. } => Some(*status),
            Outcome::Failed { .. } => None,
        }
    }
}

fn milliseconds<S: Serializer>(elapsed: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u64(u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX))
}

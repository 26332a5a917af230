//! What the log hears of a call: never anything before redaction.

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use percent_encoding::percent_decode_str;

use super::address;
use super::call::Call;
use super::failure::Failure;
use super::redact::{PLACEHOLDER, Redactor};
use super::wire::{Answer, USER_AGENT};
use crate::domain::clock;
use crate::journal::{CallLine, CallState, Entry, Exchange, Journal, Level, Outcome, Part};

/// The longest line of the log, and the longest header value in it.
const LONGEST: usize = 2_000;

/// Stands in the record for an answer that may hold personal data.
const NOT_KEPT: &str = "[not kept: it may hold personal data]";

/// One attempt that has ended.
pub(super) struct Attempt<'a> {
    pub(super) call: &'a Call,
    pub(super) number: u32,
    pub(super) started: Timestamp,
    pub(super) elapsed: Duration,
    pub(super) ended: Result<&'a Answer, &'a Failure>,
}

/// Writes to the log.
pub(super) struct Recorder {
    pub(super) journal: Journal,
    pub(super) redactor: Redactor,
    pub(super) exchanges: AtomicU64,
}

impl Recorder {
    pub(super) fn new(journal: Journal) -> Self {
        Self {
            journal,
            redactor: Redactor::default(),
            exchanges: AtomicU64::new(0),
        }
    }

    /// Records an attempt and returns the number of its exchange.
    pub(super) fn attempt(&self, attempt: &Attempt<'_>) -> u64 {
        let call = attempt.call;
        let id = self.exchanges.fetch_add(1, Ordering::Relaxed) + 1;
        let (level, outcome) = match attempt.ended {
            Ok(answer) => (
                match answer.status {
                    200..=299 => Level::Debug,
                    status if call.expected.contains(&status) => Level::Debug,
                    500.. => Level::Error,
                    _ => Level::Warn,
                },
                Outcome::Answered {
                    status: answer.status,
                    response: self.response(call, answer),
                },
            ),
            Err(failure) => (
                match failure {
                    Failure::Cancelled => Level::Info,
                    _ => Level::Error,
                },
                Outcome::Failed {
                    reason: self.redactor.line(&failure.to_string(), LONGEST),
                },
            ),
        };
        let mut text = match &outcome {
            Outcome::Answered { status, .. } => format!(
                "{} → {status} in {} ms ({}",
                named(call),
                attempt.elapsed.as_millis(),
                call.purpose
            ),
            Outcome::Failed { reason } => format!("{} → {reason} ({}", named(call), call.purpose),
        };
        if attempt.number > 1 {
            // Writing to a string cannot fail.
            let _ = write!(text, ", attempt {}", attempt.number);
        }
        text.push(')');
        let (started, took, attempt) = (attempt.started, attempt.elapsed, attempt.number);
        let state = match &outcome {
            Outcome::Answered { status, .. } => CallState::Answered {
                status: *status,
                took,
                attempt,
            },
            Outcome::Failed { reason } => CallState::Unanswered {
                reason: reason.clone(),
                took,
                attempt,
            },
        };
        let exchange = Exchange {
            id,
            service: call.service,
            purpose: self.redactor.line(&call.purpose, LONGEST),
            method: call.method.as_str().to_owned(),
            url: self.redactor.line(&address::on_record(&call.url), LONGEST),
            attempt,
            started,
            elapsed: took,
            request: self.request(call),
            outcome,
        };
        self.write(call, level, &text, state, Some(Arc::new(exchange)));
        id
    }

    /// Records that a call was refused here.
    pub(super) fn not_sent(&self, call: &Call, failure: &Failure) {
        let level = match failure {
            Failure::ReadOnly { .. } => Level::Warn,
            _ => Level::Error,
        };
        let text = match failure {
            Failure::ReadOnly { .. } => format!(
                "read-only mode: {} was not sent ({})",
                named(call),
                call.purpose
            ),
            _ => format!("{} was not sent: {failure} ({})", named(call), call.purpose),
        };
        let reason = self.redactor.line(&failure.to_string(), LONGEST);
        self.write(call, level, &text, CallState::NotSent { reason }, None);
    }

    /// Records a wait before the next attempt.
    pub(super) fn waits_to_repeat(
        &self,
        call: &Call,
        why: &str,
        next: u32,
        attempts: u32,
        wait: Duration,
    ) {
        let text = format!(
            "{why} on {}; attempt {next} of {attempts} in {:.1} s",
            named(call),
            wait.as_secs_f32()
        );
        self.write(
            call,
            Level::Warn,
            &text,
            CallState::WaitsToRepeat(wait),
            None,
        );
    }

    /// Records a wait for the rate limit.
    pub(super) fn waits_for_its_turn(&self, call: &Call, wait: Duration) {
        let text = format!(
            "{} keeps to the rate limit; goes on in {:.1} s",
            named(call),
            wait.as_secs_f32()
        );
        self.write(
            call,
            Level::Info,
            &text,
            CallState::WaitsForItsTurn(wait),
            None,
        );
    }

    fn write(
        &self,
        call: &Call,
        level: Level,
        text: &str,
        state: CallState,
        exchange: Option<Arc<Exchange>>,
    ) {
        let waits_until = match &state {
            CallState::WaitsToRepeat(wait) | CallState::WaitsForItsTurn(wait) => until(*wait),
            _ => None,
        };
        let path = match call.url.query() {
            Some(query) => format!("{}?{query}", call.url.path()),
            None => call.url.path().to_owned(),
        };
        // As a person writes it: `filter[connectors]`, not `filter%5Bconnectors%5D`. Secrets are looked for behind this.
        let path = percent_decode_str(&path).decode_utf8_lossy();
        let line = CallLine {
            method: call.method.as_str(),
            path: self.redactor.line(&path, LONGEST),
            purpose: self.redactor.line(&call.purpose, LONGEST),
            state,
        };
        let text = self.redactor.line(text, LONGEST);
        self.journal.write(Entry {
            waits_until,
            call: Some(Arc::new(line)),
            exchange,
            ..Entry::new(clock::now(), level, call.service, text)
        });
    }

    fn request(&self, call: &Call) -> Part {
        let fixed = [
            ("user-agent", Some(USER_AGENT)),
            ("content-type", call.content_type()),
        ];
        let fixed = fixed
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?.to_owned())));
        let given = call
            .headers
            .iter()
            .map(|(name, value)| (*name, value.on_record()));
        Part {
            headers: fixed
                .chain(given)
                .map(|(name, value)| (name.to_owned(), self.redactor.line(&value, LONGEST)))
                .collect(),
            body: self.redactor.body(&call.record_body()),
            bytes: call.wire_body().len(),
        }
    }

    fn response(&self, call: &Call, answer: &Answer) -> Part {
        let shown = |(name, value): &(String, String)| {
            // A session at the server is as good as a password.
            let value = if name == "set-cookie" {
                PLACEHOLDER.to_owned()
            } else {
                self.redactor.line(value, LONGEST)
            };
            (self.redactor.line(name, LONGEST), value)
        };
        Part {
            headers: answer.headers.iter().map(shown).collect(),
            body: if call.private && (200..300).contains(&answer.status) {
                NOT_KEPT.to_owned()
            } else {
                self.redactor.body(&answer.body)
            },
            bytes: answer.body.len(),
        }
    }
}

/// The call in a line: `GET /portal/v1.0/info`.
fn named(call: &Call) -> String {
    format!("{} {}", call.method.as_str(), call.url.path())
}

fn until(wait: Duration) -> Option<Timestamp> {
    clock::now()
        .checked_add(SignedDuration::try_from(wait).ok()?)
        .ok()
}

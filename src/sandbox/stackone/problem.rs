//! What an endpoint of `StackOne`'s API gives: a status with JSON, or a problem.

use axum::http::{StatusCode, header};
use axum::response::Response;
use serde_json::{Value, json};

use super::odd::odd_refusal;
use crate::sandbox::call::{json, with_header};
use crate::sandbox::clock::written;
use crate::sandbox::world::World;

/// What went wrong, with what the body says about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    /// The status.
    pub status: StatusCode,
    message: String,
    more: Vec<(&'static str, Value)>,
    retry_after: Option<i64>,
}

impl Problem {
    /// A problem in these words.
    pub fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
            more: Vec::new(),
            retry_after: None,
        }
    }

    /// 404 with the documented message.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "Not Found")
    }

    /// 400 for a field, in the manner of a validation (stackone.md 9).
    pub fn invalid(message: impl Into<String>) -> Self {
        let message = message.into();
        let errors = json!([message]);
        Self::new(StatusCode::BAD_REQUEST, message)
            .with("errorCode", json!("ValidationError"))
            .with("errors", errors)
    }

    /// Adds a field to the body.
    pub fn with(mut self, name: &'static str, value: Value) -> Self {
        self.more.push((name, value));
        self
    }

    /// Adds `Retry-After`, in seconds.
    pub fn retry_after(mut self, seconds: i64) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// The answer that it becomes.
    pub(super) fn response(self, world: &World) -> Response {
        let mut body = json!({
            "statusCode": self.status.as_u16(),
            "message": world.voice.say(&self.message),
            "timestamp": written(world.clock.now()),
        });
        for (name, value) in self.more {
            body[name] = value;
        }
        odd_refusal(world, &mut body);
        let response = json(self.status, &world.voice.unasked(body));
        match self.retry_after {
            Some(seconds) => with_header(response, header::RETRY_AFTER, &seconds.to_string()),
            None => response,
        }
    }
}

/// What an endpoint gives: a status with JSON, or a problem.
pub type Answer = Result<(StatusCode, Value), Problem>;

/// A 200.
#[expect(
    clippy::unnecessary_wraps,
    reason = "it ends endpoints, and they all give an `Answer`"
)]
pub(super) fn found(body: Value) -> Answer {
    Ok((StatusCode::OK, body))
}

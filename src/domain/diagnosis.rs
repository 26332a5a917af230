//! Who failed, what it said, what to do next.
//!
//! Every failure that a person meets is one [`Diagnosis`]: the party at fault, one sentence on what happened and
//! one on what to do, the server's own words kept beside them for whoever wants them.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::exit::Exit;
use super::input::Input;

/// Who is at fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// What was typed, given or configured here.
    Input,
    /// This machine's network: name resolution, proxies, interception, no route.
    Network,
    /// Planday's identity server.
    PlandayIdentity,
    /// Planday's Open API.
    PlandayApi,
    /// `StackOne`.
    #[serde(rename = "stackone")]
    StackOne,
    /// The person who authorised the app, or has to consent.
    Authoriser,
}

impl Party {
    /// The name on the screen.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Input => "what was entered",
            Self::Network => "this machine's network",
            Self::PlandayIdentity => "Planday identity",
            Self::PlandayApi => "Planday API",
            Self::StackOne => "StackOne",
            Self::Authoriser => "the authorising person",
        }
    }
}

/// What sort of failure it is; the exit code follows from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A value that is needed is not there.
    NotConfigured,
    /// A credential was refused.
    Rejected,
    /// A scope is missing.
    ScopeMissing,
    /// Nothing usable came over the network.
    Network,
    /// The service asks to wait.
    RateLimited,
    /// The service is in trouble itself, which is mended without us.
    Trouble,
    /// The answer may be the service's own or somebody else's: nothing follows from it.
    Unclear,
    /// Refused by this program: read-only mode, plain http.
    Refused,
    /// What is looked for is not there, or not yet.
    Absent,
    /// The person at the screen cancelled.
    Cancelled,
    /// Anything else.
    Failed,
}

impl Kind {
    /// The exit code of a command that ends with this failure.
    #[must_use]
    pub fn exit(self) -> Exit {
        match self {
            Self::NotConfigured => Exit::NotConfigured,
            Self::Rejected => Exit::Rejected,
            Self::ScopeMissing => Exit::ScopeMissing,
            Self::Network => Exit::Network,
            Self::RateLimited => Exit::RateLimited,
            Self::Cancelled => Exit::Interrupted,
            Self::Trouble | Self::Unclear | Self::Absent | Self::Refused | Self::Failed => {
                Exit::Failed
            }
        }
    }
}

/// Why something failed, where more is known than its kind says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cause {
    /// The customer did not open the auth link before its end.
    LinkNotOpened,
    /// The connector profile in `StackOne` holds what Planday does not accept.
    ProfileNotAccepted,
}

impl Cause {
    /// In a sentence.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::LinkNotOpened => "Nobody opened the link in time.",
            Self::ProfileNotAccepted => {
                "Planday does not accept what the connector profile in StackOne holds."
            }
        }
    }
}

/// One failure, explained.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnosis {
    /// Who is at fault, as far as can be told from here.
    pub party: Party,
    /// What sort of failure.
    pub kind: Kind,
    /// What happened: one sentence.
    pub summary: String,
    /// What to do: one sentence.
    pub next: String,
    /// Why it happened, where more is known than its kind says.
    #[serde(skip)]
    pub cause: Option<Cause>,
    /// The answer in the server's own words: status and message, cleaned and redacted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub said: Option<String>,
    /// When to try again, where the server named a time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_at: Option<Timestamp>,
    /// The entered value that it points at, where it points at one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub points_at: Option<Input>,
    /// The exchange in the log that shows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exchange: Option<u64>,
}

impl Diagnosis {
    /// A failure of `party`, with what happened and what to do.
    #[must_use]
    pub fn new(
        party: Party,
        kind: Kind,
        summary: impl Into<String>,
        next: impl Into<String>,
    ) -> Self {
        Self {
            party,
            kind,
            summary: summary.into(),
            next: next.into(),
            cause: None,
            said: None,
            retry_at: None,
            points_at: None,
            exchange: None,
        }
    }

    /// Says why it happened.
    #[must_use]
    pub fn caused_by(mut self, cause: Cause) -> Self {
        self.cause = Some(cause);
        self
    }

    /// Says which entered value it points at.
    #[must_use]
    pub fn pointing_at(mut self, input: Input) -> Self {
        self.points_at = Some(input);
        self
    }

    /// Adds the answer that it was read from: the number of its exchange, its HTTP status, and what it said.
    #[must_use]
    pub fn because(mut self, exchange: u64, status: u16, message: Option<&str>) -> Self {
        self.exchange = Some(exchange);
        self.said = Some(match message {
            Some(message) if !message.is_empty() => format!("HTTP {status}: {message}"),
            _ => format!("HTTP {status}"),
        });
        self
    }

    /// Whether it only says that the person cancelled.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.kind == Kind::Cancelled
    }

    /// Whether it may be over at the next try, so that whoever waits anyway goes on waiting.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        matches!(
            self.kind,
            Kind::Network | Kind::RateLimited | Kind::Trouble | Kind::Unclear
        )
    }

    /// Whether every further request would fail alike: the key, the network, the pause that the service asks for, read-only
    /// mode, a person who cancelled.
    #[must_use]
    pub fn stops_the_rest(&self) -> bool {
        matches!(
            self.kind,
            Kind::Cancelled
                | Kind::Rejected
                | Kind::Network
                | Kind::RateLimited
                | Kind::NotConfigured
                | Kind::Refused
        )
    }

    /// Whether the answer allows no conclusion about what was asked.
    #[must_use]
    pub fn is_unclear(&self) -> bool {
        self.kind == Kind::Unclear
    }

    /// What it means that `party` asks to wait; `whose` says who shares the allowance.
    #[must_use]
    pub fn rate_limited(party: Party, wait: Option<Duration>, whose: &str) -> Self {
        let name = party.name();
        let summary = match wait {
            Some(wait) => format!("{name} asks to wait {}: too many requests.", in_words(wait)),
            None => format!("{name} asks to wait: too many requests."),
        };
        let mut diagnosis = Self::new(
            party,
            Kind::RateLimited,
            summary,
            format!("Wait, then try again; {whose}."),
        );
        diagnosis.retry_at = wait
            .and_then(|wait| SignedDuration::try_from(wait).ok())
            .and_then(|wait| super::clock::now().checked_add(wait).ok());
        diagnosis
    }
}

/// How long a wait is, in the unit that a person would name. What is a day or longer is not counted: no service means it.
#[must_use]
pub fn in_words(wait: Duration) -> String {
    match wait.as_secs_f64().ceil() {
        seconds if seconds < 120.0 => format!("{seconds:.0} s"),
        seconds if seconds < 7_200.0 => format!("{:.0} min", (seconds / 60.0).ceil()),
        seconds if seconds < 86_400.0 => format!("{:.0} h", (seconds / 3_600.0).ceil()),
        _ => "a day or longer".to_owned(),
    }
}

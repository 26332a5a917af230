//! Who failed, what it said, what to do next.
//!
//! Every failure that a person meets is one [`Diagnosis`]: the party at fault, one sentence on what happened and
//! one on what to do, the server's own words kept beside them for whoever wants them.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use crate::exit::Exit;
use crate::http::{Failure, Phase, Reply, Shape, TlsProblem};
use crate::input::Input;

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
            Self::Trouble | Self::Absent | Self::Refused | Self::Failed => Exit::Failed,
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
            said: None,
            retry_at: None,
            points_at: None,
            exchange: None,
        }
    }

    /// Says which entered value it points at.
    #[must_use]
    pub fn pointing_at(mut self, input: Input) -> Self {
        self.points_at = Some(input);
        self
    }

    /// Adds the answer that it was read from.
    #[must_use]
    pub fn because(mut self, reply: &Reply, message: Option<&str>) -> Self {
        self.exchange = Some(reply.exchange());
        self.said = Some(match message {
            Some(message) if !message.is_empty() => format!("HTTP {}: {message}", reply.status()),
            _ => format!("HTTP {}", reply.status()),
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
        matches!(self.kind, Kind::Network | Kind::RateLimited | Kind::Trouble)
    }

    /// What it means that `party` asks to wait; `whose` says who shares the allowance.
    #[must_use]
    pub fn rate_limited(party: Party, wait: Option<Duration>, whose: &str) -> Self {
        let name = party.name();
        let summary = match wait {
            Some(wait) => format!(
                "{name} asks to wait {} s: too many requests.",
                wait.as_secs_f32().ceil()
            ),
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
            .and_then(|wait| Timestamp::now().checked_add(wait).ok());
        diagnosis
    }

    /// What it means that `party` answered with something other than was asked for.
    #[must_use]
    pub fn of_shape(party: Party, reply: &Reply, shape: &Shape) -> Self {
        let name = party.name();
        let (summary, next) = match shape {
            Shape::Html { .. } => (
                format!("{name} answered with a web page instead of data."),
                "Check the address in the configuration; a proxy, a sign-in page or maintenance may be answering instead.",
            ),
            Shape::Empty => (
                format!("{name} answered with nothing."),
                "Try again; if it lasts, something between here and the service swallows the answer.",
            ),
            Shape::NotJson | Shape::Mismatch { .. } => (
                format!("{name} answered in a form that stackday does not know: {shape}."),
                "Check the address in the configuration; if it is right, stackday needs an update.",
            ),
        };
        Self::new(party, Kind::Failed, summary, next).because(reply, None)
    }

    /// What it means that `party` gave no answer.
    #[must_use]
    pub fn of_failure(party: Party, failure: &Failure) -> Self {
        let name = party.name();
        let network =
            |summary: String, next: &str| Self::new(Party::Network, Kind::Network, summary, next);
        match failure {
            Failure::Cancelled => Self::new(
                Party::Input,
                Kind::Cancelled,
                "Cancelled.",
                "Start it again when you like.",
            ),
            Failure::ReadOnly { purpose, .. } => Self::new(
                Party::Input,
                Kind::Refused,
                format!("Read-only mode refused to {purpose}: nothing was sent."),
                "Start stackday without read-only mode to do this step.",
            ),
            Failure::PlainHttp { host } => Self::new(
                Party::Input,
                Kind::Refused,
                format!(
                    "The address of {name} is plain http to {host}: nothing was sent, a secret would travel readable."
                ),
                "Use an https address. Plain http is accepted for this machine alone.",
            ),
            Failure::BadAddress { problem } => Self::new(
                Party::Input,
                Kind::Refused,
                format!("The address of {name} cannot be used: {problem}."),
                "Correct the address in the config file or the environment.",
            ),
            Failure::Setup { problem } => Self::new(
                Party::Input,
                Kind::NotConfigured,
                format!("The connection could not be prepared: {problem}."),
                "Correct ca_file (or --ca-file): a readable PEM file with CA certificates.",
            ),
            Failure::Dns { host } => network(
                format!("The name {host} could not be resolved."),
                "Check this machine's network and DNS, and the address in the configuration.",
            ),
            Failure::Refused { host, port } => network(
                format!("{host} refused the connection on port {port}."),
                "Check the address, and whether a firewall or a stopped server is in the way.",
            ),
            Failure::Unreachable { host, problem } => network(
                format!("{host} could not be reached: {problem}."),
                "Check this machine's network, VPN and proxy settings.",
            ),
            Failure::Tls {
                host,
                problem,
                issuer,
            } => tls(
                host,
                problem,
                issuer.as_ref().map(crate::text::Text::as_str),
            ),
            Failure::Timeout {
                host,
                phase: Phase::Connect,
                after,
            } => network(
                format!(
                    "{host} did not accept a connection within {} s.",
                    after.as_secs_f32()
                ),
                "Check this machine's network, VPN and proxy settings.",
            ),
            Failure::Timeout {
                host,
                phase: Phase::Answer,
                after,
            } => Self::new(
                party,
                Kind::Network,
                format!(
                    "{host} accepted the request and did not answer within {} s.",
                    after.as_secs_f32()
                ),
                "Try again; if it lasts, look at the service's status page.",
            ),
            Failure::Reset { host } => network(
                format!("The connection to {host} broke before the answer was complete."),
                "Try again; if it lasts, something between here and the service closes connections.",
            ),
            Failure::TooLarge { host, cap } => Self::new(
                party,
                Kind::Failed,
                format!(
                    "{host} answered with more than {} MiB and was cut off.",
                    cap >> 20
                ),
                "Check the address: this is not the answer that was asked for.",
            ),
            Failure::Other { host, problem } => network(
                format!("The call to {host} failed: {problem}."),
                "Look at the exchange in the log, and try again.",
            ),
        }
    }
}

/// A certificate that was refused: most often a company's proxy that opens TLS, so its issuer is the clue.
fn tls(host: &str, problem: &TlsProblem, issuer: Option<&str>) -> Diagnosis {
    let (why, next) = match problem {
        TlsProblem::UnknownIssuer => (
            "its certificate was issued by nobody this machine trusts",
            "If your company inspects traffic, pass its CA certificate with --ca-file (or ca_file in the config file).",
        ),
        TlsProblem::Expired => (
            "its certificate has expired",
            "Check this machine's clock; else whoever runs the server or the proxy has to renew it.",
        ),
        TlsProblem::NotYetValid => (
            "its certificate is not valid yet",
            "Check this machine's clock.",
        ),
        TlsProblem::WrongName => (
            "its certificate is for another name",
            "Check the address; a proxy or a captive network page may be answering instead.",
        ),
        TlsProblem::NoRoots => (
            "this machine has no CA certificates to check it with",
            "Install the system's ca-certificates, or pass a PEM file with --ca-file.",
        ),
        TlsProblem::Other(_) => (
            "the TLS handshake failed",
            "Look at the exchange in the log; a proxy may be in the way.",
        ),
    };
    let by_whom = issuer.map_or_else(String::new, |issuer| format!(" (issued by {issuer})"));
    Diagnosis::new(
        Party::Network,
        Kind::Network,
        format!("The connection to {host} is not trusted: {why}{by_whom}."),
        next,
    )
}

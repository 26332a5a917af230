//! Why a call brought no answer.

use std::time::Duration;

use crate::domain::text::Text;

/// Why a call brought no answer. An answer with a bad status is a [`Reply`](super::Reply), not a failure.
///
/// Every text in it is redacted and cleaned: fit to show.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The caller did not want it any more.
    #[error("cancelled")]
    Cancelled,
    /// The call would change something, and read-only mode is on. Nothing was sent.
    #[error("read-only mode: the {method} to {purpose} was not sent")]
    ReadOnly {
        /// The HTTP method.
        method: String,
        /// What the call was for.
        purpose: String,
    },
    /// The address is plain http and not on this machine. Nothing was sent.
    #[error("{host} would be called without encryption; plain http is only for this machine")]
    PlainHttp {
        /// The host of the address.
        host: String,
    },
    /// The address cannot be called. Nothing was sent.
    #[error("the address cannot be used: {problem}")]
    BadAddress {
        /// What is wrong with it.
        problem: String,
    },
    /// The door itself could not be set up, for instance because the file of certificates cannot be read.
    #[error("{problem}")]
    Setup {
        /// What is wrong; it begins with the setting, where it is one.
        problem: String,
        /// What to do about it: a sentence.
        next: &'static str,
    },
    /// The proxy on the way did not let the call through: nothing of it reached the host.
    #[error("the proxy {proxy} {problem}")]
    Proxy {
        /// Its host and port, and the variable that names it. No user name, no password.
        proxy: String,
        /// What it did.
        problem: ProxyProblem,
        /// Whether the setting holds a user name and a password.
        has_user: bool,
    },
    /// The name has no address.
    #[error("the name {host} could not be resolved")]
    Dns {
        /// The name.
        host: String,
    },
    /// The machine is there, and nothing listens.
    #[error("{host} refused the connection on port {port}")]
    Refused {
        /// The host called.
        host: String,
        /// The port called.
        port: u16,
    },
    /// No connection came about, for a reason that may pass.
    #[error("{host} cannot be reached: {problem}")]
    Unreachable {
        /// The host called.
        host: String,
        /// What the system said.
        problem: String,
    },
    /// No secure connection came about.
    #[error("no secure connection to {host}: {problem}{}", issued_by(issuer.as_ref()))]
    Tls {
        /// The host called.
        host: String,
        /// What is wrong.
        problem: TlsProblem,
        /// Who issued the refused certificate: on a network that looks into traffic, the one who looks.
        issuer: Option<Text>,
    },
    /// Nothing came in time.
    #[error("{host} {phase} within {} s", after.as_secs_f32())]
    Timeout {
        /// The host called.
        host: String,
        /// What was waited for.
        phase: Phase,
        /// How long.
        after: Duration,
    },
    /// The connection broke before the answer was complete.
    #[error("{host} broke the connection off")]
    Reset {
        /// The host called.
        host: String,
    },
    /// The answer is larger than this program takes.
    #[error("the answer of {host} is larger than {cap} bytes")]
    TooLarge {
        /// The host called.
        host: String,
        /// The limit in bytes.
        cap: usize,
    },
    /// Anything else.
    #[error("the call of {host} failed: {problem}")]
    Other {
        /// The host called.
        host: String,
        /// What is known.
        problem: String,
    },
}

impl Failure {
    /// Whether the call may have been processed although no answer came.
    #[must_use]
    pub fn may_be_processed(&self) -> bool {
        matches!(
            self,
            Self::Timeout {
                phase: Phase::Answer,
                ..
            } | Self::Reset { .. }
                | Self::TooLarge { .. }
                | Self::Other { .. }
        )
    }

    /// The kind in a word or two, for a line that names the host and the call already.
    pub(super) fn short(&self) -> &'static str {
        match self {
            Self::Cancelled => "cancelled",
            Self::ReadOnly { .. } => "read-only",
            Self::PlainHttp { .. } => "plain http",
            Self::BadAddress { .. } => "bad address",
            Self::Setup { .. } => "setup",
            Self::Proxy { .. } => "proxy",
            Self::Dns { .. } => "name not resolved",
            Self::Refused { .. } => "connection refused",
            Self::Unreachable { .. } => "not reachable",
            Self::Tls { .. } => "no secure connection",
            Self::Timeout { phase, .. } => match phase {
                Phase::Connect => "no connection in time",
                Phase::Answer => "no answer in time",
            },
            Self::Reset { .. } => "connection broke",
            Self::TooLarge { .. } => "answer too large",
            Self::Other { .. } => "failure",
        }
    }
}

fn issued_by(issuer: Option<&Text>) -> String {
    issuer.map_or_else(String::new, |issuer| format!(" (issued by {issuer})"))
}

/// What was waited for when time ran out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Phase {
    /// The connection: nothing of the call was sent.
    Connect,
    /// The answer: the call may have been processed.
    Answer,
}

impl std::fmt::Display for Phase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(match self {
            Self::Connect => "did not accept a connection",
            Self::Answer => "did not answer",
        })
    }
}

/// What a proxy did in the place of letting a call through.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProxyProblem {
    /// Its name has no address.
    #[error("is not found: its name could not be resolved")]
    NotResolved,
    /// Nothing listens there.
    #[error("refused the connection")]
    Refused,
    /// Nothing came of it in time.
    #[error("made no connection within {} s", .0.as_secs_f32())]
    NoTime(Duration),
    /// No secure connection to the proxy itself came about.
    #[error("could not be reached securely: {problem}{}", issued_by(issuer.as_ref()))]
    Tls {
        /// What is wrong.
        problem: TlsProblem,
        /// Who issued the refused certificate.
        issuer: Option<Text>,
    },
    /// It answered, and did not connect.
    #[error("answered {status}{}", status_words(*status))]
    Answered {
        /// The status.
        status: u16,
    },
    /// It answered, and did not connect; with which status is not known.
    #[error("did not connect")]
    NotConnected,
    /// It hung up.
    #[error("broke the connection off")]
    Closed,
    /// No connection to it came about, for a reason that may pass; or anything else.
    #[error("cannot be reached: {0}")]
    Unreachable(String),
}

/// What a status of a proxy means, as an addition.
fn status_words(status: u16) -> &'static str {
    match status {
        401 | 407 => ": it asks for a user name and a password",
        403 => ": it does not allow this address",
        404 | 405 => ": it does not connect to anything; perhaps it is no proxy",
        429 => ": it has had too many requests",
        502..=504 => ": it could not reach the service",
        _ => "",
    }
}

/// What stood in the way of a secure connection.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TlsProblem {
    /// Nobody whom this machine trusts vouches for the certificate.
    #[error("its certificate comes from an issuer that this machine does not trust")]
    UnknownIssuer,
    /// The certificate's time is over (or this machine's clock is ahead).
    #[error("its certificate has expired")]
    Expired,
    /// The certificate's time has not come (or this machine's clock is behind).
    #[error("its certificate is not valid yet")]
    NotYetValid,
    /// The certificate is for another name.
    #[error("its certificate is for another name")]
    WrongName,
    /// This machine trusts no issuer at all: it has no root certificates.
    #[error("this machine has no root certificates")]
    NoRoots,
    /// Anything else.
    #[error("{0}")]
    Other(String),
}

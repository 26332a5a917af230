//! What went wrong, read from the chain of errors that the HTTP library hands out.

use std::error::Error;
use std::fmt;
use std::io;
use std::time::Duration;

use url::Url;

use super::failure::{Failure, Phase, TlsProblem};
use super::redact::Redactor;
use super::tls;
use crate::domain::text::Text;

/// How much of a library's own words is shown.
const LONGEST_PROBLEM: usize = 300;

/// A name without an address.
#[derive(Debug)]
pub(super) struct NotResolved(pub(super) String);

impl fmt::Display for NotResolved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the name {} could not be resolved", self.0)
    }
}

impl Error for NotResolved {}

/// Names the failure that `error` is.
pub(super) fn classify(
    error: &reqwest::Error,
    url: &Url,
    connect_timeout: Duration,
    redactor: &Redactor,
) -> Failure {
    let host = url.host_str().unwrap_or_default().to_owned();
    let chain = chain(error);
    for link in &chain {
        if let Some(NotResolved(name)) = link.downcast_ref() {
            return Failure::Dns { host: name.clone() };
        }
        if let Some(error) = link.downcast_ref::<rustls::Error>() {
            return refused(error, host, redactor);
        }
    }
    if error.is_timeout() && error.is_connect() {
        return Failure::Timeout {
            host,
            phase: Phase::Connect,
            after: connect_timeout,
        };
    }
    let last = chain.last().map_or_else(String::new, ToString::to_string);
    let problem = redactor.line(&last, LONGEST_PROBLEM);
    // Otherwise the host would be blamed for what its proxy did. The library keeps this type to itself: its words must do.
    if chain
        .iter()
        .any(|link| link.to_string().starts_with("tunnel error"))
    {
        let said = problem.trim_start_matches("tunnel error: ");
        let problem = format!("the way through the proxy failed: {said}");
        return Failure::Unreachable { host, problem };
    }
    let kind = chain
        .iter()
        .rev()
        .find_map(|link| link.downcast_ref::<io::Error>())
        .map(io::Error::kind);
    match kind {
        Some(io::ErrorKind::ConnectionRefused) => {
            let port = url.port_or_known_default().unwrap_or_default();
            return Failure::Refused { host, port };
        }
        Some(
            io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::BrokenPipe
            | io::ErrorKind::UnexpectedEof,
        ) => return Failure::Reset { host },
        _ => {}
    }
    let broke = chain
        .iter()
        .filter_map(|link| link.downcast_ref::<hyper::Error>())
        .any(|error| error.is_incomplete_message() || error.is_canceled() || error.is_closed());
    if broke {
        Failure::Reset { host }
    } else if error.is_connect() {
        Failure::Unreachable { host, problem }
    } else {
        Failure::Other { host, problem }
    }
}

fn refused(error: &rustls::Error, host: String, redactor: &Redactor) -> Failure {
    let (problem, issuer) = match tls::find_refusal(error) {
        Some(refused) => (refused.problem.clone(), refused.issuer.as_deref()),
        None => (tls::problem(error), None),
    };
    Failure::Tls {
        host,
        problem: match problem {
            TlsProblem::Other(said) => TlsProblem::Other(redactor.line(&said, LONGEST_PROBLEM)),
            known => known,
        },
        issuer: issuer.map(|issuer| Text::new(&redactor.line(issuer, LONGEST_PROBLEM))),
    }
}

/// The error and everything behind it. An I/O error names as its source what is behind the error in it, and so skips that one.
fn chain<'a>(error: &'a (dyn Error + 'static)) -> Vec<&'a (dyn Error + 'static)> {
    let mut links = Vec::new();
    let mut next = Some(error);
    while let Some(link) = next {
        links.push(link);
        next = match link
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref)
        {
            Some(inner) => Some(inner),
            None => link.source(),
        };
    }
    links
}

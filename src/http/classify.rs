//! What went wrong, read from the chain of errors that the HTTP library hands out.

use std::error::Error;
use std::fmt;
use std::io;
use std::time::Duration;

use url::Url;

use super::failure::{Failure, Phase, ProxyProblem, TlsProblem};
use super::proxy::Server;
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

/// Names the failure that `error` is. `proxy` is the one on the way, where there is one.
pub(super) fn classify(
    error: &reqwest::Error,
    url: &Url,
    proxy: Option<&Server>,
    connect_timeout: Duration,
    redactor: &Redactor,
) -> Failure {
    let host = url.host_str().unwrap_or_default().to_owned();
    let chain = chain(error);
    if let Some(problem) = at_the_proxy(error, &chain, proxy.is_some(), connect_timeout, redactor) {
        return Failure::Proxy {
            proxy: proxy.map_or_else(|| "of this machine's settings".to_owned(), Server::shown),
            has_user: proxy.is_some_and(Server::has_user),
            problem,
        };
    }
    for link in &chain {
        if let Some(NotResolved(name)) = link.downcast_ref() {
            return Failure::Dns { host: name.clone() };
        }
        if let Some(error) = link.downcast_ref::<rustls::Error>() {
            let (problem, issuer) = refused(error, redactor);
            return Failure::Tls {
                host,
                problem,
                issuer,
            };
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
    match io_kind(&chain) {
        Some(io::ErrorKind::ConnectionRefused) => {
            let port = url.port_or_known_default().unwrap_or_default();
            return Failure::Refused { host, port };
        }
        Some(kind) if is_reset(kind) => return Failure::Reset { host },
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

/// What the proxy did, where it is the proxy that failed: otherwise the host would be blamed for it.
fn at_the_proxy(
    error: &reqwest::Error,
    chain: &[&(dyn Error + 'static)],
    is_known: bool,
    connect_timeout: Duration,
    redactor: &Redactor,
) -> Option<ProxyProblem> {
    // The library keeps this type to itself: its words must do.
    let tunnel = chain
        .iter()
        .map(ToString::to_string)
        .position(|words| words.starts_with("tunnel error"));
    let Some(at) = tunnel else {
        let no_time = is_known && error.is_timeout() && error.is_connect();
        return no_time.then_some(ProxyProblem::NoTime(connect_timeout));
    };
    let words = chain[at].to_string();
    match words.trim_start_matches("tunnel error: ") {
        "proxy authorization required" => return Some(ProxyProblem::Answered { status: 407 }),
        "unsuccessful" => return Some(ProxyProblem::NotConnected),
        "unexpected end of file" => return Some(ProxyProblem::Closed),
        _ => {}
    }
    for link in chain {
        if link.is::<NotResolved>() {
            return Some(ProxyProblem::NotResolved);
        }
        if let Some(error) = link.downcast_ref::<rustls::Error>() {
            let (problem, issuer) = refused(error, redactor);
            return Some(ProxyProblem::Tls { problem, issuer });
        }
    }
    if error.is_timeout() {
        return Some(ProxyProblem::NoTime(connect_timeout));
    }
    Some(match io_kind(chain) {
        Some(io::ErrorKind::ConnectionRefused) => ProxyProblem::Refused,
        Some(kind) if is_reset(kind) => ProxyProblem::Closed,
        _ => {
            let last = chain.last().map_or_else(String::new, ToString::to_string);
            ProxyProblem::Unreachable(redactor.line(&last, LONGEST_PROBLEM))
        }
    })
}

fn io_kind(chain: &[&(dyn Error + 'static)]) -> Option<io::ErrorKind> {
    chain
        .iter()
        .rev()
        .find_map(|link| link.downcast_ref::<io::Error>())
        .map(io::Error::kind)
}

fn is_reset(kind: io::ErrorKind) -> bool {
    matches!(
        kind,
        io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::BrokenPipe
            | io::ErrorKind::UnexpectedEof
    )
}

/// What was wrong with the other side's certificate, and who issued it.
fn refused(error: &rustls::Error, redactor: &Redactor) -> (TlsProblem, Option<Text>) {
    let (problem, issuer) = match tls::find_refusal(error) {
        Some(refused) => (refused.problem.clone(), refused.issuer.as_deref()),
        None => (tls::problem(error), None),
    };
    let problem = match problem {
        TlsProblem::Other(said) => TlsProblem::Other(redactor.line(&said, LONGEST_PROBLEM)),
        known => known,
    };
    let issuer = issuer.map(|issuer| Text::new(&redactor.line(issuer, LONGEST_PROBLEM)));
    (problem, issuer)
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

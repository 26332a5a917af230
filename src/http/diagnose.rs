//! What it means for a person that no answer came, another than was asked for, or that of somebody else.

use super::answered::{Answerer, Between, Manner};
use super::failure::{Failure, Phase, ProxyProblem, TlsProblem};
use super::reply::{Reply, Shape};
use crate::domain::diagnosis::{Diagnosis, Kind, Party};
use crate::domain::text::Text;

impl Answerer {
    /// What it means that it is not the service that answered for `party`, or may be not. `None` where it is the service.
    #[must_use]
    pub fn diagnosis(&self, party: Party, reply: &Reply) -> Option<Diagnosis> {
        match self {
            Self::Service => None,
            Self::Between(between) => Some(between.diagnosis(party, reply)),
            Self::Unclear => Some(unclear(party, reply)),
        }
    }
}

impl Between {
    fn diagnosis(&self, party: Party, reply: &Reply) -> Diagnosis {
        let (name, host, status) = (party.name(), reply.host(), reply.status());
        let instead = format!("Something between this machine and {name} answered in its place");
        let ask = format!(
            "A firewall, a proxy or a sign-in page is in the way: open https://{host}/ in a browser to see it, or ask whoever runs the network to let stackday reach {host}."
        );
        let (summary, next, said) = match self {
            Self::ProxyLogin => (
                format!("A proxy on the way to {name} asks for a user name and a password (HTTP 407)."),
                "Put the proxy's user name and password into HTTPS_PROXY (http://user:password@host:port), or ask whoever runs the network.".to_owned(),
                None,
            ),
            Self::SignIn => (
                format!("This network asks somebody to sign in before it lets anything through to {name} (HTTP 511)."),
                "Open any web page in a browser, sign in to the network there, and try again.".to_owned(),
                None,
            ),
            Self::Elsewhere { host: to } => {
                let to = to.as_ref().map_or("elsewhere".to_owned(), |to| format!("on to {to}"));
                (
                    format!("{name} did not answer: the request was sent {to} (HTTP {status}), and stackday does not follow, because credentials would travel along."),
                    format!("A sign-in page or a proxy of this network is the likely cause: open https://{host}/ in a browser and sign in there; if the network is in order, check the address in the configuration."),
                    Some(to),
                )
            }
            Self::Page { title } => {
                let page = match title {
                    Some(title) => format!("a web page titled \"{title}\""),
                    None => "a web page".to_owned(),
                };
                (format!("{instead}: {page} (HTTP {status})."), ask, Some(page))
            }
            Self::Words => (
                format!("{instead}, with something that is not its data (HTTP {status})."),
                ask,
                None,
            ),
            Self::Nothing => (
                format!("{instead}, with an empty answer (HTTP {status})."),
                ask,
                None,
            ),
        };
        Diagnosis::new(Party::Network, Kind::Network, summary, next).because(
            reply.exchange(),
            status,
            said.as_deref(),
        )
    }
}

/// That an answer may be the service's own or not, so that nothing follows from it.
#[must_use]
pub fn unclear(party: Party, reply: &Reply) -> Diagnosis {
    Diagnosis::new(
        party,
        Kind::Unclear,
        format!(
            "{} answered HTTP {} without saying why: the cause is unclear, and something between here and the service may have answered instead.",
            party.name(),
            reply.status()
        ),
        "Nothing is wrong with what you entered as far as this shows; look at the exchange in the log, try again, and check the address in the configuration.",
    )
    .because(reply.exchange(), reply.status(), None)
}

impl Shape {
    /// What it means that `party` answered with something other than was asked for.
    #[must_use]
    pub fn diagnosis(&self, party: Party, reply: &Reply) -> Diagnosis {
        let name = party.name();
        if let Answerer::Between(between) = reply.answerer(Manner::of(party)) {
            return between.diagnosis(party, reply);
        }
        let (summary, next) = match self {
            Self::Html { .. } => (
                format!("{name} answered with a web page instead of data."),
                "Check the address in the configuration; a proxy, a sign-in page or maintenance may be answering instead.",
            ),
            Self::Empty => (
                format!("{name} answered with nothing."),
                "Try again; if it lasts, something between here and the service swallows the answer.",
            ),
            Self::NotJson | Self::Mismatch(_) => (
                format!("{name} answered in a form that stackday does not know: {self}."),
                "Check the address in the configuration; if it is right, stackday needs an update.",
            ),
        };
        Diagnosis::new(party, Kind::Unclear, summary, next).because(
            reply.exchange(),
            reply.status(),
            None,
        )
    }
}

impl Failure {
    /// What it means that `party` gave no answer.
    #[must_use]
    pub fn diagnosis(&self, party: Party) -> Diagnosis {
        let name = party.name();
        let network = |summary: String, next: &str| {
            Diagnosis::new(Party::Network, Kind::Network, summary, next)
        };
        match self {
            Self::Cancelled => Diagnosis::new(
                Party::Input,
                Kind::Cancelled,
                "Cancelled.",
                "Start it again when you like.",
            ),
            Self::ReadOnly { purpose, .. } => Diagnosis::new(
                Party::Input,
                Kind::Refused,
                format!("Read-only mode refused to {purpose}: nothing was sent."),
                "Start stackday without read-only mode to do this step.",
            ),
            Self::PlainHttp { host } => Diagnosis::new(
                Party::Input,
                Kind::Refused,
                format!(
                    "The address of {name} is plain http to {host}: nothing was sent, a secret would travel readable."
                ),
                "Use an https address. Plain http is accepted for this machine alone.",
            ),
            Self::BadAddress { problem } => Diagnosis::new(
                Party::Input,
                Kind::Refused,
                format!("The address of {name} cannot be used: {problem}."),
                "Correct the address in the config file or the environment.",
            ),
            Self::Setup { problem, next } => Diagnosis::new(
                Party::Input,
                Kind::NotConfigured,
                format!("The connection could not be prepared: {problem}."),
                *next,
            ),
            Self::Proxy {
                problem, has_user, ..
            } => network(sentence(self), at_the_proxy(problem, *has_user)),
            Self::Dns { host } => network(
                format!("The name {host} could not be resolved."),
                "Check this machine's network and DNS, and the address in the configuration.",
            ),
            Self::Refused { host, port } => network(
                format!("{host} refused the connection on port {port}."),
                "Check the address, and whether a firewall or a stopped server is in the way.",
            ),
            Self::Unreachable { host, problem } => network(
                format!("{host} could not be reached: {problem}."),
                "Check this machine's network, VPN and proxy settings.",
            ),
            Self::Tls {
                host,
                problem,
                issuer,
            } => tls(host, problem, issuer.as_ref().map(Text::as_str)),
            Self::Timeout {
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
            Self::Timeout {
                host,
                phase: Phase::Answer,
                after,
            } => Diagnosis::new(
                party,
                Kind::Network,
                format!(
                    "{host} accepted the request and did not answer within {} s.",
                    after.as_secs_f32()
                ),
                "Try again; if it lasts, look at the service's status page.",
            ),
            Self::Reset { host } => network(
                format!("The connection to {host} broke before the answer was complete."),
                "Try again; if it lasts, something between here and the service closes connections.",
            ),
            Self::TooLarge { host, cap } => Diagnosis::new(
                party,
                Kind::Failed,
                format!(
                    "{host} answered with more than {} MiB and was cut off.",
                    cap >> 20
                ),
                "Check the address: this is not the answer that was asked for.",
            ),
            Self::Other { host, problem } => network(
                format!("The call to {host} failed: {problem}."),
                "Look at the exchange in the log, and try again.",
            ),
        }
    }
}

/// A phrase as a sentence.
fn sentence(phrase: &impl ToString) -> String {
    let phrase = phrase.to_string();
    let mut rest = phrase.chars();
    rest.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(rest).chain(['.']).collect()
    })
}

/// What to do about a proxy that does not let a call through.
fn at_the_proxy(problem: &ProxyProblem, has_user: bool) -> &'static str {
    match problem {
        ProxyProblem::Answered { status: 401 | 407 } if has_user => {
            "Correct the user name and the password in that variable (other characters than letters and digits written as %40); or ask whoever runs the proxy."
        }
        ProxyProblem::Answered { status: 401 | 407 } => {
            "Put user name and password into that variable: http://USER:PASSWORD@HOST:PORT; or ask whoever runs the proxy."
        }
        ProxyProblem::Answered { status: 403 } => {
            "Ask whoever runs the proxy to allow this address; NO_PROXY names hosts that are called without it."
        }
        ProxyProblem::Answered {
            status: 429 | 502..=504,
        }
        | ProxyProblem::Closed => {
            "Try again; if it lasts, ask whoever runs the proxy whether it reaches this address."
        }
        ProxyProblem::Tls {
            problem: TlsProblem::UnknownIssuer,
            ..
        } => {
            "Pass the CA certificate of the proxy with --ca-file (or ca_file in the config file); or write http:// where the proxy itself is not secured."
        }
        ProxyProblem::Tls { .. } => {
            "Check the variable: most proxies are reached with http://, whatever goes through them."
        }
        _ => {
            "Check the variable and the network or VPN that the proxy is in; unset the variable where no proxy is needed."
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

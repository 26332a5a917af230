//! The proxy on the way, as the environment names it.
//!
//! The HTTP library reads the same variables, and passes in silence what it cannot use: the call then goes past the proxy.
//! So they are read and judged here, and the library is told.

use std::ffi::{OsStr, OsString};
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hyper_util::client::proxy::matcher::Matcher;
use percent_encoding::percent_decode_str;
use url::Url;

use crate::secret::Secret;

/// The proxy that the environment names, or what is wrong with the setting: a phrase that begins with the variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Proxies(Result<Option<Server>, String>);

/// A proxy.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Server {
    /// With its user name and password, where it has them.
    url: Url,
    /// The variable that names it.
    pub(super) source: &'static str,
    /// Which hosts are called without it, as the library reads it.
    without: String,
}

impl Default for Proxies {
    fn default() -> Self {
        Self(Ok(None))
    }
}

impl Proxies {
    /// Reads the variables. Upper case wins over lower case, the variable of the scheme over the one for all.
    pub(super) fn of(env: &dyn Fn(&str) -> Option<OsString>) -> Self {
        Self(read(env))
    }

    pub(super) fn server(&self) -> Result<Option<&Server>, &str> {
        self.0.as_ref().map(Option::as_ref).map_err(String::as_str)
    }
}

fn read(env: &dyn Fn(&str) -> Option<OsString>) -> Result<Option<Server>, String> {
    let first = |names: [&'static str; 2]| {
        let mut set = names.into_iter();
        set.find_map(|name| Some((name, env(name)?)))
    };
    let judged = |names| match first(names) {
        None => Ok(None),
        Some((name, raw)) => match judge(&raw) {
            Ok(url) => Ok(url.map(|url| (name, url))),
            Err(problem) => Err(format!("{name}: {problem}")),
        },
    };
    // Plain http goes to this machine alone, and straight: this one is judged and never used.
    judged(["HTTP_PROXY", "http_proxy"])?;
    let of_scheme = judged(["HTTPS_PROXY", "https_proxy"])?;
    // What is not used need not be usable: desktops name a SOCKS proxy here beside those that are used.
    let chosen = match of_scheme {
        Some(chosen) => Some(chosen),
        None => judged(["ALL_PROXY", "all_proxy"])?,
    };
    let Some((source, url)) = chosen else {
        return Ok(None);
    };
    let without = match first(["NO_PROXY", "no_proxy"]) {
        None => String::new(),
        Some((name, raw)) => exceptions(&raw).map_err(|problem| format!("{name}: {problem}"))?,
    };
    Ok(Some(Server {
        url,
        source,
        without,
    }))
}

/// A value as the address of a proxy; nothing where it is empty, and only there. The error does not repeat it: it may hold a password.
fn judge(raw: &OsStr) -> Result<Option<Url>, String> {
    let said = |problem: &str| Err(problem.to_owned());
    let Some(value) = raw.to_str() else {
        return said("the value is not readable text");
    };
    // Set to nothing is how a shell unsets it for one command; blanks are a slip.
    if value.is_empty() {
        return Ok(None);
    }
    if value.trim().is_empty() {
        return said("the value is only white space");
    }
    if value.contains(['"', '\'', '“', '”', '‘', '’', '`']) {
        return said("the value has quotes in it; leave them out");
    }
    if value.trim() != value {
        return said("the value has white space around it; leave it out");
    }
    if value.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return said("the value has white space in it");
    }
    let with_scheme = match value.split_once("://") {
        Some((scheme @ ("http" | "https"), _)) if !scheme.is_empty() => value.to_owned(),
        Some((scheme, _))
            if scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https") =>
        {
            value.to_owned()
        }
        Some((scheme, _)) if scheme.to_ascii_lowercase().starts_with("socks") => {
            return said("a SOCKS proxy cannot be used; name an http or https proxy");
        }
        Some(_) => return said("the value begins with another scheme than http:// or https://"),
        None => {
            let lower = value.to_ascii_lowercase();
            if lower.starts_with("http:")
                || lower.starts_with("https:")
                || lower.starts_with("http/")
            {
                return said("after http: there must be two slashes, as in http://HOST:PORT");
            }
            if value.starts_with('/') {
                return said("the value names no host");
            }
            // As curl and others read it.
            format!("http://{value}")
        }
    };
    let url = match Url::parse(&with_scheme) {
        Ok(url) => url,
        Err(url::ParseError::InvalidPort) => {
            return said(
                "the port is no number from 1 to 65535 (a # or / in a password is written %23 or %2F)",
            );
        }
        Err(url::ParseError::EmptyHost) => return said("the value names no host"),
        Err(error) => return Err(format!("the value is no address ({error})")),
    };
    if url.query().is_some() || url.fragment().is_some() {
        return said("the value has a ? or # in it (in a password they are written %3F and %23)");
    }
    if url.path() != "/" {
        return said(
            "the value has a path; a proxy is a host and a port (a script for automatic configuration cannot be used)",
        );
    }
    if url.port() == Some(0) {
        return said("the port is no number from 1 to 65535");
    }
    // What the library would pass by in silence.
    let matcher = Matcher::builder().https(with_scheme).build();
    match matcher.intercept(&hyper::Uri::from_static("https://a.example/")) {
        Some(_) => Ok(Some(url)),
        None => said("the value is no address of a proxy"),
    }
}

/// The hosts that are called without the proxy, as the library reads them. People also write them as curl does: with
/// spaces, with a star, with a port.
fn exceptions(raw: &OsStr) -> Result<String, String> {
    let Some(value) = raw.to_str() else {
        return Err("the value is not readable text".to_owned());
    };
    if value.contains(['"', '\'', '“', '”', '‘', '’', '`']) {
        return Err("the value has quotes in it; leave them out".to_owned());
    }
    let mut hosts = Vec::new();
    for entry in value
        .split(|c: char| c == ',' || c == ';' || c.is_whitespace())
        .filter(|entry| !entry.is_empty())
    {
        if entry.contains("://") {
            return Err(
                "there is an address in it; it takes names of hosts, separated by commas"
                    .to_owned(),
            );
        }
        if entry.contains('@') {
            return Err(
                "there is an @ in it; it takes names of hosts, separated by commas".to_owned(),
            );
        }
        hosts.push(host_of(entry));
    }
    Ok(hosts.join(","))
}

fn host_of(entry: &str) -> String {
    if entry == "*" {
        return entry.to_owned();
    }
    let name = entry.strip_prefix('*').unwrap_or(entry);
    // `[::1]:8080`, `host:8080`; an address of IPv6 has more than one colon.
    let name = match name.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None if name.matches(':').count() == 1 => name.split(':').next().unwrap_or_default(),
        None => name,
    };
    name.to_ascii_lowercase()
}

impl Server {
    /// As messages name it: without the user name and the password.
    pub(super) fn shown(&self) -> String {
        format!("{} (from {})", self.address(), self.source)
    }

    fn address(&self) -> String {
        let port = self.port();
        format!("{}:{port}", self.url.host_str().unwrap_or_default())
    }

    /// Its host, as it is connected to.
    pub(super) fn host(&self) -> &str {
        self.url
            .host_str()
            .unwrap_or_default()
            .trim_matches(['[', ']'])
    }

    pub(super) fn port(&self) -> u16 {
        self.url.port_or_known_default().unwrap_or(80)
    }

    /// Whether the connection to the proxy itself is secured.
    pub(super) fn is_secured(&self) -> bool {
        self.url.scheme() == "https"
    }

    /// Whether the setting holds a user name or a password.
    pub(super) fn has_user(&self) -> bool {
        !self.url.username().is_empty() || self.url.password().is_some()
    }

    /// What the proxy is told of who asks.
    pub(super) fn authorization(&self) -> Option<String> {
        self.has_user().then(|| {
            let pair = format!("{}:{}", self.user(), self.password());
            format!("Basic {}", STANDARD.encode(pair))
        })
    }

    /// The address with everything in it, for the library.
    pub(super) fn address_for_the_library(&self) -> &str {
        self.url.as_str()
    }

    /// Tells which addresses go through it.
    pub(super) fn matcher(&self) -> Matcher {
        Matcher::builder()
            .https(self.url.as_str().to_owned())
            .http(self.url.as_str().to_owned())
            .no(self.without.clone())
            .build()
    }

    /// What must not be shown: the password, and what it is sent as.
    pub(super) fn secrets(&self) -> Vec<Secret> {
        let password = self.url.password().unwrap_or_default();
        [
            self.password(),
            password.to_owned(),
            self.authorization()
                .and_then(|sent| sent.strip_prefix("Basic ").map(str::to_owned))
                .unwrap_or_default(),
        ]
        .into_iter()
        .filter(|secret| !secret.is_empty())
        .map(Secret::new)
        .collect()
    }

    fn user(&self) -> String {
        decoded(self.url.username())
    }

    fn password(&self) -> String {
        decoded(self.url.password().unwrap_or_default())
    }
}

fn decoded(part: &str) -> String {
    percent_decode_str(part).decode_utf8_lossy().into_owned()
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown())
    }
}

#[cfg(test)]
mod tests;

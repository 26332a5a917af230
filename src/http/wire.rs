//! The wire: the one place that knows the HTTP library.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};

use super::address::is_loopback;
use super::call::{Call, Method};
use super::classify::{NotResolved, classify};
use super::failure::Failure;
use super::options::DoorOptions;
use super::redact::Redactor;
use super::tls;

/// What every call says of its sender.
pub(super) const USER_AGENT: &str = concat!("stackday/", env!("CARGO_PKG_VERSION"));

/// How long an unused connection is kept: shorter than servers keep theirs, so that a call seldom meets a closed one.
const IDLE: Duration = Duration::from_secs(30);

/// The way to an address.
#[derive(Debug, PartialEq, Eq)]
enum Route {
    /// Straight, whatever the environment says of proxies: a proxy cannot reach this machine's loopback, nor should it
    /// see what is sent there.
    Direct,
    /// Through the system's proxy, where there is one.
    System,
}

impl Route {
    fn to(url: &url::Url) -> Self {
        if is_loopback(url) {
            Self::Direct
        } else {
            Self::System
        }
    }
}

/// The clients of the two routes.
pub(super) struct Wire {
    direct: reqwest::Client,
    system: reqwest::Client,
    cap: usize,
    connect_timeout: Duration,
}

/// An answer as it came.
pub(super) struct Answer {
    pub(super) status: u16,
    /// Names in lower case.
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Wire {
    /// Reads the root certificates: it blocks.
    pub(super) fn new(options: &DoorOptions) -> Result<Self, Failure> {
        let tls = tls::config(options.ca_file.as_deref())?;
        let client = |route: Route| {
            let builder = reqwest::Client::builder()
                .tls_backend_preconfigured(tls.clone())
                .dns_resolver(Resolver)
                .user_agent(USER_AGENT)
                // Followed, a redirect could carry credentials to wherever the answer says.
                .redirect(reqwest::redirect::Policy::none())
                // Whether to repeat is decided in one place, which is not here.
                .retry(reqwest::retry::never())
                .referer(false)
                .pool_idle_timeout(IDLE)
                .connect_timeout(options.connect_timeout);
            match route {
                Route::Direct => builder.no_proxy(),
                Route::System => builder,
            }
            .build()
            .map_err(|error| Failure::Setup {
                problem: format!("the HTTP client cannot be set up: {error}"),
            })
        };
        Ok(Self {
            direct: client(Route::Direct)?,
            system: client(Route::System)?,
            cap: options.body_cap,
            connect_timeout: options.connect_timeout,
        })
    }

    /// Sends the call once and reads the whole answer.
    pub(super) async fn exchange(
        &self,
        call: &Call,
        redactor: &Redactor,
    ) -> Result<Answer, Failure> {
        let failed =
            |error: &reqwest::Error| classify(error, &call.url, self.connect_timeout, redactor);
        let client = match Route::to(&call.url) {
            Route::Direct => &self.direct,
            Route::System => &self.system,
        };
        let method = match call.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
            Method::Put => reqwest::Method::PUT,
            Method::Delete => reqwest::Method::DELETE,
        };
        let mut request = client
            .request(method, call.url.clone())
            .headers(headers(call)?);
        let body = call.wire_body();
        if !body.is_empty() {
            request = request.body(body);
        } else if call.method == Method::Post {
            // Not said by itself, and some servers insist on it.
            request = request.header(CONTENT_LENGTH, 0);
        }
        let mut response = request.send().await.map_err(|error| failed(&error))?;
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| failed(&error))? {
            if chunk.len() > self.cap - body.len() {
                return Err(Failure::TooLarge {
                    host: call.host().to_owned(),
                    cap: self.cap,
                });
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Answer {
            status: response.status().as_u16(),
            headers: response
                .headers()
                .iter()
                .map(|(name, value)| {
                    let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
                    (name.as_str().to_owned(), value)
                })
                .collect(),
            body,
        })
    }
}

fn headers(call: &Call) -> Result<HeaderMap, Failure> {
    let mut headers = HeaderMap::new();
    if let Some(kind) = call.content_type() {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    }
    for (name, value) in &call.headers {
        let bad = || Failure::Other {
            host: call.host().to_owned(),
            problem: format!("the header {name} holds characters that cannot be sent"),
        };
        let header = HeaderName::try_from(*name).map_err(|_| bad())?;
        let mut sent = HeaderValue::from_str(&value.on_the_wire()).map_err(|_| bad())?;
        sent.set_sensitive(value.secret().is_some());
        headers.append(header, sent);
    }
    Ok(headers)
}

/// Asks the system, and says in a type of its own that a name is unknown. `localhost` is this machine, whatever the
/// system says: plain http and every secret on it rely on that.
struct Resolver;

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let name = name.as_str();
            if name.eq_ignore_ascii_case("localhost") {
                let local: [IpAddr; 2] = [Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()];
                let addresses = local.map(|address| SocketAddr::new(address, 0));
                return Ok(Box::new(addresses.into_iter()) as Addrs);
            }
            let not_resolved = || NotResolved(name.to_owned());
            let addresses: Vec<SocketAddr> = tokio::net::lookup_host((name, 0))
                .await
                .map_err(|_| not_resolved())?
                .collect();
            if addresses.is_empty() {
                return Err(not_resolved().into());
            }
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_proxy_is_used_for_this_machine() {
        let route = |raw| Route::to(&url::Url::parse(raw).expect("an address"));
        for local in ["http://127.0.0.1:1/", "https://localhost/", "http://[::1]/"] {
            assert_eq!(route(local), Route::Direct, "{local}");
        }
        for remote in ["https://example.com/", "https://10.0.0.1/"] {
            assert_eq!(route(remote), Route::System, "{remote}");
        }
    }
}

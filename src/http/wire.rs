//! The wire: the one place that knows the HTTP library.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use hyper_util::client::proxy::matcher::Matcher;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use rustls::ClientConfig;

use super::address::is_loopback;
use super::call::{Call, Method};
use super::classify::{NotResolved, classify};
use super::failure::{Failure, ProxyProblem};
use super::options::DoorOptions;
use super::proxy::Server;
use super::redact::Redactor;
use super::{tls, tunnel};

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
    /// Out into the network: through the proxy, where there is one.
    Out,
}

impl Route {
    fn to(url: &url::Url) -> Self {
        if is_loopback(url) {
            Self::Direct
        } else {
            Self::Out
        }
    }
}

/// The clients of the ways.
pub(super) struct Wire {
    direct: reqwest::Client,
    /// Without a variable that names a proxy this is the system's own way: macOS and Windows have settings for it.
    out: reqwest::Client,
    proxy: Option<Proxied>,
    /// Why nothing can be sent out into the network, though this machine can be called.
    unusable: Option<Failure>,
    /// The same of secure connections.
    untrusting: Option<Failure>,
    tls: ClientConfig,
    cap: usize,
    connect_timeout: Duration,
}

/// What goes through the proxy that the environment names.
struct Proxied {
    server: Server,
    matcher: Matcher,
    client: reqwest::Client,
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
        let mut extra = match &options.ca_file {
            Some(path) => tls::ca_file(path, options.ca_file_source)?,
            None => Vec::new(),
        };
        let untrusting = match options.surroundings.roots.read() {
            Ok(roots) => {
                extra.extend(roots);
                None
            }
            Err(problem) => Some(Failure::Setup {
                problem,
                next: "Name readable files of CA certificates in SSL_CERT_FILE and SSL_CERT_DIR, or unset them: then the system's own are used.",
            }),
        };
        let tls = tls::config(extra)?;
        let client = |way: Way<'_>| {
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
            match way {
                Way::Straight => builder.no_proxy(),
                Way::Systems => builder,
                Way::Through(server) => {
                    let proxy = reqwest::Proxy::all(server.address_for_the_library());
                    // Its error would repeat the address, which may hold a password.
                    let proxy =
                        proxy.map_err(|_| unusable_proxy(server.source, "it is no address"))?;
                    builder.no_proxy().proxy(proxy)
                }
            }
            .build()
            .map_err(|error| Failure::Setup {
                problem: format!("the HTTP client cannot be set up: {}", error.without_url()),
                next: "Report it: this is a fault of stackday.",
            })
        };
        let (proxy, unusable) = match options.surroundings.proxies.server() {
            Ok(None) => (None, None),
            Ok(Some(server)) => {
                let proxied = Proxied {
                    server: server.clone(),
                    matcher: server.matcher(),
                    client: client(Way::Through(server))?,
                };
                (Some(proxied), None)
            }
            Err(problem) => (None, Some(setup(problem.to_owned()))),
        };
        // With a variable of its own, what the system says of proxies counts no more; and the variables are read here.
        let systems = proxy.is_none() && cfg!(any(windows, target_vendor = "apple"));
        let out = client(if systems { Way::Systems } else { Way::Straight })?;
        Ok(Self {
            direct: client(Way::Straight)?,
            out,
            proxy,
            unusable,
            untrusting,
            tls,
            cap: options.body_cap,
            connect_timeout: options.connect_timeout,
        })
    }

    /// The client for an address, and the proxy that it goes through.
    fn way(&self, url: &url::Url) -> Result<(&reqwest::Client, Option<&Server>), Failure> {
        if url.scheme() == "https"
            && let Some(failure) = &self.untrusting
        {
            return Err(failure.clone());
        }
        if Route::to(url) == Route::Direct {
            return Ok((&self.direct, None));
        }
        if let Some(failure) = &self.unusable {
            return Err(failure.clone());
        }
        let address = url.as_str().parse::<hyper::Uri>().ok();
        let proxied = self.proxy.as_ref().filter(|proxied| {
            address.is_none_or(|address| proxied.matcher.intercept(&address).is_some())
        });
        Ok(match proxied {
            Some(proxied) => (&proxied.client, Some(&proxied.server)),
            None => (&self.out, None),
        })
    }

    /// Sends the call once and reads the whole answer.
    pub(super) async fn exchange(
        &self,
        call: &Call,
        redactor: &Redactor,
    ) -> Result<Answer, Failure> {
        let (client, proxy) = self.way(&call.url)?;
        let sent = self.send(client, proxy, call, redactor).await;
        let Err(Failure::Proxy {
            proxy: shown,
            problem: ProxyProblem::NotConnected,
            has_user,
        }) = sent
        else {
            return sent;
        };
        let status = match proxy {
            Some(server) => {
                let tls = self.tls.clone();
                // Seldom needed, and large.
                Box::pin(tunnel::status(server, &call.url, tls, self.connect_timeout)).await
            }
            None => None,
        };
        Err(Failure::Proxy {
            proxy: shown,
            problem: status.map_or(ProxyProblem::NotConnected, |status| {
                ProxyProblem::Answered { status }
            }),
            has_user,
        })
    }

    async fn send(
        &self,
        client: &reqwest::Client,
        proxy: Option<&Server>,
        call: &Call,
        redactor: &Redactor,
    ) -> Result<Answer, Failure> {
        let failed = |error: &reqwest::Error| {
            classify(error, &call.url, proxy, self.connect_timeout, redactor)
        };
        let method = match call.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
            Method::Put => reqwest::Method::PUT,
            Method::Patch => reqwest::Method::PATCH,
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

/// How a client gets to where it is sent.
#[derive(Clone, Copy)]
enum Way<'a> {
    Straight,
    Systems,
    Through(&'a Server),
}

/// That a setting of a proxy cannot be used.
fn setup(problem: String) -> Failure {
    Failure::Setup {
        problem,
        next: "Write http://HOST:PORT or http://USER:PASSWORD@HOST:PORT there, or unset the variable where no proxy is needed.",
    }
}

fn unusable_proxy(variable: &str, problem: &str) -> Failure {
    setup(format!("{variable}: {problem}"))
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
            assert_eq!(route(remote), Route::Out, "{remote}");
        }
    }
}

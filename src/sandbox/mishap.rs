//! Mishaps of the network and the gateways: they strike before a request reaches its service.

use std::collections::HashMap;
use std::time::Duration;

use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use axum::response::Response;
use futures::stream;
use serde_json::json;

use super::call::{empty, json, web_page, with_header};
use super::clock::written;
use super::html::page;
use super::scenario::{Scenario, Scenarios};
use super::site::Site;

/// How long an answer that never comes is held back, unless the client gives up first.
pub const HANG: Duration = Duration::from_secs(30);

/// What happens instead of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mishap {
    /// The connection closes without a word.
    Reset,
    /// The gateway has no service behind it.
    BadGateway,
    /// Nothing comes for a long time; then the connection closes.
    Hang,
    /// A maintenance page.
    Unavailable,
    /// A firewall's page.
    Blocked,
    /// A proxy that wants a user name and a password.
    ProxyLogin,
    /// A network that wants somebody to sign in.
    SignIn,
    /// The way to the page where somebody signs in.
    SignInElsewhere,
}

/// What answers in a service's place, in turn.
const BETWEEN: [Mishap; 4] = [
    Mishap::Blocked,
    Mishap::ProxyLogin,
    Mishap::SignIn,
    Mishap::SignInElsewhere,
];

/// Counts requests, so that mishaps come in a fixed order.
#[derive(Debug, Default)]
pub struct Mishaps {
    seen: HashMap<String, u64>,
}

impl Mishaps {
    /// What happens to this request, if anything. Counted per method and whole address, so that requests which
    /// run side by side do not use up each other's good turns: the third of three always passes.
    pub fn next(
        &mut self,
        scenarios: &Scenarios,
        site: Site,
        method: &Method,
        address: &str,
    ) -> Option<Mishap> {
        if !site.is_api() {
            return None;
        }
        if scenarios.has(Scenario::HtmlErrors) {
            return Some(Mishap::Unavailable);
        }
        if scenarios.has(Scenario::Between) {
            let turn = self.seen.entry(format!("{site:?}")).or_default();
            let at = usize::try_from(*turn).unwrap_or_default();
            *turn += 1;
            // Every fifth exchange passes, so that what stands before the Open API is met too.
            let passes = usize::from(site == Site::Identity);
            return BETWEEN.get(at % (BETWEEN.len() + passes)).copied();
        }
        if !scenarios.has(Scenario::Flaky) {
            return None;
        }
        let path = address.split('?').next().unwrap_or_default();
        let is_rpc = site == Site::StackOne && *method == Method::POST && path == "/actions/rpc";
        let is_token = site == Site::Identity && path.eq_ignore_ascii_case("/connect/token");
        let is_read = site != Site::Identity && *method == Method::GET;
        if !(is_rpc || is_token || is_read) {
            return None;
        }
        let turn = self
            .seen
            .entry(format!("{site:?} {method} {address}"))
            .or_default();
        *turn += 1;
        let is_account = site == Site::StackOne
            && path
                .strip_prefix("/accounts/")
                .is_some_and(|id| !id.contains('/'));
        match *turn {
            1 if is_rpc => Some(Mishap::BadGateway),
            _ if is_rpc => None,
            turn if is_token => (turn % 2 == 1).then_some(Mishap::BadGateway),
            1 if is_account => Some(Mishap::Hang),
            turn if turn % 3 == 1 => Some(Mishap::Reset),
            turn if turn % 3 == 2 => Some(Mishap::BadGateway),
            _ => None,
        }
    }
}

impl Mishap {
    /// The answer that this mishap is.
    pub fn response(self, site: Site, now: jiff::Timestamp) -> Response {
        match self {
            Self::Reset | Self::Hang => broken(),
            Self::Unavailable => {
                let words = "<h1>Service Unavailable</h1><p>We are working on it.</p>";
                web_page(
                    StatusCode::SERVICE_UNAVAILABLE,
                    page("503 Service Unavailable", words),
                )
            }
            Self::Blocked => web_page(
                StatusCode::FORBIDDEN,
                page(
                    "Access denied",
                    "<h1>Access denied</h1><p>This address is blocked.</p>",
                ),
            ),
            Self::ProxyLogin => with_header(
                empty(StatusCode::PROXY_AUTHENTICATION_REQUIRED),
                header::PROXY_AUTHENTICATE,
                "Basic realm=\"gate\"",
            ),
            Self::SignIn => web_page(
                StatusCode::NETWORK_AUTHENTICATION_REQUIRED,
                page("Sign in to the network", "<h1>Sign in to the network</h1>"),
            ),
            Self::SignInElsewhere => with_header(
                empty(StatusCode::FOUND),
                header::LOCATION,
                "http://sign-in.invalid/login",
            ),
            Self::BadGateway if site == Site::StackOne => {
                let body =
                    json!({"statusCode": 502, "message": "Bad Gateway", "timestamp": written(now)});
                json(StatusCode::BAD_GATEWAY, &body)
            }
            Self::BadGateway => web_page(
                StatusCode::BAD_GATEWAY,
                page("502 Bad Gateway", "<h1>502 Bad Gateway</h1>"),
            ),
        }
    }
}

/// An answer whose body fails before its first byte: the server closes the connection and has sent nothing.
fn broken() -> Response {
    let failing = stream::once(async {
        Err::<String, _>(std::io::Error::from(std::io::ErrorKind::ConnectionReset))
    });
    Response::new(Body::from_stream(failing))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turns(site: Site, method: &Method, address: &str) -> Vec<Option<Mishap>> {
        let scenarios = Scenarios::new([Scenario::Flaky]);
        let mut mishaps = Mishaps::default();
        (0..6)
            .map(|_| mishaps.next(&scenarios, site, method, address))
            .collect()
    }

    #[test]
    fn reads_pass_at_every_third_turn() {
        let cycle = [Some(Mishap::Reset), Some(Mishap::BadGateway), None];
        assert_eq!(
            turns(Site::OpenApi, &Method::GET, "/portal/v1.0/info"),
            [cycle, cycle].concat()
        );
        let hang = [Some(Mishap::Hang), Some(Mishap::BadGateway), None];
        assert_eq!(
            turns(Site::StackOne, &Method::GET, "/accounts/7"),
            [hang, cycle].concat()
        );
    }

    #[test]
    fn what_is_between_answers_in_every_way_in_turn() {
        let scenarios = Scenarios::new([Scenario::Between]);
        let mut mishaps = Mishaps::default();
        let mut turns = |site: Site, count: usize| -> Vec<_> {
            (0..count)
                .map(|at| mishaps.next(&scenarios, site, &Method::GET, &format!("/{at}")))
                .collect()
        };
        let all = BETWEEN.map(Some);
        assert_eq!(turns(Site::OpenApi, 8), [all, all].concat());
        assert_eq!(turns(Site::StackOne, 4), all);
        assert_eq!(
            turns(Site::Identity, 6),
            [&all[..], &[None, all[0]]].concat()
        );
        assert_eq!(turns(Site::Portal, 2), [None, None]);
    }

    #[test]
    fn tokens_pass_at_every_second_turn_and_actions_after_the_first() {
        let bad = Some(Mishap::BadGateway);
        assert_eq!(
            turns(Site::Identity, &Method::POST, "/connect/token"),
            [bad, None, bad, None, bad, None]
        );
        assert_eq!(
            turns(Site::StackOne, &Method::POST, "/actions/rpc"),
            [bad, None, None, None, None, None]
        );
        assert_eq!(
            turns(Site::StackOne, &Method::POST, "/connect_sessions"),
            [None; 6]
        );
        assert_eq!(turns(Site::Portal, &Method::GET, "/"), [None; 6]);
    }
}

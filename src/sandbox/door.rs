//! The way in, the same for all five sites: who may come in, mishaps, and then the site itself.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::Response;
use url::{Host, Url};

use super::call::{Call, web_page};
use super::echo::echo;
use super::html::page;
use super::mishap::{HANG, Mishap, Mishaps};
use super::odd::odd_data;
use super::scenario::Scenario;
use super::site::Site;
use super::world::World;
use super::{dashboard_site, identity, openapi, portal_site, stackone};

/// No request of either service is larger.
const LARGEST_BODY: usize = 1 << 20;

/// What all sites share.
#[derive(Debug)]
pub struct Shared {
    world: Mutex<World>,
    mishaps: Mutex<Mishaps>,
    delay: Duration,
}

impl Shared {
    /// A world behind a door; `delay` is for the scenario `slow`.
    pub fn new(world: World, delay: Duration) -> Self {
        let slow = world.scenarios.has(Scenario::Slow);
        let delay = if slow { delay } else { Duration::ZERO };
        Self {
            world: Mutex::new(world),
            mishaps: Mutex::default(),
            delay,
        }
    }

    /// A panic in another request leaves a world that is odd at worst; refusing everything from then on would be worse.
    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn mishap(&self, site: Site, method: &Method, uri: &Uri) -> Option<Mishap> {
        let world = self.world();
        let address = uri.path_and_query().map_or("/", |address| address.as_str());
        self.mishaps
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .next(&world.scenarios, site, method, address)
    }
}

/// A site, ready to be served.
pub fn router(site: Site, shared: Arc<Shared>) -> Router {
    Router::new().fallback(answer).with_state((site, shared))
}

async fn answer(State((site, shared)): State<(Site, Arc<Shared>)>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    if let Err(why) = welcome(site, &parts.method, &parts.headers) {
        return refused(StatusCode::FORBIDDEN, why);
    }
    let Ok(body) = axum::body::to_bytes(body, LARGEST_BODY).await else {
        return refused(
            StatusCode::PAYLOAD_TOO_LARGE,
            "The request is too large, or was not sent to its end.",
        );
    };
    if site.is_api() && !shared.delay.is_zero() {
        tokio::time::sleep(shared.delay).await;
    }
    if let Some(mishap) = shared.mishap(site, &parts.method, &parts.uri) {
        if mishap == Mishap::Hang {
            tokio::time::sleep(HANG).await;
        }
        let now = shared.world().clock.now();
        return mishap.response(site, now);
    }
    let call = Call::new(parts.method, &parts.uri, parts.headers, body);
    let world = &mut *shared.world();
    let response = match site {
        Site::Identity => identity::respond(world, &call),
        Site::OpenApi => {
            let response = openapi::respond(world, &call);
            odd_data(world, response)
        }
        Site::StackOne => stackone::respond(world, &call),
        Site::Portal => portal_site::respond(world, &call),
        Site::Dashboard => dashboard_site::respond(world, &call),
    };
    if site.is_api() && world.scenarios.has(Scenario::Echo) {
        echo(world, site, &call, response)
    } else {
        response
    }
}

fn refused(status: StatusCode, why: &str) -> Response {
    web_page(
        status,
        page("Refused", &format!("<h1>Refused</h1><p>{why}</p>")),
    )
}

/// Only this machine may come in, under a name of this machine: a web page elsewhere that points its own name at
/// 127.0.0.1 (DNS rebinding) does not, and no other site's form is taken.
fn welcome(site: Site, method: &Method, headers: &HeaderMap) -> Result<(), &'static str> {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let host = text("host").ok_or("The request names no host.")?;
    let own = Url::parse(&format!("http://{host}")).ok();
    if !own
        .as_ref()
        .is_some_and(|own| own.path() == "/" && own.username().is_empty() && is_loopback(own))
    {
        return Err("The sandbox answers to names of this machine only.");
    }
    if site.is_api() || *method == Method::GET {
        return Ok(());
    }
    let foreign = text("origin").is_some_and(|origin| {
        Url::parse(origin).ok().map(|url| url.origin()) != own.map(|own| own.origin())
    });
    if foreign || text("sec-fetch-site").is_some_and(|site| !matches!(site, "same-origin" | "none"))
    {
        return Err("This form was sent from another site.");
    }
    Ok(())
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let header = |&(name, value)| {
            (
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            )
        };
        pairs.iter().map(header).collect()
    }

    #[test]
    fn only_names_of_this_machine_are_welcome() {
        let get = |host| welcome(Site::OpenApi, &Method::GET, &headers(&[("host", host)]));
        for good in [
            "127.0.0.1:4000",
            "localhost",
            "LOCALHOST:1",
            "[::1]:9",
            "127.1.2.3",
        ] {
            assert_eq!(get(good), Ok(()), "{good}");
        }
        for bad in [
            "evil.invalid",
            "127.0.0.1.evil.invalid:4000",
            "localhost.",
            "10.0.0.1",
            "",
            "localhost@evil.invalid",
            "a/b",
        ] {
            assert!(get(bad).is_err(), "{bad}");
        }
        assert!(welcome(Site::OpenApi, &Method::GET, &HeaderMap::new()).is_err());
    }

    #[test]
    fn forms_of_other_sites_are_not_taken() {
        let post = |more: &[(&'static str, &'static str)]| {
            let all = [&[("host", "127.0.0.1:4000")], more].concat();
            welcome(Site::Portal, &Method::POST, &headers(&all)).is_ok()
        };
        assert!(post(&[]));
        assert!(post(&[
            ("origin", "http://127.0.0.1:4000"),
            ("sec-fetch-site", "same-origin")
        ]));
        assert!(!post(&[("origin", "http://127.0.0.1:4001")]));
        assert!(!post(&[("origin", "https://evil.invalid")]));
        assert!(!post(&[("origin", "null")]));
        assert!(!post(&[("sec-fetch-site", "cross-site")]));
    }
}

//! A world with a clock that stands still, to be asked without a network in between.

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::call::{Call, body_now};
use super::clock::Clock;
use super::door::Site;
use super::scenario::{Scenario, Scenarios};
use super::world::{Seeded, Urls, World};
use super::{dashboard_site, identity, openapi, portal_site, stackone};

/// What came back.
#[derive(Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_default()
    }

    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().unwrap_or("?"))
    }
}

/// The world and what it handed out.
pub struct Stand {
    pub world: World,
    pub seeded: Seeded,
    pub clock: Clock,
}

impl Stand {
    pub fn new(scenarios: &[Scenario]) -> Self {
        let clock = Clock::pinned("2026-03-02T09:00:00Z".parse().expect("a timestamp"));
        let url = |name: &str| format!("http://{name}.test");
        let urls = Urls {
            identity: url("identity"),
            planday: url("planday"),
            stackone: url("stackone"),
            portal: url("portal"),
            dashboard: url("dashboard"),
        };
        let scenarios = Scenarios::new(scenarios.iter().copied());
        let (world, seeded) = World::new(urls, clock.clone(), scenarios);
        Self {
            world,
            seeded,
            clock,
        }
    }

    pub fn ask(&mut self, site: Site, line: &str, headers: &[(&str, &str)], body: &str) -> Reply {
        let (method, uri) = line.split_once(' ').expect("a method and a path");
        let header = |&(name, value): &(&str, &str)| {
            let name = HeaderName::from_bytes(name.as_bytes()).expect("a header's name");
            (
                name,
                HeaderValue::from_str(value).expect("a header's value"),
            )
        };
        let call = Call::new(
            Method::from_bytes(method.as_bytes()).expect("a method"),
            &uri.parse().expect("a URI"),
            headers.iter().map(header).collect(),
            Bytes::from(body.to_owned()),
        );
        let world = &mut self.world;
        let response = match site {
            Site::Identity => identity::respond(world, &call),
            Site::OpenApi => openapi::respond(world, &call),
            Site::StackOne => stackone::respond(world, &call),
            Site::Portal => portal_site::respond(world, &call),
            Site::Dashboard => dashboard_site::respond(world, &call),
        };
        let (status, headers) = (response.status(), response.headers().clone());
        let text = String::from_utf8_lossy(&body_now(response)).into_owned();
        Reply {
            status,
            headers,
            text,
        }
    }

    pub fn form(&mut self, site: Site, line: &str, body: &str) -> Reply {
        let kind = ("content-type", "application/x-www-form-urlencoded");
        self.ask(site, line, &[kind], body)
    }

    /// The refresh grant with the values handed out.
    pub fn refresh(&mut self) -> Reply {
        let (app_id, token) = (self.seeded.app_id.clone(), self.seeded.token.clone());
        let body = format!(
            "client_id={}&grant_type=refresh_token&refresh_token={}",
            app_id.unwrap_or_default(),
            token.unwrap_or_default()
        );
        self.form(Site::Identity, "POST /connect/token", &body)
    }

    pub fn access_token(&mut self) -> String {
        let body = self.refresh().json();
        body["access_token"]
            .as_str()
            .expect("an access token")
            .to_owned()
    }

    pub fn planday(&mut self, access_token: &str, path: &str) -> Reply {
        let bearer = format!("Bearer {access_token}");
        self.ask(
            Site::OpenApi,
            &format!("GET {path}"),
            &[("authorization", &bearer)],
            "",
        )
    }

    pub fn stackone(&mut self, line: &str, headers: &[(&str, &str)], body: &str) -> Reply {
        let basic = format!(
            "Basic {}",
            STANDARD.encode(format!("{}:", self.seeded.api_key))
        );
        let own = [("authorization", basic.as_str()), ("user-agent", "test")];
        self.ask(Site::StackOne, line, &[&own, headers].concat(), body)
    }
}

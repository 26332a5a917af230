//! A world with a clock that stands still, to be asked without a network in between.

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::call::{Call, body_now};
use super::clock::Clock;
use super::scenario::{Scenario, Scenarios};
use super::site::Site;
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

mod tests {
    use proptest::prelude::*;

    use super::*;

    const PATHS: [&str; 28] = [
        "/connect/token",
        "/connect/revocation",
        "/connect/authorize",
        "/home/error",
        "/portal/v1.0/info",
        "/hr/v1.0/employees",
        "/hr/v1.0/employees/614517",
        "/scheduling/v1.0/shifts",
        "/scheduling/v1.0/scheduleDay",
        "/scheduling/v1.0/timeandcost/6324",
        "/punchclock/v1.0/punchclockshifts",
        "/payroll/v1.0/payroll",
        "/connector_profiles",
        "/connector_profiles/new",
        "/connect_sessions",
        "/connect_sessions/1",
        "/connect_sessions/authenticate",
        "/accounts",
        "/accounts/x/suspend",
        "/v2/accounts",
        "/v2/accounts/x",
        "/actions",
        "/actions/rpc",
        "/requests/logs",
        "/embedded/integrations",
        "/api_keys",
        "/settings/integrations/api-access/create",
        "/settings/integrations/api-access/%00/authorize",
    ];
    const NAMES: [&str; 14] = [
        "limit",
        "offset",
        "from",
        "to",
        "special",
        "departmentIds",
        "page",
        "page_size",
        "next",
        "status",
        "filter[connectors]",
        "include",
        "token",
        "client_id",
    ];
    const VALUES: [&str; 14] = [
        "",
        "-1",
        "0",
        "18446744073709551615",
        "9999-12-31",
        "-009999-01-01",
        "0000-01-01T00:00Z",
        "cGxhY2U6MTg0NDY3NDQwNzM3MDk1NTE2MTU",
        "%FF%00",
        "null",
        "6324",
        "active",
        "authentication_guides",
        "planday",
    ];
    const BODIES: [&str; 10] = [
        "",
        "{}",
        "[[[",
        "null",
        "\u{0}=\u{1}&&=",
        "client_id=&grant_type=refresh_token",
        r#"{"origin_owner_id":"o","origin_owner_name":"n","expires_in":9223372036854775807}"#,
        r#"{"action":"planday_list_employees","query":{"next":"cGxhY2U6MTg0NDY3NDQwNzM3MDk1NTE2MTU"}}"#,
        r#"{"action":"planday_get_employee","path":{"id":"../../x?y#z"},"query":{"from":{},"to":[1,null]}}"#,
        r#"{"pinned_version":"99999999999999999999.x.x","token":7}"#,
    ];

    /// Those that change what an answer looks like, not whether there is one.
    const ODD: [Scenario; 11] = [
        Scenario::HostileText,
        Scenario::OddMembers,
        Scenario::OddRefusals,
        Scenario::ModuleOff,
        Scenario::SpecialRefused,
        Scenario::SilentActions,
        Scenario::GuideChanged,
        Scenario::SlippedRedirect,
        Scenario::ErrorElsewhere,
        Scenario::OldApi,
        Scenario::Restless,
    ];

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn every_request_gets_an_answer(
            scenarios in prop::sample::subsequence(&ODD, 0..=ODD.len()),
            asked in prop::collection::vec(
                (0..5_usize, prop::sample::select(&["GET", "POST", "PATCH", "PUT", "DELETE", "ODD"]), prop::sample::select(&PATHS),
                 prop::collection::vec((prop::sample::select(&NAMES), prop::sample::select(&VALUES)), 0..4),
                 prop::sample::select(&BODIES)),
                1..20,
            ),
        ) {
            let mut stand = Stand::new(&scenarios);
            let bearer = format!("Bearer {}", stand.access_token());
            let basic = format!("Basic {}", STANDARD.encode(format!("{}:", stand.seeded.api_key)));
            let account = stand.world.stackone.accounts[0].id.clone();
            for (site, method, path, query, body) in asked {
                let site = Site::ALL[site];
                let query: Vec<String> = query.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
                let line = format!("{method} {path}?{}", query.join("&"));
                let credentials = if site == Site::OpenApi { &bearer } else { &basic };
                let headers = [("authorization", credentials.as_str()), ("user-agent", "test"),
                    ("x-account-id", account.as_str()), ("content-type", "application/x-www-form-urlencoded")];
                let reply = stand.ask(site, &line, &headers, body);
                prop_assert!(reply.status.as_u16() < 500 || reply.status == StatusCode::NOT_IMPLEMENTED, "{site:?} {line}: {}", reply.status);
            }
        }
    }
}

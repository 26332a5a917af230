//! How often the Open API may be asked, and the headers that tell it (planday.md 4.5).

use axum::http::header;
use axum::response::Response;

use crate::sandbox::call::with_header;
use crate::sandbox::limits::{Standing, Window};
use crate::sandbox::scenario::Scenario;
use crate::sandbox::world::World;

/// The documented windows: per portal, then per client id (planday.md 4.5).
const PORTAL: [Window; 2] = [
    Window {
        seconds: 1,
        quota: 20,
    },
    Window {
        seconds: 60,
        quota: 750,
    },
];
const CLIENT: [Window; 2] = [
    Window {
        seconds: 1,
        quota: 100,
    },
    Window {
        seconds: 60,
        quota: 2000,
    },
];

/// The policy part of `x-ratelimit-limit`, as documented.
const POLICY: &str = "20;w=1, 750;w=60, 100;w=1, 2000;w=60";

/// What the mishap `rate-limited` shows: the documented sample of a 429.
const EXHAUSTED: Standing = Standing {
    allowed: false,
    quota: 2000,
    remaining: 0,
    reset: 33,
};

/// Before anything was counted.
pub const UNTOUCHED: Standing = Standing {
    allowed: true,
    quota: 20,
    remaining: 20,
    reset: 1,
};

/// Counts one request of this app, and tells how things stand.
pub fn count(world: &mut World, app_id: &str) -> Standing {
    if world.scenarios.has(Scenario::RateLimited) {
        return EXHAUSTED;
    }
    let client = format!("client {app_id}");
    let portal = PORTAL.map(|window| ("portal", window));
    let client = CLIENT.map(|window| (client.as_str(), window));
    let budgets = [portal, client].concat();
    let now = world.clock.now();
    world.limits.count(now, &budgets).unwrap_or(UNTOUCHED)
}

/// Adds the rate headers that every reply carries.
pub fn told(response: Response, standing: Standing) -> Response {
    let values = [
        ("x-ratelimit-limit", format!("{}, {POLICY}", standing.quota)),
        ("x-ratelimit-remaining", standing.remaining.to_string()),
        ("x-ratelimit-reset", standing.reset.to_string()),
    ];
    values
        .into_iter()
        .fold(response, |response, (name, value)| {
            with_header(response, header::HeaderName::from_static(name), &value)
        })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use axum::http::StatusCode;

    use crate::sandbox::stand::Stand;

    #[test]
    fn the_twenty_first_request_in_a_second_is_refused() {
        let mut stand = Stand::new(&[]);
        let token = stand.access_token();
        let first = stand.planday(&token, "/portal/v1.0/info");
        assert_eq!(
            first.header("x-ratelimit-limit"),
            "20, 20;w=1, 750;w=60, 100;w=1, 2000;w=60"
        );
        assert_eq!(
            (
                first.header("x-ratelimit-remaining"),
                first.header("x-ratelimit-reset")
            ),
            ("19", "1")
        );
        for _ in 0..19 {
            assert_eq!(
                stand.planday(&token, "/portal/v1.0/info").status,
                StatusCode::OK
            );
        }
        let refused = stand.planday(&token, "/portal/v1.0/info");
        assert_eq!(
            (refused.status, refused.text.as_str()),
            (StatusCode::TOO_MANY_REQUESTS, "")
        );
        assert_eq!(
            (
                refused.header("x-envoy-ratelimited"),
                refused.header("x-ratelimit-remaining")
            ),
            ("true", "0")
        );
        stand.clock.advance(Duration::from_secs(1));
        assert_eq!(
            stand.planday(&token, "/portal/v1.0/info").status,
            StatusCode::OK
        );
    }
}

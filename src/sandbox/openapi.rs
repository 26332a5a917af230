//! Planday's Open API: who may ask, how often, and what (planday.md 4 to 7).

mod data;
mod routes;
mod views;

pub use data::Portal;

use axum::http::{Method, StatusCode, header};
use axum::response::Response;
use serde_json::{Value, json};

use super::call::{Call, empty, json, web_page, with_header};
use super::html::page;
use super::limits::{Standing, Window};
use super::scenario::Scenario;
use super::world::World;

/// The documented sentence of a 403 (planday.md 4.4).
const NO_SCOPE: &str =
    "Your application isn't assigned to the appropriate scope, so it can't perform this action";

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
const UNTOUCHED: Standing = Standing {
    allowed: true,
    quota: 20,
    remaining: 20,
    reset: 1,
};

/// Why a request was not answered with data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// 400: this parameter is wrong, in these words.
    Parameter(&'static str, String),
    /// 404: no record with this id.
    Missing(&'static str),
}

/// Answers one request: token, then rate, then scope, then parameters, then id (planday.md 11).
pub fn respond(world: &mut World, call: &Call) -> Response {
    let segments = call.segments();
    let Some(found) = routes::find(&segments) else {
        return told(unknown(), UNTOUCHED);
    };
    let bearer = call
        .header("authorization")
        .and_then(bearer_of)
        .and_then(|token| world.access(token));
    let Some(access) = bearer.cloned() else {
        return told(unauthorized(), UNTOUCHED);
    };
    if call
        .header("x-clientid")
        .is_some_and(|id| id != access.app_id)
    {
        return told(unauthorized(), UNTOUCHED);
    }
    let standing = count(world, &access.app_id);
    if !standing.allowed {
        let limited = empty(StatusCode::TOO_MANY_REQUESTS);
        return told(
            with_header(
                limited,
                header::HeaderName::from_static("x-envoy-ratelimited"),
                "true",
            ),
            standing,
        );
    }
    let granted = |scope: &&str| access.scopes.iter().any(|held| held == scope);
    let response = if !found.route.scopes.iter().all(granted) {
        json(
            StatusCode::FORBIDDEN,
            &world
                .voice
                .unasked(json!({"message": world.voice.say(NO_SCOPE)})),
        )
    } else if call.method == Method::GET {
        match views::answer(world, call, &found, &access.scopes) {
            Ok(body) => json(StatusCode::OK, &body),
            Err(failure) => failed(world, failure),
        }
    } else {
        // Nothing here is written to: only reads prove a connection.
        with_header(empty(StatusCode::METHOD_NOT_ALLOWED), header::ALLOW, "GET")
    };
    told(response, standing)
}

fn bearer_of(value: &str) -> Option<&str> {
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn count(world: &mut World, app_id: &str) -> Standing {
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
fn told(response: Response, standing: Standing) -> Response {
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

/// ASP.NET's bearer default: no body, and the reason in a header (planday.md 4.4, inferred).
fn unauthorized() -> Response {
    with_header(
        empty(StatusCode::UNAUTHORIZED),
        header::WWW_AUTHENTICATE,
        "Bearer error=\"invalid_token\"",
    )
}

fn unknown() -> Response {
    web_page(StatusCode::NOT_FOUND, page("404", "<h1>404 Not Found</h1>"))
}

fn failed(world: &World, failure: Failure) -> Response {
    let voice = world.voice;
    match failure {
        Failure::Parameter(name, words) => {
            let errors: Value = json!({name: [voice.say(&words)]});
            let title = voice.say("One or more validation errors occurred.");
            json(
                StatusCode::BAD_REQUEST,
                &json!({"title": title, "status": 400, "errors": errors}),
            )
        }
        Failure::Missing(what) => {
            let words = voice.say(&format!("{what} with given id doesn't exist"));
            json(
                StatusCode::NOT_FOUND,
                &json!({"title": words, "status": 404}),
            )
        }
    }
}

//! `StackOne`'s platform API: who may ask, how often, and where the answers are made (stackone.md 1 and 9).

mod accounts;
mod accounts_v2;
mod actions;
mod asked;
mod linking;
mod logs;
mod odd;
mod paging;
mod patch;
mod problem;
mod profiles;
mod refused;
mod rpc;
mod sessions;

pub use linking::{Linked, cancel, connect, open};

use axum::http::StatusCode;
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::call::{Call, empty, json};
use super::limits::Window;
use super::scenario::Scenario;
use super::world::World;
use problem::{Answer, Problem, found};

/// The documented limit, per API key (stackone.md 9).
const LIMIT: Window = Window {
    seconds: 60,
    quota: 1000,
};

/// The first segments of the paths that an older deployment does not have (scenario `old-api`).
const NEWER: [&str; 1] = ["v2"];

/// Answers one request: agent, key, rate, path, the key's scope, and then the endpoint's own checks.
pub fn respond(world: &mut World, call: &Call) -> Response {
    world.catch_up();
    let answer = guarded(world, call);
    let status = answer
        .as_ref()
        .map_or_else(|problem| problem.status, |(status, _)| *status);
    logs::record(world, call, status);
    match answer {
        Ok((StatusCode::NO_CONTENT, _)) => empty(StatusCode::NO_CONTENT),
        Ok((status, body)) => json(status, &body),
        Err(problem) => problem.response(world),
    }
}

fn guarded(world: &mut World, call: &Call) -> Answer {
    if call.header("user-agent").is_none_or(str::is_empty) {
        return Err(Problem::new(
            StatusCode::FORBIDDEN,
            "Request blocked: a valid User-Agent header is required",
        ));
    }
    let secret = call.header("authorization").and_then(key_of);
    let key = secret.and_then(|secret| {
        world
            .stackone
            .keys
            .iter()
            .find(|key| key.secret == secret && key.enabled)
    });
    let Some((key, platform)) = key.map(|key| (format!("key {}", key.id), key.platform)) else {
        return Err(Problem::new(StatusCode::UNAUTHORIZED, "Unauthorized"));
    };
    if world.scenarios.has(Scenario::RateLimited) {
        return Err(too_many(60));
    }
    let now = world.clock.now();
    if let Some(standing) = world
        .limits
        .count(now, &[(key.as_str(), LIMIT)])
        .filter(|standing| !standing.allowed)
    {
        return Err(too_many(standing.reset));
    }
    let segments = call.segments();
    let path: Vec<&str> = segments.iter().map(String::as_str).collect();
    // Actions have a scope of their own; everything else is the Platform API (stackone.md 1).
    if path.first() != Some(&"actions") && !platform {
        return Err(Problem::new(StatusCode::FORBIDDEN, "Forbidden resource"));
    }
    let (status, body) = dispatch(world, call, &path)?;
    Ok((status, odd::odd(world, call.method.as_str(), &path, body)))
}

fn dispatch(world: &mut World, call: &Call, path: &[&str]) -> Answer {
    let method = call.method.as_str();
    if world.scenarios.has(Scenario::OldApi) && path.first().is_some_and(|one| NEWER.contains(one))
    {
        return Err(Problem::not_found());
    }
    if path.first() == Some(&"connector_profiles") && world.scenarios.has(Scenario::NoProfilesApi) {
        return Err(Problem::not_found());
    }
    match (method, path) {
        ("GET", ["connector_profiles" | "auth_configs"]) => profiles::list(world, call),
        ("GET", ["connector_profiles", id, "versions"]) => profiles::versions(world, id),
        ("GET", ["connector_profiles", id, "pinned_version"]) => profiles::pinned(world, id),
        ("PUT", ["connector_profiles", id, "pinned_version"]) => profiles::pin(world, call, id),
        ("DELETE", ["connector_profiles", id, "pinned_version"]) => profiles::unpin(world, id),
        ("POST", ["connect_sessions"]) => sessions::create(world, call),
        ("POST", ["connect_sessions", "authenticate"]) => sessions::authenticate(world, call),
        ("GET", ["connect_sessions", id]) => sessions::get(world, id),
        ("GET", ["accounts"]) => accounts::list(world, call),
        ("GET", ["accounts", id]) => accounts::get(world, id),
        ("GET", ["accounts", id, "meta"]) => accounts::meta(world, id),
        ("PATCH", ["accounts", id]) => patch::patch(world, call, id),
        ("DELETE", ["accounts", id]) => accounts::delete(world, id),
        ("GET", ["v2", "accounts"]) => accounts_v2::list(world, call),
        ("GET", ["v2", "accounts", id]) => accounts_v2::get(world, id),
        ("GET", ["actions"]) => actions::list(world, call),
        ("POST", ["actions", "rpc"]) => rpc::run(world, call),
        ("GET", ["requests", "logs"]) => logs::list(world, call, logs::Kind::Requests),
        ("GET", ["requests", "platform-logs"]) => logs::list(world, call, logs::Kind::Platform),
        ("GET", ["requests", "logs", "steps"]) => found(json!({"data": [], "next": null})),
        ("GET", ["requests", "logs", id]) => logs::get(world, id),
        _ => Err(Problem::not_found()),
    }
}

fn too_many(seconds: i64) -> Problem {
    Problem::new(StatusCode::TOO_MANY_REQUESTS, "Too many requests").retry_after(seconds)
}

/// The key of `Basic base64(key + ":")`; without the colon, or with a password, it is no key (stackone.md 1).
fn key_of(header: &str) -> Option<String> {
    let (scheme, encoded) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    decoded
        .strip_suffix(':')
        .filter(|key| !key.is_empty())
        .map(str::to_owned)
}

#[cfg(test)]
mod account_tests;
#[cfg(test)]
mod link_tests;
#[cfg(test)]
mod restless_tests;
#[cfg(test)]
mod tests;

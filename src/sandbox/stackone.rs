//! `StackOne`'s platform API: who may ask, how often, and where the answers are made (stackone.md 1 and 9).

mod accounts;
mod actions;
mod linking;
mod logs;
mod paging;
mod profiles;
mod rpc;
mod sessions;

pub use linking::{Linked, cancel, connect, open};

use axum::http::{StatusCode, header};
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::call::{Call, empty, json, with_header};
use super::clock::written;
use super::limits::Window;
use super::scenario::Scenario;
use super::world::World;

/// The documented limit, per API key (stackone.md 9).
const LIMIT: Window = Window {
    seconds: 60,
    quota: 1000,
};

/// What went wrong, with what the body says about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    /// The status.
    pub status: StatusCode,
    message: String,
    more: Vec<(&'static str, Value)>,
    retry_after: Option<i64>,
}

impl Problem {
    /// A problem in these words.
    pub fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
            more: Vec::new(),
            retry_after: None,
        }
    }

    /// 404 with the documented message.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "Not Found")
    }

    /// 400 for a field, in the manner of a validation (stackone.md 9).
    pub fn invalid(message: impl Into<String>) -> Self {
        let message = message.into();
        let errors = json!([message]);
        Self::new(StatusCode::BAD_REQUEST, message)
            .with("errorCode", json!("ValidationError"))
            .with("errors", errors)
    }

    /// Adds a field to the body.
    pub fn with(mut self, name: &'static str, value: Value) -> Self {
        self.more.push((name, value));
        self
    }

    /// Adds `Retry-After`, in seconds.
    pub fn retry_after(mut self, seconds: i64) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    fn response(self, world: &World) -> Response {
        let mut body = json!({
            "statusCode": self.status.as_u16(),
            "message": world.voice.say(&self.message),
            "timestamp": written(world.clock.now()),
        });
        for (name, value) in self.more {
            body[name] = value;
        }
        let response = json(self.status, &world.voice.unasked(body));
        match self.retry_after {
            Some(seconds) => with_header(response, header::RETRY_AFTER, &seconds.to_string()),
            None => response,
        }
    }
}

/// What an endpoint gives: a status with JSON, or a problem.
pub type Answer = Result<(StatusCode, Value), Problem>;

/// A 200.
#[expect(
    clippy::unnecessary_wraps,
    reason = "it ends endpoints, and they all give an `Answer`"
)]
fn found(body: Value) -> Answer {
    Ok((StatusCode::OK, body))
}

/// Answers one request: agent, key, rate, path, the key's scope, and then the endpoint's own checks.
pub fn respond(world: &mut World, call: &Call) -> Response {
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
    dispatch(world, call, &path)
}

fn dispatch(world: &mut World, call: &Call, path: &[&str]) -> Answer {
    let method = call.method.as_str();
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
        ("PATCH", ["accounts", id]) => accounts::patch(world, call, id),
        ("DELETE", ["accounts", id]) => accounts::delete(world, id),
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
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::sandbox::door::Site;
    use crate::sandbox::stand::Stand;

    #[test]
    fn the_colon_is_required() {
        let basic = |text: &str| format!("Basic {}", STANDARD.encode(text));
        assert_eq!(key_of(&basic("v1.eu1.abc:")), Some("v1.eu1.abc".to_owned()));
        assert_eq!(key_of(&basic("v1.eu1.abc")), None);
        assert_eq!(key_of(&basic("v1.eu1.abc:password")), None);
        assert_eq!(key_of(&basic(":")), None);
        assert_eq!(key_of("Bearer v1.eu1.abc"), None);
        assert_eq!(key_of("Basic ***"), None);
    }

    fn status(stand: &mut Stand, line: &str) -> u16 {
        stand.stackone(line, &[], "").status.as_u16()
    }

    #[test]
    fn the_door_asks_for_an_agent_then_a_key() {
        let mut stand = Stand::new(&[]);
        let ask = |stand: &mut Stand, headers: &[(&str, &str)]| {
            let reply = stand.ask(Site::StackOne, "GET /accounts", headers, "");
            (reply.status.as_u16(), reply.json()["message"].clone())
        };
        assert_eq!(ask(&mut stand, &[]).0, 403);
        let (code, message) = ask(
            &mut stand,
            &[("user-agent", "test"), ("authorization", "Basic eDo=")],
        );
        assert_eq!((code, message), (401, json!("Unauthorized")));
        assert_eq!(status(&mut stand, "GET /accounts"), 200);
        assert_eq!(status(&mut stand, "GET /v2/accounts"), 404);
        assert_eq!(status(&mut stand, "POST /connector_profiles"), 404);
    }

    #[test]
    fn a_thousand_requests_a_minute_and_not_one_more() {
        let mut stand = Stand::new(&[]);
        stand.clock.advance(Duration::from_secs(15));
        for _ in 0..1000 {
            assert_eq!(status(&mut stand, "GET /accounts?page_size=1"), 200);
        }
        let refused = stand.stackone("GET /accounts", &[], "");
        assert_eq!(
            (refused.status.as_u16(), refused.header("retry-after")),
            (429, "45")
        );
        stand.clock.advance(Duration::from_secs(45));
        assert_eq!(status(&mut stand, "GET /accounts"), 200);
    }

    #[test]
    fn accounts_are_filtered_paged_changed_and_deleted() {
        let mut stand = Stand::new(&[]);
        let mut ids = |query: &str| {
            let body = stand
                .stackone(&format!("GET /accounts{query}"), &[], "")
                .json();
            let ids = body
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|one| one["id"].as_str().map(str::to_owned));
            ids.collect::<Vec<_>>()
        };
        assert_eq!(ids("").len(), 7);
        assert_eq!(
            (
                ids("?page=2&page_size=5").len(),
                ids("?page=3&page_size=5").len()
            ),
            (2, 0)
        );
        assert_eq!(ids("?status=active&status=expired").len(), 3);
        assert_eq!(ids("?origin_owner_id=cust-1003&provider=planday").len(), 1);
        assert_eq!(ids("?providers=slack").len(), 0);
        let id = ids("")[0].clone();
        let patched = stand
            .stackone(
                &format!("PATCH /accounts/{id}"),
                &[],
                r#"{"label":"New","type":"test"}"#,
            )
            .json();
        assert_eq!(
            (&patched["label"], &patched["type"]),
            (&json!("New"), &json!("test"))
        );
        let bad = stand.stackone(&format!("PATCH /accounts/{id}"), &[], r#"{"label":7}"#);
        assert_eq!(bad.status, StatusCode::BAD_REQUEST);
        assert_eq!(
            stand
                .stackone(&format!("DELETE /accounts/{id}"), &[], "")
                .json()["id"],
            json!(id)
        );
        assert_eq!(status(&mut stand, &format!("GET /accounts/{id}")), 404);
        for query in ["page=0", "page_size=x", "page=-1", "status=odd"] {
            assert_eq!(
                status(&mut stand, &format!("GET /accounts?{query}")),
                400,
                "{query}"
            );
        }
    }

    #[test]
    fn a_profile_is_listed_and_pinned() {
        let mut stand = Stand::new(&[]);
        let list = stand
            .stackone(
                "GET /connector_profiles?connector_key=planday&enabled=true",
                &[],
                "",
            )
            .json();
        assert_eq!(
            (&list["page"], &list["page_size"], &list["total"]),
            (&json!(1), &json!(25), &json!(1))
        );
        let profile = &list["data"][0];
        assert_eq!(
            (&profile["active"], &profile["default"]),
            (&json!(true), &json!(true))
        );
        assert!(profile.get("token_secret").is_none());
        let at = format!(
            "/connector_profiles/{}/pinned_version",
            profile["id"].as_str().unwrap_or_default()
        );
        assert_eq!(status(&mut stand, &format!("GET {at}")), 404);
        assert_eq!(
            stand
                .stackone(&format!("PUT {at}"), &[], r#"{"pinned_version":"^1.2.0"}"#)
                .status
                .as_u16(),
            400
        );
        let pinned = stand
            .stackone(&format!("PUT {at}"), &[], r#"{"pinned_version":"1.1.x"}"#)
            .json();
        assert_eq!(pinned["pinned_version"], "1.1.x");
        let versions = stand
            .stackone(
                &format!("GET {}", at.replace("pinned_version", "versions")),
                &[],
                "",
            )
            .json();
        assert_eq!(
            (&versions[1]["version"], &versions[1]["pinned"]),
            (&json!("1.1.0"), &json!(true))
        );
        let gone = stand.stackone(&format!("DELETE {at}"), &[], "");
        assert_eq!((gone.status.as_u16(), gone.text.as_str()), (204, ""));
        assert_eq!(
            status(&mut stand, "GET /connector_profiles/x/versions"),
            404
        );
        assert_eq!(
            stand
                .stackone("GET /connector_profiles?enabled=false", &[], "")
                .json()["total"],
            0
        );
        assert_eq!(
            status(&mut stand, "GET /connector_profiles?enabled=maybe"),
            400
        );
    }

    #[test]
    fn all_69_actions_come_in_pages() {
        let mut stand = Stand::new(&[]);
        let (mut next, mut ids) = (String::new(), Vec::new());
        for _ in 0..3 {
            let body = stand
                .stackone(
                    &format!("GET /actions?filter%5Bconnectors%5D=planday{next}"),
                    &[],
                    "",
                )
                .json();
            ids.extend(
                body["data"][0]["actions"]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .map(|one| one["id"].to_string()),
            );
            next = body["next"]
                .as_str()
                .map_or(String::new(), |cursor| format!("&next={cursor}"));
        }
        ids.dedup();
        assert_eq!((ids.len(), next.as_str()), (69, ""));
        assert_eq!(status(&mut stand, "GET /actions?next=x"), 400);
        let guide =
            "GET /actions?filter[connectors]=planday&include=authentication_guides&exclude=actions";
        let body = stand.stackone(guide, &[], "").json();
        let sections =
            &body["data"][0]["authentication"][0]["support"]["guides"]["setup"]["sections"];
        assert_eq!(
            (
                sections.as_array().map(Vec::len),
                body["data"][0].get("actions")
            ),
            (Some(3), None)
        );
        let found = stand.stackone("GET /actions?search=portal", &[], "").json();
        assert_eq!(found["data"][0]["actions"][0]["id"], "planday_get_portal");
    }

    #[test]
    fn actions_run_for_active_accounts_with_what_the_profile_was_given() {
        let mut stand = Stand::new(&[]);
        let account = |stand: &Stand, status: &str| {
            let found = stand
                .world
                .stackone
                .accounts
                .iter()
                .find(|account| account.status == status);
            found.map(|account| account.id.clone()).unwrap_or_default()
        };
        let (active, suspended) = (account(&stand, "active"), account(&stand, "suspended"));
        let mut run = |account: &str, body: &str| {
            let reply = stand.stackone("POST /actions/rpc", &[("x-account-id", account)], body);
            (reply.status.as_u16(), reply.json())
        };
        let (code, first) = run(&active, r#"{"action":"planday_list_employees"}"#);
        assert_eq!(
            (code, first["data"].as_array().map(Vec::len)),
            (200, Some(50))
        );
        let body = json!({"action": "planday_list_employees", "query": {"next": first["next"]}});
        let (_, second) = run(&active, &body.to_string());
        assert_eq!(
            (second["data"].as_array().map(Vec::len), &second["next"]),
            (Some(7), &Value::Null)
        );
        let (code, one) = run(
            &active,
            r#"{"action":"planday_get_department","path":{"id":6324}}"#,
        );
        assert_eq!((code, &one["data"]["name"]), (200, &json!("Kitchen")));
        let (code, body) = run(&active, r#"{"action":"planday_list_salary_types"}"#);
        assert_eq!(
            (code, &body["provider_errors"][0]["status"]),
            (400, &json!(403))
        );
        let (code, body) = run(&suspended, r#"{"action":"planday_list_employees"}"#);
        assert_eq!(
            (code, &body["message"]),
            (412, &json!("Precondition failed"))
        );
        assert_eq!(
            run("nobody", r#"{"action":"planday_list_employees"}"#).0,
            404
        );
        assert_eq!(run(&active, r#"{"action":"planday_create_shift"}"#).0, 501);
        for body in [
            "",
            "{}",
            r#"{"action":"slack_send_message"}"#,
            r#"{"action":"planday_get_department"}"#,
        ] {
            assert_eq!(run(&active, body).0, 400, "{body}");
        }
        assert_eq!(
            stand
                .stackone("POST /actions/rpc", &[], "{}")
                .status
                .as_u16(),
            400
        );
    }

    #[test]
    fn logs_tell_what_was_asked_newest_first() {
        let mut stand = Stand::new(&[]);
        status(&mut stand, "GET /accounts");
        status(&mut stand, "GET /accounts/nobody");
        let logs = stand
            .stackone("GET /requests/logs?page_size=1", &[], "")
            .json();
        assert_eq!(
            (&logs["data"][0]["path"], &logs["data"][0]["status"]),
            (&json!("/accounts/nobody"), &json!(404))
        );
        let next = logs["next"].as_str().unwrap_or_default();
        let older = stand
            .stackone(
                &format!("GET /requests/logs?page_size=1&next={next}"),
                &[],
                "",
            )
            .json();
        assert_eq!(
            (&older["data"][0]["path"], &older["next"]),
            (&json!("/accounts"), &Value::Null)
        );
        let failed = stand
            .stackone("GET /requests/logs?filter[success]=false", &[], "")
            .json();
        assert_eq!(failed["data"].as_array().map(Vec::len), Some(1));
        let id = older["data"][0]["request_id"].as_str().unwrap_or_default();
        assert_eq!(
            stand
                .stackone(&format!("GET /requests/logs/{id}"), &[], "")
                .json()["data"]["request_id"],
            json!(id)
        );
    }
}

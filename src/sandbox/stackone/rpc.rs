//! `POST /actions/rpc`: one action on one linked account (stackone.md 6.3).

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::Response;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value, json};

use super::linking::fresh_access;
use super::paging::{cursor, place};
use super::problem::{Answer, Problem, found};
use super::refused::Refusal;
use crate::sandbox::call::Call;
use crate::sandbox::catalogue::{self, Action, Read};
use crate::sandbox::openapi;
use crate::sandbox::world::{Profile, World};

/// Runs an action.
pub fn run(world: &mut World, call: &Call) -> Answer {
    let account_id = call
        .header("x-account-id")
        .ok_or_else(|| Problem::invalid("x-account-id header is required"))?;
    let Some(Value::Object(body)) = call.json() else {
        return Err(Problem::invalid("the body must be an object"));
    };
    let name = body
        .get("action")
        .and_then(Value::as_str)
        .filter(|name| !name.is_empty());
    let name = name.ok_or_else(|| Problem::invalid("action must be a string"))?;
    let account = world.account(account_id).ok_or_else(Problem::not_found)?;
    if let Some(refusal) = Refusal::of(world, account) {
        return Err(refusal.problem(world, account));
    }
    let provider = account.provider.clone();
    let profile_id = match call.header("x-connector-profile-id") {
        Some(other) => {
            let same = world
                .profile(other)
                .is_some_and(|profile| profile.connector_key == provider);
            let refused = "x-connector-profile-id must be a profile of the account's connector";
            same.then(|| other.to_owned())
                .ok_or_else(|| Problem::invalid(refused))?
        }
        None => account.profile_id.clone(),
    };
    let action = catalogue::action(name).filter(|action| action.connector == provider);
    let action = action
        .ok_or_else(|| Problem::invalid(format!("Action {name} not found for this account")))?;
    let Some(read) = action.read else {
        // Nothing in the sandbox is written to.
        return Err(Problem::new(StatusCode::NOT_IMPLEMENTED, "Not Implemented"));
    };
    let profile = world.profile(&profile_id).cloned();
    // Also the profile that the call names instead of the account's own.
    let Some(profile) = profile.filter(|profile| profile.active) else {
        let account = world.account(account_id).ok_or_else(Problem::not_found)?;
        return Err(Refusal::Inactive.problem(world, account));
    };
    let (uri, offset) = uri(&action, &read, &body)?;
    let access = access(world, account_id, &profile)?;
    let response = openapi::respond(world, &planday_call(&uri, &access, &profile.app_id)?);
    translate(world, &uri, response, offset)
}

/// The account's access token; a new one when it has none or it has run out.
fn access(world: &mut World, account_id: &str, profile: &Profile) -> Result<String, Problem> {
    let known = world
        .account(account_id)
        .and_then(|account| account.access_token.clone());
    if let Some(known) = known.filter(|known| world.access(known).is_some()) {
        return Ok(known);
    }
    match fresh_access(world, profile) {
        Ok(fresh) => {
            if let Some(account) = world.account_mut(account_id) {
                account.access_token = Some(fresh.clone());
            }
            Ok(fresh)
        }
        Err((code, words)) => {
            let now = world.clock.now();
            if let Some(account) = world.account_mut(account_id) {
                account.access_token = None;
                account.set_status(
                    "error",
                    Some(("AccountInvalidCredentialsError", words)),
                    now,
                );
            }
            // The request that finds out is a 401 of the provider's; the next meets the account in error (newer.md 2.1).
            let url = format!("{}/connect/token", world.urls.identity);
            let errors =
                json!([{"status": 400, "url": url, "raw": {"error": code}, "headers": {}}]);
            let problem = Problem::new(StatusCode::UNAUTHORIZED, "Unauthorized");
            Err(problem
                .with("errorCode", json!("AccountInvalidCredentialsError"))
                .with("provider_errors", errors))
        }
    }
}

/// The Open API's path for an action with its parameters, and where its page starts.
fn uri(
    action: &Action,
    read: &Read,
    body: &Map<String, Value>,
) -> Result<(String, usize), Problem> {
    let values = |name: &str| match body.get(name) {
        None | Some(Value::Null) => Ok(Map::new()),
        Some(Value::Object(values)) => Ok(values.clone()),
        Some(_) => Err(Problem::invalid(format!("{name} must be an object"))),
    };
    let (ids, mut query) = (values("path")?, values("query")?);
    let mut path = read.path.to_owned();
    if path.contains("{}") {
        let given = ids.get("id").or_else(|| ids.values().next());
        let id = given
            .and_then(plain)
            .ok_or_else(|| Problem::invalid(format!("path.id is required by {}", action.id)))?;
        path = path.replace(
            "{}",
            &utf8_percent_encode(&id, NON_ALPHANUMERIC).to_string(),
        );
    }
    let offset = match query.remove("next").or_else(|| query.remove("cursor")) {
        None | Some(Value::Null) => 0,
        Some(next) => place(next.as_str().unwrap_or_default())?,
    };
    query.remove("debug");
    let mut written = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in &query {
        let name = if name == "page_size" { "limit" } else { name };
        if let Some(value) = plain(value) {
            written.append_pair(name, &value);
        }
    }
    for (name, value) in read.defaults {
        if !query.keys().any(|given| given.eq_ignore_ascii_case(name)) {
            written.append_pair(name, value);
        }
    }
    if read.list {
        written.append_pair("offset", &offset.to_string());
    }
    Ok((format!("{path}?{}", written.finish()), offset))
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Array(many) => Some(many.iter().filter_map(plain).collect::<Vec<_>>().join(",")),
        Value::Null | Value::Object(_) => None,
    }
}

fn planday_call(uri: &str, access: &str, app_id: &str) -> Result<Call, Problem> {
    let uri: Uri = uri
        .parse()
        .map_err(|_| Problem::invalid("path or query cannot be sent to the provider"))?;
    let mut headers = HeaderMap::new();
    let values = [
        (header::AUTHORIZATION, format!("Bearer {access}")),
        (
            header::HeaderName::from_static("x-clientid"),
            app_id.to_owned(),
        ),
    ];
    for (name, value) in values {
        headers.insert(
            name,
            HeaderValue::from_str(&value)
                .map_err(|_| Problem::invalid("the credentials cannot be sent"))?,
        );
    }
    Ok(Call::new(Method::GET, &uri, headers, Bytes::new()))
}

/// Planday's answer in `StackOne`'s words: `data` and `next`, or the provider's error (stackone.md 9).
fn translate(world: &World, uri: &str, response: Response, offset: usize) -> Answer {
    let status = response.status();
    let retry = response
        .headers()
        .get("x-ratelimit-reset")
        .and_then(|value| value.to_str().ok()?.parse().ok());
    let raw = crate::sandbox::call::body_now(response);
    if status.is_success() {
        let body: Value = serde_json::from_slice(&raw).unwrap_or_default();
        let data = body.get("data").cloned().unwrap_or(body.clone());
        let seen = offset.saturating_add(data.as_array().map_or(0, Vec::len));
        let total = body["paging"]["total"]
            .as_u64()
            .and_then(|total| usize::try_from(total).ok());
        let more = total.is_some_and(|total| seen > offset && seen < total);
        return found(
            world
                .voice
                .unasked(json!({"data": data, "next": more.then(|| cursor(seen))})),
        );
    }
    let raw: Value =
        serde_json::from_slice(&raw).unwrap_or_else(|_| json!(String::from_utf8_lossy(&raw)));
    let url = format!("{}{uri}", world.urls.planday);
    let errors = json!([{"status": status.as_u16(), "url": url, "raw": raw, "headers": {}}]);
    let problem = match status {
        StatusCode::NOT_FOUND => Problem::not_found(),
        StatusCode::TOO_MANY_REQUESTS => {
            Problem::new(StatusCode::REQUEST_TIMEOUT, "Request timed out")
                .retry_after(retry.unwrap_or(60))
        }
        status if status.is_server_error() => Problem::new(StatusCode::BAD_GATEWAY, "Bad Gateway"),
        _ => Problem::new(StatusCode::BAD_REQUEST, "Bad Request"),
    };
    Err(problem.with("provider_errors", errors))
}

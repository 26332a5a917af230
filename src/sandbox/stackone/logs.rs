//! Request logs: what was asked of this API (stackone.md 7).

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::paging::{cursor, size, start};
use super::problem::{Answer, Problem, found};
use crate::sandbox::call::Call;
use crate::sandbox::clock::written;
use crate::sandbox::world::World;

/// Which logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Every request.
    Requests,
    /// Those to the platform's own endpoints.
    Platform,
}

/// Keeps a line about a request. Reading the logs leaves none, or following them would never end.
pub fn record(world: &mut World, call: &Call, status: StatusCode) {
    if call.path.starts_with("/requests/") {
        return;
    }
    let now = written(world.clock.now());
    let segments = call.segments();
    let is_rpc = call.path.trim_end_matches('/') == "/actions/rpc";
    let body = if is_rpc {
        call.json().unwrap_or_default()
    } else {
        Value::Null
    };
    let account = match segments.as_slice() {
        [accounts, id, ..] if accounts == "accounts" => Some(id.as_str()),
        [v2, accounts, id, ..] if v2 == "v2" && accounts == "accounts" => Some(id.as_str()),
        _ => call.header("x-account-id"),
    };
    let provider = account
        .and_then(|id| world.account(id))
        .map(|account| account.provider.clone());
    let id = world.dice.uuid();
    let entry = json!({
        "request_id": id,
        "event_datetime": now,
        "start_time": now,
        "end_time": now,
        "duration": 12,
        "project_id": "sandbox-10001",
        "account_id": account,
        "provider": provider,
        "category": if is_rpc { "actions" } else { "platform" },
        "service": if is_rpc { "actions" } else { "platform" },
        "resource": segments.first(),
        "action": body["action"].as_str(),
        "http_method": call.method.as_str(),
        "path": call.path,
        "url": format!("{}{}", world.urls.stackone, call.path),
        "status": status.as_u16(),
        "success": status.is_success(),
        "source_type": "API_REQUEST",
        "source_ip": "127.0.0.1",
        "is_worker": false,
        "step_requests": [],
    });
    world.log(entry);
}

/// The filters, and the field each looks at. SDKs send them at the top level, other clients in `filter[…]`.
const FILTERS: [(&str, &str); 9] = [
    ("account_ids", "account_id"),
    ("actions", "action"),
    ("providers", "provider"),
    ("services", "service"),
    ("resources", "resource"),
    ("http_methods", "http_method"),
    ("status_codes", "status"),
    ("request_ids", "request_id"),
    ("success", "success"),
];

/// `GET /requests/logs` and `GET /requests/platform-logs`, newest first unless asked otherwise.
pub fn list(world: &World, call: &Call, kind: Kind) -> Answer {
    let (size, start) = (size(call)?, start(call)?);
    let filters: Vec<(Vec<String>, &str)> = FILTERS
        .into_iter()
        .map(|(name, field)| {
            (
                [call.list(name), call.list(&format!("filter[{name}]"))].concat(),
                field,
            )
        })
        .filter(|(asked, _)| !asked.is_empty())
        .collect();
    let bound = |name: &str| {
        call.query(name)
            .or_else(|| call.query(&format!("filter[{name}]")))
            .map(str::to_owned)
    };
    let (from, to) = (bound("start_date"), bound("end_date"));
    let wanted = |entry: &&Value| {
        let when = entry["event_datetime"].as_str().unwrap_or_default();
        filters
            .iter()
            .all(|(asked, field)| asked.contains(&plain(&entry[*field])))
            && (kind == Kind::Requests || entry["category"] == "platform")
            && from.as_deref().is_none_or(|from| when >= from)
            && to.as_deref().is_none_or(|to| when <= to)
    };
    let mut matching: Vec<&Value> = world.stackone.logs.iter().filter(wanted).collect();
    if call.query("order_direction") == Some("asc") {
        matching.reverse();
    }
    let next = (matching.len() > start.saturating_add(size)).then(|| cursor(start + size));
    let data: Vec<Value> = matching
        .into_iter()
        .skip(start)
        .take(size)
        .map(|entry| said(world, entry))
        .collect();
    found(json!({"data": data, "next": next}))
}

fn plain(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

fn said(world: &World, entry: &Value) -> Value {
    let mut entry = entry.clone();
    for name in ["path", "url", "action", "service", "source_type"] {
        if let Some(text) = entry[name].as_str() {
            entry[name] = json!(world.voice.say(text));
        }
    }
    world.voice.unasked(entry)
}

/// `GET /requests/logs/{id}`.
pub fn get(world: &World, id: &str) -> Answer {
    let entry = world
        .stackone
        .logs
        .iter()
        .find(|entry| entry["request_id"] == json!(id))
        .ok_or_else(Problem::not_found)?;
    let mut full = said(world, entry);
    full["request"] = json!({"id": id, "method": entry["http_method"], "url": {"url": entry["url"], "path": entry["path"]}, "headers": {}});
    full["response"] =
        json!({"status_code": entry["status"], "headers": {}, "provider_errors": []});
    found(json!({"data": full}))
}

//! `StackOne`'s answers with members as clients have met them (scenario `odd-members`): null where yes or no is documented, old and new
//! names side by side, names in another case, numbers as texts, and strange elements among the others. Nothing that decides
//! is missing: a careful client gets through.

use serde_json::{Value, json};

use crate::sandbox::scenario::Scenario;
use crate::sandbox::world::World;

/// The answer to this request, as odd as the scenario wants it.
pub fn odd(world: &World, method: &str, path: &[&str], mut body: Value) -> Value {
    if !world.scenarios.has(Scenario::OddMembers) {
        return body;
    }
    match (method, path) {
        ("GET", ["connector_profiles" | "auth_configs"]) => profiles(&mut body),
        ("GET", ["connector_profiles", _, "versions"]) => {
            each(&mut body, |version| version["builtin"] = Value::Null);
            strange(&mut body);
        }
        ("GET", ["accounts"]) => {
            each(&mut body, account);
            strange(&mut body);
        }
        (_, ["accounts", _]) => account(&mut body),
        ("GET", ["v2", "accounts"]) => {
            each(&mut body["data"], account_v2);
            strange(&mut body["data"]);
        }
        (_, ["v2", "accounts", _]) => account_v2(&mut body),
        (_, ["connect_sessions", ..]) => session(&mut body),
        ("GET", ["actions"]) => actions(&mut body),
        ("POST", ["actions", "rpc"]) => {
            body["next"] = json!(body["next"].as_str().unwrap_or("null"));
        }
        _ => {}
    }
    body
}

/// The error body of a refusal, as odd as the scenario wants it.
pub fn odd_refusal(world: &World, body: &mut Value) {
    if !world.scenarios.has(Scenario::OddMembers) {
        return;
    }
    body["statusCode"] = json!(body["statusCode"].to_string());
    body["message"] = json!([body["message"].take()]);
    body["errors"] = Value::Null;
    rename(body, "errorCode", "error_code");
    if body.get("provider_errors").is_none() {
        body["provider_errors"] = json!({});
    }
    if let Some(reasons) = body.pointer_mut("/details/statusReasons") {
        strange(reasons);
    }
}

fn profiles(body: &mut Value) {
    body["page_size"] = Value::Null;
    body["total"] = json!(body["total"].to_string());
    let first = body["data"].get(0).cloned();
    each(&mut body["data"], |profile| {
        profile["connector_key"] = json!(format!(
            "{} ",
            capitalised(profile["connector_key"].as_str().unwrap_or_default())
        ));
        profile["categories"] = json!("hris");
        profile["updated_at"] = json!(1_700_000_000);
    });
    let Some(mut second) = first else {
        return;
    };
    // One more, of which StackOne tells little.
    for name in [
        "active",
        "default",
        "authentication_config_key",
        "connector_version",
    ] {
        second[name] = Value::Null;
    }
    second["id"] = json!(format!("{}-2", second["id"].as_str().unwrap_or_default()));
    second["name"] = json!("Planday, told little of");
    if let Some(data) = body["data"].as_array_mut() {
        data.push(second);
    }
    strange(&mut body["data"]);
}

/// Both vocabularies at once: `StackOne` is moving from one to the other (stackone.md, "v1 / v2 warning").
fn account(account: &mut Value) {
    account["connector"] = account["provider"].clone();
    account["owner_id"] = account["origin_owner_id"].clone();
    account["owner_name"] = account["origin_owner_name"].clone();
    account["origin_owner_name"] = Value::Null;
    account["provider"] = json!(capitalised(
        account["provider"].as_str().unwrap_or_default()
    ));
    standing(account);
}

/// The same from the other side: the new names stand beside the old.
fn account_v2(account: &mut Value) {
    account["provider"] = account["connector"].clone();
    account["origin_owner_id"] = account["owner_id"].clone();
    account["origin_owner_name"] = account["owner_name"].clone();
    account["owner_name"] = Value::Null;
    account["integration_id"] = account["connector_profile_id"].clone();
    account["connector"] = json!(capitalised(
        account["connector"].as_str().unwrap_or_default()
    ));
    account["environment"] = Value::Null;
    standing(account);
}

fn standing(account: &mut Value) {
    account["status"] = json!(capitalised(account["status"].as_str().unwrap_or_default()));
    account["shared"] = Value::Null;
    if account["status_reasons"]
        .as_array()
        .is_some_and(Vec::is_empty)
    {
        account["status_reasons"] = Value::Null;
    } else {
        strange(&mut account["status_reasons"]);
    }
}

fn session(session: &mut Value) {
    session["id"] = json!(session["id"].to_string());
    let attempt = &mut session["latest_connection_attempt"];
    if attempt["status"] == "pending" {
        attempt["status"] = Value::Null;
    }
    if attempt.is_object() {
        attempt["updated_at"] = Value::Null;
        if attempt.get("oauth_error_code").is_none() {
            attempt["oauth_error_code"] = Value::Null;
            attempt["oauth_error_description"] = json!(false);
        }
    }
}

fn actions(body: &mut Value) {
    each(&mut body["data"], |connector| {
        connector["key"] = json!(capitalised(connector["key"].as_str().unwrap_or_default()));
        connector["categories"] = Value::Null;
        if let Some(actions) = connector.get_mut("actions") {
            each(actions, |action| action["tags"] = Value::Null);
            strange(actions);
        }
    });
    strange(&mut body["data"]);
}

fn each(list: &mut Value, change: impl FnMut(&mut Value)) {
    list.as_array_mut().into_iter().flatten().for_each(change);
}

/// Puts elements of other kinds between the others.
fn strange(list: &mut Value) {
    if let Some(list) = list.as_array_mut() {
        list.insert(0, Value::Null);
        list.push(json!(42));
    }
}

fn rename(body: &mut Value, from: &str, to: &str) {
    if let Some(value) = body.as_object_mut().and_then(|body| body.remove(from)) {
        body[to] = value;
    }
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

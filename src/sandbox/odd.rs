//! Planday's answers with members as clients have met them (scenario `odd-members`): numbers as texts, null where a value is
//! documented, and strange elements among the others. Nothing that decides is missing: a careful client gets through.

use axum::body::Body;
use axum::response::Response;
use serde_json::{Value, json};

use super::call::body_now;
use super::scenario::Scenario;
use super::world::World;

/// The answer of the token endpoint, as odd as the scenario wants it.
pub fn odd_grant(world: &World, mut body: Value) -> Value {
    if !world.scenarios.has(Scenario::OddMembers) {
        return body;
    }
    body["expires_in"] = json!(body["expires_in"].to_string());
    body["token_type"] = Value::Null;
    body["id_token"] = json!({"raw": [null]});
    body["error"] = Value::Null;
    if let Some(scope) = body["scope"].as_str() {
        body["scope"] = json!(scope.replace(' ', ", "));
    }
    body
}

/// An answer of the Open API, as odd as the scenario wants it. `StackOne` behind its own door gets it as it is.
pub fn odd_data(world: &World, response: Response) -> Response {
    if !world.scenarios.has(Scenario::OddMembers) || !response.status().is_success() {
        return response;
    }
    let (parts, body) = response.into_parts();
    let raw = body_now(Response::new(body));
    let body = match serde_json::from_slice(&raw) {
        Ok(body) => Body::from(odd(body).to_string()),
        Err(_) => Body::from(raw),
    };
    Response::from_parts(parts, body)
}

fn odd(mut body: Value) -> Value {
    match &mut body {
        Value::Array(list) => strange(list),
        Value::Object(members) => {
            match members.get_mut("data") {
                Some(Value::Array(list)) => strange(list),
                Some(Value::Object(portal)) => {
                    let name = portal.get("name").cloned().unwrap_or_default();
                    portal.insert("name".into(), json!([name]));
                    portal.insert("country".into(), json!(45));
                    portal.insert("timeZone".into(), Value::Null);
                    portal.insert("portals".into(), json!([null, 7, {"id": {}}]));
                    for place in ["id", "maxDepartments"] {
                        let text = portal.get(place).map(Value::to_string);
                        portal.insert(place.into(), json!(text));
                    }
                    if let Some(Value::Array(aliases)) = portal.get_mut("aliases") {
                        strange(aliases);
                    }
                }
                _ => {}
            }
            if let Some(paging) = members.get_mut("paging") {
                *paging = json!("none");
            }
        }
        _ => {}
    }
    body
}

/// Makes ids texts, and puts elements between that are none.
fn strange(list: &mut Vec<Value>) {
    for element in list.iter_mut() {
        if let Some(id) = element.get_mut("id") {
            *id = json!(id.to_string());
        }
    }
    list.insert(0, Value::Null);
    list.push(json!([["?"]]));
}

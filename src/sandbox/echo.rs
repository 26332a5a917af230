//! Services that say back what they were sent (scenario `echo`): a secret of the request, or one that the service holds
//! for the caller, in the sentences of an answer, in the ways of writing that gateways and validators have.

use std::hash::{DefaultHasher, Hash, Hasher};

use axum::body::Body;
use axum::http::header;
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::call::{Call, body_now, field};
use super::site::Site;
use super::world::World;

/// Members of a refusal that hold sentences.
const OF_REFUSALS: [&str; 7] = [
    "message",
    "error_description",
    "description",
    "detail",
    "title",
    "errors",
    "oauth_error_description",
];

/// Members of any answer that hold sentences, and that nothing is decided by.
const OF_ANSWERS: [&str; 4] = [
    "description",
    "connector_label",
    "authentication_config_label",
    "oauth_error_description",
];

/// The answer with secrets in its sentences.
pub fn echo(world: &World, site: Site, call: &Call, response: Response) -> Response {
    let secrets = secrets(world, site, call);
    let status = response.status();
    let refused = !status.is_success();
    if secrets.is_empty() || status.is_redirection() {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let body = body_now(Response::new(body));
    let said = |place: &str| said(&secrets, &format!("{} {place}", call.path));
    let echoed = match serde_json::from_slice::<Value>(&body) {
        Ok(mut value) => {
            let members: &[&str] = if refused { &OF_REFUSALS } else { &OF_ANSWERS };
            let found = walk(&mut value, members, &said);
            if let (true, false, Value::Object(fields)) = (refused, found, &mut value) {
                let name = match site {
                    Site::Identity => "error_description",
                    _ => "message",
                };
                fields.insert(name.to_owned(), json!(said(name)));
            }
            value.to_string().into_bytes()
        }
        Err(_) if refused && !body.is_empty() => {
            let mut text = body.to_vec();
            text.extend_from_slice(said("").as_bytes());
            text
        }
        Err(_) => body.to_vec(),
    };
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(echoed))
}

/// What the service knows of the caller's secrets.
fn secrets(world: &World, site: Site, call: &Call) -> Vec<String> {
    let mut known = Vec::new();
    if let Some((scheme, value)) = call
        .header("authorization")
        .and_then(|value| value.split_once(' '))
    {
        let value = value.trim();
        let basic = STANDARD.decode(value).ok().filter(|_| scheme == "Basic");
        let key = basic.and_then(|pair| String::from_utf8(pair).ok());
        known.push(key.map_or_else(
            || value.to_owned(),
            |key| key.trim_end_matches(':').to_owned(),
        ));
    }
    known.extend(field(&call.form(), "refresh_token").map(str::to_owned));
    if site == Site::StackOne {
        let profiles = world.stackone.profiles.iter();
        known.extend(profiles.map(|profile| profile.token_secret.clone()).take(1));
    }
    known.retain(|secret| !secret.is_empty());
    known
}

/// Says a secret back wherever a member is one of these. Says whether one was.
fn walk(value: &mut Value, members: &[&str], said: &impl Fn(&str) -> String) -> bool {
    match value {
        Value::Object(fields) => {
            let mut found = false;
            for (name, inner) in fields {
                found |= if members.contains(&name.as_str()) {
                    append(inner, name, said)
                } else {
                    walk(inner, members, said)
                };
            }
            found
        }
        Value::Array(elements) => {
            let all = elements.iter_mut().map(|inner| walk(inner, members, said));
            all.filter(|found| *found).count() > 0
        }
        _ => false,
    }
}

fn append(value: &mut Value, name: &str, said: &impl Fn(&str) -> String) -> bool {
    match value {
        Value::String(text) => {
            *text = format!("{text} {}", said(&format!("{name} {text}")));
            true
        }
        Value::Array(elements) => {
            let all = elements.iter_mut().map(|inner| append(inner, name, said));
            all.filter(|found| *found).count() > 0
        }
        _ => false,
    }
}

/// One of the secrets in one of the writings, always the same at the same place.
fn said(secrets: &[String], place: &str) -> String {
    let mut hasher = DefaultHasher::new();
    place.hash(&mut hasher);
    let number = usize::try_from(hasher.finish() % 1_000).unwrap_or_default();
    let secret = &secrets[number % secrets.len()];
    format!("(you sent {})", written(secret, number / secrets.len()))
}

/// The secret in one of the writings.
fn written(secret: &str, way: usize) -> String {
    match way % 7 {
        0 => secret.to_owned(),
        1 => utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string(),
        2 => STANDARD.encode(secret),
        3 => STANDARD.encode(format!("{secret}:")),
        4 => secret
            .chars()
            .map(|c| match c {
                c if c.is_ascii_alphanumeric() => c.to_string(),
                c => format!("&#x{:x};", u32::from(c)),
            })
            .collect(),
        5 => secret.to_uppercase(),
        _ => {
            let kept = secret.chars().count() * 4 / 5;
            format!("{}...", secret.chars().take(kept).collect::<String>())
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Bytes;
    use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};

    use super::*;
    use crate::sandbox::call::json as answer;
    use crate::sandbox::stand::Stand;

    fn echoed(status: StatusCode, body: &Value) -> Value {
        let stand = Stand::new(&[]);
        let mut headers = HeaderMap::new();
        headers.insert(
            "authorization",
            HeaderValue::from_static("Bearer abcdef123456"),
        );
        let uri = "/hr/v1.0/departments".parse().expect("a path");
        let call = Call::new(Method::GET, &uri, headers, Bytes::new());
        let response = echo(&stand.world, Site::OpenApi, &call, answer(status, body));
        assert_eq!(response.status(), status);
        serde_json::from_slice(&body_now(response)).expect("JSON")
    }

    #[test]
    fn refusals_say_a_secret_back_and_what_decides_stays_as_it_is() {
        let refused = echoed(
            StatusCode::FORBIDDEN,
            &json!({"error": {"code": "Forbidden", "message": "No"}, "errors": ["a", 7]}),
        );
        assert_eq!(refused["error"]["code"], "Forbidden");
        for said in [&refused["error"]["message"], &refused["errors"][0]] {
            assert!(
                said.as_str()
                    .is_some_and(|said| said.contains("(you sent ")),
                "{refused}"
            );
        }
        let bare = echoed(StatusCode::FORBIDDEN, &json!({"code": 1}));
        assert!(bare["message"].is_string());
        let answered = echoed(
            StatusCode::OK,
            &json!({"message": "as ever", "description": "d"}),
        );
        assert_eq!(answered["message"], "as ever");
        assert!(
            answered["description"]
                .as_str()
                .is_some_and(|said| said.starts_with("d (you sent"))
        );
    }

    #[test]
    fn there_are_seven_writings_and_each_is_of_the_secret() {
        let all: std::collections::BTreeSet<_> =
            (0..7).map(|way| written("abc-def", way)).collect();
        assert_eq!(all.len(), 7, "{all:?}");
        assert!(
            all.contains("abc-d...") && all.contains("abc&#x2d;def"),
            "{all:?}"
        );
    }
}

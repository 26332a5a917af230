//! Connector profiles: listed and pinned, never created by API (stackone.md 2).

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::paging::Page;
use super::problem::{Answer, Problem, found};
use crate::sandbox::call::Call;
use crate::sandbox::clock::written;
use crate::sandbox::world::{Pin, Profile, World, categories};

/// The versions there are, newest first (made up).
const VERSIONS: [&str; 3] = ["1.2.0", "1.1.0", "1.0.0"];

/// `GET /connector_profiles`, and its older name.
pub fn list(world: &World, call: &Call) -> Answer {
    let page = Page::of(call)?;
    let enabled = match call.query("enabled") {
        None | Some("" | "null") => None,
        Some("true") => Some(true),
        Some("false") => Some(false),
        Some(_) => return Err(Problem::invalid("enabled must be a boolean value")),
    };
    let key = call.query("connector_key").filter(|key| !key.is_empty());
    let wanted = |profile: &&Profile| {
        enabled.is_none_or(|enabled| profile.active == enabled)
            && key.is_none_or(|key| profile.connector_key == key)
    };
    let all: Vec<&Profile> = world.stackone.profiles.iter().filter(wanted).collect();
    let data: Vec<Value> = all
        .iter()
        .skip(page.skip())
        .take(page.size)
        .map(|profile| wire(world, profile))
        .collect();
    found(json!({"page": page.number, "page_size": page.size, "total": all.len(), "data": data}))
}

fn wire(world: &World, profile: &Profile) -> Value {
    let voice = world.voice;
    let pinned = profile.pin.as_ref().map(|pin| pin.version.as_str());
    voice.unasked(json!({
        "id": profile.id,
        "name": voice.say(&profile.name),
        "connector_key": profile.connector_key,
        "connector_label": voice.say(&profile.connector_label),
        "logo_url": format!("https://stackone-logos.com/api/{}/filled/png", profile.connector_key),
        "categories": categories(&profile.connector_key),
        "active": profile.active,
        "default": profile.default,
        "release_stage": voice.variant("ga"),
        "created_at": written(profile.created_at),
        "updated_at": written(profile.updated_at),
        "connector_version": voice.loose(json!(resolved(pinned.unwrap_or("latest")))),
        "connector_pinned_version": pinned,
        "connector_owner": voice.say("stackone"),
        "environment": voice.loose(json!("production")),
        "authentication_config_key": "oauth2",
        "authentication_config_label": voice.say("OAuth 2.0"),
    }))
}

/// The newest version that a pin allows.
fn resolved(pin: &str) -> Option<&'static str> {
    let prefix = if pin == "latest" {
        ""
    } else {
        pin.split(".x").next().unwrap_or_default()
    };
    let fits = |version: &&&str| {
        version
            .strip_prefix(prefix)
            .is_some_and(|rest| prefix.is_empty() || rest.is_empty() || rest.starts_with('.'))
    };
    VERSIONS.iter().find(fits).copied()
}

/// `latest`, `1.x.x`, `1.2.x` or `1.2.0`; carets and tildes are not accepted (stackone.md 2.2).
fn is_pin(pin: &str) -> bool {
    let parts: Vec<&str> = pin.split('.').collect();
    let number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    pin == "latest"
        || match parts.as_slice() {
            [major, "x", "x"] => number(major),
            [major, minor, last] => {
                number(major) && number(minor) && (*last == "x" || number(last))
            }
            _ => false,
        }
}

fn known<'a>(world: &'a World, id: &str) -> Result<&'a Profile, Problem> {
    world.profile(id).ok_or_else(Problem::not_found)
}

/// `GET /connector_profiles/{id}/versions`: a bare array.
pub fn versions(world: &World, id: &str) -> Answer {
    let profile = known(world, id)?;
    let pinned = profile.pin.as_ref().and_then(|pin| resolved(&pin.version));
    let one = |version: &&str| {
        let version = *version;
        json!({"version": version, "owner": "stackone", "builtin": true, "pinned": pinned == Some(version)})
    };
    found(VERSIONS.iter().map(one).collect())
}

fn pin_wire(id: &str, pin: &Pin) -> Value {
    let mut wire = json!({
        "connector_profile_id": id,
        "pinned_version": pin.version,
        "created_at": written(pin.created_at),
        "updated_at": written(pin.updated_at),
    });
    if let Some(owner) = &pin.owner {
        wire["owner"] = json!(owner);
    }
    wire
}

/// `GET …/pinned_version`; 404 when nothing is pinned (stackone.md 2.2, inferred).
pub fn pinned(world: &World, id: &str) -> Answer {
    let pin = known(world, id)?
        .pin
        .as_ref()
        .ok_or_else(Problem::not_found)?;
    found(pin_wire(id, pin))
}

/// `PUT …/pinned_version`.
pub fn pin(world: &mut World, call: &Call, id: &str) -> Answer {
    known(world, id)?;
    let body = call.json().unwrap_or_default();
    let version = body["pinned_version"]
        .as_str()
        .ok_or_else(|| Problem::invalid("pinned_version must be a string"))?;
    if !is_pin(version) || resolved(version).is_none() {
        return Err(Problem::invalid(
            "pinned_version must be latest or a version of this connector",
        ));
    }
    let now = world.clock.now();
    let profile = world.profile_mut(id).ok_or_else(Problem::not_found)?;
    let created_at = profile.pin.as_ref().map_or(now, |pin| pin.created_at);
    let owner = body["owner"].as_str().map(str::to_owned);
    let pin = Pin {
        version: version.to_owned(),
        owner,
        created_at,
        updated_at: now,
    };
    let wire = pin_wire(id, &pin);
    profile.pin = Some(pin);
    profile.updated_at = now;
    found(wire)
}

/// `DELETE …/pinned_version`: 204, also when nothing was pinned.
pub fn unpin(world: &mut World, id: &str) -> Answer {
    let now = world.clock.now();
    let profile = world.profile_mut(id).ok_or_else(Problem::not_found)?;
    if profile.pin.take().is_some() {
        profile.updated_at = now;
    }
    Ok((StatusCode::NO_CONTENT, Value::Null))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pins_are_read_by_the_documented_grammar() {
        for good in ["latest", "1.x.x", "1.2.x", "1.2.0"] {
            assert!(is_pin(good), "{good}");
        }
        for bad in ["", "^1.2.0", "~1.2", "1", "1.x", "1.x.0", "x.x.x", "1..0"] {
            assert!(!is_pin(bad), "{bad}");
        }
    }

    #[test]
    fn a_pin_resolves_to_the_newest_version_it_allows() {
        assert_eq!(resolved("latest"), Some("1.2.0"));
        assert_eq!(resolved("1.x.x"), Some("1.2.0"));
        assert_eq!(resolved("1.1.x"), Some("1.1.0"));
        assert_eq!(resolved("1.0.0"), Some("1.0.0"));
        assert_eq!(resolved("2.x.x"), None);
    }
}

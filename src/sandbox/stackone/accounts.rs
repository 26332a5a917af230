//! Linked accounts, in their v1 shape (stackone.md 3).

use serde_json::{Map, Value, json};

use super::paging::Page;
use super::problem::{Answer, Problem, found};
use crate::sandbox::call::Call;
use crate::sandbox::clock::written;
use crate::sandbox::world::{Account, World, categories};

/// Every documented status.
const STATUSES: [&str; 6] = [
    "active",
    "inactive",
    "suspended",
    "archived",
    "expired",
    "error",
];

/// `GET /accounts`: a bare array, with nothing that tells how many there are.
pub fn list(world: &World, call: &Call) -> Answer {
    let page = Page::of(call)?;
    let of = |names: [&str; 2]| {
        names
            .into_iter()
            .flat_map(|name| call.list(name))
            .collect::<Vec<_>>()
    };
    let providers = of(["provider", "providers"]);
    let owners = of(["origin_owner_id", "origin_owner_ids"]);
    let (ids, statuses) = (call.list("account_ids"), call.list("status"));
    if let Some(unknown) = statuses
        .iter()
        .find(|status| !STATUSES.contains(&status.as_str()))
    {
        return Err(Problem::invalid(format!(
            "status must be one of {}: {unknown}",
            STATUSES.join(", ")
        )));
    }
    let any =
        |asked: &[String], value: &str| asked.is_empty() || asked.iter().any(|one| one == value);
    let wanted = |account: &&Account| {
        any(&providers, &account.provider)
            && any(&owners, &account.owner_id)
            && any(&ids, &account.id)
            && any(&statuses, &account.status)
    };
    let matching = world.stackone.accounts.iter().filter(wanted);
    found(
        matching
            .skip(page.skip())
            .take(page.size)
            .map(|account| wire(world, account))
            .collect(),
    )
}

/// `GET /accounts/{id}`.
pub fn get(world: &World, id: &str) -> Answer {
    found(wire(
        world,
        world.account(id).ok_or_else(Problem::not_found)?,
    ))
}

/// `GET /accounts/{id}/meta`, deprecated.
pub fn meta(world: &World, id: &str) -> Answer {
    let account = world.account(id).ok_or_else(Problem::not_found)?;
    found(
        json!({"provider": account.provider, "category": categories(&account.provider)[0], "models": {}}),
    )
}

/// `DELETE /accounts/{id}`: gives what was deleted.
pub fn delete(world: &mut World, id: &str) -> Answer {
    let at = world
        .stackone
        .accounts
        .iter()
        .position(|account| account.id == id)
        .ok_or_else(Problem::not_found)?;
    let gone = world.stackone.accounts.remove(at);
    found(wire(world, &gone))
}

/// `PATCH /accounts/{id}`.
pub fn patch(world: &mut World, call: &Call, id: &str) -> Answer {
    world.account(id).ok_or_else(Problem::not_found)?;
    let Some(Value::Object(body)) = call.json() else {
        return Err(Problem::invalid("the body must be an object"));
    };
    let profile_id = text(&body, "connector_profile_id")?.or(text(&body, "integration_id")?);
    if let Some(profile_id) = &profile_id
        && world.profile(profile_id).is_none()
    {
        return Err(Problem::not_found());
    }
    let kind = text(&body, "type")?;
    if kind
        .as_deref()
        .is_some_and(|kind| !matches!(kind, "production" | "test"))
    {
        return Err(Problem::invalid("type must be one of production, test"));
    }
    let shared = body.get("shared").filter(|shared| !shared.is_null());
    if shared.is_some_and(|shared| !shared.is_boolean()) {
        return Err(Problem::invalid("shared must be a boolean value"));
    }
    let (owner_id, owner_name) = (
        text(&body, "origin_owner_id")?,
        text(&body, "origin_owner_name")?,
    );
    let (username, label) = (text(&body, "origin_username")?, text(&body, "label")?);
    let now = world.clock.now();
    let account = world.account_mut(id).ok_or_else(Problem::not_found)?;
    let put = |field: &mut String, value: Option<String>| {
        if let Some(value) = value {
            *field = value;
        }
    };
    put(&mut account.profile_id, profile_id);
    put(&mut account.kind, kind);
    put(&mut account.owner_id, owner_id);
    put(&mut account.owner_name, owner_name);
    account.username = username.or_else(|| account.username.take());
    account.label = label.or_else(|| account.label.take());
    account.shared = shared.and_then(Value::as_bool).unwrap_or(account.shared);
    account.updated_at = now;
    get(world, id)
}

/// An optional text of a body.
fn text(body: &Map<String, Value>, name: &str) -> Result<Option<String>, Problem> {
    match body.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(Problem::invalid(format!("{name} must be a string"))),
    }
}

/// What the API shows of an account: never a credential, never its profile (stackone.md 3).
pub fn wire(world: &World, account: &Account) -> Value {
    let voice = world.voice;
    let reasons: Vec<Value> = account
        .reasons
        .iter()
        .map(|reason| reason.wire(voice))
        .collect();
    // One account has a status that nobody heard of; the others stay usable.
    let status = if account.status == "suspended" {
        voice.variant(&account.status)
    } else {
        account.status.clone()
    };
    voice.unasked(json!({
        "id": account.id,
        "provider": account.provider,
        "provider_name": voice.loose(json!(if account.provider == "planday" { "Planday" } else { &account.provider })),
        "status": status,
        "status_reasons": reasons,
        "origin_owner_id": account.owner_id,
        "origin_owner_name": voice.say(&account.owner_name),
        "origin_username": account.username.as_deref().map(|name| voice.say(name)),
        "label": account.label.as_deref().map(|label| voice.say(label)),
        "categories": voice.loose(categories(&account.provider)),
        "type": voice.variant(&account.kind),
        "shared": account.shared,
        "created_at": written(account.created_at),
        "updated_at": written(account.updated_at),
    }))
}

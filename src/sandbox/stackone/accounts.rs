//! Linked accounts, in their v1 shape (stackone.md 3).

use serde_json::{Value, json};

use super::paging::Page;
use super::problem::{Answer, Problem, found};
use crate::sandbox::call::Call;
use crate::sandbox::clock::written;
use crate::sandbox::world::{Account, Reason, World, categories};

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
    let (ids, statuses) = (call.list("account_ids"), statuses(call)?);
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

/// The statuses asked for, all of them known ones.
pub fn statuses(call: &Call) -> Result<Vec<String>, Problem> {
    let statuses = call.list("status");
    let unknown = statuses
        .iter()
        .find(|status| !STATUSES.contains(&status.as_str()));
    match unknown {
        Some(unknown) => Err(Problem::invalid(format!(
            "status must be one of {}: {unknown}",
            STATUSES.join(", ")
        ))),
        None => Ok(statuses),
    }
}

/// Whether a value is one of those asked for; when none is asked for, it is.
pub fn any(asked: &[String], value: &str) -> bool {
    asked.is_empty() || asked.iter().any(|one| one == value)
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
    let gone = world.stackone.delete_account(id);
    let gone = gone.ok_or_else(Problem::not_found)?;
    found(wire(world, &gone))
}

/// What the API shows of an account: never a credential, never its profile (stackone.md 3).
pub fn wire(world: &World, account: &Account) -> Value {
    let voice = world.voice;
    let mut shown = alike(world, account);
    shown["provider"] = json!(account.provider);
    shown["provider_name"] = voice.loose(json!(connector_name(account)));
    shown["origin_owner_id"] = json!(account.owner_id);
    shown["origin_owner_name"] = json!(voice.say(&account.owner_name));
    shown["origin_username"] = json!(username(world, account));
    voice.unasked(shown)
}

/// What both generations of the API call alike.
pub fn alike(world: &World, account: &Account) -> Value {
    let voice = world.voice;
    json!({
        "id": account.id,
        "status": status(world, account),
        "status_reasons": reasons(world, account),
        "label": account.label.as_deref().map(|label| voice.say(label)),
        "categories": voice.loose(categories(&account.provider)),
        "type": voice.variant(&account.kind),
        "shared": account.shared,
        "created_at": written(account.created_at),
        "updated_at": written(account.updated_at),
    })
}

/// The administrator who agreed.
pub fn username(world: &World, account: &Account) -> Option<String> {
    account
        .username
        .as_deref()
        .map(|name| world.voice.say(name))
}

/// The connector's name.
pub fn connector_name(account: &Account) -> &str {
    if account.provider == "planday" {
        "Planday"
    } else {
        &account.provider
    }
}

/// The status. Some have one that nobody heard of when hostile; the others stay usable.
pub fn status(world: &World, account: &Account) -> String {
    if account.status == "suspended" {
        world.voice.variant(&account.status)
    } else {
        account.status.clone()
    }
}

/// Why it has that status.
pub fn reasons(world: &World, account: &Account) -> Vec<Value> {
    let wire = |reason: &Reason| reason.wire(world.voice);
    account.reasons.iter().map(wire).collect()
}

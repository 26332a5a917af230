//! Linked accounts in their v2 shape: other names, the connector profile, and a cursor.
//!
//! Known are the names `connector`, `owner_id` and `connector_profile_id`, and the filter by profile; the envelope is not
//! documented (stackone.md, "v1 / v2 warning"; newer.md 2.4). Here it is that of the newer lists, so that v1 and v2 page in two
//! ways. Nothing is written by v2: PATCH and DELETE are v1's.

use serde_json::{Value, json};

use super::accounts::{any, connector_name, reasons, status, statuses};
use super::paging::{cursor, size, start};
use super::problem::{Answer, Problem, found};
use crate::sandbox::call::Call;
use crate::sandbox::clock::written;
use crate::sandbox::world::{Account, World, categories};

/// `GET /v2/accounts`, filtered by `connector_profile_id`, `status` and `owner_id`. The cursor names an account, not a
/// number of them: a list that changes on the way skips nobody and repeats nobody.
pub fn list(world: &World, call: &Call) -> Answer {
    let (size, start) = (size(call)?, start(call)?);
    let profiles = call.list("connector_profile_id");
    let (owners, statuses) = (call.list("owner_id"), statuses(call)?);
    let wanted = |account: &&Account| {
        any(&profiles, &account.profile_id)
            && any(&owners, &account.owner_id)
            && any(&statuses, &account.status)
    };
    let all = &world.stackone.accounts;
    let from = all.partition_point(|account| account.serial < start);
    let mut matching = all.iter().skip(from).filter(wanted);
    let data: Vec<Value> = matching
        .by_ref()
        .take(size)
        .map(|account| wire(world, account))
        .collect();
    let next = matching.next().map(|account| cursor(account.serial));
    found(world.voice.unasked(json!({"data": data, "next": next})))
}

/// `GET /v2/accounts/{id}`.
pub fn get(world: &World, id: &str) -> Answer {
    let account = world.account(id).ok_or_else(Problem::not_found)?;
    found(wire(world, account))
}

/// What the API shows of an account: its profile, and never a credential.
fn wire(world: &World, account: &Account) -> Value {
    let voice = world.voice;
    voice.unasked(json!({
        "id": account.id,
        "connector": account.provider,
        "connector_name": voice.loose(json!(connector_name(account))),
        "connector_profile_id": account.profile_id,
        "environment": voice.loose(json!("production")),
        "status": status(world, account),
        "status_reasons": reasons(world, account),
        "owner_id": account.owner_id,
        "owner_name": voice.say(&account.owner_name),
        "username": account.username.as_deref().map(|name| voice.say(name)),
        "label": account.label.as_deref().map(|label| voice.say(label)),
        "categories": voice.loose(categories(&account.provider)),
        "type": voice.variant(&account.kind),
        "shared": account.shared,
        "created_at": written(account.created_at),
        "updated_at": written(account.updated_at),
    }))
}

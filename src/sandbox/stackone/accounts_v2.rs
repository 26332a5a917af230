//! Linked accounts in their v2 shape: other names, the connector profile, and a cursor.
//!
//! Known are the names `connector`, `owner_id` and `connector_profile_id`, and the filter by profile; the envelope is not
//! documented (stackone.md, "v1 / v2 warning"; newer.md 2.4). Here it is that of the newer lists, so that v1 and v2 page in two
//! ways. Nothing is written by v2: PATCH and DELETE are v1's.

use serde_json::{Value, json};

use super::accounts::{alike, any, connector_name, statuses, username};
use super::paging::{cursor, size, start};
use super::problem::{Answer, Problem, found};
use crate::sandbox::call::Call;
use crate::sandbox::world::{Account, World};

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
    let mut shown = alike(world, account);
    shown["connector"] = json!(account.provider);
    shown["connector_name"] = voice.loose(json!(connector_name(account)));
    shown["connector_profile_id"] = json!(account.profile_id);
    shown["environment"] = voice.loose(json!("production"));
    shown["owner_id"] = json!(account.owner_id);
    shown["owner_name"] = json!(voice.say(&account.owner_name));
    shown["username"] = json!(username(world, account));
    voice.unasked(shown)
}

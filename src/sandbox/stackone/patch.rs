//! `PATCH /accounts/{id}`: what a linked account is called, whose it is, and which connector profile it uses (stackone.md 3).

use axum::http::StatusCode;
use serde_json::{Map, Value};

use super::accounts::get;
use super::problem::{Answer, Problem};
use crate::sandbox::call::Call;
use crate::sandbox::world::World;

/// What a request says of an optional text.
enum Field {
    /// Nothing.
    Kept,
    /// Null.
    Cleared,
    /// A text.
    Set(String),
}

impl Field {
    fn of(body: &Map<String, Value>, name: &str) -> Result<Self, Problem> {
        match body.get(name) {
            None => Ok(Self::Kept),
            Some(Value::Null) => Ok(Self::Cleared),
            Some(Value::String(text)) => Ok(Self::Set(text.clone())),
            Some(_) => Err(Problem::invalid(format!("{name} must be a string"))),
        }
    }

    fn put(self, text: &mut Option<String>) {
        match self {
            Self::Kept => {}
            Self::Cleared => *text = None,
            Self::Set(new) => *text = Some(new),
        }
    }
}

/// What a request wants changed, judged.
struct Changes {
    profile_id: Option<String>,
    kind: Option<String>,
    owner_id: Option<String>,
    owner_name: Option<String>,
    username: Field,
    label: Field,
    shared: Option<bool>,
}

/// Changes an account, all of it or nothing.
pub fn patch(world: &mut World, call: &Call, id: &str) -> Answer {
    let account = world.account(id).ok_or_else(Problem::not_found)?;
    let (provider, before) = (account.provider.clone(), account.profile_id.clone());
    let Some(Value::Object(body)) = call.json() else {
        return Err(Problem::invalid("the body must be an object"));
    };
    let changes = changes(&body)?;
    if let Some(profile_id) = &changes.profile_id {
        let profile = world.profile(profile_id);
        let profile = profile
            .ok_or_else(|| Problem::new(StatusCode::NOT_FOUND, "Connector profile not found"))?;
        if profile.connector_key != provider {
            return Err(Problem::invalid(
                "connector_profile_id must be a profile of the account's connector",
            ));
        }
    }
    let moved = changes.profile_id.clone().filter(|new| *new != before);
    apply(world, id, changes);
    if let Some(profile_id) = moved {
        move_to(world, id, profile_id);
    }
    get(world, id)
}

fn changes(body: &Map<String, Value>) -> Result<Changes, Problem> {
    let kind = text(body, "type")?;
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
    Ok(Changes {
        profile_id: text(body, "connector_profile_id")?.or(text(body, "integration_id")?),
        kind,
        owner_id: text(body, "origin_owner_id")?,
        owner_name: text(body, "origin_owner_name")?,
        username: Field::of(body, "origin_username")?,
        label: Field::of(body, "label")?,
        shared: shared.and_then(Value::as_bool),
    })
}

fn apply(world: &mut World, id: &str, changes: Changes) {
    let now = world.clock.now();
    let Some(account) = world.account_mut(id) else {
        return;
    };
    let put = |field: &mut String, value: Option<String>| {
        if let Some(value) = value {
            *field = value;
        }
    };
    put(&mut account.owner_id, changes.owner_id);
    put(&mut account.owner_name, changes.owner_name);
    changes.username.put(&mut account.username);
    changes.label.put(&mut account.label);
    account.shared = changes.shared.unwrap_or(account.shared);
    account.updated_at = now;
    if let Some(kind) = changes.kind {
        account.set_kind(&kind, now);
    }
}

/// Uses another profile's credentials from now on, and stands as that profile lets it.
fn move_to(world: &mut World, id: &str, profile_id: String) {
    let enabled = world
        .profile(&profile_id)
        .is_some_and(|profile| profile.active);
    let Some(account) = world.account_mut(id) else {
        return;
    };
    account.profile_id = profile_id;
    account.access_token = None;
    let stopped = account.status == "active" && !enabled;
    let started = account.status == "inactive" && enabled;
    if stopped || started {
        world.wake_account(id);
    }
}

/// A text of a body that an account cannot be without; null changes nothing.
fn text(body: &Map<String, Value>, name: &str) -> Result<Option<String>, Problem> {
    match Field::of(body, name)? {
        Field::Set(text) => Ok(Some(text)),
        Field::Kept | Field::Cleared => Ok(None),
    }
}

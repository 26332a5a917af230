//! `GET /actions`: connectors, their actions and their guides (stackone.md 6.1).

use serde_json::{Value, json};

use super::paging::{cursor, size, start};
use super::problem::{Answer, Problem, found};
use crate::sandbox::call::Call;
use crate::sandbox::catalogue::{self, Action, Connector};
use crate::sandbox::scenario::Scenario;
use crate::sandbox::world::{World, categories};

/// A connector in the list: for an account when accounts were asked for.
struct Entry {
    connector: &'static Connector,
    account: Option<(String, String)>,
}

/// What to leave in and out.
struct Parts {
    actions: bool,
    details: bool,
    guides: bool,
}

/// Pages hold so many actions, each under its connector; a connector whose actions are left out counts as one.
pub fn list(world: &World, call: &Call) -> Answer {
    let (size, start) = (size(call)?, start(call)?);
    let parts = parts(call)?;
    let search = call.query("search").unwrap_or_default().to_lowercase();
    let keys = call.list("filter[action_key]");
    let wanted = |action: &&Action| {
        (keys.is_empty() || keys.iter().any(|key| key == action.id))
            && (action.id.contains(&search) || action.label.to_lowercase().contains(&search))
    };
    let entries = entries(world, call);
    let mut rows: Vec<(usize, Option<&Action>)> = Vec::new();
    for (at, entry) in entries.iter().enumerate() {
        let mut actions = entry.connector.actions.iter().filter(wanted).peekable();
        match (parts.actions, actions.peek().is_some()) {
            (true, _) => rows.extend(actions.map(|action| (at, Some(action)))),
            (false, true) => rows.push((at, None)),
            (false, false) => {}
        }
    }
    let next = (rows.len() > start.saturating_add(size)).then(|| cursor(start + size));
    let page: Vec<_> = rows.into_iter().skip(start).take(size).collect();
    let mut data: Vec<Value> = Vec::new();
    for group in page.chunk_by(|(one, _), (other, _)| one == other) {
        let actions: Vec<Value> = group
            .iter()
            .filter_map(|(_, action)| action.map(|action| item(world, action, &parts)))
            .collect();
        data.extend(
            group
                .first()
                .map(|(at, _)| meta(world, &entries[*at], &actions, &parts)),
        );
    }
    found(json!({"data": data, "next": next}))
}

fn parts(call: &Call) -> Result<Parts, Problem> {
    let (include, exclude) = (call.list("include"), call.list("exclude"));
    let known = ["action_details", "authentication_guides", "event_guides"];
    if let Some(unknown) = include.iter().find(|part| !known.contains(&part.as_str())) {
        return Err(Problem::invalid(format!(
            "each value in include must be a known part: {unknown}"
        )));
    }
    if let Some(unknown) = exclude.iter().find(|part| *part != "actions") {
        return Err(Problem::invalid(format!(
            "each value in exclude must be actions: {unknown}"
        )));
    }
    let has = |part: &str| include.iter().any(|included| included == part);
    Ok(Parts {
        actions: exclude.is_empty(),
        details: has("action_details"),
        guides: has("authentication_guides"),
    })
}

fn entries(world: &World, call: &Call) -> Vec<Entry> {
    let connectors = call.list("filter[connectors]");
    let accounts = call.list("filter[account_ids]");
    let asked = |connector: &&Connector| {
        connectors.is_empty() || connectors.iter().any(|key| key == connector.key)
    };
    let known = catalogue::CONNECTORS.iter().filter(asked);
    if accounts.is_empty() {
        return known
            .map(|connector| Entry {
                connector,
                account: None,
            })
            .collect();
    }
    let linked = accounts
        .iter()
        .filter_map(|id| world.account(id))
        .collect::<Vec<_>>();
    known
        .flat_map(|connector| {
            let own = linked
                .iter()
                .filter(|account| account.provider == connector.key);
            own.map(move |account| Entry {
                connector,
                account: Some((account.id.clone(), account.profile_id.clone())),
            })
        })
        .collect()
}

fn meta(world: &World, entry: &Entry, actions: &[Value], parts: &Parts) -> Value {
    let (voice, connector) = (world.voice, entry.connector);
    let mut authentication = json!({"key": "oauth2", "type": "oauth2", "label": voice.say("OAuth 2.0"), "required_scopes": []});
    if parts.guides && connector.key == "planday" {
        authentication["support"] = said(
            world,
            catalogue::support(world.scenarios.has(Scenario::GuideChanged)),
        );
    }
    let mut meta = json!({
        "key": connector.key,
        "name": voice.say(connector.name),
        "version": "1.2.0",
        "description": voice.say(&format!("{} actions", connector.name)),
        "icon": format!("https://stackone-logos.com/api/{}/filled/png", connector.key),
        "categories": categories(connector.key),
        "release_stage": voice.variant("ga"),
        "authentication": [authentication],
        "scope_definitions": [],
    });
    if parts.actions {
        meta["actions"] = json!(actions);
    }
    if let Some((account, profile)) = &entry.account {
        meta["account_id"] = json!(account);
        meta["connector_profile_id"] = json!(profile);
        meta["integration_id"] = json!(profile);
    }
    voice.unasked(meta)
}

fn item(world: &World, action: &Action, parts: &Parts) -> Value {
    let voice = world.voice;
    let tag = if action.read.is_some() {
        "read"
    } else {
        "write"
    };
    let mut item = json!({
        "id": action.id,
        "label": voice.say(action.label),
        "description": voice.say(&format!("{} in {}", action.label, action.connector)),
        "tags": voice.loose(json!([tag])),
        "schema_type": voice.variant("native"),
        "authentication": [],
    });
    if let Some(scopes) = scopes(world, action) {
        item["required_scopes"] = scopes;
    }
    if parts.details {
        item["action_details"] = json!({"inputs": {}, "result": {}});
    }
    voice.unasked(item)
}

/// What an action says about its scopes, if it says anything. A silent catalogue is silent in three ways, each action
/// always in the same one.
fn scopes(world: &World, action: &Action) -> Option<Value> {
    if !world.scenarios.has(Scenario::SilentActions) || action.connector != "planday" {
        return Some(json!(action.scopes));
    }
    match catalogue::place(action) % 3 {
        0 => Some(json!([])),
        1 => Some(Value::Null),
        _ => None,
    }
}

/// A guide with every text said.
fn said(world: &World, value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(world.voice.say(&text)),
        Value::Array(items) => items.into_iter().map(|item| said(world, item)).collect(),
        Value::Object(fields) => fields
            .into_iter()
            .map(|(key, value)| (key, said(world, value)))
            .collect(),
        other => other,
    }
}

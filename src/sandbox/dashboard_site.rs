//! `StackOne`'s dashboard as a web site, and the page behind an auth link (stackone.md 4.5 and 11).

mod accounts;
mod frame;

use axum::http::{Method, StatusCode};
use axum::response::Response;

use super::call::{Call, field, redirect, see_other, web_page};
use super::html::{button, escape, page, problem};
use super::stackone::{Linked, cancel, connect, open};
use super::world::{Profile, World};
use frame::{PAGES, ROWS, more};

/// Answers one request.
pub fn respond(world: &mut World, call: &Call) -> Response {
    world.catch_up();
    let segments = call.segments();
    let path: Vec<&str> = segments.iter().map(String::as_str).collect();
    match (&call.method, path.as_slice()) {
        (&Method::GET, []) => redirect(StatusCode::FOUND, "/connector_profiles"),
        (&Method::GET, ["connector_profiles"]) => {
            PAGES.shown("Connector Profiles", &profiles(world))
        }
        (&Method::POST, ["connector_profiles"]) => create_profile(world, call),
        (&Method::GET, ["connector_profiles", "new"]) => {
            PAGES.shown("New connector profile", &profile_form(""))
        }
        (&Method::POST, ["connector_profiles", id, "enable"]) => {
            PAGES.back_if(world.enable_profile(id, true), "/connector_profiles")
        }
        (&Method::POST, ["connector_profiles", id, "disable"]) => {
            PAGES.back_if(world.enable_profile(id, false), "/connector_profiles")
        }
        (&Method::POST, ["connector_profiles", id, "delete"]) => {
            PAGES.back_if(world.delete_profile(id), "/connector_profiles")
        }
        (&Method::GET, ["api_keys"]) => PAGES.shown("API Keys", &keys(world, None)),
        (&Method::POST, ["api_keys"]) => create_key(world, call),
        (&Method::POST, ["api_keys", id, "delete"]) => {
            PAGES.back_if(delete_key(world, id), "/api_keys")
        }
        (&Method::GET, ["accounts"]) => accounts::page(world, call),
        (&Method::POST, ["accounts", id, act]) => accounts::act(world, id, act),
        (&Method::GET, ["embedded", "integrations"]) => {
            let token = call.query("token").unwrap_or_default();
            let outcome = open(world, token);
            link(&outcome, token)
        }
        (&Method::POST, ["embedded", "integrations"]) => {
            let form = call.form();
            let token = field(&form, "token").unwrap_or_default();
            let outcome = if field(&form, "do") == Some("cancel") {
                cancel(world, token)
            } else {
                connect(world, token)
            };
            link(&outcome, token)
        }
        _ => PAGES.not_found(),
    }
}

fn profiles(world: &World) -> String {
    let all = &world.stackone.profiles;
    let rows: String = all.iter().take(ROWS).map(profile_row).collect();
    let more = more(all.len());
    format!(
        "<h1>Connector Profiles</h1><p><a href=\"/connector_profiles/new\">+ Connector Profile</a></p>\
         <table><tr><th>Name</th><th>Connector</th><th>Id</th><th>Scopes</th><th>State</th><th></th></tr>{rows}</table>{more}"
    )
}

fn profile_row(profile: &Profile) -> String {
    let id = escape(&profile.id);
    let (state, verb, label) = if profile.active {
        ("Enabled", "disable", "Disable")
    } else {
        ("Disabled", "enable", "Enable")
    };
    let default = if profile.default { ", default" } else { "" };
    format!(
        "<tr data-profile-id=\"{id}\" data-name=\"{name}\" data-active=\"{}\"><td>{name}</td><td>{}</td><td><code>{id}</code></td><td>{scopes}</td>\
         <td>{state}{default}</td><td>{}{}</td></tr>",
        profile.active,
        escape(&profile.connector_label),
        button(verb, &format!("/connector_profiles/{id}/{verb}"), label),
        button(
            "delete",
            &format!("/connector_profiles/{id}/delete"),
            "Delete"
        ),
        name = escape(&profile.name),
        scopes = escape(&profile.scopes.join(" ")),
    )
}

fn profile_form(error: &str) -> String {
    let error = problem(error);
    format!(
        "<h1>New connector profile</h1>{error}<form data-form=\"create-profile\" method=\"post\" action=\"/connector_profiles\">\
         <label>Connector <select name=\"connector\"><option value=\"planday\">Planday</option></select></label>\
         <label>Type <select name=\"type\"><option value=\"oauth2\">OAuth 2.0</option></select></label>\
         <label>Name <input type=\"text\" name=\"name\" required></label>\
         <label>Application ID <input type=\"text\" name=\"application_id\" autocomplete=\"off\"></label>\
         <label>Token Secret <input type=\"password\" name=\"token_secret\" autocomplete=\"off\"></label>\
         <label>Scopes (Optional) <textarea name=\"scopes\"></textarea></label><button>Create profile</button></form>"
    )
}

/// Takes whatever is typed in, as the real form would: only linking finds out whether it is right.
fn create_profile(world: &mut World, call: &Call) -> Response {
    let form = call.form();
    let value = |name: &str| field(&form, name).unwrap_or_default().trim();
    let asked = [
        ("name", "Name"),
        ("application_id", "Application ID"),
        ("token_secret", "Token Secret"),
    ];
    let error = if value("connector") != "planday" {
        Some("The sandbox has profiles for Planday only.".to_owned())
    } else if value("type") != "oauth2" {
        Some("Planday's profiles have the type OAuth 2.0.".to_owned())
    } else {
        asked
            .into_iter()
            .find(|(name, _)| value(name).is_empty())
            .map(|(_, label)| format!("{label} is required."))
    };
    if let Some(error) = error {
        return PAGES.again("New connector profile", &profile_form(&error));
    }
    let scopes = value("scopes")
        .split([' ', ',', '\n', '\r', '\t'])
        .filter(|scope| !scope.is_empty())
        .map(str::to_owned);
    world.create_profile(
        value("name"),
        value("application_id"),
        value("token_secret"),
        scopes.collect(),
    );
    see_other("/connector_profiles")
}

fn keys(world: &World, fresh: Option<&str>) -> String {
    let once = fresh.map_or(String::new(), |key| {
        format!("<p class=\"done\" data-api-key=\"{0}\">Your new API key, shown this once: <code>{0}</code></p>", escape(key))
    });
    let row = |key: &super::world::Key| {
        let scopes = if key.platform {
            "Platform API, Actions"
        } else {
            "Actions"
        };
        let delete = button(
            "delete",
            &format!("/api_keys/{}/delete", escape(&key.id)),
            "Delete",
        );
        format!(
            "<tr><td>{}</td><td>{scopes}</td><td>{delete}</td></tr>",
            escape(&key.name)
        )
    };
    let rows: String = world.stackone.keys.iter().map(row).collect();
    format!(
        "<h1>API Keys</h1>{once}<form data-form=\"create-key\" method=\"post\" action=\"/api_keys\">\
         <label>Name <input type=\"text\" name=\"name\"></label><button>Create API key</button></form>\
         <table><tr><th>Name</th><th>Scopes</th><th></th></tr>{rows}</table>"
    )
}

fn create_key(world: &mut World, call: &Call) -> Response {
    let form = call.form();
    let name = field(&form, "name")
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .unwrap_or("API key");
    let shown_key = world.create_key(name);
    PAGES.shown("API Keys", &keys(world, Some(&shown_key)))
}

fn delete_key(world: &mut World, id: &str) -> bool {
    let before = world.stackone.keys.len();
    world.stackone.keys.retain(|key| key.id != id);
    before != world.stackone.keys.len()
}

/// The page behind an auth link, in whatever state the link is.
fn link(outcome: &Linked, token: &str) -> Response {
    let (status, body) = match outcome {
        Linked::Ready(owner, profile) => (StatusCode::OK, consent(owner, profile, token)),
        Linked::Account(id) => {
            let id = escape(id);
            (
                StatusCode::OK,
                format!(
                    "<p class=\"done\" data-account-id=\"{id}\">The account is linked: <code>{id}</code></p>"
                ),
            )
        }
        Linked::Failed(code, words) => (StatusCode::OK, problem(&format!("{words} ({code})"))),
        Linked::Expired => (StatusCode::GONE, problem("This link has expired.")),
        Linked::Cancelled => (StatusCode::OK, problem("Linking was cancelled.")),
        Linked::Unknown => (StatusCode::NOT_FOUND, problem("This link is not valid.")),
    };
    web_page(
        status,
        page("Link account", &format!("<h1>Link account</h1>{body}")),
    )
}

fn consent(owner: &str, profile: &str, token: &str) -> String {
    format!(
        "<p>Connect Planday for {}, with the connector profile {}.</p>\
         <form data-form=\"connect\" method=\"post\" action=\"/embedded/integrations\">\
         <input type=\"hidden\" name=\"token\" value=\"{}\"><button name=\"do\" value=\"connect\">Connect</button>\
         <button name=\"do\" value=\"cancel\">Cancel</button></form>",
        escape(owner),
        escape(profile),
        escape(token)
    )
}

#[cfg(test)]
mod tests;

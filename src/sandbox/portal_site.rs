//! Planday's portal as a web site: Settings, Integrations, API Access (planday.md 8).

use axum::http::{Method, StatusCode};
use axum::response::Response;

use super::call::{Call, field, redirect, see_other};
use super::html::{Pages, button, escape, problem};
use super::scopes::{SUPPORTED, for_apps, grid};
use super::world::{App, World};

/// The page that everything here is about.
pub const API_ACCESS: &str = "/settings/integrations/api-access";

const PAGES: Pages =
    Pages::new("<nav><a href=\"/\">Home</a><a href=\"/settings\">Settings</a></nav>");

/// Answers one request.
pub fn respond(world: &mut World, call: &Call) -> Response {
    let segments = call.segments();
    let path: Vec<&str> = segments.iter().map(String::as_str).collect();
    match (&call.method, path.as_slice()) {
        (&Method::GET, []) => PAGES.shown("Nordlys Café", &home()),
        (&Method::GET, ["login"]) => PAGES.shown(
            "Log in",
            "<h1>Log in</h1><p>Here a person would log in to Planday. The sandbox stops here.</p>",
        ),
        (&Method::GET, ["settings"]) => redirect(StatusCode::FOUND, API_ACCESS),
        (method, ["settings", "integrations", "api-access", rest @ ..]) => {
            api_access(world, call, method, rest)
        }
        _ => PAGES.not_found(),
    }
}

fn api_access(world: &mut World, call: &Call, method: &Method, path: &[&str]) -> Response {
    match (method, path) {
        (&Method::GET, []) => PAGES.shown("API Access", &apps(world)),
        (&Method::GET, ["create"]) => PAGES.shown("Create App", &create_form("")),
        (&Method::POST, ["create"]) => create(world, call),
        (&Method::GET, [id, "authorize"]) => world.app(id).map_or_else(
            || PAGES.not_found(),
            |app| PAGES.shown("Authorize", &consent(app)),
        ),
        (&Method::POST, [id, "authorize"]) => PAGES.back_if(world.authorise(id), API_ACCESS),
        (&Method::POST, [id, "revoke"]) => PAGES.back_if(world.revoke(id), API_ACCESS),
        (&Method::POST, [id, "delete"]) => PAGES.back_if(world.delete_app(id), API_ACCESS),
        _ => PAGES.not_found(),
    }
}

fn home() -> String {
    "<h1>Nordlys Café</h1><p>A Planday portal. <a href=\"/settings\">Settings</a> is in the top bar.</p>".to_owned()
}

fn apps(world: &World) -> String {
    let tiles: String = world.planday.apps.iter().map(tile).collect();
    let tiles = if tiles.is_empty() {
        "<p>No apps yet.</p>".to_owned()
    } else {
        tiles
    };
    format!(
        "<h1>Settings › Integrations › API Access</h1><p><a href=\"{API_ACCESS}/create\">Create App</a></p>{tiles}"
    )
}

fn tile(app: &App) -> String {
    let id = escape(&app.id);
    let token = app.shown_token().map(escape);
    let shown = token
        .as_ref()
        .map_or("<p>Not authorized yet.</p>".to_owned(), |token| {
            format!("<p>Token <code>{token}</code></p>")
        });
    let mark = token
        .as_ref()
        .map_or(String::new(), |token| format!(" data-token=\"{token}\""));
    let revoke = if token.is_some() {
        button("revoke", &format!("{API_ACCESS}/{id}/revoke"), "Revoke")
    } else {
        String::new()
    };
    format!(
        "<section class=\"tile\" data-app-id=\"{id}\" data-name=\"{name}\" data-authorize=\"{API_ACCESS}/{id}/authorize\"{mark}>\
         <h2>{name}</h2><p>App Id <code>{id}</code></p>{shown}<p>{count} scopes: {scopes}</p>\
         <a href=\"{API_ACCESS}/{id}/authorize\">Authorize</a> {revoke}{delete}</section>",
        name = escape(&app.name),
        count = app.scopes.len(),
        scopes = escape(&app.scopes.join(", ")),
        delete = button("delete", &format!("{API_ACCESS}/{id}/delete"), "Delete"),
    )
}

fn create_form(error: &str) -> String {
    let error = problem(error);
    format!(
        "<h1>Create App</h1>{error}<form data-form=\"create-app\" method=\"post\" action=\"{API_ACCESS}/create\">\
         <label>Name <input type=\"text\" name=\"name\" required></label>\
         <fieldset><legend>Scopes (none can be added later)</legend><table>\
         <tr><th></th><th>ALL</th><th>READ</th><th>CREATE</th><th>UPDATE</th><th>DELETE</th><th></th></tr>{}</table></fieldset>\
         <label>Redirect URI <input type=\"text\" name=\"redirect_uri\"></label><button>Save</button></form>",
        rows()
    )
}

fn rows() -> String {
    grid()
        .into_iter()
        .map(|(resource, verbs)| row(resource, &verbs))
        .collect()
}

fn row(resource: &str, verbs: &[&str]) -> String {
    const COLUMNS: [&str; 4] = ["read", "create", "update", "delete"];
    let tick = |verb: &str, label: &str| {
        format!(
            "<label><input type=\"checkbox\" name=\"scope\" value=\"{resource}:{verb}\">{label}</label>"
        )
    };
    let column = |verb: &str| {
        if verbs.contains(&verb) {
            tick(verb, "")
        } else {
            String::new()
        }
    };
    let cells = COLUMNS.map(column).join("</td><td>");
    let others: Vec<String> = verbs
        .iter()
        .filter(|verb| !COLUMNS.contains(*verb))
        .map(|verb| tick(verb, verb))
        .collect();
    let all = format!("<label><input type=\"checkbox\" name=\"all\" value=\"{resource}\"></label>");
    let others = others.concat();
    format!("<tr><td>{resource}</td><td>{all}</td><td>{cells}</td><td>{others}</td></tr>")
}

fn create(world: &mut World, call: &Call) -> Response {
    let form = call.form();
    let every = |name: &'static str| {
        form.iter()
            .filter(move |(key, _)| key == name)
            .map(|(_, value)| value.trim())
    };
    let mut scopes: Vec<String> = every("scope").map(str::to_owned).collect();
    for resource in every("all") {
        let whole = |scope: &&str| {
            for_apps(scope)
                && scope
                    .split_once(':')
                    .is_some_and(|(name, _)| name == resource)
        };
        scopes.extend(SUPPORTED.into_iter().filter(whole).map(str::to_owned));
    }
    let redirect_uris: Vec<String> = every("redirect_uri")
        .filter(|uri| !uri.is_empty())
        .map(str::to_owned)
        .collect();
    match world.create_app(
        field(&form, "name").unwrap_or_default(),
        &scopes,
        &redirect_uris,
    ) {
        Ok(_) => see_other(API_ACCESS),
        Err(error) => PAGES.again("Create App", &create_form(&error)),
    }
}

fn consent(app: &App) -> String {
    let scopes: Vec<String> = app
        .scopes
        .iter()
        .map(|scope| format!("<li data-scope=\"{0}\">{0}</li>", escape(scope)))
        .collect();
    let scopes = scopes.concat();
    format!(
        "<h1>Authorize {}</h1><p>The app asks for all the data listed here, for all Planday users you administer:</p><ul>{scopes}</ul>{}",
        escape(&app.name),
        button(
            "authorize",
            &format!("{API_ACCESS}/{}/authorize", escape(&app.id)),
            "Authorize"
        )
    )
}

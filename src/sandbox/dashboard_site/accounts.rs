//! The dashboard's Accounts page (stackone.md 11): every linked account, and what a person can do with it. Suspending and
//! resuming are possible here alone; no API does it (newer.md 2.4).

use axum::response::Response;

use super::frame::{PAGES, ROWS, more};
use crate::sandbox::call::{Call, see_other};
use crate::sandbox::html::{button, escape, problem};
use crate::sandbox::world::{Account, SUSPENDED, World};

/// The page. `?search=` leaves the accounts whose owner, label or id has this in it.
pub fn page(world: &World, call: &Call) -> Response {
    let search = call.query("search").unwrap_or_default();
    PAGES.shown("Accounts", &body(world, search, ""))
}

/// A button of an account.
pub fn act(world: &mut World, id: &str, act: &str) -> Response {
    let Some(account) = world.account(id) else {
        return PAGES.not_found();
    };
    if !["suspend", "resume", "production", "test", "delete"].contains(&act) {
        return PAGES.not_found();
    }
    if !possible(account).iter().any(|(known, _)| *known == act) {
        let words = format!("This account is {}: it cannot be done.", account.status);
        return PAGES.again("Accounts", &body(world, id, &words));
    }
    let now = world.clock.now();
    match act {
        "resume" => world.wake_account(id),
        "delete" => drop(world.stackone.delete_account(id)),
        act => {
            if let Some(account) = world.account_mut(id) {
                match act {
                    "suspend" => account.set_status("suspended", Some(SUSPENDED), now),
                    kind => account.set_kind(kind, now),
                }
            }
        }
    }
    see_other("/accounts")
}

/// What can be done with an account as it stands: the last segment of the button's address, and its label.
fn possible(account: &Account) -> Vec<(&'static str, &'static str)> {
    let mut possible = Vec::new();
    match account.status.as_str() {
        "active" | "error" => possible.push(("suspend", "Suspend")),
        "suspended" => possible.push(("resume", "Resume")),
        _ => {}
    }
    possible.push(if account.kind == "test" {
        ("production", "Convert to Production")
    } else {
        ("test", "Convert to Test")
    });
    possible.push(("delete", "Delete"));
    possible
}

fn body(world: &World, search: &str, words: &str) -> String {
    let wanted = search.trim().to_lowercase();
    let found = |account: &&Account| {
        let label = account.label.as_deref().unwrap_or_default();
        [&account.id, &account.owner_id, &account.owner_name, label]
            .iter()
            .any(|text: &&str| text.to_lowercase().contains(&wanted))
    };
    let all: Vec<&Account> = world.stackone.accounts.iter().filter(found).collect();
    let rows: String = all
        .iter()
        .take(ROWS)
        .map(|account| row(world, account))
        .collect();
    format!(
        "<h1>Accounts</h1>{}<form data-form=\"search\" method=\"get\" action=\"/accounts\">\
         <label>Search <input type=\"text\" name=\"search\" value=\"{}\"></label><button>Search</button></form>\
         <table><tr><th>Account</th><th>Owner id</th><th>Label</th><th>Id</th><th>Connector</th><th>Type</th><th>Config</th>\
         <th>Status</th><th></th></tr>{rows}</table>{}",
        problem(words),
        escape(search),
        more(all.len())
    )
}

fn row(world: &World, account: &Account) -> String {
    let profile = world
        .profile(&account.profile_id)
        .map_or("–", |profile| profile.name.as_str());
    let id = escape(&account.id);
    let buttons: String = possible(account)
        .into_iter()
        .map(|(act, label)| button(act, &format!("/accounts/{id}/{act}"), label))
        .collect();
    format!(
        "<tr data-account-id=\"{id}\" data-status=\"{status}\"><td>{}</td><td>{}</td><td>{}</td><td><code>{id}</code></td>\
         <td>{}</td><td>{}</td><td>{}</td><td>{status}</td><td>{buttons}</td></tr>",
        escape(&account.owner_name),
        escape(&account.owner_id),
        escape(account.label.as_deref().unwrap_or("–")),
        escape(&account.provider),
        escape(&account.kind),
        escape(profile),
        status = escape(&account.status),
    )
}

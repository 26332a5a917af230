//! The Accounts page, with a clock that stands still.

use std::time::Duration;

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::sandbox::site::Site;
use crate::sandbox::stand::{Reply, Stand};
use crate::sandbox::world::World;

fn get(stand: &mut Stand, path: &str) -> Value {
    stand.stackone(&format!("GET {path}"), &[], "").json()
}

fn click(stand: &mut Stand, id: &str, act: &str) -> u16 {
    let line = format!("POST /accounts/{id}/{act}");
    stand.form(Site::Dashboard, &line, "").status.as_u16()
}

/// The id of the first account that stands so.
fn standing(world: &World, status: &str) -> String {
    let accounts = &world.stackone.accounts;
    let found = accounts.iter().find(|account| account.status == status);
    found.expect(status).id.clone()
}

fn read(stand: &mut Stand, id: &str) -> Reply {
    let body = r#"{"action":"planday_list_departments"}"#;
    stand.stackone("POST /actions/rpc", &[("x-account-id", id)], body)
}

#[test]
fn the_dashboard_suspends_resumes_converts_and_deletes() {
    let mut stand = Stand::new(&[]);
    let id = standing(&stand.world, "active");
    stand.clock.advance(Duration::from_secs(60));
    assert_eq!(click(&mut stand, &id, "resume"), 400);
    assert_eq!(click(&mut stand, &id, "suspend"), 303);
    let account = get(&mut stand, &format!("/accounts/{id}"));
    assert_eq!(
        (
            &account["status"],
            &account["status_reasons"][0]["timestamp"]
        ),
        (&json!("suspended"), &json!("2026-03-02T09:01:00.000Z"))
    );
    assert_eq!(
        read(&mut stand, &id).json()["errorCode"],
        "AccountSuspendedError"
    );
    assert_eq!(click(&mut stand, &id, "suspend"), 400);
    assert_eq!(click(&mut stand, &id, "resume"), 303);
    assert_eq!(read(&mut stand, &id).status, StatusCode::OK);
    assert_eq!(click(&mut stand, &id, "test"), 303);
    assert_eq!(get(&mut stand, &format!("/accounts/{id}"))["type"], "test");
    let expired = standing(&stand.world, "expired");
    assert_eq!(click(&mut stand, &expired, "production"), 303);
    let account = get(&mut stand, &format!("/accounts/{expired}"));
    assert_eq!(
        (&account["type"], &account["status"]),
        (&json!("production"), &json!("active"))
    );
    assert_eq!(click(&mut stand, &id, "delete"), 303);
    assert_eq!(click(&mut stand, &id, "delete"), 404);
    assert_eq!(click(&mut stand, &expired, "explode"), 404);
    // Resumed under a profile that was disabled meanwhile, it is not in use.
    let suspended = standing(&stand.world, "suspended");
    stand.world.stackone.profiles[0].active = false;
    assert_eq!(click(&mut stand, &suspended, "resume"), 303);
    assert_eq!(
        get(&mut stand, &format!("/accounts/{suspended}"))["status"],
        "inactive"
    );
}

#[test]
fn the_accounts_page_shows_owner_label_and_id_and_only_the_buttons_that_work() {
    let mut stand = Stand::new(&[]);
    let (active, archived) = (
        standing(&stand.world, "active"),
        standing(&stand.world, "archived"),
    );
    let mut page = |query: &str| {
        let line = format!("GET /accounts{query}");
        stand.ask(Site::Dashboard, &line, &[], "").text
    };
    let all = page("");
    for text in [
        "Nordlys Café ApS",
        "cust-1001",
        "Main portal",
        active.as_str(),
    ] {
        assert!(all.contains(text), "{text}");
    }
    assert!(all.contains(&format!("/accounts/{active}/suspend")));
    assert!(!all.contains(&format!("/accounts/{active}/resume")));
    assert!(!all.contains(&format!("/accounts/{archived}/suspend")));
    for search in ["main+portal", "CUST-1001", active.as_str()] {
        let found = page(&format!("?search={search}"));
        assert!(
            found.contains(&active) && !found.contains(&archived),
            "{search}"
        );
    }
}

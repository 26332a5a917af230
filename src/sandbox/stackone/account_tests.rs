//! Linked accounts by both generations of the API and by calls, with a clock that stands still.

use std::collections::{BTreeMap, HashSet};

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::sandbox::scenario::Scenario;
use crate::sandbox::stand::{Reply, Stand};
use crate::sandbox::world::World;

fn get(stand: &mut Stand, path: &str) -> Value {
    stand.stackone(&format!("GET {path}"), &[], "").json()
}

fn patch(stand: &mut Stand, id: &str, body: &Value) -> Reply {
    stand.stackone(&format!("PATCH /accounts/{id}"), &[], &body.to_string())
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

/// A profile that works as the first does.
fn another_profile(stand: &mut Stand, name: &str) -> String {
    let first = stand.world.stackone.profiles[0].clone();
    stand
        .world
        .create_profile(name, &first.app_id, &first.token_secret, Vec::new())
}

/// Every account of `/v2/accounts`, page by page.
fn all_of_v2(stand: &mut Stand, query: &str, mut between: impl FnMut(&mut Stand)) -> Vec<String> {
    let (mut ids, mut next) = (Vec::new(), String::new());
    loop {
        let page = get(stand, &format!("/v2/accounts?{query}{next}"));
        let data = page["data"].as_array().expect("a list");
        ids.extend(
            data.iter()
                .map(|one| one["id"].as_str().unwrap_or_default().to_owned()),
        );
        match page["next"].as_str() {
            Some(cursor) => next = format!("&next={cursor}"),
            None => return ids,
        }
        between(stand);
    }
}

#[test]
fn v2_has_the_new_names_and_the_profile_where_v1_has_neither() {
    let mut stand = Stand::new(&[]);
    let old = get(&mut stand, "/accounts")[0].clone();
    let page = get(&mut stand, "/v2/accounts");
    assert_eq!(page["next"], Value::Null);
    let new = &page["data"][0];
    for (v1, v2) in [
        ("id", "id"),
        ("provider", "connector"),
        ("origin_owner_id", "owner_id"),
        ("origin_owner_name", "owner_name"),
        ("status", "status"),
        ("label", "label"),
        ("type", "type"),
        ("created_at", "created_at"),
    ] {
        assert!(old[v1].is_string(), "{v1}");
        assert_eq!(old[v1], new[v2], "{v1}");
    }
    for name in [
        "provider",
        "origin_owner_id",
        "origin_owner_name",
        "credentials",
    ] {
        assert_eq!(new.get(name), None, "{name}");
    }
    let profile = stand.world.stackone.profiles[0].id.clone();
    assert_eq!(new["connector_profile_id"], json!(profile));
    assert_eq!(old.get("connector_profile_id"), None);
    let id = new["id"].as_str().expect("an id");
    assert_eq!(get(&mut stand, &format!("/v2/accounts/{id}")), *new);
    for line in [
        format!("PATCH /v2/accounts/{id}"),
        format!("DELETE /v2/accounts/{id}"),
        "GET /v2/accounts/nobody".to_owned(),
        "GET /v2/connectors".to_owned(),
    ] {
        let status = stand.stackone(&line, &[], "{}").status;
        assert_eq!(status, StatusCode::NOT_FOUND, "{line}");
    }
}

#[test]
fn v2_is_filtered_by_profile_status_and_owner() {
    let mut stand = Stand::new(&[]);
    let profile = another_profile(&mut stand, "Second");
    stand.world.stackone.accounts[1]
        .profile_id
        .clone_from(&profile);
    let mut count = |query: &str| all_of_v2(&mut stand, query, |_| ()).len();
    assert_eq!(count(""), 7);
    assert_eq!(count(&format!("connector_profile_id={profile}")), 1);
    assert_eq!(count("connector_profile_id=nobody"), 0);
    assert_eq!(count("status=active&status=error"), 3);
    assert_eq!(count("owner_id=cust-1003"), 1);
    assert_eq!(count("owner_id=cust-1003&status=active"), 0);
    assert_eq!(count("status=active&page_size=1"), 2);
    for query in ["status=odd", "next=x", "page_size=0"] {
        let reply = stand.stackone(&format!("GET /v2/accounts?{query}"), &[], "");
        assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{query}");
    }
}

#[test]
fn a_cursor_skips_nobody_when_accounts_are_deleted_on_the_way() {
    let mut stand = Stand::new(&[]);
    let before: Vec<String> = stand
        .world
        .stackone
        .accounts
        .iter()
        .map(|one| one.id.clone())
        .collect();
    let mut first = before.clone().into_iter();
    let seen = all_of_v2(&mut stand, "page_size=2", |stand| {
        let gone = first.next().expect("an account");
        stand.world.stackone.delete_account(&gone).expect("deleted");
    });
    assert_eq!(seen, before);
}

#[test]
fn an_older_deployment_has_v1_alone() {
    let mut stand = Stand::new(&[Scenario::OldApi]);
    for path in ["/v2/accounts", "/v2/accounts/x", "/v2/connectors"] {
        let reply = stand.stackone(&format!("GET {path}"), &[], "");
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(reply.json()["message"], "Not Found");
    }
    assert_eq!(
        get(&mut stand, "/accounts").as_array().map(Vec::len),
        Some(7)
    );
    let profiles = get(&mut stand, "/connector_profiles");
    assert_eq!(profiles["total"], 1);
}

#[test]
fn odd_members_and_hostile_text_reach_both_generations() {
    let mut stand = Stand::new(&[Scenario::OddMembers]);
    let page = get(&mut stand, "/v2/accounts");
    let list = page["data"].as_array().expect("a list");
    assert_eq!(
        (list.len(), &list[0], &list[8]),
        (9, &Value::Null, &json!(42))
    );
    assert_eq!(
        (&list[1]["connector"], &list[1]["provider"]),
        (&json!("Planday"), &json!("planday"))
    );
    assert_eq!(
        (&list[1]["status"], &list[1]["shared"]),
        (&json!("Active"), &Value::Null)
    );
    let id = list[1]["id"].as_str().expect("an id").to_owned();
    assert_eq!(
        get(&mut stand, &format!("/v2/accounts/{id}"))["status"],
        "Active"
    );
    let mut stand = Stand::new(&[Scenario::HostileText]);
    let page = get(&mut stand, "/v2/accounts");
    let first = &page["data"][0];
    assert_ne!(first["owner_name"], "Nordlys Café ApS");
    assert!(first["connector_name"].is_number() && first["__proto__"].is_number());
    assert!(
        page["data"][3]["status"]
            .as_str()
            .expect("text")
            .ends_with("heard_of_suspended")
    );
}

#[test]
fn a_patch_moves_renames_and_clears_or_changes_nothing() {
    let mut stand = Stand::new(&[]);
    let id = standing(&stand.world, "active");
    let second = another_profile(&mut stand, "Second");
    let slack = another_profile(&mut stand, "Slack");
    "slack".clone_into(&mut stand.world.profile_mut(&slack).expect("it").connector_key);
    let body = json!({"connector_profile_id": second, "label": "New", "origin_owner_name": "Renamed", "type": "test"});
    let changed = patch(&mut stand, &id, &body).json();
    assert_eq!(
        (
            &changed["label"],
            &changed["origin_owner_name"],
            &changed["type"]
        ),
        (&json!("New"), &json!("Renamed"), &json!("test"))
    );
    assert_eq!(
        get(&mut stand, &format!("/v2/accounts/{id}"))["connector_profile_id"],
        json!(second)
    );
    assert_eq!(read(&mut stand, &id).status, StatusCode::OK);
    assert_eq!(
        patch(&mut stand, &id, &json!({"label": null})).json()["label"],
        Value::Null
    );
    let before = get(&mut stand, &format!("/v2/accounts/{id}"));
    for (body, code) in [
        (json!({"label": "X", "connector_profile_id": slack}), 400),
        (json!({"label": "X", "connector_profile_id": "nobody"}), 404),
        (json!({"label": "X", "connector_profile_id": 7}), 400),
        (json!({"label": "X", "type": "PRODUCTION"}), 400),
        (json!({"label": "X", "origin_owner_name": []}), 400),
        (json!([]), 400),
    ] {
        assert_eq!(
            patch(&mut stand, &id, &body).status.as_u16(),
            code,
            "{body}"
        );
    }
    assert_eq!(get(&mut stand, &format!("/v2/accounts/{id}")), before);
    // Under a disabled profile it is inactive, and under an enabled one active again.
    let first = stand.world.stackone.profiles[0].id.clone();
    stand.world.enable_profile(&first, false);
    let moved = patch(&mut stand, &id, &json!({"connector_profile_id": first})).json();
    assert_eq!(
        (&moved["status"], &moved["status_reasons"][0]["code"]),
        (
            &json!("inactive"),
            &json!("AccountIntegrationInactiveError")
        )
    );
    let back = patch(&mut stand, &id, &json!({"connector_profile_id": second})).json();
    assert_eq!(
        (&back["status"], &back["status_reasons"]),
        (&json!("active"), &json!([]))
    );
    let gone = stand
        .stackone(&format!("DELETE /accounts/{id}"), &[], "")
        .json();
    assert_eq!(
        (&gone["id"], &gone["origin_owner_name"]),
        (&json!(id), &json!("Renamed"))
    );
    assert_eq!(
        patch(&mut stand, &id, &json!({})).status,
        StatusCode::NOT_FOUND
    );
}

#[test]
fn each_status_has_its_own_412_and_a_deleted_account_a_404() {
    let mut stand = Stand::new(&[]);
    for (status, code) in [
        ("suspended", "AccountSuspendedError"),
        ("expired", "AccountExpiredError"),
        ("archived", "AccountArchivedError"),
        ("error", "AccountErrorStatus"),
        ("inactive", "AccountIntegrationInactiveError"),
    ] {
        let id = standing(&stand.world, status);
        let reply = read(&mut stand, &id);
        let body = reply.json();
        assert_eq!(
            (reply.status.as_u16(), &body["errorCode"]),
            (412, &json!(code)),
            "{status}"
        );
        assert_eq!(body["statusCode"], 412);
        let details = &body["details"];
        // A disabled profile is in no enumeration of details (newer.md 2.2).
        let expected = if status == "inactive" {
            Value::Null
        } else {
            json!(status)
        };
        assert_eq!(details["status"], expected, "{status}");
        assert_eq!(
            details["expiresAt"].is_string(),
            status == "expired",
            "{status}"
        );
        let reasons = details["statusReasons"].as_array().map_or(0, Vec::len);
        assert_eq!(reasons, usize::from(status == "error"), "{status}");
    }
    let id = standing(&stand.world, "active");
    assert_eq!(read(&mut stand, &id).status, StatusCode::OK);
    let profile = stand.world.stackone.profiles[0].id.clone();
    let off = another_profile(&mut stand, "Off");
    stand.world.enable_profile(&off, false);
    let named = [
        ("x-account-id", id.as_str()),
        ("x-connector-profile-id", off.as_str()),
    ];
    let body = r#"{"action":"planday_list_departments"}"#;
    let reply = stand.stackone("POST /actions/rpc", &named, body);
    assert_eq!(reply.json()["errorCode"], "AccountIntegrationInactiveError");
    stand.world.enable_profile(&profile, false);
    assert_eq!(
        read(&mut stand, &id).json()["errorCode"],
        "AccountIntegrationInactiveError"
    );
    stand.stackone(&format!("DELETE /accounts/{id}"), &[], "");
    assert_eq!(read(&mut stand, &id).status, StatusCode::NOT_FOUND);
}

#[test]
fn many_accounts_are_as_varied_as_real_ones_are() {
    let mut stand = Stand::new(&[Scenario::Many]);
    let ids = all_of_v2(&mut stand, "page_size=100", |_| ());
    assert_eq!(
        (ids.len(), ids.iter().collect::<HashSet<_>>().len()),
        (10_000, 10_000)
    );
    let accounts = &stand.world.stackone.accounts;
    let distinct = |of: fn(&crate::sandbox::world::Account) -> &String| {
        accounts.iter().map(of).collect::<HashSet<_>>().len()
    };
    assert_eq!(
        (
            distinct(|one| &one.owner_id),
            distinct(|one| &one.owner_name)
        ),
        (10_000, 10_000)
    );
    let mut by: BTreeMap<&str, usize> = BTreeMap::new();
    let mut profiles = HashSet::new();
    for account in accounts {
        *by.entry(&account.status).or_default() += 1;
        let profile = stand.world.profile(&account.profile_id).expect("a profile");
        assert_eq!(profile.connector_key, account.provider);
        assert_eq!(
            account.status == "inactive" && account.owner_id != "cust-1006",
            !profile.active
        );
        if account.provider == "planday" {
            profiles.insert(&account.profile_id);
        }
    }
    assert!((8_700..9_300).contains(&by["active"]), "{by:?}");
    assert_eq!(by.len(), 6, "{by:?}");
    assert_eq!(profiles.len(), 7);
    let count = |wanted: fn(&crate::sandbox::world::Account) -> bool| {
        accounts.iter().filter(|one| wanted(one)).count()
    };
    assert!((300..700).contains(&count(|one| one.kind == "test")));
    assert!((1_500..2_500).contains(&count(|one| one.label.is_some())));
    assert!((1_200..1_800).contains(&count(|one| one.provider != "planday")));
}

//! The API against the facts, with a clock that stands still.

use std::time::Duration;

use serde_json::Value;

use super::*;
use crate::sandbox::site::Site;
use crate::sandbox::stand::Stand;

#[test]
fn the_colon_is_required() {
    let basic = |text: &str| format!("Basic {}", STANDARD.encode(text));
    assert_eq!(key_of(&basic("v1.eu1.abc:")), Some("v1.eu1.abc".to_owned()));
    assert_eq!(key_of(&basic("v1.eu1.abc")), None);
    assert_eq!(key_of(&basic("v1.eu1.abc:password")), None);
    assert_eq!(key_of(&basic(":")), None);
    assert_eq!(key_of("Bearer v1.eu1.abc"), None);
    assert_eq!(key_of("Basic ***"), None);
}

fn status(stand: &mut Stand, line: &str) -> u16 {
    stand.stackone(line, &[], "").status.as_u16()
}

#[test]
fn the_door_asks_for_an_agent_then_a_key() {
    let mut stand = Stand::new(&[]);
    let ask = |stand: &mut Stand, headers: &[(&str, &str)]| {
        let reply = stand.ask(Site::StackOne, "GET /accounts", headers, "");
        (reply.status.as_u16(), reply.json()["message"].clone())
    };
    assert_eq!(ask(&mut stand, &[]).0, 403);
    let (code, message) = ask(
        &mut stand,
        &[("user-agent", "test"), ("authorization", "Basic eDo=")],
    );
    assert_eq!((code, message), (401, json!("Unauthorized")));
    assert_eq!(status(&mut stand, "GET /accounts"), 200);
    assert_eq!(status(&mut stand, "GET /v3/accounts"), 404);
    assert_eq!(status(&mut stand, "POST /connector_profiles"), 404);
}

#[test]
fn a_thousand_requests_a_minute_and_not_one_more() {
    let mut stand = Stand::new(&[]);
    stand.clock.advance(Duration::from_secs(15));
    for _ in 0..1000 {
        assert_eq!(status(&mut stand, "GET /accounts?page_size=1"), 200);
    }
    let refused = stand.stackone("GET /accounts", &[], "");
    assert_eq!(
        (refused.status.as_u16(), refused.header("retry-after")),
        (429, "45")
    );
    stand.clock.advance(Duration::from_secs(45));
    assert_eq!(status(&mut stand, "GET /accounts"), 200);
}

#[test]
fn accounts_are_filtered_paged_changed_and_deleted() {
    let mut stand = Stand::new(&[]);
    let mut ids = |query: &str| {
        let body = stand
            .stackone(&format!("GET /accounts{query}"), &[], "")
            .json();
        let ids = body
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|one| one["id"].as_str().map(str::to_owned));
        ids.collect::<Vec<_>>()
    };
    assert_eq!(ids("").len(), 7);
    assert_eq!(
        (
            ids("?page=2&page_size=5").len(),
            ids("?page=3&page_size=5").len()
        ),
        (2, 0)
    );
    assert_eq!(ids("?status=active&status=expired").len(), 3);
    assert_eq!(ids("?origin_owner_id=cust-1003&provider=planday").len(), 1);
    assert_eq!(ids("?providers=slack").len(), 0);
    let id = ids("")[0].clone();
    let patched = stand
        .stackone(
            &format!("PATCH /accounts/{id}"),
            &[],
            r#"{"label":"New","type":"test"}"#,
        )
        .json();
    assert_eq!(
        (&patched["label"], &patched["type"]),
        (&json!("New"), &json!("test"))
    );
    let bad = stand.stackone(&format!("PATCH /accounts/{id}"), &[], r#"{"label":7}"#);
    assert_eq!(bad.status, StatusCode::BAD_REQUEST);
    assert_eq!(
        stand
            .stackone(&format!("DELETE /accounts/{id}"), &[], "")
            .json()["id"],
        json!(id)
    );
    assert_eq!(status(&mut stand, &format!("GET /accounts/{id}")), 404);
    for query in ["page=0", "page_size=x", "page=-1", "status=odd"] {
        assert_eq!(
            status(&mut stand, &format!("GET /accounts?{query}")),
            400,
            "{query}"
        );
    }
}

#[test]
fn a_profile_is_listed_and_pinned() {
    let mut stand = Stand::new(&[]);
    let list = stand
        .stackone(
            "GET /connector_profiles?connector_key=planday&enabled=true",
            &[],
            "",
        )
        .json();
    assert_eq!(
        (&list["page"], &list["page_size"], &list["total"]),
        (&json!(1), &json!(25), &json!(1))
    );
    let profile = &list["data"][0];
    assert_eq!(
        (&profile["active"], &profile["default"]),
        (&json!(true), &json!(true))
    );
    assert!(profile.get("token_secret").is_none());
    let at = format!(
        "/connector_profiles/{}/pinned_version",
        profile["id"].as_str().unwrap_or_default()
    );
    assert_eq!(status(&mut stand, &format!("GET {at}")), 404);
    assert_eq!(
        stand
            .stackone(&format!("PUT {at}"), &[], r#"{"pinned_version":"^1.2.0"}"#)
            .status
            .as_u16(),
        400
    );
    let pinned = stand
        .stackone(&format!("PUT {at}"), &[], r#"{"pinned_version":"1.1.x"}"#)
        .json();
    assert_eq!(pinned["pinned_version"], "1.1.x");
    let versions = stand
        .stackone(
            &format!("GET {}", at.replace("pinned_version", "versions")),
            &[],
            "",
        )
        .json();
    assert_eq!(
        (&versions[1]["version"], &versions[1]["pinned"]),
        (&json!("1.1.0"), &json!(true))
    );
    let gone = stand.stackone(&format!("DELETE {at}"), &[], "");
    assert_eq!((gone.status.as_u16(), gone.text.as_str()), (204, ""));
    assert_eq!(
        status(&mut stand, "GET /connector_profiles/x/versions"),
        404
    );
    assert_eq!(
        stand
            .stackone("GET /connector_profiles?enabled=false", &[], "")
            .json()["total"],
        0
    );
    assert_eq!(
        status(&mut stand, "GET /connector_profiles?enabled=maybe"),
        400
    );
}

#[test]
fn all_69_actions_come_in_pages() {
    let mut stand = Stand::new(&[]);
    let (mut next, mut ids) = (String::new(), Vec::new());
    for _ in 0..3 {
        let body = stand
            .stackone(
                &format!("GET /actions?filter%5Bconnectors%5D=planday{next}"),
                &[],
                "",
            )
            .json();
        ids.extend(
            body["data"][0]["actions"]
                .as_array()
                .into_iter()
                .flatten()
                .map(|one| one["id"].to_string()),
        );
        next = body["next"]
            .as_str()
            .map_or(String::new(), |cursor| format!("&next={cursor}"));
    }
    ids.dedup();
    assert_eq!((ids.len(), next.as_str()), (69, ""));
    assert_eq!(status(&mut stand, "GET /actions?next=x"), 400);
    let guide =
        "GET /actions?filter[connectors]=planday&include=authentication_guides&exclude=actions";
    let body = stand.stackone(guide, &[], "").json();
    let sections = &body["data"][0]["authentication"][0]["support"]["guides"]["setup"]["sections"];
    assert_eq!(
        (
            sections.as_array().map(Vec::len),
            body["data"][0].get("actions")
        ),
        (Some(3), None)
    );
    let found = stand.stackone("GET /actions?search=portal", &[], "").json();
    assert_eq!(found["data"][0]["actions"][0]["id"], "planday_get_portal");
}

#[test]
fn actions_run_for_active_accounts_with_what_the_profile_was_given() {
    let mut stand = Stand::new(&[]);
    let account = |stand: &Stand, status: &str| {
        let found = stand
            .world
            .stackone
            .accounts
            .iter()
            .find(|account| account.status == status);
        found.map(|account| account.id.clone()).unwrap_or_default()
    };
    let (active, suspended) = (account(&stand, "active"), account(&stand, "suspended"));
    let mut run = |account: &str, body: &str| {
        let reply = stand.stackone("POST /actions/rpc", &[("x-account-id", account)], body);
        (reply.status.as_u16(), reply.json())
    };
    let (code, first) = run(&active, r#"{"action":"planday_list_employees"}"#);
    assert_eq!(
        (code, first["data"].as_array().map(Vec::len)),
        (200, Some(50))
    );
    let body = json!({"action": "planday_list_employees", "query": {"next": first["next"]}});
    let (_, second) = run(&active, &body.to_string());
    assert_eq!(
        (second["data"].as_array().map(Vec::len), &second["next"]),
        (Some(7), &Value::Null)
    );
    let (code, one) = run(
        &active,
        r#"{"action":"planday_get_department","path":{"id":6324}}"#,
    );
    assert_eq!((code, &one["data"]["name"]), (200, &json!("Kitchen")));
    let (code, body) = run(&active, r#"{"action":"planday_list_salary_types"}"#);
    assert_eq!(
        (code, &body["provider_errors"][0]["status"]),
        (400, &json!(403))
    );
    let (code, body) = run(&suspended, r#"{"action":"planday_list_employees"}"#);
    assert_eq!(
        (code, &body["errorCode"], &body["details"]["status"]),
        (412, &json!("AccountSuspendedError"), &json!("suspended"))
    );
    assert_eq!(
        run("nobody", r#"{"action":"planday_list_employees"}"#).0,
        404
    );
    assert_eq!(run(&active, r#"{"action":"planday_create_shift"}"#).0, 501);
    for body in [
        "",
        "{}",
        r#"{"action":"slack_send_message"}"#,
        r#"{"action":"planday_get_department"}"#,
    ] {
        assert_eq!(run(&active, body).0, 400, "{body}");
    }
    assert_eq!(
        stand
            .stackone("POST /actions/rpc", &[], "{}")
            .status
            .as_u16(),
        400
    );
}

#[test]
fn logs_tell_what_was_asked_newest_first() {
    let mut stand = Stand::new(&[]);
    status(&mut stand, "GET /accounts");
    status(&mut stand, "GET /accounts/nobody");
    let logs = stand
        .stackone("GET /requests/logs?page_size=1", &[], "")
        .json();
    assert_eq!(
        (&logs["data"][0]["path"], &logs["data"][0]["status"]),
        (&json!("/accounts/nobody"), &json!(404))
    );
    let next = logs["next"].as_str().unwrap_or_default();
    let older = stand
        .stackone(
            &format!("GET /requests/logs?page_size=1&next={next}"),
            &[],
            "",
        )
        .json();
    assert_eq!(
        (&older["data"][0]["path"], &older["next"]),
        (&json!("/accounts"), &Value::Null)
    );
    let failed = stand
        .stackone("GET /requests/logs?filter[success]=false", &[], "")
        .json();
    assert_eq!(failed["data"].as_array().map(Vec::len), Some(1));
    let id = older["data"][0]["request_id"].as_str().unwrap_or_default();
    assert_eq!(
        stand
            .stackone(&format!("GET /requests/logs/{id}"), &[], "")
            .json()["data"]["request_id"],
        json!(id)
    );
}

//! Linked accounts over HTTP: both generations of the API, the dashboard's buttons, linking again, and accounts that change.

use std::collections::HashSet;
use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use stackday::sandbox::{Clock, Options, Scenario};
use stackday::sandbox_user::{Click, SandboxUser};
use stackday::secret::Secret;

use super::Stage;

/// The ids of every account, by the cursor of v2.
async fn by_cursor(stage: &Stage) -> Vec<String> {
    let (mut ids, mut next) = (Vec::new(), String::new());
    loop {
        let (status, page) = stage
            .get(&format!("/v2/accounts?page_size=100{next}"))
            .await;
        assert_eq!(status, StatusCode::OK, "{page}");
        ids.extend(ids_of(&page["data"]));
        match page["next"].as_str() {
            Some(cursor) => next = format!("&next={cursor}"),
            None => return ids,
        }
    }
}

/// The same by the page numbers of v1, to the first page that is not full.
async fn by_number(stage: &Stage) -> Vec<String> {
    let mut ids = Vec::new();
    for number in 1.. {
        let path = format!("/accounts?page={number}&page_size=100");
        let page = ids_of(&stage.get(&path).await.1);
        let last = page.len() < 100;
        ids.extend(page);
        if last {
            break;
        }
    }
    ids
}

fn ids_of(list: &Value) -> Vec<String> {
    let list = list.as_array().expect("a list").iter();
    list.map(|one| one["id"].as_str().expect("an id").to_owned())
        .collect()
}

/// A button on the dashboard's Accounts page.
async fn press(stage: &Stage, id: &str, act: &str) -> StatusCode {
    let url = format!("{}/accounts/{id}/{act}", stage.ready.dashboard_url);
    let answer = stage.http.post(url).send().await.expect("an answer");
    answer.status()
}

#[tokio::test]
async fn both_generations_page_through_the_same_ten_thousand() {
    let stage = Stage::new(&[Scenario::Many]).await;
    let ids = by_cursor(&stage).await;
    assert_eq!(ids.iter().collect::<HashSet<_>>().len(), 10_000);
    assert_eq!(by_number(&stage).await, ids);
}

#[tokio::test]
async fn the_accounts_of_each_profile_are_found_by_it() {
    let stage = Stage::new(&[Scenario::Many]).await;
    let (_, profiles) = stage.get("/connector_profiles?connector_key=planday").await;
    for profile in profiles["data"].as_array().expect("a list") {
        let id = profile["id"].as_str().expect("an id");
        let (_, page) = stage
            .get(&format!("/v2/accounts?connector_profile_id={id}"))
            .await;
        let accounts = page["data"].as_array().expect("a list");
        assert!(!accounts.is_empty());
        for account in accounts {
            assert_eq!(account["connector_profile_id"], profile["id"]);
            assert_eq!(account["connector"], "planday");
        }
    }
}

#[tokio::test]
async fn a_person_suspends_and_resumes_and_calls_are_refused_in_between() {
    let stage = Stage::new(&[]).await;
    let (_, page) = stage.get("/v2/accounts?status=active").await;
    let id = page["data"][0]["id"].as_str().expect("an id").to_owned();
    let read = json!({"action": "planday_list_departments"});
    assert_eq!(press(&stage, &id, "suspend").await, StatusCode::SEE_OTHER);
    let (status, refused) = stage.rpc(&id, &read).await;
    assert_eq!(
        (status, &refused["details"]["status"]),
        (StatusCode::PRECONDITION_FAILED, &json!("suspended"))
    );
    assert_eq!(press(&stage, &id, "resume").await, StatusCode::SEE_OTHER);
    assert_eq!(stage.rpc(&id, &read).await.0, StatusCode::OK);
    // No API does either.
    let body = json!({"status": "suspended"});
    let patch = stage.stackone(Method::PATCH, &format!("/accounts/{id}"));
    let patched = super::json_of(patch.json(&body)).await;
    assert_eq!(
        (patched.0, &patched.1["status"]),
        (StatusCode::OK, &json!("active"))
    );
    let url = format!("{}/accounts/{id}/suspend", stage.ready.dashboard_url);
    let foreign = stage
        .http
        .post(url)
        .header("origin", "https://evil.invalid");
    let foreign = foreign.send().await.expect("an answer");
    assert_eq!(foreign.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_broken_account_is_linked_again_under_its_id() {
    let stage = Stage::new(&[]).await;
    let (_, page) = stage.get("/v2/accounts?status=error").await;
    let broken = page["data"][0].clone();
    let id = broken["id"].as_str().expect("an id");
    let body = json!({"origin_owner_id": broken["owner_id"], "origin_owner_name": broken["owner_name"], "account_id": id});
    let (status, session) = stage.session(&body).await;
    assert_eq!(
        (status, &session["account_id"]),
        (StatusCode::CREATED, &broken["id"])
    );
    let url = Secret::new(session["auth_link_url"].as_str().expect("a link"));
    let clicked = stage.person.click(Click::OpenAuthLink { url }).await;
    clicked.expect("linked");
    let (_, healed) = stage.get(&format!("/v2/accounts/{id}")).await;
    assert_eq!(
        (&healed["status"], &healed["connector_profile_id"]),
        (&json!("active"), &broken["connector_profile_id"])
    );
    let read = json!({"action": "planday_list_departments"});
    assert_eq!(stage.rpc(id, &read).await.0, StatusCode::OK);
    assert_eq!(by_cursor(&stage).await.len(), 7);
}

#[tokio::test]
async fn restless_accounts_change_as_the_clock_moves_and_only_then() {
    let clock = Clock::pinned("2026-03-02T09:00:00Z".parse().expect("a timestamp"));
    let stage = Stage::with(Options {
        scenarios: vec![Scenario::Restless],
        clock: clock.clone(),
        ..Options::default()
    })
    .await;
    let (_, before) = stage.get("/accounts").await;
    assert_eq!(stage.get("/accounts").await.1, before);
    clock.advance(Duration::from_secs(20));
    let (_, after) = stage.get("/accounts").await;
    let changed: Vec<_> = after
        .as_array()
        .expect("a list")
        .iter()
        .filter(|one| !before.as_array().expect("a list").contains(one))
        .collect();
    assert_eq!(changed.len(), 1);
    // The dashboard shows the same.
    let url = format!("{}/accounts", stage.ready.dashboard_url);
    let page = stage.http.get(url).send().await.expect("an answer");
    let page = page.text().await.expect("a page");
    let row = format!(
        "data-account-id=\"{}\" data-status=\"{}\"",
        changed[0]["id"].as_str().expect("an id"),
        changed[0]["status"].as_str().expect("a status")
    );
    assert!(page.contains(&row), "{row}");
}

#[tokio::test]
async fn an_older_api_has_no_v2() {
    let stage = Stage::new(&[Scenario::OldApi]).await;
    let (status, body) = stage.get("/v2/accounts").await;
    assert_eq!(
        (status, &body["statusCode"]),
        (StatusCode::NOT_FOUND, &json!(404))
    );
    assert_eq!(by_number(&stage).await.len(), 7);
}

//! Accounts that change by themselves: the same at the same time, whoever looked before.

use std::collections::HashSet;
use std::time::Duration;

use proptest::prelude::*;

use serde_json::Value;

use crate::sandbox::scenario::Scenario;
use crate::sandbox::site::Site;
use crate::sandbox::stand::Stand;

/// How the accounts stand, as the API says it.
fn seen(stand: &mut Stand) -> Value {
    stand
        .stackone("GET /v2/accounts?page_size=100", &[], "")
        .json()
}

/// Every way to look at the accounts.
fn look(stand: &mut Stand, how: usize) {
    match how {
        0 => _ = seen(stand),
        1 => _ = stand.stackone("GET /accounts?page_size=1", &[], ""),
        2 => _ = stand.stackone("GET /accounts/nobody", &[], ""),
        3 => _ = stand.ask(Site::Dashboard, "GET /accounts", &[], ""),
        _ => _ = stand.stackone("GET /connector_profiles", &[], ""),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 60, ..ProptestConfig::default() })]
    #[test]
    fn any_looks_on_the_way_lead_to_the_same_accounts(
        looks in prop::collection::vec((0..90_u64, 0..5_usize), 1..30),
    ) {
        let (mut often, mut once) = (Stand::new(&[Scenario::Restless]), Stand::new(&[Scenario::Restless]));
        for (seconds, how) in looks {
            often.clock.advance(Duration::from_secs(seconds));
            once.clock.advance(Duration::from_secs(seconds));
            look(&mut often, how);
        }
        prop_assert_eq!(seen(&mut often), seen(&mut once));
    }
}

#[test]
fn one_thing_changes_every_twenty_seconds() {
    let mut stand = Stand::new(&[Scenario::Restless]);
    let mut before = seen(&mut stand);
    for change in 1..=10 {
        stand.clock.advance(Duration::from_millis(19_999));
        assert_eq!(seen(&mut stand), before, "change {change}");
        stand.clock.advance(Duration::from_millis(1));
        let after = seen(&mut stand);
        let list = |page: &Value| page["data"].as_array().cloned().unwrap_or_default();
        let (old, new) = (list(&before), list(&after));
        let fresh: Vec<_> = new.iter().filter(|one| !old.contains(one)).collect();
        let gone = old.iter().filter(|one| !new.contains(one)).count();
        assert!(
            fresh.len() + gone > 0 && fresh.len() <= 1 && gone <= 1,
            "change {change}"
        );
        // It is dated with the time of the change.
        let now = crate::sandbox::clock::written(stand.clock.now());
        assert!(
            fresh.iter().all(|one| one["updated_at"] == now),
            "change {change}"
        );
        before = after;
    }
}

#[test]
fn every_status_comes_up_accounts_come_and_go_and_it_never_dies_out() {
    let mut stand = Stand::new(&[Scenario::Restless]);
    let ids = |page: &Value| {
        let list = page["data"].as_array().expect("a list").iter();
        list.map(|one| one["id"].to_string())
            .collect::<HashSet<_>>()
    };
    let first = ids(&seen(&mut stand));
    let mut statuses = HashSet::new();
    for _ in 0..500 {
        stand.clock.advance(Duration::from_secs(20));
        let page = seen(&mut stand);
        let list = page["data"].as_array().expect("a list");
        assert!((5..15).contains(&list.len()), "{}", list.len());
        for account in list {
            let reasons = account["status_reasons"].as_array().map_or(0, Vec::len);
            match account["status"].as_str() {
                Some("active") => assert_eq!(reasons, 0, "{account}"),
                Some("error") => assert!(reasons > 0, "{account}"),
                _ => {}
            }
            statuses.insert(account["status"].to_string());
        }
        assert!(list.iter().any(|one| one["status"] == "active"), "{page}");
    }
    assert_eq!(statuses.len(), 6, "{statuses:?}");
    let last = ids(&seen(&mut stand));
    assert!(first.difference(&last).count() > 3 && last.difference(&first).count() > 3);
}

#[test]
fn what_a_person_linked_is_left_alone() {
    let mut stand = Stand::new(&[Scenario::Restless]);
    let body = r#"{"origin_owner_id":"mine","origin_owner_name":"Mine","provider":"planday"}"#;
    let session = stand.stackone("POST /connect_sessions", &[], body).json();
    let form = format!(
        "token={}&do=connect",
        session["token"].as_str().expect("a token")
    );
    stand.form(Site::Dashboard, "POST /embedded/integrations", &form);
    for _ in 0..100 {
        stand.clock.advance(Duration::from_secs(20));
        let mine = stand
            .stackone("GET /v2/accounts?owner_id=mine", &[], "")
            .json();
        assert_eq!(mine["data"][0]["status"], "active");
    }
}

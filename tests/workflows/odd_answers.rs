//! `StackOne`'s answers with each member replaced, removed and doubled, and each element of a list replaced, one at a time:
//! a verification blames nobody for it, and what decides nothing changes nothing.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};
use stackday::domain::diagnosis::Kind;
use stackday::domain::{CheckId, Standing};
use stackday::http::{Door, DoorOptions};
use stackday::journal::Journal;
use stackday::planday::Planday;
use stackday::secret::{Secret, Vault};
use stackday::stackone::StackOne;
use stackday::workflow::{
    ActionsRequest, Inputs, PinRequest, RequireRequest, Services, VerifyReport,
    actions as list_actions, pins, require, verify,
};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::support::{Deaf, door, within};

/// What is answered: a status, a media type and a body, for a list of profiles and for anything else.
#[derive(Clone)]
struct Script {
    profiles: (u16, &'static str, String),
    accounts: (u16, &'static str, String),
    actions: (u16, &'static str, String),
}

type Shared = Arc<Mutex<Script>>;

async fn answer(State(script): State<Shared>, uri: Uri) -> Response {
    let script = script.lock().expect("a lock").clone();
    let (status, kind, body) = match uri.path().rsplit('/').next() {
        Some("connector_profiles" | "auth_configs") => script.profiles,
        Some("actions") => script.actions,
        _ => script.accounts,
    };
    let status = StatusCode::from_u16(status).expect("a status");
    (status, [(header::CONTENT_TYPE, kind)], body).into_response()
}

struct Bench {
    address: String,
    door: Door,
    script: Shared,
    next: AtomicU32,
}

const JSON: &str = "application/json";

impl Bench {
    async fn new() -> Self {
        let script = Arc::new(Mutex::new(Script {
            profiles: (200, JSON, profiles().to_string()),
            accounts: (200, JSON, accounts().to_string()),
            actions: (200, JSON, actions().to_string()),
        }));
        let router = Router::new().fallback(answer).with_state(script.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        tokio::spawn(async move { axum::serve(listener, router).await });
        let options = DoorOptions {
            attempts: 1,
            ..door()
        };
        Self {
            address,
            door: Door::new(options, Journal::silent(None)),
            script,
            next: AtomicU32::new(0),
        }
    }

    /// Clients with an address of their own, so that no case counts against the rate of another.
    fn services(&self) -> Services {
        let case = self.next.fetch_add(1, Ordering::Relaxed);
        let url = format!("http://{}/{case}/", self.address);
        let url: url::Url = url.parse().expect("an address");
        Services {
            planday: Planday::new(self.door.clone(), url.clone(), url.clone()),
            stackone: StackOne::new(self.door.clone(), url),
            door: self.door.clone(),
            cache: None,
            library: None,
            vault: Vault::in_memory(),
            command: None,
            poll: std::time::Duration::from_millis(1),
            origin: stackday::domain::ChangeOrigin::Screen,
        }
    }

    /// Verifies what there is of `StackOne`, with these two answers.
    async fn with(&self, profiles: Option<String>, accounts: Option<String>) -> VerifyReport {
        {
            let mut script = self.script.lock().expect("a lock");
            script.profiles.2 = profiles.unwrap_or_else(|| self::profiles().to_string());
            script.accounts.2 = accounts.unwrap_or_else(|| self::accounts().to_string());
        }
        self.verified().await
    }

    async fn verified(&self) -> VerifyReport {
        self.verified_for(None).await
    }

    /// Verifies what there is of `StackOne`, where this connector profile is meant.
    async fn verified_for(&self, meant: Option<&str>) -> VerifyReport {
        let inputs = Inputs {
            api_key: Some(key()),
            connector_profile: meant.map(str::to_owned),
            ..Inputs::default()
        };
        let cancel = CancellationToken::new();
        within(verify(&self.services(), &inputs, &Deaf, &cancel)).await
    }
}

fn profiles() -> Value {
    let profile = |id: &str, default: bool| {
        json!({"id": id, "name": format!("Planday {id}"), "connector_key": "planday", "connector_label": "Planday",
            "active": true, "default": default, "release_stage": "ga", "categories": ["hris"],
            "created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-01T00:00:00Z", "connector_version": "1.2.0",
            "connector_pinned_version": null, "authentication_config_key": "oauth2", "environment": "production",
            "authentication_config_label": "OAuth 2.0"})
    };
    json!({"page": 1, "page_size": 100, "total": 2, "data": [profile("p1", true), profile("p2", false)]})
}

fn accounts() -> Value {
    let account = |id: &str, status: &str| {
        json!({"id": id, "provider": "planday", "provider_name": "Planday", "status": status, "status_reasons": [],
            "origin_owner_id": "o", "origin_owner_name": "Owner", "origin_username": null, "label": null,
            "categories": ["hris"], "type": "production", "shared": false, "created_at": "2026-01-01T00:00:00Z",
            "updated_at": "2026-01-01T00:00:00Z"})
    };
    json!([account("a1", "active"), account("a2", "error")])
}

/// A list of actions whose pages lead in a circle.
fn actions() -> Value {
    let action = json!({"id": "planday_list_departments", "label": "List departments", "required_scopes": null});
    json!({"data": [null, {"key": "Planday", "actions": [7, action]}, {"key": "other", "actions": {}}], "next": "again"})
}

fn key() -> Secret {
    Secret::new("v1.eu1.abcdefghijklmnopqrstuvwx")
}

/// What a member or an element is replaced by.
fn strange() -> [Value; 7] {
    [
        Value::Null,
        json!(true),
        json!(-7.5),
        json!(""),
        json!("x"),
        json!([null, {"id": []}]),
        json!({"id": {"deep": [[]]}}),
    ]
}

/// Where every member and every element is.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    let inner: Vec<(String, &Value)> = match value {
        Value::Object(members) => members
            .iter()
            .map(|(name, inner)| (format!("{at}/{name}"), inner))
            .collect(),
        Value::Array(elements) => elements
            .iter()
            .enumerate()
            .map(|(number, inner)| (format!("{at}/{number}"), inner))
            .collect(),
        _ => Vec::new(),
    };
    for (here, inner) in inner {
        places(inner, &here, found);
        found.push(here);
    }
}

/// The answer with this place changed in every way, each with a word for it.
fn changed(whole: &Value, place: &str) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for strange in strange() {
        let mut odd = whole.clone();
        *odd.pointer_mut(place).expect("a place") = strange.clone();
        all.push((format!("{place} = {strange}"), odd.to_string()));
    }
    let (parent, name) = place.rsplit_once('/').expect("a place in something");
    let mut without = whole.clone();
    match without.pointer_mut(parent).expect("what it is in") {
        Value::Object(members) => drop(members.remove(name)),
        Value::Array(elements) => drop(elements.remove(name.parse().expect("a number"))),
        _ => unreachable!("only these have places"),
    }
    all.push((format!("{place} gone"), without.to_string()));
    // Doubled, the second time as nothing: as text, because no tree of values can hold it.
    let value = whole.pointer(place).expect("a place");
    if name.parse::<usize>().is_err() {
        let once = format!("{}:{value}", json!(name));
        let twice = whole
            .to_string()
            .replacen(&once, &format!("{once},{}:null", json!(name)), 1);
        all.push((format!("{place} doubled"), twice));
    }
    all
}

fn standing(report: &VerifyReport, id: CheckId) -> Standing {
    report.check(id).expect("the check").evidence.standing
}

#[tokio::test]
async fn no_odd_member_of_a_profile_makes_the_key_look_refused_or_hides_the_other_profile() {
    let bench = Bench::new().await;
    let whole = profiles();
    let mut all = Vec::new();
    places(&whole, "", &mut all);
    for place in all {
        for (what, body) in changed(&whole, &place) {
            let report = bench.with(Some(body), None).await;
            let key = report.check(CheckId::ApiKey).expect("the check");
            let said = format!("{what}: {key:?} {:?}", report.check(CheckId::Profile));
            if place == "/data" && !what.contains("doubled") && !what.contains("null, ") {
                // Without the list there is none; the key is not blamed for it.
                let kind = key.evidence.diagnosis.as_ref().map(|it| it.kind);
                assert_ne!(kind, Some(Kind::Rejected), "{said}");
                continue;
            }
            assert_eq!(key.evidence.standing, Standing::Verified, "{said}");
            if place != "/data" {
                assert_eq!(
                    standing(&report, CheckId::Profile),
                    Standing::Verified,
                    "{said}"
                );
            }
            // One of them is as it was, whatever became of the other.
            if place.starts_with("/data/0") {
                assert!(
                    report.profiles.iter().any(|it| it.id.as_str() == "p2"),
                    "{said}"
                );
            } else if place.starts_with("/data/1") {
                let evidence = &report.check(CheckId::Profile).expect("the check").evidence;
                assert!(
                    evidence.line.contains("Planday p1") && evidence.line.contains("is active"),
                    "{said}"
                );
            }
            assert_eq!(report.accounts.expect("counted").len(), 2, "{what}");
        }
    }
}

#[tokio::test]
async fn members_that_decide_nothing_change_nothing() {
    let bench = Bench::new().await;
    let whole = profiles();
    let plain = bench.with(None, None).await;
    let line = |report: &VerifyReport| {
        report
            .check(CheckId::Profile)
            .expect("the check")
            .evidence
            .line
            .clone()
    };
    for name in [
        "connector_label",
        "release_stage",
        "categories",
        "created_at",
        "updated_at",
        "environment",
        "connector_pinned_version",
    ] {
        for (what, body) in changed(&whole, &format!("/data/0/{name}")) {
            assert_eq!(
                line(&bench.with(Some(body), None).await),
                line(&plain),
                "{what}"
            );
        }
    }
    let whole = accounts();
    let mut all = Vec::new();
    places(&whole, "", &mut all);
    for place in all
        .iter()
        .filter(|place| !place.ends_with("/provider") && !place.ends_with("/status"))
    {
        for (what, body) in changed(&whole, place) {
            let report = bench.with(None, Some(body)).await;
            assert_eq!(
                (standing(&report, CheckId::ApiKey), report.caveats.len()),
                (Standing::Verified, 0),
                "{what}"
            );
            let counts = report.accounts.expect("counted");
            let other = if place.starts_with("/0") {
                "error"
            } else {
                "active"
            };
            assert_eq!(counts[other], 1, "{what}: {counts:?}");
            if place.matches('/').count() > 1 && !place.contains("/id") {
                assert_eq!(counts.get("active"), Some(&1), "{what}: {counts:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_state_that_is_not_told_is_not_disabled() {
    let bench = Bench::new().await;
    for gone in [
        Some(Value::Null),
        Some(json!("maybe")),
        Some(json!({})),
        None,
    ] {
        let mut whole = profiles();
        for profile in whole["data"].as_array_mut().expect("a list") {
            match &gone {
                Some(value) => profile["active"] = value.clone(),
                None => drop(profile.as_object_mut().expect("an object").remove("active")),
            }
        }
        let report = bench.with(Some(whole.to_string()), None).await;
        let check = report.check(CheckId::Profile).expect("the check");
        assert_eq!(check.evidence.standing, Standing::Verified, "{check:?}");
        assert!(
            check
                .evidence
                .line
                .contains("does not say whether it is enabled"),
            "{check:?}"
        );
        assert_eq!(report.profiles[0].active, None);
    }
}

#[tokio::test]
async fn no_status_with_a_foreign_body_blames_the_key() {
    let bench = Bench::new().await;
    let bodies = [
        (
            "text/html",
            "<html><head><title>Blocked</title></head></html>",
        ),
        ("text/plain", "Access denied by the web filter"),
        (JSON, ""),
        (JSON, "{}"),
        (JSON, "[7]"),
        (JSON, r#"{"blocked":true}"#),
        ("application/octet-stream", "\u{0}\u{1}"),
    ];
    for status in [
        200, 302, 400, 401, 403, 404, 407, 412, 418, 429, 500, 502, 503, 511,
    ] {
        for (kind, body) in bodies {
            bench.script.lock().expect("a lock").profiles = (status, kind, body.to_owned());
            let report = bench.verified().await;
            let check = report.check(CheckId::ApiKey).expect("the check");
            let said = format!("{status} {kind} {body}: {check:?}");
            // Lists of nothing that can be read are lists.
            if status == 200 && body == "[7]" {
                assert_eq!(check.evidence.standing, Standing::Verified, "{said}");
                continue;
            }
            let told = check.evidence.diagnosis.as_ref().expect(&said);
            assert_ne!(told.kind, Kind::Rejected, "{said}");
            assert_eq!(told.points_at, None, "{said}");
            assert!(!told.next.contains("Create an API key"), "{said}");
            let between = kind.starts_with("text/") && matches!(status, 401 | 403 | 404 | 502)
                || matches!(status, 302 | 407 | 511);
            if between {
                assert_eq!(
                    (told.kind, told.kind.exit().code()),
                    (Kind::Network, 6),
                    "{said}"
                );
            }
        }
    }
}

/// A full page, and the same one however often another is asked for.
fn endless() -> String {
    let profile = |number: usize| json!({"id": format!("p{number}"), "name": format!("Planday {number}"), "connector_key": "planday", "active": true});
    json!({"data": (0..100).map(profile).collect::<Vec<_>>()}).to_string()
}

#[tokio::test]
async fn what_is_not_in_a_part_of_a_list_may_be_there_all_the_same() {
    let bench = Bench::new().await;
    bench.script.lock().expect("a lock").profiles.2 = endless();
    let found = bench.verified_for(Some("planday 7 ")).await;
    assert_eq!(standing(&found, CheckId::Profile), Standing::Verified);
    assert!(
        found.caveats[0].contains("connector profiles is incomplete"),
        "{:?}",
        found.caveats
    );
    let missing = bench.verified_for(Some("Elsewhere")).await;
    assert_eq!(standing(&missing, CheckId::ApiKey), Standing::Verified);
    let check = missing.check(CheckId::Profile).expect("the check");
    assert_eq!(check.evidence.standing, Standing::Unknown, "{check:?}");
    let told = check.evidence.diagnosis.as_ref().expect("why");
    assert!(told.summary.contains("incomplete"), "{told:?}");
    let request = PinRequest {
        api_key: key(),
        profile: "Elsewhere".to_owned(),
    };
    let told = pins(&bench.services(), &request, &CancellationToken::new()).await;
    let told = told.expect_err("not in it");
    assert!(told.summary.contains("incomplete"), "{told:?}");
}

#[tokio::test]
async fn a_part_of_the_actions_is_said_to_be_one_and_is_not_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let bench = Bench::new().await;
    let mut services = bench.services();
    let url = "http://127.0.0.1:1/".parse().expect("an address");
    let journal = Journal::silent(None);
    let cache = stackday::cache::Cache::new(folder.path(), &url, journal);
    services.cache = Some(cache.clone());
    let request = ActionsRequest {
        api_key: Some(key()),
        fresh: false,
    };
    let cancel = CancellationToken::new();
    let listed = list_actions(&services, &request, &cancel).await;
    let listed = listed.expect("a part of them");
    assert!(listed.incomplete.is_some());
    assert_eq!(listed.lists("planday_list_departments"), Some(true));
    assert_eq!(listed.lists("planday_list_shifts"), None);
    assert!(cache.read().await.is_none());
    let request = RequireRequest {
        actions: ["planday_list_shifts".to_owned()].into(),
        api_key: Some(key()),
        ..RequireRequest::default()
    };
    let required = require(&services, &request, &cancel).await;
    assert!(required.required.unlisted.is_empty(), "{required:?}");
    assert!(required.catalogue.expect("asked").incomplete.is_some());
}

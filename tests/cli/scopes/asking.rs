//! `request`: whether Planday takes App Id, redirect URI and scopes.

use serde_json::json;
use stackday::sandbox::Scenario;

use super::super::support::{Stage, bare, run};

const REDIRECT_URI: &str = "https://api.stackone.com/connect/oauth2/planday/callback";

#[tokio::test]
async fn a_request_that_is_accepted_in_every_part_ends_well() {
    let stage = Stage::new(&[]).await;
    let arguments = ["scopes", "request", "--redirect-uri", REDIRECT_URI];
    let ran = run(stage.command(&arguments)).await;
    assert_eq!(ran.code, Some(0), "{ran:?}");
    for told in [
        "[ok]   App Id        accepted",
        "[ok]   redirect URI  accepted",
        "[ok]   scopes        accepted",
        "an observation, not proof",
        "the same, character by character",
    ] {
        assert!(ran.out.contains(told), "{told}: {ran:?}");
    }
    let json = run(stage.command(&["scopes", "request", "--json"]))
        .await
        .json();
    assert_eq!(json["ok"], true);
    assert_eq!(json["request"]["client"], json!({"state": "accepted"}));
    assert_eq!(json["comparison"], json!(null));
}

#[tokio::test]
async fn what_is_refused_is_named_with_its_own_code() {
    // The app has another address than the one that StackOne sends.
    let stage = Stage::new(&[Scenario::SlippedRedirect]).await;
    let ran = run(stage.command(&["scopes", "request"])).await;
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.out.contains("[FAIL] redirect URI  refused"), "{ran:?}");
    assert!(
        ran.out.contains(&format!("registered: {REDIRECT_URI}/")),
        "{ran:?}"
    );
    assert!(ran.err.contains("Give the app exactly"), "{ran:?}");
    // A scope that the app lacks.
    let stage = Stage::new(&[Scenario::MissingScopes]).await;
    let ran = run(stage.command(&[
        "scopes",
        "request",
        "--scopes",
        "shift:read payroll:read",
        "--json",
    ]))
    .await;
    assert_eq!(ran.code, Some(5), "{ran:?}");
    assert_eq!(
        ran.json()["request"]["refused_scopes"],
        json!(["payroll:read"])
    );
    // An App Id that nobody has.
    let nobody = "7f3f0d7e-6c1c-4b43-9d3c-2b8f5a0c9d11";
    let ran = run(stage.command(&["scopes", "request", "--app-id", nobody])).await;
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.out.contains("[?]    App Id        unknown"), "{ran:?}");
}

#[tokio::test]
async fn an_endpoint_that_tells_nothing_is_believed_nothing() {
    let stage = Stage::new(&[Scenario::LoginFirst]).await;
    let ran = run(stage.command(&["scopes", "request", "--json"])).await;
    assert_eq!(ran.code, Some(1), "{ran:?}");
    for part in ["client", "redirect_uri", "scopes"] {
        assert_eq!(ran.json()["request"][part]["state"], "unknown", "{part}");
    }
    let stage = Stage::new(&[Scenario::HtmlErrors]).await;
    let ran = run(stage.command(&["scopes", "request"])).await;
    assert!(ran.code.is_some_and(|code| code != 0), "{ran:?}");
    let stage = Stage::new(&[Scenario::ErrorElsewhere]).await;
    let ran = run(stage.command(&["scopes", "request"])).await;
    assert_eq!(ran.code, Some(0), "{ran:?}");
}

#[tokio::test]
async fn an_address_is_compared_without_asking_anybody() {
    let slipped = "http://api.stackone.com/connect/oauth2/pl\u{430}nday/callback/";
    let ran = bare(&["scopes", "request", "--redirect-uri", slipped]).await;
    assert_eq!(ran.code, Some(1), "{ran:?}");
    let lines: Vec<_> = ran.out.lines().collect();
    assert!(lines[0].starts_with("expected  https://"), "{ran:?}");
    assert!(lines[1].starts_with("given     http"), "{ran:?}");
    assert!(lines[2].contains('^'), "{ran:?}");
    assert!(ran.out.contains("U+0430"), "{ran:?}");
    let ran = bare(&[
        "scopes",
        "request",
        "--redirect-uri",
        REDIRECT_URI,
        "--json",
    ])
    .await;
    assert_eq!(
        (ran.code, &ran.json()["comparison"]["same"]),
        (Some(0), &json!(true))
    );
    let ran = bare(&["scopes", "request"]).await;
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert!(ran.err.contains("STACKDAY_APP_ID"), "{ran:?}");
}

//! What the authorize page tells before anybody logs in, and an app whose redirect URI slipped.

use reqwest::StatusCode;
use stackday::sandbox::Scenario;
use stackday::sandbox_user::Click;

use super::APP;
use super::REDIRECT_URI;
use super::Stage;

const SLASHED: &str = "https://api.stackone.com/connect/oauth2/planday/callback/";

/// Status and whereto.
async fn ask(stage: &Stage, client: &str, redirect_uri: &str, scope: &str) -> (StatusCode, String) {
    let query = [
        ("client_id", client),
        ("response_type", "code"),
        ("redirect_uri", redirect_uri),
        ("scope", scope),
        ("state", "s t&1"),
    ];
    let url = format!("{}/connect/authorize", stage.ready.identity_url);
    let request = stage.http.get(url).query(&query);
    let answer = request.send().await.expect("an answer");
    let to = answer.headers().get("location");
    let to = to.map_or("", |to| to.to_str().expect("text")).to_owned();
    (answer.status(), to)
}

fn app_of(stage: &Stage) -> String {
    stage.ready.app_id.clone().expect("an App Id")
}

fn is_login(stage: &Stage, (status, to): &(StatusCode, String)) -> bool {
    *status == StatusCode::FOUND && to.starts_with(&format!("{}/login?", stage.ready.portal_url))
}

#[tokio::test]
async fn a_wrong_request_gets_a_page_in_place() {
    let stage = Stage::new(&[]).await;
    let app = app_of(&stage);
    assert!(is_login(
        &stage,
        &ask(&stage, &app, REDIRECT_URI, "openid shift:read").await
    ));
    for (client, uri, scope) in [
        ("nobody", REDIRECT_URI, "openid"),
        (app.as_str(), SLASHED, "openid"),
        (app.as_str(), REDIRECT_URI, "openid payroll:read"),
    ] {
        assert_eq!(
            ask(&stage, client, uri, scope).await,
            (StatusCode::BAD_REQUEST, String::new())
        );
    }
}

#[tokio::test]
async fn whoever_must_log_in_first_learns_nothing() {
    let stage = Stage::new(&[Scenario::LoginFirst]).await;
    let app = app_of(&stage);
    for (client, uri, scope) in [
        (app.as_str(), REDIRECT_URI, "openid"),
        ("nobody", SLASHED, "no:such"),
        ("", "", ""),
    ] {
        let answer = ask(&stage, client, uri, scope).await;
        assert!(is_login(&stage, &answer), "{client}: {answer:?}");
    }
}

#[tokio::test]
async fn an_error_page_elsewhere_is_there_and_scopes_go_back_to_the_app() {
    let stage = Stage::new(&[Scenario::ErrorElsewhere]).await;
    let app = app_of(&stage);
    assert!(is_login(
        &stage,
        &ask(&stage, &app, REDIRECT_URI, "openid").await
    ));
    for (client, uri) in [("nobody", REDIRECT_URI), (app.as_str(), SLASHED)] {
        let (status, to) = ask(&stage, client, uri, "openid").await;
        let page = format!("{}/home/error?errorId=", stage.ready.identity_url);
        assert!(status == StatusCode::FOUND && to.starts_with(&page), "{to}");
        let page = stage.http.get(to).send().await.expect("an answer");
        let page = page.text().await.expect("a page");
        assert!(page.contains("Sorry, there was an error"));
        assert!(
            !page.contains("redirect_uri") && !page.contains("client"),
            "{page}"
        );
    }
    assert_eq!(
        ask(&stage, &app, REDIRECT_URI, "openid payroll:read").await,
        (
            StatusCode::FOUND,
            format!("{REDIRECT_URI}?error=invalid_scope&state=s+t%261")
        )
    );
}

#[tokio::test]
async fn the_first_redirect_uri_slips_and_the_second_does_not() {
    let bad = StatusCode::BAD_REQUEST;
    let stage = Stage::new(&[Scenario::SlippedRedirect]).await;
    let app = app_of(&stage);
    assert_eq!(ask(&stage, &app, REDIRECT_URI, "openid").await.0, bad);
    assert!(is_login(
        &stage,
        &ask(&stage, &app, SLASHED, "openid").await
    ));
    // Only what is linked anew needs the redirect URI.
    assert_eq!(stage.grant().await.status(), StatusCode::OK);
    let (_, accounts) = stage.get("/accounts?status=active").await;
    let account = accounts[0]["id"].as_str().expect("an account");
    let read = serde_json::json!({"action": "planday_list_departments"});
    assert_eq!(stage.rpc(account, &read).await.0, StatusCode::OK);

    let stage = Stage::new(&[Scenario::SlippedRedirect, Scenario::Fresh]).await;
    stage.set_up().await.expect("the clicks succeed");
    let (session, clicked) = stage.link().await;
    let attempt = &session["latest_connection_attempt"];
    assert_eq!(attempt["oauth_error_code"], "invalid_redirect_uri");
    assert!(clicked.expect_err("linking fails").contains("redirect URI"));
    let second = Click::CreateApp {
        name: APP.to_owned(),
        scopes: stage.ready.scopes.clone(),
        redirect_uri: REDIRECT_URI.to_owned(),
    };
    let second = stage.click(second).await.app_id.expect("an App Id");
    assert!(is_login(
        &stage,
        &ask(&stage, &second, REDIRECT_URI, "openid").await
    ));
    assert_eq!(ask(&stage, &second, SLASHED, "openid").await.0, bad);
}

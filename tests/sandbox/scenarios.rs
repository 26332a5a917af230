//! What each scenario shows.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use stackday::sandbox::{Options, Scenario};
use stackday::sandbox_user::Click;

use super::APP;
use super::Stage;
use super::json_of;

#[tokio::test]
async fn refused_grants_say_why() {
    for (scenario, error) in [
        (Scenario::WrongToken, "invalid_grant"),
        (Scenario::RevokedToken, "invalid_grant"),
        (Scenario::DeletedApp, "invalid_client"),
    ] {
        for fresh in [false, true] {
            let scenarios = if fresh {
                vec![Scenario::Fresh, scenario]
            } else {
                vec![scenario]
            };
            let stage = Stage::new(&scenarios).await;
            let (app_id, token) = if fresh {
                stage.set_up().await.expect("the clicks succeed");
                let (session, clicked) = stage.link().await;
                assert_eq!(
                    session["latest_connection_attempt"]["oauth_error_code"],
                    error
                );
                assert!(clicked.expect_err("linking fails").contains(error));
                continue;
            } else {
                (
                    stage.ready.app_id.clone().expect("an app"),
                    stage.ready.token.clone().expect("a Token"),
                )
            };
            let (status, body) = json_of(stage.refresh(&app_id, &token)).await;
            assert_eq!(
                (status, body),
                (StatusCode::BAD_REQUEST, json!({"error": error})),
                "{scenario:?}"
            );
        }
    }
}

#[tokio::test]
async fn doing_the_step_again_heals_the_first_token() {
    for scenario in [Scenario::WrongToken, Scenario::RevokedToken] {
        let stage = Stage::new(&[scenario]).await;
        stage
            .click(Click::AuthorizeApp {
                name: APP.to_owned(),
            })
            .await;
        let copied = stage
            .click(Click::CopyCredentials {
                name: APP.to_owned(),
            })
            .await;
        let (app_id, token) = (
            copied.app_id.expect("an App Id"),
            copied.token.expect("a Token"),
        );
        let answer = stage
            .refresh(&app_id, token.expose())
            .send()
            .await
            .expect("an answer");
        assert_eq!(answer.status(), StatusCode::OK, "{scenario:?}");
    }
}

#[tokio::test]
async fn an_inactive_administrator_shows_at_the_api_only() {
    let stage = Stage::new(&[Scenario::InactiveAdmin]).await;
    let token = stage.access_token().await;
    let answer = stage
        .planday(&token, "/portal/v1.0/info")
        .send()
        .await
        .expect("an answer");
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(
        answer.headers()["www-authenticate"],
        "Bearer error=\"invalid_token\""
    );
    assert_eq!(answer.text().await.expect("a body"), "");
}

#[tokio::test]
async fn a_missing_scope_is_missing_everywhere() {
    for scenarios in [
        vec![Scenario::MissingScopes],
        vec![Scenario::MissingScopes, Scenario::Fresh],
    ] {
        let fresh = scenarios.len() == 2;
        let stage = Stage::new(&scenarios).await;
        if fresh {
            stage.set_up().await.expect("the clicks succeed");
        }
        let copied = stage
            .click(Click::CopyCredentials {
                name: APP.to_owned(),
            })
            .await;
        let (app_id, token) = (
            copied.app_id.expect("an App Id"),
            copied.token.expect("a Token"),
        );
        let (_, grant) = json_of(stage.refresh(&app_id, token.expose())).await;
        let granted: Vec<&str> = grant["scope"]
            .as_str()
            .expect("scopes")
            .split(' ')
            .collect();
        let missing: Vec<&String> = stage
            .ready
            .scopes
            .iter()
            .filter(|scope| !granted.contains(&scope.as_str()))
            .collect();
        assert_eq!(missing, ["contractrules:read"]);
        let access = grant["access_token"].as_str().expect("an access token");
        let (status, body) = stage
            .planday_json(access, "/contractrules/v1.0/contractrules")
            .await;
        assert_eq!(status, StatusCode::FORBIDDEN);
        assert!(
            body["message"]
                .as_str()
                .expect("a message")
                .starts_with("Your application isn't assigned")
        );
    }
}

#[tokio::test]
async fn scopes_can_be_silent_and_tokens_opaque() {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let stage = Stage::new(&[Scenario::NoScopeField]).await;
    let body: Value = stage.grant().await.json().await.expect("JSON");
    assert_eq!(body.get("scope"), None);
    let claims = body["access_token"]
        .as_str()
        .and_then(|token| token.split('.').nth(1))
        .expect("claims");
    let claims: Value =
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).expect("base64url")).expect("JSON");
    assert_eq!(claims["scope"].as_array().map(Vec::len), Some(14));
    let stage = Stage::new(&[Scenario::OpaqueToken]).await;
    let body: Value = stage.grant().await.json().await.expect("JSON");
    let token = body["access_token"].as_str().expect("an access token");
    assert_eq!((body.get("scope"), token.contains('.')), (None, false));
    assert_eq!(
        stage.planday_json(token, "/hr/v1.0/departments").await.0,
        StatusCode::OK
    );
    assert_eq!(
        stage.planday_json(token, "/hr/v1.0/skills").await.0,
        StatusCode::FORBIDDEN
    );
}

#[tokio::test]
async fn a_rotated_token_replaces_the_old_one() {
    let stage = Stage::new(&[Scenario::RotatingToken]).await;
    let body: Value = stage.grant().await.json().await.expect("JSON");
    let next = body["refresh_token"].as_str().expect("a Token");
    assert_ne!(Some(next), stage.ready.token.as_deref());
    assert_eq!(stage.grant().await.status(), StatusCode::BAD_REQUEST);
    let shown = stage
        .click(Click::CopyCredentials {
            name: APP.to_owned(),
        })
        .await
        .token
        .expect("a Token");
    assert_eq!(shown.expose(), next);
}

#[tokio::test]
async fn rate_limits_are_told_by_both_apis_but_not_by_identity() {
    let stage = Stage::new(&[Scenario::RateLimited]).await;
    let token = stage.access_token().await;
    let answer = stage
        .planday(&token, "/portal/v1.0/info")
        .send()
        .await
        .expect("an answer");
    assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS);
    for (name, value) in [
        ("x-ratelimit-remaining", "0"),
        ("x-ratelimit-reset", "33"),
        ("x-envoy-ratelimited", "true"),
    ] {
        assert_eq!(answer.headers()[name], value);
    }
    let answer = stage
        .stackone(Method::GET, "/accounts")
        .send()
        .await
        .expect("an answer");
    assert_eq!(
        (answer.status(), &answer.headers()["retry-after"]),
        (
            StatusCode::TOO_MANY_REQUESTS,
            &"60".parse().expect("a value")
        )
    );
}

#[tokio::test]
async fn flaky_reads_break_then_fail_then_pass() {
    let stage = Stage::new(&[Scenario::Flaky]).await;
    assert_eq!(stage.grant().await.status(), StatusCode::BAD_GATEWAY);
    let token = stage.access_token().await;
    for request in [
        stage.planday(&token, "/portal/v1.0/info"),
        stage.stackone(Method::GET, "/accounts"),
    ] {
        let again = || {
            request
                .try_clone()
                .expect("a request without a body")
                .send()
        };
        assert!(again().await.is_err());
        assert_eq!(
            again().await.expect("an answer").status(),
            StatusCode::BAD_GATEWAY
        );
        assert_eq!(again().await.expect("an answer").status(), StatusCode::OK);
    }
    let request = stage
        .stackone(Method::POST, "/actions/rpc")
        .json(&json!({}));
    let again = || request.try_clone().expect("a request").send();
    assert_eq!(
        again().await.expect("an answer").status(),
        StatusCode::BAD_GATEWAY
    );
    assert_eq!(
        again().await.expect("an answer").status(),
        StatusCode::BAD_REQUEST
    );
}

#[tokio::test]
async fn slow_answers_come() {
    let stage = Stage::with(Options {
        scenarios: vec![Scenario::Slow],
        delay: std::time::Duration::from_millis(1),
        ..Options::default()
    })
    .await;
    assert_eq!(stage.grant().await.status(), StatusCode::OK);
}

#[tokio::test]
async fn html_errors_are_html_everywhere_but_on_the_web_sites() {
    let stage = Stage::new(&[Scenario::HtmlErrors]).await;
    for url in [
        &stage.ready.identity_url,
        &stage.ready.planday_url,
        &stage.ready.stackone_url,
    ] {
        let answer = stage.http.get(url).send().await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert!(
            answer.headers()["content-type"]
                .to_str()
                .expect("text")
                .starts_with("text/html")
        );
    }
    stage.click(Click::OpenApiAccess).await;
}

#[tokio::test]
async fn hostile_texts_do_not_get_in_the_way() {
    let stage = Stage::new(&[Scenario::Fresh, Scenario::HostileText]).await;
    stage.set_up().await.expect("the clicks succeed");
    let (session, clicked) = stage.link().await;
    clicked.expect("linked");
    let account = session["latest_connection_attempt"]["account_secure_id"]
        .as_str()
        .expect("an account")
        .to_owned();
    let (status, read) = stage
        .rpc(&account, &json!({"action": "planday_list_employees"}))
        .await;
    assert_eq!(
        (status, read["data"].as_array().map(Vec::len)),
        (StatusCode::OK, Some(50))
    );
    let stage = Stage::new(&[Scenario::HostileText]).await;
    let token = stage.access_token().await;
    let (_, info) = stage.planday_json(&token, "/portal/v1.0/info").await;
    let (_, profiles) = stage.get("/connector_profiles").await;
    let (_, accounts) = stage.get("/accounts").await;
    let (_, refused) = stage.get("/accounts/nobody").await;
    for text in [
        &info["data"]["companyName"],
        &profiles["data"][0]["name"],
        &accounts[0]["origin_owner_name"],
        &refused["message"],
    ] {
        let text = text.as_str().expect("text");
        assert!(
            !text.chars().all(|c| c.is_ascii_graphic() || c == ' ') || text.len() > 1000,
            "{text}"
        );
    }
    assert!(accounts[0]["provider_name"].is_number());
}

#[tokio::test]
async fn an_empty_portal_has_lists_with_nothing_in_them() {
    let stage = Stage::new(&[Scenario::EmptyPortal]).await;
    let token = stage.access_token().await;
    for path in [
        "/hr/v1.0/employees",
        "/hr/v1.0/departments",
        "/scheduling/v1.0/shifts",
        "/revenue/v1.0/revenueunits",
    ] {
        let (status, body) = stage.planday_json(&token, path).await;
        assert_eq!(
            (status, &body["data"], &body["paging"]["total"]),
            (StatusCode::OK, &json!([]), &json!(0)),
            "{path}"
        );
    }
    assert_eq!(
        stage.planday_json(&token, "/portal/v1.0/info").await.0,
        StatusCode::OK
    );
}

#[tokio::test]
async fn many_are_many_and_paged() {
    let stage = Stage::new(&[Scenario::Many]).await;
    let (_, first) = stage.get("/connector_profiles").await;
    assert_eq!(
        (&first["total"], first["data"].as_array().map(Vec::len)),
        (&json!(10_000), Some(25))
    );
    let (_, last) = stage
        .get("/connector_profiles?page=100&page_size=100")
        .await;
    assert_eq!(last["data"].as_array().map(Vec::len), Some(100));
    let (_, planday) = stage.get("/connector_profiles?connector_key=planday").await;
    assert_eq!(planday["total"], 7);
    let defaults = planday["data"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|profile| profile["default"] == true)
        .count();
    assert_eq!(defaults, 1);
    let (_, accounts) = stage.get("/accounts?page=100&page_size=100").await;
    assert_eq!(accounts.as_array().map(Vec::len), Some(100));
    assert_eq!(
        stage.get("/accounts?page=101&page_size=100").await.1,
        json!([])
    );
    let token = stage.access_token().await;
    let (_, departments) = stage
        .planday_json(&token, "/hr/v1.0/departments?offset=450")
        .await;
    assert_eq!(
        (
            &departments["paging"]["total"],
            departments["data"].as_array().map(Vec::len)
        ),
        (&json!(500), Some(50))
    );
}

#[tokio::test]
async fn keys_can_be_wrong_or_weak_until_another_is_made() {
    for (scenario, code) in [(Scenario::BadApiKey, 401), (Scenario::WeakApiKey, 403)] {
        let mut stage = Stage::new(&[scenario, Scenario::Fresh]).await;
        for expected in [code, code, 200] {
            for path in ["/connector_profiles", "/auth_configs", "/accounts"] {
                assert_eq!(
                    stage.get(path).await.0.as_u16(),
                    expected,
                    "{scenario:?} {path}"
                );
            }
            let actions = stage.get("/actions").await.0.as_u16();
            assert_eq!(
                actions,
                if expected == 401 { 401 } else { 200 },
                "{scenario:?}"
            );
            let key = stage
                .click(Click::CreateApiKey)
                .await
                .api_key
                .expect("a key");
            key.expose().clone_into(&mut stage.ready.stackone_api_key);
        }
    }
}

#[tokio::test]
async fn a_disabled_profile_makes_its_accounts_inactive_until_it_is_enabled() {
    let stage = Stage::new(&[Scenario::ProfileDisabled]).await;
    let (_, profiles) = stage.get("/connector_profiles").await;
    assert_eq!(profiles["data"][0]["active"], false);
    let (_, accounts) = stage.get("/accounts?status=inactive").await;
    assert_eq!(accounts.as_array().map(Vec::len), Some(6));
    let account = accounts[0]["id"].as_str().expect("an id").to_owned();
    let (status, body) = stage
        .rpc(&account, &json!({"action": "planday_list_departments"}))
        .await;
    assert_eq!(
        (status, &body["errorCode"]),
        (
            StatusCode::PRECONDITION_FAILED,
            &json!("AccountIntegrationInactiveError")
        )
    );
    let enable = format!(
        "{}/connector_profiles/{}/enable",
        stage.ready.dashboard_url,
        profiles["data"][0]["id"].as_str().expect("an id")
    );
    assert_eq!(
        stage
            .http
            .post(enable)
            .send()
            .await
            .expect("an answer")
            .status(),
        StatusCode::SEE_OTHER
    );
    assert_eq!(
        stage.get(&format!("/accounts/{account}")).await.1["status"],
        "active"
    );
    let fresh = Stage::new(&[Scenario::ProfileDisabled, Scenario::Fresh]).await;
    fresh.set_up().await.expect("the clicks succeed");
    assert_eq!(
        fresh.get("/connector_profiles").await.1["data"][0]["active"],
        false
    );
}

#[tokio::test]
async fn links_fail_or_expire() {
    let stage = Stage::new(&[Scenario::LinkFails]).await;
    let (session, clicked) = stage.link().await;
    let attempt = &session["latest_connection_attempt"];
    assert_eq!(
        (&attempt["status"], &attempt["oauth_error_code"]),
        (&json!("error"), &json!("invalid_grant"))
    );
    assert!(
        clicked
            .expect_err("linking fails")
            .contains("invalid_grant")
    );
    let stage = Stage::new(&[Scenario::LinkExpires]).await;
    let (session, clicked) = stage.link().await;
    assert_eq!(session["latest_connection_attempt"]["status"], "expired");
    assert!(clicked.expect_err("the link is old").contains("expired"));
}

#[tokio::test]
async fn an_older_deployment_has_auth_configs_only() {
    let stage = Stage::new(&[Scenario::NoProfilesApi]).await;
    assert_eq!(
        stage.get("/connector_profiles").await.0,
        StatusCode::NOT_FOUND
    );
    let (status, body) = stage.get("/auth_configs?connector_key=planday").await;
    assert_eq!((status, &body["total"]), (StatusCode::OK, &json!(1)));
}

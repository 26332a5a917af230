//! The web sites: what they escape, whom they keep out, and what a person is told.

use reqwest::{Method, StatusCode};
use serde_json::json;
use stackday::sandbox::Scenario;
use stackday::sandbox_user::{Click, SandboxUser};
use stackday::secret::Secret;

use super::APP;
use super::REDIRECT_URI;
use super::Stage;

#[tokio::test]
async fn names_are_escaped_on_every_page() {
    let stage = Stage::new(&[Scenario::Fresh]).await;
    let name = "<script>alert(\"1\")</script> & 'x'";
    let create = Click::CreateApp {
        name: name.to_owned(),
        scopes: vec![],
        redirect_uri: REDIRECT_URI.to_owned(),
    };
    let app_id = stage.click(create).await.app_id.expect("an App Id");
    stage
        .click(Click::AuthorizeApp {
            name: name.to_owned(),
        })
        .await;
    let token_secret = stage
        .click(Click::CopyCredentials {
            name: name.to_owned(),
        })
        .await
        .token
        .expect("a Token");
    let scopes = vec![name.to_owned()];
    stage
        .click(Click::CreateProfile {
            name: name.to_owned(),
            app_id: app_id.clone(),
            token_secret,
            scopes,
        })
        .await;
    let body = json!({"origin_owner_id": name, "origin_owner_name": name, "provider": "planday"});
    let (_, session) = stage.session(&body).await;
    let link = session["auth_link_url"]
        .as_str()
        .expect("a link")
        .to_owned();
    stage
        .click(Click::OpenAuthLink {
            url: Secret::new(link.clone()),
        })
        .await;
    let (portal, dashboard) = (&stage.ready.portal_url, &stage.ready.dashboard_url);
    for url in [
        format!("{portal}/settings/integrations/api-access"),
        format!("{portal}/settings/integrations/api-access/{app_id}/authorize"),
        format!("{dashboard}/connector_profiles"),
        format!("{dashboard}/accounts"),
        link,
    ] {
        let page = stage
            .http
            .get(&url)
            .send()
            .await
            .expect("an answer")
            .text()
            .await
            .expect("a page");
        assert!(
            page.contains("&lt;script&gt;") && !page.contains("<script"),
            "{url}"
        );
        assert!(page.contains("SANDBOX"), "{url}");
    }
}

#[tokio::test]
async fn other_names_and_other_sites_are_kept_out() {
    let stage = Stage::new(&[]).await;
    let ready = &stage.ready;
    for url in [
        &ready.identity_url,
        &ready.planday_url,
        &ready.stackone_url,
        &ready.portal_url,
        &ready.dashboard_url,
    ] {
        let answer = stage
            .http
            .get(url)
            .header("host", "rebound.invalid")
            .send()
            .await
            .expect("an answer");
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{url}");
    }
    let form = || {
        stage
            .http
            .post(format!("{}/api_keys", ready.dashboard_url))
            .form(&[("name", "x")])
    };
    let foreign = form()
        .header("origin", "https://evil.invalid")
        .send()
        .await
        .expect("an answer");
    assert_eq!(foreign.status(), StatusCode::FORBIDDEN);
    assert_eq!(
        form().send().await.expect("an answer").status(),
        StatusCode::OK
    );
    let huge = stage
        .stackone(Method::POST, "/connect_sessions")
        .body(vec![b'x'; (1 << 20) + 1])
        .send()
        .await;
    assert!(huge.is_ok_and(|answer| answer.status() == StatusCode::PAYLOAD_TOO_LARGE));
}

#[tokio::test]
async fn clicks_that_cannot_be_done_say_so_in_one_line() {
    let stage = Stage::new(&[Scenario::Fresh]).await;
    let app = |name: &str, scope: &str| Click::CreateApp {
        name: name.to_owned(),
        scopes: vec![scope.to_owned()],
        redirect_uri: REDIRECT_URI.to_owned(),
    };
    let refused = [
        Click::AuthorizeApp {
            name: APP.to_owned(),
        },
        Click::CopyCredentials {
            name: APP.to_owned(),
        },
        app("A", "no:such"),
        app(" ", "employee:read"),
        Click::OpenAuthLink {
            url: Secret::new(format!(
                "{}/embedded/integrations?token=x",
                stage.ready.dashboard_url
            )),
        },
    ];
    for click in refused {
        let error = stage
            .person
            .click(click.clone())
            .await
            .expect_err("refused");
        assert!(
            !error.is_empty() && !error.contains('\n'),
            "{click:?}: {error}"
        );
    }
    let created = stage.click(app("A", "employee:read")).await;
    assert_eq!(
        created.said,
        "Planday > API Access: created the app “A” with 1 scope"
    );
    assert!(
        stage
            .person
            .click(Click::CopyCredentials {
                name: "A".to_owned()
            })
            .await
            .is_err()
    );
    let person = stage.person.clone();
    stage.sandbox.stop().await;
    assert!(person.click(Click::OpenApiAccess).await.is_err());
}

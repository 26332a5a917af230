//! What is sent, byte for byte where it matters.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use stackday::sandbox_user::Click;
use stackday::stackone::SessionRequest;
use stackday::workflow::{LinkStart, Progress, link};
use tokio_util::sync::CancellationToken;

use super::support::Ear;
use super::support::Stage;
use super::support::until;
use super::support::within;

#[tokio::test]
async fn the_token_is_exchanged_by_the_documented_form_and_nothing_else() {
    let stage = Stage::new(&[]).await;
    stage.session().await;
    let requests = stage.identity.requests();
    assert_eq!(requests.len(), 1);
    let request = &requests[0];
    assert!(
        request.head.starts_with("POST /connect/token HTTP/1.1\r\n"),
        "{}",
        request.head
    );
    assert_eq!(
        request.header("content-type"),
        Some("application/x-www-form-urlencoded")
    );
    let (app_id, token) = (
        stage.ready.app_id.as_deref().expect("an app"),
        stage.ready.token.as_deref().expect("a Token"),
    );
    assert_eq!(
        request.body,
        format!("client_id={app_id}&grant_type=refresh_token&refresh_token={token}")
    );
    assert_eq!(
        request.header("authorization"),
        None,
        "there is no client secret"
    );
}

#[tokio::test]
async fn every_call_to_planday_names_the_app_and_the_program() {
    let stage = Stage::new(&[]).await;
    assert!(stage.verify(&stage.inputs()).await.ok);
    let requests = stage.planday.requests();
    assert_eq!(requests.len(), 13);
    for request in &requests {
        assert!(request.head.starts_with("GET /"), "{}", request.head);
        assert_eq!(
            request.header("x-clientid"),
            stage.ready.app_id.as_deref(),
            "{}",
            request.head
        );
        assert!(
            request
                .header("authorization")
                .is_some_and(|value| value.starts_with("Bearer eyJ")),
            "{}",
            request.head
        );
        assert!(
            request
                .header("user-agent")
                .is_some_and(|agent| agent.starts_with("stackday")),
            "{}",
            request.head
        );
        // Retired, and without effect since (facts: planday.md, section 4.1).
        assert_eq!(request.header("x-openapi-region"), None);
    }
    let punch_clock = requests
        .iter()
        .find(|request| request.head.contains("/punchclockshifts?"))
        .expect("the probe");
    for part in ["from=", "to=", "limit=1"] {
        assert!(punch_clock.head.contains(part), "{}", punch_clock.head);
    }
}

#[tokio::test]
async fn every_call_to_stackone_has_the_key_with_its_colon_and_no_provider_version() {
    let stage = Stage::new(&[]).await;
    let request = stage.link_request().await;
    let LinkStart::New(SessionRequest {
        profile_id: profile,
        ..
    }) = &request.start
    else {
        panic!("a new link");
    };
    let (ear, mut news) = Ear::new();
    let cancel = CancellationToken::new();
    let customer = async {
        let url = until(&mut news, |told| match told {
            Progress::Link(link) => Some(link.url),
            _ => None,
        })
        .await;
        stage.click(Click::OpenAuthLink { url }).await;
    };
    let linking = link(&stage.services, &request, &ear, &cancel);
    let (account, ()) = within(async { tokio::join!(linking, customer) }).await;
    let account = account.expect("an account");
    let requests = stage.stackone.requests();
    let basic = format!(
        "Basic {}",
        STANDARD.encode(format!("{}:", stage.ready.stackone_api_key))
    );
    for request in &requests {
        assert_eq!(
            request.header("authorization"),
            Some(basic.as_str()),
            "{}",
            request.head
        );
        assert!(
            request
                .header("user-agent")
                .is_some_and(|agent| agent.starts_with("stackday")),
            "{}",
            request.head
        );
        for text in [&request.head, &request.body] {
            assert!(!text.contains("provider_version"), "{text}");
        }
    }
    let one = |path: &str| {
        let mut found = requests
            .iter()
            .filter(|request| request.head.starts_with(&format!("POST {path} ")));
        let one = found.next().expect(path);
        assert!(found.next().is_none(), "{path} is posted once");
        one
    };
    let session: Value = serde_json::from_str(&one("/connect_sessions").body).expect("JSON");
    assert_eq!(
        session,
        serde_json::json!({
            "origin_owner_id": "owner-1",
            "origin_owner_name": "An owner",
            "provider": "planday",
            "connector_profile_id": profile,
            "expires_in": 1_800,
        })
    );
    assert_eq!(
        one("/actions/rpc").header("x-account-id"),
        Some(account.id.as_str())
    );
}

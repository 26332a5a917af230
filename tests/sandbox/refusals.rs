//! What a 403 of the Open API looks like, and what one is for.

use reqwest::StatusCode;
use serde_json::Value;
use stackday::sandbox::Scenario;

use super::Stage;

const SENTENCE: &str =
    "Your application isn't assigned to the appropriate scope, so it can't perform this action";

/// Content type and body of a refusal.
async fn refusal(stage: &Stage, token: &str, path: &str) -> (String, String) {
    let answer = stage.planday(token, path).send().await.expect("an answer");
    assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{path}");
    let kind = answer.headers().get("content-type").map(|kind| {
        let kind = kind.to_str().expect("text");
        kind.split(';').next().unwrap_or_default().to_owned()
    });
    let body = answer.text().await.expect("a body");
    (kind.unwrap_or_default(), body)
}

#[tokio::test]
async fn a_refusal_has_every_form_in_turn_and_then_again() {
    let stage = Stage::new(&[Scenario::OddRefusals]).await;
    let token = stage.access_token().await;
    let json = |body: &str| serde_json::from_str::<Value>(body).expect("JSON");
    for _ in 0..2 {
        let mut refusals = Vec::new();
        for path in ["skills", "employees/614517/history"].repeat(3) {
            refusals.push(refusal(&stage, &token, &format!("/hr/v1.0/{path}")).await);
        }
        let kinds: Vec<&str> = refusals.iter().map(|(kind, _)| kind.as_str()).collect();
        assert_eq!(
            kinds,
            [
                "",
                "text/plain",
                "application/json",
                "application/problem+json",
                "application/json",
                "text/html"
            ]
        );
        let bodies: Vec<&str> = refusals.iter().map(|(_, body)| body.as_str()).collect();
        assert_eq!((bodies[0], bodies[1]), ("", SENTENCE));
        assert_eq!(json(bodies[2])["message"], SENTENCE);
        let problem = json(bodies[3]);
        assert_eq!(
            (&problem["detail"], &problem["status"]),
            (&SENTENCE.into(), &403.into())
        );
        assert!(problem["type"].is_string() && problem["title"].is_string());
        let legacy = &json(bodies[4])["error"];
        assert_eq!(
            (legacy["message"].as_str(), legacy["code"].is_string()),
            (Some(SENTENCE), true)
        );
        assert!(bodies[5].starts_with("<!doctype html>") && bodies[5].contains("403 Forbidden"));
    }
}

#[tokio::test]
async fn a_refusal_is_json_with_a_message_unless_something_else_is_asked_for() {
    let stage = Stage::new(&[]).await;
    let token = stage.access_token().await;
    for _ in 0..3 {
        let (kind, body) = refusal(&stage, &token, "/hr/v1.0/skills").await;
        assert_eq!(
            (kind.as_str(), body),
            ("application/json", format!(r#"{{"message":"{SENTENCE}"}}"#))
        );
    }
}

#[tokio::test]
async fn a_module_that_is_off_refuses_what_the_token_grants() {
    let stage = Stage::new(&[Scenario::ModuleOff]).await;
    let body: Value = stage.grant().await.json().await.expect("JSON");
    let granted = body["scope"].as_str().expect("scopes");
    assert!(granted.split(' ').any(|scope| scope == "revenue:read"));
    let token = body["access_token"].as_str().expect("an access token");
    for path in [
        "/revenue/v1.0/revenueunits?limit=1",
        "/revenue/v1.0/revenue",
        "/revenue/v1/departments/6324/revenueunits",
    ] {
        refusal(&stage, token, path).await;
    }
    for path in ["/hr/v1.0/departments", "/contractrules/v1.0/contractrules"] {
        assert_eq!(stage.planday_json(token, path).await.0, StatusCode::OK);
    }
}

#[tokio::test]
async fn a_special_field_without_its_scope_is_left_out_or_refused() {
    let paths = [
        "/hr/v1.0/employees?limit=1&special=BirthDate,Ssn",
        "/hr/v1.0/employees/614517?special=Ssn",
    ];
    let stage = Stage::new(&[]).await;
    let token = stage
        .access_token_for(&["employee:read", "birthdate:read"])
        .await;
    for path in paths {
        let (status, body) = stage.planday_json(&token, path).await;
        let record = body["data"].get(0).unwrap_or(&body["data"]);
        assert_eq!(
            (status, record.get("ssn")),
            (StatusCode::OK, None),
            "{path}"
        );
        assert_eq!(
            record.get("birthDate").is_some(),
            path.contains("BirthDate")
        );
    }

    let stage = Stage::new(&[Scenario::SpecialRefused]).await;
    let token = stage
        .access_token_for(&["employee:read", "birthdate:read"])
        .await;
    for path in paths {
        let (_, body) = refusal(&stage, &token, path).await;
        assert!(body.contains(SENTENCE));
    }
    let held = "/hr/v1.0/employees?limit=1&special=birthdate";
    let (status, body) = stage.planday_json(&token, held).await;
    assert_eq!(status, StatusCode::OK);
    assert!(body["data"][0]["birthDate"].is_string());
    let plain = stage
        .planday_json(&token, "/hr/v1.0/employees?limit=1")
        .await;
    assert_eq!(plain.0, StatusCode::OK);
}

//! Each refusal with its own next step, whatever stands beside what decides.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn refused(status: u16, body: &Value) -> Diagnosis {
    let headers = [("content-type", "application/json")];
    api(&Reply::made(status, &headers, &body.to_string()))
}

/// A body as documented, with this code.
fn body(status: u16, code: &str) -> Value {
    json!({"statusCode": status, "message": "Words", "timestamp": "2026-01-01T00:00:00Z", "errorCode": code})
}

const STATES: [&str; 5] = [
    "AccountSuspendedError",
    "AccountExpiredError",
    "AccountArchivedError",
    "AccountErrorStatus",
    "AccountIntegrationInactiveError",
];

const CREDENTIALS: [&str; 3] = [
    "AccountExpiredCredentialsError",
    "AccountInvalidCredentialsError",
    "AccountAuthenticationFailedError",
];

#[test]
fn each_of_the_eight_codes_has_a_next_step_of_its_own() {
    let mut steps = BTreeSet::new();
    for code in STATES {
        let told = refused(412, &body(412, code));
        assert_eq!(
            (told.party, told.kind),
            (Party::StackOne, Kind::Failed),
            "{told:?}"
        );
        steps.insert(told.next);
    }
    for code in CREDENTIALS {
        let told = refused(401, &body(401, code));
        let whose = (told.party, told.kind, told.points_at);
        assert_eq!(whose, (Party::Authoriser, Kind::Rejected, None), "{told:?}");
        steps.insert(told.next);
    }
    assert_eq!(steps.len(), 8);
    let key = refused(401, &body(401, ""));
    assert_eq!(key.points_at, Some(Input::ApiKey));
    assert!(!steps.contains(&key.next));
}

#[test]
fn code_and_details_decide_before_the_status_in_either_writing() {
    let told = refused(412, &body(412, "AccountErrorStatus")).next;
    let snake = json!({"status_code": 412, "error_code": " accounterrorstatus"});
    assert_eq!(refused(403, &snake).next, told);
    // A code that nobody knows, beside details that say it.
    let details = json!({"message": "m", "errorCode": "New", "details": {"status": "Error"}});
    assert_eq!(refused(412, &details).next, told);
    // A new code of an account is no word about the API key.
    let new = refused(401, &body(401, "AccountAsleepError"));
    assert_eq!(
        (new.party, new.kind, new.points_at),
        (Party::StackOne, Kind::Failed, None)
    );
    // Under another status it is left to the status.
    assert_eq!(
        refused(404, &body(404, "AccountNotFoundError")).kind,
        Kind::Absent
    );
}

#[test]
fn expired_is_the_end_of_a_test_account_and_no_word_about_credentials() {
    let mut expired = body(412, "AccountExpiredError");
    expired["details"] = json!({"status": "expired", "expiresAt": "2026-02-03T04:05:06Z"});
    let told = refused(412, &expired);
    assert!(told.summary.contains("test account"), "{told:?}");
    assert!(told.said.expect("words").contains("2026-02-03T04:05:06Z"));
}

#[test]
fn the_reasons_are_shown_and_an_odd_one_hides_no_other() {
    let mut error = body(412, "AccountErrorStatus");
    error["details"] = json!({"status": "error", "statusReasons":
        [null, 7, {"code": "C1", "description": "Token revoked"}, {"code": "C2", "description": null}, []]});
    let told = refused(412, &error);
    for shown in [&told.summary, told.said.as_ref().expect("words")] {
        assert!(shown.contains("Token revoked; C2"), "{told:?}");
    }
}

#[test]
fn planday_s_refusals_are_planday_s_and_a_code_goes_before_them() {
    for status in [json!(403), json!("403"), json!(403.0)] {
        let scope = json!({"message": "Bad Request", "provider_errors": [null, {"status": null}, {"status": status}]});
        let told = refused(400, &scope);
        assert_eq!(
            (told.party, told.kind),
            (Party::PlandayApi, Kind::ScopeMissing),
            "{status}"
        );
    }
    let mut both = body(401, "AccountInvalidCredentialsError");
    both["provider_errors"] = json!([{"status": 403}]);
    assert_eq!(refused(401, &both).kind, Kind::Rejected);
}

#[test]
fn what_no_body_of_stackone_s_says_blames_nobody() {
    for status in [401, 403, 404, 412] {
        for body in [
            "{}",
            "[]",
            "\"no\"",
            "null",
            r#"{"blocked":true}"#,
            r#"{"message":null}"#,
            r#"{"message":"Blocked"}"#,
            r#"{"message":"Blocked","statusCode":999}"#,
            r#"{"errorCode":"E17"}"#,
        ] {
            let told = api(&Reply::made(
                status,
                &[("content-type", "application/json")],
                body,
            ));
            assert_eq!(
                (told.kind, told.points_at),
                (Kind::Unclear, None),
                "{status} {body}"
            );
        }
        for (kind, body) in [
            ("text/html", "<html><title>Blocked</title></html>"),
            ("text/plain", "Access denied"),
            ("application/json", ""),
        ] {
            let told = api(&Reply::made(status, &[("content-type", kind)], body));
            assert_eq!(
                (told.party, told.kind),
                (Party::Network, Kind::Network),
                "{status} {body}"
            );
        }
    }
}

#[test]
fn a_documented_body_is_stackones_with_or_without_its_time() {
    for (status, message) in [(401, "Unauthorized"), (403, "Forbidden resource")] {
        for error in [
            json!({"statusCode": status, "message": message, "timestamp": "2023-05-30T00:00:00.000Z"}),
            json!({"statusCode": status.to_string(), "message": [message]}),
            json!({"errorCode": "E", "message": message}),
        ] {
            assert_eq!(refused(status, &error).kind, Kind::Rejected, "{error}");
        }
    }
}

#[test]
fn a_message_may_be_a_list_or_an_error_body_itself() {
    for (message, said) in [
        (json!(["first", "second"]), "first"),
        (
            json!("{\"message\":\"inner\",\"provider_response\":{}}"),
            "inner",
        ),
        (json!("{not JSON"), "{not JSON"),
        (json!(7), "7"),
    ] {
        let told = refused(422, &json!({"statusCode": 422, "message": message}));
        assert!(told.summary.ends_with(&format!(": {said}")), "{told:?}");
    }
    let twice = json!({"message": "owner is wrong", "errors": ["owner is wrong"]});
    assert!(
        refused(400, &twice)
            .summary
            .ends_with("request: owner is wrong")
    );
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever stands beside the code, of whatever kind: it decides.
    #[test]
    fn nothing_beside_a_code_changes_what_it_means(
        which in 0_usize..8,
        name in prop::sample::select(vec!["statusCode", "message", "timestamp", "details", "provider_errors", "errors", "data"]),
        strange in prop::sample::select(vec![
            Value::Null, json!(7), json!("x"), json!([]), json!({}), json!([null, {"status": {}}]), json!({"status": [], "statusReasons": {}}),
        ]),
        gone in any::<bool>(),
    ) {
        let (code, status) = match which {
            0..5 => (STATES[which], 412),
            _ => (CREDENTIALS[which - 5], 401),
        };
        let plain = refused(status, &body(status, code));
        let mut odd = body(status, code);
        if gone {
            odd.as_object_mut().expect("an object").remove(name);
        } else {
            odd[name] = strange;
        }
        let told = refused(status, &odd);
        prop_assert_eq!((told.party, told.kind, told.next), (plain.party, plain.kind, plain.next));
    }
}

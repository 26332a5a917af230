//! `diff`: what the Token grants of it.

use std::process::Command;

use serde_json::json;
use stackday::sandbox::Scenario;

use super::super::support::{Stage, bare, run};
use super::super::tap::Tap;
use super::{entry, line};

const SHIFTS: [&str; 4] = ["scopes", "diff", "--actions", "planday_list_shifts"];

/// With the rest of the arguments, and without the scopes of the environment.
fn command(stage: &Stage, arguments: &[&str]) -> Command {
    let mut command = stage.command(arguments);
    command.env_remove("STACKDAY_SCOPES");
    command
}

#[tokio::test]
async fn what_is_required_and_granted_is_no_difference() {
    let stage = Stage::new(&[]).await;
    let tap = Tap::before(&stage.ready.planday_url).await;
    let mut command = command(&stage, &[&SHIFTS[..], &["--json"]].concat());
    command.env("STACKDAY_PLANDAY_API_URL", tap.url());
    let ran = run(command).await;
    let json = ran.json();
    assert_eq!((ran.code, &json["ok"]), (Some(0), &json!(true)), "{ran:?}");
    assert_eq!(json["granted_by"], "response");
    assert_eq!(
        (&json["missing"], &json["unknown"]),
        (&json!([]), &json!([]))
    );
    let shift = entry(&json["scopes"], "scope", "shift:read");
    assert_eq!(
        (&shift["granted"], &shift["proven"]),
        (&json!("yes"), &json!("untried"))
    );
    assert_eq!(tap.requests().len(), 0, "nothing is read from the portal");
}

#[tokio::test]
async fn what_is_required_and_missing_is_named_with_the_way_out() {
    let stage = Stage::new(&[Scenario::MissingScopes]).await;
    for json in [false, true] {
        let mut arguments = vec![
            "scopes",
            "diff",
            "--actions",
            "planday_list_contract_rules,planday_list_shifts",
        ];
        arguments.extend(json.then_some("--json"));
        let ran = run(command(&stage, &arguments)).await;
        assert_eq!(ran.code, Some(5), "{ran:?}");
        for told in [
            "not granted: contractrules:read",
            "create a new app with these 2 scopes",
            "The new app's scopes: contractrules:read shift:read",
        ] {
            assert!(ran.err.contains(told), "{told}: {ran:?}");
        }
        if json {
            let json = ran.json();
            assert_eq!(json["missing"], json!(["contractrules:read"]));
            let verdict = &json["verdict"];
            assert_eq!(verdict["tone"], "bad");
            assert_eq!(verdict["breaks"], json!(["planday_list_contract_rules"]));
            assert_eq!(verdict["way_out"]["new_app"], true);
        } else {
            assert_eq!(
                line(&ran, "contractrules:read"),
                [
                    "contractrules:read",
                    "planday_list_contract_rules",
                    "yes",
                    "NO",
                    "missing"
                ]
            );
            assert_eq!(
                ran.out.lines().last(),
                Some("contractrules:read is missing: planday_list_contract_rules will fail.")
            );
        }
    }
}

#[tokio::test]
async fn a_wanted_scope_that_no_action_needs_may_be_missing() {
    let stage = Stage::new(&[Scenario::MissingScopes]).await;
    let extra = ["--scopes", "shift:read,contractrules:read", "--json"];
    let ran = run(command(&stage, &[&SHIFTS[..], &extra].concat())).await;
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(ran.json()["missing"], json!(["contractrules:read"]));
    // Alone, the list is what is required.
    let ran = run(command(&stage, &[&["scopes", "diff"], &extra[..]].concat())).await;
    assert_eq!((ran.code, &ran.json()["ok"]), (Some(5), &json!(false)));
}

#[tokio::test]
async fn where_the_answer_names_no_scopes_calls_tell_and_what_they_do_not_tell_is_unknown() {
    let opaque = [Scenario::OpaqueToken];
    for (scenarios, actions, code, missing, unknown) in [
        (
            &opaque[..],
            "planday_list_shift_types",
            0,
            json!([]),
            json!([]),
        ),
        (
            &opaque,
            "planday_create_shift",
            1,
            json!([]),
            json!(["shift:create"]),
        ),
        (
            &opaque,
            "planday_list_skills",
            5,
            json!(["skill:read"]),
            json!(["employee:read"]),
        ),
    ] {
        let stage = Stage::new(scenarios).await;
        let ran = run(command(
            &stage,
            &["scopes", "diff", "--actions", actions, "--json"],
        ))
        .await;
        let json = ran.json();
        assert_eq!(ran.code, Some(code), "{ran:?}");
        assert_eq!(json["granted_by"], "probes");
        assert_eq!(
            (&json["missing"], &json["unknown"]),
            (&missing, &unknown),
            "{actions}"
        );
    }
}

#[tokio::test]
async fn other_failures_have_the_exit_codes_of_verify() {
    let nothing = bare(&["scopes", "diff"]).await;
    assert_eq!((nothing.code, nothing.out.as_str()), (Some(2), ""));
    assert!(nothing.err.contains("--actions LIST"), "{nothing:?}");
    let absent = bare(&SHIFTS).await;
    assert_eq!(absent.code, Some(3), "{absent:?}");
    assert!(absent.err.contains("App Id and Token Secret are missing"));
    for (scenario, code) in [
        (Scenario::RevokedToken, 4),
        (Scenario::HtmlErrors, 1),
        (Scenario::RateLimited, 0),
    ] {
        let stage = Stage::new(&[scenario]).await;
        let ran = run(command(&stage, &[&SHIFTS[..], &["--json"]].concat())).await;
        assert_eq!(ran.code, Some(code), "{ran:?}");
        assert_eq!(ran.json()["diagnosis"].is_object(), code != 0);
    }
    let mut stage = Stage::new(&[]).await;
    stage.close().await;
    assert_eq!(run(command(&stage, &SHIFTS)).await.code, Some(6));
}

#[tokio::test]
async fn a_renewed_token_is_told() {
    let stage = Stage::new(&[Scenario::RotatingToken]).await;
    let ran = run(command(&stage, &[&SHIFTS[..], &["--json"]].concat())).await;
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.err.contains("NEW Token"), "{ran:?}");
}

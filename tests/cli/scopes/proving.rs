//! `prove`: the four columns.

use std::process::Command;

use serde_json::{Value, json};
use stackday::sandbox::Scenario;

use super::super::support::{Stage, run, text};
use super::super::tap::Tap;
use super::{entry, keyless, line, list};

#[tokio::test]
async fn every_scope_is_told_with_its_four_states_and_its_evidence() {
    let stage = Stage::new(&[]).await;
    let tap = Tap::before(&stage.ready.stackone_url).await;
    let mut command = keyless(&stage, &["scopes", "prove", "--json"]);
    command
        .env("STACKDAY_STACKONE_API_URL", tap.url())
        .env("STACKDAY_ACTIONS", "planday_list_employees")
        .env("STACKDAY_READ_PERSONAL", "all");
    let ran = run(command).await;
    let json = ran.json();
    assert_eq!((ran.code, &json["ok"]), (Some(0), &json!(true)), "{ran:?}");
    assert_eq!(tap.requests().len(), 0, "StackOne has no part in it");
    assert_eq!(json["scopes"].as_array().map(Vec::len), Some(79));
    assert_eq!(json["verdict"]["tone"], "good");
    assert!(list(&json["read_personal"]).contains(&"employee".to_owned()));
    let mut employee = entry(&json["scopes"], "scope", "employee:read");
    let at = employee["at"].take();
    assert!(text(&at).parse::<jiff::Timestamp>().is_ok());
    assert_eq!(
        employee,
        json!({
            "scope": "employee:read",
            "known": true,
            "resource": "Employee",
            "means": "read employees: names, contact data, employment",
            "opens": "personal",
            "required": [{"by": {"action": "planday_list_employees"}, "source": "proposal"}],
            "wanted": true,
            "granted": "yes",
            "proven": "proven",
            "evidence": "a call that needs it succeeded",
            "at": null,
            "said": null,
            "findings": [],
        })
    );
    let write = entry(&json["scopes"], "scope", "shift:create");
    assert_eq!(
        (&write["granted"], &write["proven"], &write["at"]),
        (&json!("no"), &json!("side_effect"), &Value::Null)
    );
}

#[tokio::test]
async fn personal_data_is_read_only_with_leave_and_by_resource() {
    let stage = Stage::new(&[]).await;
    let tap = Tap::before(&stage.ready.planday_url).await;
    for (leave, employee, absence) in [
        (None, "held_back", "held_back"),
        (Some("employee"), "proven", "held_back"),
    ] {
        let mut command = keyless(&stage, &["scopes", "prove", "--json"]);
        command.env("STACKDAY_PLANDAY_API_URL", tap.url());
        command.args(leave.map(|leave| format!("--read-personal={leave}")));
        let before = tap.requests().len();
        let ran = run(command).await;
        // Held back is no fault: the Token names the scope.
        assert_eq!(ran.code, Some(0), "{ran:?}");
        let json = ran.json();
        assert_eq!(json["read_personal"], json!(leave.as_slice()));
        for (scope, proven) in [("employee:read", employee), ("absence:read", absence)] {
            assert_eq!(entry(&json["scopes"], "scope", scope)["proven"], proven);
        }
        let asked = tap.requests();
        let employees = asked[before..]
            .iter()
            .filter(|call| call.head.contains("/employees?"));
        assert_eq!(employees.count(), usize::from(leave.is_some()));
    }
}

#[tokio::test]
async fn the_table_shows_what_is_in_play_or_everything() {
    let stage = Stage::new(&[]).await;
    let arguments = [
        "scopes",
        "prove",
        "--scopes",
        "shifttype:read",
        "--preset",
        "scheduling",
    ];
    let ran = run(keyless(&stage, &arguments)).await;
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(
        line(&ran, "shifttype:read"),
        ["shifttype:read", "Scheduling", "yes", "yes", "proven"]
    );
    assert!(!ran.out.contains("payroll:read"), "{}", ran.out);
    let all = run(keyless(&stage, &[&arguments[..], &["--all"]].concat())).await;
    assert!(all.out.contains("payroll:read"));
    assert_eq!(all.out.lines().count(), 79 + 3);
}

#[tokio::test]
async fn what_is_missing_is_missing_whether_required_or_only_wanted() {
    for arguments in [
        &[
            "scopes",
            "prove",
            "--actions",
            "planday_list_contract_rules",
        ][..],
        &["scopes", "prove", "--actions", "planday_list_shifts"],
    ] {
        // The environment wants all that the app should have.
        let stage = Stage::new(&[Scenario::MissingScopes]).await;
        let ran = run(keyless(&stage, arguments)).await;
        assert_eq!(ran.code, Some(5), "{ran:?}");
        assert!(
            ran.err.contains("not granted: contractrules:read"),
            "{ran:?}"
        );
    }
}

#[tokio::test]
async fn what_goes_wrong_has_its_exit_code() {
    for (scenario, code, kind) in [
        (Scenario::Fresh, 3, "not_configured"),
        (Scenario::RevokedToken, 4, "rejected"),
        (Scenario::InactiveAdmin, 4, "rejected"),
        (Scenario::RateLimited, 7, "rate_limited"),
        (Scenario::HtmlErrors, 1, "trouble"),
    ] {
        let stage = Stage::new(&[scenario]).await;
        let ran = stage.run(&["scopes", "prove", "--json"]).await;
        assert_eq!(ran.code, Some(code), "{ran:?}");
        let json = ran.json();
        assert_eq!(
            (&json["ok"], &json["diagnosis"]["kind"]),
            (&json!(false), &json!(kind))
        );
        assert_eq!(json["scopes"].as_array().map(Vec::len), Some(79));
        let proven = |row: &Value| row["proven"] == "proven";
        assert!(!json["scopes"].as_array().expect("rows").iter().any(proven));
    }
    let mut stage = Stage::new(&[]).await;
    stage.close().await;
    let ran = stage.run(&["scopes", "prove"]).await;
    assert_eq!(ran.code, Some(6), "{ran:?}");
    assert!(ran.err.contains("refused the connection"), "{ran:?}");
}

#[tokio::test]
async fn where_nothing_names_scopes_what_is_not_proven_is_unknown() {
    let stage = Stage::new(&[Scenario::OpaqueToken]).await;
    let unasked = |mut command: Command| {
        command.env_remove("STACKDAY_SCOPES");
        command
    };
    let prove = ["scopes", "prove", "--json"];
    for (more, code) in [
        (&[][..], 1),
        (&["--scopes", "shifttype:read"], 0),
        (&["--scopes", "shifttype:read,shift:create"], 1),
        (&["--scopes", "shifttype:read,skill:read"], 5),
    ] {
        let ran = run(unasked(keyless(&stage, &[&prove[..], more].concat()))).await;
        assert_eq!(ran.code, Some(code), "{more:?}: {ran:?}");
        assert_eq!(ran.json()["granted_by"], "probes");
    }
}

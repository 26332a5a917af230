//! `require`: what to tick.

use std::process::Command;

use serde_json::{Value, json};
use stackday::sandbox::Scenario;

use super::super::support::{Stage, bare, run, text};
use super::{entry, keyless};

#[tokio::test]
async fn what_is_required_is_told_with_its_reasons_the_grid_and_the_string() {
    let stage = Stage::new(&[]).await;
    let ran = stage
        .run(&[
            "scopes",
            "require",
            "--actions",
            "planday_list_shifts,planday_get_payroll",
        ])
        .await;
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(
        ran.out,
        "\
SCOPE         OPENS     NEEDED BY
payroll:read  pay       planday_get_payroll (proposed)
shift:read    personal  planday_list_shifts

RESOURCE  ALL  READ  CREATE  UPDATE  DELETE  OTHER
Payroll   x    x
Shift          x
2 to tick in 2 rows; leave every other box empty.

payroll:read shift:read
"
    );
}

#[tokio::test]
async fn the_json_says_who_says_so() {
    let stage = Stage::new(&[]).await;
    let arguments = [
        "scopes",
        "require",
        "--actions",
        "planday_list_shifts planday_get_payroll planday_get_portal planday_read_ssn",
        "--preset",
        "employee-directory",
        "--json",
    ];
    let ran = stage.run(&arguments).await;
    let json = ran.json();
    assert_eq!((ran.code, &json["ok"]), (Some(0), &json!(true)), "{ran:?}");
    for (scope, by, source) in [
        (
            "shift:read",
            json!({"action": "planday_list_shifts"}),
            "stackone",
        ),
        (
            "payroll:read",
            json!({"action": "planday_get_payroll"}),
            "proposal",
        ),
        (
            "ssn:read",
            json!({"action": "planday_read_ssn"}),
            "proposal",
        ),
        (
            "department:read",
            json!({"preset": "Employee directory"}),
            "preset",
        ),
    ] {
        let found = entry(&json["scopes"], "scope", scope);
        assert_eq!(found["required"], json!([{"by": by, "source": source}]));
    }
    let employee = entry(&json["scopes"], "scope", "employee:read");
    assert_eq!(
        employee["required"][1],
        json!({"by": {"scope": "ssn:read"}, "source": "dependence"})
    );
    let names: Vec<_> = json["scopes"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|scope| text(&scope["scope"]))
        .collect();
    assert_eq!(text(&json["list"]), names.join(" "));
    assert_eq!(json["unplaced"], json!(["planday_get_portal"]));
    assert_eq!(json["unlisted"], json!(["planday_read_ssn"]));
    assert_eq!(json["catalogue"]["origin"], "asked");
    for told in [
        "does not list planday_read_ssn",
        "needed by planday_get_portal",
    ] {
        assert!(ran.err.contains(told), "{told}: {ran:?}");
    }
    let again = run(keyless(&stage, &arguments)).await;
    assert_eq!(again.json()["catalogue"]["origin"], "kept", "{again:?}");
    assert_eq!(again.json()["scopes"], json["scopes"]);
}

#[tokio::test]
async fn without_a_key_scopes_are_proposed_from_names_and_that_is_said() {
    let ran = bare(&[
        "scopes",
        "require",
        "--actions",
        "planday_list_shifts",
        "--json",
    ])
    .await;
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(
        ran.err.contains("proposed from the actions' names"),
        "{ran:?}"
    );
    let json = ran.json();
    assert_eq!(json["catalogue"], Value::Null);
    assert_eq!(json["scopes"][0]["required"][0]["source"], "proposal");
}

#[tokio::test]
async fn presets_alone_ask_nobody() {
    let ran = bare(&["scopes", "require", "--preset", "employee-directory"]).await;
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    assert_eq!(
        ran.out.lines().last(),
        Some("department:read employee:read employeegroup:read employeetype:read")
    );
}

#[tokio::test]
async fn whoever_chooses_nothing_or_no_such_preset_is_told_what_there_is() {
    let ran = bare(&["scopes", "require"]).await;
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""));
    assert!(ran.err.contains("--actions LIST") && ran.err.contains("--preset"));
    let ran = bare(&["scopes", "require", "--preset", "employee-directry"]).await;
    assert_eq!(ran.code, Some(2));
    for told in ["the nearest is employee-directory", "time-and-absence"] {
        assert!(ran.err.contains(told), "{ran:?}");
    }
    let help = bare(&["scopes", "require", "--help"]).await.out;
    for preset in &stackday::domain::scope::catalogue().presets {
        assert!(help.contains(&preset.key), "{}", preset.key);
    }
}

#[tokio::test]
async fn actions_come_from_the_argument_the_environment_the_profile_or_the_file() {
    let stage = Stage::new(&[]).await;
    stage.configure(
        "[app]\nactions = ['planday_list_shifts']\n[profiles.acme]\nactions = ['planday_list_skills']\n",
    );
    let needs = |mut command: Command, env: Option<&str>| {
        command.env_remove("STACKDAY_STACKONE_API_KEY");
        if let Some(env) = env {
            command.env("STACKDAY_ACTIONS", env);
        }
        async { text(&run(command).await.json()["list"]) }
    };
    let require = ["scopes", "require", "--json"];
    assert_eq!(needs(stage.command(&require), None).await, "shift:read");
    let acme = [&require[..], &["--profile", "acme"]].concat();
    assert_eq!(needs(stage.command(&acme), None).await, "skill:read");
    let env = Some("planday_list_sections");
    assert_eq!(needs(stage.command(&acme), env).await, "shiftposition:read");
    let flag = [&acme[..], &["--actions", "planday_get_payroll"]].concat();
    assert_eq!(needs(stage.command(&flag), env).await, "payroll:read");
}

#[tokio::test]
async fn where_stackone_cannot_be_asked_names_count_and_the_exit_code_says_why() {
    for (scenario, code) in [(Scenario::BadApiKey, 4), (Scenario::RateLimited, 7)] {
        let stage = Stage::new(&[scenario]).await;
        let arguments = [
            "scopes",
            "require",
            "--actions",
            "planday_list_shifts",
            "--json",
        ];
        let ran = stage.run(&arguments).await;
        assert_eq!(ran.code, Some(code), "{ran:?}");
        let json = ran.json();
        assert_eq!(
            (&json["ok"], &json["list"]),
            (&json!(false), &json!("shift:read"))
        );
        assert_eq!(json["diagnosis"]["party"], "stackone");
        assert!(ran.err.contains("could not be had"), "{ran:?}");
    }
}

//! `actions`: `StackOne`'s list, asked for and kept.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use stackday::sandbox::Scenario;

use super::super::support::{Stage, home, run, stackday, text};
use super::super::tap::Tap;
use super::{entry, files, kept, keyless, line};

#[tokio::test]
async fn stackones_actions_are_told_with_their_scopes_and_who_says_so() {
    let stage = Stage::new(&[]).await;
    let ran = stage.run(&["scopes", "actions", "--json"]).await;
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let json = ran.json();
    assert_eq!(
        (&json["origin"], &json["version"]),
        (&json!("asked"), &json!("1.2.0"))
    );
    assert!(text(&json["read_at"]).parse::<jiff::Timestamp>().is_ok());
    let actions = &json["actions"];
    assert_eq!(actions.as_array().map(Vec::len), Some(69));
    for (id, scopes, source) in [
        (
            "planday_list_shifts",
            json!(["shift:read"]),
            json!("stackone"),
        ),
        (
            "planday_get_payroll",
            json!(["payroll:read"]),
            json!("proposal"),
        ),
        ("planday_get_portal", json!([]), Value::Null),
    ] {
        let action = entry(actions, "id", id);
        assert_eq!((&action["scopes"], &action["source"]), (&scopes, &source));
    }
    let table = stage.run(&["scopes", "actions", "payroll"]).await;
    assert_eq!(table.out.lines().count(), 2, "{}", table.out);
    assert_eq!(
        line(&table, "planday_get_payroll")[1..3],
        ["payroll:read", "proposed"]
    );
}

#[tokio::test]
async fn the_second_run_asks_nobody_and_tells_the_age() {
    let mut stage = Stage::new(&[]).await;
    let tap = Tap::before(&stage.ready.stackone_url).await;
    stage.ready.stackone_url = tap.url();
    let asked = stage.run(&["scopes", "actions", "--json"]).await;
    assert!(asked.err.contains("69 actions for Planday, asked just now"));
    let count = tap.requests().len();
    let again = stage.run(&["scopes", "actions", "--json"]).await;
    assert_eq!(tap.requests().len(), count, "nobody was asked");
    assert_eq!(again.json()["origin"], "kept");
    assert_eq!(again.json()["read_at"], asked.json()["read_at"]);
    assert_eq!(again.json()["actions"], asked.json()["actions"]);
    assert!(
        again
            .err
            .contains("69 actions for Planday as kept just now (2"),
        "{again:?}"
    );
    let fresh = stage.run(&["scopes", "actions", "--fresh", "--json"]).await;
    assert_eq!(fresh.json()["origin"], "asked");
    assert!(tap.requests().len() > count);
}

#[tokio::test]
async fn offline_or_without_a_key_an_old_list_is_used_and_its_age_and_the_reason_told() {
    let mut stage = Stage::new(&[]).await;
    stage.run(&["scopes", "actions"]).await;
    let file = kept(&stage);
    age(&file, 73);
    let ran = run(keyless(&stage, &["scopes", "actions", "--json"])).await;
    assert_eq!((ran.code, &ran.json()["origin"]), (Some(0), &json!("kept")));
    assert!(ran.err.contains("as kept 3 days ago"), "{ran:?}");
    stage.close().await;
    let ran = stage.run(&["scopes", "actions", "--json"]).await;
    assert_eq!((ran.code, &ran.json()["origin"]), (Some(0), &json!("kept")));
    assert!(
        ran.err
            .contains("kept from an earlier run: 127.0.0.1 refused")
            && ran.err.contains("as kept 3 days ago"),
        "{ran:?}"
    );
    fs::remove_file(&file).expect("removed");
    assert_eq!(stage.run(&["scopes", "actions"]).await.code, Some(6));
}

#[tokio::test]
async fn a_list_that_is_old_or_damaged_is_replaced() {
    for (damage, told) in [(false, ""), (true, "is passed over: it is damaged.")] {
        let stage = Stage::new(&[]).await;
        stage.run(&["scopes", "actions"]).await;
        let file = kept(&stage);
        if damage {
            fs::write(&file, "{\"version\": 1, ").expect("written");
        } else {
            age(&file, 25);
        }
        let ran = stage.run(&["scopes", "actions", "--json"]).await;
        assert_eq!(ran.code, Some(0), "{ran:?}");
        assert_eq!(ran.json()["origin"], "asked");
        assert!(ran.err.contains(told), "{ran:?}");
        assert_eq!(ran.err.lines().count(), 1 + usize::from(damage), "{ran:?}");
        let again = stage.run(&["scopes", "actions", "--json"]).await;
        assert_eq!(again.json()["origin"], "kept");
    }
}

#[tokio::test]
async fn whoever_wants_nothing_kept_has_nothing_kept() {
    let stage = Stage::new(&[]).await;
    stage.configure("[stackone]\nkeep_actions = false");
    let ran = stage.run(&["scopes", "actions", "--json"]).await;
    assert_eq!(ran.json()["origin"], "asked");
    let others = ["require", "diff", "prove"];
    for command in others {
        let arguments = ["scopes", command, "--actions", "planday_list_shifts"];
        assert_eq!(stage.run(&arguments).await.code, Some(0));
    }
    stage.run(&["verify"]).await;
    let found = files(stage.home.path());
    assert_eq!(
        found,
        [stage.home.path().join(".config/stackday/config.toml")]
    );
    // The environment wins over the file.
    let mut command = stage.command(&["scopes", "actions"]);
    command.env("STACKDAY_KEEP_ACTIONS", "1");
    run(command).await;
    kept(&stage);
}

#[tokio::test]
async fn a_rehearsal_leaves_nothing_behind() {
    let home = home();
    for arguments in [
        &["rehearse"][..],
        &["scopes"],
        &["scopes", "require", "--preset", "scheduling"],
    ] {
        let mut command = stackday(home.path(), arguments);
        command.env("TMPDIR", home.path());
        assert_eq!(run(command).await.code, Some(0));
        let left = fs::read_dir(home.path()).expect("a folder").count();
        assert_eq!(left, 0, "{arguments:?}");
    }
}

#[tokio::test]
async fn what_goes_wrong_has_its_exit_code() {
    for (scenario, code, kind) in [
        (Scenario::BadApiKey, 4, "rejected"),
        (Scenario::RateLimited, 7, "rate_limited"),
        (Scenario::HtmlErrors, 1, "trouble"),
    ] {
        let stage = Stage::new(&[scenario]).await;
        let ran = stage.run(&["scopes", "actions", "--json"]).await;
        assert_eq!(ran.code, Some(code), "{ran:?}");
        assert_eq!((&*ran.failure(), ran.err.lines().count()), (kind, 1));
    }
    let stage = Stage::new(&[]).await;
    let ran = run(keyless(&stage, &["scopes", "actions"])).await;
    assert_eq!(ran.code, Some(3));
    assert!(ran.err.contains("STACKDAY_STACKONE_API_KEY"), "{ran:?}");
}

#[tokio::test]
async fn a_refused_key_is_not_hidden_by_an_old_list() {
    let stage = Stage::new(&[]).await;
    stage.run(&["scopes", "actions"]).await;
    age(&kept(&stage), 25);
    let mut command = stage.command(&["scopes", "actions"]);
    command.env("STACKDAY_STACKONE_API_KEY", "v1.eu1.nobody-knows-this-key");
    let ran = run(command).await;
    assert_eq!((ran.code, ran.out.as_str()), (Some(4), ""));
    assert!(!ran.err.contains("nobody-knows"), "{ran:?}");
}

/// Makes a kept list so many hours old.
fn age(file: &Path, hours: i64) {
    let text = fs::read_to_string(file).expect("a file");
    let mut kept: Value = serde_json::from_str(&text).expect("JSON");
    let then = jiff::Timestamp::now() - jiff::SignedDuration::from_hours(hours);
    kept["read_at"] = json!(then.to_string());
    fs::write(file, kept.to_string()).expect("written");
}

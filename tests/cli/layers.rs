//! A flag wins over the environment, that over the file: seen from outside.

use std::process::Command;

use super::support::{Stage, run, stackday};

/// Addresses that refuse: whoever uses them fails with 6.
const NOWHERE: &str = "http://127.0.0.1:1";

fn file(stage: &Stage, identity: &str) -> String {
    let ready = &stage.ready;
    format!(
        "profile = \"acme\"\n[planday]\nidentity_url = \"{identity}\"\napi_url = \"{}\"\n[stackone]\napi_url = \"{}\"\n\
         [profiles.acme]\napp_id = \"{}\"\nscopes = [\"employee:read\"]\nconnector_profile = \"Planday\"\n",
        ready.planday_url,
        ready.stackone_url,
        ready.app_id.as_deref().expect("an app"),
    )
}

/// The program with the secrets alone in its environment.
fn with_secrets(stage: &Stage, arguments: &[&str]) -> Command {
    let mut command = stackday(stage.home.path(), arguments);
    command
        .env(
            "STACKDAY_TOKEN_SECRET",
            stage.ready.token.as_deref().expect("a Token"),
        )
        .env("STACKDAY_STACKONE_API_KEY", &stage.ready.stackone_api_key);
    command
}

#[tokio::test]
async fn the_file_alone_is_enough_for_all_but_the_secrets() {
    let stage = Stage::new(&[]).await;
    stage.configure(&file(&stage, &stage.ready.identity_url));
    let ran = run(with_secrets(&stage, &["verify", "--json"])).await;
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(
        ran.json()["scopes"]["wanted"],
        serde_json::json!(["employee:read"])
    );
}

#[tokio::test]
async fn the_environment_wins_over_the_file() {
    let stage = Stage::new(&[]).await;
    stage.configure(&file(&stage, NOWHERE));
    let ran = run(with_secrets(&stage, &["verify", "--json"])).await;
    assert_eq!(ran.code, Some(6), "the file is read: {ran:?}");
    let mut command = with_secrets(&stage, &["verify", "--json"]);
    command
        .env("STACKDAY_PLANDAY_IDENTITY_URL", &stage.ready.identity_url)
        .env("STACKDAY_SCOPES", "shift:read");
    let ran = run(command).await;
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(
        ran.json()["scopes"]["wanted"],
        serde_json::json!(["shift:read"])
    );
}

#[tokio::test]
async fn a_flag_wins_over_the_environment() {
    let stage = Stage::new(&[]).await;
    let app_id = stage.ready.app_id.clone().expect("an app");
    let mut command = stage.command(&[
        "verify",
        "--json",
        "--app-id",
        &app_id,
        "--scopes",
        "revenue:read",
    ]);
    command.env("STACKDAY_APP_ID", "a2370889-3ffe-46b6-83e7-1a20f5a20d2f");
    let ran = run(command).await;
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(
        ran.json()["scopes"]["wanted"],
        serde_json::json!(["revenue:read"])
    );
    let other = stage.home.path().join("other.toml");
    std::fs::write(
        &other,
        format!("[planday]\nidentity_url = \"{NOWHERE}\"\nnope = 1"),
    )
    .expect("written");
    let mut command = stage.command(&["verify", "--json", "--config", "/dev/null"]);
    command.env("STACKDAY_CONFIG", &other);
    assert_eq!(run(command).await.code, Some(0));
}

#[tokio::test]
async fn a_rehearsal_never_leaves_this_machine_whatever_is_configured() {
    let stage = Stage::new(&[]).await;
    stage.configure("[network]\npoll_seconds = 3600\n[app]\nname = \"Our app\"\nscopes = [\"employee:read\", \"department:read\"]");
    let mut command = stackday(stage.home.path(), &["rehearse", "--json"]);
    for name in [
        "STACKDAY_PLANDAY_IDENTITY_URL",
        "STACKDAY_PLANDAY_API_URL",
        "STACKDAY_STACKONE_API_URL",
    ] {
        command.env(name, NOWHERE);
    }
    // A proxy that refuses: the way to this machine does not lead through it.
    command.env("HTTP_PROXY", NOWHERE).env("ALL_PROXY", NOWHERE);
    let ran = run(command).await;
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let wanted = &ran.json()["verification"]["scopes"]["wanted"];
    assert_eq!(
        wanted,
        &serde_json::json!(["department:read", "employee:read"])
    );
}

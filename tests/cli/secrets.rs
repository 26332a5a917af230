//! No secret comes out, in whatever form: not on standard output, not on standard error, not in the log.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use futures::future::join_all;
use stackday::sandbox::Scenario;

use super::leaks::{assert_none, members};
use super::support::{Ran, Stage, bare, home, run, stackday};
use super::tap::Tap;

#[tokio::test]
async fn a_verification_tells_no_secret() {
    let runs = [
        (None, true),
        (None, false),
        (Some(Scenario::RotatingToken), false),
        (Some(Scenario::OpaqueToken), true),
        (Some(Scenario::RevokedToken), true),
        (Some(Scenario::BadApiKey), true),
        (Some(Scenario::HtmlErrors), false),
        (Some(Scenario::HostileText), true),
    ];
    join_all(runs.map(|(scenario, json)| async move {
        let mut stage = Stage::new(scenario.as_slice()).await;
        let tap = Tap::before(&stage.ready.identity_url).await;
        stage.ready.identity_url = tap.url();
        let log = stage.home.path().join("log.ndjson");
        let mut command = stage.command(&["verify"]);
        command.arg("--log-file").arg(&log);
        if json {
            command.arg("--json");
        }
        let ran = run(command).await;
        let log = std::fs::read_to_string(&log).expect("a log");
        assert!(log.contains("[redacted]"), "{log}");
        let mut secrets = vec![
            stage.ready.token.clone().expect("a Token"),
            stage.ready.stackone_api_key.clone(),
        ];
        let answers = tap.answers();
        for name in ["access_token", "refresh_token"] {
            secrets.extend(members(&answers, name));
        }
        let granted = !matches!(
            scenario,
            Some(Scenario::RevokedToken | Scenario::HtmlErrors)
        );
        assert_eq!(secrets.len(), if granted { 4 } else { 2 }, "{answers}");
        assert_none(
            &secrets,
            &[("output", &ran.out), ("errors", &ran.err), ("log", &log)],
        );
    }))
    .await;
}

#[tokio::test]
async fn a_credential_in_the_wrong_place_is_not_told_either() {
    let stage = Stage::new(&[]).await;
    let token = stage.ready.token.clone().expect("a Token");
    let key = stage.ready.stackone_api_key.clone();
    for (app_id, secret, api_key) in [(&token, &key, &token), (&key, &token, &token)] {
        let log = stage.home.path().join("log.ndjson");
        let mut command = stage.command(&["verify", "--json"]);
        command
            .env("STACKDAY_APP_ID", app_id)
            .env("STACKDAY_TOKEN_SECRET", secret)
            .env("STACKDAY_STACKONE_API_KEY", api_key)
            .arg("--log-file")
            .arg(&log);
        let ran = run(command).await;
        let log = std::fs::read_to_string(&log).expect("a log");
        assert_none(
            &[token.clone(), key.clone()],
            &[("output", &ran.out), ("errors", &ran.err), ("log", &log)],
        );
    }
}

/// The credentials of a rehearsal come into being inside it: they are known by what they begin with.
fn assert_nothing_like_a_credential(ran: &Ran, log: &str) {
    let begun_key = STANDARD_NO_PAD.encode("v1.eu1");
    for (name, text) in [("output", &*ran.out), ("errors", &*ran.err), ("log", log)] {
        for sign in ["v1.eu1.", "v1%2Eeu1", &begun_key, "eyJ"] {
            assert!(!text.contains(sign), "{sign} is in the {name}: {text}");
        }
        let mut links = text.split("integrations?token=").skip(1);
        assert!(
            links.all(|rest| rest.starts_with("[redacted]")),
            "a link is in the {name}: {text}"
        );
    }
}

#[tokio::test]
async fn a_rehearsal_tells_no_secret() {
    let runs = [
        &["rehearse"][..],
        &["rehearse", "--json"],
        &["rehearse", "--scenario", "rotating-token"],
        &["rehearse", "--scenario", "link-fails"],
        &["rehearse", "--scenario", "hostile-text"],
    ];
    join_all(runs.map(|arguments| async move {
        let home = home();
        let log = home.path().join("log.ndjson");
        let mut command = stackday(home.path(), arguments);
        command.arg("--log-file").arg(&log);
        let ran = run(command).await;
        let log = std::fs::read_to_string(&log).expect("a log");
        assert!(log.contains("POST /connect_sessions"), "{log}");
        assert_nothing_like_a_credential(&ran, &log);
    }))
    .await;
}

#[tokio::test]
async fn no_personal_record_reaches_the_log() {
    let home = home();
    let log = home.path().join("log.ndjson");
    let mut command = stackday(home.path(), &["rehearse", "--json"]);
    command.arg("--log-file").arg(&log);
    assert_eq!(run(command).await.code, Some(0));
    let log = std::fs::read_to_string(&log).expect("a log");
    assert!(log.contains("/hr/v1.0/employees?limit=1"), "{log}");
    for member in ["firstName", "lastName", "cellPhone", "salaryIdentifier"] {
        assert!(!log.contains(member), "{member}: {log}");
    }
    // What is not personal is kept: the log would be of no use else.
    assert!(log.contains("Kitchen"), "{log}");
    let ran = bare(&["rehearse", "--json"]).await;
    assert!(!ran.out.contains("firstName"), "{ran:?}");
}

//! The log file: one JSON object a line, for its owner alone.

use std::os::unix::fs::PermissionsExt as _;

use serde_json::Value;

use super::support::{Stage, run};

fn entries(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect()
}

#[tokio::test]
async fn the_log_holds_every_exchange_and_is_for_its_owner_alone() {
    let stage = Stage::new(&[]).await;
    let log = stage.home.path().join("log.ndjson");
    for round in 1..=2 {
        let mut command = stage.command(&["verify", "--json", "--read-personal", "all"]);
        command.arg("--log-file").arg(&log);
        assert_eq!(run(command).await.code, Some(0));
        let mode = std::fs::metadata(&log).expect("a log").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let entries = entries(&std::fs::read_to_string(&log).expect("a log"));
        let of = |service: &str| {
            entries
                .iter()
                .filter(|entry| entry["exchange"]["service"] == service)
                .count()
        };
        // One exchange of the Token, the portal and a probe for each of twelve scopes, one list of profiles and one
        // of linked accounts.
        assert_eq!(
            (of("planday-id"), of("planday"), of("stackone")),
            (round, 13 * round, 2 * round),
            "appended, not overwritten"
        );
        for entry in entries.iter().filter(|entry| entry["exchange"].is_object()) {
            let exchange = &entry["exchange"];
            for member in [
                "id",
                "purpose",
                "method",
                "url",
                "attempt",
                "started",
                "elapsed_ms",
                "request",
                "outcome",
            ] {
                assert!(!exchange[member].is_null(), "{member}: {entry}");
            }
            assert_eq!(exchange["outcome"]["answered"]["status"], 200, "{entry}");
        }
    }
}

#[tokio::test]
async fn a_log_file_can_be_named_in_the_environment_and_tells_of_failures_too() {
    let stage = Stage::new(&[]).await;
    let log = stage.home.path().join("log.ndjson");
    let mut command = stage.command(&["verify"]);
    command
        .env("STACKDAY_LOG_FILE", &log)
        .env("STACKDAY_PLANDAY_IDENTITY_URL", "http://127.0.0.1:1");
    assert_eq!(run(command).await.code, Some(6));
    let entries = entries(&std::fs::read_to_string(&log).expect("a log"));
    let failed = entries
        .iter()
        .find(|entry| entry["exchange"]["service"] == "planday-id");
    let failed = failed.expect("the exchange that failed");
    assert_eq!(failed["level"], "error");
    assert!(failed["exchange"]["outcome"]["failed"]["reason"].is_string());
}

#[tokio::test]
async fn programs_that_share_a_log_file_leave_whole_lines() {
    const PROGRAMS: usize = 8;
    let stage = Stage::new(&[]).await;
    let log = stage.home.path().join("log.ndjson");
    let runs = (0..PROGRAMS).map(|_| {
        let mut command = stage.command(&["verify", "--json", "--read-personal", "all"]);
        command.arg("--log-file").arg(&log);
        run(command)
    });
    for ran in futures::future::join_all(runs).await {
        // Together they may ask more than Planday allows in a second.
        assert!(matches!(ran.code, Some(0 | 7)), "{ran:?}");
    }
    let entries = entries(&std::fs::read_to_string(&log).expect("a log"));
    let exchanges = entries.iter().filter(|entry| entry["exchange"].is_object());
    assert!(exchanges.count() >= 16 * PROGRAMS, "{}", entries.len());
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_log_file_that_cannot_be_written_is_told_and_the_exit_code_stays_the_run_s_own() {
    let stage = Stage::new(&[]).await;
    for (arguments, code) in [(&["verify", "--json"][..], 0), (&["rehearse", "--json"], 0)] {
        let arguments = [arguments, &["--log-file", "/dev/full"]].concat();
        let ran = stage.run(&arguments).await;
        assert_eq!(ran.code, Some(code), "{ran:?}");
        let told = ran
            .err
            .matches("the log file /dev/full could not be written");
        assert_eq!(told.count(), 1, "{ran:?}");
        ran.json();
    }
}

//! Signals, and readers that go away.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use stackday::sandbox::{Options, Scenario};

use super::support::{Ran, Stage, home, run, stackday, text};
use super::tap::Tap;

/// Sends a signal, as a shell does.
pub fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill")
        .args(["-s", name, &child.id().to_string()])
        .status()
        .expect("kill");
    assert!(sent.success());
}

/// How it ended, and what it said.
pub async fn ended(child: Child) -> Ran {
    let output = tokio::task::spawn_blocking(|| child.wait_with_output());
    output.await.expect("no panic").expect("it ends").into()
}

#[tokio::test]
async fn a_verification_that_is_interrupted_ends_with_valid_json_and_nothing_green_that_was_not_seen()
 {
    for name in ["INT", "TERM", "HUP"] {
        // So slow that nothing is answered before the signal, however slow this machine is.
        let mut stage = Stage::with(Options {
            scenarios: vec![Scenario::Slow],
            delay: Duration::from_secs(3_600),
            ..Options::default()
        })
        .await;
        let tap = Tap::before(&stage.ready.identity_url).await;
        stage.ready.identity_url = tap.url();
        let child = stage
            .command(&["verify", "--json"])
            .spawn()
            .expect("it starts");
        tap.used().await;
        signal(&child, name);
        let ran = ended(child).await;
        assert_eq!(ran.code, Some(130), "{name}: {ran:?}");
        assert_eq!(
            ran.standings(),
            "verified unknown unknown unknown unknown unknown",
            "{name}: {ran:?}"
        );
        assert_eq!(ran.json()["ok"], false);
        for check in &ran.json()["checks"].as_array().expect("checks")[1..] {
            assert!(text(&check["evidence"]).contains("cancelled"), "{check}");
            assert!(check["checked_at"].is_null(), "nothing was seen: {check}");
        }
        assert_eq!(ran.err, "", "{name}");
    }
}

#[tokio::test]
async fn a_proof_that_is_interrupted_ends_with_valid_json_and_proves_nothing() {
    for command in ["diff", "prove"] {
        let mut stage = Stage::with(Options {
            scenarios: vec![Scenario::Slow],
            delay: Duration::from_secs(3_600),
            ..Options::default()
        })
        .await;
        let tap = Tap::before(&stage.ready.identity_url).await;
        stage.ready.identity_url = tap.url();
        let child = stage
            .command(&["scopes", command, "--preset", "scheduling", "--json"])
            .spawn()
            .expect("it starts");
        tap.used().await;
        signal(&child, "INT");
        let ran = ended(child).await;
        assert_eq!(ran.code, Some(130), "{command}: {ran:?}");
        let json = ran.json();
        assert_eq!(json["ok"], false);
        for row in json["scopes"].as_array().expect("rows") {
            assert_eq!(row["granted"], "unknown", "{row}");
            assert!(row["at"].is_null() && row["proven"] != "proven", "{row}");
        }
    }
}

#[tokio::test]
async fn a_rehearsal_that_is_interrupted_ends_with_the_steps_so_far() {
    let home = home();
    let log = home.path().join("log");
    let mut command = stackday(home.path(), &["rehearse", "--scenario", "slow"]);
    command.arg("--log-file").arg(&log);
    let mut child = command.spawn().expect("it starts");
    // The first line tells that it is under way.
    let mut err = BufReader::new(child.stderr.take().expect("a pipe"));
    let mut first = String::new();
    err.read_line(&mut first).expect("a line");
    assert!(first.starts_with("[said] A1"), "{first}");
    signal(&child, "INT");
    let ran = ended(child).await;
    assert_eq!(ran.code, Some(130), "{ran:?}");
    let last = ran.out.lines().last().expect("a line");
    assert!(last.starts_with("not proven"), "{}", ran.out);
    assert!(ran.out.contains("[?]    D4"), "{}", ran.out);
    drop(err);
}

#[test]
fn the_sandbox_prints_one_line_and_ends_when_it_is_told_to() {
    for name in ["TERM", "INT"] {
        let home = home();
        let mut child = stackday(home.path(), &["sandbox", "--scenario", "fresh"])
            .spawn()
            .expect("it starts");
        let mut out = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut line = String::new();
        out.read_line(&mut line).expect("a line");
        signal(&child, name);
        let ready: serde_json::Value = serde_json::from_str(&line).expect("JSON");
        for key in [
            "identity_url",
            "planday_url",
            "stackone_url",
            "portal_url",
            "dashboard_url",
        ] {
            assert!(text(&ready[key]).starts_with("http://127.0.0.1:"), "{line}");
        }
        assert!(text(&ready["stackone_api_key"]).starts_with("v1."));
        assert!(
            ready["app_id"].is_null() && ready["token"].is_null() && ready["scopes"].is_array()
        );
        let output = child.wait_with_output().expect("it ends");
        assert_eq!(output.status.code(), Some(0), "{name}");
        line.clear();
        out.read_line(&mut line).expect("the end");
        assert_eq!(
            (line.as_str(), output.stderr.len()),
            ("", 0),
            "one line and no more"
        );
    }
}

#[test]
fn a_sandbox_whose_port_is_taken_says_so() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port().to_string();
    let home = home();
    let output = stackday(home.path(), &["sandbox", "--port", &port])
        .output()
        .expect("it starts");
    let ran = Ran::from(output);
    assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""), "{ran:?}");
    assert!(ran.err.contains("could not be started"), "{ran:?}");
}

#[tokio::test]
async fn a_reader_that_has_gone_is_no_error() {
    let stage = Stage::new(&[Scenario::MissingScopes]).await;
    for (arguments, code) in [
        (&["verify", "--json"][..], 5),
        (&["verify"], 5),
        (&["rehearse", "--json"], 0),
        (&["--help"], 0),
    ] {
        // The reading end is closed before anything is written.
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let mut command = stage.command(arguments);
        command.stdout(writer).stderr(Stdio::piped());
        let ran = run(command).await;
        assert_eq!(
            (ran.code, ran.err.as_str()),
            (Some(code), ""),
            "{arguments:?}"
        );
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_disk_that_is_full_is_an_error() {
    let stage = Stage::new(&[]).await;
    for arguments in [&["verify", "--json"][..], &["rehearse"], &["sandbox"]] {
        let full = std::fs::File::options()
            .write(true)
            .open("/dev/full")
            .expect("Linux has it");
        let mut command = stage.command(arguments);
        command.stdout(full);
        let ran = run(command).await;
        assert_eq!(ran.code, Some(1), "{arguments:?}: {ran:?}");
        assert!(
            ran.err.contains("standard output cannot be written"),
            "{arguments:?}: {ran:?}"
        );
    }
}

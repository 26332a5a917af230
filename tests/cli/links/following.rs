//! `--wait` and `stackday links follow`: how each link ends, and with which exit code.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, ChildStdout};

use serde_json::Value;
use stackday::sandbox::Scenario;

use super::super::interrupted::{ended, signal};
use super::super::support::{Stage, text};
use super::super::tap::Tap;
use super::{command, kept, made, press, ran, stage, url};

const LINK: [&str; 8] = [
    "accounts",
    "link",
    "--owner-id",
    "c9",
    "--owner-name",
    "Nine ApS",
    "--wait",
    "--json",
];

/// A program that waits, with the first line that it said.
async fn waiting(stage: &Stage, arguments: &[&str]) -> (Child, BufReader<ChildStdout>, Value) {
    let mut child = command(stage, arguments).spawn().expect("it starts");
    let stdout = child.stdout.take().expect("a pipe");
    let read = tokio::task::spawn_blocking(move || {
        let mut lines = BufReader::new(stdout);
        let mut first = String::new();
        lines.read_line(&mut first).expect("a line");
        (lines, first)
    });
    let (lines, first) = read.await.expect("no panic");
    let first = serde_json::from_str(&first).unwrap_or_else(|error| panic!("{error}: {first}"));
    (child, lines, first)
}

/// The exit code and the rest of the lines.
async fn rest(mut child: Child, mut lines: BufReader<ChildStdout>) -> (Option<i32>, Vec<Value>) {
    let ending = tokio::task::spawn_blocking(move || {
        let mut rest = String::new();
        lines.read_to_string(&mut rest).expect("text");
        (child.wait().expect("it ends").code(), rest)
    });
    let (code, rest) = ending.await.expect("no panic");
    let lines = rest
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")));
    (code, lines.collect())
}

#[tokio::test]
async fn the_link_comes_at_once_and_the_outcome_at_the_end() {
    for (scenarios, button, code, state) in [
        (&[][..], "connect", 0, "proven"),
        (&[Scenario::OldApi], "connect", 0, "proven"),
        (&[Scenario::Flaky], "connect", 0, "proven"),
        (&[Scenario::LinkFails], "connect", 1, "refused"),
        (&[], "cancel", 8, "cancelled"),
        (&[Scenario::LinkExpires], "connect", 9, "cancelled"),
    ] {
        let stage = stage(scenarios).await;
        let (child, lines, first) = waiting(&stage, &LINK).await;
        assert_eq!(
            (&first["ok"], &first["link"]["state"]),
            (&true.into(), &"sent".into())
        );
        press(&url(&first), button).await;
        let (exit, lines) = rest(child, lines).await;
        assert_eq!(exit, Some(code), "{scenarios:?} {button}: {lines:?}");
        let [outcome] = lines.as_slice() else {
            panic!("two lines in all: {lines:?}");
        };
        assert_eq!(outcome["link"]["state"], state, "{outcome}");
        assert_eq!(outcome["exit"], code, "{outcome}");
        assert_eq!(outcome["ok"], code == 0, "{outcome}");
        assert_eq!(outcome["link"]["id"], first["link"]["id"]);
        assert!(outcome.get("url").is_none(), "the address is said once");
        if code == 0 {
            assert_eq!(outcome["link"]["account_status"], "active");
            assert!(outcome["link"]["read"]["action"].is_string(), "{outcome}");
        }
        if code == 1 {
            assert!(outcome["link"]["error_code"].is_string(), "{outcome}");
        }
        let link = kept(&stage).await.remove(0);
        assert_eq!(link["has_url"], matches!(code, 8 | 9), "{link}");
    }
}

#[tokio::test]
async fn for_a_person_the_link_stands_first_and_the_outcome_last() {
    let stage = stage(&[]).await;
    let link = &LINK[..7];
    let mut child = command(&stage, link).spawn().expect("it starts");
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe"));
    let read = tokio::task::spawn_blocking(move || {
        let mut first = String::new();
        lines.read_line(&mut first).expect("a line");
        (lines, first)
    });
    let (mut lines, first) = read.await.expect("no panic");
    press(first.trim_end(), "connect").await;
    let read = tokio::task::spawn_blocking(move || {
        let mut rest = String::new();
        lines.read_to_string(&mut rest).expect("text");
        rest
    });
    let rest = read.await.expect("no panic");
    let ran = ended(child).await;
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(rest.starts_with("[ok]   Nine ApS: The account "), "{rest}");
    assert!(rest.contains("answered with"), "{rest}");
    assert!(ran.err.contains("… Nine ApS: "), "{ran:?}");
}

#[tokio::test]
async fn a_relinked_account_keeps_its_id_and_is_active_again() {
    let stage = stage(&[]).await;
    let listed = stage
        .run(&["accounts", "list", "is:error", "--json"])
        .await
        .json();
    let id = text(&listed["accounts"][0]["id"]);
    let relink = ["accounts", "relink", &id, "--wait", "--json"];
    let (child, lines, first) = waiting(&stage, &relink).await;
    press(&url(&first), "connect").await;
    let (exit, lines) = rest(child, lines).await;
    assert_eq!(exit, Some(0), "{lines:?}");
    assert_eq!(lines[0]["link"]["account"], id.as_str());
    let shown = stage.run(&["accounts", "show", &id, "--json"]).await.json();
    assert_eq!(
        (&shown["status"], &shown["repair"]),
        (&"active".into(), &Value::Null)
    );
}

#[tokio::test]
async fn a_signal_ends_the_waiting_and_another_run_goes_on() {
    let mut stage = stage(&[]).await;
    let (child, lines, first) = waiting(&stage, &LINK).await;
    let tap = Tap::before(&stage.ready.stackone_url).await;
    signal(&child, "INT");
    let (exit, lines) = rest(child, lines).await;
    assert_eq!(exit, Some(130), "{lines:?}");
    assert_eq!(lines[0]["exit"], 130);
    press(&url(&first), "connect").await;
    let follow = ran(&stage, &["links", "follow", "--json"]).await;
    assert_eq!(follow.code, Some(0), "{follow:?}");
    let events: Vec<Value> = follow
        .out
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    let last = events.last().expect("an end");
    assert_eq!((&last["event"], &last["ok"]), (&"end".into(), &true.into()));
    assert_eq!(last["links"][0]["state"], "proven");
    assert!(
        events[..events.len() - 1]
            .iter()
            .all(|it| it["event"] == "changed")
    );
    // Nothing is left to follow, and nobody is asked.
    stage.ready.stackone_url = tap.url();
    let again = ran(&stage, &["links", "follow"]).await;
    assert_eq!(again.code, Some(0), "{again:?}");
    assert!(again.out.contains("Nothing to follow"), "{again:?}");
    assert!(tap.requests().is_empty());
}

#[tokio::test]
async fn many_are_followed_at_once_and_the_worst_is_the_exit_code() {
    let stage = stage(&[]).await;
    let first = made(&stage, "c9").await;
    made(&stage, "c10").await;
    press(&url(&first), "connect").await;
    // One has to be opened: interrupted, its state is not known to be an end.
    let (child, lines, changed) = waiting(&stage, &["links", "follow", "--json"]).await;
    assert_eq!(changed["event"], "changed");
    let mut lines = lines;
    let read = tokio::task::spawn_blocking(move || {
        let mut line = String::new();
        while !line.contains("\"proven\"") {
            line.clear();
            assert!(
                lines.read_line(&mut line).expect("a line") > 0,
                "it goes on"
            );
        }
        lines
    });
    let lines = read.await.expect("no panic");
    signal(&child, "INT");
    let (exit, lines) = rest(child, lines).await;
    assert_eq!(exit, Some(130), "{lines:?}");
    assert_eq!(lines.last().expect("an end")["exit"], 130);
    let states: Vec<_> = kept(&stage)
        .await
        .iter()
        .map(|it| text(&it["state"]))
        .collect();
    assert_eq!(states, ["sent", "proven"], "the newest first");
}

#[tokio::test]
async fn a_key_that_is_refused_ends_the_following_and_no_link() {
    let stage = stage(&[]).await;
    made(&stage, "c9").await;
    let mut follow = command(&stage, &["links", "follow", "--json"]);
    follow.env(
        "STACKDAY_STACKONE_API_KEY",
        "v1.eu1.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    );
    let ran = super::super::support::run(follow).await;
    assert_eq!(ran.code, Some(0), "another key has no links: {ran:?}");
    assert_eq!(kept(&stage).await[0]["state"], "sent");
}

//! `stackday rotate`: what it refuses, and how. The switch itself is tested below the command line.

use std::io::Write as _;
use std::process::{Command, Stdio};

use super::support::{Ran, Stage};
use super::verify_all::{ours, save};

/// Runs the command with this on its standard input.
async fn fed(mut command: Command, input: &'static str) -> Ran {
    command.stdin(Stdio::piped());
    let running = tokio::task::spawn_blocking(move || {
        let mut child = command.spawn().expect("it starts");
        let mut stdin = child.stdin.take().expect("a pipe");
        // Whoever refuses before reading closes its end.
        stdin.write_all(input.as_bytes()).ok();
        drop(stdin);
        child.wait_with_output()
    });
    running.await.expect("no panic").expect("it ends").into()
}

#[tokio::test]
async fn a_connection_that_is_not_saved_is_named() {
    let stage = Stage::new(&[]).await;
    let (_, folder) = save(&stage, vec![("Acme", ours(&stage))]);
    let command = stage.addressed(&["rotate", "Beta", "--token-stdin", "--data-dir", &folder]);
    let ran = fed(command, "VxLtcy_OWkWoPKqs4uFhTg").await;
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{ran:?}");
    assert!(ran.err.contains("there are: Acme"), "{ran:?}");
}

#[tokio::test]
async fn without_a_terminal_the_new_token_has_to_be_piped_in() {
    let stage = Stage::new(&[]).await;
    let (_, folder) = save(&stage, vec![("Acme", ours(&stage))]);
    let command = stage.addressed(&["rotate", "Acme", "--data-dir", &folder]);
    let ran = super::support::run(command).await;
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.err.contains("--token-stdin"), "{ran:?}");
}

#[tokio::test]
async fn a_token_that_planday_refuses_changes_nothing() {
    let stage = Stage::new(&[]).await;
    let (store, folder) = save(&stage, vec![("Acme", ours(&stage))]);
    let before = store.load().expect("readable");
    let rotate = [
        "rotate",
        "acme",
        "--token-stdin",
        "--json",
        "--data-dir",
        &folder,
    ];
    let ran = fed(stage.addressed(&rotate), "VxLtcy_OWkWoPKqs4uFhTg\n").await;
    assert_eq!(ran.code, Some(4), "{ran:?}");
    let json = ran.json();
    assert_eq!(
        (&json["ok"], &json["name"]),
        (&false.into(), &"Acme".into())
    );
    assert_eq!(json["diagnosis"]["kind"], "rejected");
    assert!(
        !ran.out.contains("VxLtcy") && !ran.err.contains("VxLtcy"),
        "{ran:?}"
    );
    assert_eq!(store.load().expect("readable"), before);
    let rotate = ["rotate", "Acme", "--token-stdin", "--data-dir", &folder];
    let ran = fed(stage.addressed(&rotate), "VxLtcy_OWkWoPKqs4uFhTg").await;
    assert_eq!(ran.code, Some(4), "{ran:?}");
    assert!(
        ran.out.contains("[FAIL] Acme: the Token was not changed"),
        "{ran:?}"
    );
}

#[tokio::test]
async fn an_environment_that_beats_the_store_is_told() {
    let stage = Stage::new(&[]).await;
    let (_, folder) = save(&stage, vec![("Acme", ours(&stage))]);
    let rotate = ["rotate", "Acme", "--token-stdin", "--data-dir", &folder];
    let ran = fed(stage.command(&rotate), "VxLtcy_OWkWoPKqs4uFhTg").await;
    assert!(ran.err.contains("STACKDAY_TOKEN_SECRET is set"), "{ran:?}");
}

#[tokio::test]
async fn revoking_takes_the_name_and_an_old_token() {
    let stage = Stage::new(&[]).await;
    let (_, folder) = save(&stage, vec![("Acme", ours(&stage))]);
    for (typed, code, said) in [("acme", 1, "not the name"), ("Acme", 3, "No old Token")] {
        let revoke = [
            "rotate",
            "Acme",
            "--revoke-old",
            "--confirm",
            typed,
            "--data-dir",
            &folder,
        ];
        let ran = super::support::run(stage.addressed(&revoke)).await;
        assert_eq!(ran.code, Some(code), "{typed}: {ran:?}");
        assert!(ran.out.contains(said), "{typed}: {ran:?}");
    }
    let forget = [
        "rotate",
        "Acme",
        "--forget-old",
        "--json",
        "--data-dir",
        &folder,
    ];
    let ran = super::support::run(stage.addressed(&forget)).await;
    assert_eq!(
        (ran.code, &ran.json()["ok"]),
        (Some(3), &false.into()),
        "{ran:?}"
    );
}

#[tokio::test]
async fn a_dry_run_names_the_accounts_that_a_new_token_hits_and_asks_for_none() {
    let stage = Stage::new(&[]).await;
    let (store, folder) = save(&stage, vec![("Acme", ours(&stage))]);
    let before = store.load().expect("readable");
    let arguments = [
        "rotate",
        "Acme",
        "--dry-run",
        "--json",
        "--data-dir",
        &folder,
    ];
    let mut command = stage.addressed(&arguments);
    let key = &stage.ready.stackone_api_key;
    command.env("STACKDAY_STACKONE_API_KEY", key);
    let ran = super::support::run(command).await;
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let hits = ran.json();
    assert!(
        hits["sentence"]
            .as_str()
            .expect("a sentence")
            .contains("6 linked accounts"),
        "{hits}"
    );
    assert_eq!(store.load().expect("readable"), before);
    let keyless = super::support::run(stage.addressed(&arguments)).await;
    assert!(
        keyless
            .err
            .contains("is not known: no StackOne API key is set"),
        "{keyless:?}"
    );
}

//! `stackday accounts edit` and `delete`: what is shown before, what confirms it, and what is sent.

use std::io::{BufRead as _, BufReader, Read as _};

use stackday::sandbox::Scenario;

use super::super::interrupted::signal;
use super::super::support::{Ran, Stage, run};
use super::super::tap::Tap;
use super::{account_of, id_of, ids};

/// A stage whose requests to `StackOne` are seen.
async fn watched() -> (Stage, Tap) {
    let mut stage = Stage::new(&[]).await;
    let tap = Tap::before(&stage.ready.stackone_url).await;
    stage.ready.stackone_url = tap.url();
    (stage, tap)
}

/// The requests that were no GET.
fn writes(tap: &Tap) -> Vec<String> {
    let requests = tap.requests().into_iter();
    let heads = requests.filter_map(|request| request.head.lines().next().map(str::to_owned));
    heads.filter(|head| !head.starts_with("GET ")).collect()
}

#[tokio::test]
async fn a_change_shows_before_and_after_and_is_sent_only_when_it_is_confirmed() {
    let (stage, tap) = watched().await;
    let id = id_of(&stage, "cust-1003").await;
    let edit = async |more: &[&str]| -> Ran {
        let change = ["accounts", "edit", &id, "--label", "Main", "--type", "test"];
        stage.run(&[&change[..], more].concat()).await
    };
    let dry = edit(&["--dry-run"]).await;
    assert_eq!(dry.code, Some(0), "{dry:?}");
    assert!(
        dry.out.contains("label: (none) → “Main”")
            && dry.out.contains("type: “production” → “test”")
            && dry.out.contains("Nothing was sent."),
        "{dry:?}"
    );
    let json = edit(&["--dry-run", "--json"]).await.json();
    assert_eq!(
        (&json["ok"], &json["dry_run"]),
        (&true.into(), &true.into())
    );
    assert_eq!(json["planned"][0]["changes"][0]["after"], "Main");
    let unconfirmed = edit(&["--json"]).await;
    assert_eq!(
        (unconfirmed.code, &*unconfirmed.failure()),
        (Some(2), "usage")
    );
    assert!(unconfirmed.err.contains("--yes"), "{unconfirmed:?}");
    assert_eq!(writes(&tap), Vec::<String>::new());

    let done = edit(&["--yes", "--json"]).await;
    assert_eq!(done.code, Some(0), "{done:?}");
    assert_eq!(done.json()["done"][0]["account"]["label"], "Main");
    assert_eq!(writes(&tap), [format!("PATCH /accounts/{id} HTTP/1.1")]);
    let account = account_of(&stage, "cust-1003").await;
    assert_eq!(
        (&account["label"], &account["type"]),
        (&"Main".into(), &"test".into())
    );

    let again = edit(&["--yes"]).await;
    assert_eq!(again.code, Some(0), "{again:?}");
    assert!(again.out.contains("it is so already"), "{again:?}");
    assert_eq!(writes(&tap).len(), 1, "nothing is sent for what is so");
    let unlabelled = ["accounts", "edit", &id, "--no-label", "--yes"];
    assert_eq!(stage.run(&unlabelled).await.code, Some(0));
    assert!(account_of(&stage, "cust-1003").await["label"].is_null());
}

#[tokio::test]
async fn the_connector_profile_is_named_by_name_or_id() {
    let stage = Stage::new(&[]).await;
    let account = account_of(&stage, "cust-1003").await;
    let (id, profile) = (
        account["id"].as_str().expect("an id"),
        account["connector_profile_id"].as_str().expect("an id"),
    );
    for named in ["planday", profile] {
        let edit = [
            "accounts",
            "edit",
            id,
            "--connector-profile",
            named,
            "--yes",
        ];
        let ran = stage.run(&edit).await;
        assert_eq!(ran.code, Some(0), "{ran:?}");
        assert!(ran.out.contains("it is so already"), "{named}: {ran:?}");
    }
    let edit = [
        "accounts",
        "edit",
        id,
        "--connector-profile",
        "nobody",
        "--yes",
    ];
    let ran = stage.run(&edit).await;
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.err.contains("There are: Planday ("), "{ran:?}");
}

#[tokio::test]
async fn deleting_shows_whom_it_hits_and_takes_the_words_for_that_number() {
    let (stage, tap) = watched().await;
    let (first, second) = (
        id_of(&stage, "cust-1003").await,
        id_of(&stage, "cust-1001").await,
    );
    let delete = async |more: &[&str]| -> Ran {
        let both = ["accounts", "delete", &first, &second, &first];
        stage.run(&[&both[..], more].concat()).await
    };
    let dry = delete(&["--dry-run"]).await;
    assert_eq!(dry.code, Some(0), "{dry:?}");
    for part in [
        "It hits 2 linked accounts of 2 customers.",
        "Fjord & Fad (cust-1003), error",
        "Nordlys Café ApS (cust-1001), active",
        "2 accounts would be deleted. Nothing was sent.",
    ] {
        assert!(dry.out.contains(part), "{part}: {dry:?}");
    }
    for (more, said) in [
        (&[][..], "--confirm 'delete 2'"),
        (&["--confirm", "delete 1"], "delete 2"),
        (&["--confirm", "yes"], "delete 2"),
    ] {
        let ran = delete(more).await;
        assert_eq!(ran.code, Some(2), "{more:?}: {ran:?}");
        assert!(ran.err.contains(said), "{more:?}: {ran:?}");
    }
    assert_eq!(writes(&tap), Vec::<String>::new());
    let done = delete(&["--confirm", "delete 2"]).await;
    assert_eq!(done.code, Some(0), "{done:?}");
    assert!(done.out.contains("2 accounts deleted."), "{done:?}");
    assert_eq!(writes(&tap).len(), 2, "each once");
    let left = stage.run(&["accounts", "list", "--json"]).await.json();
    assert_eq!(left["total"], 5, "what was deleted here is not called gone");
    let again = delete(&["--yes"]).await;
    assert_eq!(again.code, Some(2), "{again:?}");
    assert!(again.err.contains(&first), "{again:?}");
}

#[tokio::test]
async fn read_only_mode_refuses_at_the_door_with_the_reason() {
    let (stage, tap) = watched().await;
    let id = id_of(&stage, "cust-1003").await;
    for change in [
        &["accounts", "edit", &id, "--label", "x", "--yes"][..],
        &["accounts", "delete", &id, "--yes"],
    ] {
        let ran = stage.run(&[change, &["--read-only"]].concat()).await;
        assert_eq!(ran.code, Some(1), "{ran:?}");
        assert!(ran.out.contains("Read-only mode refused"), "{ran:?}");
        let ran = stage
            .run(&[change, &["--read-only", "--json"]].concat())
            .await;
        let json = ran.json();
        assert_eq!(json["failed"][0]["diagnosis"]["kind"], "refused", "{json}");
        assert_eq!((&json["ok"], &json["exit"]), (&false.into(), &1.into()));
    }
    assert_eq!(writes(&tap), Vec::<String>::new());
    let listed = stage.run(&["accounts", "--read-only"]).await;
    assert_eq!(listed.code, Some(0), "looking is no change: {listed:?}");
}

#[tokio::test]
async fn what_is_not_there_ends_it_before_anything_is_changed() {
    let (stage, tap) = watched().await;
    let id = id_of(&stage, "cust-1003").await;
    let ran = stage
        .run(&["accounts", "delete", &id, "4711", "--yes", "--json"])
        .await;
    assert_eq!((ran.code, &*ran.failure()), (Some(2), "usage"), "{ran:?}");
    assert!(ran.err.contains("4711"), "{ran:?}");
    assert_eq!(writes(&tap), Vec::<String>::new());
    for wrong in [
        &["accounts", "edit", &id][..],
        &["accounts", "edit", &id, "--label", "x", "--no-label"],
        &["accounts", "edit", &id, "--type", "other"],
        &["accounts", "edit", "--label", "x"],
        &["accounts", "delete"],
        &["accounts", "delete", ""],
        &["accounts", "delete", &id, "--yes", "--dry-run"],
    ] {
        let ran = run(stage.command(wrong)).await;
        assert_eq!(ran.code, Some(2), "{wrong:?}: {ran:?}");
    }
}

/// How many accounts are changed where somebody stops it.
const MANY: usize = 200;

#[tokio::test]
async fn a_signal_ends_it_between_two_and_what_was_not_done_is_named() {
    let mut stage = Stage::new(&[Scenario::Many]).await;
    let mut listed = ids(&stage
        .run(&["accounts", "list", "is:active", "--json"])
        .await);
    listed.truncate(MANY);
    let tap = Tap::before(&stage.ready.stackone_url).await;
    stage.ready.stackone_url = tap.url();
    let mut command = stage.command(&["accounts", "edit", "--label", "x", "--yes"]);
    let mut child = command.args(&listed).spawn().expect("it starts");
    let mut errors = BufReader::new(child.stderr.take().expect("a pipe"));
    let read = tokio::task::spawn_blocking(move || {
        let mut read = String::new();
        while !read.contains("… 1 of ") {
            read.clear();
            assert!(
                errors.read_line(&mut read).expect("a line") > 0,
                "it goes on"
            );
        }
        errors
    });
    let mut errors = read.await.expect("no panic");
    signal(&child, "INT");
    let rest = tokio::task::spawn_blocking(move || {
        let mut rest = String::new();
        errors.read_to_string(&mut rest).expect("text");
    });
    let mut stdout = child.stdout.take().expect("a pipe");
    let told = tokio::task::spawn_blocking(move || {
        let mut told = String::new();
        stdout.read_to_string(&mut told).expect("text");
        told
    });
    let told = told.await.expect("no panic");
    rest.await.expect("no panic");
    let status = child.wait().expect("it ends");
    assert_eq!(status.code(), Some(130), "{told}");
    let count = |mark: &str| told.lines().filter(|line| line.starts_with(mark)).count();
    let (done, failed, left) = (count("[ok] "), count("[FAIL]"), count("[-] "));
    assert_eq!(done + failed + left, MANY, "each is named: {told}");
    assert!(done > 0 && left > 0, "{told}");
    assert!(told.contains(&format!("{left} not tried.")), "{told}");
    assert_eq!(writes(&tap).len(), done + failed);
}

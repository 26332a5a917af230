//! `stackday verify --all` and `--tag`: the saved connections, as a script sees them.

use std::io::{BufRead as _, BufReader};
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;
use stackday::library::{Connection, LibrarySnapshot, Profile};
use stackday::library::{Guard, Library};
use stackday::sandbox::{Options, Scenario};

use super::interrupted::{ended, signal};
use super::support::{Ran, Stage, bare, run, text};
use super::tap::Tap;

/// Saves connections where the program will look for them, and returns the folder as an argument.
pub fn save(stage: &Stage, connections: Vec<(&str, Connection)>) -> (Library, String) {
    let folder = stage.home.path().join("saved");
    let library = Library::new(&folder, Guard::default());
    let profiles = connections.into_iter();
    let profiles = profiles.map(|(name, settings)| Profile::new(name, settings, Timestamp::now()));
    let saved = LibrarySnapshot {
        profiles: profiles.collect(),
        ..LibrarySnapshot::default()
    };
    library.seed(&saved).expect("saved");
    let folder = folder.to_str().expect("UTF-8").to_owned();
    (library, folder)
}

/// The connection that the environment's credentials open.
pub fn ours(stage: &Stage) -> Connection {
    Connection {
        app_id: stage.ready.app_id.clone(),
        scopes: stage.ready.scopes.iter().cloned().collect(),
        ..Connection::default()
    }
}

fn theirs() -> Connection {
    Connection {
        app_id: Some("6f1f9f3e-0000-4000-8000-000000000000".to_owned()),
        tags: ["nordic".to_owned()].into(),
        ..Connection::default()
    }
}

fn rows(ran: &Ran) -> Vec<(String, Value)> {
    let json = ran.json();
    let rows = json["profiles"].as_array().expect("rows");
    rows.iter()
        .map(|row| (text(&row["name"]), row["exit"].clone()))
        .collect()
}

#[tokio::test]
async fn nothing_saved_is_not_configured() {
    let home = super::support::home();
    let folder = home.path().to_str().expect("UTF-8");
    let ran = bare(&["verify", "--all", "--data-dir", folder]).await;
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert!(ran.out.contains("No connection is saved yet"), "{ran:?}");
    let ran = bare(&["verify", "--all", "--json", "--data-dir", folder]).await;
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert_eq!(ran.json()["ok"], false);
    let ran = bare(&["verify", "--tag", "nordic", "--data-dir", folder]).await;
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert!(ran.out.contains("No connection is saved yet"), "{ran:?}");
}

#[tokio::test]
async fn a_tag_that_nobody_has_is_wrong_usage() {
    let stage = Stage::new(&[]).await;
    let (_, folder) = save(&stage, vec![("Theirs", theirs())]);
    let verify = ["verify", "--tag", "baltic", "--json", "--data-dir", &folder];
    let ran = stage.run(&verify).await;
    assert_eq!((ran.code, &*ran.failure()), (Some(2), "usage"), "{ran:?}");
    assert!(ran.err.contains("the tag baltic"), "{ran:?}");
}

#[tokio::test]
async fn those_that_failed_are_verified_again_and_no_others() {
    let stage = Stage::new(&[]).await;
    let connections = vec![("Ours", ours(&stage)), ("Theirs", theirs())];
    let (_, folder) = save(&stage, connections);
    let all = ["verify", "--all", "--json", "--data-dir", &folder];
    let failed = ["verify", "--failed", "--json", "--data-dir", &folder];
    let ran = stage.run(&failed).await;
    assert_eq!(ran.code, Some(0), "never verified has not failed: {ran:?}");
    assert!(rows(&ran).is_empty(), "{ran:?}");
    stage.run(&all).await;
    let ran = stage.run(&failed).await;
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert_eq!(rows(&ran), [("Theirs".to_owned(), 3.into())]);
}

#[tokio::test]
async fn each_has_a_line_and_the_worst_is_the_exit_code() {
    let stage = Stage::new(&[]).await;
    let connections = vec![("Ours", ours(&stage)), ("Theirs", theirs())];
    let (store, folder) = save(&stage, connections);
    let ran = stage.run(&["verify", "--all", "--data-dir", &folder]).await;
    assert_eq!(ran.code, Some(3), "{ran:?}");
    let line = |start: &str| ran.out.lines().any(|line| line.starts_with(start));
    assert!(line("[ok]   Ours  opens "), "{}", ran.out);
    assert!(
        line("[FAIL] Theirs  (3) no Token is stored for it"),
        "{}",
        ran.out
    );
    assert!(
        line("next, Theirs: Store it: stackday secrets set"),
        "{}",
        ran.out
    );
    assert!(ran.out.ends_with("1 of 2 hold, 1 do not\n"), "{}", ran.out);
    let saved = store.load().expect("readable");
    let ours = saved.named("Ours").expect("saved");
    assert!(ours.verified().expect("written down").holds());
    assert_eq!(
        saved
            .named("Theirs")
            .and_then(|one| one.verified())
            .map(|last| last.exit),
        Some(3)
    );
}

#[tokio::test]
async fn for_a_script_it_is_one_document() {
    let stage = Stage::new(&[Scenario::MissingScopes]).await;
    let connections = vec![("Ours", ours(&stage)), ("Theirs", theirs())];
    let (_, folder) = save(&stage, connections);
    let all = ["verify", "--all", "--json", "--data-dir", &folder];
    let ran = stage.run(&all).await;
    assert_eq!((ran.code, ran.err.as_str()), (Some(5), ""), "{ran:?}");
    assert_eq!(
        rows(&ran),
        [
            ("Ours".to_owned(), 5.into()),
            ("Theirs".to_owned(), 3.into())
        ]
    );
    let json = ran.json();
    assert_eq!(
        (&json["exit"], &json["counts"]["fail"], &json["locked"]),
        (&5.into(), &2.into(), &false.into())
    );
    let tagged = ["verify", "--tag", "Nordic", "--json", "--data-dir", &folder];
    let ran = stage.run(&tagged).await;
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert_eq!(rows(&ran), [("Theirs".to_owned(), 3.into())]);
}

#[tokio::test]
async fn a_file_that_cannot_be_read_says_where_it_is() {
    let stage = Stage::new(&[]).await;
    let (store, folder) = save(&stage, vec![("Ours", ours(&stage))]);
    std::fs::remove_file(store.file()).expect("there is one");
    std::fs::create_dir(store.file()).expect("a folder in its place");
    let ran = run(stage.command(&["verify", "--all", "--data-dir", &folder])).await;
    assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""), "{ran:?}");
    assert!(ran.err.contains("library.db"), "{ran:?}");
}

#[tokio::test]
async fn an_exchange_that_is_under_way_is_waited_for_unless_somebody_insists() {
    let mut stage = Stage::with(Options {
        scenarios: vec![Scenario::Slow],
        delay: Duration::from_secs(3_600),
        ..Options::default()
    })
    .await;
    let tap = Tap::before(&stage.ready.identity_url).await;
    stage.ready.identity_url = tap.url();
    let (store, folder) = save(&stage, vec![("Ours", ours(&stage))]);
    let verify = ["verify", "--all", "--json", "--data-dir", &folder];
    let mut child = stage.command(&verify).spawn().expect("it starts");
    tap.used().await;
    signal(&child, "INT");
    // What Planday answers may hold the only Token that works from now on.
    let mut err = BufReader::new(child.stderr.take().expect("a pipe"));
    let mut line = String::new();
    err.read_line(&mut line).expect("a line");
    assert!(line.contains("waits for Planday's answer"), "{line}");
    signal(&child, "INT");
    let ran = ended(child).await;
    assert_eq!(ran.code, Some(130), "{ran:?}");
    assert_eq!(ran.json()["counts"]["not_reached"], 1, "{ran:?}");
    let saved = store.load().expect("readable");
    assert!(saved.profiles[0].history.is_empty());
}

//! The language of the filters on the command line, and the timeline of a connection.

use super::profiles::{names, profiles};
use super::support::home;

#[tokio::test]
async fn the_command_line_understands_the_filters_of_the_screens() {
    let home = home();
    let here = home.path();
    for (name, more) in [
        ("alpha", ["--portal", "zulu.planday.com"]),
        ("alpha two", ["--tags", "south"]),
        ("gamma", ["--tags", "north"]),
    ] {
        let added = profiles(here, &[&["add", name][..], &more].concat()).await;
        assert_eq!(added.code, Some(0), "{added:?}");
    }
    assert_eq!(profiles(here, &["verify", "gamma"]).await.code, Some(3));
    let listed = async |words: &[&str]| {
        let ran = profiles(here, &[&["list", "--json"][..], words].concat()).await;
        names(&ran).join(", ")
    };
    assert_eq!(listed(&["is:failed"]).await, "gamma");
    assert_eq!(listed(&["is:unknown", "#SOU"]).await, "alpha two");
    assert_eq!(listed(&["ALPHA"]).await, "alpha", "that is its name");
    assert_eq!(listed(&["alph"]).await, "alpha, alpha two");
    assert_eq!(listed(&["portal:zulu"]).await, "alpha");
    assert_eq!(listed(&["--", "-is:failed", "-zulu"]).await, "alpha two");
    assert_eq!(listed(&["is:unknown", "--tag", "south"]).await, "alpha two");
    for command in ["list", "verify"] {
        let wrong = profiles(here, &[command, "is:faild"]).await;
        assert_eq!(wrong.code, Some(2), "{wrong:?}");
        assert!(wrong.err.contains("Nearest: is:failed."), "{wrong:?}");
        let nobody = profiles(here, &[command, "gama"]).await;
        assert_eq!(nobody.code, Some(2), "{nobody:?}");
    }
    let none = profiles(here, &["verify", "is:stale"]).await;
    assert_eq!(none.code, Some(0), "there is nothing to do: {none:?}");
    let failed = profiles(here, &["verify", "is:failed", "--json"]).await;
    assert_eq!(names(&failed), ["gamma"]);
}

#[tokio::test]
async fn the_timeline_tells_what_changed_when_and_by_whom() {
    let home = home();
    let here = home.path();
    profiles(here, &["add", "acme"]).await;
    let new = profiles(here, &["show", "acme", "--timeline"]).await;
    assert!(new.out.contains("acme was not verified yet."), "{new:?}");
    for _ in 0..2 {
        profiles(here, &["verify", "acme", "--json"]).await;
    }
    let told = profiles(here, &["show", "acme", "--timeline"]).await;
    assert!(told.out.contains("Last 2 checks of acme"), "{told:?}");
    assert!(told.out.contains(": xx"), "{told:?}");
    // Its words, without arguments.
    let by = "Z  failed  command profiles verify  ";
    assert!(told.out.contains(by), "{told:?}");
    let json = profiles(here, &["show", "acme", "--timeline", "--json"]).await;
    let events = json.json()["events"].as_array().expect("events").clone();
    assert_eq!(events.len(), 1, "the same twice is one change: {events:?}");
    assert_eq!(events[0]["looks"], 2);
    assert_eq!(events[0]["origin"], "command profiles verify");
    // What an older stackday wrote down names nobody.
    let database = rusqlite::Connection::open(here.join("library.db")).expect("opened");
    let changed = database.execute("UPDATE history SET origin = NULL", []);
    assert_eq!(changed, Ok(1));
    drop(database);
    let told = profiles(here, &["show", "acme", "--timeline"]).await;
    assert!(told.out.contains("Z  failed  –  "), "{told:?}");
    let json = profiles(here, &["show", "acme", "--timeline", "--json"]).await;
    assert_eq!(json.json()["events"][0]["origin"], serde_json::Value::Null);
}

//! A program that is killed at any moment of a save has lost nothing, and is in nobody's way.

use std::fs;

use crate::support::{Actor, Home, names, profile};
use crate::versions::OLDER;

/// Every moment of a change, in order, as it is from the given beginning.
fn points(home: &Home) -> Vec<String> {
    let mut actor = Actor::start("watched", home.folder.path());
    let mut points = Vec::new();
    while let Some(point) = actor.hear() {
        points.push(point);
        actor.go();
    }
    actor.end();
    points
}

/// Kills a save at every one of its moments, each time from a new beginning.
fn kill_at_each(begin: impl Fn() -> Home, expected: &[&str], left: &[&str]) {
    let points = points(&begin());
    assert_eq!(points, expected);
    for (number, point) in points.iter().enumerate() {
        let home = begin();
        let old = home.store.load().expect("read");
        let old_bytes = fs::read(home.store.file()).ok();
        let mut actor = Actor::start("watched", home.folder.path());
        for _ in 0..number {
            actor.hear().expect("a moment");
            actor.go();
        }
        assert_eq!(actor.hear().as_deref(), Some(point.as_str()));
        actor.child.kill().expect("killed");
        actor.child.wait().expect("gone");

        let found = home.store.load().expect("whole");
        let is_new = ["Replaced", "Settled"].contains(&point.as_str());
        if is_new {
            assert!(found.named("New").is_some(), "{point}");
            assert_eq!(found.profiles.len(), old.profiles.len() + 1, "{point}");
        } else {
            assert_eq!(found, old, "{point}");
            assert_eq!(fs::read(home.store.file()).ok(), old_bytes, "{point}");
        }
        if point == "Kept" || is_new {
            assert_eq!(fs::read(home.store.previous()).ok(), old_bytes, "{point}");
        }

        // The next change finds no lock, and what was left of this one is gone with it.
        let after = home.store.save(&profile("Next")).expect(point);
        assert_eq!(after.profiles.len(), found.profiles.len() + 1, "{point}");
        assert_eq!(home.store.load().expect("whole"), after, "{point}");
        let mut left: Vec<_> = left.to_vec();
        if old_bytes.is_none() && !is_new {
            left.retain(|name| *name != "profiles.previous.json");
        }
        assert_eq!(home.names(), left, "{point}");
    }
}

const FILES: [&str; 3] = ["profiles.json", "profiles.lock", "profiles.previous.json"];

#[test]
fn a_save_that_is_killed_leaves_the_whole_old_or_the_whole_new_state() {
    kill_at_each(
        || Home::with(&["One", "Two"]),
        &[
            "Locked",
            "Changed",
            "Created",
            "HalfWritten",
            "Written",
            "Synced",
            "Linked",
            "Kept",
            "Replaced",
            "Settled",
        ],
        &FILES,
    );
}

#[test]
fn so_does_the_first_save_of_all() {
    kill_at_each(
        Home::new,
        &[
            "Locked",
            "Changed",
            "Created",
            "HalfWritten",
            "Written",
            "Synced",
            "Replaced",
            "Settled",
        ],
        &FILES,
    );
}

#[test]
fn so_does_the_save_that_brings_an_older_file_into_the_new_form() {
    let begin = || {
        let home = Home::new();
        home.put(OLDER);
        home
    };
    kill_at_each(
        begin,
        &[
            "Locked",
            "Changed",
            "Created",
            "HalfWritten",
            "Written",
            "Synced",
            "BackedUp",
            "Linked",
            "Kept",
            "Replaced",
            "Settled",
        ],
        &[
            "profiles.json",
            "profiles.lock",
            "profiles.previous.json",
            "profiles.v1.json",
        ],
    );
}

#[test]
fn a_copy_of_the_program_saves_when_nobody_kills_it() {
    let home = Home::with(&["One"]);
    points(&home);
    assert_eq!(names(&home.store.load().expect("read")), ["New", "One"]);
}

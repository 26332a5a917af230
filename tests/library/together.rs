//! Several programs at one library.

use std::time::{Duration, Instant};

use stackday::domain::Standing;
use stackday::library::{Library, LibraryError};

use crate::support::{Actor, Home, findings, names_of, save};

#[test]
fn two_programs_that_change_at_once_lose_nothing() {
    let home = Home::with(&["Shared"]);
    let mut actors: Vec<_> = ["a", "b"]
        .map(|whose| Actor::start(&format!("tags {whose}"), home.folder.path()))
        .into();
    for actor in &mut actors {
        assert_eq!(actor.hear().as_deref(), Some("ready"));
    }
    for actor in &mut actors {
        actor.go();
    }
    for actor in actors {
        actor.end();
    }
    let saved = home.library.load().expect("read");
    let tags = &saved.profiles[0].settings.tags;
    for whose in ["a", "b"] {
        for number in 0..50 {
            assert!(tags.contains(&format!("{whose}-{number}")), "{tags:?}");
        }
    }
    // Each was one change: none was done on a state that was another's already.
    assert_eq!(saved.profiles[0].revision, 101);
}

#[test]
fn eight_writers_at_once_lose_nothing() {
    const EACH: usize = 20;
    let home = Home::with(&["Shared"]);
    let shared = home.library.load().expect("read").profiles.remove(0);
    let start = std::sync::Barrier::new(8);
    std::thread::scope(|scope| {
        for writer in 0..8 {
            let (library, start, shared) = (home.another(), &start, &shared);
            scope.spawn(move || {
                start.wait();
                for number in 0..EACH {
                    save(&library, &format!("{writer}-{number}")).expect("saved");
                    let works = findings(
                        shared.evidence_revision,
                        Standing::Verified,
                        "works",
                        "2026-07-01T10:00:00Z",
                    );
                    library
                        .merge_findings(vec![(shared.id, works)])
                        .expect("merged");
                }
            });
        }
    });
    assert_eq!(names_of(&home.library).len(), 1 + 8 * EACH);
    let shared = home.stored(shared.id);
    assert_eq!(shared.history[0].looks, 8 * EACH as u64, "each look counts");
    assert_eq!(shared.history.len(), 1);
}

#[test]
fn whoever_waits_too_long_is_told_that_another_one_writes() {
    let home = Home::with(&["One"]);
    let one = home.library.load().expect("read").profiles.remove(0);
    let bytes = home.bytes();
    let other = home.database();
    other.execute_batch("BEGIN EXCLUSIVE").expect("held");
    // With the library open and not yet open: opening waits as well.
    for library in [home.library.clone(), home.another()] {
        let begun = Instant::now();
        let busy = save(&library, "Two").expect_err("held");
        let waited = begun.elapsed();
        assert!(
            matches!(busy, LibraryError::Busy { waited: 3, .. }),
            "{busy:?}"
        );
        let told = busy.to_string();
        assert!(
            told.starts_with("Another program holds ")
                && told.contains("library.db, and did not end within 3 s"),
            "{told}"
        );
        assert!(
            (Duration::from_secs(2)..Duration::from_secs(20)).contains(&waited),
            "{waited:?}"
        );
    }
    drop(other);
    assert_eq!(home.bytes(), bytes, "it cost nothing");
    home.save("Two");
    assert_eq!(names_of(&home.library), ["One", "Two"]);
    assert_eq!(home.stored(one.id), one);
}

#[test]
fn reading_waits_for_nobody_who_writes() {
    let home = Home::with(&["One"]);
    assert_eq!(names_of(&home.library), ["One"]);
    let other = home.database();
    other.execute_batch("BEGIN IMMEDIATE").expect("begun");
    other
        .execute("DELETE FROM connection", [])
        .expect("deleted");
    for library in [home.library.clone(), home.another()] {
        let begun = Instant::now();
        assert_eq!(names_of(&library), ["One"]);
        assert!(begun.elapsed() < Duration::from_secs(2));
        let busy = save(&library, "Two").expect_err("another one writes");
        assert!(matches!(busy, LibraryError::Busy { .. }), "{busy:?}");
    }
    other.execute_batch("ROLLBACK").expect("given up");
    save(&home.another(), "Two").expect("saved");
    assert_eq!(names_of(&home.library), ["One", "Two"]);
}

#[test]
fn what_another_program_writes_is_seen_at_the_next_look() {
    let home = Home::new();
    let other = home.another();
    let one = home.save("One");
    assert_eq!(names_of(&other), ["One"]);
    let before = other.load().expect("read");
    let two = home.save("Two");
    home.library.remove(&[one.id]).expect("deleted");
    let changes = other.changes(before.change).expect("read");
    assert_eq!(changes.removed, [one.id]);
    let ids: Vec<_> = changes.profiles.iter().map(|profile| profile.id).collect();
    assert_eq!(ids, [two.id]);
    let mut followed = before;
    followed.apply(&changes);
    assert_eq!(followed, other.load().expect("read"));
    assert_eq!(
        other.changes(changes.upto).expect("read").profiles,
        Vec::new()
    );
}

#[test]
fn a_network_file_system_gets_a_journal_that_needs_no_shared_memory() {
    use stackday::library::Guard;

    let home = Home::new();
    let journal = |home: &Home| -> String {
        let database = home.database();
        let mode = "PRAGMA journal_mode";
        let read = database.query_row(mode, [], |row| row.get(0));
        read.expect("read")
    };
    let on_network = Library::with_network(home.folder.path(), Guard::default(), true);
    save(&on_network, "One").expect("saved");
    assert_eq!(home.names(), ["library.db", "locks"]);
    assert_eq!(journal(&home), "delete");
    let told = on_network.check().expect("checked").notices;
    assert!(
        told[0].contains("is on a network file system") && told[0].contains("two machines"),
        "{told:?}"
    );
    on_network.close().expect("closed");
    let on_disk = Library::with_network(home.folder.path(), Guard::default(), false);
    save(&on_disk, "Two").expect("saved");
    assert_eq!(journal(&home), "wal");
    assert_eq!(on_disk.check().expect("checked").notices, [""; 0]);
    on_disk.close().expect("closed");
    // And back, where somebody moves the folder.
    save(&on_network, "Three").expect("saved");
    assert_eq!(journal(&home), "delete");
    assert_eq!(names_of(&on_network), ["One", "Three", "Two"]);
}

#[test]
fn opening_it_twice_in_one_program_lets_go_of_nothing() {
    let home = Home::with(&["One"]);
    assert_eq!(names_of(&home.library), ["One"]);
    let second = home.another();
    assert_eq!(names_of(&second), ["One"]);
    // A program that ends folds the log back, unless somebody still has it open.
    let mut other = Actor::start("small", home.folder.path());
    assert_eq!(other.hear().as_deref(), Some("1 read"));
    assert_eq!(other.hear().as_deref(), Some("done"));
    other.end();
    assert!(home.path("library.db-wal").exists(), "we have it open");
    home.save("Two");
    save(&second, "Three").expect("saved");
    second.close().expect("closed");
    home.close();
    assert_eq!(names_of(&home.another()), ["One", "Small", "Three", "Two"]);
}

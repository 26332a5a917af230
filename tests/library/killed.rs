//! A program that is killed at any moment has lost nothing that it acknowledged, and is in nobody's way.

#![cfg(unix)]

use stackday::library::Library;

use crate::support::{Actor, Home, again, kill_at, names_of, points, put, save};

fn kill_at_each(begin: impl Fn() -> Home) {
    let points = points("watched", begin().folder.path());
    assert_eq!(points, ["Changed", "Committed"]);
    for (number, point) in points.iter().enumerate() {
        let home = begin();
        let old = names_of(&home.library);
        home.close();
        assert_eq!(kill_at("watched", home.folder.path(), number), *point);
        let mut expected = old;
        if point == "Committed" {
            expected.push("New".to_owned());
            expected.sort();
        }
        assert_eq!(names_of(&home.library), expected, "{point}");
        // The next change finds no lock.
        home.save("Next");
        expected.push("Next".to_owned());
        expected.sort();
        home.close();
        assert_eq!(names_of(&home.another()), expected, "{point}");
        let left = home.names();
        assert!(
            left.iter()
                .all(|name| ["backups", "library.db", "locks"].contains(&name.as_str())),
            "{point}: {left:?}"
        );
    }
}

#[test]
fn a_save_that_is_killed_leaves_the_whole_old_or_the_whole_new_state() {
    kill_at_each(|| Home::with(&["Me", "Old"]));
}

#[test]
fn so_does_the_first_save_of_all() {
    kill_at_each(Home::new);
}

#[test]
fn a_copy_of_the_program_saves_when_nobody_kills_it() {
    let home = Home::with(&["One"]);
    points("watched", home.folder.path());
    assert_eq!(names_of(&home.library), ["New", "One"]);
}

/// Asserts that everything that was said is there, and that it can be gone on with.
fn assert_all_there(library: &Library, said: &[String]) {
    let saved = library.load().expect("whole");
    for line in said {
        let (name, notes) = line.split_once(' ').unwrap_or((line, ""));
        let profile = saved.named(name).expect("what was acknowledged");
        if notes == "notes" {
            assert_eq!(profile.settings.notes, format!("notes of {name}"));
        }
    }
}

#[test]
fn what_was_acknowledged_is_there_whenever_it_is_killed() {
    let home = Home::new();
    let mut said = Vec::new();
    for round in 0..12 {
        // Two that save without end; one of them is killed somewhere behind so many answers.
        let mut other = Actor::start(&format!("forever o{round}"), home.folder.path());
        let mut actor = Actor::start(&format!("forever k{round}"), home.folder.path());
        said.push(other.hear().expect("an answer"));
        for _ in 0..(round * 7) % 11 {
            said.push(actor.hear().expect("an answer"));
        }
        said.extend(actor.kill());
        assert_all_there(&home.library, &said);
        home.save(&format!("between-{round}"));
        said.push(format!("between-{round}"));
        said.push(other.hear().expect("it goes on"));
        said.extend(other.kill());
        home.close();
        assert_all_there(&home.another(), &said);
    }
    assert!(said.len() > 60, "{}", said.len());
    // Whatever they left is in nobody's way.
    let library = home.another();
    let profile = save(&library, "Next").expect("saved");
    put(&library, again(&profile)).expect("saved");
    let check = home.database();
    let found = check.query_row("PRAGMA integrity_check", [], |row| row.get::<_, String>(0));
    assert_eq!(found.expect("checked"), "ok");
}

#[test]
fn a_half_written_log_is_left_out_and_nothing_else() {
    let home = Home::new();
    let mut actor = Actor::start("forever k", home.folder.path());
    let mut said: Vec<_> = (0..6).map(|_| actor.hear().expect("an answer")).collect();
    said.extend(actor.kill());
    // The system went down as well: the last page of the log is there in part.
    let log = home.path("library.db-wal");
    let bytes = std::fs::read(&log).expect("the log");
    let mut torn = bytes.clone();
    torn.extend_from_slice(&bytes[32..32 + 2_000]);
    std::fs::write(&log, torn).expect("torn");
    std::fs::remove_file(home.path("library.db-shm")).expect("gone");
    assert_all_there(&home.library, &said);
    home.save("Next");
}

//! A takeover that is killed at any moment is gone on with at the next start; and a folder that can only be read.

#![cfg(unix)]

use std::fs;

use crate::support::{Home, kill_at, names_of, points};
use crate::takeover::{FIRST, SECOND, cafe, draft_file, old_home};

fn begin(old: &str) -> Home {
    let home = old_home(old);
    for (name, text) in [draft_file(None, "new"), draft_file(Some(cafe()), "more")] {
        fs::write(home.path(&name), text).expect("written");
    }
    home
}

#[test]
fn a_takeover_that_is_killed_is_gone_on_with() {
    for (old, names) in [
        (FIRST, &["Café Nord"][..]),
        (SECOND, &["alpha", "Café Nord"]),
    ] {
        let whole = points("takeover", begin(old).folder.path());
        assert_eq!(whole, ["TakenOver", "TakeoverCommitted", "OldCopied"]);
        for (number, point) in whole.iter().enumerate() {
            let home = begin(old);
            kill_at("takeover", home.folder.path(), number);
            let stays = fs::read_to_string(home.path("profiles.json"));
            assert_eq!(stays.expect("there"), old, "{point}: not put aside before");

            let loaded = home.library.read().expect(point);
            assert!(loaded.trouble.is_none(), "{point}");
            assert_eq!(loaded.notices, [""; 0], "{point}");
            assert_eq!(names_of(&home.library), names, "{point}: once");
            let drafts = home.library.drafts().expect(point);
            let mut notes: Vec<_> = drafts
                .iter()
                .map(|draft| draft.settings.notes.as_str())
                .collect();
            notes.sort_unstable();
            assert_eq!(notes, ["more", "new"], "{point}: once");
            home.close();
            let left: Vec<_> = home
                .names()
                .into_iter()
                .filter(|name| !["backups", "locks", "profiles.lock"].contains(&name.as_str()))
                .collect();
            assert_eq!(
                left,
                ["library.db", "profiles.json", "profiles.v2.backup.json"],
                "{point}"
            );
            let backup = fs::read_to_string(home.path("profiles.v2.backup.json"));
            assert_eq!(backup.expect("there"), old, "{point}");
            let stays = fs::read_to_string(home.path("profiles.json")).expect("there");
            assert!(stays.contains("\"version\":3"), "{point}: {stays}");
        }
    }
}

#[test]
fn a_backup_that_is_there_is_not_written_over() {
    let home = old_home(SECOND);
    fs::write(home.path("profiles.v2.backup.json"), "mine").expect("written");
    names_of(&home.library);
    let read = |name: &str| fs::read_to_string(home.path(name)).expect(name);
    assert_eq!(read("profiles.v2.backup.json"), "mine");
    assert_eq!(read("profiles.v2.backup-2.json"), SECOND);
}

#[test]
fn a_folder_that_can_only_be_read_shows_what_the_older_program_left() {
    let home = old_home(SECOND);
    let Some(mut reader) = crate::refused::as_reader(&home, "small") else {
        return;
    };
    assert_eq!(reader.hear().as_deref(), Some("2 read"));
    crate::refused::assert_only_readable(&reader.hear().expect("an answer"), &home);
    reader.end();
    crate::refused::writable_again(&home);
    let text = fs::read_to_string(home.path("profiles.json"));
    assert_eq!(text.expect("there"), SECOND);
    assert_eq!(names_of(&home.library), ["alpha", "Café Nord"]);
}

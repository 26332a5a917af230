//! A program that is killed at any moment of a write has lost nothing, and is in nobody's way.

use stackday::secret::Secret;

use crate::support::{Home, NEW, OLD, block_on, entry, held, kill_at, points, put, remove, vault};

const ALL: [&str; 5] = ["one", "two", "new", "newer", "after"];

/// The moments of one file's write, up to the one at which it is on the disk beside the old one.
const PREPARED: [&str; 4] = ["Created", "HalfWritten", "Written", "Synced"];

/// Kills this part at every one of its moments, each time from a new beginning, and looks at what is left. `judge` gets the
/// home, and whether the file was replaced: at the last moments it is.
fn kill_at_each(part: &str, expected: &[&str], judge: impl Fn(&Home, bool)) {
    let template = Home::with(&["one", "two"]);
    let begin = || template.copy();
    let points = points(part, begin().folder.path());
    assert_eq!(points, expected, "{part}");
    for (number, point) in points.iter().enumerate() {
        let home = begin();
        let old = home.bytes("secrets.enc");
        assert_eq!(kill_at(part, home.folder.path(), number), *point);

        let is_new = number + 2 >= points.len();
        assert_eq!(home.bytes("secrets.enc") != old, is_new, "{part}: {point}");
        judge(&home, is_new);
        // What was left beside is gone with the next write, which finds no lock.
        let left = ["secrets.enc", "secrets.enc.previous", "secrets.lock"];
        assert_eq!(home.names(), left, "{part}: {point}");
    }
}

#[test]
fn a_put_that_is_killed_leaves_the_whole_old_or_the_whole_new_file() {
    let expected = [
        &["Locked"][..],
        &PREPARED,
        &["Linked", "PreviousKept", "Replaced", "FolderSynced"],
    ]
    .concat();
    kill_at_each("put", &expected, |home, is_new| {
        let expected: &[_] = if is_new {
            &["one", "two", "new", "newer"]
        } else {
            &["one", "two"]
        };
        let vault = home.vault();
        assert_eq!(held(&vault, &ALL), expected);
        assert!(home.held("secrets.enc.previous", OLD, &ALL).is_some());
        put(&vault, &[entry("after")]).expect("put");
        let all = held(&vault, &ALL);
        assert_eq!(all, [expected, &["after"]].concat());
    });
}

/// The moments of a write of both files.
fn both() -> Vec<&'static str> {
    let replaced = ["Replaced", "FolderSynced"];
    [&["Locked"][..], &PREPARED, &PREPARED, &replaced, &replaced].concat()
}

#[test]
fn a_removal_that_is_killed_is_done_again_and_then_leaves_no_copy() {
    kill_at_each("remove", &both(), |home, is_new| {
        let vault = home.vault();
        let is_there = held(&vault, &ALL).contains(&"one".to_owned());
        assert_eq!(is_there, !is_new);
        assert_eq!(remove(&vault, "one"), Ok(!is_new));
        for file in ["secrets.enc", "secrets.enc.previous"] {
            let held = home.held(file, OLD, &ALL).expect("opened");
            assert_eq!(held, ["two"], "{file}");
        }
        if is_new {
            // Nothing was left to do, so nothing was written: the next write sweeps.
            put(&vault, &[entry("after")]).expect("put");
        }
    });
}

#[test]
fn a_passphrase_change_that_is_killed_leaves_a_file_that_one_of_both_opens() {
    kill_at_each("passphrase", &both(), |home, is_new| {
        let [right, wrong] = if is_new { [NEW, OLD] } else { [OLD, NEW] };
        let found = home.held("secrets.enc", right, &ALL).expect("opened");
        assert_eq!(found, ["one", "two"]);
        assert_eq!(home.held("secrets.enc", wrong, &ALL), None);
        let previous = [OLD, NEW].map(|it| home.held("secrets.enc.previous", it, &ALL));
        assert!(previous.iter().any(Option::is_some));
        // Done again, whatever was left: then nothing opens with the old one.
        let again = vault(home.folder.path(), right);
        block_on(again.change_passphrase(&Secret::new(NEW))).expect("changed");
        for file in ["secrets.enc", "secrets.enc.previous"] {
            assert_eq!(home.held(file, OLD, &ALL), None, "{file}");
            assert!(home.held(file, NEW, &ALL).is_some(), "{file}");
        }
    });
}

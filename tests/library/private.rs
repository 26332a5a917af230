//! Who may read the files, and which files there are.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use stackday::domain::SecretStoreKind;
use stackday::library::{Guard, Library};

use crate::support::{Home, names_of, save};

fn mode(path: &Path) -> u32 {
    let about = fs::symlink_metadata(path).expect("there");
    about.permissions().mode() & 0o777
}

/// Every file and folder below, as a path.
fn all_below(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            all.extend(all_below(&path));
        }
        all.push(path);
    }
    all
}

#[test]
fn the_folder_and_its_files_are_their_owners_alone() {
    let home = Home::new();
    let folder = home.path("a/b");
    let library = Library::new(&folder, Guard::default());
    let profile = save(&library, "One").expect("saved");
    library.import(vec![]).expect("with a backup");
    // The files of locks are there too.
    let token = stackday::domain::SecretId::Token(profile.id);
    let reserved = library.reserve(&token, SecretStoreKind::File);
    reserved.expect("reserved");
    let lock = library.try_exchange_lock(profile.id).expect("a lock");
    let found = all_below(&folder);
    for name in [
        "library.db",
        "library.db-wal",
        "library.db-shm",
        "backups",
        "locks",
    ] {
        assert!(found.contains(&folder.join(name)), "{name}: {found:?}");
    }
    assert!(found.len() > 7, "{found:?}");
    assert_eq!(mode(&folder), 0o700);
    for path in found {
        let expected = if path.is_dir() { 0o700 } else { 0o600 };
        assert_eq!(mode(&path), expected, "{}", path.display());
    }
    drop(lock);
}

#[test]
fn a_library_that_is_closed_is_one_file() {
    let home = Home::new();
    home.save("One");
    assert_eq!(
        home.names()[..3],
        ["library.db", "library.db-shm", "library.db-wal"]
    );
    let held = home.another();
    assert_eq!(names_of(&held), ["One"]);
    home.close();
    assert!(home.path("library.db-wal").exists(), "somebody else has it");
    held.close().expect("closed");
    assert_eq!(home.names(), ["library.db", "locks"]);
    assert_eq!(home.names_of_locks(), [""; 0]);
}

#[test]
fn a_library_that_is_dropped_is_closed() {
    let home = Home::new();
    let other = home.another();
    save(&other, "One").expect("saved");
    let clone = other.clone();
    drop(other);
    assert!(home.path("library.db-wal").exists(), "a clone has it");
    drop(clone);
    assert_eq!(home.names(), ["library.db", "locks"]);
    assert_eq!(home.names_of_locks(), [""; 0], "its session has ended");
}

#[test]
fn a_link_stays_a_link() {
    let home = Home::with(&["One"]);
    let elsewhere = tempfile::tempdir().expect("a folder");
    let file = elsewhere.path().join("connections.db");
    fs::rename(home.library.file(), &file).expect("moved");
    std::os::unix::fs::symlink(&file, home.library.file()).expect("linked");
    home.save("Two");
    assert_eq!(names_of(&home.another()), ["One", "Two"]);
    home.close();
    let link = fs::symlink_metadata(home.library.file()).expect("there");
    assert!(link.is_symlink());
    let names = crate::support::names_in(elsewhere.path());
    assert_eq!(names, ["connections.db"]);
    let there = rusqlite::Connection::open(&file).expect("opened");
    let count = "SELECT count(*) FROM connection";
    let count: i64 = there.query_row(count, [], |row| row.get(0)).expect("read");
    assert_eq!(count, 2);
}

#[test]
fn what_is_read_makes_no_file() {
    let home = Home::new();
    let none = Library::new(&home.path("none"), Guard::default());
    assert_eq!(names_of(&none), [""; 0]);
    assert_eq!(none.named("One").expect("read"), None);
    assert_eq!(none.drafts().expect("read"), []);
    assert_eq!(none.leftovers().expect("read"), []);
    assert_eq!(home.names(), [""; 0]);
}

#[test]
fn a_file_that_is_put_in_its_place_is_the_library_from_then_on() {
    let home = Home::with(&["One"]);
    let other = Home::with(&["Two", "Three"]);
    assert_eq!(names_of(&home.library), ["One"]);
    fs::rename(other.library.file(), home.library.file()).expect("moved");
    assert_eq!(names_of(&home.library), ["Three", "Two"]);
    home.save("Four");
    home.close();
    assert_eq!(names_of(&home.another()), ["Four", "Three", "Two"]);
}

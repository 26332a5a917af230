//! Backups: when they are made, how many are kept, and that each is a library.

use std::fs;
use std::path::Path;

use stackday::library::{Edit, Guard, Library};

use crate::support::{Home, names_of, settings};

/// What the library says of the day of its last backup becomes another day.
fn on_another_day(home: &Home) {
    home.close();
    let changed = home.database().execute(
        "UPDATE meta SET value = '2026-01-01' WHERE key = 'backup_day'",
        [],
    );
    assert_eq!(changed.expect("written"), 1);
}

/// The connections in a backup, opened as a library in a folder of its own.
fn names_in_backup(backup: &Path) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let library = Library::new(folder.path(), Guard::default());
    fs::copy(backup, library.file()).expect("copied");
    let names = names_of(&library);
    // It can be gone on with.
    crate::support::save(&library, "Gone on with").expect("saved");
    names
}

fn newest(home: &Home) -> Vec<String> {
    names_in_backup(&home.backups().pop().expect("a backup"))
}

#[test]
fn the_first_change_of_a_day_makes_one_of_what_was_before_it() {
    let home = Home::new();
    let one = home.save("One");
    home.save("Two");
    assert_eq!(
        home.names_of_backups(),
        [""; 0],
        "there was nothing to keep"
    );
    on_another_day(&home);
    assert_eq!(names_of(&home.library), ["One", "Two"]);
    assert_eq!(home.names_of_backups(), [""; 0], "reading is no change");
    home.save("Three");
    assert_eq!(home.backups().len(), 1);
    assert_eq!(newest(&home), ["One", "Two"]);
    home.save("Four");
    home.library.remove(&[one.id]).expect("deleted");
    assert_eq!(home.backups().len(), 1, "it is the same day");
    on_another_day(&home);
    let two = home.library.named("Two").expect("read").expect("there");
    home.library
        .edit(two.id, Edit::Name("2".to_owned()))
        .expect("edited");
    assert_eq!(home.backups().len(), 2);
    assert_eq!(newest(&home), ["Four", "Three", "Two"]);
}

#[test]
fn an_import_and_a_delete_of_many_make_one_each() {
    let home = Home::new();
    let one = home.save("One");
    let import = |name: &str| {
        let entries = vec![(name.to_owned(), settings())];
        home.library.import(entries).expect("imported");
    };
    import("Two");
    assert_eq!(newest(&home), ["One"]);
    import("Three");
    assert_eq!(newest(&home), ["One", "Two"]);
    home.library.remove(&[one.id]).expect("deleted");
    assert_eq!(home.backups().len(), 2, "one is not many");
    let all = home.library.load().expect("read").profiles;
    let ids: Vec<_> = all.iter().map(|profile| profile.id).collect();
    home.library.remove(&ids).expect("deleted");
    assert_eq!(newest(&home), ["Three", "Two"]);
    assert_eq!(names_of(&home.library), [""; 0]);
}

#[test]
fn three_are_kept_and_nothing_else_is_touched() {
    let home = Home::with(&["0"]);
    fs::create_dir(home.path("backups")).expect("a folder");
    let mine = home.path("backups/before the holidays.db");
    fs::write(&mine, "mine").expect("written");
    for number in 1..6 {
        let entries = vec![(number.to_string(), settings())];
        home.library.import(entries).expect("imported");
    }
    let backups = home.backups();
    assert_eq!(backups.len(), 4, "{backups:?}");
    assert_eq!(backups[0], mine);
    let names: Vec<_> = backups[1..]
        .iter()
        .map(|backup| names_in_backup(backup))
        .collect();
    assert_eq!(
        names,
        [
            vec!["0", "1", "2"],
            vec!["0", "1", "2", "3"],
            vec!["0", "1", "2", "3", "4"]
        ]
    );
}

#[cfg(unix)]
#[test]
fn a_backup_is_its_owners_alone_and_one_file() {
    use std::os::unix::fs::PermissionsExt as _;

    let home = Home::with(&["One"]);
    home.library.import(Vec::new()).expect("with a backup");
    let mode = |path: &Path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
    assert_eq!(mode(&home.path("backups")), 0o700);
    let [backup] = &home.backups()[..] else {
        panic!("one file: {:?}", home.backups())
    };
    assert_eq!(mode(backup), 0o600);
    assert!(
        backup.to_string_lossy().contains("/backups/library-"),
        "{backup:?}"
    );
}

#[test]
fn where_a_backup_has_no_room_a_change_is_made_all_the_same() {
    let home = Home::with(&["One"]);
    fs::write(home.path("backups"), "no folder").expect("written");
    let entries = vec![("Two".to_owned(), settings())];
    home.library.import(entries).expect("imported");
    assert_eq!(names_of(&home.library), ["One", "Two"]);
}

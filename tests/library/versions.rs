//! The form of the database: as it is now, and as it will be one day.

use std::fs;

use stackday::library::LibraryError;

use crate::support::{Home, names, names_of, save};

fn set_version(home: &Home, version: i64) {
    home.close();
    let database = home.database();
    let set = database.pragma_update(None, "user_version", version);
    set.expect("written");
}

fn version(home: &Home) -> i64 {
    home.close();
    let database = home.database();
    let found = database.pragma_query_value(None, "user_version", |row| row.get(0));
    found.expect("read")
}

#[test]
fn the_database_says_whose_it_is_and_holds_what_anybody_can_read() {
    let home = Home::with(&["Zulu", "alpha"]);
    let database = home.database();
    let number = |name: &str| -> i64 {
        let read = database.pragma_query_value(None, name, |row| row.get(0));
        read.expect("read")
    };
    assert_eq!(number("application_id"), 0x7374_6b64, "stkd");
    assert_eq!(number("user_version"), 4);
    let (revision, changed_at, settings): (i64, String, String) = database
        .query_row(
            "SELECT revision, changed_at, settings FROM connection ORDER BY name_key LIMIT 1",
            [],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
        .expect("read");
    assert_eq!(revision, 1);
    assert!(changed_at.ends_with('Z'), "{changed_at}");
    assert_eq!(
        settings,
        r#"{"portal":"cafe.planday.com","app_id":"0a1b2c3d-3ffe-46b6-83e7-1a20f5a2beef","scopes":["employee:read"],"tags":["north"],"notes":"Called on Monday.\nCall again."}"#
    );
    // No two of one name or id, whoever writes.
    for twice in [
        "UPDATE connection SET name_key = 'alpha'",
        "INSERT INTO connection SELECT * FROM connection",
    ] {
        database.execute(twice, []).expect_err("refused");
    }
}

#[test]
fn a_newer_database_shows_what_can_be_read_and_is_never_written() {
    let home = Home::with(&["One", "Two"]);
    let known = version(&home);
    set_version(&home, known + 1);
    let bytes = home.bytes();
    let loaded = home.library.read().expect("read as far as it goes");
    assert_eq!(names(&loaded.saved), ["One", "Two"]);
    let one = loaded.saved.profiles[0].id;
    let library = &home.library;
    for error in [
        loaded.trouble.expect("told"),
        library.load().expect_err("newer"),
        save(library, "Three").expect_err("newer"),
        library.remove(&[one]).expect_err("newer"),
        library.import(Vec::new()).expect_err("newer"),
        library.begin_exchange(one).expect_err("newer"),
    ] {
        assert!(
            matches!(&error, LibraryError::Newer { found, known: ours, .. } if *found == known + 1 && *ours == known),
            "{error:?}"
        );
        let told = error.to_string();
        assert!(
            told.contains(&format!(
                "library.db is of version {}, and this stackday knows versions up to {known}",
                known + 1
            )) && told.contains("--data-dir"),
            "{told}"
        );
    }
    assert_eq!(home.bytes(), bytes);
    assert_eq!(home.names_of_backups(), [""; 0]);
    set_version(&home, known);
    home.save("Three");
    assert_eq!(names_of(&home.library), ["One", "Three", "Two"]);
}

#[test]
fn a_newer_database_of_other_tables_is_left_alone_too() {
    let home = Home::with(&["One"]);
    home.database()
        .execute_batch("PRAGMA user_version = 99; DROP TABLE history; ALTER TABLE connection RENAME TO connections;")
        .expect("changed");
    let bytes = home.bytes();
    let loaded = home.library.read().expect("read as far as it goes");
    assert!(loaded.saved.profiles.is_empty());
    let newer = |error| matches!(error, LibraryError::Newer { found: 99, .. });
    assert!(newer(loaded.trouble.expect("told")));
    assert!(newer(save(&home.library, "Two").expect_err("newer")));
    assert_eq!(home.bytes(), bytes);
}

#[test]
fn an_impossible_version_is_damage() {
    let home = Home::with(&["One"]);
    for version in [-1, i64::from(i32::MIN)] {
        set_version(&home, version);
        let bytes = home.bytes();
        let error = save(&home.library, "Two").expect_err("damaged");
        assert!(matches!(error, LibraryError::Damaged(_)), "{error:?}");
        assert_eq!(home.bytes(), bytes);
    }
}

#[test]
fn what_is_absent_is_empty_and_what_is_unknown_does_no_harm() {
    let home = Home::with(&["Bare", "Later"]);
    let database = home.database();
    database
        .execute_batch(
            r#"UPDATE connection SET settings = '{}' WHERE name = 'Bare';
               UPDATE connection SET settings = '{"later":{"a":[1]},"notes":"n"}', recent = '0 x 4',
                   steps = '{"Z9":{"standing":"verified"},"A1":{"standing":"attested"}}' WHERE name = 'Later';
               CREATE TABLE later (x TEXT);"#,
        )
        .expect("changed");
    drop(database);
    let saved = home.library.load().expect("sound");
    let bare = saved.named("Bare").expect("there");
    assert_eq!(bare.settings, stackday::library::Connection::default());
    let later = saved.named("Later").expect("there");
    assert_eq!(later.settings.notes, "n");
    assert_eq!(later.steps.len(), 1, "the step that is known");
    assert_eq!(later.recent, [0, 4]);
    home.save("More");
}

#[test]
fn texts_of_the_database_are_made_safe() {
    let home = Home::with(&["One"]);
    home.library
        .add_project("Main", true)
        .expect("a project to change");
    home.close();
    let database = home.database();
    database
        .execute(
            "UPDATE connection SET name = ?1, settings = ?2",
            [
                "O\u{1b}[31mne\n",
                r#"{"notes":"a\nb\u202e","tags":["\u001b"]}"#,
            ],
        )
        .expect("changed");
    let update = "UPDATE project SET name = ?1";
    database.execute(update, ["M\u{7}"]).expect("changed");
    drop(database);
    let saved = home.library.load().expect("read");
    assert_eq!(names(&saved), ["O\u{fffd}[31mne"]);
    let settings = &saved.profiles[0].settings;
    assert_eq!(settings.notes, "a\nb");
    assert_eq!(settings.tags, ["\u{fffd}".to_owned()].into());
    assert_eq!(saved.projects[0].name, "M\u{fffd}");
}

#[test]
fn a_database_that_is_no_log_keeps_its_journal_until_it_is_opened_here() {
    let home = Home::with(&["One"]);
    let database = home.database();
    let mode = database.pragma_update_and_check(None, "journal_mode", "DELETE", |row| {
        row.get::<_, String>(0)
    });
    assert_eq!(mode.expect("changed"), "delete");
    drop(database);
    assert_eq!(names_of(&home.library), ["One"]);
    home.save("Two");
    home.close();
    assert!(fs::metadata(home.path("library.db-journal")).is_err());
    assert_eq!(names_of(&home.another()), ["One", "Two"]);
}

//! Secrets that earlier versions left on disk: found, named without being repeated, and taken out.

use std::fs;

use rusqlite::Connection as Database;
use stackday::library::{Guard, Library, SecretForm};

use crate::support::Home;

const API_KEY: &str = "v1.eu1.Zm9vYmFyYmF6cXV4MTIzNA";
const TOKEN: &str = "VxLtcy_OWkWoPKqs4uFhTg";

/// Puts texts into the database as an earlier version did: without a guard.
fn spoil(home: &Home) {
    let database = Database::open(home.path("library.db")).expect("a database");
    let changes = [
        (
            "UPDATE connection SET settings = json_set(settings, '$.owner_id', ?1, '$.notes', 'see ' || ?2)
             WHERE name = 'One'",
            [TOKEN, API_KEY],
        ),
        (
            "INSERT INTO draft (connection, session, own, name, base_revision, at, settings)
             VALUES (NULL, 'gone', 1, ?2, 0, '2026-07-01T10:00:00Z', json_object('app_id', ?1))",
            [TOKEN, API_KEY],
        ),
    ];
    for (sql, values) in changes {
        database.execute(sql, values).expect("changed");
    }
    database
        .execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")
        .expect("written");
}

fn on_disk(home: &Home, secret: &str) -> Vec<String> {
    let mut folders = vec![home.path("")];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if fs::read(&path)
                .expect("a file")
                .windows(secret.len())
                .any(|window| window == secret.as_bytes())
            {
                found.push(path.display().to_string());
            }
        }
    }
    found
}

#[test]
fn what_earlier_versions_left_is_found_named_and_taken_out() {
    let home = Home::with(&["One", "Two"]);
    spoil(&home);
    let old = home.path("profiles.v2.backup.json");
    let text = format!(
        "{{\"profiles\":[{{\"name\":\"One\",\"settings\":{{\"owner_id\":\"{TOKEN}\",\"notes\":\"{API_KEY}\"}}}}]}}"
    );
    fs::write(&old, text).expect("written");
    let log = home.path("stackday.log");
    fs::write(&log, format!("a line\nkey {API_KEY} refused\nanother\n")).expect("written");
    let logs = [log.clone()];

    let library = Library::new(&home.path(""), Guard::default());
    // A backup of what is there now has the secrets too.
    library.remove(&[]).expect("nothing");
    let found = library.traces(&logs).expect("looked");
    let told = format!("{found:?}");
    assert!(!told.contains(TOKEN) && !told.contains(API_KEY), "{told}");
    for (file, place) in [
        ("library.db", "owner_id"),
        ("library.db", "notes"),
        ("library.db", "name"),
        ("profiles.v2.backup.json", "owner_id"),
        ("stackday.log", "line 2"),
    ] {
        let is_named = found
            .iter()
            .any(|trace| trace.file.ends_with(file) && trace.place.ends_with(place));
        assert!(is_named, "{file}, {place}: {found:?}");
    }

    // What is certain goes; what only looks like a Token stays until it is asked for.
    let removed = library.remove_traces(&logs, false).expect("removed");
    assert!(removed.iter().all(|trace| trace.form == SecretForm::ApiKey));
    library.close().expect("closed");
    assert_eq!(on_disk(&home, API_KEY), Vec::<String>::new());
    assert!(!on_disk(&home, TOKEN).is_empty());
    let removed = library.remove_traces(&logs, true).expect("removed");
    assert!(
        removed
            .iter()
            .all(|trace| trace.form == SecretForm::TokenLike)
    );
    assert!(library.traces(&logs).expect("looked").is_empty());
    library.close().expect("closed");
    assert_eq!(on_disk(&home, TOKEN), Vec::<String>::new());

    // The rest is as it was.
    let saved = library.load().expect("read");
    let one = saved.named("One").expect("there");
    assert_eq!(one.settings.owner_id, None);
    assert!(one.settings.notes.starts_with("(left out"));
    assert!(saved.named("Two").is_some());
    let lines = fs::read_to_string(&log).expect("the log");
    assert!(
        lines.starts_with("a line\n(left out") && lines.ends_with("another\n"),
        "{lines}"
    );
}

//! A library of before there were links: every record of a secret is as it was, and links can be kept.

use rusqlite::types::Value;
use stackday::domain::{ProfileId, SecretId, SecretStoreKind};
use stackday::library::{Guard, Library, Purpose};

use crate::support::{BEFORE_LINKS, Home};

/// The rows of the records of secrets, whole.
fn rows(home: &Home) -> Vec<Vec<Value>> {
    let database = home.database();
    let mut query = database
        .prepare("SELECT * FROM secret ORDER BY kind, owner, generation")
        .expect("a query");
    let rows = query.query_map([], |row| (0..8).map(|column| row.get(column)).collect());
    rows.expect("asked")
        .map(|row| row.expect("a row"))
        .collect()
}

/// The statements that made the indexes of the table.
fn indexes(home: &Home) -> Vec<String> {
    let database = home.database();
    let mut query = database
        .prepare("SELECT sql FROM sqlite_schema WHERE tbl_name = 'secret' AND type = 'index' AND sql IS NOT NULL ORDER BY name")
        .expect("a query");
    let rows = query.query_map([], |row| row.get(0));
    rows.expect("asked")
        .map(|row| row.expect("a row"))
        .collect()
}

#[test]
fn the_records_of_secrets_go_into_the_new_table_as_they_are() {
    let home = Home::new();
    let library = &home.library;
    let (one, two) = (home.save("One"), home.save("Two"));
    let keep = |id: &SecretId, place| {
        let record = library.reserve(id, place).expect("reserved");
        library.adopt(id, &record, Purpose::Save).expect("adopted");
        record
    };
    library.add_project("main", true).expect("added");
    let token = SecretId::Token(one.id);
    let first = keep(&token, SecretStoreKind::File);
    keep(&token, SecretStoreKind::Keyring);
    keep(&SecretId::OldToken(one.id), SecretStoreKind::Plaintext);
    let sent = keep(&SecretId::Token(two.id), SecretStoreKind::File);
    keep(&SecretId::ApiKey("main".to_owned()), SecretStoreKind::File);
    library
        .reserve_renewal(two.id, SecretStoreKind::File, Some(&sent))
        .expect("reserved");
    library
        .reserve(
            &SecretId::Token(ProfileId::random()),
            SecretStoreKind::Memory,
        )
        .expect("reserved");
    home.close();
    let today = (rows(&home), indexes(&home));
    assert_eq!(today.0.len(), 7);
    home.database()
        .execute_batch(BEFORE_LINKS)
        .expect("as it was");
    assert_eq!(rows(&home), today.0);

    let next = home.another();
    let leftovers = next.leftovers().expect("migrated");
    assert!(leftovers.iter().any(|left| left.record == first));
    assert_eq!(
        next.unfinished_renewal(two.id)
            .expect("read")
            .map(|it| it.place),
        Some(SecretStoreKind::File)
    );
    assert_eq!(next.links().expect("read"), []);
    next.close().expect("closed");
    assert_eq!((rows(&home), indexes(&home)), today);
    assert_eq!(next.check().expect("checked").problems, [""; 0]);
    assert_eq!(home.names_of_backups().len(), 1, "of the state before");
}

#[test]
fn a_backup_of_before_is_searched_for_secrets_too() {
    const API_KEY: &str = "v1.eu1.Zm9vYmFyYmF6cXV4MTIzNA";
    let home = Home::with(&["One"]);
    home.database()
        .execute_batch(&format!(
            "{BEFORE_LINKS} UPDATE connection SET settings = json_set(settings, '$.notes', '{API_KEY}');"
        ))
        .expect("as it was");
    let library = Library::new(home.folder.path(), Guard::default());
    library.links().expect("migrated, after a backup");
    // And one in what is new.
    library.close().expect("closed");
    home.database()
        .execute_batch(&format!(
            "INSERT INTO account_list (id, api, project, key) VALUES (1, 'a', '', 'k');
             INSERT INTO account (list, id, connector, content)
                 VALUES (1, '17', 'planday', json_object('id', '17', 'label', '{API_KEY}'));"
        ))
        .expect("spoilt");
    let places = |found: Vec<stackday::library::Trace>| -> Vec<String> {
        let name = |trace: &stackday::library::Trace| {
            let file = trace.file.file_name().expect("a name").to_string_lossy();
            let file = if file == "library.db" {
                "now"
            } else {
                "backup"
            };
            format!(
                "{file}: {}",
                trace.place.split(" (").next().expect("a word")
            )
        };
        let mut places: Vec<_> = found.iter().map(name).collect();
        places.sort();
        places
    };
    let expected = [
        "backup: a profile",
        "now: a linked account",
        "now: a profile",
    ];
    assert_eq!(places(library.traces(&[]).expect("looked")), expected);
    let removed = library.remove_traces(&[], false).expect("removed");
    assert_eq!(places(removed), expected);
    assert_eq!(places(library.traces(&[]).expect("looked")), [""; 0]);
}

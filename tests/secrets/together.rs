//! Several programs at one file.

use std::fs;

use stackday::secret::{Secret, VaultError};

use crate::support::{Actor, Home, NEW, block_on, entry, held, put, remove};

#[test]
fn two_programs_that_write_at_once_lose_nothing() {
    let home = Home::with(&["shared"]);
    // This one reads all the while.
    let reader = home.vault();
    let mut actors: Vec<_> = ["a", "b"]
        .map(|whose| Actor::start(&format!("many {whose}"), home.folder.path()))
        .into();
    for actor in &mut actors {
        assert_eq!(actor.hear().as_deref(), Some("ready"));
    }
    for actor in &mut actors {
        actor.go();
    }
    for _ in 0..50 {
        assert_eq!(held(&reader, &["shared"]), ["shared"]);
    }
    for actor in actors {
        actor.end();
    }
    let names: Vec<_> = ["a", "b"]
        .into_iter()
        .flat_map(|whose| (0..25).map(move |number| format!("{whose}{number}")))
        .collect();
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    assert_eq!(held(&reader, &names), names);
}

#[test]
fn what_another_program_wrote_is_seen_at_once_and_decrypted_once() {
    let home = Home::with(&["one"]);
    let (ours, theirs) = (home.vault(), home.vault());
    for _ in 0..3 {
        assert_eq!(held(&ours, &["one", "two"]), ["one"]);
    }
    assert_eq!(ours.decryptions(), 1);
    put(&theirs, &[entry("two")]).expect("put");
    for _ in 0..3 {
        assert_eq!(held(&ours, &["one", "two"]), ["one", "two"]);
    }
    assert_eq!(ours.decryptions(), 2);
    assert_eq!(remove(&theirs, "one"), Ok(true));
    assert_eq!(held(&ours, &["one", "two"]), ["two"]);
    assert_eq!(remove(&ours, "one"), Ok(false));
    assert_eq!(ours.decryptions(), 3);
    // The version before in its place, with a copy's own times.
    fs::copy(home.path("secrets.enc.previous"), home.path("copy")).expect("copied");
    fs::rename(home.path("copy"), home.path("secrets.enc")).expect("put in place");
    assert_eq!(held(&ours, &["one", "two"]), ["two"]);
}

#[test]
fn damage_is_seen_through_what_is_in_memory() {
    let home = Home::with(&["one"]);
    let vault = home.vault();
    assert_eq!(held(&vault, &["one"]), ["one"]);
    let mut bytes = home.bytes("secrets.enc").expect("the file");
    *bytes.last_mut().expect("a byte") ^= 1;
    fs::write(home.path("secrets.enc"), &bytes).expect("written");
    let (id, record, _) = entry("one");
    let said = block_on(vault.get(&id, &record)).expect_err("damaged");
    assert!(said.to_string().contains("its seal is broken"), "{said}");
    let refused = put(&vault, &[entry("two")]);
    assert!(matches!(refused, Err(VaultError::Unusable { .. })));
    assert_eq!(home.bytes("secrets.enc"), Some(bytes));
}

#[test]
fn a_version_of_the_same_length_and_time_in_the_same_file_is_seen() {
    let home = Home::with(&["one"]);
    let (ours, theirs) = (home.vault(), home.vault());
    let (id, record, secret) = entry("one");
    let old = home.bytes("secrets.enc").expect("the file");
    // Another value of the same length, and then both versions by turns in the same file.
    let other = Secret::new("value of eno");
    put(&theirs, &[(id.clone(), record.clone(), other.clone())]).expect("put");
    let new = home.bytes("secrets.enc").expect("the file");
    assert_eq!(new.len(), old.len());
    let file = home.path("secrets.enc");
    let time = fs::metadata(&file).and_then(|about| about.modified());
    let time = time.expect("a time");
    for (bytes, expected) in [(&old, &secret), (&new, &other), (&old, &secret)] {
        fs::write(&file, bytes).expect("written");
        let file = fs::File::options().write(true).open(&file);
        file.expect("open").set_modified(time).expect("set");
        let got = block_on(ours.get(&id, &record));
        assert_eq!(got.as_ref(), Ok(&Some(expected.clone())));
    }
}

#[test]
fn a_second_name_of_the_file_is_no_new_version() {
    let home = Home::with(&["one"]);
    let vault = home.vault();
    assert_eq!(held(&vault, &["one"]), ["one"]);
    // What a writer does before it replaces the file.
    fs::hard_link(home.path("secrets.enc"), home.path("other name")).expect("linked");
    assert_eq!(held(&vault, &["one"]), ["one"]);
    assert_eq!(vault.decryptions(), 1);
}

#[test]
fn what_was_put_while_the_passphrase_was_changed_is_there() {
    let home = Home::with(&["one"]);
    let vault = home.vault();
    block_on(vault.open()).expect("open");
    let mut writer = Actor::start("until-refused", home.folder.path());
    assert_eq!(writer.hear().as_deref(), Some("put 0"));
    let changed = block_on(vault.change_passphrase(&Secret::new(NEW)));
    assert_eq!(changed, Ok(()));
    let mut put = vec!["0".to_owned()];
    let refused = loop {
        let said = writer.hear().expect("an answer");
        match said.strip_prefix("put ") {
            Some(name) => put.push(name.to_owned()),
            None => break said,
        }
    };
    writer.end();
    assert!(refused.contains("is locked"), "{refused}");
    let put: Vec<_> = put.iter().map(String::as_str).collect();
    assert_eq!(held(&vault, &put), put);
    assert_eq!(held(&vault, &["one"]), ["one"]);
}

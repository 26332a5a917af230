//! Another passphrase for the encrypted file.

use std::fs;

use stackday::domain::{SecretId, SecretRecord};
use stackday::secret::{Secret, Vault, VaultError};

use crate::support::{Home, NEW, OLD, block_on, entry, held, put, vault};

const ALL: [&str; 3] = ["one", "two", "three"];

fn change(vault: &Vault) -> Result<(), VaultError> {
    block_on(vault.change_passphrase(&Secret::new(NEW)))
}

#[test]
fn both_files_are_sealed_anew_with_what_was_in_each() {
    let home = Home::with(&["one", "two"]);
    let before = home.bytes("secrets.enc").expect("the file");
    // What a killed writer left opens with the old passphrase too.
    fs::copy(
        home.path("secrets.enc"),
        home.path("secrets.enc.a1B2c3.tmp"),
    )
    .expect("copied");
    let vault = home.vault();
    change(&vault).expect("changed");
    for (file, expected) in [
        ("secrets.enc", &["one", "two"][..]),
        ("secrets.enc.previous", &["one"]),
    ] {
        assert_eq!(home.held(file, OLD, &ALL), None, "{file}");
        let held = home.held(file, NEW, &ALL).expect("opened");
        assert_eq!(held, expected, "{file}");
        let salt = |bytes: &[u8]| bytes[30..46].to_vec();
        let bytes = home.bytes(file).expect("the file");
        assert_ne!(salt(&bytes), salt(&before), "{file}");
    }
    let left = ["secrets.enc", "secrets.enc.previous", "secrets.lock"];
    assert_eq!(home.names(), left);
    // The vault that changed it stays open.
    put(&vault, &[entry("three")]).expect("put");
    assert_eq!(held(&vault, &ALL), ALL);
}

#[test]
fn a_previous_version_that_does_not_open_does_not_stay() {
    for damage in [
        |home: &Home| {
            let other = Home::with(&["three"]);
            change(&other.vault()).expect("changed");
            fs::copy(other.path("secrets.enc"), home.path("secrets.enc.previous")).map(|_| ())
        },
        |home: &Home| fs::write(home.path("secrets.enc.previous"), "damaged"),
    ] {
        let home = Home::with(&["one", "two"]);
        damage(&home).expect("put there");
        change(&home.vault()).expect("changed");
        for file in ["secrets.enc", "secrets.enc.previous"] {
            let held = home.held(file, NEW, &ALL).expect("opened");
            assert_eq!(held, ["one", "two"], "{file}");
        }
    }
}

#[test]
fn another_vault_that_was_open_is_locked_and_reads_on_with_the_new_one() {
    let home = Home::with(&["one"]);
    let other = home.vault();
    assert_eq!(held(&other, &ALL), ["one"]);
    change(&home.vault()).expect("changed");
    let get = || {
        let (id, record, _): (SecretId, SecretRecord, _) = entry("one");
        block_on(other.get(&id, &record))
    };
    assert_eq!(get(), Err(VaultError::Locked { new: false }));
    // Its source still has the old one.
    assert!(matches!(get(), Err(VaultError::WrongPassphrase(_))));
    block_on(other.unlock(&Secret::new(NEW))).expect("unlocked");
    assert_eq!(held(&other, &ALL), ["one"]);
}

#[test]
fn what_cannot_be_changed_says_why_and_changes_nothing() {
    let home = Home::with(&["one"]);
    let before = home.bytes("secrets.enc");
    let wrong = change(&vault(home.folder.path(), "wrong"));
    assert!(matches!(wrong, Err(VaultError::WrongPassphrase(_))));
    let empty = block_on(home.vault().change_passphrase(&Secret::new("")));
    let said = empty.expect_err("empty").to_string();
    assert!(said.contains("cannot be empty"), "{said}");
    assert_eq!(home.bytes("secrets.enc"), before);

    let nothing = tempfile::tempdir().expect("a folder");
    let missing = change(&vault(nothing.path(), OLD));
    let said = missing.expect_err("missing").to_string();
    assert!(said.contains("is not there yet"), "{said}");
    assert_eq!(fs::read_dir(nothing.path()).expect("a folder").count(), 0);
}

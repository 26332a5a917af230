//! Many secrets at once.

use stackday::domain::{SecretRecord, SecretStoreKind};
use stackday::secret::{Secret, Vault};

use crate::support::{Entry, Home, block_on, entry, put};

fn entries(number: usize) -> Vec<Entry> {
    (0..number).map(|it| entry(&format!("{it}"))).collect()
}

#[test]
fn ten_thousand_are_one_write_and_are_decrypted_once() {
    let home = Home::new();
    let vault = home.vault();
    let all = entries(10_000);
    put(&vault, &all).expect("put");
    // The empty file, and what was read back.
    assert_eq!(vault.decryptions(), 2);
    let later = home.vault();
    block_on(async {
        for (id, record, secret) in &all {
            let got = later.get(id, record).await.expect("read");
            assert_eq!(got.as_ref(), Some(secret));
        }
    });
    assert_eq!(later.decryptions(), 1);
    let names: Vec<_> = all
        .iter()
        .skip(1)
        .map(|(id, record, _)| (id.clone(), record.clone()))
        .collect();
    let removed = block_on(later.remove_many(&names));
    assert_eq!(removed, vec![Ok(true); 9_999]);
    assert_eq!(later.decryptions(), 1);
    let removed = block_on(later.remove_many(&names[..2]));
    assert_eq!(removed, [Ok(false), Ok(false)]);
}

#[test]
fn each_goes_to_its_store_and_each_outcome_is_at_its_place() {
    let vault = Vault::in_memory();
    let places = [
        SecretStoreKind::File,
        SecretStoreKind::Keyring,
        SecretStoreKind::File,
        SecretStoreKind::Plaintext,
    ];
    let all: Vec<Entry> = places
        .iter()
        .enumerate()
        .map(|(number, place)| {
            let (id, record, secret) = entry(&format!("{number}"));
            let place = *place;
            (id, SecretRecord { place, ..record }, secret)
        })
        .collect();
    put(&vault, &all).expect("put");
    let names: Vec<_> = all
        .iter()
        .map(|(id, record, _)| (id.clone(), record.clone()))
        .collect();
    assert_eq!(block_on(vault.remove(&names[2].0, &names[2].1)), Ok(true));
    let removed = block_on(vault.remove_many(&names));
    assert_eq!(removed, [Ok(true), Ok(true), Ok(false), Ok(true)]);
}

#[test]
fn a_store_that_refuses_is_told_for_each_of_its_secrets() {
    let home = Home::with(&["one", "two"]);
    let (id, record, _) = entry("one");
    let plain = SecretRecord {
        place: SecretStoreKind::Plaintext,
        ..record.clone()
    };
    let names = [
        (id.clone(), plain.clone()),
        (id.clone(), record.clone()),
        (id.clone(), plain.clone()),
    ];
    let removed = block_on(home.vault().remove_many(&names));
    assert!(removed[0].is_err() && removed[2].is_err());
    assert_eq!(removed[1], Ok(true));
    let refused = put(&home.vault(), &[(id, plain, Secret::new("x"))]);
    let said = refused.expect_err("switched off").to_string();
    assert!(said.contains("--plaintext-secrets"), "{said}");
}

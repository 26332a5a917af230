//! `move`: the old copy goes last.

use std::path::Path;

use serde_json::json;

use super::{House, KEY, PASSPHRASE, TOKEN, private, run, stackday, told};

#[tokio::test]
async fn secrets_are_moved_by_name_or_all_and_a_second_time_changes_nothing() {
    let house = House::new();
    house.keep("plaintext").await;
    told(
        house.open("set api-key main --plaintext-secrets --store plaintext"),
        KEY,
    )
    .await;
    let words = "move --to file --plaintext-secrets acme";
    let ran = run(house.open(words)).await;
    assert_eq!(
        (ran.code, &ran.json()["secrets"][0]["outcome"]),
        (Some(0), &json!("moved")),
        "{ran:?}"
    );
    assert_eq!(house.record(), "file");
    let plain = house.data().join("secrets.plaintext.json");
    let text = std::fs::read_to_string(&plain).expect("the key is still in it");
    assert!(!text.contains(TOKEN) && text.contains(KEY));
    let all = run(house.open("move --to file --plaintext-secrets --all")).await;
    let outcomes: Vec<_> = all.json()["secrets"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|entry| entry["outcome"].clone())
        .collect();
    assert_eq!(
        outcomes,
        [json!("there already"), json!("moved")],
        "{all:?}"
    );
    assert!(!plain.exists());
    house.assert_tight(&[&ran, &all]);
}

#[tokio::test]
async fn a_store_that_does_not_work_leaves_every_secret_where_it_was() {
    let house = House::new();
    house.keep("file").await;
    for (words, next) in [
        ("move --to keyring --all", "another store"),
        ("move --to plaintext acme", "--plaintext-secrets"),
    ] {
        let ran = run(house.open(words)).await;
        assert_eq!(ran.code, Some(3), "{words}: {ran:?}");
        let entry = &ran.json()["secrets"][0];
        assert_eq!(entry["outcome"], "failed");
        assert!(
            entry["trouble"].as_str().expect("words").contains(next),
            "{entry}"
        );
        assert_eq!(house.record(), "file");
        assert_eq!(run(house.open("doctor")).await.json()["orphans"], json!([]));
    }
}

#[tokio::test]
async fn a_copy_takes_the_encrypted_file_along_and_its_passphrase_opens_it_there() {
    let house = House::new();
    house.keep("file").await;
    let copy = house.home.path().join("copy.stackday");
    let copy = copy.to_str().expect("UTF-8");
    let library = |words: &[&str], folder: &Path| {
        let mut command = stackday(house.home.path(), &["library", "--json"]);
        command.args(words).arg("--data-dir").arg(folder);
        command
    };
    let backed = run(library(&["backup", copy], &house.data())).await;
    assert_eq!(
        (backed.code, &backed.json()["encrypted_file"]),
        (Some(0), &json!(true)),
        "{backed:?}"
    );
    let bytes = std::fs::read(copy).expect("the copy");
    assert!(!String::from_utf8_lossy(&bytes).contains(TOKEN), "sealed");

    let other = house.home.path().join("other");
    let words = ["restore", copy, "--confirm", "restore"];
    let restored = run(library(&words, &other)).await;
    assert_eq!(
        (restored.code, &restored.json()["encrypted_file"]),
        (Some(0), &json!(true)),
        "{restored:?}"
    );
    assert!(private(&other.join("secrets.enc")));
    // Taken out into a file that can be read, it is the Token that was kept.
    let moved = |passphrase: &str| {
        let words = "--json move --to plaintext --plaintext-secrets acme";
        let mut command = stackday(house.home.path(), &["secrets"]);
        command.args(words.split(' ')).arg("--data-dir").arg(&other);
        command.env("STACKDAY_PASSPHRASE", passphrase);
        command
    };
    let plain = other.join("secrets.plaintext.json");
    let wrong = run(moved("another passphrase")).await;
    assert_eq!(wrong.code, Some(3), "{wrong:?}");
    assert!(!plain.exists());
    let right = run(moved(PASSPHRASE)).await;
    assert_eq!(right.code, Some(0), "{right:?}");
    let text = std::fs::read_to_string(&plain).expect("the secrets");
    assert!(text.contains(TOKEN));
    std::fs::remove_file(&plain).expect("removed");
    house.assert_tight(&[&backed, &restored, &wrong, &right]);
}

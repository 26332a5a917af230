//! `move`: the old copy goes last.

use serde_json::json;

use super::{House, KEY, TOKEN, run, told};

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

//! `set`, `list`, `rm` and `doctor`.

use serde_json::json;

use super::super::support::{run, stackday};
use super::{House, KEY, PASSPHRASE, TOKEN, private, told};

#[tokio::test]
async fn a_secret_is_kept_listed_and_removed_and_shows_nowhere() {
    let house = House::new();
    let set = told(house.open("set token ACME"), &format!("{TOKEN}\n")).await;
    assert_eq!(set.code, Some(0), "{set:?}");
    let json = set.json();
    assert_eq!(
        (&json["place"], &json["name"]),
        (&json!("file"), &json!("Acme"))
    );
    assert!(
        json["why"]
            .as_str()
            .expect("words")
            .contains("no session bus")
            || !cfg!(target_os = "linux")
    );
    assert!(private(&house.data().join("secrets.enc")));
    let key = told(house.open("set api-key main"), KEY).await;
    assert_eq!(key.code, Some(0), "{key:?}");
    let list = run(house.command("list")).await;
    let secrets = &list.json()["secrets"];
    assert_eq!(secrets.as_array().expect("a list").len(), 3);
    for (at, kind, name, place, default) in [
        (0, "token", "Acme", json!("file"), false),
        (1, "token", "Bolt", json!(null), false),
        (2, "api-key", "main", json!("file"), true),
    ] {
        let entry = &secrets[at];
        assert_eq!(
            (&entry["kind"], &entry["name"]),
            (&json!(kind), &json!(name))
        );
        assert_eq!(
            (&entry["place"], &entry["default"]),
            (&place, &json!(default))
        );
    }
    let doctor = run(house.open("doctor")).await;
    assert_eq!(doctor.code, Some(0), "{doctor:?}");
    assert_eq!(doctor.json()["orphans"], json!([]));
    let rm = run(house.open("rm token acme")).await;
    assert_eq!(
        (rm.code, &rm.json()["was_there"]),
        (Some(0), &json!(true)),
        "{rm:?}"
    );
    assert_eq!(house.record(), "nowhere");
    house.assert_tight(&[&set, &key, &list, &doctor, &rm]);
    let again = run(house.open("rm token acme")).await;
    assert_eq!(again.code, Some(3), "{again:?}");
}

#[tokio::test]
async fn the_list_says_what_the_environment_brings_instead() {
    let house = House::new();
    house.keep("file").await;
    told(house.open("set api-key main"), KEY).await;
    let mut command = house.command("list");
    command
        .env("STACKDAY_APP_ID", "APP of Acme")
        .env("STACKDAY_TOKEN_SECRET", TOKEN)
        .env("STACKDAY_STACKONE_API_KEY", KEY);
    let ran = run(command).await;
    let shadowed: Vec<_> = ran.json()["secrets"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|entry| entry["shadowed_by"].clone())
        .collect();
    let expected = [
        json!("STACKDAY_TOKEN_SECRET"),
        json!(null),
        json!("STACKDAY_STACKONE_API_KEY"),
    ];
    assert_eq!(shadowed, expected);
    house.assert_tight(&[&ran]);
}

#[tokio::test]
async fn the_tables_are_for_people() {
    let house = House::new();
    house.keep("file").await;
    for (what, words) in [
        ("list", "token   Acme  the encrypted file"),
        ("doctor", "[ok]  the encrypted file"),
        (
            "doctor",
            "No keyring answers here (no session bus), so new secrets go to the encrypted file.",
        ),
    ] {
        let mut command = stackday(house.home.path(), &["secrets", what, "--data-dir"]);
        command
            .arg(house.data())
            .env("STACKDAY_PASSPHRASE", PASSPHRASE);
        let ran = run(command).await;
        assert_eq!(ran.code, Some(0), "{ran:?}");
        let linux = cfg!(target_os = "linux") || !words.contains("keyring");
        assert!(ran.out.contains(words) || !linux, "{}", ran.out);
    }
}

#[tokio::test]
async fn what_is_no_profile_no_token_or_no_project_is_refused_and_not_repeated() {
    const KNOWN: &str = "there are: Acme, Bolt";
    let house = House::new();
    for (words, input, code, expected) in [
        (format!("set token {TOKEN}"), TOKEN, 2, KNOWN),
        ("set token acme".to_owned(), KEY, 2, "API key"),
        ("set token acme".to_owned(), "", 3, "nothing came"),
        (
            format!("set api-key {KEY}"),
            KEY,
            2,
            "holds a StackOne API key",
        ),
        (
            format!("rm api-key {KEY}"),
            "",
            2,
            "holds a StackOne API key",
        ),
        (
            format!("move --to file {KEY}"),
            "",
            2,
            "holds a StackOne API key",
        ),
    ] {
        let ran = told(house.open(&words), input).await;
        assert_eq!(ran.code, Some(code), "{words}: {ran:?}");
        let kinds = ["usage", "not_configured"];
        assert_eq!(ran.failure(), kinds[usize::from(code == 3)], "{words}");
        assert!(ran.err.contains(expected), "{words}: {ran:?}");
        house.assert_tight(&[&ran]);
    }
    assert_eq!(house.record(), "nowhere");
}

#[tokio::test]
async fn a_secret_that_is_gone_is_found_by_the_doctor() {
    let house = House::new();
    house.keep("file").await;
    for name in ["secrets.enc", "secrets.enc.previous"] {
        std::fs::remove_file(house.data().join(name)).expect("gone");
    }
    let ran = run(house.command("doctor")).await;
    assert_eq!(ran.code, Some(1), "{ran:?}");
    let orphan = &ran.json()["orphans"][0];
    assert_eq!(
        (&orphan["name"], &orphan["gone"]),
        (&json!("Acme"), &json!(true))
    );
    assert!(
        ran.json()["orphans"][0]["why"]
            .as_str()
            .expect("words")
            .contains("Enter it again")
    );
}

#[tokio::test]
async fn plaintext_takes_the_flag_and_the_file_says_what_it_is() {
    let house = House::new();
    let ran = told(house.open("set token acme --store plaintext"), TOKEN).await;
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert!(ran.err.contains("--plaintext-secrets"), "{ran:?}");
    let ran = house.keep("plaintext").await;
    assert!(ran.err.contains("PLAINTEXT"), "{ran:?}");
    let with: Vec<_> = house
        .files()
        .into_iter()
        .filter(|(_, text)| text.contains(TOKEN))
        .collect();
    let [(name, _)] = &with[..] else {
        panic!("in one file alone: {with:?}");
    };
    assert!(name.ends_with("secrets.plaintext.json") && private(name.as_ref()));
    let without = run(house.command("rm token acme")).await;
    assert_eq!(
        without.code,
        Some(3),
        "reading it takes the flag too: {without:?}"
    );
    assert_eq!(house.record(), "plaintext");
}

#[tokio::test]
async fn two_processes_at_once_lose_nothing() {
    let house = House::new();
    house.keep("file").await;
    let names: Vec<_> = (0..8).map(|number| format!("project-{number}")).collect();
    let runs = names.iter().map(|name| {
        let words = format!("set api-key {name} --secret-store file");
        told(house.open(&words), KEY)
    });
    for ran in futures::future::join_all(runs).await {
        assert_eq!(ran.code, Some(0), "{ran:?}");
    }
    // Each must still be there to be moved: the record of connections has a lock of its own.
    for name in &names {
        let words = format!("set api-key {name} --secret-store file");
        assert_eq!(told(house.open(&words), KEY).await.code, Some(0));
    }
    let ran = run(house.open("doctor")).await;
    assert_eq!(
        (ran.code, &ran.json()["orphans"]),
        (Some(0), &json!([])),
        "{ran:?}"
    );
}

//! `stackday secrets passphrase`: another passphrase for the encrypted file.

use std::fs;

use super::{House, PASSPHRASE, TOKEN, private, told};
use crate::support::run;

const NEW: &str = "another passphrase, and longer";

/// A house with the Token of Acme in the encrypted file, and the new passphrase in a file.
async fn filled() -> House {
    let house = House::new();
    house.keep("file").await;
    fs::write(house.home.path().join("new"), format!("{NEW}\n")).expect("written");
    house
}

fn change(house: &House) -> String {
    let file = house.home.path().join("new");
    format!("passphrase --new-passphrase-file {}", file.display())
}

#[tokio::test]
async fn neither_file_opens_with_the_old_passphrase_after_it() {
    let house = filled().await;
    // Twice, so that there is a version before.
    house.keep("file").await;
    let ran = run(house.open(&change(&house))).await;
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let file = house.data().join("secrets.enc");
    let previous = house.data().join("secrets.enc.previous");
    let expected = serde_json::json!({
        "ok": true, "place": "file", "path": file.display().to_string(),
    });
    assert_eq!(ran.json(), expected);
    house.assert_tight(&[&ran]);
    assert!(private(&file) && private(&previous));
    for _ in 0..2 {
        let doctor = run(house.open("doctor")).await;
        assert!(doctor.out.contains("does not open"), "{doctor:?}");
        let mut command = house.command("doctor");
        command.env("STACKDAY_PASSPHRASE", NEW);
        let doctor = run(command).await;
        assert_eq!(doctor.code, Some(0), "{doctor:?}");
        assert_eq!(doctor.json()["stores"][1]["why"], "It opens.");
        // The second time it is the version before.
        fs::copy(&previous, &file).expect("put in its place");
    }
}

#[tokio::test]
async fn what_is_missing_is_told() {
    let house = House::new();
    fs::write(house.home.path().join("new"), NEW).expect("written");
    let ran = run(house.open(&change(&house))).await;
    assert_eq!(
        (ran.code, &ran.json()["exit"]),
        (Some(3), &3.into()),
        "{ran:?}"
    );
    assert!(
        ran.err.contains("there is no encrypted file yet"),
        "{ran:?}"
    );
    assert!(!house.data().join("secrets.enc").exists());

    house.keep("file").await;
    let before = fs::read(house.data().join("secrets.enc")).expect("the file");
    let wrong = || {
        let mut command = house.command(&change(&house));
        command.env("STACKDAY_PASSPHRASE", "wrong");
        command
    };
    for (command, code, why) in [
        (house.open("passphrase"), 2, "--new-passphrase-file"),
        (house.command(&change(&house)), 3, "STACKDAY_PASSPHRASE"),
        (wrong(), 3, "does not open"),
        (
            house.open("passphrase --new-passphrase-file /nowhere/new"),
            3,
            "/nowhere/new",
        ),
        (house.open("passphrase --new"), 2, "--new"),
    ] {
        let ran = told(command, TOKEN).await;
        assert_eq!(ran.code, Some(code), "{why}: {ran:?}");
        assert!(ran.err.contains(why), "{why}: {ran:?}");
    }
    fs::write(house.home.path().join("new"), "\n").expect("written");
    let ran = run(house.open(&change(&house))).await;
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert!(ran.err.contains("is empty"), "{ran:?}");
    let after = fs::read(house.data().join("secrets.enc")).expect("the file");
    assert_eq!(after, before);
    let mut still = house.command("rm token acme");
    still.env("STACKDAY_PASSPHRASE", PASSPHRASE);
    assert_eq!(run(still).await.code, Some(0));
}

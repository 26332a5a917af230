//! The encrypted file: its passphrase, its mode, its damage.

use std::fs;

use super::{House, PASSPHRASE, TOKEN, told};
use crate::support::run;

#[tokio::test]
async fn without_a_passphrase_and_a_terminal_it_says_what_to_set() {
    let house = House::new();
    let ran = told(house.command("set token acme"), TOKEN).await;
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert_eq!(ran.failure(), "not_configured");
    for word in [
        "choose a passphrase",
        "STACKDAY_PASSPHRASE",
        "--passphrase-file",
        "--passphrase-fd",
    ] {
        assert!(ran.err.contains(word), "{word}: {ran:?}");
    }
    assert_eq!(house.record(), "nowhere");
    assert!(!house.data().join("secrets.enc").exists());
}

#[tokio::test]
async fn a_wrong_passphrase_is_told_and_loses_nothing() {
    let house = House::new();
    house.keep("file").await;
    let file = house.data().join("secrets.enc");
    let before = fs::read(&file).expect("the file");
    for words in [
        "set token acme",
        "rm token acme",
        "move --to plaintext --plaintext-secrets --all",
    ] {
        let mut command = house.command(words);
        command.env("STACKDAY_PASSPHRASE", "wrong-passphrase-canary");
        let ran = told(command, "AnotherTokenOf22Chars0").await;
        assert_eq!(ran.code, Some(3), "{words}: {ran:?}");
        assert!(
            ran.err.contains("does not open") && ran.err.contains("Nothing is lost"),
            "{ran:?}"
        );
        assert!(!ran.err.contains("canary"), "{ran:?}");
    }
    assert_eq!(fs::read(&file).expect("the file"), before);
    assert_eq!(house.record(), "file");
}

#[tokio::test]
async fn the_passphrase_comes_from_a_file() {
    let house = House::new();
    house.keep("file").await;
    let file = house.home.path().join("passphrase");
    fs::write(&file, format!("{PASSPHRASE}\n")).expect("written");
    let mut command = house.command("rm token acme");
    command.arg("--passphrase-file").arg(&file);
    let ran = run(command).await;
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let mut command = house.command("set token acme --passphrase-file /nowhere/passphrase");
    command.env("STACKDAY_PASSPHRASE", PASSPHRASE);
    let ran = told(command, TOKEN).await;
    assert_eq!(ran.code, Some(3), "the flag wins: {ran:?}");
    assert!(ran.err.contains("/nowhere/passphrase"), "{ran:?}");
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn the_passphrase_comes_from_a_descriptor() {
    use std::process::Command;
    let house = House::new();
    house.keep("file").await;
    let inner = house.command("rm token acme --passphrase-fd 3");
    let mut shell = Command::new("sh");
    shell
        .arg("-c")
        .arg("printf '%s\\n' \"$WORDS\" | { exec 3<&0 0</dev/null; \"$@\"; }")
        .arg("sh")
        .arg(inner.get_program())
        .args(inner.get_args())
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("HOME", house.home.path())
        .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus")
        .env("WORDS", PASSPHRASE);
    let ran = run(shell).await;
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(house.record(), "nowhere");
}

#[cfg(unix)]
#[tokio::test]
async fn a_loose_mode_is_refused_with_the_command_that_mends_it() {
    use std::os::unix::fs::PermissionsExt as _;
    let house = House::new();
    house.keep("file").await;
    let file = house.data().join("secrets.enc");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).expect("set");
    let mend = format!("chmod 600 {}", file.display());
    let ran = told(house.open("set token acme"), TOKEN).await;
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert!(ran.err.contains(&mend), "{ran:?}");
    let doctor = run(house.command("doctor")).await;
    assert_eq!(doctor.code, Some(3), "{doctor:?}");
    let found = &doctor.json()["stores"][1];
    assert_eq!(
        (&found["usable"], &found["mode"]),
        (&false.into(), &"0644".into())
    );
    assert!(
        found["next"].as_str().expect("words").contains(&mend),
        "{found}"
    );
}

#[tokio::test]
async fn a_damaged_file_is_told_and_never_written_over() {
    let house = House::new();
    house.keep("file").await;
    let file = house.data().join("secrets.enc");
    let mut bytes = fs::read(&file).expect("the file");
    bytes.truncate(bytes.len() - 3);
    fs::write(&file, &bytes).expect("written");
    for words in ["set token acme", "rm token acme"] {
        let ran = told(house.open(words), TOKEN).await;
        assert_eq!(ran.code, Some(3), "{words}: {ran:?}");
        assert!(
            ran.err.contains("damaged") && ran.err.contains(".previous"),
            "{ran:?}"
        );
    }
    assert_eq!(fs::read(&file).expect("the file"), bytes);
    assert_eq!(house.record(), "file");
}

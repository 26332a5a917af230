//! The real Secret Service, under a session bus of its own; skipped where the machine does not have one to start.

#![cfg(target_os = "linux")]

use std::process::Command;

use serde_json::{Value, json};

use super::super::support::{Ran, run};
use super::{House, PASSPHRASE, TOKEN};

/// Runs this shell script with `$stackday` as the program, in a session of its own. None where it cannot be had.
async fn session(house: &House, script: &str) -> Option<Ran> {
    let there = |program: &str| {
        ["/usr/bin", "/bin", "/usr/local/bin"]
            .iter()
            .any(|folder| std::path::Path::new(folder).join(program).exists())
    };
    let needed = ["dbus-run-session", "dbus-send", "gnome-keyring-daemon"];
    if let Some(absent) = needed.into_iter().find(|program| !there(program)) {
        println!("skipped: there is no {absent} here");
        return None;
    }
    let runtime = house.home.path().join("runtime");
    std::fs::create_dir_all(&runtime).expect("a folder");
    std::fs::set_permissions(
        &runtime,
        std::os::unix::fs::PermissionsExt::from_mode(0o700),
    )
    .expect("set");
    let mut command = Command::new("dbus-run-session");
    command
        .args(["--", "bash", "-c", script])
        .env_clear()
        .env("PATH", "/usr/local/bin:/usr/bin:/bin")
        .env("HOME", house.home.path())
        .env("XDG_RUNTIME_DIR", &runtime)
        .env("STACKDAY_PASSPHRASE", PASSPHRASE)
        .env("STACKDAY_DATA_DIR", house.data())
        .env("token", TOKEN)
        .env("stackday", env!("CARGO_BIN_EXE_stackday"))
        .stdin(std::process::Stdio::null())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped());
    Some(run(command).await)
}

/// Starts the daemon and waits until it has its name on the bus: whoever asks for it earlier makes the bus start another
/// one, a locked one.
const UNLOCKED: &str = "
    printf 'pw\\n' | gnome-keyring-daemon --unlock --components=secrets --foreground >/dev/null 2>&1 &
    daemon=$!
    for _ in $(seq 200); do
        dbus-send --session --print-reply --dest=org.freedesktop.DBus / org.freedesktop.DBus.NameHasOwner \
            string:org.freedesktop.secrets | grep -q 'boolean true' && break
        sleep 0.05
    done
";

#[tokio::test]
async fn secrets_live_in_the_keyring_between_runs() {
    let house = House::new();
    let script = format!(
        "{UNLOCKED}
        printf %s \"$token\" | $stackday secrets set token acme --json || exit 11
        echo ,
        $stackday secrets doctor --json || exit 12
        echo ,
        $stackday secrets move --to file acme --json || exit 13
        echo ,
        $stackday secrets move --to keyring --all --json || exit 14
        echo ,
        $stackday secrets rm token acme --json || exit 15
        kill $daemon"
    );
    let Some(ran) = session(&house, &script).await else {
        return;
    };
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let answers: Vec<Value> = serde_json::from_str(&format!("[{}]", ran.out)).expect("JSON");
    let [set, doctor, to_file, to_keyring, removed] = &answers[..] else {
        panic!("five answers: {answers:?}");
    };
    assert_eq!(set["place"], "keyring");
    assert_eq!(doctor["orphans"], json!([]));
    assert_eq!(doctor["stores"][0]["usable"], true);
    for moved in [to_file, to_keyring] {
        assert_eq!(moved["secrets"][0]["outcome"], "moved");
    }
    assert_eq!(removed["was_there"], true);
    house.assert_tight(&[&ran]);
}

#[tokio::test]
async fn a_bus_without_a_keyring_and_a_locked_keyring_are_told_apart() {
    let house = House::new();
    let script = "
        printf %s \"$token\" | timeout 20 $stackday secrets set token acme --json
        echo ,
        timeout 20 $stackday secrets doctor --json --secret-store keyring";
    let Some(ran) = session(&house, script).await else {
        return;
    };
    let answers: Vec<Value> = serde_json::from_str(&format!("[{}]", ran.out)).expect("JSON");
    assert_eq!(
        (ran.code, &answers[0]["place"]),
        (Some(3), &json!("file")),
        "{ran:?}"
    );
    let keyring = &answers[1]["stores"][0];
    // The bus may start a daemon by itself; then it is locked, for nobody gave it a password.
    let why = keyring["why"].as_str().expect("words");
    assert!(
        why.contains("locked")
            || why.contains("No keyring answers")
            || why.contains("did not answer"),
        "{why}"
    );
    assert!(keyring["next"].is_string(), "{keyring}");
    house.assert_tight(&[&ran]);
}

#[tokio::test]
async fn a_keyring_that_hangs_holds_nobody_up() {
    let house = House::new();
    let script = format!(
        "{UNLOCKED}
        kill -STOP $daemon
        printf %s \"$token\" | timeout 20 $stackday secrets set token acme --json
        code=$?
        kill -KILL $daemon
        exit $code"
    );
    let Some(ran) = session(&house, &script).await else {
        return;
    };
    assert_eq!(
        (ran.code, &ran.json()["place"]),
        (Some(0), &json!("file")),
        "{ran:?}"
    );
    assert_eq!(
        ran.json()["why"],
        "The keyring did not answer within 3 s, so new secrets go to the encrypted file."
    );
}

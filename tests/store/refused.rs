//! What the system refuses, and what the guard does: an error that says so, and the old file.

use std::fs;
use std::sync::Arc;

use stackday::profile::{Store, StoreError};

#[cfg(unix)]
use crate::support::{ACT, Actor, actor};
use crate::support::{Home, profile};

const CANARY: &str = "VxLtcy_OWkWoPKqs4uFhTg";

fn guarded(home: &Home) -> Store {
    let is_clean = |text: &str| !text.contains(CANARY);
    home.store.clone().guarded(Arc::new(is_clean))
}

#[cfg(unix)]
#[test]
fn a_full_disk_is_told_and_costs_nothing() {
    let home = Home::with(&["One"]);
    let bytes = home.bytes();
    // No file may grow beyond a kilobyte: half of the text fits.
    let script = r#"ulimit -f 1; trap '' XFSZ; exec "$0" "$@""#;
    let mut command = actor("bash", "large", home.folder.path());
    command
        .args(["-c", script])
        .arg(std::env::current_exe().expect("this program"));
    let mut full = Actor::spawn(command.args(ACT)).expect("started");
    let told = full.hear().expect("an answer");
    full.end();
    assert!(
        told.starts_with("The system refused ")
            && told.ends_with("Make room on that disk and try again."),
        "{told}"
    );
    assert_eq!(home.bytes(), bytes);
    assert_eq!(home.names(), ["profiles.json", "profiles.lock"]);
    home.store
        .save(&profile("Two"))
        .expect("there is room again");
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_is_read_all_the_same() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};

    let home = Home::with(&["One"]);
    let bytes = home.bytes();
    let mode = |path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("the mode");
    };
    mode(home.store.file(), 0o644);
    mode(home.path("profiles.lock"), 0o644);
    mode(home.path("."), 0o555);
    // Modes mean nothing to root, so somebody else plays where root runs the tests.
    let program = std::env::current_exe().expect("this program");
    let is_root = fs::metadata(home.path(".")).expect("there").uid() == 0;
    let mut command = if is_root {
        // They may not be let into the folder of the program, so they get a copy.
        let copy = home.path("actor");
        fs::copy(&program, &copy).expect("copied");
        let mut command = actor("setpriv", "small", home.folder.path());
        command
            .args(["--reuid=65534", "--regid=65534", "--clear-groups"])
            .arg(copy);
        command
    } else {
        actor(&program, "small", home.folder.path())
    };
    let reader = Actor::spawn(command.args(ACT));
    let Ok(mut reader) = reader else {
        eprintln!("skipped: there is no setpriv to become somebody else with");
        return;
    };
    assert_eq!(reader.hear().as_deref(), Some("done"), "reading");
    let told = reader.hear().expect("an answer");
    reader.end();
    mode(home.path("."), 0o755);
    assert!(
        told.starts_with("The system refused ") && told.contains("yours to write"),
        "{told}"
    );
    assert_eq!(home.bytes(), bytes);
}

#[test]
fn a_folder_that_is_none_is_told() {
    let home = Home::new();
    let file = home.path("file");
    fs::write(&file, "mine").expect("written");
    let error = Store::new(&file)
        .save(&profile("One"))
        .expect_err("no folder");
    assert!(matches!(error, StoreError::System { .. }), "{error:?}");
    assert!(error.to_string().contains("--data-dir"), "{error}");
    assert_eq!(fs::read_to_string(file).expect("read"), "mine");

    fs::create_dir(home.store.file()).expect("a folder in its place");
    let error = home.store.load().expect_err("no file");
    assert!(error.to_string().contains("it is not a file"), "{error}");
}

#[test]
fn a_secret_is_never_written() {
    let home = Home::with(&["One"]);
    let bytes = home.bytes();
    let store = guarded(&home);
    let mut leaky = profile("Leaky");
    leaky.settings.notes = format!("Token: {CANARY}");
    let error = store.save(&leaky).expect_err("a secret");
    assert!(matches!(error, StoreError::Secret { .. }), "{error:?}");
    let told = error.to_string();
    assert!(
        told.contains("because the profile “Leaky” holds a secret of this run"),
        "{told}"
    );
    let error = store.save(&profile(CANARY)).expect_err("a secret");
    assert!(!format!("{error} {error:?}").contains(CANARY), "{error}");
    assert_eq!(home.bytes(), bytes);
    assert_eq!(home.names(), ["profiles.json", "profiles.lock"]);
    store.save(&profile("Clean")).expect("saved");
    assert!(!format!("{store:?}").contains(CANARY));
}

#[test]
fn a_secret_in_a_damaged_file_is_not_repeated() {
    let home = Home::with(&["One"]);
    let store = guarded(&home);
    home.put(
        home.text()
            .replace(r#""revision":1"#, &format!(r#""revision":"{CANARY}""#)),
    );
    assert!(
        format!("{:?}", home.store.read()).contains(CANARY),
        "without a guard"
    );
    assert!(!format!("{:?}", store.read()).contains(CANARY));
    assert!(
        !store
            .load()
            .expect_err("damaged")
            .to_string()
            .contains(CANARY)
    );
}

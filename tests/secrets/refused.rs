//! What the system refuses, and what is in the way: an error that says so, and the old file.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::process::Command;
use std::time::{Duration, Instant};

use stackday::secret::Secret;

use crate::support::{ACT, Actor, Home, NEW, OLD, actor, block_on, entry, held, put, remove};

const ALL: [&str; 3] = ["one", "two", "small"];

/// The same process, in which no file may grow beyond a kilobyte.
fn on_a_full_disk(part: &str, home: &Home) -> String {
    let script = r#"ulimit -f 1; trap '' XFSZ; exec "$0" "$@""#;
    let mut command = actor("bash", part, home.folder.path());
    command
        .args(["-c", script])
        .arg(std::env::current_exe().expect("this program"));
    let mut full = Actor::spawn(command.args(ACT)).expect("started");
    let told = full.hear().expect("an answer");
    full.end();
    told
}

#[test]
fn a_full_disk_is_told_and_costs_nothing() {
    let home = Home::with(&["one", "two"]);
    let before = home.bytes("secrets.enc");
    let told = on_a_full_disk("large", &home);
    assert!(
        told.contains("could not be written") && told.ends_with("Free some space, then try again."),
        "{told}"
    );
    assert_eq!(home.bytes("secrets.enc"), before);
    let names = ["secrets.enc", "secrets.enc.previous", "secrets.lock"];
    assert_eq!(home.names(), names);
    put(&home.vault(), &[entry("small")]).expect("there is room again");
}

#[test]
fn a_passphrase_change_on_a_full_disk_changes_neither_file() {
    let home = Home::new();
    let (id, record, _) = entry("large");
    let large = Secret::new("x".repeat(20_000));
    // The version before is small enough to be written anew; the file is not.
    put(&home.vault(), &[(id, record, large)]).expect("put");
    let before = ["secrets.enc", "secrets.enc.previous"].map(|name| home.bytes(name));
    let told = on_a_full_disk("new-passphrase", &home);
    assert!(told.contains("could not be written"), "{told}");
    let after = ["secrets.enc", "secrets.enc.previous"].map(|name| home.bytes(name));
    assert!(before == after);
    assert!(home.held("secrets.enc", OLD, &[]).is_some());
    assert!(home.held("secrets.enc.previous", NEW, &[]).is_none());
}

#[test]
fn a_link_stays_and_leads_to_what_was_written() {
    let home = Home::with(&["one"]);
    let elsewhere = tempfile::tempdir().expect("a folder");
    let target = elsewhere.path().join("secrets of another folder");
    fs::rename(home.path("secrets.enc"), &target).expect("moved");
    symlink(&target, home.path("secrets.enc")).expect("linked");
    put(&home.vault(), &[entry("two")]).expect("put");
    assert_eq!(remove(&home.vault(), "one"), Ok(true));
    let new = Secret::new(NEW);
    block_on(home.vault().change_passphrase(&new)).expect("changed");
    assert!(home.path("secrets.enc").is_symlink());
    fs::remove_file(home.path("secrets.enc")).expect("removed");
    fs::rename(&target, home.path("secrets.enc")).expect("moved");
    let found = home.held("secrets.enc", NEW, &ALL).expect("opened");
    assert_eq!(found, ["two"]);
    let left = fs::read_dir(elsewhere.path()).expect("a folder").count();
    assert_eq!(left, 0);
}

#[test]
fn pipes_in_place_of_files_hang_nothing() {
    for name in ["secrets.lock", "secrets.enc"] {
        let home = Home::with(&["one"]);
        fs::remove_file(home.path(name)).expect("removed");
        let made = Command::new("mkfifo").arg(home.path(name)).status();
        assert!(made.expect("mkfifo").success());
        let begun = Instant::now();
        let refused = put(&home.vault(), &[entry("two")]).expect_err("a pipe");
        assert!(begun.elapsed() < Duration::from_secs(20), "{name}");
        let said = refused.to_string();
        assert!(said.contains("it is not a file"), "{name}: {said}");
        assert!(said.contains("Fix the cause above"), "{name}: {said}");
        if name == "secrets.lock" {
            assert_eq!(held(&home.vault(), &ALL), ["one"], "reading needs no lock");
        }
    }
}

#[test]
fn a_folder_that_others_may_write_is_refused_and_the_doctor_names_it() {
    let home = Home::with(&["one"]);
    let mode = |mode| {
        fs::set_permissions(home.folder.path(), fs::Permissions::from_mode(mode)).expect("set");
    };
    let found = || {
        let vault = home.vault();
        block_on(vault.examine()).swap_remove(1)
    };
    assert_eq!((&*found().why, found().next), ("It opens.", None));
    mode(0o777);
    let exposed = found();
    let refused = put(&home.vault(), &[entry("two")]).expect_err("refused");
    mode(0o700);
    assert!(refused.to_string().contains("chmod 700 "), "{refused}");
    assert!(!exposed.usable);
    assert!(exposed.why.contains("mode 0777"), "{}", exposed.why);
    let next = exposed.next.expect("what to do");
    assert!(next.contains("chmod 700 "), "{next}");
}

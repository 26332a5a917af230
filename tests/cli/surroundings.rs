//! A folder and files that are not what they should be: refused with the command that mends them, or told; nothing hangs.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use std::process::Command;

use super::support::{Ran, home, stackday};

fn pipe(path: &Path) {
    assert!(
        Command::new("mkfifo")
            .arg(path)
            .status()
            .expect("mkfifo")
            .success()
    );
}

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("set");
}

fn ran(home: &Path, arguments: &[&str]) -> Ran {
    stackday(home, arguments)
        .output()
        .expect("it starts")
        .into()
}

#[test]
fn a_data_folder_that_others_can_write_is_refused_with_the_command_that_mends_it() {
    let home = home();
    let folder = home.path().join("data of mine");
    let data = folder.to_str().expect("UTF-8");
    let list = ["profiles", "list", "--data-dir", data];
    let added = ran(
        home.path(),
        &["profiles", "add", "Acme", "--data-dir", data],
    );
    assert_eq!(added.code, Some(0), "{added:?}");
    for others in [0o777, 0o720, 0o702, 0o1777] {
        mode(&folder, others);
        for arguments in [&list[..], &["secrets", "doctor", "--data-dir", data]] {
            let refused = ran(home.path(), arguments);
            assert_eq!(refused.code, Some(3), "{refused:?}");
            let said = format!("{}{}", refused.out, refused.err);
            assert!(said.contains(&format!("mode {others:04o}")), "{said}");
            assert!(said.contains(&format!("chmod 700 '{data}'")), "{said}");
        }
    }
    for harmless in [0o755, 0o700] {
        mode(&folder, harmless);
        let listed = ran(home.path(), &list);
        assert_eq!(listed.code, Some(0), "{listed:?}");
    }
}

#[test]
fn the_doctor_tells_of_links_pipes_and_a_loose_log() {
    let home = home();
    let folder = home.path().join("data");
    let data = folder.to_str().expect("UTF-8");
    let log = home.path().join("log.ndjson");
    let doctor = [
        "secrets",
        "doctor",
        "--json",
        "--data-dir",
        data,
        "--log-file",
        log.to_str().expect("UTF-8"),
    ];
    ran(
        home.path(),
        &["profiles", "add", "Acme", "--data-dir", data],
    );
    let clean = ran(home.path(), &doctor);
    assert_eq!(clean.json()["notices"], serde_json::json!([]), "{clean:?}");
    fs::rename(folder.join("library.db"), home.path().join("elsewhere.db")).expect("moved");
    symlink(home.path().join("elsewhere.db"), folder.join("library.db")).expect("linked");
    pipe(&folder.join("secrets.lock"));
    mode(&log, 0o644);
    let told = ran(home.path(), &doctor);
    let notices = told.json()["notices"].to_string();
    for expected in [
        "library.db is a symbolic link to",
        "secrets.lock is a named pipe",
        "(mode 0644)",
        "chmod 600",
    ] {
        assert!(notices.contains(expected), "{expected}: {notices}");
    }
    // Warnings are no failure.
    assert_eq!(told.code, clean.code, "{told:?}");
}

#[test]
fn the_doctor_tells_of_a_passphrase_file_that_others_can_read() {
    let home = home();
    let file = home.path().join("passphrase");
    fs::write(&file, "correct horse battery staple\n").expect("written");
    let path = file.to_str().expect("UTF-8");
    let doctor = ["secrets", "doctor", "--json", "--passphrase-file", path];
    mode(&file, 0o600);
    let clean = ran(home.path(), &doctor);
    assert_eq!(clean.json()["notices"], serde_json::json!([]), "{clean:?}");
    for (loose, shown) in [(0o644, "0644"), (0o640, "0640"), (0o606, "0606")] {
        mode(&file, loose);
        let told = ran(home.path(), &doctor);
        let expected = format!(
            "Others on this machine may read or write the passphrase file {path} (mode {shown}). Fix it with: chmod 600 {path}"
        );
        assert_eq!(
            told.json()["notices"],
            serde_json::json!([expected]),
            "{told:?}"
        );
        // Warnings are no failure.
        assert_eq!(told.code, clean.code, "{told:?}");
    }
}

#[test]
fn no_named_pipe_makes_it_hang() {
    let home = home();
    let fifo = home.path().join("pipe");
    pipe(&fifo);
    let fifo = fifo.to_str().expect("UTF-8");
    for (arguments, expected) in [
        (&["verify", "--log-file", fifo][..], "no program reads"),
        (&["profiles", "import", fifo], "no program writes"),
        (&["verify", "--config", fifo], "no program writes"),
        (&["library", "restore", fifo, "--confirm", "restore"], ""),
    ] {
        let refused = ran(home.path(), arguments);
        assert!(matches!(refused.code, Some(1..=3)), "{refused:?}");
        assert!(refused.err.contains(expected), "{arguments:?}: {refused:?}");
    }
}

#[test]
fn a_pipe_that_a_program_writes_to_is_read_to_its_end() {
    let home = home();
    let binary = env!("CARGO_BIN_EXE_stackday");
    let script = format!(
        "{binary} profiles add Acme && {binary} profiles import <(sleep 0.2; {binary} profiles export) --dry-run"
    );
    let mut bash = Command::new("bash");
    bash.args(["-c", &script])
        .env_clear()
        .env("HOME", home.path())
        .env("PATH", "/usr/bin:/bin");
    let ran: Ran = bash.output().expect("bash").into();
    assert_eq!(ran.code, Some(0), "{ran:?}");
}

//! Two connections are created, kept over a restart, reviewed, verified together; one is deleted.

use std::fs;
use std::path::Path;

use stackday::library::{Guard, Library};

use crate::screen::Program;
use crate::services::Services;

/// Chosen by the person on the first run, typed on the second.
const PASSPHRASE: &str = "correct horse battery";

/// What must be in no file and on no screen.
fn secrets(services: &Services) -> [&str; 3] {
    [
        services.token(),
        &services.ready.stackone_api_key,
        PASSPHRASE,
    ]
}

/// Goes to a step of the list, into its first field, and types over what is there.
fn type_into(program: &mut Program, step: usize, text: &str) {
    program.press("\x1b[H");
    for _ in 1..step {
        program.press("j");
    }
    program.press("\t");
    program.sees("check and go on");
    program.press("\x15");
    program.press(text);
    // Escape together with the next key would be Alt with that key.
    program.press("\x1b");
    program.sees("open this step");
}

/// Enters a connection on Setup and saves it under this name.
fn create(program: &mut Program, services: &Services, name: &str, token: &str) {
    type_into(program, 4, services.app_id());
    type_into(program, 5, token);
    program.press("\x13");
    program.sees("Save this connection");
    program.press("\x15");
    program.press(name);
    program.press("\r");
}

pub fn walk(columns: u16, rows: u16, mut at: impl FnMut(&Program, &str)) {
    let services = Services::start();
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().to_str().expect("a path").to_owned();
    let log = folder.path().join("stackday.log");
    let log = log.to_str().expect("a path").to_owned();
    let arguments = [
        "--data-dir",
        &data,
        "--secret-store",
        "file",
        "--log-file",
        &log,
    ];
    let environment = services.environment();
    let mut program = Program::start_in(&arguments, &environment, columns, rows);
    program.sees("Access API Settings");
    type_into(&mut program, 6, &services.ready.stackone_api_key);
    create(&mut program, &services, "acme", services.token());
    program.sees("Choose its passphrase");
    at(&program, "passphrase");
    program.press(PASSPHRASE);
    program.press("\r");
    program.sees("Once more");
    program.press(PASSPHRASE);
    program.press("\r");
    program.sees("saved as “acme”");
    program.press("2");
    program.sees("not verified yet");
    program.press("a");
    program.sees("a new connection");
    program.press("\x1b");
    program.sees("Enter edit");
    create(&mut program, &services, "zealand", "VxLtcy_OWkWoPKqs4uFhTg");
    program.sees("saved as “zealand”");
    keeps_quiet(&program, &services);
    program.press("q");
    assert_eq!(program.ends().exit_code(), 0, "nothing is unsaved");
    left_nothing(folder.path(), &services);

    let mut program = Program::start_in(&arguments, &environment, columns, rows);
    program.sees("Access API Settings");
    program.press("2");
    program.sees("acme");
    program.sees("zealand");
    program.press("V");
    program.sees("Its passphrase unlocks it");
    program.press("wrong");
    program.press("\r");
    program.sees("does not open");
    program.press("\x15");
    program.press(PASSPHRASE);
    program.press("\r");
    program.sees("Verified 2 connections: 1 ok, 1 failed.");
    // This run's row stands first, then the one that failed.
    program.press("j");
    program.sees("Planday refuses the Token.");
    at(&program, "profiles");
    program.press("d");
    program.sees("Delete “zealand”?");
    at(&program, "delete");
    program.press("zealand");
    program.press("\r");
    program.sees("“zealand” is gone");
    keeps_quiet(&program, &services);
    program.press("\x03");
    assert_eq!(program.ends().exit_code(), 0);
    program.is_restored();
    left_nothing(folder.path(), &services);
    let library = Library::new(folder.path(), Guard::default());
    let saved = library.load().expect("readable");
    assert!(saved.named("acme").is_some() && saved.named("zealand").is_none());
    let evidence = &saved.profiles[0].steps;
    assert!(!evidence.is_empty(), "the evidence is kept");
}

/// Neither the screen nor what the system tells of the process has ever shown a secret.
fn keeps_quiet(program: &Program, services: &Services) {
    let (told, shown) = (program.told_to_others(), program.everything());
    for secret in secrets(services) {
        assert!(!shown.contains(secret), "a secret on the screen");
        assert!(!told.contains(secret), "a secret in what others see");
    }
}

/// No file of the run holds a secret in clear: profiles, drafts, previous versions, the log, the encrypted file.
fn left_nothing(folder: &Path, services: &Services) {
    let on_disk = everything_in(folder);
    assert!(on_disk.contains("SQLite format 3"), "this is the place");
    for secret in secrets(services) {
        assert!(!on_disk.contains(secret), "a secret on the disk");
    }
}

fn everything_in(folder: &Path) -> String {
    let files = fs::read_dir(folder).expect("a folder");
    files
        .map(|file| fs::read(file.expect("a file").path()).unwrap_or_default())
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .collect()
}

#[test]
fn two_connections_outlive_the_run_are_verified_and_one_is_deleted() {
    for (columns, rows) in [(120, 40), (80, 24)] {
        walk(columns, rows, |_, _| ());
    }
}

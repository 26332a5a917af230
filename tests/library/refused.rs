//! What the system refuses: an error that says so, and what was saved as it was.

use std::fs;

use stackday::library::{Guard, Library, LibraryError};

#[cfg(unix)]
use crate::support::{ACT, Actor, actor};
use crate::support::{Home, names_of, save};

#[cfg(unix)]
#[test]
fn a_full_disk_is_told_and_costs_nothing() {
    let home = Home::with(&["One"]);
    let bytes = home.bytes();
    // No file may grow beyond some kilobytes: the database is there, the log of writes does not fit.
    for kilobytes in [1, 8, 16, 24] {
        let script = format!(r#"ulimit -f {kilobytes}; trap '' XFSZ; exec "$0" "$@""#);
        let mut command = actor("bash", "large", home.folder.path());
        command
            .args(["-c", &script])
            .arg(std::env::current_exe().expect("this program"));
        let mut full = Actor::spawn(command.args(ACT)).expect("started");
        let told = full.hear().expect("an answer");
        full.end();
        assert!(
            told.starts_with("Cannot read or write ") && told.contains("library.db: "),
            "{kilobytes}: {told}"
        );
        assert!(
            told.ends_with("Nothing was changed. Make room on that disk and try again."),
            "{kilobytes}: {told}"
        );
        assert_eq!(names_of(&home.another()), ["One"], "{kilobytes}");
    }
    assert_eq!(home.bytes(), bytes);
    home.save("Two");
    assert_eq!(names_of(&home.library), ["One", "Two"]);
}

/// Runs the part as somebody who may only read the folder; none where nobody can be become.
#[cfg(unix)]
pub fn as_reader(home: &Home, part: &str) -> Option<Actor> {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};

    let mode = |path: &std::path::Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("the mode");
    };
    let program = std::env::current_exe().expect("this program");
    // Modes mean nothing to root, so somebody else plays where root runs the tests. They may not be let into the folder
    // of the program, so they get a copy.
    let is_root = fs::metadata(home.path(".")).expect("there").uid() == 0;
    let copy = home.path("actor");
    if is_root && !copy.exists() {
        fs::copy(&program, &copy).expect("copied");
    }
    for name in home.names() {
        let path = home.path(&name);
        if !path.is_dir() {
            mode(&path, if name == "actor" { 0o755 } else { 0o644 });
        }
    }
    mode(home.folder.path(), 0o555);
    let mut command = if is_root {
        let mut command = actor("setpriv", part, home.folder.path());
        command
            .args(["--reuid=65534", "--regid=65534", "--clear-groups"])
            .arg(copy);
        command
    } else {
        actor(&program, part, home.folder.path())
    };
    let reader = Actor::spawn(command.args(ACT));
    if reader.is_err() {
        eprintln!("skipped: there is no setpriv to become somebody else with");
    }
    reader.ok()
}

#[cfg(unix)]
pub fn writable_again(home: &Home) {
    use std::os::unix::fs::PermissionsExt as _;

    let mode = fs::Permissions::from_mode(0o700);
    fs::set_permissions(home.folder.path(), mode).expect("the mode");
}

#[cfg(unix)]
pub fn assert_only_readable(told: &str, home: &Home) {
    let folder = home.folder.path().display();
    assert!(
        told.starts_with("Saved connections can only be read here. The f")
            && told.contains(&format!(" {folder} cannot be written"))
            && told.contains("--data-dir"),
        "{told}"
    );
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_is_read_all_the_same() {
    let home = Home::with(&["One"]);
    let bytes = home.bytes();
    let Some(mut reader) = as_reader(&home, "small") else {
        return;
    };
    assert_eq!(reader.hear().as_deref(), Some("1 read"));
    assert_only_readable(&reader.hear().expect("an answer"), &home);
    reader.end();
    writable_again(&home);
    assert_eq!(home.bytes(), bytes);
}

#[cfg(unix)]
#[test]
fn with_a_log_of_writes_left_behind_it_is_read_too_or_it_is_said_why_not() {
    let home = Home::with(&["One"]);
    let mut killed = Actor::start("open", home.folder.path());
    assert_eq!(killed.hear().as_deref(), Some("open"));
    killed.kill();
    let log = fs::metadata(home.path("library.db-wal")).expect("the log");
    assert!(log.len() > 0);
    let Some(mut reader) = as_reader(&home, "small") else {
        return;
    };
    // The index of the log is there: it is read with the log.
    assert_eq!(reader.hear().as_deref(), Some("2 read"));
    assert_only_readable(&reader.hear().expect("an answer"), &home);
    reader.end();

    // Without it, what is in the log cannot be had. Leaving it out in silence would show an older state.
    writable_again(&home);
    fs::remove_file(home.path("library.db-shm")).expect("removed");
    let mut reader = as_reader(&home, "small").expect("as before");
    for _ in 0..2 {
        let told = reader.hear().expect("an answer");
        assert!(
            told.contains("library.db-wal") && told.contains("folder can be written"),
            "{told}"
        );
    }
    reader.end();
    writable_again(&home);
    assert_eq!(names_of(&home.library), ["One", "Open"]);
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_and_holds_nothing_is_told() {
    let home = Home::new();
    let Some(mut reader) = as_reader(&home, "small") else {
        return;
    };
    assert_eq!(reader.hear().as_deref(), Some("0 read"));
    let told = reader.hear().expect("an answer");
    assert!(told.contains("yours to write"), "{told}");
    reader.end();
    writable_again(&home);
}

#[test]
fn a_folder_that_is_none_is_told() {
    let home = Home::new();
    let file = home.path("file");
    fs::write(&file, "mine").expect("written");
    let error = save(&Library::new(&file, Guard::default()), "One").expect_err("no folder");
    assert!(matches!(error, LibraryError::System { .. }), "{error:?}");
    assert!(error.to_string().contains("--data-dir"), "{error}");
    assert_eq!(fs::read_to_string(file).expect("read"), "mine");

    fs::create_dir(home.library.file()).expect("a folder in its place");
    let error = home.library.load().expect_err("no file");
    assert!(error.to_string().contains("it is not a file"), "{error}");
    let error = save(&home.library, "One").expect_err("no file");
    assert!(error.to_string().contains("it is not a file"), "{error}");
}

#[cfg(unix)]
#[test]
fn a_pipe_beside_it_is_told_and_waits_for_nobody() {
    for suffix in ["-journal", "-wal", "-shm"] {
        let home = Home::new();
        save(&home.library, "One").expect("saved");
        let mut name = home.library.file().as_os_str().to_owned();
        name.push(suffix);
        fs::remove_file(&name).ok();
        let made = std::process::Command::new("mkfifo").arg(&name).status();
        assert!(made.expect("mkfifo").success());
        let again = Library::new(home.folder.path(), Guard::default());
        let error = again.load().expect_err("a pipe");
        let said = format!("library.db{suffix} beside it is not a file");
        assert!(error.to_string().contains(&said), "{error}");
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_in_its_place_is_told_and_waits_for_nobody() {
    let home = Home::new();
    let made = std::process::Command::new("mkfifo")
        .arg(home.library.file())
        .status();
    assert!(made.expect("mkfifo").success());
    let error = home.library.load().expect_err("a pipe");
    assert!(error.to_string().contains("it is not a file"), "{error}");
}

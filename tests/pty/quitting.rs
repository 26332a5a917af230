//! What was acknowledged, or typed, outlives the end of the program, also while another program holds the library.

use std::path::Path;
use std::time::Duration;

use rusqlite::Connection as Database;
use stackday::library::{Guard, Library};
use tempfile::TempDir;

use crate::screen::Program;

/// A program with “acme” saved, and another one that holds the library.
struct Stage {
    program: Program,
    folder: TempDir,
}

impl Stage {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().to_str().expect("UTF-8");
        let program = Program::start(&["--sandbox", "--data-dir", path], 120, 40);
        program.sees("Next  ");
        Self { program, folder }
    }

    fn saved() -> Self {
        let mut stage = Self::new();
        let program = &mut stage.program;
        program.press("\x13");
        program.sees("Save this connection");
        program.press("\x15acme\r");
        program.sees("saved as “acme”");
        program.press("2");
        program.sees("not verified yet");
        stage
    }

    fn types_notes(&mut self) {
        self.program.press("M");
        self.program.sees("Notes on “acme”");
        self.program.press("important note");
        self.program.sees("important note");
    }
}

/// Another program that writes and does not end.
fn holds(folder: &Path) -> Database {
    let database = Database::open(folder.join("library.db")).expect("open");
    let patience = Duration::from_secs(5);
    database.busy_timeout(patience).expect("a timeout");
    database.execute_batch("BEGIN EXCLUSIVE").expect("held");
    database
}

fn notes(folder: &Path) -> String {
    let library = Library::new(folder, Guard::default());
    let found = library.named("acme").expect("readable").expect("saved");
    found.settings.notes
}

#[test]
fn a_change_that_waits_for_another_program_is_finished_before_the_end() {
    let mut stage = Stage::saved();
    stage.types_notes();
    let held = holds(stage.folder.path());
    stage.program.press("\rq");
    // The end waits, visibly, until the other program lets go.
    stage
        .program
        .sees("waits until what was saved last is written");
    held.execute_batch("ROLLBACK").expect("let go");
    let Stage {
        mut program,
        folder,
    } = stage;
    assert_eq!(program.ends().exit_code(), 0);
    program.is_restored();
    assert_eq!(notes(folder.path()), "important note");
}

#[test]
fn a_change_that_cannot_be_made_is_told_after_the_end_with_another_exit_code() {
    let mut stage = Stage::saved();
    stage.types_notes();
    let held = holds(stage.folder.path());
    stage.program.press("\rq");
    let Stage {
        mut program,
        folder,
    } = stage;
    assert_eq!(program.ends().exit_code(), 1);
    program.is_restored();
    let told = program.everything();
    assert!(
        told.contains("Saving the change: Not saved: Another program holds"),
        "{told}"
    );
    drop(held);
    assert_eq!(notes(folder.path()), "");
}

#[test]
fn a_draft_that_cannot_be_kept_is_told_after_the_end_with_another_exit_code() {
    let mut stage = Stage::saved();
    let program = &mut stage.program;
    program.press("1");
    program.sees("How it is proven");
    let held = holds(stage.folder.path());
    program.press("\x1b[Hj\t\x15My long typed app name\x1b");
    program.sees("acme *");
    program.press("q");
    let Stage {
        mut program,
        folder,
    } = stage;
    assert_eq!(program.ends().exit_code(), 1);
    program.is_restored();
    let told = program.everything();
    assert!(
        told.contains("The draft of what was typed could not be kept"),
        "{told}"
    );
    drop(held);
    drop(folder);
}

#[test]
fn a_draft_that_waits_for_another_program_is_kept_before_the_end() {
    let mut stage = Stage::saved();
    let program = &mut stage.program;
    program.press("1");
    program.sees("How it is proven");
    let held = holds(stage.folder.path());
    program.press("\x1b[Hj\t\x15My long typed app name\x1b");
    program.sees("acme *");
    program.press("q");
    program.sees("waits until what was saved last is written");
    held.execute_batch("ROLLBACK").expect("let go");
    let Stage {
        mut program,
        folder,
    } = stage;
    assert_eq!(program.ends().exit_code(), 0);
    let library = Library::new(folder.path(), Guard::default());
    let drafts = library.drafts().expect("readable");
    let typed = drafts[0].settings.app_name.as_deref();
    assert_eq!(typed, Some("My long typed app name"));
}

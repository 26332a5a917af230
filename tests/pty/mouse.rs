//! The mouse of a real terminal: asked for only where it is wanted, and given back at every way out.

use crate::ended;
use crate::ending::{goes_on_after_fg, in_a_shell};
use crate::screen::Program;

/// A folder with a configuration in which the mouse is wanted, and the arguments that name it.
struct Wanted(tempfile::TempDir);

impl Wanted {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("config.toml");
        std::fs::write(file, "[ui]\nmouse = true\n").expect("a file");
        Self(folder)
    }

    fn file(&self) -> String {
        let file = self.0.path().join("config.toml");
        file.to_str().expect("a path").to_owned()
    }

    fn start(&self, columns: u16, rows: u16) -> Program {
        let file = self.file();
        let program = Program::start(&["--sandbox", "--config", &file], columns, rows);
        program.sees("Access API Settings");
        program.has_the_mouse(true);
        program
    }
}

/// The left button goes down and up in this cell, counted from 1.
fn click(column: u16, row: u16) -> String {
    format!("\x1b[<0;{column};{row}M\x1b[<0;{column};{row}m")
}

#[test]
fn it_is_left_alone_until_a_key_asks_for_it() {
    let mut program = Program::start(&["--sandbox"], 120, 40);
    program.sees("Access API Settings");
    program.press("j");
    program.sees("▌○ A2");
    program.leaves_the_mouse_alone();
    program.press("\x07");
    program.sees("hold Shift");
    program.has_the_mouse(true);
    program.press(&click(30, 1));
    program.sees("this run, not saved");
    program.press("\x07");
    program.sees("selects text again");
    program.has_the_mouse(false);
    program.press("q");
    assert_eq!(ended(&program.ends()), 0);
    program.is_restored();
}

#[test]
fn where_the_configuration_wants_it_a_click_acts_and_quitting_gives_it_back() {
    let wanted = Wanted::new();
    let mut program = wanted.start(120, 40);
    // Positions beyond column 95 do not fit into the older way of a terminal to tell them.
    program.press(&click(116, 40));
    assert_eq!(ended(&program.ends()), 0, "q quit in the footer");
    program.is_restored();
    let shown = program.everything();
    for mode in ["1003", "1015"] {
        assert!(!shown.contains(mode), "no motion without a button");
    }
    let (_, after) = shown.rsplit_once("\x1b[?1000l").expect("switched off");
    assert!(after.contains("\x1b[?1049l"), "before the screen is left");
}

#[test]
fn signals_give_it_back() {
    let wanted = Wanted::new();
    for signal in ["INT", "TERM", "HUP", "QUIT"] {
        let mut program = wanted.start(80, 24);
        program.signal(signal);
        assert_eq!(ended(&program.ends()), 130, "{signal}");
        program.is_restored();
    }
}

#[test]
fn while_the_program_is_suspended_the_shell_has_it() {
    let wanted = Wanted::new();
    let (mut program, _) = in_a_shell(&format!("--config {}", wanted.file()));
    program.has_the_mouse(true);
    program.press("\t");
    program.press("acme\x1a");
    goes_on_after_fg(program, |program| program.has_the_mouse(true));
}

#[test]
fn a_flood_of_it_is_taken_in_and_keys_are_heard_after_it() {
    let wanted = Wanted::new();
    let mut program = wanted.start(120, 40);
    // Down the checklist and the log, dragging the divider all the while.
    let events =
        "\x1b[<65;20;6M\x1b[<64;20;6M\x1b[<65;20;30M\x1b[<0;70;6M\x1b[<32;60;6M\x1b[<0;60;6m";
    program.floods(&events.repeat(3_000));
    // Alt-2: a click beside the divider may have given a field the keyboard.
    program.press("\x1b2");
    program.sees("this run, not saved");
    program.press("\x03");
    assert_eq!(ended(&program.ends()), 0);
    program.is_restored();
}

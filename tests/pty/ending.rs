//! Every way in which the program ends or is put aside, and what becomes of the terminal.

use crate::bare::Bare;
use crate::ended;
use crate::screen::{Program, signal_to};

#[test]
fn signals_end_it_and_the_terminal_is_restored() {
    for signal in ["INT", "TERM", "HUP", "QUIT"] {
        let mut program = Program::start(&["--sandbox"], 80, 24);
        program.sees("Access API Settings");
        program.signal(signal);
        assert_eq!(ended(&program.ends()), 130, "{signal}");
        program.is_restored();
    }
}

#[test]
fn a_terminal_that_is_gone_ends_it_also_where_no_signal_comes() {
    let mut program = Bare::start(&["--sandbox"]);
    program.sees("Access API Settings");
    program.terminal_goes();
    assert_eq!(program.ends().code(), Some(130));
}

#[test]
fn a_terminal_that_takes_nothing_does_not_keep_a_signal_from_ending_it() {
    for signal in ["INT", "TERM", "HUP", "QUIT"] {
        // Nothing is read from here on: the rest of the frame and all that follow find no room.
        let mut program = Bare::start(&["--sandbox"]);
        program.sees("Access API Settings");
        for page in ["2", "4", "5", "1"].iter().cycle().take(40) {
            program.press(page);
        }
        program.signal(signal);
        assert_eq!(program.ends().code(), Some(130), "{signal}");
    }
}

#[test]
fn a_terminal_that_shows_no_screens_is_refused_and_commands_are_named() {
    let mut program = Program::start_in(&["--sandbox"], &[("TERM", "dumb")], 80, 24);
    program.sees("stackday verify");
    assert_eq!(ended(&program.ends()), 2);
    assert!(!program.everything().contains('\x1b'));
}

/// A shell with job control and the dashboard in it, and the dashboard's process id.
pub fn in_a_shell(arguments: &str) -> (Program, String) {
    let with = arguments;
    // Without line editing, which switches bracketed paste on as well.
    let arguments = ["--norc", "--noprofile", "--noediting", "-i"];
    let mut program = Program::start_program("/bin/bash", &arguments, 120, 40);
    program.sees("1$ ");
    let stackday = env!("CARGO_BIN_EXE_stackday");
    program.press(&format!(
        "/bin/sh -c 'echo id=$$.; exec {stackday} --sandbox {with}'\r"
    ));
    program.sees("Access API Settings");
    let shown = program.everything();
    let id = shown.rsplit("id=").find_map(|rest| rest.split_once('.'));
    let (id, _) = id.expect("its process id");
    (program, id.to_owned())
}

pub fn goes_on_after_fg(mut program: Program, and: impl Fn(&Program)) {
    program.leaves_the_alternate_screen();
    program.sees("Stopped");
    program.sees("2$ ");
    program.is_restored();
    program.press("fg\r");
    program.sees("acme");
    program.sees("0/11");
    assert!(program.is_alternate_screen());
    and(&program);
    // It listens again, where it was left: in the field.
    program.press("x");
    program.sees("acmex");
    program.press("\x03");
    // What is typed before that may still be read by the program that ends.
    program.sees("3$ ");
    program.press("exit\r");
    assert_eq!(ended(&program.ends()), 0);
    program.is_restored();
}

#[test]
fn it_is_put_aside_by_a_key_in_the_middle_of_typing_and_comes_back_whole() {
    let (mut program, _) = in_a_shell("");
    program.press("\t");
    program.press("acme\x1a");
    goes_on_after_fg(program, |_| ());
}

#[test]
fn it_is_put_aside_from_outside_and_comes_back_whole() {
    let (mut program, id) = in_a_shell("");
    program.press("\t");
    program.press("acme");
    program.sees("acme");
    signal_to(&id, "TSTP");
    goes_on_after_fg(program, |_| ());
}

#[test]
fn where_no_shell_could_bring_it_back_it_is_not_put_aside_and_says_so() {
    let mut program = Program::start(&["--sandbox"], 120, 40);
    program.sees("Access API Settings");
    program.press("\x1a");
    program.sees("No shell could bring stackday back");
    program.press("q");
    assert_eq!(ended(&program.ends()), 0);
}

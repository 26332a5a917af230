//! Every key is taken in, however many come at once.

use crate::ended;
use crate::screen::Program;

#[test]
fn keys_are_heard_after_a_burst_of_any_size() {
    for bytes in [1, 1_023, 1_024, 1_025, 3_000, 20_000, 100_000] {
        let mut program = Program::start(&["--sandbox"], 80, 24);
        program.sees("Access API Settings");
        // A letter that is no command on the checklist.
        program.floods(&"ä".repeat(bytes / 2));
        program.press("2");
        program.sees("this run");
        program.press("\x03");
        assert_eq!(ended(&program.ends()), 0, "{bytes}");
        program.is_restored();
    }
}

#[test]
fn every_letter_of_a_burst_arrives_in_the_field() {
    let mut program = Program::start(&["--sandbox"], 120, 40);
    program.sees("Access API Settings");
    program.press("\t");
    // As arrow keys come from a held key: longer sequences, cut anywhere by whoever reads. One that is lost or read as
    // letters leaves the field otherwise.
    program.floods(&"x\x1b[D\x1b[C".repeat(500));
    program.floods(&"\x7f".repeat(499));
    program.floods("acme");
    program.sees("/xacme ");
    program.press("\x03");
    program.ends();
    program.is_restored();
}

#[test]
fn letters_of_a_burst_are_all_counted() {
    let mut program = Program::start(&["--sandbox", "--scenario", "fresh"], 120, 40);
    program.sees("Access API Settings");
    program.press("jjjj\r");
    program.sees("check and go on");
    program.floods(&"Ab1_".repeat(500));
    program.sees("2000 characters");
    program.press("\x03");
    program.ends();
    program.is_restored();
}

//! What the terminal says of its background, in time or late.

use super::screen::Program;

const ASKED: &str = "\x1b]11;?\x1b\\";

#[test]
fn a_late_answer_is_typed_nowhere() {
    let mut program = Program::start_in(&["--sandbox"], &[("COLORTERM", "truecolor")], 120, 40);
    program.sees("Access API Settings");
    assert!(program.everything().contains(ASKED));
    // The field of the first step has the keyboard.
    program.press("\t");
    program.press("ab");
    program.sees("ab");
    program.press("\x1b]11;rgb:1515/1717/1c1c\x1b\\");
    program.press("cd");
    program.sees("abcd");
    let shown = program.picture();
    assert!(!shown.contains("11;rgb"), "{shown}");
    program.press("\x03");
    program.ends();
    program.is_restored();
}

#[test]
fn a_terminal_that_shows_no_rgb_is_not_asked() {
    let mut program = Program::start(&["--sandbox"], 120, 40);
    program.sees("Access API Settings");
    assert!(!program.everything().contains("\x1b]11"));
    program.press("q");
    program.ends();
}

//! The terminal guard in a real pseudo-terminal: this test program starts itself again inside one.
#![cfg(unix)]

use std::io::{Read, Write as _};

use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use stackday::terminal::{self, TerminalError};

/// Set for the copy inside the terminal: what it does there.
const PART: &str = "STACKDAY_GUARD_PART";

/// What each switch writes on the way in, and what undoes it.
const ON: [&str; 3] = ["\x1b[?1049h", "\x1b[?2004h", "\x1b[?25l"];
const OFF: [&str; 3] = ["\x1b[?25h", "\x1b[?2004l", "\x1b[?1049l"];

/// Plays a part in a terminal and returns every byte of it, the terminal's modes after the end included.
fn play(part: &str) -> String {
    let pair = native_pty_system()
        .openpty(PtySize::default())
        .expect("a terminal");
    let mut command = CommandBuilder::new("sh");
    command.args(["-c", "\"$0\" --ignored --exact --nocapture actor; stty -a"]);
    command.arg(std::env::current_exe().expect("this program"));
    command.cwd("/");
    command.env("TERM", "xterm-256color");
    command.env(PART, part);
    let mut child = pair.slave.spawn_command(command).expect("started");
    drop(pair.slave);
    let mut reader = pair.master.try_clone_reader().expect("a reader");
    let mut bytes = Vec::new();
    // The end of a terminal is an error on Linux and an end of file elsewhere.
    reader.read_to_end(&mut bytes).ok();
    child.wait().expect("ended");
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Not a test: what the copy inside the terminal does.
#[test]
#[ignore = "played by the other tests"]
fn actor() {
    let Ok(part) = std::env::var(PART) else {
        return;
    };
    let mut guard = terminal::enter().expect("a terminal");
    assert!(guard.is_intact());
    match part.as_str() {
        "leave" => guard.leave().expect("restored"),
        "panic" => {
            std::thread::spawn(|| panic!("on another thread"))
                .join()
                .expect_err("a panic");
            assert!(!guard.is_intact(), "whoever draws is told to stop");
        }
        "mouse" => {
            let write = |bytes: Vec<u8>| std::io::stdout().write_all(&bytes).expect("written");
            write(guard.mouse(true).expect("asked for"));
            guard.pause().expect("restored");
            println!("in between");
            guard.resume().expect("taken again");
            write(guard.mouse(false).expect("left alone"));
            guard.pause().expect("restored");
            println!("without it");
            guard.resume().expect("taken again");
            write(guard.mouse(true).expect("asked for"));
            std::thread::spawn(|| panic!("on another thread"))
                .join()
                .expect_err("a panic");
        }
        "pause" => {
            guard.pause().expect("restored");
            println!("in between");
            guard.resume().expect("taken again");
        }
        other => panic!("no part {other}"),
    }
}

/// Asserts that the parts follow one another.
fn assert_in_order(screen: &str, parts: &[&str]) {
    let mut rest = screen;
    for part in parts {
        let Some((_, after)) = rest.split_once(part) else {
            panic!("{part:?} is missing in {rest:?} of {screen:?}");
        };
        rest = after;
    }
}

fn assert_cooked(screen: &str) {
    // What `stty` says of a terminal that echoes and edits lines: neither word has a minus.
    let modes: Vec<&str> = screen.split_whitespace().collect();
    assert!(
        modes.contains(&"icanon") && modes.contains(&"echo"),
        "{screen:?}"
    );
}

#[test]
fn leaving_undoes_everything_in_reverse_and_once() {
    let screen = play("leave");
    assert_in_order(&screen, &[ON.as_slice(), OFF.as_slice()].concat());
    for sequence in ON.iter().chain(&OFF) {
        assert_eq!(screen.matches(sequence).count(), 1, "{sequence:?}");
    }
    assert_cooked(&screen);
}

#[test]
fn a_panic_on_another_thread_restores_before_it_is_told() {
    let screen = play("panic");
    assert_in_order(&screen, &[OFF.as_slice(), &["on another thread"]].concat());
    assert_eq!(
        screen.matches(OFF[2]).count(),
        1,
        "the drop finds nothing left"
    );
    assert_cooked(&screen);
}

#[test]
fn a_pause_gives_the_terminal_back_for_a_while() {
    let screen = play("pause");
    assert_in_order(
        &screen,
        &[&ON[..], &OFF[..], &["in between"], &ON[..], &OFF[..]].concat(),
    );
    assert_cooked(&screen);
}

#[test]
fn the_mouse_goes_and_comes_with_the_rest_while_it_is_wanted() {
    let screen = play("mouse");
    let (on, off) = (
        "\x1b[?1000h\x1b[?1002h\x1b[?1006h",
        "\x1b[?1006l\x1b[?1002l\x1b[?1000l",
    );
    assert_in_order(
        &screen,
        &[
            &ON[..],
            &[on, off],
            &OFF[..],
            &["in between"],
            &ON[..],
            &[on, off],
            &OFF[..],
            &["without it"],
            &ON[..],
            &[on, off],
            &OFF[..],
            &["on another thread"],
        ]
        .concat(),
    );
    let (_, without) = screen.split_once("without it").expect("it goes on");
    let (resumed, _) = without.split_once(ON[2]).expect("taken again");
    assert!(!resumed.contains(on), "{resumed:?}");
    assert_cooked(&screen);
}

#[test]
fn no_terminal_is_said_plainly() {
    // The test runner's own output may be a terminal, so a copy with a pipe is asked.
    let output = std::process::Command::new(std::env::current_exe().expect("this program"))
        .args(["--ignored", "--exact", "--nocapture", "actor"])
        .env(PART, "leave")
        .output()
        .expect("started");
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("NotATerminal"));
    assert_eq!(
        TerminalError::NotATerminal.to_string(),
        "stackday draws on a terminal; standard output is not one. For scripts: stackday verify --json"
    );
}

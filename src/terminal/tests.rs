//! What is switched on is switched off again, in reverse and once.

use super::*;

/// Notes what is asked of it, and refuses what it is told to.
#[derive(Default)]
struct Recorder {
    done: Vec<(Switch, bool)>,
    refuses: Vec<(Switch, bool)>,
}

impl Device for Recorder {
    fn set(&mut self, switch: Switch, on: bool) -> io::Result<()> {
        self.done.push((switch, on));
        if self.refuses.contains(&(switch, on)) {
            return Err(io::Error::other("no"));
        }
        Ok(())
    }
}

fn off_in_reverse() -> Vec<(Switch, bool)> {
    Switch::ALL.into_iter().rev().map(|s| (s, false)).collect()
}

#[test]
fn what_was_switched_on_is_undone_in_reverse_and_once() {
    let board = Board(AtomicU8::new(0));
    let mut device = Recorder::default();
    board.switch_on(&mut device, true).expect("on");
    assert!(board.is_complete());
    device.done.clear();
    board.switch_off(&mut device).expect("off");
    board.switch_off(&mut device).expect("nothing left");
    assert_eq!(device.done, off_in_reverse());
    assert!(!board.is_complete());
}

#[test]
fn restoring_goes_past_errors_and_gathers_them() {
    let board = Board(AtomicU8::new(0));
    let mut device = Recorder {
        refuses: vec![
            (Switch::HiddenCursor, false),
            (Switch::AlternateScreen, false),
        ],
        ..Recorder::default()
    };
    board.switch_on(&mut device, true).expect("on");
    device.done.clear();
    let error = board.switch_off(&mut device).expect_err("two errors");
    assert_eq!(device.done, off_in_reverse());
    assert_eq!(
        error.to_string(),
        "the terminal is not fully restored (the hidden cursor: no; the alternate screen: no); the command `reset` mends it"
    );
}

#[test]
fn a_refusal_on_the_way_in_undoes_only_what_was_done() {
    let board = Board(AtomicU8::new(0));
    let mut device = Recorder {
        refuses: vec![(Switch::BracketedPaste, true)],
        ..Recorder::default()
    };
    let error = board.switch_on(&mut device, true).expect_err("refused");
    assert_eq!(
        error.to_string(),
        "the terminal refused bracketed paste: no"
    );
    assert_eq!(
        device.done[3..],
        [(Switch::AlternateScreen, false), (Switch::RawMode, false)]
    );
}

#[test]
fn a_second_thread_finds_nothing_left_to_restore() {
    let board = Board(AtomicU8::new(0));
    board.switch_on(&mut Recorder::default(), true).expect("on");
    let undone: usize = std::thread::scope(|scope| {
        let restorers: Vec<_> = (0..8)
            .map(|_| {
                scope.spawn(|| {
                    let mut device = Recorder::default();
                    board.switch_off(&mut device).expect("off");
                    device.done.len()
                })
            })
            .collect();
        restorers
            .into_iter()
            .map(|restorer| restorer.join().expect("no panic"))
            .sum()
    });
    assert_eq!(undone, Switch::ALL.len());
}

#[test]
fn copying_writes_the_clipboard_sequence() {
    assert_eq!(copying("hello"), b"\x1b]52;c;aGVsbG8=\x1b\\");
}

#[test]
fn the_mouse_is_switched_on_only_where_it_is_wanted_and_off_with_the_rest() {
    let board = Board(AtomicU8::new(0));
    let mut device = Recorder::default();
    board.switch_on(&mut device, false).expect("on");
    assert!(board.is_complete(), "nothing is missing without it");
    assert!(!device.done.contains(&(Switch::Mouse, true)));
    board.note(Switch::Mouse);
    device.done.clear();
    board.switch_off(&mut device).expect("off");
    assert_eq!(device.done, off_in_reverse());
}

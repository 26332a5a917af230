//! The terminal: taken over for the dashboard, and given back whatever happens.
//!
//! [`enter`] switches four things on and returns a [`Guard`], which can switch the mouse on as a fifth; dropping it, leaving by
//! it, pausing it and a panic on any thread all go the same way back, which undoes exactly what is still switched on, in
//! reverse, once.
//!
//! Nothing here or elsewhere calls `Terminal::clear`: it asks the terminal where the cursor is and takes the answer
//! out of the keys being read. To draw everything anew, call `Terminal::resize` with the size it has.

mod ability;
mod background;
mod clipboard;
mod editor;
mod events;
#[cfg(unix)]
mod gone;
mod job;
mod mouse;
mod screen;
mod signal;
#[cfg(test)]
mod tests;

use std::fmt;
use std::io::{self, IsTerminal, Write as _};
use std::panic;
use std::sync::Once;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use crossterm::clipboard::CopyToClipboard;
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste, Event};
use crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen};
use crossterm::{Command as _, cursor, execute, terminal};
use futures::Stream;

pub use ability::{shows_rgb, wants_ascii, wants_color};
pub use background::Keys;
pub use clipboard::{Clipboard, Copied};
pub use editor::edit;
pub use events::Events;
pub use job::{can_suspend, suspend, suspend_beside};
pub use screen::{Lane, Screen};
pub use signal::{Signal, Signals, interrupted};

/// How long a terminal may take to be given back. One that takes nothing would keep the program from ending.
const LEAVING: Duration = Duration::from_secs(1);

/// How long a terminal may take to say what its background is: the first frame waits for that.
const ANSWERING: Duration = Duration::from_millis(80);

/// Something of the terminal that is switched on for the dashboard, in the order of switching on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Switch {
    /// Keys arrive one by one and are not echoed.
    RawMode = 1,
    /// The shell's own lines are kept aside.
    AlternateScreen = 2,
    /// A paste arrives as one event, so that a pasted newline is not an Enter.
    BracketedPaste = 4,
    /// The cursor shows only where text is typed.
    HiddenCursor = 8,
    /// Clicks, drags and the wheel arrive as events. The terminal selects text only with Shift held then.
    Mouse = 16,
}

impl Switch {
    const ALL: [Self; 5] = [
        Self::RawMode,
        Self::AlternateScreen,
        Self::BracketedPaste,
        Self::HiddenCursor,
        Self::Mouse,
    ];

    /// Whether the dashboard is drawn only while it is on: all but the mouse, which is a person's choice.
    const fn is_needed(self) -> bool {
        !matches!(self, Self::Mouse)
    }

    const fn bit(self) -> u8 {
        self as u8
    }
}

impl fmt::Display for Switch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::RawMode => "raw mode",
            Self::AlternateScreen => "the alternate screen",
            Self::BracketedPaste => "bracketed paste",
            Self::HiddenCursor => "the hidden cursor",
            Self::Mouse => "the mouse",
        })
    }
}

/// Why the terminal was not taken over.
#[derive(Debug, thiserror::Error)]
pub enum TerminalError {
    /// Standard output goes to a file or a pipe.
    #[error(
        "stackday draws on a terminal; standard output is not one. For scripts: stackday verify --json"
    )]
    NotATerminal,
    /// The terminal can show no screen.
    #[error(
        "this terminal (TERM=dumb) cannot show the dashboard. These commands need none: stackday verify, profiles list, scopes, rehearse; stackday --help lists all"
    )]
    Dumb,
    /// The terminal did not do as asked; what was already switched on is off again.
    #[error("the terminal refused {switch}: {source}")]
    Refused {
        /// What was asked for.
        switch: Switch,
        /// What the system said.
        source: io::Error,
    },
}

/// What could not be undone. Everything else was.
#[derive(Debug, thiserror::Error)]
#[error("the terminal is not fully restored ({}); the command `reset` mends it", listed(.0))]
pub struct RestoreError(pub Vec<(Switch, io::Error)>);

fn listed(errors: &[(Switch, io::Error)]) -> String {
    let errors: Vec<String> = errors
        .iter()
        .map(|(switch, error)| format!("{switch}: {error}"))
        .collect();
    errors.join("; ")
}

/// What can be switched on and off: the real terminal, or a recorder in a test.
trait Device {
    fn set(&mut self, switch: Switch, on: bool) -> io::Result<()>;
}

struct Stdout;

impl Device for Stdout {
    fn set(&mut self, switch: Switch, on: bool) -> io::Result<()> {
        let mut out = io::stdout();
        match (switch, on) {
            (Switch::RawMode, true) => terminal::enable_raw_mode(),
            (Switch::RawMode, false) => terminal::disable_raw_mode(),
            (Switch::AlternateScreen, true) => execute!(out, EnterAlternateScreen),
            (Switch::AlternateScreen, false) => execute!(out, LeaveAlternateScreen),
            (Switch::BracketedPaste, true) => execute!(out, EnableBracketedPaste),
            (Switch::BracketedPaste, false) => execute!(out, DisableBracketedPaste),
            (Switch::HiddenCursor, true) => execute!(out, cursor::Hide),
            (Switch::HiddenCursor, false) => execute!(out, cursor::Show),
            (Switch::Mouse, on) => mouse::set(&mut out, on),
        }
    }
}

/// What is switched on right now, one bit each. Lock-free: the panic hook may run while any lock is held.
struct Board(AtomicU8);

impl Board {
    /// Switches everything on that is off, the mouse only where it is wanted; if one refuses, everything off again.
    fn switch_on(&self, device: &mut impl Device, mouse: bool) -> Result<(), TerminalError> {
        for switch in Switch::ALL {
            if !(switch.is_needed() || mouse) {
                continue;
            }
            if self.0.load(Ordering::SeqCst) & switch.bit() != 0 {
                continue;
            }
            if let Err(source) = device.set(switch, true) {
                // The first refusal is the one worth telling.
                self.switch_off(device).ok();
                return Err(TerminalError::Refused { switch, source });
            }
            self.0.fetch_or(switch.bit(), Ordering::SeqCst);
        }
        Ok(())
    }

    /// Switches off what is on, in reverse, past every error. Whoever comes second finds nothing left to do.
    fn switch_off(&self, device: &mut impl Device) -> Result<(), RestoreError> {
        let on = self.0.swap(0, Ordering::SeqCst);
        let errors: Vec<_> = Switch::ALL
            .into_iter()
            .rev()
            .filter(|switch| on & switch.bit() != 0)
            .filter_map(|switch| Some((switch, device.set(switch, false).err()?)))
            .collect();
        if errors.is_empty() {
            Ok(())
        } else {
            Err(RestoreError(errors))
        }
    }

    /// Notes that one is on: the caller switches it on.
    fn note(&self, switch: Switch) {
        self.0.fetch_or(switch.bit(), Ordering::SeqCst);
    }

    /// Whether all is on that the dashboard needs.
    fn is_complete(&self) -> bool {
        let on = self.0.load(Ordering::SeqCst);
        let mut needed = Switch::ALL.into_iter().filter(|switch| switch.is_needed());
        needed.all(|switch| on & switch.bit() != 0)
    }
}

/// There is one terminal, so there is one board.
static BOARD: Board = Board(AtomicU8::new(0));
static HOOK: Once = Once::new();

/// The terminal, taken over. Dropping it gives the terminal back.
#[derive(Debug)]
#[must_use = "dropping the guard gives the terminal back"]
pub struct Guard {
    /// Whether the mouse is wanted: it is on while the terminal is taken over.
    mouse: bool,
}

/// Takes the terminal over: raw mode, alternate screen, bracketed paste, no cursor. The mouse stays with the
/// terminal, so that text can be selected, until [`Guard::mouse`] asks for it.
pub fn enter() -> Result<Guard, TerminalError> {
    if !io::stdout().is_terminal() {
        return Err(TerminalError::NotATerminal);
    }
    if std::env::var_os("TERM").is_some_and(|name| name == "dumb") {
        return Err(TerminalError::Dumb);
    }
    HOOK.call_once(|| {
        let previous = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            // First the terminal: on the alternate screen nobody would read what the previous hook prints.
            BOARD.switch_off(&mut Stdout).ok();
            previous(panic);
        }));
    });
    BOARD.switch_on(&mut Stdout, false)?;
    Ok(Guard { mouse: false })
}

/// Whether a terminal is taken over by this program, from whichever thread one asks.
#[must_use]
pub fn is_taken() -> bool {
    BOARD.is_complete()
}

impl Guard {
    /// Whether the terminal's background is dark, as it says within a short time; none where it does not say.
    ///
    /// The keys are read meanwhile, and kept.
    pub async fn is_dark<S>(&self, keys: &mut Keys<S>) -> Option<bool>
    where
        S: Stream<Item = io::Result<Event>> + Unpin,
    {
        let mut out = io::stdout();
        out.write_all(background::QUESTION).ok()?;
        out.flush().ok()?;
        keys.is_dark(ANSWERING).await
    }

    /// Whether the terminal is still taken over. It is not after a panic on another thread: draw no more then.
    #[must_use]
    pub fn is_intact(&self) -> bool {
        BOARD.is_complete()
    }

    /// Asks for the mouse, or leaves it to the terminal again. Gives what must be written to the terminal for that, behind
    /// the frames that are on their way; nothing where the terminal is not taken over.
    ///
    /// # Errors
    ///
    /// The system refuses it.
    pub fn mouse(&mut self, on: bool) -> io::Result<Vec<u8>> {
        self.mouse = on;
        if !BOARD.is_complete() {
            return Ok(Vec::new());
        }
        // Noted before it is written, and never taken back: on the way out it is switched off once too often rather than
        // not at all, as what is written here may not have reached the terminal by then.
        if on {
            BOARD.note(Switch::Mouse);
        }
        mouse::switching(on)
    }

    /// Gives the terminal back, and says what could not be undone.
    pub fn leave(self) -> Result<(), RestoreError> {
        BOARD.switch_off(&mut Stdout)
    }

    /// Gives the terminal back for a while; [`Guard::resume`] takes it again.
    pub fn pause(&mut self) -> Result<(), RestoreError> {
        BOARD.switch_off(&mut Stdout)
    }

    /// Takes the terminal again. Everything must be drawn anew.
    pub fn resume(&mut self) -> Result<(), TerminalError> {
        BOARD.switch_on(&mut Stdout, self.mouse)
    }

    /// Gives the terminal back like [`Guard::leave`], and waits no longer than a second for it.
    ///
    /// Needs the context of the runtime.
    pub async fn leave_in_time(self) -> Result<(), RestoreError> {
        let leaving = tokio::task::spawn_blocking(move || self.leave());
        if let Ok(Ok(left)) = tokio::time::timeout(LEAVING, leaving).await {
            return left;
        }
        give_up();
        let why = io::Error::new(io::ErrorKind::TimedOut, "the terminal takes nothing");
        Err(RestoreError(vec![(Switch::AlternateScreen, why)]))
    }
}

/// Undoes what can be undone without writing to the terminal: for one that takes nothing.
pub fn give_up() {
    terminal::disable_raw_mode().ok();
}

impl Drop for Guard {
    fn drop(&mut self) {
        // Nobody is left to be told; `leave` is there for whoever wants to know.
        BOARD.switch_off(&mut Stdout).ok();
    }
}

/// What puts text into the clipboard of the terminal's owner (OSC 52), which works over SSH as well.
///
/// There is no answer: a terminal that does not know the sequence ignores it.
#[must_use]
pub fn copying(text: &str) -> Vec<u8> {
    let mut sequence = String::new();
    // Writing to a string does not fail.
    CopyToClipboard::to_clipboard_from(text)
        .write_ansi(&mut sequence)
        .ok();
    sequence.into_bytes()
}

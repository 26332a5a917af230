//! The mouse: clicks, drags and the wheel as events of the terminal.
//!
//! Not crossterm's own way on Unix: that asks for every motion as well, and nothing here follows a pointer without a button.

use std::io::{self, Write};

/// Buttons, motion while one is held, and positions in digits, which reach beyond column 223.
#[cfg(unix)]
const ON: &[u8] = b"\x1b[?1000h\x1b[?1002h\x1b[?1006h";

/// The same, off.
#[cfg(unix)]
const OFF: &[u8] = b"\x1b[?1006l\x1b[?1002l\x1b[?1000l";

/// What must be written to the terminal to switch it on or off.
#[cfg(unix)]
#[expect(
    clippy::unnecessary_wraps,
    reason = "elsewhere the system can refuse it"
)]
pub(super) fn switching(on: bool) -> io::Result<Vec<u8>> {
    Ok(if on { ON } else { OFF }.to_vec())
}

/// Switches it on or off at once.
#[cfg(unix)]
pub(super) fn set(out: &mut impl Write, on: bool) -> io::Result<()> {
    out.write_all(&switching(on)?)?;
    out.flush()
}

/// Here the console is asked, and nothing is written.
#[cfg(not(unix))]
pub(super) fn switching(on: bool) -> io::Result<Vec<u8>> {
    set(&mut io::stdout(), on)?;
    Ok(Vec::new())
}

/// Switches it on or off at once.
#[cfg(not(unix))]
pub(super) fn set(out: &mut impl Write, on: bool) -> io::Result<()> {
    use crossterm::event::{DisableMouseCapture, EnableMouseCapture};
    if on {
        crossterm::execute!(out, EnableMouseCapture)
    } else {
        crossterm::execute!(out, DisableMouseCapture)
    }
}

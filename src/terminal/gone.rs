//! Sees that the terminal is gone.
//!
//! The system tells a program of it by a signal only where the terminal is the program's controlling one. Reading gives
//! an end of file over and over then, and the thread that reads keys tells nobody. So one thread waits for the hang-up
//! itself: it asks for no other event, and sleeps until then.

use std::io;
use std::os::fd::{AsFd as _, OwnedFd};
use std::thread;

use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::Errno;
use tokio::sync::oneshot;

/// Ends once the terminal on standard output is gone; `None` where that cannot be watched.
pub(super) fn watch() -> Option<oneshot::Receiver<()>> {
    // A duplicate: the number of the original may come to mean something else.
    let terminal = io::stdout().as_fd().try_clone_to_owned().ok()?;
    let (sender, receiver) = oneshot::channel();
    thread::Builder::new()
        .name("terminal watch".to_owned())
        .spawn(move || {
            if hung_up(&terminal) {
                // Nobody waits any more where the program is about to end.
                sender.send(()).ok();
            }
        })
        .ok()?;
    Some(receiver)
}

/// Waits for the hang-up. `false` where the system cannot say.
fn hung_up(terminal: &OwnedFd) -> bool {
    loop {
        let mut watched = [PollFd::new(terminal, PollFlags::empty())];
        match poll(&mut watched, None) {
            Ok(_) => {
                let seen = watched[0].revents();
                if seen.contains(PollFlags::HUP) {
                    return true;
                }
                // Some systems do not poll terminals: then the signal is all there is.
                if !seen.is_empty() {
                    return false;
                }
            }
            Err(Errno::INTR) => {}
            Err(_) => return false,
        }
    }
}

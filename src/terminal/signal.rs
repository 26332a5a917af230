//! The wish from outside that the program ends.

use crate::domain::exit::Exit;

/// Who asked the program to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// Ctrl-C, where it is not a key of the dashboard.
    Interrupt,
    /// The system or a supervisor.
    Terminate,
    /// The terminal is gone.
    HangUp,
}

impl Signal {
    /// How the program ends.
    #[must_use]
    pub const fn exit(self) -> Exit {
        match self {
            Self::Interrupt | Self::Terminate | Self::HangUp => Exit::Interrupted,
        }
    }
}

/// Listens for signals from now on; the future ends with the first.
///
/// The system's own answer to these signals is switched off for good by the call: make it before the terminal is taken
/// over, or one that comes in between would end the program without giving the terminal back.
///
/// Needs the context of the runtime.
#[cfg(unix)]
pub fn interrupted() -> impl Future<Output = Signal> + Send {
    use tokio::signal::unix::{SignalKind, signal};

    // One that cannot be listened to keeps the system's own answer, which ends the program too.
    let listen = |kind: SignalKind| signal(kind).ok();
    let interrupt = listen(SignalKind::interrupt());
    let terminate = listen(SignalKind::terminate());
    let hang_up = listen(SignalKind::hangup());
    async move {
        tokio::select! {
            () = received(interrupt) => Signal::Interrupt,
            () = received(terminate) => Signal::Terminate,
            () = received(hang_up) => Signal::HangUp,
        }
    }
}

#[cfg(unix)]
async fn received(signals: Option<tokio::signal::unix::Signal>) {
    if let Some(mut signals) = signals
        && signals.recv().await.is_some()
    {
        return;
    }
    std::future::pending::<()>().await;
}

/// Listens for Ctrl-C; the future ends with the first.
#[cfg(not(unix))]
pub fn interrupted() -> impl Future<Output = Signal> + Send {
    async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
        Signal::Interrupt
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_signal_is_told_and_ends_with_130() {
        let waiting = tokio::spawn(interrupted());
        // Sent by the shell's `kill`: the listener is in place, though nobody has polled it.
        std::process::Command::new("sh")
            .args(["-c", &format!("kill -s HUP {}", std::process::id())])
            .status()
            .expect("a shell");
        let signal = waiting.await.expect("no panic");
        assert_eq!(signal, Signal::HangUp);
        assert_eq!(signal.exit().code(), 130);
    }
}

//! The wish from outside that the program ends.

use crate::exit::Exit;

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

/// Waits for the first signal.
///
/// It listens from its first poll on, and the system's own answer to these signals is switched off for good then:
/// make it once, pin it and keep polling it, rather than making a new one in every turn of a loop.
#[cfg(unix)]
pub async fn interrupted() -> Signal {
    use tokio::signal::unix::SignalKind;

    tokio::select! {
        () = received(SignalKind::interrupt()) => Signal::Interrupt,
        () = received(SignalKind::terminate()) => Signal::Terminate,
        () = received(SignalKind::hangup()) => Signal::HangUp,
    }
}

#[cfg(unix)]
async fn received(kind: tokio::signal::unix::SignalKind) {
    // One that cannot be listened to keeps the system's own answer, which ends the program too.
    if let Ok(mut signals) = tokio::signal::unix::signal(kind)
        && signals.recv().await.is_some()
    {
        return;
    }
    std::future::pending::<()>().await;
}

/// Waits for the first signal.
#[cfg(not(unix))]
pub async fn interrupted() -> Signal {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
    Signal::Interrupt
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_signal_is_told_and_ends_with_130() {
        let waiting = tokio::spawn(interrupted());
        tokio::task::yield_now().await;
        // Sent by the shell's `kill`, only once the listener above is in place.
        std::process::Command::new("sh")
            .args(["-c", &format!("kill -s HUP {}", std::process::id())])
            .status()
            .expect("a shell");
        let signal = waiting.await.expect("no panic");
        assert_eq!(signal, Signal::HangUp);
        assert_eq!(signal.exit().code(), 130);
    }
}

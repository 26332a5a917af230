//! What comes from outside: the wish that the program ends, and the job control of a shell.

use crate::domain::exit::Exit;

/// A signal that this program listens to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// Ctrl-C, where it is not a key of the dashboard.
    Interrupt,
    /// The system or a supervisor.
    Terminate,
    /// The terminal is gone.
    HangUp,
    /// Ctrl-\, where it is not a key of the dashboard. Ends as the others do: a core file would hold secrets.
    Quit,
    /// Put aside by a shell's job control, or by another program.
    Suspend,
    /// Brought back by a shell's job control.
    Continue,
}

impl Signal {
    /// Whether it asks for the end of the program.
    #[must_use]
    pub const fn ends(self) -> bool {
        !matches!(self, Self::Suspend | Self::Continue)
    }

    /// How the program ends that was asked to.
    #[must_use]
    pub const fn exit() -> Exit {
        Exit::Interrupted
    }
}

/// Listens for the signals that end a program; the future ends with the first.
///
/// The system's own answer to these signals is switched off for good by the call: make it before the terminal is taken
/// over, or one that comes in between would end the program without giving the terminal back.
///
/// Needs the context of the runtime.
pub fn interrupted() -> impl Future<Output = Signal> + Send {
    let mut signals = Signals::ending();
    async move { signals.next().await }
}

#[cfg(unix)]
pub use unix::Signals;

#[cfg(unix)]
mod unix {
    use std::future::poll_fn;
    use std::pin::Pin;
    use std::task::{Context, Poll};

    use futures::Stream;
    use tokio::signal::unix::{Signal as Listener, SignalKind, signal};
    use tokio::sync::oneshot;

    use super::Signal;

    /// The signals, in the order in which they are looked at: first what ends the program.
    pub struct Signals {
        listeners: Vec<(Signal, Listener)>,
        gone: Option<oneshot::Receiver<()>>,
    }

    impl Signals {
        /// Listens for the signals that end a program. Needs the context of the runtime.
        #[must_use]
        pub fn ending() -> Self {
            Self::of(&[
                (Signal::Interrupt, SignalKind::interrupt()),
                (Signal::Terminate, SignalKind::terminate()),
                (Signal::HangUp, SignalKind::hangup()),
                (Signal::Quit, SignalKind::quit()),
            ])
        }

        /// Listens for what concerns a program that has taken a terminal over: also for job control, and for the end of
        /// the terminal, which sends no signal to a program whose controlling terminal is another or none.
        #[must_use]
        pub fn of_terminal() -> Self {
            let mut signals = Self::ending();
            let job_control = Self::of(&[
                (
                    Signal::Suspend,
                    SignalKind::from_raw(rustix::process::Signal::TSTP.as_raw()),
                ),
                (
                    Signal::Continue,
                    SignalKind::from_raw(rustix::process::Signal::CONT.as_raw()),
                ),
            ]);
            signals.listeners.extend(job_control.listeners);
            signals.gone = super::super::gone::watch();
            signals
        }

        /// One that cannot be listened to keeps the system's own answer.
        fn of(kinds: &[(Signal, SignalKind)]) -> Self {
            let listeners = kinds
                .iter()
                .filter_map(|(name, kind)| Some((*name, signal(*kind).ok()?)))
                .collect();
            Self {
                listeners,
                gone: None,
            }
        }

        /// The next one.
        pub async fn next(&mut self) -> Signal {
            poll_fn(|context| self.poll(context)).await
        }

        fn poll(&mut self, context: &mut Context<'_>) -> Poll<Signal> {
            if let Some(gone) = &mut self.gone
                && let Poll::Ready(seen) = Pin::new(gone).poll(context)
            {
                self.gone = None;
                if seen.is_ok() {
                    return Poll::Ready(Signal::HangUp);
                }
            }
            for (name, listener) in &mut self.listeners {
                if let Poll::Ready(Some(())) = listener.poll_recv(context) {
                    return Poll::Ready(*name);
                }
            }
            Poll::Pending
        }
    }

    impl Stream for Signals {
        type Item = Signal;

        fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Signal>> {
            self.get_mut().poll(context).map(Some)
        }
    }
}

#[cfg(not(unix))]
pub use other::Signals;

#[cfg(not(unix))]
mod other {
    use std::pin::Pin;
    use std::task::{Context, Poll};

    use futures::Stream;

    use super::Signal;

    /// Ctrl-C, which is all there is here.
    pub struct Signals(Pin<Box<dyn Future<Output = ()> + Send>>);

    impl Signals {
        /// Listens for Ctrl-C. Needs the context of the runtime.
        #[must_use]
        pub fn ending() -> Self {
            Self(Box::pin(async {
                if tokio::signal::ctrl_c().await.is_err() {
                    std::future::pending::<()>().await;
                }
            }))
        }

        /// The same: there is no job control here.
        #[must_use]
        pub fn of_terminal() -> Self {
            Self::ending()
        }

        /// The next one.
        pub async fn next(&mut self) -> Signal {
            self.0.as_mut().await;
            *self = Self::ending();
            Signal::Interrupt
        }
    }

    impl Stream for Signals {
        type Item = Signal;

        fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Signal>> {
            let ready = self.0.as_mut().poll(context);
            ready.map(|()| {
                *self = Self::ending();
                Some(Signal::Interrupt)
            })
        }
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
        assert!(signal.ends() && !Signal::Suspend.ends() && !Signal::Continue.ends());
        assert_eq!(Signal::exit().code(), 130);
    }
}

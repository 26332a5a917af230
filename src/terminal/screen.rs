//! The way of a frame to the terminal.
//!
//! A terminal may take nothing: a stalled SSH line, a stopped tmux client. Writing to it blocks then, and a program that
//! writes where it listens is deaf. So one thread writes, and whoever draws looks first whether the last frame is out.

use std::io::{self, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use tokio::sync::Notify;

/// Gathers what is drawn and hands it to the writing thread with each flush.
pub struct Screen {
    gathered: Vec<u8>,
    lane: Lane,
}

/// The way to the writing thread. Clones lead to the same thread.
#[derive(Clone)]
pub struct Lane {
    frames: Sender<Vec<u8>>,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    /// How many pieces are not out yet.
    waiting: AtomicUsize,
    /// Told whenever the last of them is out.
    written: Notify,
    /// Why nothing goes out any more.
    failed: Mutex<Option<io::ErrorKind>>,
}

impl Screen {
    /// Starts the thread that writes to the terminal on standard output. It drops what comes while `may_write` says no.
    ///
    /// # Errors
    ///
    /// The system gives no second handle of standard output, or no thread.
    pub fn start(may_write: impl Fn() -> bool + Send + 'static) -> io::Result<Self> {
        Self::onto(terminal()?, may_write)
    }

    fn onto(
        mut out: impl Write + Send + 'static,
        may_write: impl Fn() -> bool + Send + 'static,
    ) -> io::Result<Self> {
        let (frames, receiver) = channel();
        let shared = Arc::<Shared>::default();
        let theirs = Arc::clone(&shared);
        thread::Builder::new()
            .name("terminal output".to_owned())
            .spawn(move || write(&receiver, &theirs, &mut out, &may_write))?;
        Ok(Self {
            gathered: Vec::new(),
            lane: Lane { frames, shared },
        })
    }

    /// The way to the writing thread.
    #[must_use]
    pub fn lane(&self) -> Lane {
        self.lane.clone()
    }
}

/// A handle of standard output that shares no lock with it: who holds that lock while the terminal takes nothing would
/// keep everyone else waiting.
#[cfg(unix)]
fn terminal() -> io::Result<std::fs::File> {
    use std::os::fd::AsFd as _;
    Ok(io::stdout().as_fd().try_clone_to_owned()?.into())
}

#[cfg(not(unix))]
fn terminal() -> io::Result<io::Stdout> {
    Ok(io::stdout())
}

fn write(
    frames: &Receiver<Vec<u8>>,
    shared: &Shared,
    out: &mut impl Write,
    may_write: &impl Fn() -> bool,
) {
    while let Ok(frame) = frames.recv() {
        if may_write()
            && let Err(error) = out.write_all(&frame).and_then(|()| out.flush())
        {
            let mut failed = shared.failed.lock().unwrap_or_else(PoisonError::into_inner);
            failed.get_or_insert(error.kind());
        }
        if shared.waiting.fetch_sub(1, Ordering::SeqCst) == 1 {
            shared.written.notify_waiters();
        }
    }
}

impl Lane {
    /// Sends bytes on their way, behind what is waiting. Does not wait.
    ///
    /// # Errors
    ///
    /// The terminal refused what was sent before.
    pub fn send(&self, bytes: Vec<u8>) -> io::Result<()> {
        let failed = *(self.shared.failed.lock()).unwrap_or_else(PoisonError::into_inner);
        if let Some(kind) = failed {
            return Err(kind.into());
        }
        self.shared.waiting.fetch_add(1, Ordering::SeqCst);
        self.frames.send(bytes).map_err(|_| {
            self.shared.waiting.fetch_sub(1, Ordering::SeqCst);
            io::ErrorKind::BrokenPipe.into()
        })
    }

    /// Whether all that was sent is out.
    #[must_use]
    pub fn is_free(&self) -> bool {
        self.shared.waiting.load(Ordering::SeqCst) == 0
    }

    /// Waits until all that was sent is out.
    pub async fn written(&self) {
        loop {
            let written = self.shared.written.notified();
            let mut written = std::pin::pin!(written);
            // Listening first: what gets out between the look and the wait would not be heard.
            written.as_mut().enable();
            if self.is_free() {
                return;
            }
            written.await;
        }
    }
}

impl Write for Screen {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.gathered.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.gathered.is_empty() {
            return Ok(());
        }
        self.lane.send(std::mem::take(&mut self.gathered))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Receiver, Sender, channel};

    use super::*;

    /// A terminal that takes a piece whenever it is told to.
    struct Stalled {
        takes: Receiver<io::Result<()>>,
        reached: Sender<Vec<u8>>,
    }

    impl Write for Stalled {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.takes.recv().map_err(io::Error::other)??;
            self.reached.send(bytes.to_vec()).ok();
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[tokio::test]
    async fn whoever_draws_never_waits_and_sees_when_all_is_out() {
        let (take, takes) = channel();
        let (reached, came) = channel();
        let mut screen = Screen::onto(Stalled { takes, reached }, || true).expect("a thread");
        let lane = screen.lane();
        assert!(lane.is_free());
        screen.write_all(b"one").expect("gathered");
        assert!(lane.is_free(), "nothing is sent before a flush");
        screen.flush().expect("sent");
        screen.flush().expect("an empty flush sends nothing");
        lane.send(b"two".to_vec()).expect("sent");
        assert!(!lane.is_free());
        take.send(Ok(())).expect("taken");
        assert_eq!(came.recv().expect("one"), b"one");
        assert!(!lane.is_free());
        take.send(Ok(())).expect("taken");
        lane.written().await;
        assert_eq!(came.recv().expect("two"), b"two");
    }

    #[tokio::test]
    async fn a_terminal_that_refuses_is_told_with_the_next_piece() {
        let (take, takes) = channel();
        let (reached, _came) = channel();
        let screen = Screen::onto(Stalled { takes, reached }, || true).expect("a thread");
        let lane = screen.lane();
        take.send(Err(io::ErrorKind::BrokenPipe.into()))
            .expect("refused");
        lane.send(b"one".to_vec()).expect("on its way");
        lane.written().await;
        let error = lane.send(b"two".to_vec()).expect_err("refused");
        assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
    }

    #[tokio::test]
    async fn nothing_is_written_to_a_terminal_that_was_given_back() {
        let (_take, takes) = channel();
        let (reached, came) = channel();
        let screen = Screen::onto(Stalled { takes, reached }, || false).expect("a thread");
        let lane = screen.lane();
        lane.send(b"one".to_vec()).expect("on its way");
        lane.written().await;
        assert!(came.try_recv().is_err());
    }
}

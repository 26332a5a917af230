//! What happened, as it happens: the lines of the log pane, and of the log file.
//!
//! Everything written here is already redacted and cleaned: exchanges by the HTTP door, notes by whoever
//! words them (and a note never holds a secret). The channel is bounded; what does not fit is counted, never waited for.

mod about;
mod entry;
mod exchange;

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::SignedDuration;
use tokio::sync::mpsc;

pub use about::{about, connection};
pub use entry::{CallLine, CallState, Entry, Level, Meaning, OWN};
pub use exchange::{Exchange, Outcome, Part};

/// How many entries may wait for their reader before new ones are counted as dropped.
pub const WAITING_ENTRIES: usize = 4_096;

/// The writing end of the log. Clones write to the same log.
#[derive(Clone)]
pub struct Journal(Arc<Inner>);

struct Inner {
    entries: Option<mpsc::Sender<Entry>>,
    file: Option<Mutex<LogFile>>,
    dropped: AtomicU64,
    /// Hears at once of waits that a person would wonder about.
    waits: Option<fn(&Entry)>,
}

/// A wait from this long on is told at once, not only where the log is looked at.
const WONDERED_ABOUT: SignedDuration = SignedDuration::from_secs(3);

/// The log file. Several programs may append to it at once.
struct LogFile {
    file: File,
    /// Whether the last line may stand there in part.
    cut: bool,
    loss: Option<Loss>,
}

/// What a log file did not take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loss {
    /// How many entries are not in it.
    pub entries: u64,
    /// Why the first of them is not, as the system says it.
    pub why: String,
}

impl LogFile {
    /// Appends one entry. The line and its end go out in one call: the system then writes it whole, whoever else appends.
    fn append(&mut self, entry: &Entry) {
        let mut line = Vec::with_capacity(1_024);
        if self.cut {
            line.push(b'\n');
        }
        let written = serde_json::to_writer(&mut line, entry)
            .map_err(io::Error::from)
            .and_then(|()| {
                line.push(b'\n');
                self.file.write_all(&line)
            });
        self.cut = written.is_err();
        if let Err(error) = written {
            let loss = self.loss.get_or_insert_with(|| Loss {
                entries: 0,
                why: error.to_string(),
            });
            loss.entries += 1;
        }
    }
}

impl Journal {
    /// A log that keeps nothing, unless a file is given.
    #[must_use]
    pub fn silent(file: Option<File>) -> Self {
        Self::with(None, file, None)
    }

    /// A log and its reading end; `waits` hears of each longer wait as it begins, for whoever sees no log.
    #[must_use]
    pub fn telling(file: Option<File>, waits: fn(&Entry)) -> (Self, mpsc::Receiver<Entry>) {
        let (sender, receiver) = mpsc::channel(WAITING_ENTRIES);
        (Self::with(Some(sender), file, Some(waits)), receiver)
    }

    /// A log and its reading end.
    #[must_use]
    pub fn new(file: Option<File>) -> (Self, mpsc::Receiver<Entry>) {
        let (sender, receiver) = mpsc::channel(WAITING_ENTRIES);
        (Self::with(Some(sender), file, None), receiver)
    }

    fn with(
        entries: Option<mpsc::Sender<Entry>>,
        file: Option<File>,
        waits: Option<fn(&Entry)>,
    ) -> Self {
        let file = file.map(|file| {
            Mutex::new(LogFile {
                file,
                cut: false,
                loss: None,
            })
        });
        Self(Arc::new(Inner {
            entries,
            file,
            dropped: AtomicU64::new(0),
            waits,
        }))
    }

    /// Writes one entry: to the file at once, to the reader if it has room.
    pub fn write(&self, mut entry: Entry) {
        if entry.connection.is_none() {
            entry.connection = connection();
        }
        if let (Some(waits), Some(until)) = (self.0.waits, entry.waits_until)
            && until.duration_since(entry.at) >= WONDERED_ABOUT
        {
            waits(&entry);
        }
        if let Some(file) = &self.0.file {
            // A log file that cannot be written (a full disk) must not stop the work it tells of; the loss is told.
            file.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .append(&entry);
        }
        if let Some(entries) = &self.0.entries
            && let Err(mpsc::error::TrySendError::Full(_)) = entries.try_send(entry)
        {
            self.0.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Writes one line of stackday's own.
    pub fn note(&self, level: Level, text: impl Into<String>) {
        self.write(Entry::new(crate::domain::clock::now(), level, OWN, text));
    }

    /// How many entries did not fit since the start.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.0.dropped.load(Ordering::Relaxed)
    }

    /// What the log file did not take since the start.
    #[must_use]
    pub fn loss(&self) -> Option<Loss> {
        let file = self.0.file.as_ref()?;
        let file = file.lock().unwrap_or_else(PoisonError::into_inner);
        file.loss.clone()
    }
}

/// Opens a log file for appending, readable by its owner alone.
pub fn open_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        // Opening a named pipe would wait until another program reads it.
        let flags = rustix::fs::OFlags::NONBLOCK.bits().cast_signed();
        options.mode(0o600).custom_flags(flags);
        options.open(path).map_err(|error| {
            if error.raw_os_error() == Some(rustix::io::Errno::NXIO.raw_os_error()) {
                io::Error::other("it is a pipe that no program reads")
            } else {
                error
            }
        })
    }
    #[cfg(not(unix))]
    options.open(path)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    #[test]
    fn a_full_channel_counts_and_never_waits() {
        let (journal, mut reader) = Journal::new(None);
        for n in 0..=WAITING_ENTRIES {
            journal.note(Level::Info, n.to_string());
        }
        assert_eq!(journal.dropped(), 1);
        assert_eq!(reader.try_recv().expect("an entry").text, "0");
    }

    #[test]
    fn the_file_holds_one_json_object_a_line() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("stackday.log");
        let journal = Journal::silent(Some(open_file(&path).expect("a file")));
        journal.note(Level::Warn, "one\ntwo");
        journal.note(Level::Info, "three");
        let text = std::fs::read_to_string(&path).expect("text");
        let levels: Vec<_> = text
            .lines()
            .map(|line| {
                serde_json::from_str::<serde_json::Value>(line).expect("JSON")["level"].clone()
            })
            .collect();
        assert_eq!(levels, ["warn", "info"]);
        assert_eq!(journal.loss(), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn what_the_file_does_not_take_is_counted_and_told() {
        let full = OpenOptions::new().append(true).open("/dev/full");
        let journal = Journal::silent(Some(full.expect("a full device")));
        journal.note(Level::Warn, "one");
        journal.note(Level::Info, "two");
        let loss = journal.loss().expect("a loss");
        assert_eq!(loss.entries, 2);
        assert!(loss.why.contains("No space left"), "{}", loss.why);
    }

    #[test]
    fn a_line_that_was_cut_spoils_none_after_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("stackday.log");
        let mut file = open_file(&path).expect("a file");
        file.write_all(b"{\"half").expect("written");
        let mut log = LogFile {
            file,
            cut: true,
            loss: None,
        };
        for text in ["one", "two"] {
            log.append(&Entry::new(Timestamp::UNIX_EPOCH, Level::Info, OWN, text));
        }
        let text = std::fs::read_to_string(&path).expect("text");
        let whole = text
            .lines()
            .filter(|line| serde_json::from_str::<serde_json::Value>(line).is_ok());
        assert_eq!((whole.count(), text.lines().count()), (2, 3), "{text}");
    }

    #[test]
    fn a_wait_that_a_person_would_wonder_about_is_told_as_it_begins() {
        static TOLD: Mutex<Vec<String>> = Mutex::new(Vec::new());
        let (journal, _reader) = Journal::telling(None, |entry| {
            TOLD.lock().expect("a lock").push(entry.text.clone());
        });
        for (text, wait) in [("no wait", None), ("short", Some(2)), ("long", Some(20))] {
            let at = Timestamp::UNIX_EPOCH;
            journal.write(Entry {
                waits_until: wait.map(|wait| {
                    at.saturating_add(SignedDuration::from_secs(wait))
                        .expect("a time")
                }),
                ..Entry::new(at, Level::Info, "planday", text)
            });
        }
        assert_eq!(*TOLD.lock().expect("a lock"), ["long"]);
    }

    #[tokio::test]
    async fn lines_name_the_connection_that_the_work_is_about() {
        let (journal, mut reader) = Journal::new(None);
        journal.note(Level::Info, "before");
        let one = about(Some("Nordlys".into()), async {
            journal.note(Level::Info, "one");
            tokio::task::yield_now().await;
            let spawned = journal.clone();
            let inside = about(
                connection(),
                async move { spawned.note(Level::Info, "spawned") },
            );
            tokio::spawn(inside).await.expect("the end");
        });
        let other = about(Some("Fjord".into()), async {
            journal.note(Level::Info, "other");
        });
        tokio::join!(one, other);
        let mut named = Vec::new();
        while let Ok(entry) = reader.try_recv() {
            named.push((entry.text, entry.connection.as_deref().map(str::to_owned)));
        }
        let expected = [
            ("before", None),
            ("one", Some("Nordlys")),
            ("other", Some("Fjord")),
            ("spawned", Some("Nordlys")),
        ]
        .map(|(text, name)| (text.to_owned(), name.map(str::to_owned)));
        assert_eq!(named, expected);
    }
}

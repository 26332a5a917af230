//! The library's handle: opens the database when it is needed, and is the one way to read and write it.

use std::cell::Cell;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, Transaction, TransactionBehavior};

use super::error::{LibraryError, from_database};
use super::fault::{Fault, Outcome};
use super::schema::{self, NAME};
use super::session::{self, Session};
use crate::domain::guard::Guard;
use crate::storage::{Identity, Options};

/// How long a program waits for another one that writes.
pub(super) const WAIT: Duration = Duration::from_secs(3);

/// How long the database waits by itself for another program that writes, before it is asked anew.
const TURN: Duration = Duration::from_millis(8);

/// A moment at which a test can look, or end the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Point {
    /// A change is made and not committed.
    Changed,
    /// A change is committed.
    Committed,
    /// The old files are taken over and not committed.
    TakenOver,
    /// The old files are committed, and still there under their names.
    TakeoverCommitted,
    /// The old file has its backup, and is still there.
    OldCopied,
}

/// The saved connections in one folder, and all that belongs to them. Cheap to clone; all clones are one library.
#[derive(Clone)]
pub struct Library {
    pub(super) inner: Arc<Inner>,
}

pub(super) struct Inner {
    pub(super) folder: PathBuf,
    pub(super) guard: Guard,
    network: Option<bool>,
    open: Mutex<Option<Open>>,
    pub(super) session: OnceLock<Session>,
    /// The change up to which a screen has followed; below 0 where no screen follows.
    followed: AtomicI64,
    watch: Option<Watch>,
}

type Watch = Box<dyn Fn(Point) + Send + Sync>;

/// The open database.
pub(super) struct Open {
    pub(super) connection: Connection,
    /// Why it cannot be written, as a sentence.
    pub(super) read_only: Option<String>,
    /// A newer program wrote it: its version.
    pub(super) newer: Option<i64>,
    pub(super) identity: Option<Identity>,
    /// What a person should know about the files here, in sentences.
    pub(super) notices: Vec<String>,
}

/// Whether a change is worth a backup of its own before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Backup {
    /// At the first change of a day.
    Daily,
    /// Before this change, whatever the day.
    Now,
}

/// A transaction that writes.
pub(super) struct Tx<'a> {
    transaction: Transaction<'a>,
    pub(super) guard: &'a Guard,
    change: Cell<Option<i64>>,
}

impl std::ops::Deref for Tx<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.transaction
    }
}

impl<'a> Tx<'a> {
    /// Begins one, as soon as no other program writes.
    ///
    /// The database's own wait looks ever more seldom, ten times a second in the end: beside a program that writes without
    /// end it misses every moment between two changes. This one looks a few times in every [`TURN`].
    pub(super) fn begin(connection: &'a mut Connection, guard: &'a Guard) -> Outcome<Self> {
        let connection: &'a Connection = connection;
        let until = Instant::now() + WAIT;
        connection.busy_timeout(TURN)?;
        let transaction = loop {
            let begun = Transaction::new_unchecked(connection, TransactionBehavior::Immediate);
            match begun {
                Err(error)
                    if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy)
                        && Instant::now() < until => {}
                begun => break begun,
            }
        };
        connection.busy_timeout(WAIT)?;
        Ok(Self {
            transaction: transaction?,
            guard,
            change: Cell::new(None),
        })
    }

    pub(super) fn commit(self) -> rusqlite::Result<()> {
        self.transaction.commit()
    }

    /// The number of this change.
    pub(super) fn change(&self) -> Outcome<i64> {
        if let Some(change) = self.change.get() {
            return Ok(change);
        }
        let change = self.query_row(
            "UPDATE counter SET value = value + 1 WHERE name = 'change' RETURNING value",
            [],
            |row| row.get(0),
        )?;
        self.change.set(Some(change));
        Ok(change)
    }
}

impl Library {
    /// The library in this folder, which need not be there. Nothing is opened yet.
    #[must_use]
    pub fn new(folder: &Path, guard: Guard) -> Self {
        Self::build(folder, guard, None, None)
    }

    /// A library that takes the folder for one of a network file system, or not, whatever it is.
    #[doc(hidden)]
    #[must_use]
    pub fn with_network(folder: &Path, guard: Guard, network: bool) -> Self {
        Self::build(folder, guard, Some(network), None)
    }

    /// A library that is watched: for tests of what a program leaves that ends in the middle.
    #[doc(hidden)]
    #[must_use]
    pub fn watched(
        folder: &Path,
        guard: Guard,
        watch: impl Fn(Point) + Send + Sync + 'static,
    ) -> Self {
        Self::build(folder, guard, None, Some(Box::new(watch)))
    }

    fn build(folder: &Path, guard: Guard, network: Option<bool>, watch: Option<Watch>) -> Self {
        Self {
            inner: Arc::new(Inner {
                folder: folder.to_owned(),
                guard,
                network,
                open: Mutex::default(),
                session: OnceLock::new(),
                followed: AtomicI64::new(-1),
                watch,
            }),
        }
    }

    /// The folder in which this machine's programs keep what must not be lost; none where it has no home.
    #[must_use]
    pub fn default_folder() -> Option<PathBuf> {
        directories::ProjectDirs::from("", "", "stackday")
            .map(|folders| folders.data_dir().to_owned())
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.inner.folder
    }

    /// The database.
    #[must_use]
    pub fn file(&self) -> PathBuf {
        self.inner.folder.join(NAME)
    }

    /// What recognises secrets in texts.
    #[must_use]
    pub fn guard(&self) -> &Guard {
        &self.inner.guard
    }

    /// The id of this run, as other programs see it.
    pub(super) fn session(&self) -> &str {
        let begin = || Session::begin(&self.inner.folder);
        self.inner.session.get_or_init(begin).id()
    }

    /// Whether the run with this id is this one, or another that has not ended.
    pub(super) fn is_alive(&self, id: &str) -> bool {
        id == self.session() || session::is_alive(&self.inner.folder, id)
    }

    /// A screen has followed up to this change: what is told to it from now on begins behind it.
    pub fn followed_to(&self, change: i64) {
        self.inner.followed.store(change, Ordering::Relaxed);
    }

    /// Up to which change a screen has followed; none where no screen does.
    #[must_use]
    pub fn followed(&self) -> Option<i64> {
        let change = self.inner.followed.load(Ordering::Relaxed);
        (change >= 0).then_some(change)
    }

    /// Closes the database, and folds the log of writes back into it. It is opened again when it is needed. Blocks.
    ///
    /// The error is a sentence: then the log stays beside the database, and belongs to it.
    pub fn close(&self) -> Result<(), String> {
        if let Some(session) = self.inner.session.get() {
            session.end(&self.inner.folder);
        }
        let Some(open) = self.lock().take() else {
            return Ok(());
        };
        open.connection
            .close()
            .map_err(|(_, error)| format!("The database could not be closed: {error}."))
    }

    fn lock(&self) -> MutexGuard<'_, Option<Open>> {
        self.inner
            .open
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn watch(&self, point: Point) {
        if let Some(watch) = &self.inner.watch {
            watch(point);
        }
    }

    /// How a database is opened here.
    pub(super) fn options(&self) -> Options {
        Options {
            application_id: schema::APPLICATION_ID,
            wait: WAIT,
            network: self.inner.network,
        }
    }

    /// Reads. None where nothing is saved yet. Blocks.
    pub(super) fn read_with<T>(
        &self,
        work: impl FnOnce(&Open) -> Outcome<T>,
    ) -> Result<Option<T>, LibraryError> {
        let mut slot = self.lock();
        if !self.is_open(slot.as_ref()) {
            if !self.file().exists() && !self.has_old_files() {
                *slot = None;
                return Ok(None);
            }
            *slot = Some(self.open()?);
        }
        let Some(open) = slot.as_ref() else {
            return Ok(None);
        };
        work(open).map(Some).map_err(|fault| self.error(fault))
    }

    /// Changes what is kept, in one transaction: all of it or nothing. Blocks, some seconds if another program writes.
    pub(super) fn write_with<T>(
        &self,
        backup: Backup,
        work: impl FnOnce(&Tx<'_>) -> Outcome<T>,
    ) -> Result<T, LibraryError> {
        let mut slot = self.lock();
        if !self.is_open(slot.as_ref()) {
            *slot = Some(self.open()?);
        }
        let Some(open) = slot.as_mut() else {
            return Err(LibraryError::gone());
        };
        if let Some(found) = open.newer {
            return Err(self.newer(found));
        }
        if let Some(why) = &open.read_only {
            return Err(LibraryError::ReadOnly(why.clone()));
        }
        self.change(open, backup, work)
            .map_err(|fault| self.error(fault))
    }

    /// Whether the database is open, and still the one at its path.
    fn is_open(&self, slot: Option<&Open>) -> bool {
        slot.is_some_and(|open| {
            open.identity
                .is_none_or(|opened| Identity::of(&self.file()) == Some(opened))
        })
    }

    pub(super) fn newer(&self, found: i64) -> LibraryError {
        LibraryError::Newer {
            path: self.file(),
            found,
            known: schema::VERSION,
        }
    }

    pub(super) fn error(&self, fault: Fault) -> LibraryError {
        match fault {
            Fault::Library(error) => self.with_backup(error),
            Fault::Database(error) => {
                self.with_backup(from_database(&self.file(), WAIT.as_secs(), error))
            }
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        // Whoever does not close it leaves no lock behind either: the database closes by itself.
        if let Some(session) = self.session.get() {
            session.end(&self.folder);
        }
    }
}

impl fmt::Debug for Library {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Library")
            .field("folder", &self.inner.folder)
            .finish_non_exhaustive()
    }
}

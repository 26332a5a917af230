//! Opening the database: its tables brought up to date, what an older stackday left taken over, and a backup before
//! what changes much.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::error::{Damage, LibraryError, from_open};
use super::fault::{Fault, Outcome};
use super::handle::{Backup, Library, Open, Point, Tx, WAIT};
use super::{backup, schema, takeover};
use crate::storage::{Database, Exposure};

impl Library {
    /// Opens the database, and makes it where it is not there.
    pub(super) fn open(&self) -> Result<Open, LibraryError> {
        let folder = &self.inner.folder;
        let path = self.file();
        self.refuse_shared()?;
        if !path.exists() {
            let made = crate::storage::make_private_folder(folder);
            let readable = folder.is_dir();
            made.or_else(|error| if readable { Ok(()) } else { Err(error) })
                .map_err(|error| LibraryError::system(folder, error))?;
            if let Some(open) = takeover::only_to_read(self)? {
                return Ok(open);
            }
        }
        self.refuse_emptied(&path)?;
        let fault = |error| from_open(&path, WAIT.as_secs(), error);
        let Database {
            mut connection,
            read_only,
            identity,
        } = crate::storage::open_database(&path, self.options())
            .map_err(fault)
            .map_err(|error| self.with_backup(error))?;
        let found = schema::version(&connection).map_err(|error| self.error(error.into()))?;
        if found < 0 {
            return Err(self.with_backup(LibraryError::Damaged(Damage {
                path,
                what: format!("there is no version {found}"),
                backup: None,
            })));
        }
        let open = |connection, newer, notices| Open {
            connection,
            read_only: read_only.clone(),
            newer,
            identity: Some(identity),
            notices,
        };
        if found > schema::VERSION {
            return Ok(open(connection, Some(found), Vec::new()));
        }
        if read_only.is_some() {
            if found < schema::VERSION {
                let why =
                    "Its tables are of an older stackday, and cannot be brought up to date here.";
                return Err(LibraryError::ReadOnly(why.to_owned()));
            }
            return Ok(open(connection, None, Vec::new()));
        }
        let folder_of_backups = folder.clone();
        let migrated = schema::migrate(&mut connection, |connection| {
            backup::make(connection, &folder_of_backups).map(|_| ())
        });
        match migrated.map_err(|fault: Fault| self.error(fault))? {
            schema::Migrated::Yes => {}
            schema::Migrated::Newer(found) => return Ok(open(connection, Some(found), Vec::new())),
        }
        let notices = takeover::run(self, &mut connection)?;
        Ok(open(connection, None, notices))
    }

    /// Does the work in one transaction, after a backup where one is due.
    pub(super) fn change<T>(
        &self,
        open: &mut Open,
        backup: Backup,
        work: impl FnOnce(&Tx<'_>) -> Outcome<T>,
    ) -> Outcome<T> {
        let day = backup::day();
        if backup == Backup::Now || backup::is_due(&open.connection, &day)? {
            backup::make(&open.connection, &self.inner.folder)?;
        }
        let transaction = Tx::begin(&mut open.connection, &self.inner.guard)?;
        backup::note(&transaction, &day)?;
        let outcome = work(&transaction)?;
        self.watch(Point::Changed);
        transaction.commit()?;
        self.watch(Point::Committed);
        Ok(outcome)
    }

    /// Whoever may write the folder may put another database in the place of this one.
    fn refuse_shared(&self) -> Result<(), LibraryError> {
        let folder = &self.inner.folder;
        match Exposure::of(folder) {
            Ok(exposure) if exposure.is_writable() => Err(LibraryError::Shared {
                folder: folder.clone(),
                mode: exposure.mode.unwrap_or_default(),
            }),
            // Whatever else is wrong shows when it is opened.
            _ => Ok(()),
        }
    }

    /// An empty file is a library that was just begun, unless there are backups: then it was emptied, and what begins anew
    /// in it would hide that.
    fn refuse_emptied(&self, path: &Path) -> Result<(), LibraryError> {
        let is_empty = fs::metadata(path).is_ok_and(|about| about.is_file() && about.len() == 0);
        if !is_empty || !backup::is_any(&self.inner.folder) {
            return Ok(());
        }
        Err(self.with_backup(LibraryError::Damaged(Damage {
            path: path.to_owned(),
            what: "the file is empty".to_owned(),
            backup: None,
        })))
    }

    /// The newest backup that is sound.
    pub(super) fn newest_backup(&self) -> Option<PathBuf> {
        backup::newest(&self.inner.folder, self.options())
    }

    /// Names the newest backup where it would help.
    pub(super) fn with_backup(&self, error: LibraryError) -> LibraryError {
        match error {
            LibraryError::Damaged(damage) => LibraryError::Damaged(Damage {
                backup: self.newest_backup(),
                ..damage
            }),
            error => error,
        }
    }

    /// A database in memory that cannot be written, for what can only be read; why, as a sentence.
    pub(super) fn in_memory(why: String) -> Outcome<Open> {
        let mut connection = Connection::open_in_memory()?;
        schema::migrate::<Fault>(&mut connection, |_| Ok(()))?;
        Ok(Open {
            connection,
            read_only: Some(why),
            newer: None,
            identity: None,
            notices: Vec::new(),
        })
    }
}

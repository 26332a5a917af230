//! Why saved connections cannot be read or changed.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

use crate::domain::exit::Exit;
use crate::domain::guard::SecretForm;
use crate::storage::OpenError;

/// A database that cannot be relied on. Whoever meets one leaves it as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// The file.
    pub path: PathBuf,
    /// What is wrong, as a part of a sentence.
    pub what: String,
    /// The newest backup, where there is one.
    pub backup: Option<PathBuf>,
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (path, what) = (shown(&self.path), &self.what);
        write!(
            f,
            "{path} is damaged: {what}. stackday shows what it can read and leaves the rest as it is. "
        )?;
        match &self.backup {
            Some(backup) => write!(
                f,
                "The newest backup is {0}: stackday library restore {0}",
                shown(backup)
            ),
            None => f.write_str("There is no backup; put a copy of the file back."),
        }
    }
}

/// Why saved connections cannot be read or changed. Whichever it is, what was saved is as it was.
#[derive(Debug, thiserror::Error)]
pub enum LibraryError {
    /// This machine names no folder for what is saved.
    #[error("This machine has no folder for saved connections. Name one with --data-dir.")]
    NoFolder,
    /// A newer program wrote the database.
    #[error(
        "{path} is of version {found}, and this stackday knows versions up to {known}: a newer one wrote it. \
         Use that one, or another folder with --data-dir.", path = shown(path)
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: i64,
        /// The newest version that this program knows.
        known: i64,
    },
    /// The database is damaged.
    #[error("{0}")]
    Damaged(Damage),
    /// The database can be read, and not be written here; why, as a sentence.
    #[error(
        "Saved connections can only be read here. {0} Name another folder with --data-dir to save."
    )]
    ReadOnly(String),
    /// Other users may put files of their own into the folder.
    #[error(
        "Others on this machine may write the folder {0} (mode {mode:04o}), and so replace what is saved there. \
         Fix it with: chmod 700 {0}",
        quoted(folder)
    )]
    Shared {
        /// The folder.
        folder: PathBuf,
        /// Its mode.
        mode: u32,
    },
    /// Another program writes and does not end.
    #[error(
        "Another program holds {path}, and did not end within {waited} s. Try again; if it goes on, look for a \
         stackday that hangs.", path = shown(path)
    )]
    Busy {
        /// The file.
        path: PathBuf,
        /// How long was waited, in seconds.
        waited: u64,
    },
    /// The change itself cannot be made: a name is taken, a connection is gone, another program changed it.
    #[error("{0}")]
    Refused(String),
    /// A secret is in what was to be written.
    #[error("{place} was not saved, because it holds {form}. Take it out there. {next}", form = form.words(), next = form.belongs())]
    Secret {
        /// What it is in.
        place: String,
        /// What it is.
        form: SecretForm,
    },
    /// The system refused.
    #[error("Cannot read or write {path}: {source}. {next}", path = shown(path), next = next(source.kind()))]
    System {
        /// What could not be read or written.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl From<&LibraryError> for Exit {
    fn from(error: &LibraryError) -> Self {
        match error {
            LibraryError::NoFolder | LibraryError::Shared { .. } => Self::NotConfigured,
            _ => Self::Failed,
        }
    }
}

impl LibraryError {
    /// That a connection is not there any more.
    #[must_use]
    pub fn gone() -> Self {
        Self::Refused(
            "This connection is not saved any more: another program deleted it.".to_owned(),
        )
    }

    /// That an auth link is not there any more.
    #[must_use]
    pub fn link_gone() -> Self {
        Self::Refused("This link is not kept any more: it was removed meanwhile.".to_owned())
    }

    /// That another program, or an exchange, was faster.
    #[must_use]
    pub fn changed() -> Self {
        Self::Refused("This secret was changed meanwhile; it is left as it is.".to_owned())
    }

    /// That the system refused.
    #[must_use]
    pub fn system(path: &Path, source: io::Error) -> Self {
        Self::System {
            path: path.to_owned(),
            source,
        }
    }
}

/// What the database's own error means.
pub(super) fn from_database(path: &Path, waited: u64, error: rusqlite::Error) -> LibraryError {
    let kind = match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            return LibraryError::Busy {
                path: path.to_owned(),
                waited,
            };
        }
        Some(ErrorCode::DiskFull) => io::ErrorKind::StorageFull,
        // So it says where the log or its index cannot grow, whyever.
        Some(ErrorCode::SystemIoFailure) if is_write(&error) => io::ErrorKind::StorageFull,
        Some(ErrorCode::ReadOnly) => io::ErrorKind::ReadOnlyFilesystem,
        Some(ErrorCode::PermissionDenied) => io::ErrorKind::PermissionDenied,
        Some(ErrorCode::CannotOpen | ErrorCode::SystemIoFailure) => io::ErrorKind::Other,
        Some(ErrorCode::ConstraintViolation) => {
            return LibraryError::Refused(format!("The database refused the change: {error}."));
        }
        // A form that this program does not write, or a page that is not what it was.
        _ => {
            return LibraryError::Damaged(Damage {
                path: path.to_owned(),
                what: crate::domain::text::line(&error.to_string(), 200),
                backup: None,
            });
        }
    };
    LibraryError::system(path, io::Error::new(kind, error))
}

/// Whether a file did not take what was to be written into it. Then the transaction is undone.
fn is_write(error: &rusqlite::Error) -> bool {
    use rusqlite::ffi::{SQLITE_IOERR_SHMSIZE, SQLITE_IOERR_TRUNCATE, SQLITE_IOERR_WRITE};

    let code = error.sqlite_error().map(|error| error.extended_code);
    code.is_some_and(|code| {
        [
            SQLITE_IOERR_SHMSIZE,
            SQLITE_IOERR_TRUNCATE,
            SQLITE_IOERR_WRITE,
        ]
        .contains(&code)
    })
}

/// What it means that the database cannot be opened.
pub(super) fn from_open(path: &Path, waited: u64, error: OpenError) -> LibraryError {
    match error {
        OpenError::NotOurs(what) => LibraryError::Damaged(Damage {
            path: path.to_owned(),
            what,
            backup: None,
        }),
        OpenError::Io(source) => LibraryError::system(path, source),
        OpenError::Database(error) => from_database(path, waited, error),
    }
}

/// A path fit to show: whoever named a folder may have put anything into its name.
pub(super) fn shown(path: &Path) -> String {
    crate::domain::text::line(&path.to_string_lossy(), crate::domain::text::LONGEST)
}

/// The same as a shell takes it.
fn quoted(path: &Path) -> String {
    let path = shown(path);
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+@%".contains(c);
    if path.chars().all(plain) {
        path
    } else {
        format!("'{}'", path.replace('\'', r"'\''"))
    }
}

/// What to do about it.
fn next(kind: io::ErrorKind) -> &'static str {
    match kind {
        io::ErrorKind::StorageFull
        | io::ErrorKind::QuotaExceeded
        | io::ErrorKind::FileTooLarge
        | io::ErrorKind::WriteZero => "Nothing was changed. Make room on that disk and try again.",
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "Nothing was changed. Make the folder and its files yours to write, or name another folder with --data-dir."
        }
        _ => {
            "Look at what is at that place, or name another folder with --data-dir, and try again."
        }
    }
}

//! Why saved connections cannot be read or changed, and where a file is damaged.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Where a file is damaged. Whoever meets one leaves the file as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// The file.
    pub path: PathBuf,
    /// The line, counted from 1.
    pub line: usize,
    /// The column in bytes, counted from 1.
    pub column: usize,
    /// What is wrong there, as a part of a sentence.
    pub what: String,
    /// The version before it, where there is a sound one that can be put back.
    pub previous: Option<PathBuf>,
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, column, .. } = self;
        let (path, what) = (shown(&self.path), &self.what);
        write!(
            f,
            "{path} is damaged at line {line}, column {column}: {what}. stackday leaves it as it is. Mend that line"
        )?;
        match &self.previous {
            Some(previous) => write!(
                f,
                ", or put the version before it back: copy {} over it.",
                shown(previous)
            ),
            None => f.write_str(", or put a copy of the file back."),
        }
    }
}

/// Why saved connections cannot be read or changed. Whichever it is, the file is as it was; only where the system fails
/// at the very last, to put the new name on the disk, the whole new file may be there already.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A newer program wrote the file.
    #[error(
        "{path} is of version {found}, and this stackday knows versions up to {known}: a newer one wrote it. \
         Use that one, or another folder with --data-dir.", path = shown(path)
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: u64,
        /// The newest version that this program knows.
        known: u64,
    },
    /// The file is damaged, so that what it holds is not known as a whole.
    #[error("{0}")]
    Damaged(Damage),
    /// Another program holds the lock.
    #[error(
        "Another stackday is writing beside {path}, and did not end within {waited} s. Try again; if it goes on, \
         look for a stackday that hangs.", path = shown(path)
    )]
    Busy {
        /// The file of the lock.
        path: PathBuf,
        /// How long was waited, in seconds.
        waited: u64,
    },
    /// The change itself cannot be made: a name is taken, a profile is gone, somebody else changed it.
    #[error("{0}")]
    Refused(String),
    /// More than is read or written.
    #[error(
        "{path} would hold, or holds, more than {limit} bytes, the most that stackday handles. \
         Delete what is not needed, or spread it over several folders with --data-dir.", path = shown(path)
    )]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// The most, in bytes.
        limit: u64,
    },
    /// A secret is in what was to be written.
    #[error(
        "{path} was not written, because {place} holds a secret of this run. Take it out there; secrets belong into \
         the fields for them, which keep them in a secret store.", path = shown(path)
    )]
    Secret {
        /// The file.
        path: PathBuf,
        /// What it would be in.
        place: String,
    },
    /// The system refused.
    #[error("The system refused {path}: {source}. {next}", path = shown(path), next = next(source.kind()))]
    System {
        /// What could not be read or written.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// A path fit to show: whoever named a folder may have put anything into its name.
fn shown(path: &Path) -> String {
    crate::text::line(&path.to_string_lossy(), crate::text::LONGEST)
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

//! What went wrong inside the library, before it is known where.

use super::error::LibraryError;

/// What went wrong inside, before it is known where.
#[derive(Debug)]
pub(super) enum Fault {
    Database(rusqlite::Error),
    Library(LibraryError),
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error)
    }
}

impl From<LibraryError> for Fault {
    fn from(error: LibraryError) -> Self {
        Self::Library(error)
    }
}

pub(super) type Outcome<T> = Result<T, Fault>;

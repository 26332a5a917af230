//! What stackday kept in files before it had a database: `profiles.json` in versions 1 and 2, and drafts beside it.
//!
//! It is read here, and written no more. The form is told in [`mod@file`].

mod draft;
mod file;
mod reading;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::drafts::Draft;
use super::error::LibraryError;
use crate::library::model::LibrarySnapshot;
use crate::storage::{Lock, read_limited};

/// How long an older program that writes is waited for.
const WAIT: Duration = Duration::from_secs(3);

/// What the old file holds.
#[derive(Debug)]
pub(super) enum Old {
    /// There is none.
    None,
    /// It cannot be relied on; where and what is wrong, as a part of a sentence.
    Damaged(String),
    /// A newer program wrote it, or this one when it took an older one over.
    Newer,
    /// It is sound.
    Saved {
        /// What it says.
        saved: LibrarySnapshot,
        /// Its content.
        bytes: Vec<u8>,
    },
}

/// An old draft, and its file.
#[derive(Debug)]
pub(super) struct OldDraft {
    pub(super) draft: Draft,
    pub(super) path: PathBuf,
}

/// Keeps older programs from writing until it is dropped. Blocks, some seconds if one writes.
pub(super) fn lock(folder: &Path) -> Result<Lock, LibraryError> {
    let path = folder.join("profiles.lock");
    Lock::take(&path, WAIT).map_err(|error| LibraryError::system(&path, error))
}

/// Reads the old file.
pub(super) fn read(path: &Path) -> Result<Old, LibraryError> {
    let bytes =
        read_limited(path, file::LARGEST).map_err(|error| LibraryError::system(path, error))?;
    let Some(bytes) = bytes else {
        return Ok(Old::None);
    };
    Ok(parse(bytes))
}

/// Reads the content of an old file.
pub(super) fn parse(bytes: Vec<u8>) -> Old {
    match reading::read(&bytes) {
        Err(reading::Newer) => Old::Newer,
        Ok(reading) => match reading.trouble {
            Some(trouble) => Old::Damaged(format!(
                "line {}, column {}: {}",
                trouble.line, trouble.column, trouble.what
            )),
            None => Old::Saved {
                saved: reading.saved,
                bytes,
            },
        },
    }
}

/// The files of old drafts.
pub(super) fn draft_files(folder: &Path) -> Vec<PathBuf> {
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    files
        .map(|entry| entry.path())
        .filter(|path| {
            path.file_name()
                .and_then(|name| name.to_str())
                .and_then(|name| name.strip_prefix("draft-"))
                .is_some_and(|rest| rest.strip_suffix(".json").is_some())
        })
        .collect()
}

/// The old drafts that can be read. The others stay where they are.
pub(super) fn drafts(folder: &Path) -> Vec<OldDraft> {
    let files = draft_files(folder).into_iter();
    files
        .filter_map(|path| {
            let bytes = read_limited(&path, draft::LARGEST).ok()??;
            let draft = draft::read(&bytes)?;
            Some(OldDraft { draft, path })
        })
        .collect()
}

//! Backups: a copy of the database at the first change of a day and before what changes much. The newest three are kept.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension as _};

use super::error::{Damage, LibraryError};
use super::fault::{Fault, Outcome};
use super::schema::{self, NAME};
use crate::domain::clock;
use crate::storage::Options;

/// How many are kept.
const KEPT: usize = 3;

/// The folder of backups within the data folder.
const FOLDER: &str = "backups";

/// The day of a backup that is made now, in UTC.
pub(super) fn day() -> String {
    clock::now().strftime("%Y-%m-%d").to_string()
}

/// Whether the last backup is of another day, and there is something to keep.
pub(super) fn is_due(connection: &Connection, day: &str) -> rusqlite::Result<bool> {
    let last: Option<String> = connection
        .prepare_cached("SELECT value FROM meta WHERE key = 'backup_day'")?
        .query_row([], |row| row.get(0))
        .optional()?;
    if last.as_deref() == Some(day) {
        return Ok(false);
    }
    let changes: i64 = connection.query_row(
        "SELECT value FROM counter WHERE name = 'change'",
        [],
        |row| row.get(0),
    )?;
    Ok(changes > 0)
}

/// Notes that a backup of this day is made.
pub(super) fn note(connection: &Connection, day: &str) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO meta (key, value) VALUES ('backup_day', ?1)
             ON CONFLICT (key) DO UPDATE SET value = ?1 WHERE value <> ?1",
        )?
        .execute([day])
        .map(|_| ())
}

/// Makes a backup, after it has checked that the database is sound. A disk that has no room for it is no reason to refuse
/// a change: then none is made.
pub(super) fn make(connection: &Connection, folder: &Path) -> Outcome<Option<PathBuf>> {
    if let Some(what) = problem(connection)? {
        return Err(LibraryError::Damaged(Damage {
            path: folder.join(NAME),
            what,
            backup: None,
        })
        .into());
    }
    let folder = folder.join(FOLDER);
    let now = clock::now().strftime("%Y%m%dT%H%M%S%6fZ");
    let path = folder.join(format!("library-{now}.db"));
    if crate::storage::make_private_folder(&folder).is_err() || copy_to(connection, &path).is_err()
    {
        return Ok(None);
    }
    let all = all(&folder);
    for old in all.iter().take(all.len().saturating_sub(KEPT)) {
        fs::remove_file(old).ok();
    }
    Ok(Some(path))
}

/// What is wrong with the database, as a part of a sentence.
pub(super) fn problem(connection: &Connection) -> rusqlite::Result<Option<String>> {
    let said: String = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    Ok((said != "ok").then(|| crate::domain::text::line(&said.replace('\n', " "), 200)))
}

/// Copies the database whole into a new private file.
pub(super) fn copy_to(connection: &Connection, path: &Path) -> Outcome<()> {
    let beside = crate::storage::with_suffix(path, ".new");
    fs::remove_file(&beside).ok();
    // An empty file is filled, and keeps its mode.
    let made = crate::storage::make_private_file(&beside);
    made.map_err(|error| LibraryError::system(&beside, error))?;
    let copied = connection.execute("VACUUM INTO ?1", [beside.to_string_lossy()]);
    let moved = copied.map_err(Fault::from).and_then(|_| {
        fs::rename(&beside, path).map_err(|error| LibraryError::system(path, error).into())
    });
    if moved.is_err() {
        fs::remove_file(&beside).ok();
    }
    moved
}

/// The newest backup that is sound: another one helps nobody.
pub(super) fn newest(folder: &Path, options: Options) -> Option<PathBuf> {
    let is_sound = |path: &PathBuf| {
        let opened = crate::storage::open_to_read(path, options);
        opened.is_ok_and(|connection| {
            // An empty file is sound, and holds nothing.
            schema::version(&connection).is_ok_and(|version| version > 0)
                && matches!(problem(&connection), Ok(None))
        })
    };
    all(&folder.join(FOLDER)).into_iter().rev().find(is_sound)
}

/// The backups of a data folder, the oldest first.
pub(super) fn of(folder: &Path) -> Vec<PathBuf> {
    all(&folder.join(FOLDER))
}

/// Whether there is any backup.
pub(super) fn is_any(folder: &Path) -> bool {
    !all(&folder.join(FOLDER)).is_empty()
}

/// The backups, the oldest first: their names are their times.
fn all(folder: &Path) -> Vec<PathBuf> {
    let mut all: Vec<_> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| {
            let name = path.file_stem().map(|name| name.to_string_lossy());
            name.is_some_and(|name| name.starts_with("library-"))
                && path.extension().is_some_and(|extension| extension == "db")
        })
        .collect();
    all.sort();
    all
}

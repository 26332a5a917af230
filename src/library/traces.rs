//! Secrets that earlier versions left on disk: found, named, and taken out where a person wants that.
//!
//! Looked through are the database, its backups, the files of the versions before the database, and the log files that are
//! named. The text around a secret stays.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection as Database;
use serde_json::Value;

use super::backup;
use super::error::LibraryError;
use super::fault::Outcome;
use super::handle::{Backup, Library};
use crate::domain::guard::{Guard, SecretForm};
use crate::storage::read_limited;

/// The largest file that is looked through, in bytes.
const LARGEST: u64 = 64 << 20;

/// The texts of the database, by table: the key, what a row is called, the column, and whether the column is JSON.
const TEXTS: [(&str, &str, &str, &str, bool); 11] = [
    ("connection", "id", "a profile", "name", false),
    ("connection", "id", "a profile", "settings", true),
    ("connection", "id", "a profile", "project", false),
    ("connection", "id", "a profile", "steps", true),
    ("connection", "id", "a profile", "seen", true),
    ("history", "id", "the history", "line", false),
    ("history", "id", "the history", "checks", true),
    ("draft", "id", "a draft", "name", false),
    ("draft", "id", "a draft", "settings", true),
    ("account", "row", "a linked account", "content", true),
    ("link", "id", "an auth link", "content", true),
];

/// The members that a person types, in every version. In others a word of the length of a Token is no Token.
const TYPED: [&str; 10] = [
    "name",
    "portal",
    "app_name",
    "app_id",
    "project",
    "connector_profile",
    "owner_id",
    "owner_name",
    "tags",
    "notes",
];

/// A secret that stands readable on disk. What it is, and where; never the secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// The file.
    pub file: PathBuf,
    /// Where in the file, in a few words.
    pub place: String,
    /// What it was recognised as.
    pub form: SecretForm,
}

/// What is taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    /// Nothing: it is only looked for.
    Nothing,
    /// What is a secret for certain.
    Certain,
    /// Also what only looks like a Token.
    TokenLike,
}

impl Wanted {
    fn takes(self, form: SecretForm) -> bool {
        match self {
            Self::Nothing => false,
            Self::Certain => form.is_certain(),
            Self::TokenLike => true,
        }
    }
}

impl Library {
    /// Looks for secrets that earlier versions left, in the data folder and in these log files. Blocks.
    pub fn traces(&self, logs: &[PathBuf]) -> Result<Vec<Trace>, LibraryError> {
        let mut found = Vec::new();
        let path = self.file();
        let here = self.read_with(|open| {
            in_database(&open.connection, &path, self.guard(), Wanted::Nothing)
        })?;
        found.extend(here.unwrap_or_default());
        for path in backup::of(self.folder()) {
            let options = self.options();
            if let Ok(database) = crate::storage::open_to_read(&path, options) {
                let inside = in_database(&database, &path, self.guard(), Wanted::Nothing);
                found.extend(inside.unwrap_or_default());
            }
        }
        for path in self.old_files().iter().chain(logs) {
            found.extend(in_file(path, self.guard(), Wanted::Nothing)?);
        }
        Ok(found)
    }

    /// Takes them out: what is a secret for certain, and where `token_like` also what only looks like a Token. Returns what
    /// was taken out. Other programs should not have the library open. Blocks.
    pub fn remove_traces(
        &self,
        logs: &[PathBuf],
        token_like: bool,
    ) -> Result<Vec<Trace>, LibraryError> {
        let wanted = if token_like {
            Wanted::TokenLike
        } else {
            Wanted::Certain
        };
        let mut removed = Vec::new();
        let path = self.file();
        if path.exists() {
            let guard = self.guard();
            removed = self.write_with(Backup::Daily, |tx| {
                let taken = in_database(tx, &path, guard, wanted)?;
                if !taken.is_empty() {
                    // Programs that follow read everything anew.
                    let change = tx.change()?;
                    tx.execute("UPDATE connection SET change = ?1", [change])?;
                }
                Ok(taken)
            })?;
            // What was overwritten is still in free pages and in the log.
            self.read_with(|open| {
                Ok(open
                    .connection
                    .execute_batch("VACUUM; PRAGMA wal_checkpoint(TRUNCATE)")?)
            })?;
        }
        for path in backup::of(self.folder()) {
            let taken = in_backup(&path, self.guard(), wanted);
            removed.extend(taken.map_err(|fault| self.error(fault))?);
        }
        for path in self.old_files().iter().chain(logs) {
            removed.extend(in_file(path, self.guard(), wanted)?);
        }
        Ok(removed)
    }

    /// The files of the versions before the database, as far as they are there.
    fn old_files(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.folder()).into_iter().flatten().flatten();
        let mut files: Vec<_> = entries
            .map(|entry| entry.path())
            .filter(|path| {
                let name = path.file_name().map(|name| name.to_string_lossy());
                name.is_some_and(|name| {
                    (name.starts_with("profiles") || name.starts_with("draft-"))
                        && name.contains(".json")
                })
            })
            .collect();
        files.sort();
        files
    }
}

fn in_backup(path: &Path, guard: &Guard, wanted: Wanted) -> Outcome<Vec<Trace>> {
    let database = Database::open(path)?;
    // One file alone: nothing may be left beside it.
    database.pragma_update(None, "journal_mode", "DELETE")?;
    let taken = in_database(&database, path, guard, wanted)?;
    if !taken.is_empty() {
        database.execute_batch("VACUUM")?;
    }
    Ok(taken)
}

/// Looks through a database, and takes out what is wanted. Returns what was found; where something is to be taken out, only
/// that.
fn in_database(
    database: &Database,
    path: &Path,
    guard: &Guard,
    wanted: Wanted,
) -> Outcome<Vec<Trace>> {
    let mut traces = Vec::new();
    for (table, key, what, column, is_json) in TEXTS {
        // A backup may be of a version that has no such table yet.
        if !database.column_exists(None, table, column)? {
            continue;
        }
        let sql =
            format!("SELECT CAST({key} AS TEXT), {column} FROM {table} WHERE {column} IS NOT NULL");
        let mut query = database.prepare(&sql)?;
        let rows: Vec<(String, String)> = query
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        for (id, text) in rows {
            let mut found = Vec::new();
            let clean = if is_json {
                clean_json(&text, guard, wanted, &mut found)
            } else {
                clean_text(&text, column, guard, wanted, &mut found)
            };
            let short = id.get(..8).unwrap_or(&id);
            traces.extend(found.iter().map(|(member, form)| Trace {
                file: path.to_owned(),
                place: format!("{what} ({short}), {member}"),
                form: *form,
            }));
            let Some(clean) = clean.filter(|_| wanted != Wanted::Nothing) else {
                continue;
            };
            let (sql, value) = match (table, column) {
                // Names are never empty, and no two are the same.
                ("connection", "name") => (
                    "UPDATE connection SET name = ?2, name_key = ?2, revision = revision + 1 WHERE id = ?1"
                        .to_owned(),
                    Some(format!("profile {short}")),
                ),
                ("connection", "settings") => (
                    "UPDATE connection SET settings = ?2, revision = revision + 1 WHERE id = ?1"
                        .to_owned(),
                    Some(clean),
                ),
                ("connection", "project") | ("draft", "name") => (
                    format!("UPDATE {table} SET {column} = ?2 WHERE CAST({key} AS TEXT) = ?1"),
                    None,
                ),
                _ => (
                    format!("UPDATE {table} SET {column} = ?2 WHERE CAST({key} AS TEXT) = ?1"),
                    Some(clean),
                ),
            };
            database.execute(&sql, rusqlite::params![id, value])?;
        }
    }
    Ok(traces)
}

/// Looks through a file of text, and takes out what is wanted.
fn in_file(path: &Path, guard: &Guard, wanted: Wanted) -> Result<Vec<Trace>, LibraryError> {
    let failed = |error| LibraryError::system(path, error);
    // A log may be a pipe or a device: that is nothing to look through.
    let Ok(Some(bytes)) = read_limited(path, LARGEST) else {
        return Ok(Vec::new());
    };
    let text = String::from_utf8_lossy(&bytes);
    let mut found = Vec::new();
    let clean = if serde_json::from_str::<Value>(&text).is_ok() {
        clean_json(&text, guard, wanted, &mut found)
    } else {
        let mut lines = Vec::new();
        let mut changed = false;
        for (at, line) in text.lines().enumerate() {
            let place = format!("line {}", at + 1);
            let clean = clean_text(line, &place, guard, wanted, &mut found);
            changed |= clean.is_some();
            lines.push(clean.unwrap_or_else(|| line.to_owned()));
        }
        changed.then(|| lines.join("\n") + "\n")
    };
    if let Some(clean) = clean
        && wanted != Wanted::Nothing
    {
        crate::storage::write_atomically(path, clean.as_bytes()).map_err(failed)?;
    }
    Ok(found
        .into_iter()
        .map(|(place, form)| Trace {
            file: path.to_owned(),
            place,
            form,
        })
        .collect())
}

type Found = Vec<(String, SecretForm)>;

/// What is in one text; and the note that takes its place, where it is to be taken out.
fn clean_text(
    text: &str,
    place: &str,
    guard: &Guard,
    wanted: Wanted,
    found: &mut Found,
) -> Option<String> {
    let suspected = if TYPED.contains(&place) {
        guard.suspect(text)
    } else {
        guard.find(text)
    };
    let form = suspected?;
    if wanted != Wanted::Nothing && !wanted.takes(form) {
        return None;
    }
    found.push((place.to_owned(), form));
    Some(format!("(left out: it held {})", form.words()))
}

/// The same of JSON: the whole of it as it is then, where something is to be taken out.
fn clean_json(text: &str, guard: &Guard, wanted: Wanted, found: &mut Found) -> Option<String> {
    let mut value: Value = serde_json::from_str(text).ok()?;
    let before = found.len();
    _ = walk(&mut value, "", guard, wanted, found);
    (found.len() > before)
        .then(|| serde_json::to_string(&value).ok())
        .flatten()
}

/// Whether the value itself is to go, with its place: a field of which nothing is left, an element of a list.
fn walk(value: &mut Value, member: &str, guard: &Guard, wanted: Wanted, found: &mut Found) -> bool {
    match value {
        Value::String(text) => {
            let Some(note) = clean_text(text, member, guard, wanted, found) else {
                return false;
            };
            *text = note;
            TYPED.contains(&member) && !matches!(member, "name" | "notes")
        }
        Value::Array(values) => {
            values.retain_mut(|value| !walk(value, member, guard, wanted, found));
            false
        }
        Value::Object(members) => {
            members.retain(|name, value| !walk(value, name, guard, wanted, found));
            false
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

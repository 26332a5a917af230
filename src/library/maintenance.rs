//! Checking the library, copying it whole into one file, and putting such a file back.
//!
//! The file is a database of the same form. What belongs to the connections and is no part of the library, the sealed file
//! of secrets, is attached to it as it is: sealed.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::{Connection as Database, OptionalExtension as _};

use super::backup::{copy_to, make, problem};
use super::error::{LibraryError, from_database, from_open};
use super::fault::Outcome;
use super::handle::{Library, WAIT};
use super::{account_rows, link_rows, rows, schema};
use crate::domain::SecretStoreKind;
use crate::storage::{open_to_read, with_suffix};

/// The largest file that is attached, in bytes.
const LARGEST: u64 = 64 << 20;

/// What a check of the library found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checked {
    /// The database.
    pub file: PathBuf,
    /// Whether there is one.
    pub there: bool,
    /// How many connections are in it, without those that are archived.
    pub connections: usize,
    /// How many more are archived.
    pub archived: usize,
    /// What is wrong, in sentences.
    pub problems: Vec<String>,
    /// What a person should know, in sentences.
    pub notices: Vec<String>,
    /// The newest backup.
    pub backup: Option<PathBuf>,
}

/// What is in a file that [`Library::back_up`] wrote, and where the secrets are that belong to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// How many connections.
    pub connections: usize,
    /// How many secrets are recorded in each kind of store.
    pub secrets: BTreeMap<SecretStoreKind, usize>,
    /// Whether the sealed file of secrets is with it.
    pub with_sealed: bool,
    /// Where what was there before was put; none where nothing was.
    pub before: Option<PathBuf>,
}

impl Library {
    /// Looks through the whole database. Blocks.
    pub fn check(&self) -> Result<Checked, LibraryError> {
        let mut checked = Checked {
            file: self.file(),
            there: self.file().exists(),
            backup: self.newest_backup(),
            ..Checked::default()
        };
        let found = self.read_with(|open| {
            let mut problems = Vec::new();
            if let Some(found) = open.newer {
                problems.push(self.newer(found).to_string());
            }
            problems.extend(problem(&open.connection)?);
            let broken: Option<String> = open
                .connection
                .query_row("PRAGMA foreign_key_check", [], |row| row.get(0))
                .optional()?;
            problems.extend(broken.map(|table| format!("A row of {table} belongs to nothing.")));
            let (mut connections, mut archived) = (0, 0);
            problems.extend(rows::each(&open.connection, |profile| {
                if profile.archived_at.is_some() {
                    archived += 1;
                } else {
                    connections += 1;
                }
            }));
            if open.newer.is_none() {
                problems.extend(unreadable_rows(&open.connection)?);
            }
            Ok((connections, archived, problems, open.notices.clone()))
        });
        match found {
            Ok(Some((connections, archived, problems, notices))) => {
                checked.there = true;
                checked.connections = connections;
                checked.archived = archived;
                checked.problems = problems;
                checked.notices = notices;
            }
            Ok(None) => {}
            Err(LibraryError::Damaged(damage)) => checked.problems.push(damage.to_string()),
            Err(error) => return Err(error),
        }
        if self.on_network() {
            checked.notices.push(
                "The folder is on a network file system: stackday works there with a rollback journal, and two machines should not use it at once."
                    .to_owned(),
            );
        }
        Ok(checked)
    }

    /// Whether the folder is on a network file system, as far as the system tells.
    #[must_use]
    pub fn on_network(&self) -> bool {
        self.options()
            .network
            .unwrap_or_else(|| crate::storage::on_network(self.folder()))
    }

    /// Copies everything into one new file, with the sealed file of secrets at this path attached to it. A file that is there
    /// already is refused. Blocks.
    pub fn back_up(&self, to: &Path, sealed: &Path) -> Result<Copied, LibraryError> {
        if fs::symlink_metadata(to).is_ok() {
            return Err(LibraryError::Refused(format!(
                "{} is there already; nothing was written. Name another file.",
                super::error::shown(to)
            )));
        }
        let sealed = crate::storage::read_limited(sealed, LARGEST)
            .map_err(|error| LibraryError::system(sealed, error))?;
        let copied = self.read_with(|open| {
            copy_to(&open.connection, to)?;
            let copy = Database::open(to)?;
            // One file alone: nothing may be left beside it.
            copy.pragma_update(None, "journal_mode", "DELETE")?;
            copy.execute_batch(
                "CREATE TABLE attachment (name TEXT PRIMARY KEY NOT NULL, bytes BLOB NOT NULL) STRICT;
                 DELETE FROM exchange;",
            )?;
            if let Some(bytes) = &sealed {
                copy.execute(
                    "INSERT INTO attachment (name, bytes) VALUES ('secrets.enc', ?1)",
                    [bytes],
                )?;
            }
            Ok(copied_of(&copy, sealed.is_some())?)
        });
        copied?.ok_or_else(|| LibraryError::Refused("Nothing is saved yet.".to_owned()))
    }

    /// Puts a file that [`Library::back_up`] wrote, or a backup of the folder, in the place of the library. What was there
    /// before is kept beside. The sealed file of secrets that comes with it is returned. Blocks.
    pub fn restore(&self, from: &Path) -> Result<(Copied, Option<Vec<u8>>), LibraryError> {
        let wait = WAIT.as_secs();
        let failed = |error| from_database(from, wait, error);
        let source =
            open_to_read(from, self.options()).map_err(|error| from_open(from, wait, error))?;
        let found = schema::version(&source).map_err(failed)?;
        if found > schema::VERSION || found == 0 {
            return Err(LibraryError::Newer {
                path: from.to_owned(),
                found,
                known: schema::VERSION,
            });
        }
        if let Some(what) = problem(&source).map_err(failed)? {
            return Err(LibraryError::Refused(format!(
                "{} is damaged ({what}) and was not restored.",
                super::error::shown(from)
            )));
        }
        crate::storage::make_private_folder(self.folder())
            .map_err(|error| LibraryError::system(self.folder(), error))?;
        let before = self.set_aside()?;
        let path = self.file();
        let beside = with_suffix(&path, ".restored");
        let filled = copy_to(&source, &beside).and_then(|()| {
            let copy = Database::open(&beside)?;
            let sealed: Option<Vec<u8>> = if has_attachments(&copy)? {
                let sealed = copy
                    .query_row(
                        "SELECT bytes FROM attachment WHERE name = 'secrets.enc'",
                        [],
                        |row| row.get(0),
                    )
                    .optional()?;
                copy.execute_batch("DROP TABLE attachment")?;
                sealed
            } else {
                None
            };
            // Programs that follow must see that everything may have changed.
            copy.execute_batch(
                "UPDATE counter SET value = value + 1000000;
                 UPDATE connection SET change = (SELECT value FROM counter WHERE name = 'change');",
            )?;
            Ok((copied_of(&copy, sealed.is_some())?, sealed))
        });
        let (mut copied, sealed) = filled.map_err(|fault| self.error(fault))?;
        fs::rename(&beside, &path).map_err(|error| LibraryError::system(&path, error))?;
        copied.before = before;
        Ok((copied, sealed))
    }

    /// Keeps what is there now: as a backup where it is sound, else under another name.
    fn set_aside(&self) -> Result<Option<PathBuf>, LibraryError> {
        let path = self.file();
        if !path.exists() {
            return Ok(None);
        }
        let folder = self.folder().to_owned();
        let backup = self.read_with(|open| make(&open.connection, &folder));
        // Closed, so that no log is left that belongs to the one of before.
        self.close().map_err(LibraryError::Refused)?;
        if let Ok(Some(Some(backup))) = backup {
            for suffix in ["-wal", "-shm"] {
                fs::remove_file(with_suffix(&path, suffix)).ok();
            }
            return Ok(Some(backup));
        }
        let mut number = 1;
        let aside = loop {
            let aside = folder.join(format!("library.damaged-{number}.db"));
            if fs::symlink_metadata(&aside).is_err() {
                break aside;
            }
            number += 1;
        };
        for suffix in ["", "-wal", "-shm"] {
            let from = with_suffix(&path, suffix);
            if from.exists() {
                fs::rename(&from, with_suffix(&aside, suffix))
                    .map_err(|error| LibraryError::system(&from, error))?;
            }
        }
        Ok(Some(aside))
    }
}

/// Rows of links and of accounts that cannot be read, in sentences.
fn unreadable_rows(database: &Database) -> Outcome<Option<String>> {
    let (_, links) = link_rows::all(database)?;
    let accounts = account_rows::unreadable(database)?;
    Ok((links + accounts > 0).then(|| {
        format!(
            "{links} auth links and {accounts} linked accounts cannot be read; they are not shown."
        )
    }))
}

fn has_attachments(database: &Database) -> rusqlite::Result<bool> {
    database
        .prepare("SELECT 1 FROM sqlite_schema WHERE name = 'attachment'")?
        .exists([])
}

fn copied_of(database: &Database, with_sealed: bool) -> rusqlite::Result<Copied> {
    let connections: i64 =
        database.query_row("SELECT count(*) FROM connection", [], |row| row.get(0))?;
    let mut query = database
        .prepare("SELECT store, count(*) FROM secret WHERE state = 'current' GROUP BY store")?;
    let counted = query.query_map([], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?))
    })?;
    let mut secrets = BTreeMap::new();
    for row in counted {
        let (store, count) = row?;
        let kind = [
            SecretStoreKind::Keyring,
            SecretStoreKind::File,
            SecretStoreKind::Plaintext,
            SecretStoreKind::Memory,
        ]
        .into_iter()
        .find(|kind| kind.word() == store);
        if let Some(kind) = kind {
            secrets.insert(kind, usize::try_from(count).unwrap_or(0));
        }
    }
    Ok(Copied {
        connections: usize::try_from(connections).unwrap_or(0),
        secrets,
        with_sealed,
        before: None,
    })
}

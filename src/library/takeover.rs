//! Taking over what an older stackday kept in files, once and whole.
//!
//! The old lock is held meanwhile, so that no older stackday writes. All of it goes into one transaction; then the old
//! file gets the name of a backup, and one of a newer version takes its place, so that an older stackday refuses instead
//! of saving where this one does not look. A program that is killed in between goes on at the next start.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::{Connection as Database, OptionalExtension as _};

use super::drafts::{self, leave_out_of_settings, leave_out_secrets};
use super::error::{LibraryError, shown};
use super::fault::{Fault, Outcome};
use super::handle::{Backup, Library, Open, Point, Tx};
use super::legacy::{self, OldDraft};
use super::{findings, projects, records, rows};
use crate::domain::SecretId;
use crate::library::model::{LibrarySnapshot, Profile};

/// The old file of saved connections.
const OLD: &str = "profiles.json";

/// What it is called once it was taken over.
const BACKUP: &str = "profiles.v2.backup.json";

impl Library {
    /// Whether an older stackday has left something to take over, or that is worth a word.
    pub(super) fn has_old_files(&self) -> bool {
        let folder = self.folder();
        folder.join(OLD).exists() || !legacy::draft_files(folder).is_empty()
    }
}

/// Takes the old files over where that is yet to be done, and says what a person should know about them, in sentences.
pub(super) fn run(library: &Library, database: &mut Database) -> Result<Vec<String>, LibraryError> {
    let folder = library.folder();
    if !library.has_old_files() {
        return Ok(Vec::new());
    }
    let path = folder.join(OLD);
    let _lock = legacy::lock(folder)?;
    let old = legacy::read(&path)?;
    let taken = taken_over(database).map_err(|error| library.error(error.into()))?;
    let mut notices = Vec::new();
    let is_taken = taken.is_some();
    match (&old, taken) {
        (legacy::Old::Damaged(what), _) => {
            return Ok(vec![format!(
                "{} of an older stackday is damaged ({what}) and was not taken over. It is left as it is; mend that \
                 place and import it: stackday profiles import {0}",
                shown(&path)
            )]);
        }
        (legacy::Old::Newer, None) => return Ok(notices),
        (legacy::Old::Saved { bytes, .. }, Some(taken)) => {
            if taken != fingerprint(bytes) {
                return Ok(vec![turned_up(&path)]);
            }
            // The program was killed before it could put the old file aside.
            put_aside(library, &path)?;
        }
        // What it holds may be here under the same names.
        (legacy::Old::Saved { .. }, None) if is_in_use(library, database)? => {
            return Ok(vec![turned_up(&path)]);
        }
        (legacy::Old::Newer | legacy::Old::None, Some(_))
        | (legacy::Old::Saved { .. } | legacy::Old::None, None) => {}
    }
    let drafts = legacy::drafts(folder);
    let (saved, bytes) = match old {
        legacy::Old::Saved { saved, bytes } if !is_taken => (saved, bytes),
        _ => (LibrarySnapshot::default(), Vec::new()),
    };
    if is_taken && drafts.is_empty() {
        return Ok(notices);
    }
    let session = library.session().to_owned();
    let taking = || -> Outcome<()> {
        let tx = Tx::begin(database, library.guard())?;
        // Another program may have done it while this one waited.
        if taken_over(&tx)?.is_none() {
            take(library, &tx, &session, saved, &mut notices)?;
            tx.execute(
                "INSERT INTO meta (key, value) VALUES ('taken_over', ?1)",
                [fingerprint(&bytes)],
            )?;
        }
        take_drafts(library, &tx, &session, &drafts, &mut notices)?;
        library.watch(Point::TakenOver);
        tx.commit()?;
        library.watch(Point::TakeoverCommitted);
        Ok(())
    };
    taking().map_err(|fault| library.error(fault))?;
    if !bytes.is_empty() {
        put_aside(library, &path)?;
    }
    for draft in drafts {
        fs::remove_file(draft.path).ok();
    }
    Ok(notices)
}

fn turned_up(path: &Path) -> String {
    format!(
        "{} was written by an older stackday after its connections were taken over. To take it in as well: stackday \
         profiles import {0}",
        shown(path)
    )
}

/// Whether there are connections that were not taken over.
fn is_in_use(library: &Library, database: &Database) -> Result<bool, LibraryError> {
    let any = "SELECT EXISTS (SELECT 1 FROM connection)";
    let found = database.query_row(any, [], |row| row.get(0));
    found.map_err(|error| library.error(error.into()))
}

/// The old connections in a database in memory, where the folder cannot be written and nothing was taken over yet.
pub(super) fn only_to_read(library: &Library) -> Result<Option<Open>, LibraryError> {
    let folder = library.folder();
    let path = folder.join(OLD);
    if !path.exists() || crate::storage::check_writable(folder).is_ok() {
        return Ok(None);
    }
    let legacy::Old::Saved { saved, .. } = legacy::read(&path)? else {
        return Ok(None);
    };
    let why = format!("The folder {} cannot be written.", shown(folder));
    let filled = || -> Outcome<Open> {
        let mut open = Library::in_memory(why)?;
        let mut notices = Vec::new();
        let tx = Tx::begin(&mut open.connection, library.guard())?;
        take(library, &tx, "", saved, &mut notices)?;
        tx.commit()?;
        open.notices = notices;
        Ok(open)
    };
    filled()
        .map(Some)
        .map_err(|fault: Fault| library.error(fault))
}

impl Library {
    /// Writes connections and projects whole, as an older stackday would have left them: for tests that begin with some.
    #[doc(hidden)]
    pub fn seed(&self, saved: &LibrarySnapshot) -> Result<(), LibraryError> {
        self.write_with(Backup::Daily, |tx| {
            for project in &saved.projects {
                projects::add(tx, &project.name, false)?;
                if let Some(record) = &project.key {
                    let id = SecretId::ApiKey(project.name.clone());
                    tx.execute("DELETE FROM secret WHERE owner = ?1", [&project.name])?;
                    records::insert(tx, &id, record, "current", "")?;
                }
            }
            if let Some(default) = &saved.default_project {
                projects::add(tx, default, true)?;
            }
            for profile in &saved.profiles {
                let id = profile.id.to_string();
                tx.execute("DELETE FROM secret WHERE owner = ?1", [&id])?;
                tx.execute("DELETE FROM history WHERE connection = ?1", [&id])?;
                take_profile(tx, "", profile.clone())?;
            }
            Ok(())
        })
    }
}

/// The fingerprint of the file that was taken over.
fn taken_over(database: &Database) -> rusqlite::Result<Option<String>> {
    database
        .query_row(
            "SELECT value FROM meta WHERE key = 'taken_over'",
            [],
            |row| row.get(0),
        )
        .optional()
}

fn take(
    library: &Library,
    tx: &Tx<'_>,
    session: &str,
    saved: LibrarySnapshot,
    notices: &mut Vec<String>,
) -> Outcome<()> {
    for project in &saved.projects {
        projects::add(tx, &project.name, false)?;
        if let Some(record) = &project.key {
            let id = SecretId::ApiKey(project.name.clone());
            records::insert(tx, &id, record, "current", session)?;
        }
    }
    match &saved.default_project {
        Some(default) => projects::add(tx, default, true)?,
        None => _ = tx.execute("UPDATE project SET is_default = 0", [])?,
    }
    for mut profile in saved.profiles {
        if let Some(form) = tx.guard.find(&profile.name) {
            profile.name = format!("profile {}", &profile.id.to_string()[..8]);
            notices.push(format!(
                "The name of “{}” held {}, which was left out; the old file still has it. {}",
                profile.name,
                form.words(),
                form.belongs()
            ));
        }
        let name = profile.name.clone();
        for (field, form) in leave_out_of_settings(library, &mut profile.settings, false) {
            notices.push(format!(
                "“{name}”, field {field}, held {}, which was left out; the old file still has it. {}",
                form.words(),
                form.belongs()
            ));
        }
        take_profile(tx, session, profile)?;
    }
    Ok(())
}

/// Takes drafts over that are not here yet: a program may have been killed before it could delete their files.
fn take_drafts(
    library: &Library,
    tx: &Tx<'_>,
    session: &str,
    drafts: &[OldDraft],
    notices: &mut Vec<String>,
) -> Outcome<()> {
    for OldDraft { draft, .. } in drafts {
        let mut draft = draft.clone();
        let left_out = leave_out_secrets(library, &mut draft);
        if drafts::is_kept(tx, &draft)? {
            continue;
        }
        for (field, form) in left_out {
            notices.push(format!(
                "A draft, field {field}, held {}, which was left out; the old file still has it. {}",
                form.words(),
                form.belongs()
            ));
        }
        drafts::put(tx, session, &draft, false)?;
    }
    Ok(())
}

fn take_profile(tx: &Tx<'_>, session: &str, mut profile: Profile) -> Outcome<()> {
    profile.evidence_revision = profile.evidence_revision.max(1);
    for found in profile.steps.values_mut() {
        found.line = tx.guard.clean(&found.line);
    }
    let surplus = profile
        .history
        .len()
        .saturating_sub(super::evidence::RECENT);
    profile.recent = profile
        .history
        .iter()
        .rev()
        .skip(surplus)
        .map(|it| it.exit)
        .collect();
    rows::put(tx, &profile)?;
    for (id, record) in [
        (SecretId::Token(profile.id), &profile.token),
        (SecretId::OldToken(profile.id), &profile.old_token),
    ] {
        if let Some(record) = record {
            records::insert(tx, &id, record, "current", session)?;
        }
    }
    let id = profile.id.to_string();
    // The oldest first; looks that found the same become one.
    let mut before: Option<crate::library::model::Verification> = None;
    for mut found in profile.history.into_iter().rev() {
        found.line = tx.guard.clean(&found.line);
        for check in found.checks.values_mut() {
            check.line = tx.guard.clean(&check.line);
        }
        match &mut before {
            Some(known) if super::evidence::same(known, &found) => {
                known.looks += 1;
                known.at = found.at;
            }
            _ => {
                if let Some(known) = before.replace(found) {
                    findings::insert(tx, &id, &known, profile.evidence_revision)?;
                }
            }
        }
    }
    if let Some(known) = before {
        findings::insert(tx, &id, &known, profile.evidence_revision)?;
    }
    Ok(())
}

/// Gives the old file the name of a backup, and puts one of a newer version in its place.
fn put_aside(library: &Library, path: &Path) -> Result<(), LibraryError> {
    /// What an older stackday reads of it: the version, which it does not know.
    const NEWER: &str = "{\"format\":\"stackday profiles\",\"version\":3,\n\"note\":\"A newer stackday keeps its \
         connections in library.db. What was here is in profiles.v2.backup.json.\",\n\"projects\":[\n],\n\"profiles\":[\n]}\n";
    let folder = library.folder();
    let failed = |error: io::Error| LibraryError::system(path, error);
    let bytes = fs::read(path).map_err(failed)?;
    let backup = backup_for(folder, &bytes);
    if !backup.exists() {
        crate::storage::write_atomically(&backup, &bytes).map_err(failed)?;
    }
    library.watch(Point::OldCopied);
    crate::storage::write_atomically(path, NEWER.as_bytes()).map_err(failed)
}

/// The name of the backup: one that nothing has, or that has the same content.
fn backup_for(folder: &Path, bytes: &[u8]) -> PathBuf {
    let numbered = |number: u32| match number {
        1 => folder.join(BACKUP),
        _ => folder.join(format!("profiles.v2.backup-{number}.json")),
    };
    let is_other = |path: &Path| {
        fs::symlink_metadata(path).is_ok() && fs::read(path).ok().as_deref() != Some(bytes)
    };
    let mut number = 1;
    while is_other(&numbered(number)) {
        number += 1;
    }
    numbered(number)
}

/// Tells one file from another (FNV-1a, 64 bits, and the length). Not against anybody who means harm.
fn fingerprint(bytes: &[u8]) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in bytes {
        hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    }
    format!("{hash:016x}-{}", bytes.len())
}

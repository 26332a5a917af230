//! Saving, changing and deleting connections.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::{Connection as Database, OptionalExtension as _, params};

use super::drafts::{self, DraftId};
use super::error::LibraryError;
use super::evidence::{self, Steps};
use super::exchange;
use super::fault::Outcome;
use super::handle::{Backup, Library, Tx};
use super::records::{Leftover, current_of, leave_all, make_current};
use super::rows::{self, existing, name_key, put};
use super::secret_change::{Purpose, secret_changed};
use super::texts::{joined, texts, typed};
use super::{columns, projects};
use crate::domain::clock;
use crate::domain::guard::{Guard, SecretForm};
use crate::domain::text::LONGEST_BODY;
use crate::domain::{Input, ProfileId, SecretId, SecretRecord, StepId, StoredEvidence};
use crate::library::model::{Connection, Profile};

/// What the forms hold, to be saved.
#[derive(Debug, Clone)]
pub struct SaveProfile {
    /// The connection.
    pub id: ProfileId,
    /// Whether it is a new one.
    pub new: bool,
    /// Its name.
    pub name: String,
    /// The revision that the forms were filled with.
    pub revision: u64,
    /// The evidence revision that the forms were filled with.
    pub evidence_revision: u64,
    /// What was entered.
    pub settings: Connection,
    /// The evidence, as the forms' own checks have found it.
    pub steps: Steps,
    /// Whether a new Token is saved with it.
    pub with_token: bool,
    /// The draft that it takes over.
    pub draft: Option<DraftId>,
}

/// The secrets that are saved with a connection: reserved, and in their stores.
#[derive(Debug, Clone, Default)]
pub struct SavedSecrets {
    /// The Token.
    pub token: Option<SecretRecord>,
    /// The API key, of this project.
    pub api_key: Option<(String, SecretRecord)>,
}

/// A change to what the forms have no field for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// Another name.
    Name(String),
    /// Other tags, separated by spaces or commas.
    Tags(String),
    /// Other notes.
    Notes(String),
    /// Kept, and left out of counts and of verifying all; or back among the others.
    Archived(bool),
}

impl Library {
    /// Whether this can be saved as it is now: its name is free, and nobody has changed the connection since it was read.
    /// Asked before a secret is put into a store. Blocks.
    pub fn check_save(&self, save: &SaveProfile) -> Result<(), LibraryError> {
        let mut save = save.clone();
        self.make_fit(&mut save.name, &mut save.settings)?;
        let judged =
            self.read_with(|open| judge(&open.connection, self.guard(), &save).map(|_| ()))?;
        match judged {
            None if !save.new => Err(LibraryError::gone()),
            _ => Ok(()),
        }
    }

    /// Saves it with its secrets, and clears its draft, all in one transaction. What rested on a value that has changed
    /// does not hold any more; of each step the newest evidence stands. Blocks.
    ///
    /// Returns the connection as it is then, and the secrets that are to be removed from their stores.
    pub fn save(
        &self,
        mut save: SaveProfile,
        secrets: SavedSecrets,
    ) -> Result<(Profile, Vec<Leftover>), LibraryError> {
        self.make_fit(&mut save.name, &mut save.settings)?;
        let session = self.session();
        self.write_with(Backup::Daily, |tx| saved(tx, Some(session), save, secrets))
    }

    /// Changes what the forms have no field for. Says what was done, in one sentence. Blocks.
    pub fn edit(&self, id: ProfileId, edit: Edit) -> Result<String, LibraryError> {
        self.write_with(Backup::Daily, |tx| {
            let mut profile = existing(tx, id)?;
            let before = profile.clone();
            if let Edit::Tags(tags) = &edit
                // While it is whole: the words of a secret alone say nothing.
                && let Some(form) = tx.guard.find(&crate::domain::text::lines(tags, usize::MAX))
            {
                return Err(in_field(&profile.name, "Tags", form).into());
            }
            let said = apply(&mut profile, edit);
            make_fit(tx.guard, &mut profile.name, &mut profile.settings)?;
            refuse_token_like(tx.guard, Some(&before), &profile.name, &profile.settings)?;
            free_name(tx, id, &profile.name)?;
            if (&profile.name, &profile.settings, profile.archived_at)
                != (&before.name, &before.settings, before.archived_at)
            {
                profile.revision += 1;
                profile.changed_at = clock::now();
                put(tx, &profile)?;
            }
            Ok(said)
        })
    }

    /// Makes a copy under another name: with what was entered, without Token and evidence. Blocks.
    pub fn duplicate(&self, id: ProfileId, name: &str) -> Result<Profile, LibraryError> {
        self.write_with(Backup::Daily, |tx| {
            let original = existing(tx, id)?;
            let mut save = SaveProfile {
                id: ProfileId::random(),
                new: true,
                name: name.to_owned(),
                revision: 0,
                evidence_revision: 0,
                settings: original.settings,
                steps: Steps::new(),
                with_token: false,
                draft: None,
            };
            make_fit(tx.guard, &mut save.name, &mut save.settings)?;
            // What is saved was asked about when it was saved.
            typed(&save.settings).for_each(|(_, text)| tx.guard.allow(text));
            Ok(saved(tx, None, save, SavedSecrets::default())?.0)
        })
    }

    /// Deletes connections with all that is kept of them. Those that are gone already are no error. Blocks.
    ///
    /// Returns the secrets that are to be removed from their stores: until they are, the library remembers them.
    pub fn remove(&self, ids: &[ProfileId]) -> Result<Vec<Leftover>, LibraryError> {
        let backup = if ids.len() > 1 {
            Backup::Now
        } else {
            Backup::Daily
        };
        self.write_with(backup, |tx| {
            let mut left = Vec::new();
            for id in ids {
                let deleted = tx
                    .prepare_cached("DELETE FROM connection WHERE id = ?1")?
                    .execute([id.to_string()])?;
                if deleted > 0 {
                    left.extend(leave_all(tx, *id)?);
                    let change = tx.change()?;
                    tx.prepare_cached(
                        "INSERT INTO removed (id, change) VALUES (?1, ?2)
                         ON CONFLICT (id) DO UPDATE SET change = ?2",
                    )?
                    .execute(params![id.to_string(), change])?;
                }
            }
            Ok(left)
        })
    }

    /// Adds or changes connections by their names, all or none. Tokens stay; what rested on a changed value does not hold
    /// any more. Nothing is deleted. Blocks.
    pub fn import(&self, mut entries: Vec<(String, Connection)>) -> Result<(), LibraryError> {
        for (name, settings) in &mut entries {
            self.make_fit(name, settings)?;
        }
        self.write_with(Backup::Now, |tx| {
            for (name, settings) in entries {
                let known = id_of(tx, &name)?;
                let (id, revision, evidence_revision) = match known {
                    Some(id) => {
                        let profile = existing(tx, id)?;
                        (id, profile.revision, profile.evidence_revision)
                    }
                    None => (ProfileId::random(), 0, 0),
                };
                let save = SaveProfile {
                    id,
                    new: known.is_none(),
                    name,
                    revision,
                    evidence_revision,
                    settings,
                    steps: Steps::new(),
                    with_token: false,
                    draft: None,
                };
                saved(tx, None, save, SavedSecrets::default())?;
            }
            Ok(())
        })
    }

    /// Makes the new Token the one in use, and the one of before the old Token, which is kept. Refused where the Token was
    /// changed since. `steps` is what the rotation has proven of the new one. Blocks.
    ///
    /// Returns what is to be removed: the copy of the old Token that was the one in use.
    pub fn rotate(
        &self,
        id: ProfileId,
        before: Option<&SecretRecord>,
        new: &SecretRecord,
        old: Option<&SecretRecord>,
        steps: &Steps,
    ) -> Result<Vec<Leftover>, LibraryError> {
        /// Why a connector profile that is listed as active may not go on working.
        const OUTDATED: &str =
            "the Token was rotated since: enter the new one in the connector profile";
        self.write_with(Backup::Daily, |tx| {
            let mut profile = existing(tx, id)?;
            if profile.token.as_ref() != before || (old.is_some() && profile.old_token.is_some()) {
                let why = "Another Token was put into this connection meanwhile.";
                return Err(LibraryError::Refused(why.to_owned()).into());
            }
            let mut left = Vec::new();
            if let Some(old) = old {
                left.extend(make_current(tx, &SecretId::OldToken(id), old)?);
            }
            left.extend(make_current(tx, &SecretId::Token(id), new)?);
            exchange::forget(tx, id)?;
            profile.evidence_revision += 1;
            evidence::outdate(&mut profile.steps, &[Input::TokenSecret]);
            evidence::outdate_connector(&mut profile.steps, OUTDATED);
            evidence::merge_shown(&mut profile.steps, steps, clock::now());
            put(tx, &profile)?;
            Ok(left)
        })
    }

    fn make_fit(&self, name: &mut String, settings: &mut Connection) -> Result<(), LibraryError> {
        make_fit(self.guard(), name, settings)
    }
}

/// The connection of this name.
fn id_of(database: &Database, name: &str) -> Outcome<Option<ProfileId>> {
    Ok(database
        .prepare_cached("SELECT id FROM connection WHERE name_key = ?1")?
        .query_row([name_key(name)], |row| columns::id(row, 0))
        .optional()?)
}

/// Refuses a name that another connection has.
fn free_name(database: &Database, id: ProfileId, name: &str) -> Outcome<()> {
    match id_of(database, name)? {
        Some(other) if other != id => Err(LibraryError::Refused(format!(
            "Another profile is called “{name}” already, whatever the case of the letters: choose another name."
        ))
        .into()),
        _ => Ok(()),
    }
}

/// Whether the connection can be saved; gives it as it is now, unless it is new.
fn judge(database: &Database, guard: &Guard, save: &SaveProfile) -> Outcome<Option<Profile>> {
    let refuse = |why: String| Err(LibraryError::Refused(why).into());
    let name = &save.name;
    let Some(stored) = rows::find(database, save.id)? else {
        if !save.new {
            return refuse(format!(
                "“{name}” was deleted by another program since you opened it. Save it as a new profile to keep it."
            ));
        }
        free_name(database, save.id, name)?;
        refuse_token_like(guard, None, name, &save.settings)?;
        return Ok(None);
    };
    let token_changed = save.with_token && stored.evidence_revision != save.evidence_revision;
    if stored.revision != save.revision || token_changed {
        return refuse(format!(
            "“{}” was changed by another program at {} since you opened it. Open it again to see how, or save yours as a \
             new profile.",
            stored.name,
            stored.changed_at.strftime("%Y-%m-%d %H:%M:%S UTC")
        ));
    }
    free_name(database, save.id, name)?;
    refuse_token_like(guard, Some(&stored), name, &save.settings)?;
    Ok(Some(stored))
}

/// Makes texts safe, and refuses those that cannot be kept. What is judged is what will be kept: a character that cannot
/// be seen hides neither an empty name nor a secret.
fn make_fit(
    guard: &Guard,
    name: &mut String,
    settings: &mut Connection,
) -> Result<(), LibraryError> {
    let notes = settings.notes.chars().count();
    if notes > LONGEST_BODY {
        return Err(LibraryError::Refused(format!(
            "The notes have {notes} characters, and {LONGEST_BODY} are kept: shorten them."
        )));
    }
    super::tidy::name(name);
    super::tidy::connection(settings);
    if name.is_empty() {
        return Err(LibraryError::Refused("A profile needs a name.".to_owned()));
    }
    if let Some(form) = guard.find(name) {
        return Err(in_name(form));
    }
    for (field, text) in texts(settings) {
        if let Some(form) = guard.find(text) {
            return Err(in_field(name, field, form));
        }
    }
    for (field, text) in joined(settings) {
        if let Some(form) = guard.find(&text) {
            return Err(in_field(name, field, form));
        }
    }
    Ok(())
}

/// Refuses what may be a Token, and what no person has said of that it is none. What is saved already stays.
fn refuse_token_like(
    guard: &Guard,
    stored: Option<&Profile>,
    name: &str,
    settings: &Connection,
) -> Result<(), LibraryError> {
    let is_stored = |text: &str| {
        stored.is_some_and(|stored| {
            stored.name == text || typed(&stored.settings).any(|(_, stored)| stored == text)
        })
    };
    let suspect = |text: &str| guard.suspect(text).filter(|_| !is_stored(text));
    if let Some(form) = suspect(name) {
        return Err(in_name(form));
    }
    for (field, text) in typed(settings) {
        if let Some(form) = suspect(text) {
            return Err(in_field(name, field, form));
        }
    }
    Ok(())
}

fn in_name(form: SecretForm) -> LibraryError {
    LibraryError::Secret {
        place: "The profile".to_owned(),
        form,
    }
}

fn in_field(name: &str, field: &str, form: SecretForm) -> LibraryError {
    LibraryError::Secret {
        place: format!("“{name}”, field {field},"),
        form,
    }
}

fn saved(
    tx: &Tx<'_>,
    session: Option<&str>,
    save: SaveProfile,
    secrets: SavedSecrets,
) -> Outcome<(Profile, Vec<Leftover>)> {
    let SavedSecrets { token, api_key } = secrets;
    let stored = judge(tx, tx.guard, &save)?;
    let now = clock::now();
    let mut left = Vec::new();
    if let Some((project, record)) = api_key {
        projects::add(tx, &project, false)?;
        let id = SecretId::ApiKey(project);
        left.extend(make_current(tx, &id, &record)?);
        secret_changed(tx, &id, Purpose::Save)?;
    }
    let is_new = stored.is_none();
    // The API key of its project may have changed it just now.
    let stored = match stored {
        Some(stored) => Some(existing(tx, stored.id)?),
        None => None,
    };
    let before = stored.clone();
    let mut profile = stored.unwrap_or_else(|| {
        let mut profile = Profile::new(save.name.clone(), save.settings.clone(), now);
        profile.id = save.id;
        profile
    });
    let mut changed = evidence::differences(&profile.settings, &save.settings);
    if token.is_some() {
        changed.push(Input::TokenSecret);
    }
    if !changed.is_empty() || is_new {
        profile.evidence_revision += 1;
        evidence::outdate(&mut profile.steps, &changed);
        evidence::outdate_seen(&mut profile.seen, &changed);
    }
    let steps = save.steps.iter().map(|(step, found)| {
        let line = tx.guard.clean(&found.line);
        (
            *step,
            StoredEvidence {
                line,
                ..found.clone()
            },
        )
    });
    let steps: BTreeMap<StepId, StoredEvidence> = steps.collect();
    evidence::merge_shown(&mut profile.steps, &steps, now);
    if is_new || (&profile.name, &profile.settings) != (&save.name, &save.settings) {
        profile.revision += 1;
        profile.changed_at = now;
    }
    profile.name = save.name;
    profile.settings = save.settings;
    // What changes nothing writes nothing.
    if token.is_some() || before.as_ref() != Some(&profile) {
        put(tx, &profile)?;
        profile.change = tx.change()?;
    }
    if let Some(record) = &token {
        left.extend(make_current(tx, &SecretId::Token(profile.id), record)?);
        exchange::forget(tx, profile.id)?;
    }
    if let Some(session) = session {
        if save.new {
            drafts::discard_of_deleted(tx, session, &profile.settings)?;
        }
        drafts::discard(tx, session, (!save.new).then_some(profile.id), save.draft)?;
    }
    profile.token = current_of(tx, &SecretId::Token(profile.id))?;
    Ok((profile, left))
}

fn apply(profile: &mut Profile, edit: Edit) -> String {
    let name = profile.name.clone();
    match edit {
        Edit::Name(new) => {
            let said = format!("“{name}” is called “{}” now", new.trim());
            profile.name = new;
            said
        }
        Edit::Tags(tags) => {
            let words = tags
                .split([',', ' '])
                .map(|word| word.trim_start_matches('#'));
            profile.settings.tags = words
                .filter(|word| !word.is_empty())
                .map(str::to_owned)
                .collect();
            format!("“{name}” has {} tags", profile.settings.tags.len())
        }
        Edit::Notes(notes) => {
            profile.settings.notes = notes;
            format!("the notes of “{name}” are saved")
        }
        Edit::Archived(true) => {
            profile.archived_at.get_or_insert_with(Timestamp::now);
            format!("“{name}” is archived: kept, and left out of counts and of verifying all")
        }
        Edit::Archived(false) => {
            profile.archived_at = None;
            format!("“{name}” is among the others again")
        }
    }
}

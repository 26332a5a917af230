//! Drafts: what is typed and not saved, of a connection or of a new one. Secrets are never part of a draft.
//!
//! Every run of the program has drafts of its own, so that two never overwrite each other's. The drafts of a run that has
//! ended are taken over by the next one that reads them.

use jiff::Timestamp;
use rusqlite::{Row, params};

use super::columns::{self, count, number, time};
use super::error::LibraryError;
use super::fault::Outcome;
use super::handle::{Backup, Library, Tx};
use super::texts::{joined, lines_mut, texts, typed};
use super::wire::text;
use crate::domain::ProfileId;
use crate::domain::guard::SecretForm;
use crate::library::model::{Connection, LibrarySnapshot};

/// Which draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct DraftId(i64);

/// A draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The draft of an earlier run that this one goes on with; none where it was begun in this run.
    pub id: Option<DraftId>,
    /// The connection that it changes; none where it is of a new one.
    pub of: Option<ProfileId>,
    /// The name, where one is entered.
    pub name: Option<String>,
    /// The revision of the connection when its editing began: 0 of a new one.
    pub base_revision: u64,
    /// What is entered.
    pub settings: Connection,
    /// When it was kept.
    pub at: Timestamp,
}

impl Library {
    /// Keeps a draft in place of the earlier one of the same connection in this run. A field in which a secret is recognised
    /// is left out, and named in the answer. Blocks.
    pub fn keep_draft(
        &self,
        draft: &Draft,
    ) -> Result<Vec<(&'static str, SecretForm)>, LibraryError> {
        let mut draft = draft.clone();
        let left_out = leave_out_secrets(self, &mut draft);
        let session = self.session().to_owned();
        self.write_with(Backup::Daily, |tx| {
            let id = draft.id.map(|DraftId(id)| id);
            let kept = match id {
                Some(id) => tx
                    .prepare_cached(
                        "UPDATE draft SET session = ?2, name = ?3, base_revision = ?4, at = ?5, settings = ?6
                         WHERE id = ?1",
                    )?
                    .execute(params![
                        id,
                        session,
                        draft.name,
                        number(draft.base_revision),
                        draft.at.to_string(),
                        text::of_settings(&draft.settings, tx.guard),
                    ])?,
                None => 0,
            };
            if kept == 0 {
                discard(tx, &session, draft.of, None)?;
                put(tx, &session, &draft, true)?;
            }
            Ok(())
        })?;
        Ok(left_out)
    }

    /// Discards a draft: the one that was gone on with, and what this run has kept of the same connection. Blocks.
    pub fn discard_draft(
        &self,
        of: Option<ProfileId>,
        draft: Option<DraftId>,
    ) -> Result<(), LibraryError> {
        if self
            .read_with(|open| count_of(&open.connection))?
            .unwrap_or(0)
            == 0
        {
            return Ok(());
        }
        let session = self.session().to_owned();
        self.write_with(Backup::Daily, |tx| discard(tx, &session, of, draft))
    }

    /// The drafts of runs that have ended, and this run's own, the newest first. What cannot be read stays where it is.
    /// Blocks.
    pub fn drafts(&self) -> Result<Vec<Draft>, LibraryError> {
        let rows = self.read_with(|open| {
            let mut query = open.connection.prepare_cached(
                "SELECT draft.id, connection.id, draft.name, base_revision, at, draft.settings, session
                 FROM draft LEFT JOIN connection ON connection.id = draft.connection",
            )?;
            let rows = query.query_map([], |row| Ok((draft_of(row), row.get::<_, String>(6)?)))?;
            Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?)
        })?;
        let rows = rows.unwrap_or_default();
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let own = self.session().to_owned();
        let mut drafts = Vec::new();
        let mut others = Vec::new();
        for (draft, session) in rows {
            let is_own = session == own;
            if let Ok(draft) = draft
                && (is_own || !self.is_alive(&session))
            {
                others.extend(draft.id.filter(|_| !is_own));
                drafts.push(draft);
            }
        }
        drafts.sort_by(|a, b| b.at.cmp(&a.at).then(a.id.cmp(&b.id)));
        let others: Vec<_> = others.into_iter().map(|DraftId(id)| id).collect();
        if others.is_empty() {
            return Ok(drafts);
        }
        // They are this run's from now on: another one does not offer them too. Where nothing can be written, nobody
        // goes on with them.
        let adopted = self.write_with(Backup::Daily, |tx| {
            for id in &others {
                tx.prepare_cached("UPDATE draft SET session = ?2, own = 0 WHERE id = ?1")?
                    .execute(params![id, own])?;
            }
            Ok(())
        });
        match adopted {
            Ok(()) | Err(LibraryError::ReadOnly(_)) => Ok(drafts),
            Err(error) => Err(error),
        }
    }
}

/// Takes what is recognised as a secret out of a draft, and names the fields.
pub(super) fn leave_out_secrets(
    library: &Library,
    draft: &mut Draft,
) -> Vec<(&'static str, SecretForm)> {
    draft.name.iter_mut().for_each(super::tidy::line);
    let mut left_out = Vec::new();
    let guard = library.guard();
    if let Some(form) = draft.name.as_ref().and_then(|name| guard.suspect(name)) {
        left_out.push(("Name", form));
        draft.name = None;
    }
    left_out.extend(leave_out_of_settings(library, &mut draft.settings, true));
    left_out
}

impl Library {
    /// Takes what is recognised as a secret out of what leaves this library: an earlier version may have kept it. Says what was
    /// left out, in sentences.
    #[must_use]
    pub fn leave_secrets_out(&self, saved: &mut LibrarySnapshot) -> Vec<String> {
        let mut said = Vec::new();
        for profile in &mut saved.profiles {
            if let Some(form) = self.guard().find(&profile.name) {
                profile.name = format!("profile {}", &profile.id.to_string()[..8]);
                said.push(format!(
                    "The name of “{}” held {}, which was left out.",
                    profile.name,
                    form.words()
                ));
            }
            let name = profile.name.clone();
            for (field, form) in leave_out_of_settings(self, &mut profile.settings, false) {
                said.push(format!(
                    "“{name}”, field {field}, held {}, which was left out.",
                    form.words()
                ));
            }
        }
        said
    }
}

/// Takes what is recognised as a secret out of the settings, and names the fields; where it `suspects`, also what may be a
/// Token, and what no person has said of that it is none.
pub(super) fn leave_out_of_settings(
    library: &Library,
    settings: &mut Connection,
    suspects: bool,
) -> Vec<(&'static str, SecretForm)> {
    // A character that cannot be seen hides no secret.
    super::tidy::connection(settings);
    let guard = library.guard();
    let chosen = texts(settings).filter_map(|(field, text)| Some((field, guard.find(text)?)));
    let maybe = typed(settings).filter_map(|(field, text)| {
        let form = guard
            .suspect(text)
            .filter(|form| !form.is_certain() && suspects)?;
        Some((field, form))
    });
    let mut left_out: Vec<_> = chosen.chain(maybe).collect();
    let lists: Vec<_> = joined(settings)
        .filter_map(|(field, text)| Some((field, guard.find(&text)?)))
        .collect();
    for (field, form) in lists {
        match field {
            "Scopes" => settings.scopes.clear(),
            "Actions" => settings.actions.clear(),
            "Personal data" => settings.read_personal.clear(),
            _ => settings.tags.clear(),
        }
        if !left_out.iter().any(|(known, _)| *known == field) {
            left_out.push((field, form));
        }
    }
    if left_out.is_empty() {
        return left_out;
    }
    let is_clean = |text: &str| {
        let found = guard.suspect(text);
        found.is_none_or(|form| !form.is_certain() && !suspects)
    };
    for line in lines_mut(settings) {
        *line = line.take().filter(|text| is_clean(text));
    }
    for set in [
        &mut settings.scopes,
        &mut settings.actions,
        &mut settings.read_personal,
    ] {
        set.retain(|text| guard.find(text).is_none());
    }
    settings.tags.retain(|text| is_clean(text));
    if !is_clean(&settings.notes) {
        settings.notes.clear();
    }
    left_out
}

/// Discards the drafts that a save takes over: what was typed on the older state must not come back over this one.
pub(super) fn discard(
    tx: &Tx<'_>,
    session: &str,
    of: Option<ProfileId>,
    draft: Option<DraftId>,
) -> Outcome<()> {
    if let Some(DraftId(id)) = draft {
        tx.prepare_cached("DELETE FROM draft WHERE id = ?1")?
            .execute([id])?;
    }
    tx.prepare_cached("DELETE FROM draft WHERE connection IS ?1 AND session = ?2 AND own = 1")?
        .execute(params![of.map(|id| id.to_string()), session])?;
    Ok(())
}

/// Discards the draft of a connection that another program deleted, and that is saved as a new one.
pub(super) fn discard_of_deleted(tx: &Tx<'_>, session: &str, settings: &Connection) -> Outcome<()> {
    tx.prepare_cached(
        "DELETE FROM draft WHERE session = ?1 AND own = 1 AND settings = ?2
         AND connection NOT IN (SELECT id FROM connection)",
    )?
    .execute(params![session, text::of_settings(settings, tx.guard)])?;
    Ok(())
}

/// Writes a draft: one that this run has begun, or one that it takes over.
pub(super) fn put(tx: &Tx<'_>, session: &str, draft: &Draft, own: bool) -> Outcome<()> {
    tx.prepare_cached(
        "INSERT INTO draft (connection, session, own, name, base_revision, at, settings)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        draft.of.map(|id| id.to_string()),
        session,
        own,
        draft.name,
        number(draft.base_revision),
        draft.at.to_string(),
        text::of_settings(&draft.settings, tx.guard),
    ])?;
    Ok(())
}

/// Whether this draft is kept already, whoever's it is.
pub(super) fn is_kept(tx: &Tx<'_>, draft: &Draft) -> Outcome<bool> {
    let of = draft.of.map(|id| id.to_string());
    Ok(tx
        .prepare_cached("SELECT 1 FROM draft WHERE connection IS ?1 AND at = ?2 AND settings = ?3")?
        .exists(params![
            of,
            draft.at.to_string(),
            text::of_settings(&draft.settings, tx.guard)
        ])?)
}

fn count_of(database: &rusqlite::Connection) -> Outcome<i64> {
    Ok(database.query_row("SELECT count(*) FROM draft", [], |row| row.get(0))?)
}

fn draft_of(row: &Row<'_>) -> rusqlite::Result<Draft> {
    let of = match row.get_ref(1)? {
        rusqlite::types::ValueRef::Null => None,
        _ => Some(columns::id(row, 1)?),
    };
    let settings = text::settings(row.get_ref(5)?.as_str()?);
    let mut draft = Draft {
        id: Some(DraftId(row.get(0)?)),
        of,
        name: row.get(2)?,
        base_revision: of.map_or(Ok(0), |_| count(row, 3))?,
        at: time(row, 4)?,
        settings: settings.map_err(|what| columns::unreadable(5, what))?,
    };
    draft.name.iter_mut().for_each(super::tidy::line);
    super::tidy::connection(&mut draft.settings);
    Ok(draft)
}

//! What a person does with saved connections: save, open, make, copy, rename, tag, delete, verify, replace a Token.

mod asking;
mod taking;

use super::Effect;
use super::ask::{Ask, Asking};
use super::profiles::Row;
use super::saved::Progress as Far;
use super::state::{Overlay, Screen, Slot, State};
use super::{pins, setup, state};
use crate::autosave::AutosaveRequest;
use crate::domain::{Input, ProfileId, StepId};
use crate::library::Edit;
use crate::library::{Connection, Profile};
use crate::worker::Job;
use crate::workflow::{LibraryCommand, ToSave};

use asking::{about, answer, kept_words, proposed_name, remove, revoke_old, rotate};
pub(super) use asking::{locked, not_unlocked, unlocked};
pub(super) use taking::{done, follow, hand_over, show_selected};

/// What a person asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnSaved {
    /// Save what the forms hold.
    Save,
    /// Begin a new connection.
    New,
    /// Open the selected profile in the forms.
    Open,
    /// Copy the selected profile.
    Duplicate,
    /// Rename it.
    Rename,
    /// Change its tags.
    Tags,
    /// Change its notes.
    Notes,
    /// Archive it, or put it back among the others.
    Archive,
    /// Delete it, or those that are marked.
    Remove,
    /// Verify it, or those that are marked.
    Verify,
    /// Verify all that are shown.
    VerifyAll,
    /// Give it a new Token.
    Rotate,
    /// Revoke the Token that was replaced.
    RevokeOld,
    /// Throw away what was typed and not saved.
    Discard,
    /// Look at the versions of the selected connector profile, to pin it.
    Pins,
    /// Take the answer to a question.
    Answer,
}

pub(super) fn act(state: &mut State, wish: OnSaved, effects: &mut Vec<Effect>) {
    match wish {
        OnSaved::Save => save(state, effects),
        OnSaved::New => new(state),
        OnSaved::Open => open(state, effects),
        OnSaved::Duplicate | OnSaved::Rename | OnSaved::Tags | OnSaved::Notes => {
            if let Some(profile) = selected(state) {
                let ask = about(wish, profile);
                state.overlay = Some(Overlay::Ask(Box::new(ask)));
            }
        }
        OnSaved::Archive => {
            if let Some(profile) = selected(state) {
                let (id, archived) = (profile.id, profile.archived_at.is_none());
                let command = LibraryCommand::Edit(id, Edit::Archived(archived));
                keep(state, "archiving", command, effects);
            }
        }
        OnSaved::Remove => remove(state),
        OnSaved::Verify => {
            let ids = meant(state);
            verify(state, ids, effects);
        }
        OnSaved::VerifyAll => {
            let ids = shown(state);
            verify(state, ids, effects);
        }
        OnSaved::Rotate => rotate(state),
        OnSaved::RevokeOld => revoke_old(state),
        OnSaved::Discard => discard(state, effects),
        OnSaved::Pins => pins::look(state, effects),
        OnSaved::Answer => answer(state, effects),
    }
}

/// The selected saved profile.
#[must_use]
pub fn selected(state: &State) -> Option<&Profile> {
    match state.profiles.row() {
        Some(Row::Saved(at)) => state.saved.contents.profiles.get(at),
        _ => None,
    }
}

/// The marked profiles, else the selected one.
#[must_use]
pub fn meant(state: &State) -> Vec<ProfileId> {
    if state.profiles.marked.is_empty() {
        selected(state)
            .map(|profile| profile.id)
            .into_iter()
            .collect()
    } else {
        state.profiles.marked.iter().copied().collect()
    }
}

/// The profiles that pass the filter and are not archived.
fn shown(state: &State) -> Vec<ProfileId> {
    let saved = |row: &Row| match row {
        Row::Saved(at) => state.saved.contents.profiles.get(*at),
        _ => None,
    };
    let rows = state.profiles.rows().iter();
    let active = |profile: &&Profile| profile.archived_at.is_none();
    let rows = rows.filter_map(saved).filter(active);
    rows.map(|profile| profile.id).collect()
}

fn keep(state: &mut State, what: &'static str, command: LibraryCommand, effects: &mut Vec<Effect>) {
    state.start(Slot::Keep, what, Job::Library(Box::new(command)), effects);
}

/// Reads what is saved, and asks where secrets go.
pub(super) fn begin(state: &mut State, effects: &mut Vec<Effect>) {
    if !state.env.has_store {
        return;
    }
    let load = Job::Library(Box::new(LibraryCommand::Load));
    state.start(Slot::Load, "reading what is saved", load, effects);
    state.start(
        Slot::Store,
        "looking for a keyring",
        Job::ChooseStore,
        effects,
    );
}

fn save(state: &mut State, effects: &mut Vec<Effect>) {
    state.overlay = None;
    setup::leave_item(state);
    if state.saved.open.is_none() {
        let ask = Ask::new(Asking::SaveAs, "Save this connection", "Name")
            .saying(kept_words(state))
            .with(proposed_name(state));
        state.overlay = Some(Overlay::Ask(Box::new(ask)));
        return;
    }
    if !state.is_changed() {
        return state.say("nothing to save: what you see is what is saved");
    }
    let name = state.current.name.clone();
    save_as(state, name, effects);
}

fn save_as(state: &mut State, name: String, effects: &mut Vec<Effect>) {
    let to_save = ToSave {
        id: state.saved.open,
        name,
        revision: state.current.revision,
        evidence_revision: state.current.evidence_revision,
        settings: state.connection(),
        token: state.unkept(Input::TokenSecret),
        api_key: state.unkept(Input::ApiKey),
        steps: state.ledger.to_keep(),
        draft: state.current.draft_id,
    };
    keep(
        state,
        "saving",
        LibraryCommand::Save(Box::new(to_save)),
        effects,
    );
}

/// A new connection, in the project that was in use. What was typed into the other one stays as its draft.
fn new(state: &mut State) {
    let project = state.current.base.project.clone();
    let connection = Connection {
        project,
        app_name: state.current.base.app_name.clone(),
        ..Connection::default()
    };
    state.take_new(connection);
    state.screen = Screen::Setup;
    setup::select(state, StepId::A1);
    state.focus = state::Focus::Item(0);
    state.say("a new connection: fill it in, Ctrl-S saves it");
}

fn open(state: &mut State, effects: &mut Vec<Effect>) {
    match state.profiles.row() {
        Some(Row::Saved(_)) => {
            if let Some(id) = selected(state).map(|profile| profile.id) {
                open_profile(state, id, effects);
            }
        }
        Some(Row::Config(at)) => {
            if let Some(connection) = state.connections.get(at).cloned() {
                state.take_new(connection.settings);
                state.current.name.clone_from(&connection.name);
                state.screen = Screen::Setup;
                setup::select(state, StepId::A1);
                state.say(format!(
                    "“{}” of the configuration file; Ctrl-S saves it as a profile",
                    connection.name
                ));
            }
        }
        _ => state.screen = Screen::Setup,
    }
}

pub(super) fn open_profile(state: &mut State, id: ProfileId, effects: &mut Vec<Effect>) {
    let environment = state.given.clone();
    keep(
        state,
        "opening",
        LibraryCommand::Open(id, environment),
        effects,
    );
}

/// Reads the secrets of the open profile anew, and leaves the screen as it is.
pub(super) fn refresh_secrets(state: &mut State, id: ProfileId, effects: &mut Vec<Effect>) {
    let environment = state.given.clone();
    let command = LibraryCommand::Refresh(id, environment);
    let job = Job::Library(Box::new(command));
    state.start(Slot::Read, "reading the Token", job, effects);
}

fn verify(state: &mut State, ids: Vec<ProfileId>, effects: &mut Vec<Effect>) {
    if ids.is_empty() {
        return state.refuse("no saved profile is selected or shown");
    }
    state.saved.progress = Some(Far {
        total: ids.len(),
        ..Far::default()
    });
    state.saved.summary = None;
    state.saved.busy.clear();
    let request = crate::workflow::ManyRequest {
        targets: ids,
        env: state.given.clone(),
    };
    state.start(
        Slot::Many,
        "verifying profiles",
        Job::VerifyMany(request),
        effects,
    );
}

fn discard(state: &mut State, effects: &mut Vec<Effect>) {
    if let Some(id) = state.saved.open {
        let discard = AutosaveRequest::Discard(Some(id), state.current.draft_id.take());
        effects.push(Effect::Autosave(discard));
        state.typed.remove(&Some(id));
        state.current.draft = None;
        let base = state.current.base.clone();
        state.form.take_connection(&base);
        let given = state.given.clone();
        keep(state, "opening", LibraryCommand::Reopen(id, given), effects);
    } else {
        let base = state.current.base.clone();
        state.take_new(base);
        state.say("what was typed is thrown away");
    }
}

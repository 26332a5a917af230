//! What a person does with saved connections: save, open, make, copy, rename, tag, delete, verify, replace a Token.

use crate::domain::{Input, ProfileId, StepId};
use crate::library::Edit;
use crate::library::{Connection, Profile};
use crate::tui::autosave::AutosaveRequest;
use crate::tui::library_view::Progress as Far;
use crate::tui::message::Effect;
use crate::tui::model;
use crate::tui::model::{Model, Overlay, Screen};
use crate::tui::overlays::prompt::{Prompt, PromptKind};
use crate::tui::screens::profiles::Row;
use crate::tui::screens::profiles::pins;
use crate::tui::screens::setup;
use crate::tui::tasks::TaskKind;
use crate::tui::worker::Job;
use crate::workflow::{LibraryCommand, ToSave};

use crate::tui::screens::profiles::prompts::{
    about, answer, kept_words, proposed_name, remove, revoke_old, rotate,
};

/// What a person asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProfilesCommand {
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

pub(crate) fn act(model: &mut Model, wish: ProfilesCommand, effects: &mut Vec<Effect>) {
    match wish {
        ProfilesCommand::Save => save(model, effects),
        ProfilesCommand::New => new(model),
        ProfilesCommand::Open => open(model, effects),
        ProfilesCommand::Duplicate
        | ProfilesCommand::Rename
        | ProfilesCommand::Tags
        | ProfilesCommand::Notes => {
            if let Some(profile) = selected(model) {
                let ask = about(wish, profile);
                model.overlay = Some(Overlay::Prompt(Box::new(ask)));
            }
        }
        ProfilesCommand::Archive => {
            if let Some(profile) = selected(model) {
                let (id, archived) = (profile.id, profile.archived_at.is_none());
                let command = LibraryCommand::Edit(id, Edit::Archived(archived));
                keep(model, "archiving", command, effects);
            }
        }
        ProfilesCommand::Remove => remove(model),
        ProfilesCommand::Verify => {
            let ids = meant(model);
            verify(model, ids, effects);
        }
        ProfilesCommand::VerifyAll => {
            let ids = shown(model);
            verify(model, ids, effects);
        }
        ProfilesCommand::Rotate => rotate(model),
        ProfilesCommand::RevokeOld => revoke_old(model),
        ProfilesCommand::Discard => discard(model, effects),
        ProfilesCommand::Pins => pins::look(model, effects),
        ProfilesCommand::Answer => answer(model, effects),
    }
}

/// The selected saved profile.
#[must_use]
pub fn selected(model: &Model) -> Option<&Profile> {
    match model.profiles.row() {
        Some(Row::Saved(at)) => model.library.contents.profiles.get(at),
        _ => None,
    }
}

/// The marked profiles, else the selected one.
#[must_use]
pub fn meant(model: &Model) -> Vec<ProfileId> {
    if model.profiles.marked.is_empty() {
        selected(model)
            .map(|profile| profile.id)
            .into_iter()
            .collect()
    } else {
        model.profiles.marked.iter().copied().collect()
    }
}

/// The profiles that pass the filter and are not archived.
fn shown(model: &Model) -> Vec<ProfileId> {
    let saved = |row: &Row| match row {
        Row::Saved(at) => model.library.contents.profiles.get(*at),
        _ => None,
    };
    let rows = model.profiles.rows().iter();
    let active = |profile: &&Profile| profile.archived_at.is_none();
    let rows = rows.filter_map(saved).filter(active);
    rows.map(|profile| profile.id).collect()
}

pub(crate) fn keep(
    model: &mut Model,
    what: &'static str,
    command: LibraryCommand,
    effects: &mut Vec<Effect>,
) {
    model.start(
        TaskKind::Keep,
        what,
        Job::Library(Box::new(command)),
        effects,
    );
}

/// Reads what is saved, and asks where secrets go.
pub(crate) fn begin(model: &mut Model, effects: &mut Vec<Effect>) {
    if !model.env.has_store {
        return;
    }
    let load = Job::Library(Box::new(LibraryCommand::Load));
    model.start(TaskKind::Load, "reading what is saved", load, effects);
    model.start(
        TaskKind::Store,
        "looking for a keyring",
        Job::ChooseStore,
        effects,
    );
}

fn save(model: &mut Model, effects: &mut Vec<Effect>) {
    model.overlay = None;
    setup::leave_item(model);
    if model.library.open.is_none() {
        let ask = Prompt::new(PromptKind::SaveAs, "Save this connection", "Name")
            .saying(kept_words(model))
            .with(proposed_name(model));
        model.overlay = Some(Overlay::Prompt(Box::new(ask)));
        return;
    }
    if !model.is_changed() {
        return model.say("nothing to save: what you see is what is saved");
    }
    let name = model.session.name.clone();
    save_as(model, name, effects);
}

pub(crate) fn save_as(model: &mut Model, name: String, effects: &mut Vec<Effect>) {
    let to_save = ToSave {
        id: model.library.open,
        name,
        revision: model.session.revision,
        evidence_revision: model.session.evidence_revision,
        settings: model.connection(),
        token: model.unkept(Input::TokenSecret),
        api_key: model.unkept(Input::ApiKey),
        steps: model.ledger.to_keep(),
        draft: model.session.draft_id,
    };
    keep(
        model,
        "saving",
        LibraryCommand::Save(Box::new(to_save)),
        effects,
    );
}

/// A new connection, in the project that was in use. What was typed into the other one stays as its draft.
fn new(model: &mut Model) {
    let project = model.session.base.project.clone();
    let connection = Connection {
        project,
        app_name: model.session.base.app_name.clone(),
        ..Connection::default()
    };
    model.take_new(connection);
    model.screen = Screen::Setup;
    setup::select(model, StepId::A1);
    model.focus = model::Focus::Item(0);
    model.say("a new connection: fill it in, Ctrl-S saves it");
}

fn open(model: &mut Model, effects: &mut Vec<Effect>) {
    match model.profiles.row() {
        Some(Row::Saved(_)) => {
            if let Some(id) = selected(model).map(|profile| profile.id) {
                open_profile(model, id, effects);
            }
        }
        Some(Row::Config(at)) => {
            if let Some(connection) = model.connections.get(at).cloned() {
                model.take_new(connection.settings);
                model.session.name.clone_from(&connection.name);
                model.screen = Screen::Setup;
                setup::select(model, StepId::A1);
                model.say(format!(
                    "“{}” of the configuration file; Ctrl-S saves it as a profile",
                    connection.name
                ));
            }
        }
        _ => model.screen = Screen::Setup,
    }
}

pub(crate) fn open_profile(model: &mut Model, id: ProfileId, effects: &mut Vec<Effect>) {
    let environment = model.env_credentials.clone();
    keep(
        model,
        "opening",
        LibraryCommand::Open(id, environment),
        effects,
    );
}

/// Reads the secrets of the open profile anew, and leaves the screen as it is.
pub(crate) fn refresh_secrets(model: &mut Model, id: ProfileId, effects: &mut Vec<Effect>) {
    let environment = model.env_credentials.clone();
    let command = LibraryCommand::Refresh(id, environment);
    let job = Job::Library(Box::new(command));
    model.start(TaskKind::Read, "reading the Token", job, effects);
}

fn verify(model: &mut Model, ids: Vec<ProfileId>, effects: &mut Vec<Effect>) {
    if ids.is_empty() {
        return model.refuse("no saved profile is selected or shown");
    }
    model.library.progress = Some(Far {
        total: ids.len(),
        ..Far::default()
    });
    model.library.summary = None;
    model.library.busy.clear();
    let request = crate::workflow::ManyRequest {
        targets: ids,
        env: model.env_credentials.clone(),
    };
    model.start(
        TaskKind::Many,
        "verifying profiles",
        Job::VerifyMany(request),
        effects,
    );
}

fn discard(model: &mut Model, effects: &mut Vec<Effect>) {
    if let Some(id) = model.library.open {
        let discard = AutosaveRequest::Discard(Some(id), model.session.draft_id.take());
        effects.push(Effect::Autosave(discard));
        model.unsaved_drafts.remove(&Some(id));
        model.session.draft = None;
        let base = model.session.base.clone();
        model.form.take_connection(&base);
        let given = model.env_credentials.clone();
        keep(model, "opening", LibraryCommand::Reopen(id, given), effects);
    } else {
        let base = model.session.base.clone();
        model.take_new(base);
        model.say("what was typed is thrown away");
    }
}

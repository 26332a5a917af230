//! Saving what the forms hold, and filling them with something else: a new connection, a saved one, what was saved before.

use crate::domain::{Input, ProfileId, StepId};
use crate::library::{Connection, Findings};
use crate::tui::autosave::AutosaveRequest;
use crate::tui::change::Change;
use crate::tui::layers::Overlay;
use crate::tui::message::Effect;
use crate::tui::overlays::prompt::{Prompt, PromptKind};
use crate::tui::screen::Screen;
use crate::tui::screens::profiles::ProfilesView;
use crate::tui::screens::profiles::row::Row;
use crate::tui::shared::{Place, Shared};
use crate::tui::tasks::TaskKind;
use crate::tui::worker::Job;
use crate::workflow::{LibraryCommand, ToSave};

/// Reads what is saved, and asks where secrets go.
pub(crate) fn begin(shared: &mut Shared) {
    if !shared.env.has_store {
        return;
    }
    let load = Job::Library(Box::new(LibraryCommand::Load));
    shared.start(TaskKind::Load, "reading what is saved", load);
    shared.start(TaskKind::Store, "looking for a keyring", Job::ChooseStore);
}

/// Starts a change of what is saved.
pub(crate) fn keep(shared: &mut Shared, what: &'static str, command: LibraryCommand) {
    shared.start(TaskKind::Keep, what, Job::Library(Box::new(command)));
}

/// Saves what the forms hold; of a new connection, asks for its name first.
pub(crate) fn save(shared: &mut Shared) {
    close_quit_question(shared);
    if shared.library.open.is_none() {
        let prompt = Prompt::new(PromptKind::SaveAs, "Save this connection", "Name")
            .with_line(what_is_kept(shared))
            .with_text(proposed_name(shared));
        return shared.layers.open(Overlay::prompt(prompt));
    }
    if !shared.is_changed() {
        return shared.say("nothing to save: what you see is what is saved");
    }
    let name = shared.session.name.clone();
    save_as(shared, name);
}

/// Closes the question before quitting, where it is on top: saving is the answer to it.
pub(crate) fn close_quit_question(shared: &mut Shared) {
    if matches!(shared.layers.top(), Some(Overlay::Quit)) {
        shared.layers.close();
    }
}

/// Saves what the forms hold under this name.
pub(crate) fn save_as(shared: &mut Shared, name: String) {
    let to_save = ToSave {
        id: shared.library.open,
        name,
        revision: shared.session.revision,
        evidence_revision: shared.session.evidence_revision,
        settings: shared.connection(),
        token: shared.unkept(Input::TokenSecret),
        api_key: shared.unkept(Input::ApiKey),
        steps: shared.ledger.to_keep(),
        draft: shared.session.draft_id,
        findings: findings_to_keep(shared),
    };
    keep(shared, "saving", LibraryCommand::Save(Box::new(to_save)));
}

/// What the last verification found out, if the steps have not gone past it since; and where every step is proven, that they are.
fn findings_to_keep(shared: &Shared) -> Option<Box<Findings>> {
    let mut findings = shared.remote.unsaved_findings.clone()?;
    let proven = shared.ledger.proven(shared.now);
    if proven == StepId::ALL.len() {
        findings.verification.exit = 0;
        findings.verification.line = format!("all {proven} steps proven in Setup");
        return Some(findings);
    }
    // It missed the connector profile, which has been seen since.
    let is_outdated = findings.verification.exit != 0 && shared.standing(StepId::C2).holds();
    (!is_outdated).then_some(findings)
}

/// What saving keeps, and where.
fn what_is_kept(shared: &Shared) -> String {
    let secrets: Vec<_> = [Input::TokenSecret, Input::ApiKey]
        .into_iter()
        .filter(|input| shared.unkept(*input).is_some())
        .map(crate::tui::form::label)
        .collect();
    // A sandbox run without a folder of its own has a library that goes away with it.
    let kept = if shared.env.keeps {
        "kept in the library of profiles"
    } else {
        "kept until you quit (sandbox)"
    };
    if secrets.is_empty() {
        return format!("What you entered is {kept}. No secret is among it.");
    }
    let place = shared.library.store_words.as_deref();
    format!(
        "What you entered is {kept}, without secrets. {} {}: {}",
        secrets.join(" and "),
        if secrets.len() == 1 {
            "goes to a secret store"
        } else {
            "go to a secret store"
        },
        place.unwrap_or("which one is being looked for.")
    )
}

/// The first part of the portal's address, or the customer's name.
fn proposed_name(shared: &Shared) -> String {
    if !shared.session.name.is_empty() {
        return shared.session.name.clone();
    }
    let host = shared
        .form
        .portal()
        .and_then(|portal| portal.host_str().map(str::to_owned));
    let first = host.and_then(|host| {
        let first = host.split('.').next()?.to_owned();
        first.chars().any(char::is_alphabetic).then_some(first)
    });
    first
        .or_else(|| shared.form.value(Input::OwnerName))
        .unwrap_or_default()
}

/// A person asks for a new connection.
pub(crate) fn add(shared: &mut Shared) {
    shared.change = Some(Change::AddConnection);
}

/// Begins a new connection, in the project that was in use. What was typed into the other one stays as its draft.
pub(crate) fn begin_new(shared: &mut Shared) {
    let connection = Connection {
        project: shared.session.base.project.clone(),
        app_name: shared.session.base.app_name.clone(),
        ..Connection::default()
    };
    shared.take_new(connection);
    shared.go_to(Place::FirstItem(StepId::A1));
    shared.say("a new connection: fill it in, {setup.save} saves it");
}

/// Opens the selected connection in the forms.
pub(crate) fn open(profiles: &mut ProfilesView, shared: &mut Shared) {
    match profiles.row() {
        Some(Row::Saved(_)) => {
            if let Some(id) = profiles.selected_profile(shared).map(|profile| profile.id) {
                shared.change = Some(Change::OpenSaved(id));
            }
        }
        Some(Row::Config(at)) => {
            let name = shared.connections.get(at).map(|found| found.name.clone());
            shared.change = name.map(Change::OpenConfigured);
        }
        Some(Row::ThisRun | Row::Connector(_)) | None => shared.screen = Screen::Setup,
    }
}

/// Opens a connection of the configuration file in the forms.
pub(crate) fn open_configured(shared: &mut Shared, name: &str) {
    let found = shared.connections.iter().find(|found| found.name == name);
    if let Some(connection) = found.cloned() {
        shared.take_new(connection.settings);
        shared.session.name.clone_from(&connection.name);
        shared.go_to(Place::Step(StepId::A1));
        shared.say(format!(
            "“{}” of the configuration file; {{setup.save}} saves it as a profile",
            connection.name
        ));
    }
}

/// Opens a saved connection in the forms.
pub(crate) fn open_profile(shared: &mut Shared, id: ProfileId) {
    shared.library.arrived = None;
    let environment = shared.env_credentials.clone();
    keep(shared, "opening", LibraryCommand::Open(id, environment));
}

/// Reads the secrets of the open profile anew, and leaves the screen as it is.
pub(crate) fn refresh_secrets(shared: &mut Shared, id: ProfileId) {
    let environment = shared.env_credentials.clone();
    let command = LibraryCommand::Refresh(id, environment);
    let job = Job::Library(Box::new(command));
    shared.start(TaskKind::Read, "reading the Token", job);
}

/// Discards the draft: the forms show what is saved, or what the run began with.
pub(crate) fn discard(shared: &mut Shared) {
    let of = shared.library.open;
    let discard = AutosaveRequest::Discard(of, shared.session.draft_id.take());
    shared.effects.push(Effect::Autosave(discard));
    shared.unsaved_drafts.remove(&of);
    shared.session.draft = None;
    let base = shared.session.base.clone();
    if let Some(id) = of {
        shared.show_saved();
        let environment = shared.env_credentials.clone();
        keep(shared, "opening", LibraryCommand::Reopen(id, environment));
    } else {
        shared.take_new(base);
        shared.say("The draft is discarded. {app.undo} brings it back.");
    }
}

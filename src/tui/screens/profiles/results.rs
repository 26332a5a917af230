//! What was done with what is saved, taken in; and the draft and the evidence of the forms, handed over to be kept.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::domain::{Input, Standing, StepId, StoredEvidence};
use crate::guide::Ledger;
use crate::library::{Changes, Connection, Draft, Findings};
use crate::tui::autosave::AutosaveRequest;
use crate::tui::input_words::accept_saved;
use crate::tui::message::Effect;
use crate::tui::screen::Screen;
use crate::tui::screens::profiles::ProfilesView;
use crate::tui::screens::profiles::prompts::ask_for_passphrase;
use crate::tui::screens::profiles::saving::{open_profile, refresh_secrets};
use crate::tui::shared::{Place, Shared};
use crate::tui::tasks::TaskKind;
use crate::tui::worker::Job;
use crate::workflow::{Done, LibraryCommand, LibraryOutcome, Opened, step_to_repair};

type Steps = BTreeMap<StepId, StoredEvidence>;

/// Takes in what was done with what is saved.
pub(crate) fn done(profiles: &mut ProfilesView, shared: &mut Shared, outcome: LibraryOutcome) {
    let first = !shared.library.loaded;
    shared.library.contents.apply(&outcome.changes);
    if let Done::Loaded(beside) = &outcome.done {
        let notices = (!beside.notices.is_empty()).then(|| beside.notices.join(" "));
        shared.library.trouble = outcome.trouble.or(notices);
        shared.library.loaded = true;
    }
    match outcome.done {
        Done::Loaded(beside) => {
            if first {
                first_look(shared, beside.drafts);
            }
        }
        Done::Opened(opened) => {
            shared.say(format!(
                "“{}” opens when you leave this",
                opened.profile.name
            ));
            shared.library.arrived = Some(opened);
        }
        Done::Refreshed(opened) => shared.take_secrets(*opened),
        Done::Saved(opened) => saved_profile(shared, *opened),
        Done::Changed(said) => shared.say(said),
        Done::Removed(ids, said) => {
            profiles.marked.retain(|id| !ids.contains(id));
            if shared.library.open.is_some_and(|open| ids.contains(&open)) {
                shared.take_new(Connection::default());
            }
            shared.say(said);
        }
    }
    follow_open(shared);
    shared.profiles_stale = true;
}

/// Shows the connection that was read to be shown. The caller sees to it that nothing has the keyboard: what is typed stays
/// where it was begun. A save that is under way is of the connection that is shown now, so it comes first.
pub(crate) fn open_arrived(shared: &mut Shared) {
    if shared.tasks.runs(TaskKind::Keep) {
        return;
    }
    let Some(opened) = shared.library.arrived.take() else {
        return;
    };
    // What was typed since the key that asked for it was not agreed to.
    let loss = shared.loss_of_connection(false);
    if !loss.is_within(&shared.library.agreed) {
        let (name, what) = (&opened.profile.name, loss.names());
        return shared.refuse(format!(
            "“{name}” was not opened: {what} would go. Open it again in Profiles."
        ));
    }
    // It may have been deleted since.
    if shared.library.contents.find(opened.profile.id).is_some() {
        opened_profile(shared, *opened);
        follow_open(shared);
        shared.profiles_stale = true;
    }
}

/// Takes in what has changed in the library, by this program or another one.
pub(crate) fn follow(shared: &mut Shared, changes: &Changes) {
    shared.library.contents.apply(changes);
    follow_open(shared);
    shared.profiles_stale = true;
}

/// What was read at the start: opens the profile that the program was started with, and brings back what was typed.
fn first_look(shared: &mut Shared, drafts: Vec<Draft>) {
    let named = shared
        .env
        .profile
        .as_deref()
        .and_then(|name| shared.library.contents.named(name));
    if let Some(id) = named.map(|profile| profile.id) {
        return open_profile(shared, id);
    }
    if shared.is_changed() {
        return;
    }
    let known = |draft: &Draft| match draft.of {
        Some(id) => shared.library.contents.find(id).is_some(),
        None => true,
    };
    let Some(draft) = drafts.into_iter().find(known) else {
        return;
    };
    if let Some(id) = draft.of {
        open_profile(shared, id);
    } else {
        shared.take_draft(draft);
        shared.say("what you typed last time is back, without secrets; {setup.save} saves it");
    }
}

fn opened_profile(shared: &mut Shared, mut opened: Opened) {
    // What was typed a moment ago may not have reached the disk.
    if let Some(draft) = shared.unsaved_drafts.get(&Some(opened.profile.id)) {
        opened.draft = Some(draft.clone());
    }
    let name = opened.profile.name.clone();
    let (locked_file, problems) = (opened.locked, opened.problems.clone());
    let drafted = opened.draft.is_some();
    let id = opened.profile.id;
    let to_repair = step_to_repair(&opened.profile);
    shared.take_opened(opened);
    let next = || shared.ledger.next_open(shared.now);
    let step = to_repair.or_else(next).unwrap_or(StepId::A1);
    shared.go_to(Place::Step(step));
    if locked_file {
        let environment = shared.env_credentials.clone();
        let job = Job::Library(Box::new(LibraryCommand::Open(id, environment)));
        shared.tasks.await_unlock_of(TaskKind::Keep, "opening", job);
        ask_for_passphrase(shared, false);
    } else if let Some(problem) = problems.first() {
        shared.refuse(problem.clone());
    } else if drafted {
        shared.say(format!(
            "“{name}”, with your draft: {{setup.save}} saves it, {{setup.discard_draft}} discards it"
        ));
    } else {
        shared.say(format!("“{name}” is open"));
    }
}

fn saved_profile(shared: &mut Shared, opened: Opened) {
    let Opened {
        profile,
        token,
        api_key,
        problems,
        ..
    } = opened;
    // Of a verification that ended while this was being saved, nothing is saved yet.
    let newest = profile.history.first().map(|last| last.at);
    let is_saved = |found: &Findings| newest.is_some_and(|at| at >= found.verification.at);
    if shared
        .remote
        .unsaved_findings
        .as_deref()
        .is_some_and(is_saved)
    {
        shared.remote.unsaved_findings = None;
    }
    // What was typed is saved now, of a new connection as of one that was open: it must not come back. A draft that was
    // written while the save was under way is discarded as well.
    let of = shared.library.open;
    shared.unsaved_drafts.remove(&of);
    shared.unsaved_drafts.remove(&Some(profile.id));
    let draft = shared.session.draft_id.take();
    shared
        .effects
        .push(Effect::Autosave(AutosaveRequest::Discard(of, draft)));
    shared.library.open = Some(profile.id);
    shared.session.name.clone_from(&profile.name);
    shared.session.revision = profile.revision;
    shared.session.evidence_revision = profile.evidence_revision;
    shared.session.read_from.clone_from(&profile.token);
    if shared.form.value(Input::Project).is_none()
        && let Some(project) = &profile.settings.project
    {
        shared.form.fill(Input::Project, project);
    }
    shared.session.base = profile.settings;
    shared.session.draft = None;
    shared.session.token = token.or(shared.session.token.take());
    shared.session.api_key = api_key.or(shared.session.api_key.take());
    match problems.first() {
        Some(problem) => shared.refuse(format!("saved as “{}”. {problem}", profile.name)),
        None => shared.say(format!("saved as “{}”", profile.name)),
    }
}

/// The open profile may have been changed: in the list, by a verification of many, by another program.
fn follow_open(shared: &mut Shared) {
    let open = shared
        .library
        .open
        .and_then(|id| shared.library.contents.find(id));
    let Some(profile) = open.cloned() else {
        return;
    };
    shared.session.name.clone_from(&profile.name);
    let base = &shared.session.base;
    let other_settings = Connection {
        tags: base.tags.clone(),
        notes: base.notes.clone(),
        ..profile.settings.clone()
    };
    if other_settings == *base {
        shared.session.revision = profile.revision;
        shared.session.base.tags.clone_from(&profile.settings.tags);
        shared
            .session
            .base
            .notes
            .clone_from(&profile.settings.notes);
    } else if !shared.is_changed() && profile.revision > shared.session.revision {
        // Nothing is typed here: the forms show what is saved now.
        accept_saved(shared.form.guard(), &profile.settings);
        shared.form.follow_connection(&profile.settings);
        shared.session.revision = profile.revision;
        shared.session.base = shared.connection();
        shared.scopes_stale = true;
    } else {
        // Another program's change is not to be written over by the next save here: its revision stays unknown.
        return;
    }
    if shared.session.evidence_revision != profile.evidence_revision && !shared.is_changed() {
        // What is kept now is of other settings or another Token than what is shown.
        shared.session.evidence_revision = profile.evidence_revision;
        shared.ledger = Ledger::kept(&profile.steps, shared.env.fresh_for);
    } else if shared.session.evidence_revision == profile.evidence_revision {
        shared.ledger.take_newer(&profile.steps, shared.now);
    }
    shared.session.steps = shared.ledger.to_keep();
    // Another program has put another Token there, or renewed it.
    if shared.session.read_from != profile.token && !shared.tasks.runs(TaskKind::Keep) {
        refresh_secrets(shared, profile.id);
    }
}

/// Asks for the history of the selected profile, where only the newest of it is read.
pub(crate) fn show_selected(profiles: &ProfilesView, shared: &mut Shared) {
    if shared.screen != Screen::Profiles {
        return;
    }
    let wanted = profiles
        .selected_profile(shared)
        .filter(|profile| {
            let newest = profile.history.first();
            newest.is_some_and(|newest| newest.checks.is_empty())
        })
        .map(|profile| (profile.id, profile.change));
    if let Some((id, change)) = wanted
        && shared.library.shown != Some((id, change))
    {
        shared.library.shown = Some((id, change));
        shared.effects.push(Effect::Show(id));
    }
}

/// Hands over the draft, and the evidence of the open profile, where they are others than before.
pub(crate) fn autosave(shared: &mut Shared) {
    shared.library.changed = shared.is_changed();
    let connection = shared.connection();
    let of = shared.library.open;
    let typed = (connection != shared.session.base).then_some(connection);
    if typed != shared.session.draft {
        let draft = typed.clone().map(|settings| Draft {
            id: shared.session.draft_id,
            of,
            name: (!shared.session.name.is_empty()).then(|| shared.session.name.clone()),
            base_revision: shared.session.revision,
            settings,
            at: shared.now,
        });
        let request = if let Some(draft) = draft {
            shared.unsaved_drafts.insert(of, draft.clone());
            AutosaveRequest::Draft(Box::new(draft))
        } else {
            shared.unsaved_drafts.remove(&of);
            AutosaveRequest::Discard(of, shared.session.draft_id.take())
        };
        shared.effects.push(Effect::Autosave(request));
        shared.session.draft = typed;
    }
    if let Some(id) = shared.evidence_of() {
        let steps = shared.ledger.to_keep();
        if steps != shared.session.steps {
            let revision = shared.session.evidence_revision;
            let request = AutosaveRequest::Steps {
                id,
                revision,
                steps: changed_steps(&shared.session.steps, &steps, shared.now),
            };
            shared.effects.push(Effect::Autosave(request));
            shared.session.steps = steps;
        }
    }
}

/// The steps that differ. One of which nothing is known any more is unknown since now.
fn changed_steps(before: &Steps, now: &Steps, at: Timestamp) -> Steps {
    let changed = now
        .iter()
        .filter(|(step, found)| before.get(step) != Some(found))
        .map(|(step, found)| (*step, found.clone()));
    let gone = before.keys().filter(|step| !now.contains_key(step));
    let gone = gone.map(|step| {
        let unknown = StoredEvidence {
            standing: Standing::Unknown,
            line: "not checked yet".into(),
            at: Some(at),
        };
        (*step, unknown)
    });
    changed.chain(gone).collect()
}

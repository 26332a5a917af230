//! What was done with what is saved, taken into the model; and what is typed and not saved, handed over.

use crate::domain::{Input, Standing, StepId, StoredEvidence};
use crate::tui::message::Effect;
use crate::tui::model::{self, Model, Screen};
use crate::tui::screens::profiles::commands::open_profile;
use crate::tui::screens::profiles::prompts::locked;
use crate::tui::screens::setup;
use crate::tui::tasks::TaskKind;
use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::library::Connection;
use crate::library::{Changes, Draft};
use crate::tui::autosave::AutosaveRequest;
use crate::tui::worker::Job;
use crate::workflow::{Done, LibraryCommand, LibraryOutcome, Opened};

type Steps = BTreeMap<StepId, StoredEvidence>;

/// Takes in what was done with what is saved.
pub(crate) fn done(model: &mut Model, outcome: LibraryOutcome, effects: &mut Vec<Effect>) {
    let first = !model.library.loaded;
    model.library.contents.apply(&outcome.changes);
    if let Done::Loaded(_, notices) = &outcome.done {
        let notices = (!notices.is_empty()).then(|| notices.join(" "));
        model.library.trouble = outcome.trouble.or(notices);
        model.library.loaded = true;
    }
    match outcome.done {
        Done::Loaded(drafts, _) => {
            if first {
                first_look(model, drafts, effects);
            }
        }
        Done::Opened(opened) => opened_profile(model, *opened),
        Done::Refreshed(opened) => model.take_secrets(*opened),
        Done::Saved(opened) => saved_profile(model, *opened, effects),
        Done::Changed(said) => model.say(said),
        Done::Removed(ids, said) => {
            model.profiles.marked.retain(|id| !ids.contains(id));
            if model.library.open.is_some_and(|open| ids.contains(&open)) {
                model.take_new(Connection::default());
            }
            model.say(said);
        }
    }
    follow_open(model, effects);
    model.profiles_changed();
}

/// Takes in what has changed in the library, whoever changed it.
pub(crate) fn follow(model: &mut Model, changes: &Changes, effects: &mut Vec<Effect>) {
    model.library.contents.apply(changes);
    follow_open(model, effects);
    model.profiles_changed();
}

/// What was read at the start: opens the profile that the program was started with, and brings back what was typed.
fn first_look(model: &mut Model, drafts: Vec<Draft>, effects: &mut Vec<Effect>) {
    let named = model
        .env
        .profile
        .as_deref()
        .and_then(|name| model.library.contents.named(name));
    if let Some(id) = named.map(|profile| profile.id) {
        return open_profile(model, id, effects);
    }
    if model.is_changed() {
        return;
    }
    let known = |draft: &Draft| match draft.of {
        Some(id) => model.library.contents.find(id).is_some(),
        None => true,
    };
    let Some(draft) = drafts.into_iter().find(known) else {
        return;
    };
    if let Some(id) = draft.of {
        open_profile(model, id, effects);
    } else {
        model.take_draft(draft);
        model.say("what you typed last time is back, without secrets; Ctrl-S saves it");
    }
}

fn opened_profile(model: &mut Model, mut opened: Opened) {
    // What was typed a moment ago may not have reached the disk.
    if let Some(draft) = model.unsaved_drafts.get(&Some(opened.profile.id)) {
        opened.draft = Some(draft.clone());
    }
    let name = opened.profile.name.clone();
    let (locked_file, problems) = (opened.locked, opened.problems.clone());
    let drafted = opened.draft.is_some();
    let id = opened.profile.id;
    model.take_opened(opened);
    model.screen = Screen::Setup;
    let step = model.ledger.next_open(model.now).unwrap_or(StepId::A1);
    setup::select(model, step);
    model.focus = model::Focus::Checklist;
    if locked_file {
        let environment = model.env_credentials.clone();
        let job = Job::Library(Box::new(LibraryCommand::Open(id, environment)));
        model.awaiting_unlock = Some((TaskKind::Keep, "opening", job));
        locked(model, false);
    } else if let Some(problem) = problems.first() {
        model.refuse(problem.clone());
    } else if drafted {
        model.say(format!(
            "“{name}”, with what you typed and did not save: Ctrl-S saves it, Ctrl-D throws it away"
        ));
    } else {
        model.say(format!("“{name}” is open"));
    }
}

fn saved_profile(model: &mut Model, opened: Opened, effects: &mut Vec<Effect>) {
    let Opened {
        profile,
        token,
        api_key,
        problems,
        ..
    } = opened;
    // What was typed is saved now, of a new connection as of one that was open: it must not come back. A draft that was
    // written while the save was under way is discarded as well.
    let of = model.library.open;
    model.unsaved_drafts.remove(&of);
    model.unsaved_drafts.remove(&Some(profile.id));
    let draft = model.session.draft_id.take();
    effects.push(Effect::Autosave(AutosaveRequest::Discard(of, draft)));
    model.library.open = Some(profile.id);
    model.session.name.clone_from(&profile.name);
    model.session.revision = profile.revision;
    model.session.evidence_revision = profile.evidence_revision;
    model.session.read_from.clone_from(&profile.token);
    if model.form.value(Input::Project).is_none()
        && let Some(project) = &profile.settings.project
    {
        model.form.fill(Input::Project, project);
    }
    model.session.base = profile.settings;
    model.session.draft = None;
    model.session.token = token.or(model.session.token.take());
    model.session.api_key = api_key.or(model.session.api_key.take());
    match problems.first() {
        Some(problem) => model.refuse(format!("saved as “{}”. {problem}", profile.name)),
        None => model.say(format!("saved as “{}”", profile.name)),
    }
}

/// The open profile may have been changed: in the list, by a verification of many, by another program.
fn follow_open(model: &mut Model, effects: &mut Vec<Effect>) {
    let open = model
        .library
        .open
        .and_then(|id| model.library.contents.find(id));
    let Some(profile) = open.cloned() else {
        return;
    };
    model.session.name.clone_from(&profile.name);
    let base = &model.session.base;
    let other_settings = Connection {
        tags: base.tags.clone(),
        notes: base.notes.clone(),
        ..profile.settings.clone()
    };
    if other_settings == *base {
        model.session.revision = profile.revision;
        model.session.base.tags.clone_from(&profile.settings.tags);
        model.session.base.notes.clone_from(&profile.settings.notes);
    } else if !model.is_changed() && profile.revision > model.session.revision {
        // Nothing is typed here: the forms show what is saved now.
        crate::tui::overlays::misplaced::accept_saved(model.form.guard(), &profile.settings);
        model.form.take_connection(&profile.settings);
        model.session.revision = profile.revision;
        model.session.base = model.connection();
        model.scopes_changed();
    } else {
        // Another program's change is not to be written over by the next save here: its revision stays unknown.
        return;
    }
    if model.session.evidence_revision != profile.evidence_revision && !model.is_changed() {
        // What is kept now is of other settings or another Token than what is shown.
        model.session.evidence_revision = profile.evidence_revision;
        model.ledger = crate::guide::Ledger::kept(&profile.steps, model.env.fresh_for);
    } else if model.session.evidence_revision == profile.evidence_revision {
        model.ledger.take_newer(&profile.steps, model.now);
    }
    model.session.steps = model.ledger.to_keep();
    // Another program has put another Token there, or renewed it.
    if model.session.read_from != profile.token && !model.running.contains_key(&TaskKind::Keep) {
        crate::tui::screens::profiles::commands::refresh_secrets(model, profile.id, effects);
    }
}

/// Asks for the history of the selected profile, where only the newest of it is read.
pub(crate) fn show_selected(model: &mut Model, effects: &mut Vec<Effect>) {
    if model.screen != Screen::Profiles {
        return;
    }
    let wanted = crate::tui::screens::profiles::commands::selected(model)
        .filter(|profile| {
            let newest = profile.history.first();
            newest.is_some_and(|newest| newest.checks.is_empty())
        })
        .map(|profile| (profile.id, profile.change));
    if let Some((id, change)) = wanted
        && model.library.shown != Some((id, change))
    {
        model.library.shown = Some((id, change));
        effects.push(Effect::Show(id));
    }
}

/// Hands over what is typed and not saved, and the evidence of the open profile, where they are others than before.
pub(crate) fn hand_over(model: &mut Model, effects: &mut Vec<Effect>) {
    model.library.changed = model.is_changed();
    let connection = model.connection();
    let of = model.library.open;
    let typed = (connection != model.session.base).then_some(connection);
    if typed != model.session.draft {
        let draft = typed.clone().map(|settings| Draft {
            id: model.session.draft_id,
            of,
            name: (!model.session.name.is_empty()).then(|| model.session.name.clone()),
            base_revision: model.session.revision,
            settings,
            at: model.now,
        });
        let request = if let Some(draft) = draft {
            model.unsaved_drafts.insert(of, draft.clone());
            AutosaveRequest::Draft(Box::new(draft))
        } else {
            model.unsaved_drafts.remove(&of);
            AutosaveRequest::Discard(of, model.session.draft_id.take())
        };
        effects.push(Effect::Autosave(request));
        model.session.draft = typed;
    }
    if let Some(id) = model.evidence_of() {
        let steps = model.ledger.to_keep();
        if steps != model.session.steps {
            let revision = model.session.evidence_revision;
            let request = AutosaveRequest::Steps {
                id,
                revision,
                steps: changed_steps(&model.session.steps, &steps, model.now),
            };
            effects.push(Effect::Autosave(request));
            model.session.steps = steps;
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

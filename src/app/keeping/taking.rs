//! What was done with what is saved, taken into the state; and what is typed and not saved, handed over.

use super::{locked, open_profile};
use crate::app::state::{self, Screen, Slot, State};
use crate::app::{Effect, setup};
use crate::domain::{Input, Standing, StepId, StoredEvidence};
use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::autosave::AutosaveRequest;
use crate::library::Connection;
use crate::library::{Changes, Draft};
use crate::worker::Job;
use crate::workflow::{Done, LibraryCommand, LibraryOutcome, Opened};

type Steps = BTreeMap<StepId, StoredEvidence>;

/// Takes in what was done with what is saved.
pub(in crate::app) fn done(state: &mut State, outcome: LibraryOutcome, effects: &mut Vec<Effect>) {
    let first = !state.saved.loaded;
    state.saved.contents.apply(&outcome.changes);
    if let Done::Loaded(_, notices) = &outcome.done {
        let notices = (!notices.is_empty()).then(|| notices.join(" "));
        state.saved.trouble = outcome.trouble.or(notices);
        state.saved.loaded = true;
    }
    match outcome.done {
        Done::Loaded(drafts, _) => {
            if first {
                first_look(state, drafts, effects);
            }
        }
        Done::Opened(opened) => opened_profile(state, *opened),
        Done::Refreshed(opened) => state.take_secrets(*opened),
        Done::Saved(opened) => saved_profile(state, *opened, effects),
        Done::Changed(said) => state.say(said),
        Done::Removed(ids, said) => {
            state.profiles.marked.retain(|id| !ids.contains(id));
            if state.saved.open.is_some_and(|open| ids.contains(&open)) {
                state.take_new(Connection::default());
            }
            state.say(said);
        }
    }
    follow_open(state, effects);
    state.profiles_changed();
}

/// Takes in what has changed in the library, whoever changed it.
pub(in crate::app) fn follow(state: &mut State, changes: &Changes, effects: &mut Vec<Effect>) {
    state.saved.contents.apply(changes);
    follow_open(state, effects);
    state.profiles_changed();
}

/// What was read at the start: opens the profile that the program was started with, and brings back what was typed.
fn first_look(state: &mut State, drafts: Vec<Draft>, effects: &mut Vec<Effect>) {
    let named = state
        .env
        .profile
        .as_deref()
        .and_then(|name| state.saved.contents.named(name));
    if let Some(id) = named.map(|profile| profile.id) {
        return open_profile(state, id, effects);
    }
    if state.is_changed() {
        return;
    }
    let known = |draft: &Draft| match draft.of {
        Some(id) => state.saved.contents.find(id).is_some(),
        None => true,
    };
    let Some(draft) = drafts.into_iter().find(known) else {
        return;
    };
    if let Some(id) = draft.of {
        open_profile(state, id, effects);
    } else {
        state.take_draft(draft);
        state.say("what you typed last time is back, without secrets; Ctrl-S saves it");
    }
}

fn opened_profile(state: &mut State, mut opened: Opened) {
    // What was typed a moment ago may not have reached the disk.
    if let Some(draft) = state.typed.get(&Some(opened.profile.id)) {
        opened.draft = Some(draft.clone());
    }
    let name = opened.profile.name.clone();
    let (locked_file, problems) = (opened.locked, opened.problems.clone());
    let drafted = opened.draft.is_some();
    let id = opened.profile.id;
    state.take_opened(opened);
    state.screen = Screen::Setup;
    let step = state.ledger.next_open(state.now).unwrap_or(StepId::A1);
    setup::select(state, step);
    state.focus = state::Focus::Checklist;
    if locked_file {
        let environment = state.given.clone();
        let job = Job::Library(Box::new(LibraryCommand::Open(id, environment)));
        state.retry = Some((Slot::Keep, "opening", job));
        locked(state, false);
    } else if let Some(problem) = problems.first() {
        state.refuse(problem.clone());
    } else if drafted {
        state.say(format!(
            "“{name}”, with what you typed and did not save: Ctrl-S saves it, Ctrl-D throws it away"
        ));
    } else {
        state.say(format!("“{name}” is open"));
    }
}

fn saved_profile(state: &mut State, opened: Opened, effects: &mut Vec<Effect>) {
    let Opened {
        profile,
        token,
        api_key,
        problems,
        ..
    } = opened;
    // What was typed is saved now, of a new connection as of one that was open: it must not come back. A draft that was
    // written while the save was under way is discarded as well.
    let of = state.saved.open;
    state.typed.remove(&of);
    state.typed.remove(&Some(profile.id));
    let draft = state.current.draft_id.take();
    effects.push(Effect::Autosave(AutosaveRequest::Discard(of, draft)));
    state.saved.open = Some(profile.id);
    state.current.name.clone_from(&profile.name);
    state.current.revision = profile.revision;
    state.current.evidence_revision = profile.evidence_revision;
    state.current.read_from.clone_from(&profile.token);
    if state.form.value(Input::Project).is_none()
        && let Some(project) = &profile.settings.project
    {
        state.form.fill(Input::Project, project);
    }
    state.current.base = profile.settings;
    state.current.draft = None;
    state.current.token = token.or(state.current.token.take());
    state.current.api_key = api_key.or(state.current.api_key.take());
    match problems.first() {
        Some(problem) => state.refuse(format!("saved as “{}”. {problem}", profile.name)),
        None => state.say(format!("saved as “{}”", profile.name)),
    }
}

/// The open profile may have been changed: in the list, by a verification of many, by another program.
fn follow_open(state: &mut State, effects: &mut Vec<Effect>) {
    let open = state
        .saved
        .open
        .and_then(|id| state.saved.contents.find(id));
    let Some(profile) = open.cloned() else {
        return;
    };
    state.current.name.clone_from(&profile.name);
    let base = &state.current.base;
    let other_settings = Connection {
        tags: base.tags.clone(),
        notes: base.notes.clone(),
        ..profile.settings.clone()
    };
    if other_settings == *base {
        state.current.revision = profile.revision;
        state.current.base.tags.clone_from(&profile.settings.tags);
        state.current.base.notes.clone_from(&profile.settings.notes);
    } else if !state.is_changed() && profile.revision > state.current.revision {
        // Nothing is typed here: the forms show what is saved now.
        crate::app::misplaced::accept_saved(state.form.guard(), &profile.settings);
        state.form.take_connection(&profile.settings);
        state.current.revision = profile.revision;
        state.current.base = state.connection();
        state.scopes_changed();
    } else {
        // Another program's change is not to be written over by the next save here: its revision stays unknown.
        return;
    }
    if state.current.evidence_revision != profile.evidence_revision && !state.is_changed() {
        // What is kept now is of other settings or another Token than what is shown.
        state.current.evidence_revision = profile.evidence_revision;
        state.ledger = crate::guide::Ledger::kept(&profile.steps, state.env.fresh_for);
    } else if state.current.evidence_revision == profile.evidence_revision {
        state.ledger.take_newer(&profile.steps, state.now);
    }
    state.current.steps = state.ledger.to_keep();
    // Another program has put another Token there, or renewed it.
    if state.current.read_from != profile.token && !state.running.contains_key(&Slot::Keep) {
        super::refresh_secrets(state, profile.id, effects);
    }
}

/// Asks for the history of the selected profile, where only the newest of it is read.
pub(in crate::app) fn show_selected(state: &mut State, effects: &mut Vec<Effect>) {
    if state.screen != Screen::Profiles {
        return;
    }
    let wanted = super::selected(state)
        .filter(|profile| {
            let newest = profile.history.first();
            newest.is_some_and(|newest| newest.checks.is_empty())
        })
        .map(|profile| (profile.id, profile.change));
    if let Some((id, change)) = wanted
        && state.saved.shown != Some((id, change))
    {
        state.saved.shown = Some((id, change));
        effects.push(Effect::Show(id));
    }
}

/// Hands over what is typed and not saved, and the evidence of the open profile, where they are others than before.
pub(in crate::app) fn hand_over(state: &mut State, effects: &mut Vec<Effect>) {
    state.saved.changed = state.is_changed();
    let connection = state.connection();
    let of = state.saved.open;
    let typed = (connection != state.current.base).then_some(connection);
    if typed != state.current.draft {
        let draft = typed.clone().map(|settings| Draft {
            id: state.current.draft_id,
            of,
            name: (!state.current.name.is_empty()).then(|| state.current.name.clone()),
            base_revision: state.current.revision,
            settings,
            at: state.now,
        });
        let request = if let Some(draft) = draft {
            state.typed.insert(of, draft.clone());
            AutosaveRequest::Draft(Box::new(draft))
        } else {
            state.typed.remove(&of);
            AutosaveRequest::Discard(of, state.current.draft_id.take())
        };
        effects.push(Effect::Autosave(request));
        state.current.draft = typed;
    }
    if let Some(id) = state.evidence_of() {
        let steps = state.ledger.to_keep();
        if steps != state.current.steps {
            let revision = state.current.evidence_revision;
            let request = AutosaveRequest::Steps {
                id,
                revision,
                steps: changed_steps(&state.current.steps, &steps, state.now),
            };
            effects.push(Effect::Autosave(request));
            state.current.steps = steps;
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

//! What was done with what is saved, taken into the state; and what is typed and not saved, handed over.

use super::{locked, open_profile};
use crate::app::state::{self, Screen, Slot, State};
use crate::app::{Effect, setup};
use crate::guide::{Input, StepId};
use crate::keeper::Note;
use crate::profile::{Connection, Draft};
use crate::worker::Job;
use crate::workflow::{Done, Keep, Kepts, Opened};

/// Takes in what was done with what is saved.
pub(in crate::app) fn done(state: &mut State, kept: Kepts, effects: &mut Vec<Effect>) {
    let first = !state.saved.loaded;
    state.saved.contents = kept.saved;
    state.saved.trouble = kept.trouble;
    state.saved.loaded = true;
    match kept.done {
        Done::Loaded(drafts) => {
            if first {
                first_look(state, drafts, effects);
            }
        }
        Done::Opened(opened) => opened_profile(state, *opened),
        Done::Refreshed(opened) => state.take_secrets(*opened),
        Done::Saved(opened) => saved_profile(state, *opened, effects),
        Done::Changed(said) => {
            refresh_open(state);
            state.say(said);
        }
        Done::Removed(ids, said) => {
            state.profiles.marked.retain(|id| !ids.contains(id));
            if state.saved.open.is_some_and(|open| ids.contains(&open)) {
                state.take_new(Connection::default());
            }
            state.say(said);
        }
    }
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
        let job = Job::Keep(Box::new(Keep::Open(id, environment)));
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
    // What was typed as a new connection is a profile now.
    if state.saved.open.is_none() {
        effects.push(Effect::Keep(Note::Draft(None, None)));
    }
    let Opened {
        profile,
        token,
        api_key,
        ..
    } = opened;
    state.saved.open = Some(profile.id);
    state.current.name.clone_from(&profile.name);
    state.current.revision = profile.revision;
    if state.form.value(Input::Project).is_none()
        && let Some(project) = &profile.settings.project
    {
        state.form.fill(Input::Project, project);
    }
    state.current.base = profile.settings;
    state.current.draft = None;
    state.current.token = token.or(state.current.token.take());
    state.current.api_key = api_key.or(state.current.api_key.take());
    state.say(format!("saved as “{}”", profile.name));
}

/// The open profile may have been changed in the list.
fn refresh_open(state: &mut State) {
    let open = state
        .saved
        .open
        .and_then(|id| state.saved.contents.find(id));
    if let Some(profile) = open {
        state.current.name.clone_from(&profile.name);
        // Somebody else's change is not to be written over by the next save here.
        let base = &state.current.base;
        let ours = Connection {
            tags: base.tags.clone(),
            notes: base.notes.clone(),
            ..profile.settings.clone()
        };
        if ours == *base {
            state.current.revision = profile.revision;
        }
        state.current.base.tags.clone_from(&profile.settings.tags);
        state.current.base.notes.clone_from(&profile.settings.notes);
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
            of,
            name: (!state.current.name.is_empty()).then(|| state.current.name.clone()),
            base_revision: state.current.revision,
            settings,
            at: state.now,
        });
        match &draft {
            Some(draft) => _ = state.typed.insert(of, draft.clone()),
            None => _ = state.typed.remove(&of),
        }
        effects.push(Effect::Keep(Note::Draft(of, draft.map(Box::new))));
        state.current.draft = typed;
    }
    if let Some(id) = state.evidence_of() {
        let steps = state.ledger.to_keep();
        if steps != state.current.steps {
            effects.push(Effect::Keep(Note::Steps(id, steps.clone())));
            state.current.steps = steps;
        }
    }
}

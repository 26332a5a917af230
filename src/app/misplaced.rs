//! A secret in a field that is no field for it: asked about once, and moved to its own field, kept as what it is, or emptied.
//!
//! Until then it is masked and belongs to nothing: [`super::form::Form::value`] gives it to nobody.

use super::form::label;
use super::setup;
use super::state::{Overlay, State};
use crate::domain::Input;
use crate::domain::guard::{Guard, SecretForm};
use crate::library::Connection;

/// What is done with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnMisplaced {
    /// Move it to its own field.
    Move,
    /// It is no secret.
    NoSecret,
    /// Empty the field.
    Empty,
}

/// Where the secret in this field can be moved to.
#[must_use]
pub fn target(state: &State, input: Input) -> Option<Input> {
    let text = state.form.field(input).text();
    let (home, _) = state.form.guard().movable(text)?;
    Some(home)
}

/// Asks about the secret in a field, unless it was asked about already.
pub(super) fn ask(state: &mut State, input: Input) {
    if state.form.misplaced(input).is_some() && !state.form.field(input).is_asked() {
        state.form.note_asked(input);
        state.overlay = Some(Overlay::Misplaced(input));
    }
}

/// Takes the answer.
pub(super) fn answer(state: &mut State, answer: OnMisplaced) {
    let Some(Overlay::Misplaced(input)) = state.overlay else {
        return;
    };
    state.overlay = None;
    match answer {
        OnMisplaced::Move => {
            let text = zeroize::Zeroizing::new(state.form.field(input).text().to_owned());
            let Some((home, range)) = state.form.guard().movable(&text) else {
                return;
            };
            let rest = format!("{}{}", &text[..range.start], &text[range.end..]);
            fill(state, home, &text[range]);
            fill(state, input, rest.trim());
            state.say(format!("moved to {}", label(home)));
        }
        OnMisplaced::NoSecret => {
            state.form.accept(input);
            if state.form.leave(input) {
                setup::changed(state, input);
            }
        }
        OnMisplaced::Empty => {
            fill(state, input, "");
            state.say(format!("{} is empty again", label(input)));
        }
    }
}

fn fill(state: &mut State, input: Input, value: &str) {
    if state.form.fill(input, value) {
        setup::changed(state, input);
    }
}

/// Looks over what is typed outside the fields: a filter lets go of a secret, a question masks it.
pub(super) fn sweep(state: &mut State) {
    let guard = state.form.guard().clone();
    let suspect = |filter: &str| guard.suspect(filter);
    let mut found = None;
    match &mut state.overlay {
        Some(Overlay::Ask(ask)) => ask.look(&guard),
        Some(Overlay::Scopes(picker)) => {
            found = suspect(picker.filter());
            if found.is_some() {
                picker.empty_filter();
            }
        }
        Some(Overlay::Actions(picker)) => {
            found = suspect(picker.filter());
            if found.is_some() {
                picker.empty_filter();
            }
        }
        _ => {}
    }
    if let Some(form) = suspect(&state.profiles.filter) {
        state.filter_profiles(String::new());
        found = Some(form);
    }
    if let Some(form) = suspect(&state.scopes.filter) {
        state.scopes.set_filter(String::new());
        found = Some(form);
    }
    if let Some(form) = suspect(&state.log.filter) {
        state.log.set_filter(String::new());
        found = Some(form);
    }
    if let Some(form) = found {
        state.refuse(format!("the filter held {} and was emptied", form.words()));
    }
}

/// What a field says of a secret in it, in one line.
pub(super) fn words(form: SecretForm) -> String {
    match form.home() {
        Some(home) if !form.is_certain() => format!(
            "This looks like a Planday Token, so it is not saved. It belongs in {}",
            label(home)
        ),
        Some(home) => format!(
            "This is {}, so it is not saved. It belongs in {}",
            form.words(),
            label(home)
        ),
        None => format!("This is {}, so it is not saved", form.words()),
    }
}

/// What a profile has in its texts was asked about when it was saved. An App Id never has the form of a Token.
pub(super) fn accept_saved(guard: &Guard, saved: &Connection) {
    let lines = [
        &saved.portal,
        &saved.app_name,
        &saved.project,
        &saved.connector_profile,
        &saved.owner_id,
        &saved.owner_name,
    ];
    let texts = lines.into_iter().flatten().chain(&saved.tags);
    for text in texts.chain([&saved.notes]) {
        guard.allow(text);
    }
}

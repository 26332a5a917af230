//! A secret in a field that is no field for it: asked about once, and moved to its own field, kept as what it is, or emptied.
//!
//! Until then it is masked and belongs to nothing: [`crate::tui::form::Form::value`] gives it to nobody.

pub(crate) mod view;

use crate::domain::Input;
use crate::domain::guard::{Guard, SecretForm};
use crate::library::Connection;
use crate::tui::form::label;
use crate::tui::model::{Model, Overlay};
use crate::tui::screens::setup;

/// What is done with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MisplacedAnswer {
    /// Move it to its own field.
    Move,
    /// It is no secret.
    NoSecret,
    /// Empty the field.
    Empty,
}

/// Where the secret in this field can be moved to.
#[must_use]
pub fn target(model: &Model, input: Input) -> Option<Input> {
    let text = model.form.field(input).text();
    let (home, _) = model.form.guard().movable(text)?;
    Some(home)
}

/// Asks about the secret in a field, unless it was asked about already.
pub(crate) fn ask(model: &mut Model, input: Input) {
    if model.form.misplaced(input).is_some() && !model.form.field(input).is_asked() {
        model.form.note_asked(input);
        model.overlay = Some(Overlay::Misplaced(input));
    }
}

/// Takes the answer.
pub(crate) fn answer(model: &mut Model, answer: MisplacedAnswer) {
    let Some(Overlay::Misplaced(input)) = model.overlay else {
        return;
    };
    model.overlay = None;
    match answer {
        MisplacedAnswer::Move => {
            let text = zeroize::Zeroizing::new(model.form.field(input).text().to_owned());
            let Some((home, range)) = model.form.guard().movable(&text) else {
                return;
            };
            let rest = format!("{}{}", &text[..range.start], &text[range.end..]);
            fill(model, home, &text[range]);
            fill(model, input, rest.trim());
            model.say(format!("moved to {}", label(home)));
        }
        MisplacedAnswer::NoSecret => {
            model.form.accept(input);
            if model.form.leave(input) {
                setup::changed(model, input);
            }
        }
        MisplacedAnswer::Empty => {
            fill(model, input, "");
            model.say(format!("{} is empty again", label(input)));
        }
    }
}

fn fill(model: &mut Model, input: Input, value: &str) {
    if model.form.fill(input, value) {
        setup::changed(model, input);
    }
}

/// Looks over what is typed outside the fields: a filter lets go of a secret, a question masks it.
pub(crate) fn sweep(model: &mut Model) {
    let guard = model.form.guard().clone();
    let suspect = |filter: &str| guard.suspect(filter);
    let mut found = None;
    match &mut model.overlay {
        Some(Overlay::Prompt(ask)) => ask.look(&guard),
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
    if let Some(form) = suspect(&model.profiles.filter) {
        model.filter_profiles(String::new());
        found = Some(form);
    }
    if let Some(form) = suspect(&model.scopes.filter) {
        model.scopes.set_filter(String::new());
        found = Some(form);
    }
    if let Some(form) = suspect(&model.log.filter) {
        model.log.set_filter(String::new());
        found = Some(form);
    }
    if let Some(form) = found {
        model.refuse(format!("the filter held {} and was emptied", form.words()));
    }
}

/// What a field says of a secret in it, in one line.
pub(crate) fn words(form: SecretForm) -> String {
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
pub(crate) fn accept_saved(guard: &Guard, saved: &Connection) {
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

//! A secret in a field that is no field for it: asked about once, and moved to its own field, kept as what it is, or emptied.
//!
//! Until then it is masked and belongs to nothing: [`crate::tui::form::Form::value`] does not give it.

pub(crate) mod view;

use crate::domain::Input;
use crate::tui::form::label;
use crate::tui::layers::Overlay;
use crate::tui::shared::Shared;

/// Where the secret in this field can be moved to.
#[must_use]
pub fn target(shared: &Shared, input: Input) -> Option<Input> {
    let text = shared.form.field(input).text();
    let (home, _) = shared.form.guard().movable(text)?;
    Some(home)
}

/// Asks about the secret in a field, unless it was asked about already.
pub(crate) fn ask(shared: &mut Shared, input: Input) {
    if shared.form.misplaced(input).is_some() && !shared.form.field(input).is_asked() {
        shared.form.note_asked(input);
        shared.layers.open(Overlay::Misplaced(input));
    }
}

/// Closes the question, and gives the field that it was about.
fn answered(shared: &mut Shared) -> Option<Input> {
    let Some(Overlay::Misplaced(input)) = shared.layers.top() else {
        return None;
    };
    let input = *input;
    shared.layers.close();
    Some(input)
}

/// Moves the secret to its own field.
pub(crate) fn move_home(shared: &mut Shared) {
    let Some(input) = answered(shared) else {
        return;
    };
    let text = zeroize::Zeroizing::new(shared.form.field(input).text().to_owned());
    let Some((home, range)) = shared.form.guard().movable(&text) else {
        return;
    };
    let rest = format!("{}{}", &text[..range.start], &text[range.end..]);
    shared.fill_input(home, &text[range]);
    shared.fill_input(input, rest.trim());
    shared.say(format!("moved to {}", label(home)));
}

/// It is no secret.
pub(crate) fn no_secret(shared: &mut Shared) {
    if let Some(input) = answered(shared) {
        shared.form.accept(input);
        if shared.form.leave(input) {
            shared.input_changed(input);
        }
    }
}

/// Empties the field.
pub(crate) fn empty(shared: &mut Shared) {
    if let Some(input) = answered(shared) {
        shared.fill_input(input, "");
        shared.say(format!("{} is empty again", label(input)));
    }
}

//! A secret in a field that is no field for it: asked about once, and moved to its own field, kept as what it is, or emptied.
//!
//! Until then it is masked and belongs to nothing: [`crate::tui::form::Form::value`] does not give it.

pub(crate) mod view;

use crate::domain::Input;
use crate::tui::change::Loss;
use crate::tui::form::label;
use crate::tui::layers::Overlay;
use crate::tui::shared::Shared;
use crate::tui::undo::Fields;

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

/// What goes when the secret is moved: what stands in its own field, where that is something else.
pub(crate) fn loss(shared: &Shared) -> Loss {
    let mut loss = Loss::default();
    let asked = shared.layers.shown().filter_map(|overlay| match overlay {
        Overlay::Misplaced(input) => Some(*input),
        _ => None,
    });
    let Some(input) = asked.last() else {
        return loss;
    };
    let text = shared.form.field(input).text();
    if let Some((home, range)) = shared.form.guard().movable(text) {
        let held = shared.form.field(home).text();
        if !held.is_empty() && held != &text[range] {
            loss.add(label(home), held);
        }
    }
    loss
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
    let had = !shared.form.field(home).text().is_empty();
    if had {
        let values = shared.values_of(&[home]);
        let fields = Fields {
            values,
            ..Fields::default()
        };
        shared.remember_fields(label(home), fields);
    }
    shared.fill_input(home, &text[range]);
    shared.fill_input(input, rest.trim());
    shared.say(if had {
        format!(
            "Moved to {}. {{app.undo}} brings back what stood there.",
            label(home)
        )
    } else {
        format!("moved to {}", label(home))
    });
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

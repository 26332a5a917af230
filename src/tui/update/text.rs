//! The text that has the keyboard: a field of a step, an answer, a filter.

use crate::tui::layers::Overlay;
use crate::tui::model::Model;
use crate::tui::screen_view::ScreenView;
use crate::tui::widgets::text_field::{Edit, TextField};

/// Edits the text that has the keyboard, with a key or otherwise; none where nothing is typed in.
pub(super) fn edit(model: &mut Model, act: impl FnOnce(&mut TextField) -> Edit) -> Option<Edit> {
    match model.shared.layers.top_mut() {
        Some(Overlay::Palette(list)) => Some(list.edit(act)),
        Some(Overlay::Help(list)) => Some(list.edit(act)),
        Some(Overlay::Scopes(picker)) => picker.is_filtering().then(|| picker.edit(act)),
        Some(Overlay::Actions(picker)) => picker.is_filtering().then(|| picker.edit(act)),
        Some(Overlay::Prompt(prompt)) => Some(prompt.edit(act)),
        Some(Overlay::Form(form)) => form.edit(act),
        Some(
            Overlay::Guide { .. }
            | Overlay::Detail { .. }
            | Overlay::Question(_)
            | Overlay::Misplaced(_)
            | Overlay::Themes(_)
            | Overlay::Quit,
        ) => None,
        None => match model.typing() {
            Some(input) => Some(model.shared.form.edit(input, act)),
            None if model.is_typing() => edit_filter(model.view_mut().0, act),
            None => None,
        },
    }
}

/// Edits the filter of a screen, whether it is being typed or not; none where it has no filter.
pub(super) fn edit_filter(
    view: &mut dyn ScreenView,
    act: impl FnOnce(&mut TextField) -> Edit,
) -> Option<Edit> {
    let edit = view.list_filter_mut()?.edit(act);
    if edit == Edit::Changed {
        view.filter_changed();
    }
    Some(edit)
}

/// Forgets the text and all that it was before: it held a secret.
pub(super) fn forget(field: &mut TextField) -> Edit {
    field.set("");
    Edit::Changed
}

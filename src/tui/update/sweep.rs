//! Looks over what is typed outside the fields: a filter lets go of a secret, a question masks it.

use crate::tui::layers::Overlay;
use crate::tui::model::Model;
use crate::tui::update::text;

/// Does that.
pub(super) fn sweep(model: &mut Model) {
    let guard = model.shared.form.guard().clone();
    let mut found = None;
    let mut suspect = |filter: &str| {
        let form = guard.suspect(filter);
        found = found.or(form);
        form.is_some()
    };
    let on_top = match model.shared.layers.top() {
        Some(Overlay::Scopes(picker)) => suspect(picker.filter().text()),
        Some(Overlay::Actions(picker)) => suspect(picker.filter().text()),
        Some(Overlay::Palette(list)) => suspect(list.filter().text()),
        Some(Overlay::Help(list)) => suspect(list.filter().text()),
        _ => false,
    };
    for view in model.views_mut() {
        if view
            .list_filter()
            .is_some_and(|filter| suspect(filter.text()))
        {
            let _ = text::edit_filter(view, text::forget);
        }
    }
    if on_top {
        let _ = text::edit(model, text::forget);
    }
    let mut in_form = None;
    match model.shared.layers.top_mut() {
        Some(Overlay::Prompt(prompt)) => prompt.look(&guard),
        Some(Overlay::Form(form)) => in_form = form.drop_secrets(&guard),
        _ => {}
    }
    if let Some(words) = in_form {
        let text = format!("the field held {words} and was emptied");
        model.shared.refuse(text);
    }
    if let Some(form) = found {
        model
            .shared
            .refuse(format!("the filter held {} and was emptied", form.words()));
    }
}

//! Looks over what is typed outside the fields: a filter lets go of a secret, a question masks it.

use crate::tui::layers::Overlay;
use crate::tui::model::Model;

/// Does that.
pub(super) fn sweep(model: &mut Model) {
    let guard = model.shared.form.guard().clone();
    let mut found = None;
    let mut suspect = |filter: &str| {
        let form = guard.suspect(filter);
        found = found.or(form);
        form.is_some()
    };
    match model.shared.layers.top_mut() {
        Some(Overlay::Prompt(prompt)) => prompt.look(&guard),
        Some(Overlay::Scopes(picker)) if suspect(picker.filter()) => picker.empty_filter(),
        Some(Overlay::Actions(picker)) if suspect(picker.filter()) => picker.empty_filter(),
        Some(Overlay::Palette(search) | Overlay::Help(search)) if suspect(search.text.text()) => {
            search.forget();
        }
        _ => {}
    }
    if suspect(model.profiles.filter_text()) {
        model.profiles.set_filter(String::new());
    }
    if suspect(model.scopes.filter_text()) {
        model.scopes.set_filter(String::new());
    }
    if suspect(model.logs.filter_text()) {
        model.logs.set_filter(String::new());
    }
    if let Some(form) = found {
        model
            .shared
            .refuse(format!("the filter held {} and was emptied", form.words()));
    }
}

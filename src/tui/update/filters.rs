//! The filter of the screen that is shown.

use crate::tui::model::Model;
use crate::tui::screen::Screen;

/// The filter that is being typed, if one is.
pub(crate) fn filter_of(model: &Model) -> Option<&str> {
    if !model.shared.layers.is_empty() {
        return None;
    }
    match model.shared.screen {
        Screen::Profiles if model.profiles.filtering => Some(model.profiles.filter_text()),
        Screen::Scopes if model.scopes.filtering => Some(model.scopes.filter_text()),
        Screen::Logs if model.logs.filtering => Some(model.logs.filter_text()),
        _ => None,
    }
}

/// Sets the filter of the screen.
pub(crate) fn set_filter(model: &mut Model, filter: String) {
    match model.shared.screen {
        Screen::Profiles => model.profiles.set_filter(filter),
        Screen::Scopes => model.scopes.set_filter(filter),
        Screen::Logs => model.logs.set_filter(filter),
        Screen::Setup => {}
    }
}

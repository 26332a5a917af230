//! How the screens are arranged, taken from the library at the start and handed over to it when it was changed.

use crate::journal::Level;
use crate::library::{KeptUiSettings, UiSettings};
use crate::tui::autosave::AutosaveRequest;
use crate::tui::message::Effect;
use crate::tui::model::Model;
use crate::tui::shared::Shared;
use crate::tui::shared::panes::within;

/// How the screens are arranged now.
fn arranged(model: &Model) -> UiSettings {
    let shared = &model.shared;
    UiSettings {
        zoom: Some(shared.panes.zoomed),
        divider: Some(shared.panes.divider()),
        theme: shared.kept_ui.theme.clone(),
        log_wrap: Some(model.logs.layout.wraps),
        mouse: None,
    }
}

/// Arranges the screens as they were. What a person has changed since the start stays.
pub(super) fn take(model: &mut Model, kept: &KeptUiSettings) {
    let now = arranged(model);
    let begun = model.shared.kept_ui.last.clone();
    let settings = &kept.settings;
    if let Some(zoom) = settings.zoom
        && now.zoom == begun.zoom
    {
        model.shared.panes.zoomed = zoom;
    }
    if let Some(divider) = settings.divider
        && now.divider == begun.divider
    {
        model.shared.panes.put_divider(divider);
    }
    if let Some(wraps) = settings.log_wrap
        && now.log_wrap == begun.log_wrap
    {
        model.logs.layout.wraps = wraps;
    }
    if let Some(name) = &settings.theme
        && now.theme.is_none()
    {
        take_theme(&mut model.shared, name);
    }
    for problem in &kept.problems {
        model.shared.log(Level::Warn, problem.clone());
    }
    // What differs from what is kept was changed since the start.
    let mut last = begun;
    for setting in settings.made() {
        last.set(setting);
    }
    last.divider = last.divider.map(within);
    model.shared.kept_ui.last = last;
    model.shared.kept_ui.follows = kept.writable;
}

/// Draws in the theme that is kept, unless something else decides.
fn take_theme(shared: &mut Shared, name: &str) {
    if shared.kept_ui.theme_decided_by.is_some() {
        return;
    }
    match shared.themes.usable(name) {
        Ok(theme) => {
            shared.theme = theme;
            shared.kept_ui.theme = Some(name.to_owned());
        }
        Err(why) => shared.log(
            Level::Warn,
            format!("The theme that was chosen last is not used: {why}."),
        ),
    }
}

/// Hands over what was changed.
pub(super) fn settle(model: &mut Model) {
    if !model.shared.kept_ui.follows {
        return;
    }
    let mut now = arranged(model);
    if model.shared.kept_ui.theme_decided_by.is_some() {
        // It holds for this run.
        now.theme = None;
    }
    let kept = &mut model.shared.kept_ui;
    for setting in now.changed_since(&kept.last) {
        kept.last.set(setting.clone());
        let effect = Effect::Autosave(AutosaveRequest::Ui(setting));
        model.shared.effects.push(effect);
    }
}

//! The words of the row that says what the integration does, and leads to the choice of it.

use crate::domain::scope;
use crate::tui::ui::Ui;

/// What the integration does: presets in plain words, and how many actions are chosen; nothing where nothing is.
pub(super) fn words(ui: Ui<'_>) -> Option<String> {
    let form = &ui.shared.form;
    let presets = scope::catalogue().presets.iter();
    let mut done: Vec<_> = presets
        .filter(|preset| preset.scopes.is_subset(form.scopes()))
        .map(|preset| preset.does.clone())
        .collect();
    match form.actions.len() {
        0 => {}
        1 => done.push("1 action of StackOne".into()),
        count => done.push(format!("{count} actions of StackOne")),
    }
    (!done.is_empty()).then(|| done.join(", "))
}

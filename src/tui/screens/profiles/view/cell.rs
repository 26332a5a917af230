//! What a cell of the list holds.

use ratatui::style::Style;

use crate::tui::ui::Ui;

/// What stands in a cell, if something is known.
pub(crate) type Found = Option<(String, Style)>;

/// A text without a style of its own.
pub(crate) fn plain(text: impl Into<String>) -> (String, Style) {
    (text.into(), Style::new())
}

/// Which way the order goes: the newest, the worst or what is enabled comes first unless it is reversed.
pub(crate) fn arrow(ui: Ui<'_>) -> &'static str {
    let view = &ui.model.profiles;
    match (view.reversed, ui.shared.env.ascii) {
        (false, false) => "▾",
        (false, true) => "v",
        (true, false) => "▴",
        (true, true) => "^",
    }
}

//! What a cell of the list holds.

use ratatui::style::Style;

/// What stands in a cell, if something is known.
pub(crate) type Found = Option<(String, Style)>;

/// A text without a style of its own.
pub(crate) fn plain(text: impl Into<String>) -> (String, Style) {
    (text.into(), Style::new())
}

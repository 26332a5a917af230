//! The signs of the accounts, as the help explains them.

use crate::tui::ui::Ui;

/// The signs of the list.
pub(crate) fn signs(_: Ui<'_>) -> Vec<(String, String)> {
    Vec::new()
}

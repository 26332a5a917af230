//! The signs of the steps that the lines name, as the help explains them.

use crate::tui::overlays::help::texts;
use crate::tui::ui::Ui;

/// The signs, and what they mean.
pub(crate) fn signs(ui: Ui<'_>) -> Vec<(String, String)> {
    texts::of_steps(ui.glyphs)
}

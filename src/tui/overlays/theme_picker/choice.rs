//! The state of the choice of the theme.

use crate::tui::theme::Theme;

/// The choice.
#[derive(Debug)]
pub struct ThemePicker {
    /// The theme that was in use when the choice was opened.
    pub(crate) before: Theme,
    /// The place of the one under the cursor.
    pub(crate) selected: usize,
}

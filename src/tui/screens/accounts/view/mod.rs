//! The Accounts screen, drawn.

pub(crate) mod signs;

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::tui::ui::Ui;
use crate::tui::widgets::panel::Panel;

pub(crate) fn draw(ui: Ui<'_>, frame: &mut Frame, area: Rect) {
    Panel::new("Accounts").focused(true).draw(ui, frame, area);
}

//! The row under the cursor.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::tui::ui::Ui;

/// Shows a row that is drawn already as the one under the cursor of a list without the keyboard.
pub(crate) fn draw_dim(ui: Ui<'_>, frame: &mut Frame, row: Rect) {
    let row = widened(row).intersection(frame.area());
    frame.buffer_mut().set_style(row, ui.theme.select_dim());
    if let Some(first) = frame.buffer_mut().cell_mut(row.as_position()) {
        first
            .set_symbol(ui.glyphs.cursor())
            .set_style(ui.theme.muted());
    }
}

/// The row with the padding of its panel.
fn widened(row: Rect) -> Rect {
    Rect {
        x: row.x.saturating_sub(1),
        width: row.width + 2,
        height: 1,
        ..row
    }
}

/// Shows a row that is drawn already as the one under the cursor: the whole width of the panel, with its padding, and a mark
/// in the first cell. `row` is the row within the padding; the columns in it stay where they are.
pub(crate) fn draw(ui: Ui<'_>, frame: &mut Frame, row: Rect) {
    let row = widened(row).intersection(frame.area());
    ui.theme.select_row(frame.buffer_mut(), row);
    if let Some(first) = frame.buffer_mut().cell_mut(row.as_position()) {
        first
            .set_symbol(ui.glyphs.cursor())
            .set_style(ui.theme.accent());
    }
}

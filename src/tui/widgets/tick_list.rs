//! A list in an overlay whose rows are ticked: what of it can be clicked.

use ratatui::layout::Rect;

use crate::tui::mouse::{List, Target};
use crate::tui::ui::Ui;

/// The cells of a row up to the end of its box: the cursor, an indent, `[x]`.
const BOX: u16 = 7;

/// Notes the rows of a list that shows its rows from `first` on, and the box at the beginning of each.
pub(crate) fn note(ui: Ui<'_>, area: Rect, first: usize, total: usize) {
    ui.note(area, Target::List(List::Overlay));
    for (at, row) in (first..total).zip(area.rows()) {
        ui.note(row, Target::Row(List::Overlay, at));
        let ticked = Rect {
            width: BOX.min(row.width),
            ..row
        };
        ui.note(ticked, Target::Box(at));
    }
}

//! Where the items of a step stand, for the mouse.

use std::ops::Range;

use ratatui::layout::Rect;

use crate::tui::mouse::{Target, Typed, TypedIn};
use crate::tui::ui::Ui;

/// Where an item stands.
pub(crate) struct Place {
    pub(crate) lines: Range<usize>,
    /// How many cells of each line are its own.
    pub(crate) cells: usize,
    /// The text of a field.
    pub(crate) text: Option<Text>,
}

/// Where a text that is typed stands.
pub(crate) struct Text {
    pub(crate) line: usize,
    /// The first cell of it.
    pub(crate) column: usize,
    pub(crate) cells: usize,
    pub(crate) masked: bool,
}

/// Notes the items of which something is seen in an area that shows the lines from `first` on, and the texts in them.
pub(crate) fn note(ui: Ui<'_>, area: Rect, first: usize, places: &[Place]) {
    let setup = &ui.model.setup;
    let cells = |cells: usize| u16::try_from(cells).unwrap_or(u16::MAX);
    let row = |line: usize| cells(line.saturating_sub(first));
    for (at, (place, item)) in places.iter().zip(setup.items()).enumerate() {
        let lines = Rect {
            y: area.y.saturating_add(row(place.lines.start)),
            height: row(place.lines.end) - row(place.lines.start),
            width: cells(place.cells),
            ..area
        };
        ui.note(lines.intersection(area), Target::Item(setup.step, at));
        let Some(text) = place.text.as_ref().filter(|text| text.line >= first) else {
            continue;
        };
        let typed = Typed {
            of: TypedIn::Item(setup.step, at),
            cells: cells(text.cells),
            masked: text.masked,
            at_rest: setup.item(ui.shared) != Some(*item),
        };
        let line = Rect {
            x: area.x.saturating_add(cells(text.column)),
            y: area.y.saturating_add(row(text.line)),
            width: cells(text.cells),
            height: 1,
        };
        ui.note(line.intersection(area), Target::Typed(typed));
    }
}

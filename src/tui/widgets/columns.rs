//! The row of a list in columns of fixed widths.

use ratatui::text::{Line, Span};

use crate::tui::widgets::words;

/// Between two columns, in cells.
pub(crate) const GAP: usize = 2;

/// A text in a column so wide: ages and counts stand at its right edge.
pub(crate) fn placed(text: &str, cells: usize, at_right: bool) -> String {
    if !at_right {
        return words::fill(text, cells);
    }
    let text = words::cut(text, cells);
    let before = cells.saturating_sub(words::width(&text));
    format!("{}{text}", " ".repeat(before))
}

/// The columns behind the signs of a row, with a gap between each two.
pub(crate) fn spaced(
    signs: Vec<Span<'static>>,
    columns: impl IntoIterator<Item = Span<'static>>,
) -> Line<'static> {
    let mut spans = signs;
    for (at, column) in columns.into_iter().enumerate() {
        if at > 0 {
            spans.push(Span::raw(" ".repeat(GAP)));
        }
        spans.push(column);
    }
    Line::from(spans)
}

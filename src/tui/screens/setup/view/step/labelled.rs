//! A label in its column, and a text beside it.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::tui::ui::Ui;
use crate::tui::widgets::words;

/// A label in its column of so many cells, and a text beside it that hangs there.
pub(crate) fn labelled(
    ui: Ui<'_>,
    (label, cells): (&str, usize),
    text: String,
    style: Style,
    width: usize,
) -> Vec<Line<'static>> {
    let spans = [Span::styled(text, style)];
    let mut lines = words::wrap(&spans, width.saturating_sub(cells), 0);
    for (at, line) in lines.iter_mut().enumerate() {
        let label = if at == 0 { label } else { "" };
        let label = words::fill(label, cells);
        line.spans.insert(0, Span::styled(label, ui.theme.muted()));
    }
    lines
}

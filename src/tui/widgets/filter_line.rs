//! The line in which a filter is typed.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::tui::ui::Ui;
use crate::tui::widgets::text_field::TextField;
use crate::tui::widgets::words;

/// Draws the line of a list's filter, with the cursor while it is being typed.
pub(crate) fn draw(ui: Ui<'_>, frame: &mut Frame, area: Rect, filter: &TextField, typing: bool) {
    let mark = if typing { ui.glyphs.cursor() } else { " " };
    let label = format!("{mark} Filter  ");
    line(ui, frame, area, (&label, ui.theme.key()), filter, typing);
}

/// Draws the line of a filter behind a label.
pub(crate) fn line(
    ui: Ui<'_>,
    frame: &mut Frame,
    area: Rect,
    (label, style): (&str, Style),
    filter: &TextField,
    typing: bool,
) {
    if area.is_empty() {
        return;
    }
    let before = words::width(label);
    let cells = usize::from(area.width).saturating_sub(before + 1);
    let (shown, column) = if typing {
        filter.shown(cells, None)
    } else {
        (filter.shown_at_rest(cells, None), 0)
    };
    let line = Line::from(vec![
        Span::styled(label.to_owned(), style),
        Span::styled(words::fill(&shown, cells), ui.theme.field(typing)),
    ]);
    frame.render_widget(line, Rect { height: 1, ..area });
    if typing {
        let column = u16::try_from(before + column).unwrap_or(0);
        frame.set_cursor_position(Position::new(area.x + column, area.y));
    }
}

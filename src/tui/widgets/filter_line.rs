//! The line of a list's filter.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use crate::tui::ui::Ui;
use crate::tui::widgets::words;

/// Draws the line of a filter, with the cursor while it is being typed.
pub(crate) fn draw(ui: Ui<'_>, frame: &mut Frame, area: Rect, filter: &str, typing: bool) {
    if area.is_empty() {
        return;
    }
    let mark = if typing { ui.glyphs.cursor() } else { " " };
    let label = format!("{mark} Filter  ");
    let cells = usize::from(area.width).saturating_sub(words::width(&label) + 1);
    let (shown, column) = words::window(filter, filter.chars().count(), cells, None);
    let line = Line::from(vec![
        Span::styled(label.clone(), ui.theme.key()),
        Span::styled(words::fill(&shown, cells), ui.theme.field(typing)),
    ]);
    frame.render_widget(line, area);
    if typing {
        let column = u16::try_from(words::width(&label) + column).unwrap_or(0);
        frame.set_cursor_position(Position::new(area.x + column, area.y));
    }
}

//! Draws the palette.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Position, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use crate::tui::overlays::palette::{Row, rows};
use crate::tui::overlays::search::Search;
use crate::tui::registry;
use crate::tui::ui::Ui;
use crate::tui::widgets::pane::{self, dialog, first_row};
use crate::tui::widgets::text_field::TextField;
use crate::tui::widgets::words;

/// How wide the palette is.
pub(crate) const COLUMNS: u16 = 84;

pub(crate) fn draw(ui: Ui<'_>, search: &Search, frame: &mut Frame, area: Rect) {
    let block = dialog(ui, "Commands");
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let [line, list] = Layout::vertical([Constraint::Length(2), Constraint::Min(1)]).areas(inner);
    search_line(ui, &search.text, ":", frame, line);
    let rows = rows(search, ui.model);
    if rows.is_empty() {
        let text = "No command has these words. Ctrl-U empties the search.";
        frame.render_widget(Line::styled(text, ui.theme.dim()), list);
        return;
    }
    let height = usize::from(list.height);
    let first = first_row(search.at, rows.len(), height);
    let lines: Vec<_> = rows
        .iter()
        .enumerate()
        .skip(first)
        .take(height)
        .map(|(at, row)| row_line(ui, row, usize::from(list.width), at == search.at))
        .collect();
    frame.render_widget(Paragraph::new(lines), list);
    pane::scrollbar(ui, frame, pane::widened(list, 1), first, rows.len());
}

/// The line in which one searches, behind a sign.
pub(crate) fn search_line(
    ui: Ui<'_>,
    field: &TextField,
    sign: &'static str,
    frame: &mut Frame,
    area: Rect,
) {
    let cells = usize::from(area.width).saturating_sub(2);
    let (shown, column) = field.shown(cells, None);
    let line = Line::from(vec![
        Span::styled(format!("{sign} "), ui.theme.key()),
        Span::styled(words::fill(&shown, cells), ui.theme.field(true)),
    ]);
    frame.render_widget(line, Rect { height: 1, ..area });
    let column = u16::try_from(column + 2).unwrap_or(0);
    frame.set_cursor_position(Position::new(area.x + column, area.y));
}

/// A command: its title with what was found in it, and at the end its keys, or why it is off.
fn row_line(ui: Ui<'_>, row: &Row, width: usize, selected: bool) -> Line<'static> {
    let theme = ui.theme;
    let reason = registry::with_keys(ui.model, row.availability.reason().unwrap_or_default());
    let cursor = if selected { ui.glyphs.cursor() } else { " " };
    let off = if reason.is_empty() {
        Style::new()
    } else {
        theme.dim()
    };
    let title_width = words::width(row.command.title);
    // The keys are never cut; of a reason what fits is shown.
    let room = width.saturating_sub(2 + title_width + 2 + words::width(&row.keys) + 1);
    let reason = words::cut(&reason, room).into_owned();
    let used = 2 + title_width + words::width(&reason) + 1 + words::width(&row.keys);
    let gap = " ".repeat(width.saturating_sub(used).max(1));
    let mut spans = vec![Span::styled(format!("{cursor} "), theme.key())];
    for (at, letter) in row.command.title.chars().enumerate() {
        let style = if row.hits.contains(&at) {
            off.add_modifier(Modifier::UNDERLINED)
        } else {
            off
        };
        spans.push(Span::styled(letter.to_string(), style));
    }
    spans.push(Span::raw(gap));
    spans.push(Span::styled(reason, theme.dim()));
    spans.push(Span::raw(" "));
    spans.push(Span::styled(row.keys.clone(), theme.key()));
    let line = Line::from(spans);
    if selected { theme.bar(line) } else { line }
}

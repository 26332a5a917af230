//! Draws the palette.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use crate::tui::overlays::palette;
use crate::tui::registry;
use crate::tui::ui::Ui;
use crate::tui::widgets::filter_list::{FilterList, Row};
use crate::tui::widgets::pane::{self, dialog, first_row};
use crate::tui::widgets::{filter_line, words};

/// How wide the palette is.
pub(crate) const COLUMNS: u16 = 84;

pub(crate) fn draw(ui: Ui<'_>, commands: &FilterList<&'static str>, frame: &mut Frame, area: Rect) {
    let block = dialog(ui, "Commands");
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let [line, list] = Layout::vertical([Constraint::Length(2), Constraint::Min(1)]).areas(inner);
    let label = (": ", ui.theme.key());
    filter_line::line(ui, frame, line, label, commands.filter(), true);
    let (count, height) = (commands.shown(), usize::from(list.height));
    if count == 0 {
        let text = "No command has these words. Ctrl-U empties the search.";
        frame.render_widget(Line::styled(text, ui.theme.muted()), list);
        return;
    }
    let selected = commands.selected_row().unwrap_or(0);
    let first = first_row(selected, count, height);
    let rows = commands.rows().enumerate().skip(first).take(height);
    let lines: Vec<_> = rows
        .filter_map(|(at, row)| row_line(ui, &row, usize::from(list.width), at == selected))
        .collect();
    frame.render_widget(Paragraph::new(lines), list);
    pane::scrollbar(ui, frame, pane::widened(list, 1), first, count);
}

/// A command: its title with what was found in it, and at the end its keys, or why it is off.
fn row_line(
    ui: Ui<'_>,
    row: &Row<'_, &'static str>,
    width: usize,
    selected: bool,
) -> Option<Line<'static>> {
    let theme = ui.theme;
    let command = registry::find(row.key)?;
    let availability = palette::availability(ui.model, command);
    let reason = registry::with_keys(ui.model, availability.reason().unwrap_or_default());
    let chords = ui.model.keymap.chords(command.id);
    let keys: Vec<_> = chords.iter().map(ToString::to_string).collect();
    let keys = keys.join(" ");
    let cursor = if selected { ui.glyphs.cursor() } else { " " };
    let off = if reason.is_empty() {
        Style::new()
    } else {
        theme.muted()
    };
    let title_width = words::width(command.title);
    // The keys are never cut; of a reason what fits is shown.
    let room = width.saturating_sub(2 + title_width + 2 + words::width(&keys) + 1);
    let reason = words::cut(&reason, room).into_owned();
    let used = 2 + title_width + words::width(&reason) + 1 + words::width(&keys);
    let gap = " ".repeat(width.saturating_sub(used).max(1));
    let mut spans = vec![Span::styled(format!("{cursor} "), theme.key())];
    for (piece, found) in row.pieces(0) {
        let style = if found {
            off.add_modifier(Modifier::UNDERLINED)
        } else {
            off
        };
        spans.push(Span::styled(piece.to_owned(), style));
    }
    spans.push(Span::raw(gap));
    spans.push(Span::styled(reason, theme.muted()));
    spans.push(Span::raw(" "));
    spans.push(Span::styled(keys, theme.key()));
    let line = Line::from(spans);
    Some(if selected { theme.bar(line) } else { line })
}

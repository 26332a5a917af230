//! Draws the palette.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Borders};

use crate::tui::mouse::{List, Target};
use crate::tui::overlays::palette;
use crate::tui::registry;
use crate::tui::ui::Ui;
use crate::tui::widgets::filter_list::{FilterList, Row};
use crate::tui::widgets::pane::{self, dialog, edge};
use crate::tui::widgets::{filter_line, selection, words};

/// How wide the palette is.
pub(crate) const COLUMNS: u16 = 76;

/// How high it is: a list that can be looked over.
pub(crate) const ROWS: u16 = 22;

/// The fewest rows in which a sentence below the commands has room.
const ROOMY: u16 = 16;

/// The columns of the keys at the end of a row.
const KEYS: usize = 9;

pub(crate) fn draw(ui: Ui<'_>, commands: &FilterList<&'static str>, frame: &mut Frame, area: Rect) {
    let (count, total) = (commands.shown(), commands.total());
    let shown = Span::styled(format!("{count} of {total}"), ui.theme.muted());
    let keys = Span::styled("↑ ↓ choose   Enter runs   Esc closes", ui.theme.muted());
    let block = dialog(ui, "Commands")
        .title_top(edge([shown]).right_aligned())
        .title_bottom(edge([keys]));
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let below = if area.height >= ROOMY { 2 } else { 0 };
    let [line, under, list, foot] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Length(1),
        Constraint::Min(1),
        Constraint::Length(below),
    ])
    .areas(inner);
    let label = (": ", ui.theme.key());
    filter_line::line(ui, frame, line, label, commands.filter(), true);
    let rule_style = ui.theme.border(false);
    let border = Block::new().borders(Borders::TOP).border_style(rule_style);
    frame.render_widget(border, under);
    if count == 0 {
        let text = "No command has these words. Ctrl-U empties the search.";
        frame.render_widget(Line::styled(text, ui.theme.muted()), list);
        return;
    }
    let selected = commands.selected_row().unwrap_or(0);
    let first = ui.first_row(List::Overlay, selected, count, usize::from(list.height));
    ui.note(list, Target::List(List::Overlay));
    let rows = commands.rows().enumerate().skip(first);
    for ((at, row), place) in rows.zip(list.rows()) {
        if let Some(line) = row_line(ui, &row, usize::from(list.width)) {
            frame.render_widget(line, place);
        }
        ui.note(place, Target::Row(List::Overlay, at));
        if at == selected {
            selection::draw(ui, frame, place);
        }
    }
    pane::scrollbar(ui, frame, pane::widened(list, 2), first, count);
    let text = "A command that is off says why. Its reason is searched too.";
    let [_, sentence] = Layout::vertical([Constraint::Min(0), Constraint::Length(1)]).areas(foot);
    frame.render_widget(Line::styled(text, ui.theme.muted()), sentence);
}

/// A command: its title with what was found in it, and at the end its keys, or why it is off.
fn row_line(ui: Ui<'_>, row: &Row<'_, &'static str>, width: usize) -> Option<Line<'static>> {
    let theme = ui.theme;
    let command = registry::find(row.key)?;
    let availability = palette::availability(ui.model, command);
    let reason = registry::with_keys(ui.model, availability.reason().unwrap_or_default());
    let chords = ui.model.keymap.chords(command.id);
    let keys: Vec<_> = chords.iter().map(ToString::to_string).collect();
    let keys = keys.join(" ");
    let style = if reason.is_empty() {
        Style::new()
    } else {
        theme.muted()
    };
    // The keys are never cut: first the room around them goes, then the end of the title; of a reason what fits is shown.
    let whole = words::width(command.title);
    let keys_room = if whole + 1 + KEYS <= width {
        words::width(&keys).max(KEYS)
    } else {
        words::width(&keys)
    };
    let title = whole.min(width.saturating_sub(keys_room + 2));
    let room = width.saturating_sub(title + 2 + 2 + 1 + keys_room);
    let reason = words::cut(&reason, room).into_owned();
    let dash = if reason.is_empty() { "" } else { "– " };
    let used = title + words::width(dash) + words::width(&reason) + 1 + keys_room;
    let gap = " ".repeat(width.saturating_sub(used).max(1));
    let mut left = title;
    let mut spans = Vec::new();
    for (piece, found) in row.pieces(0) {
        let style = if found { theme.matched() } else { style };
        let shown = words::cut(piece, left).into_owned();
        left -= words::width(&shown).min(left);
        spans.push(Span::styled(shown, style));
    }
    spans.push(Span::raw(gap));
    spans.push(Span::styled(dash, theme.warn()));
    spans.push(Span::styled(reason, theme.muted()));
    let before_keys = " ".repeat(1 + keys_room - words::width(&keys));
    spans.push(Span::raw(before_keys));
    spans.push(Span::styled(keys, theme.key()));
    Some(Line::from(spans))
}

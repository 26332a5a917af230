//! The log: as a pane of the first screen, and as a screen of its own. Only the rows that are seen are touched.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

pub(crate) mod exchange;
pub(crate) mod signs;

use crate::journal::{Entry, Level};
use crate::tui::ui::Ui;
use crate::tui::widgets::pane::{self, first_row, pane};
use crate::tui::widgets::{filter_line, when, words};

/// From this many columns on, an exchange stands beside the lines instead of below them.
const WIDE: u16 = 120;

/// The columns of a line before its text.
const SOURCE: usize = 10;

/// The log as a pane of another screen.
pub(crate) fn draw_pane(ui: Ui<'_>, frame: &mut Frame, area: Rect, focused: bool) {
    let block = pane(ui, title(ui, "Log"), focused);
    let inner = block.inner(area);
    frame.render_widget(block, area);
    list(ui, frame, inner, focused);
}

/// The log as a screen.
pub(crate) fn draw(ui: Ui<'_>, frame: &mut Frame, area: Rect) {
    let log = &ui.model.logs;
    let wide = area.width >= WIDE;
    let [lines, detail] = places(ui, area);
    let focused = log.detail.is_none() && !log.filter.is_typed();
    let block = pane(ui, title(ui, "Logs"), focused);
    let inner = block.inner(lines);
    frame.render_widget(block, lines);
    let filter_rows = u16::from(log.filter.is_shown());
    let [filter, lines] =
        Layout::vertical([Constraint::Length(filter_rows), Constraint::Min(0)]).areas(inner);
    filter_line::draw(ui, frame, filter, &log.filter);
    list(ui, frame, lines, true);
    if let Some(from) = log.detail {
        exchange::draw(ui, frame, detail, from, wide);
    }
}

/// The places of the lines and of the selected exchange.
fn places(ui: Ui<'_>, area: Rect) -> [Rect; 2] {
    match (ui.model.logs.detail, area.width >= WIDE) {
        (None, _) => [area, Rect::default()],
        (Some(_), true) => {
            Layout::horizontal([Constraint::Fill(1), Constraint::Fill(1)]).areas(area)
        }
        (Some(_), false) => {
            Layout::vertical([Constraint::Percentage(35), Constraint::Fill(1)]).areas(area)
        }
    }
}

/// The last line that it makes sense to show the selected exchange from.
pub(crate) fn last_scroll(ui: Ui<'_>, area: Rect) -> usize {
    let [_, detail] = places(ui, area);
    exchange::last_scroll(ui, detail, area.width >= WIDE)
}

/// How the log is looked at, in words.
fn title(ui: Ui<'_>, name: &str) -> String {
    let log = &ui.model.logs;
    let mut title = name.to_owned();
    let mut add = |text: &str| {
        title.push_str(" · ");
        title.push_str(text);
    };
    match log.level {
        Level::Debug => add("all levels"),
        Level::Info => add("from info"),
        Level::Warn => add("warnings and errors"),
        Level::Error => add("errors alone"),
    }
    let word = if log.total() == 1 { "line" } else { "lines" };
    if log.len() == log.total() {
        add(&format!("{} {word}", log.total()));
    } else {
        add(&format!("{} of {} {word}", log.len(), log.total()));
    }
    if !log.filter.query().is_empty() {
        add(&format!("with “{}”", words::cut(log.filter.text(), 20)));
    }
    if log.lost > 0 {
        add(&format!("{} older lines lost", log.lost));
    }
    add(if log.follow {
        "following the newest ▼"
    } else {
        "paused"
    });
    title
}

fn list(ui: Ui<'_>, frame: &mut Frame, area: Rect, focused: bool) {
    let log = &ui.model.logs;
    let rows = usize::from(area.height);
    if log.is_empty() {
        let text = if log.total() == 0 {
            "No requests yet."
        } else {
            "No line passes the level and the filter."
        };
        frame.render_widget(Line::styled(text, ui.theme.muted()), area);
        return;
    }
    let first = if log.follow {
        log.len().saturating_sub(rows)
    } else {
        first_row(log.selected, log.len(), rows)
    };
    let width = usize::from(area.width);
    let lines: Vec<_> = log
        .lines(first, rows)
        .map(|(at, entry)| entry_line(ui, entry, width, focused && at == log.selected))
        .collect();
    frame.render_widget(Paragraph::new(lines), area);
    pane::scrollbar(ui, frame, pane::widened(area, 1), first, log.len());
}

fn entry_line(ui: Ui<'_>, entry: &Entry, width: usize, selected: bool) -> Line<'static> {
    let style = ui.theme.level(entry.level);
    let mark = ui.glyphs.level(entry.level);
    let at = when::clock(entry.at, &ui.shared.env.zone);
    let room = width.saturating_sub(2 + 8 + 2 + 1 + SOURCE + 1);
    let cursor = if selected { ui.glyphs.cursor() } else { " " };
    let line = Line::from(vec![
        Span::styled(format!("{cursor} "), ui.theme.key()),
        Span::styled(at, ui.theme.muted()),
        Span::styled(format!(" {mark} "), style),
        Span::styled(words::fill(entry.source, SOURCE), ui.theme.muted()),
        Span::styled(" ", Style::new()),
        Span::styled(words::fill(&entry.text, room), style),
    ]);
    if selected { ui.theme.bar(line) } else { line }
}

//! The log: as a pane of the first screen, and as a screen of its own with the selected exchange.

pub(crate) mod columns;
pub(crate) mod exchange;
pub(crate) mod json;
pub(crate) mod lines;
pub(crate) mod marked;
pub(crate) mod signs;

use std::sync::Arc;

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};

use crate::journal::Exchange;
use crate::tui::mouse::{List, Target};
use crate::tui::registry::key_of;
use crate::tui::screens::logs::commands::from;
use crate::tui::screens::logs::line::LogLine;
use crate::tui::screens::logs::query;
use crate::tui::screens::logs::words::count;
use crate::tui::size_class::SizeClass;
use crate::tui::ui::Ui;
use crate::tui::widgets::panel::Panel;
use crate::tui::widgets::{filter_line, pane, words};

use lines::Look;

/// The log as a pane of another screen.
pub(crate) fn draw_pane(ui: Ui<'_>, frame: &mut Frame, area: Rect, focused: bool) {
    let panel = panel(ui, "Log", focused);
    let panel = match key_of(ui.model, "screens.logs") {
        Some(key) => panel.key(ui, key, "opens Logs"),
        None => panel,
    };
    let inner = panel.draw(ui, frame, area);
    ui.note(area, Target::List(List::LogPane));
    let look = Look {
        is_pane: true,
        heads: ui.size_class() == SizeClass::Large,
        cursor: focused,
    };
    lines::draw(ui, frame, inner, look);
}

/// The log as a screen.
pub(crate) fn draw(ui: Ui<'_>, frame: &mut Frame, area: Rect) {
    let log = &ui.model.logs;
    let [list, detail] = places(ui, area);
    if !list.is_empty() {
        let panel = panel(ui, "Logs", log.detail.is_none() && !log.filter.is_typed());
        let panel = match key_of(ui.model, "logs.wrap") {
            Some(key) if log.layout.wraps => panel.key(ui, key, "cuts lines"),
            Some(key) => panel.key(ui, key, "wraps lines"),
            None => panel,
        };
        let inner = panel.draw(ui, frame, list);
        ui.note(list, Target::List(List::Screen));
        let inner = draw_filter(ui, frame, inner);
        let look = Look {
            is_pane: false,
            heads: ui.size_class().is_boxed(),
            cursor: true,
        };
        lines::draw(ui, frame, inner, look);
    }
    if !detail.is_empty() {
        ui.note(detail, Target::Text(0));
        draw_detail(ui, frame, detail);
    }
}

/// The filter above the lines, and the rule below it; gives the room that is left. In a small window it stands there only
/// where there is one.
fn draw_filter(ui: Ui<'_>, frame: &mut Frame, area: Rect) -> Rect {
    let log = &ui.model.logs;
    let is_used = log.filter.is_shown();
    let boxed = ui.size_class().is_boxed();
    let rows = match (boxed, is_used) {
        (true, _) => 2,
        (false, true) => 1,
        (false, false) => 0,
    };
    let [top, rest] = Layout::vertical([Constraint::Length(rows), Constraint::Min(0)]).areas(area);
    let level = format!("level {}", from(log.level));
    let cells = u16::try_from(words::width(&level)).unwrap_or(0);
    let line = Rect {
        height: top.height.min(1),
        ..top
    };
    let [filter, _, right] = Layout::horizontal([
        Constraint::Fill(1),
        Constraint::Length(2),
        Constraint::Length(cells),
    ])
    .areas(line);
    if is_used {
        filter_line::draw(ui, frame, filter, &log.filter);
        if log.filter.is_typed() && log.filter.text().is_empty() {
            filter_line::example(ui, frame, filter, query::EXAMPLE);
        }
    } else if let Some(key) = key_of(ui.model, "list.filter") {
        let line = Line::from(vec![
            Span::styled(key, ui.theme.key()),
            Span::styled(" filter", ui.theme.muted()),
        ]);
        frame.render_widget(line, filter);
        ui.note(filter, Target::Command("list.filter"));
    }
    let (muted, plain) = (ui.theme.muted(), ratatui::style::Style::new());
    let level = Line::from(vec![
        Span::styled("level ", muted),
        Span::styled(from(log.level), plain),
    ]);
    frame.render_widget(level, right);
    if boxed && top.height > 1 {
        let rule = Rect {
            y: top.y + 1,
            height: 1,
            ..top
        };
        let text = "─".repeat(usize::from(rule.width));
        frame.render_widget(Line::styled(text, ui.theme.border(false)), rule);
    }
    rest
}

/// The places of the lines and of the selected one in full. Where there is room, both stand there always.
fn places(ui: Ui<'_>, area: Rect) -> [Rect; 2] {
    let log = &ui.model.logs;
    let both = |list: Constraint, detail: Constraint| Layout::vertical([list, detail]).areas(area);
    match (ui.size_class(), log.detail) {
        (SizeClass::Boxed | SizeClass::Large, _) if log.is_empty() => [area, Rect::default()],
        (SizeClass::Boxed | SizeClass::Large, _) => {
            both(Constraint::Fill(20), Constraint::Fill(17))
        }
        (_, None) => [area, Rect::default()],
        (SizeClass::Ruled, Some(_)) => both(Constraint::Percentage(30), Constraint::Fill(1)),
        (SizeClass::Single, Some(_)) => [Rect::default(), area],
    }
}

/// The places of the two sides of an exchange; in a small window both are one text.
fn sides(ui: Ui<'_>, area: Rect) -> [Rect; 2] {
    if ui.size_class().is_boxed() {
        Layout::horizontal([Constraint::Fill(1), Constraint::Fill(1)]).areas(area)
    } else {
        [area, Rect::default()]
    }
}

fn draw_detail(ui: Ui<'_>, frame: &mut Frame, area: Rect) {
    let log = &ui.model.logs;
    let focused = log.detail.is_some();
    let from = log.detail.unwrap_or(0);
    let Some(line) = log.line(log.selected) else {
        return;
    };
    let Some(exchange) = &line.entry.exchange else {
        let inner = Panel::new("Line").focused(focused).draw(ui, frame, area);
        let lines = exchange::own(ui, line, usize::from(inner.width));
        return pane::scrolled(ui, frame, inner, lines, from);
    };
    let [left, right] = sides(ui, area);
    let id = usize::try_from(exchange.id).unwrap_or(usize::MAX);
    let number = format!("exchange {}", count(id));
    let muted = ui.theme.muted();
    if right.is_empty() {
        let mut state = exchange::outcome(ui, exchange);
        state.push(Span::styled(format!("  {number}"), muted));
        let panel = Panel::new("Request and response");
        let inner = panel.focused(focused).state(state).draw(ui, frame, left);
        let lines = both_sides(ui, line, exchange, usize::from(inner.width));
        return pane::scrolled(ui, frame, inner, lines, from);
    }
    let key = |panel: Panel<'static>, id, what| match key_of(ui.model, id) {
        Some(key) => panel.key(ui, key, what),
        None => panel,
    };
    let panel = Panel::new("Request")
        .focused(focused)
        .state([Span::styled(number, muted)])
        .legend([Span::styled("secrets are hidden", muted)]);
    let inner = key(panel, "logs.curl", "copies as curl").draw(ui, frame, left);
    let lines = exchange::request(ui, line, exchange, usize::from(inner.width));
    pane::scrolled(ui, frame, inner, lines, from);
    let panel = Panel::new("Response")
        .focused(focused)
        .state(exchange::outcome(ui, exchange));
    let what = match (focused, log.layout.folds_json) {
        (false, _) => "scrolls it",
        (true, false) => "folds",
        (true, true) => "unfolds",
    };
    let inner = key(panel, "logs.exchange", what).draw(ui, frame, right);
    let meaning = log.selected_meaning();
    let lines = exchange::response(ui, exchange, meaning, usize::from(inner.width));
    pane::scrolled(ui, frame, inner, lines, from);
}

/// Both sides as one text: what came back, which one looks for first, above what was sent.
fn both_sides(
    ui: Ui<'_>,
    line: &LogLine,
    exchange: &Arc<Exchange>,
    width: usize,
) -> Vec<Line<'static>> {
    let meaning = ui.model.logs.selected_meaning();
    let mut lines = exchange::response(ui, exchange, meaning, width);
    lines.push(Line::default());
    lines.push(Line::styled("Request", ui.theme.strong()));
    lines.extend(exchange::request(ui, line, exchange, width));
    lines
}

/// The last line that it makes sense to show the selected exchange from.
pub(crate) fn last_scroll(ui: Ui<'_>, area: Rect) -> usize {
    let [_, detail] = places(ui, area);
    let log = &ui.model.logs;
    let Some(line) = log.line(log.selected) else {
        return 0;
    };
    let last = |room: Rect, lines: Vec<Line<'_>>| pane::last_first(lines.len(), room);
    let Some(exchange) = &line.entry.exchange else {
        let room = Panel::room(ui, detail);
        return last(room, exchange::own(ui, line, usize::from(room.width)));
    };
    let [left, right] = sides(ui, detail).map(|side| Panel::room(ui, side));
    let width = usize::from(left.width);
    if !ui.size_class().is_boxed() {
        return last(left, both_sides(ui, line, exchange, width));
    }
    let meaning = log.selected_meaning();
    let sent = exchange::request(ui, line, exchange, width);
    let came = exchange::response(ui, exchange, meaning, usize::from(right.width));
    last(left, sent).max(last(right, came))
}

/// The panel of the lines: how many there are, and whether the newest is followed.
fn panel(ui: Ui<'_>, title: &'static str, focused: bool) -> Panel<'static> {
    let log = &ui.model.logs;
    let muted = ui.theme.muted();
    let mut counts = Vec::new();
    let word = if log.total() == 1 { "line" } else { "lines" };
    counts.push(if log.len() == log.total() {
        format!("{} {word}", count(log.total()))
    } else {
        format!("{} of {} {word}", count(log.len()), count(log.total()))
    });
    let number = |number: u64| count(usize::try_from(number).unwrap_or(usize::MAX));
    if log.folded() > 0 {
        counts.push(format!("{} folded", number(log.folded())));
    }
    if log.lost > 0 {
        counts.push(format!("{} older ones dropped", number(log.lost)));
    }
    let counts = Span::styled(counts.join(", "), muted);
    let followed = followed(ui);
    let panel = Panel::new(title).focused(focused);
    if ui.size_class().is_boxed() {
        return panel.state([counts]).legend(followed);
    }
    let mut state = vec![counts];
    state.push(Span::styled("   ", muted));
    state.extend(followed);
    panel.state(state)
}

/// Whether the newest line is followed; else how many came since, and the key that follows again.
fn followed(ui: Ui<'_>) -> Vec<Span<'static>> {
    let log = &ui.model.logs;
    let muted = ui.theme.muted();
    if log.follow {
        return vec![Span::styled("following the newest", muted)];
    }
    let mut spans = vec![Span::styled("paused", muted)];
    if log.unseen > 0 {
        spans.push(Span::styled(", ", muted));
        let new = format!("{} new", count(log.unseen));
        spans.push(Span::styled(new, ui.theme.accent()));
        spans.push(Span::styled(" below", muted));
    }
    // A letter is shorter than the name of a key.
    let chords = ui.model.keymap.chords("list.last");
    let chord = chords.iter().find(|chord| chord.is_text());
    if let Some(key) = chord.or(chords.first()) {
        spans.push(Span::styled(": ", muted));
        spans.push(Span::styled(key.to_string(), ui.theme.key()));
        spans.push(Span::styled(" follows", muted));
    }
    spans
}

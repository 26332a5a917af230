//! The lines of the log in their columns. Only the rows that are seen are touched.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use crate::journal::{CallLine, CallState, Level};
use crate::tui::mouse::{List, Target};
use crate::tui::screens::logs::line::LogLine;
use crate::tui::screens::logs::view::columns::{BETWEEN, Columns};
use crate::tui::screens::logs::view::marked::marked;
use crate::tui::screens::logs::words::{code, party, tries};
use crate::tui::ui::Ui;
use crate::tui::widgets::pane;
use crate::tui::widgets::{when, words};

/// How the list stands on its screen.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Look {
    /// Whether it is the pane of another screen.
    pub(crate) is_pane: bool,
    /// Whether the columns have heads.
    pub(crate) heads: bool,
    /// Whether the selected line is marked.
    pub(crate) cursor: bool,
}

impl Look {
    /// What the list is for the mouse.
    fn list(self) -> List {
        if self.is_pane {
            List::LogPane
        } else {
            List::Screen
        }
    }
}

/// Draws the lines; `area` is the room of a panel, whose padding at the left holds the cursor.
pub(crate) fn draw(ui: Ui<'_>, frame: &mut Frame, area: Rect, look: Look) {
    let log = &ui.model.logs;
    let width = usize::from(area.width);
    if log.is_empty() {
        let text = if log.total() == 0 {
            "No requests yet."
        } else {
            "No line passes the level and the filter."
        };
        frame.render_widget(Line::styled(text, ui.theme.muted()), area);
        return;
    }
    let heads = u16::from(look.heads && area.height > 2);
    let rows = usize::from(area.height - heads);
    let first = first_line(ui, look, rows);
    let named = log
        .lines(first, rows)
        .any(|(_, entry)| entry.connection.is_some());
    let columns = if look.is_pane {
        Columns::of_pane(width)
    } else {
        Columns::of_screen(width, named)
    };
    if heads > 0 {
        let place = Rect { height: 1, ..area };
        frame.render_widget(head(ui, columns), place);
    }
    let body = Rect {
        y: area.y + heads,
        height: area.height - heads,
        ..area
    };
    let (first, lines) = if log.layout.wraps {
        wrapped(ui, look, columns, rows)
    } else {
        let shown = (first..log.len()).take(rows);
        let shown = shown.flat_map(|at| row(ui, at, columns, look.cursor));
        (first, shown.take(rows).collect())
    };
    for ((at, _), place) in lines.iter().zip(body.rows()) {
        ui.note(place, Target::Row(look.list(), *at));
    }
    let lines: Vec<_> = lines.into_iter().map(|(_, line)| line).collect();
    let with_cursor = Rect {
        x: body.x.saturating_sub(1),
        width: body.width + 1,
        ..body
    };
    frame.render_widget(Paragraph::new(lines), with_cursor);
    pane::scrollbar(
        ui,
        frame,
        pane::widened(body, pane::to_edge(ui)),
        first,
        log.len(),
    );
}

/// The first line that is shown where each takes one row.
fn first_line(ui: Ui<'_>, look: Look, rows: usize) -> usize {
    let log = &ui.model.logs;
    if log.follow {
        let first = log.len().saturating_sub(rows);
        ui.note_first_row(look.list(), first, false);
        first
    } else {
        ui.first_row(look.list(), log.selected, log.len(), rows)
    }
}

/// The lines where each takes the rows that it needs, and the first of them: the newest at the bottom, or the selected one
/// in the middle where it can stand there.
fn wrapped(
    ui: Ui<'_>,
    look: Look,
    columns: Columns,
    rows: usize,
) -> (usize, Vec<(usize, Line<'static>)>) {
    let (log, cursor) = (&ui.model.logs, look.cursor);
    if let Some((first, lines)) = held(ui, look, columns, rows) {
        ui.note_first_row(look.list(), first, true);
        return (first, lines);
    }
    let above = if log.follow { rows } else { rows / 2 + 1 };
    let mut first = log.selected + 1;
    let mut lines: Vec<(usize, Line<'static>)> = Vec::new();
    while lines.len() < above && first > 0 {
        first -= 1;
        lines.splice(0..0, row(ui, first, columns, cursor));
    }
    lines.drain(..lines.len().saturating_sub(above));
    let mut next = log.selected + 1;
    while lines.len() < rows && next < log.len() {
        lines.extend(row(ui, next, columns, cursor));
        next += 1;
    }
    // Near the end there is room above.
    while lines.len() < rows && first > 0 {
        first -= 1;
        let before = row(ui, first, columns, cursor);
        lines.splice(0..0, before);
        lines.drain(..lines.len().saturating_sub(rows));
    }
    lines.truncate(rows);
    ui.note_first_row(look.list(), first, false);
    (first, lines)
}

/// The same from where a click holds the list, as long as the selected line is seen whole then.
fn held(
    ui: Ui<'_>,
    look: Look,
    columns: Columns,
    rows: usize,
) -> Option<(usize, Vec<(usize, Line<'static>)>)> {
    let log = &ui.model.logs;
    let (_, first) = ui.model.pointer.held.filter(|(of, _)| *of == look.list())?;
    let shown = (first..log.len()).flat_map(|at| row(ui, at, columns, look.cursor));
    let mut lines: Vec<_> = shown.take(rows + 1).collect();
    let goes_on = lines.len() > rows;
    lines.truncate(rows);
    let last = lines.last()?.0;
    let is_seen = (first..last).contains(&log.selected) || (last == log.selected && !goes_on);
    (is_seen && lines.len() == rows).then_some((first, lines))
}

fn head(ui: Ui<'_>, columns: Columns) -> Line<'static> {
    let mut text = words::fill("time", 10);
    let mut add = |name: &str, cells: usize, right: bool| {
        if cells > 0 {
            let name = if right {
                format!("{name:>cells$}")
            } else {
                words::fill(name, cells)
            };
            text.push_str(&name);
            text.push_str(BETWEEN);
        }
    };
    add("connection", columns.connection, false);
    add("party", columns.party, false);
    add("how", columns.how, false);
    // No space of its own stands behind the text: the next column's does.
    add("path", columns.text, false);
    add("code", columns.code, false);
    add("took", columns.took, true);
    add("tries", columns.tries, true);
    add("why", columns.why, false);
    Line::styled(text.trim_end().to_owned(), ui.theme.muted())
}

/// One line by its number, in one row or more, with the cell of the cursor before it.
fn row(ui: Ui<'_>, at: usize, columns: Columns, cursor: bool) -> Vec<(usize, Line<'static>)> {
    let log = &ui.model.logs;
    let Some(line) = log.line(at) else {
        return Vec::new();
    };
    let selected = cursor && at == log.selected;
    let mut lines = match &line.entry.call {
        Some(call) => call_lines(ui, line, call, columns),
        None => own_lines(ui, line, columns),
    };
    for (nth, line) in lines.iter_mut().enumerate() {
        let mark = if selected && nth == 0 {
            ui.glyphs.cursor()
        } else {
            " "
        };
        line.spans.insert(0, Span::styled(mark, ui.theme.key()));
    }
    if selected {
        lines = lines.into_iter().map(|line| ui.theme.bar(line)).collect();
    }
    lines.into_iter().map(|line| (at, line)).collect()
}

/// Time, connection, party.
fn begun(
    ui: Ui<'_>,
    line: &LogLine,
    columns: Columns,
    how: &str,
    is_own: bool,
) -> Vec<Span<'static>> {
    let muted = ui.theme.muted();
    let style = if is_own { muted } else { Style::new() };
    let at = when::clock(line.entry.at, &ui.shared.env.zone);
    let mut spans = vec![Span::styled(format!("{at}{BETWEEN}"), muted)];
    let mut add = |text: &str, cells: usize, style: Style| {
        if cells > 0 {
            let text = words::fill(text, cells);
            spans.extend(marked(ui, &text, style));
            spans.push(Span::raw(BETWEEN));
        }
    };
    let connection = line.entry.connection.as_deref().unwrap_or_default();
    add(connection, columns.connection, style);
    add(party(line.entry.source), columns.party, style);
    add(how, columns.how, muted);
    spans
}

fn call_lines(ui: Ui<'_>, line: &LogLine, call: &CallLine, columns: Columns) -> Vec<Line<'static>> {
    let muted = ui.theme.muted();
    let mut text = marked(ui, &call.path, Style::new());
    if let CallState::Unanswered { reason, .. } | CallState::NotSent { reason } = &call.state {
        text.push(Span::raw(BETWEEN));
        text.extend(marked(ui, reason, muted));
    }
    let state = &call.state;
    let style = match state {
        CallState::Answered { status, .. } => match status {
            // A status that was asked for on purpose is no trouble, and still no success.
            200..=399 => ui.theme.ok(),
            500.. => ui.theme.bad(),
            _ => ui.theme.warn(),
        },
        CallState::Unanswered { .. } | CallState::NotSent { .. } => ui.theme.warn(),
        CallState::WaitsToRepeat(_) | CallState::WaitsForItsTurn(_) => muted,
    };
    let mut behind = Vec::new();
    let mut add = |text: String, cells: usize, style: Style, right: bool| {
        if cells > 0 {
            let text = words::cut(&text, cells).into_owned();
            let pad = " ".repeat(cells - words::width(&text));
            let text = if right { pad + &text } else { text + &pad };
            behind.push(Span::raw(BETWEEN));
            behind.push(Span::styled(text, style));
        }
    };
    let elapsed = state.took().map(when::took).unwrap_or_default();
    // Where a column is missing, the code is what stays: it says what came back.
    let code = code(state);
    add(code, columns.code, style, false);
    add(elapsed, columns.took, Style::new(), true);
    add(tries(line), columns.tries, muted, true);
    let tries = tries(line);
    let why = if columns.tries == 0 && !tries.is_empty() {
        format!("{tries}{BETWEEN}{}", call.purpose)
    } else {
        call.purpose.clone()
    };
    add(why, columns.why, muted, false);
    let before = begun(ui, line, columns, call.method, false);
    laid_out(ui, before, text, behind, columns.text, columns)
}

fn own_lines(ui: Ui<'_>, line: &LogLine, columns: Columns) -> Vec<Line<'static>> {
    let entry = &line.entry;
    let style = match entry.level {
        Level::Warn => ui.theme.warn(),
        Level::Error => ui.theme.bad(),
        Level::Debug | Level::Info => Style::new(),
    };
    let sign = ui.glyphs.level(entry.level);
    let mut text = Vec::new();
    if !sign.trim().is_empty() {
        text.push(Span::styled(format!("{sign} "), style));
    }
    text.extend(marked(ui, &entry.text, Style::new()));
    let folded = tries(line);
    if !folded.is_empty() {
        text.push(Span::styled(format!("{BETWEEN}{folded}"), ui.theme.muted()));
    }
    let before = begun(ui, line, columns, "", true);
    laid_out(ui, before, text, Vec::new(), columns.of_own_text(), columns)
}

/// Puts the text between what stands before and behind it: cut to its cells, or wrapped below itself.
fn laid_out(
    ui: Ui<'_>,
    before: Vec<Span<'static>>,
    text: Vec<Span<'static>>,
    behind: Vec<Span<'static>>,
    cells: usize,
    columns: Columns,
) -> Vec<Line<'static>> {
    let mut texts = if ui.model.logs.layout.wraps {
        words::wrap(&text, cells, 0)
    } else {
        vec![cut(text, cells)]
    }
    .into_iter();
    let mut first = texts.next().unwrap_or_default();
    let used: usize = first.iter().map(|span| words::width(&span.content)).sum();
    first
        .spans
        .push(Span::raw(" ".repeat(cells.saturating_sub(used))));
    let mut line = Line::from(before);
    line.spans.append(&mut first.spans);
    line.spans.extend(behind);
    let mut lines = vec![line];
    for mut more in texts {
        let indent = " ".repeat(columns.before_text());
        more.spans.insert(0, Span::raw(indent));
        lines.push(more);
    }
    lines
}

/// The spans in at most so many cells.
fn cut(spans: Vec<Span<'static>>, cells: usize) -> Line<'static> {
    let whole: usize = spans.iter().map(|span| words::width(&span.content)).sum();
    if whole <= cells {
        return Line::from(spans);
    }
    let mut left = cells.saturating_sub(1);
    let mut line = Line::default();
    for span in spans {
        let width = words::width(&span.content);
        if width <= left {
            left -= width;
            line.spans.push(span);
            continue;
        }
        // The ellipsis stands in the last cell, whichever part is cut.
        let text = words::cut(&span.content, left + 1).into_owned();
        line.spans.push(Span::styled(text, span.style));
        return line;
    }
    line
}

//! The list of profiles, in two parts: the connections, and `StackOne`'s connector profiles. Only the rows that are seen
//! are made.

pub(crate) mod cell;
pub(crate) mod columns;
pub(crate) mod connector;
pub(crate) mod detail;
pub(crate) mod page;
pub(crate) mod profile_facts;
pub(crate) mod row;
pub(crate) mod signs;
pub(crate) mod status_line;

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Cell, LineGauge, Paragraph, Row as TableRow, Table, TableState};

pub(crate) use self::detail::{detail_title, full_detail};
use crate::tui::library_view::Progress;
use crate::tui::screens::profiles::Part;
use crate::tui::ui::Ui;
use crate::tui::widgets::filter_line;
use crate::tui::widgets::pane::{self, first_row, pane};
use crate::tui::widgets::words;
use columns::{Column, GAP, columns};

/// From this many columns on, the detail stands beside the list.
const WIDE: u16 = 150;

pub(crate) fn draw(ui: Ui<'_>, frame: &mut Frame, area: Rect) {
    let [list, below] = if area.width >= WIDE {
        Layout::horizontal([Constraint::Fill(1), Constraint::Length(44)]).areas(area)
    } else {
        let rows = (area.height / 2).min(14);
        Layout::vertical([Constraint::Fill(1), Constraint::Length(rows)]).areas(area)
    };
    self::list(ui, frame, list);
    detail::draw(ui, frame, below, area.width >= WIDE);
}

fn list(ui: Ui<'_>, frame: &mut Frame, area: Rect) {
    let view = &ui.model.profiles;
    let name = title(ui);
    // The title's own room, and the spaces around what stands at its right.
    let room = usize::from(area.width).saturating_sub(words::width(&name) + 8);
    let counts = Span::raw(format!(" {} ", counts(ui, room)));
    let counts = counts.style(ui.theme.strong().remove_modifier(Modifier::DIM));
    let block = pane(ui, name, !view.filtering).title_top(Line::from(counts).right_aligned());
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let width = usize::from(inner.width);
    let saved = &ui.shared.library;
    let progress = saved.progress.filter(|_| view.part == Part::Connections);
    let trouble = status_line::trouble(ui, width);
    let remark = status_line::lines(ui, width);
    let rows = |lines: &[Line<'_>]| u16::try_from(lines.len()).unwrap_or(u16::MAX);
    let [bar, above, filter, table, below] = Layout::vertical([
        Constraint::Length(progress.is_some().into()),
        Constraint::Length(rows(&trouble).min(inner.height / 3)),
        Constraint::Length((view.filtering || !view.filter.is_empty()).into()),
        Constraint::Min(0),
        Constraint::Length(rows(&remark).min(inner.height / 2)),
    ])
    .areas(inner);
    if let Some(progress) = progress {
        frame.render_widget(gauge(ui, progress), bar);
    }
    frame.render_widget(Paragraph::new(trouble), above);
    filter_line::draw(ui, frame, filter, &view.filter, view.filtering);
    self::table(ui, frame, table);
    frame.render_widget(Paragraph::new(remark), below);
}

/// Both parts, the shown one in brackets.
fn title(ui: Ui<'_>) -> String {
    let parts = Part::ALL.map(|(part, name)| {
        if part == ui.model.profiles.part {
            format!("[{name}]")
        } else {
            name.to_owned()
        }
    });
    parts.join(" · ")
}

/// How many rows there are, how many more are archived or are marked, and how they are sorted, as far as there is room for
/// it.
fn counts(ui: Ui<'_>, room: usize) -> String {
    let view = &ui.model.profiles;
    let (archived, all_archived) = view.archived();
    let (shown, total) = (view.rows().len() - archived, view.total() - all_archived);
    let mut text = if shown == total {
        shown.to_string()
    } else {
        format!("{shown} of {total}")
    };
    let archived = (archived > 0).then(|| format!("{archived} archived"));
    let marked = view.marked.len();
    let marked = (marked > 0 && view.part == Part::Connections).then(|| format!("{marked} marked"));
    let order = if view.filter_text().trim().is_empty() {
        format!("by {} {}", view.sort.name(), arrow(ui))
    } else {
        "best first".to_owned()
    };
    for more in archived.into_iter().chain(marked).chain([order]) {
        if words::width(&text) + 3 + words::width(&more) <= room {
            text = format!("{text} · {more}");
        }
    }
    text
}

/// Which way the order goes: what is newest, worst or enabled comes first unless it is reversed.
fn arrow(ui: Ui<'_>) -> &'static str {
    let view = &ui.model.profiles;
    if view.sort.falls() == view.reversed {
        "▲"
    } else {
        "▼"
    }
}

/// How far a verification of many has come.
fn gauge(ui: Ui<'_>, progress: Progress) -> LineGauge<'static> {
    let Progress {
        done,
        total,
        failed,
    } = progress;
    let label = format!("{} verifying: {done} of {total}", ui.spinner());
    let mut label = vec![Span::styled(label, ui.theme.strong())];
    if failed > 0 {
        label.push(Span::raw(" · "));
        label.push(Span::styled(format!("{failed} failed"), ui.theme.bad()));
    }
    let share = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    LineGauge::default()
        .ratio((share(done) / share(total).max(1.0)).min(1.0))
        .label(Line::from(label))
        // Distinct without colour too.
        .filled_symbol("━")
        .unfilled_symbol("─")
        .filled_style(ui.theme.accent())
        .unfilled_style(ui.theme.muted())
}

fn table(ui: Ui<'_>, frame: &mut Frame, area: Rect) {
    let view = &ui.model.profiles;
    let rows = usize::from(area.height).saturating_sub(1);
    let first = first_row(view.selected, view.rows().len(), rows);
    let columns = columns(ui, area.width);
    let header = columns.iter().map(|(column, _)| heading(ui, *column));
    let shown = view.rows().iter().skip(first).take(rows);
    let body = shown.map(|found| {
        let cells = columns.iter().map(|(column, cells)| {
            let (text, style) = row::cell(ui, *found, *column, *cells);
            Cell::from(text).style(style)
        });
        TableRow::new(cells.collect::<Vec<_>>())
    });
    let widths = columns.iter().map(|(_, cells)| Constraint::Length(*cells));
    let table = Table::new(body.collect::<Vec<_>>(), widths)
        .header(TableRow::new(header.collect::<Vec<_>>()))
        .column_spacing(GAP)
        .highlight_symbol(format!("{} ", ui.glyphs.cursor()))
        .highlight_spacing(ratatui::widgets::HighlightSpacing::Always)
        .row_highlight_style(ui.theme.select());
    let mut state = TableState::new().with_selected(view.selected.checked_sub(first));
    frame.render_stateful_widget(table, area, &mut state);
    let below_header = Rect {
        y: area.y + u16::from(area.height > 0),
        height: area.height.saturating_sub(1),
        ..area
    };
    pane::scrollbar(
        ui,
        frame,
        pane::widened(below_header, 1),
        first,
        view.rows().len(),
    );
}

fn heading(ui: Ui<'_>, column: Column) -> Cell<'static> {
    let view = &ui.model.profiles;
    match column {
        Column::Signs => Cell::from(""),
        // While a filter says what comes first, no column does.
        Column::Of(by) if by == view.sort && view.filter_text().trim().is_empty() => {
            Cell::from(format!("{} {}", by.name(), arrow(ui))).style(ui.theme.strong())
        }
        Column::Of(by) => Cell::from(by.name()).style(ui.theme.muted()),
    }
}

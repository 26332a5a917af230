//! The list of profiles: this run, the saved connections, `StackOne`'s connector profiles. Only the rows that are seen
//! are made.

mod detail;
mod row;

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Cell, Paragraph, Row as TableRow, Table, TableState};

use super::pane::{self, first_row, pane};
use super::{Ui, logs, step, words};
use crate::app::keys::{self, Action};
use crate::app::profiles::SortBy;
use crate::app::state::Slot;
use crate::guide::Input;
use row::{Column, columns};

/// From this many columns on, the detail stands beside the list.
const WIDE: u16 = 150;

pub(super) fn draw(ui: Ui<'_>, frame: &mut Frame, area: Rect) {
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
    let view = &ui.state.profiles;
    let block = pane(ui, title(ui), !view.filtering);
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let filter_rows = u16::from(view.filtering || !view.filter.is_empty());
    let remark = remark(ui, usize::from(inner.width));
    let remark_rows = u16::try_from(remark.len())
        .unwrap_or(0)
        .min(inner.height / 2);
    let [filter, rows, below] = Layout::vertical([
        Constraint::Length(filter_rows),
        Constraint::Min(0),
        Constraint::Length(remark_rows),
    ])
    .areas(inner);
    logs::filter_line(ui, frame, filter, &view.filter, view.filtering);
    table(ui, frame, rows);
    frame.render_widget(Paragraph::new(remark), below);
}

fn title(ui: Ui<'_>) -> String {
    let view = &ui.state.profiles;
    format!(
        "Profiles · {} shown · by {} {}",
        view.rows().len(),
        view.sort.name(),
        arrow(view.sort, view.reversed)
    )
}

/// Which way the order goes: what is newest or enabled comes first unless it is turned round.
fn arrow(sort: SortBy, reversed: bool) -> &'static str {
    let falls = matches!(sort, SortBy::Changed | SortBy::Active);
    if falls == reversed { "▲" } else { "▼" }
}

fn table(ui: Ui<'_>, frame: &mut Frame, area: Rect) {
    let view = &ui.state.profiles;
    let rows = usize::from(area.height).saturating_sub(1);
    let first = first_row(view.selected, view.rows().len(), rows);
    let columns = columns(area.width);
    let header = columns.iter().map(|column| heading(ui, *column));
    let shown = view.rows().iter().skip(first).take(rows);
    let body = shown.map(|found| {
        let cells = columns.iter().map(|column| {
            let (text, style) = row::cell(ui, *found, *column);
            Cell::from(text).style(style)
        });
        TableRow::new(cells.collect::<Vec<_>>())
    });
    let table = Table::new(
        body.collect::<Vec<_>>(),
        columns.iter().map(|column| column.width()),
    )
    .header(TableRow::new(header.collect::<Vec<_>>()))
    .column_spacing(2)
    .highlight_symbol(format!("{} ", ui.glyphs.cursor()))
    .highlight_spacing(ratatui::widgets::HighlightSpacing::Always)
    .row_highlight_style(ui.theme.selected());
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
    let view = &ui.state.profiles;
    if column.sort() == Some(view.sort) {
        let text = format!("{} {}", column.name(), arrow(view.sort, view.reversed));
        Cell::from(text).style(ui.theme.strong())
    } else {
        Cell::from(column.name()).style(ui.theme.dim())
    }
}

/// What is to be said about the list: why it is empty, what is on its way, what went wrong.
fn remark(ui: Ui<'_>, width: usize) -> Vec<Line<'static>> {
    let state = ui.state;
    let dim = ui.theme.dim();
    let say = |text: String| words::wrap(&[Span::styled(text, dim)], width, 0);
    if state.running.contains_key(&Slot::Profiles) {
        return say(format!(
            "{} asking StackOne for its connector profiles",
            ui.spinner()
        ));
    }
    if let Some(trouble) = &state.seen.profiles_trouble {
        let mut lines = words::wrap(
            &[Span::styled(
                format!(
                    "{} The list could not be read: {}",
                    ui.glyphs.wrong(),
                    trouble.summary
                ),
                ui.theme.bad(),
            )],
            width,
            2,
        );
        lines.extend(step::diagnosis(ui, trouble, false, width));
        return lines;
    }
    if state.form.secret(Input::ApiKey).is_none() {
        return say(
            "Enter a StackOne API key in step C1 to see its connector profiles here.".into(),
        );
    }
    if state.seen.profiles_at.is_none() {
        let key = keys::bindings(state)
            .into_iter()
            .find(|binding| binding.action == Action::Refresh && binding.off.is_none())
            .map_or("r", |binding| binding.label);
        return say(format!(
            "StackOne has not been asked yet: {key} asks for its connector profiles."
        ));
    }
    if state.seen.profiles.is_empty() {
        return say(
            "StackOne lists no connector profile for Planday yet: step C2 creates it.".into(),
        );
    }
    if !state.profiles.filter.is_empty() && state.profiles.rows().len() <= 1 {
        return say(format!(
            "No profile passes the filter “{}”.",
            state.profiles.filter
        ));
    }
    Vec::new()
}

//! The table of `StackOne`'s connector profiles.

use ratatui::Frame;
use ratatui::layout::{Constraint, Rect};
use ratatui::widgets::{Cell, HighlightSpacing, Row as TableRow, Table, TableState};

use crate::tui::mouse::{List, Target};
use crate::tui::screens::profiles::view::cell::arrow;
use crate::tui::screens::profiles::view::columns::{GAP, columns};
use crate::tui::screens::profiles::view::connector;
use crate::tui::screens::profiles::{Row, SortBy};
use crate::tui::ui::Ui;
use crate::tui::widgets::pane::{scrollbar, to_edge, widened};
use crate::tui::widgets::words;

pub(crate) fn draw(ui: Ui<'_>, frame: &mut Frame, area: Rect) {
    let view = &ui.model.profiles;
    let rows = usize::from(area.height).saturating_sub(1);
    let first = ui.first_row(List::Screen, view.selected, view.rows().len(), rows);
    let columns = columns(area.width);
    let header = columns.iter().map(|(by, _)| heading(ui, *by));
    let shown = view.rows().iter().skip(first).take(rows);
    let body = shown.map(|found| {
        let cells = columns
            .iter()
            .map(|(by, cells)| cell(ui, *found, *by, *cells));
        TableRow::new(cells.collect::<Vec<_>>())
    });
    let widths = columns.iter().map(|(_, cells)| Constraint::Length(*cells));
    let table = Table::new(body.collect::<Vec<_>>(), widths)
        .header(TableRow::new(header.collect::<Vec<_>>()))
        .column_spacing(GAP)
        .highlight_symbol(format!("{} ", ui.glyphs.cursor()))
        .highlight_spacing(HighlightSpacing::Always)
        .row_highlight_style(ui.theme.select());
    let mut state = TableState::new().with_selected(view.selected.checked_sub(first));
    frame.render_stateful_widget(table, area, &mut state);
    let below_header = Rect {
        y: area.y + u16::from(area.height > 0),
        height: area.height.saturating_sub(1),
        ..area
    };
    let total = view.rows().len();
    for (at, row) in (first..total).zip(below_header.rows()) {
        ui.note(row, Target::Row(List::Screen, at));
    }
    scrollbar(ui, frame, widened(below_header, to_edge(ui)), first, total);
}

/// What stands in a cell. Nothing known is a dash, never an empty cell that could be read as no.
fn cell(ui: Ui<'_>, row: Row, by: SortBy, cells: u16) -> Cell<'static> {
    let found = match row {
        Row::Connector(at) => ui.shared.remote.profiles.get(at),
        Row::ThisRun | Row::Saved(_) | Row::Config(_) => None,
    };
    let found = found.and_then(|found| connector::cell(ui, found, by));
    let (text, style) = found.unwrap_or_else(|| ("–".into(), ui.theme.muted()));
    Cell::from(words::cut(&text, usize::from(cells)).into_owned()).style(style)
}

fn heading(ui: Ui<'_>, by: SortBy) -> Cell<'static> {
    if by == ui.model.profiles.sort {
        let name = format!("{} {}", by.name(), arrow(ui));
        Cell::from(name).style(ui.theme.strong())
    } else {
        Cell::from(by.name()).style(ui.theme.muted())
    }
}

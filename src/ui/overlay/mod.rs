//! What lies over a screen: the help, the choice of scopes, the question before quitting.

mod help;
mod picker;
mod quit;

use ratatui::Frame;
use ratatui::layout::{Constraint, Rect};
use ratatui::widgets::Clear;

use super::Ui;
use crate::app::state::Overlay;

pub(super) fn draw(ui: Ui<'_>, overlay: &Overlay, frame: &mut Frame, area: Rect) {
    let (columns, rows) = match overlay {
        Overlay::Help { .. } => (84, u16::MAX),
        Overlay::Scopes(_) => (92, u16::MAX),
        Overlay::Quit => (quit::COLUMNS, quit::rows(ui)),
    };
    let area = centred(area, columns, rows);
    frame.render_widget(Clear, area);
    match overlay {
        Overlay::Help { scroll } => help::draw(ui, frame, area, *scroll),
        Overlay::Scopes(picker) => picker::draw(ui, picker, frame, area),
        Overlay::Quit => quit::draw(ui, frame, area),
    }
}

/// A place in the middle; the whole area where there is no more than that.
fn centred(area: Rect, columns: u16, rows: u16) -> Rect {
    let columns = columns.min(area.width);
    let rows = rows.min(area.height);
    area.centered(Constraint::Length(columns), Constraint::Length(rows))
}

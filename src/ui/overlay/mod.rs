//! What lies over a screen: the help, `StackOne`'s guide, the choices of scopes and of actions, a scope in full, the
//! question before quitting.

mod actions;
mod ask;
mod guide;
mod help;
mod misplaced;
mod picker;
mod quit;
mod told;

use ratatui::Frame;
use ratatui::layout::{Constraint, Rect};
use ratatui::widgets::Clear;

use super::Ui;
use crate::app::state::Overlay;

pub(super) fn draw(ui: Ui<'_>, overlay: &Overlay, frame: &mut Frame, area: Rect) {
    let area = place(ui, overlay, area);
    frame.render_widget(Clear, area);
    match overlay {
        Overlay::Help { scroll } => help::draw(ui, frame, area, *scroll),
        Overlay::Guide { scroll } => guide::draw(ui, frame, area, *scroll),
        Overlay::Scopes(picker) => picker::draw(ui, picker, frame, area),
        Overlay::Actions(picker) => actions::draw(ui, picker, frame, area),
        Overlay::Ask(ask) => ask::draw(ui, ask, frame, area),
        Overlay::Told { of, scroll } => told::draw(ui, frame, area, *of, *scroll),
        Overlay::Misplaced(input) => misplaced::draw(ui, *input, frame, area),
        Overlay::Quit => quit::draw(ui, frame, area),
    }
}

/// The last line that it makes sense to show what scrolls from.
pub(super) fn last_scroll(ui: Ui<'_>, overlay: &Overlay, area: Rect) -> usize {
    match overlay {
        Overlay::Help { .. } => help::last_scroll(ui, place(ui, overlay, area)),
        Overlay::Guide { .. } => guide::last_scroll(ui, place(ui, overlay, area)),
        Overlay::Told { of, .. } => told::last_scroll(ui, place(ui, overlay, area), *of),
        Overlay::Scopes(_)
        | Overlay::Actions(_)
        | Overlay::Ask(_)
        | Overlay::Misplaced(_)
        | Overlay::Quit => 0,
    }
}

fn place(ui: Ui<'_>, overlay: &Overlay, area: Rect) -> Rect {
    let (columns, rows) = match overlay {
        Overlay::Help { .. } | Overlay::Guide { .. } => (84, u16::MAX),
        Overlay::Scopes(_) => (92, u16::MAX),
        Overlay::Actions(_) => (actions::COLUMNS, u16::MAX),
        Overlay::Told { of, .. } => {
            let columns = area.width.min(told::COLUMNS);
            (columns, told::rows(ui, columns, *of))
        }
        Overlay::Ask(ask) => {
            let columns = area.width.min(ask::COLUMNS);
            (columns, ask::rows(ui, ask, columns))
        }
        Overlay::Misplaced(input) => {
            let columns = area.width.min(misplaced::COLUMNS);
            (columns, misplaced::rows(ui, *input, columns))
        }
        Overlay::Quit => (quit::COLUMNS, quit::rows(ui)),
    };
    centred(area, columns, rows)
}

/// A place in the middle; the whole area where there is no more than that.
fn centred(area: Rect, columns: u16, rows: u16) -> Rect {
    let columns = columns.min(area.width);
    let rows = rows.min(area.height);
    area.centered(Constraint::Length(columns), Constraint::Length(rows))
}

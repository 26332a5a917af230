//! A scope, the way out, or a row of the Profiles screen, in full.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::app::state::Told;
use crate::ui::pane::{self, dialog};
use crate::ui::{Ui, profiles, scopes};

/// How wide it is: lines are easier to read when they are not longer.
pub(super) const COLUMNS: u16 = 96;

pub(super) fn draw(ui: Ui<'_>, frame: &mut Frame, area: Rect, of: Told, scroll: usize) {
    let title = match of {
        Told::Profile => profiles::told_title(ui),
        Told::Scope => scopes::told_title(ui),
        Told::WayOut => "The way out".to_owned(),
    };
    let block = dialog(ui, title);
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let lines = lines(ui, of, usize::from(inner.width));
    pane::scrolled(ui, frame, inner, lines, scroll);
}

/// The last line that it makes sense to show it from.
pub(super) fn last_scroll(ui: Ui<'_>, area: Rect, of: Told) -> usize {
    let inner = dialog(ui, "").inner(area);
    let lines = lines(ui, of, usize::from(inner.width));
    pane::last_first(lines.len(), inner)
}

/// How many rows it takes, with its frame, where it is as wide as that.
pub(super) fn rows(ui: Ui<'_>, columns: u16, of: Told) -> u16 {
    let lines = lines(ui, of, usize::from(columns.saturating_sub(4)));
    u16::try_from(lines.len() + 2).unwrap_or(u16::MAX)
}

fn lines(ui: Ui<'_>, of: Told, width: usize) -> Vec<Line<'static>> {
    match of {
        Told::Profile => profiles::told(ui, width),
        Told::Scope => scopes::told(ui, width),
        Told::WayOut => scopes::way_out(ui, width),
    }
}

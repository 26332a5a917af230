//! A scope, the way out, or a row of the Profiles screen, in full.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::tui::layers::Detail;
use crate::tui::screens::{accounts, profiles, scopes};
use crate::tui::ui::Ui;
use crate::tui::widgets::pane::{self, dialog};

/// How wide it is: lines are easier to read when they are not longer.
pub(crate) const COLUMNS: u16 = 96;

pub(crate) fn draw(ui: Ui<'_>, frame: &mut Frame, area: Rect, of: Detail, scroll: usize) {
    let title = match of {
        Detail::Profile => profiles::view::detail_title(ui),
        Detail::Scope => scopes::view::detail_title(ui),
        Detail::WayOut => "The way out".to_owned(),
        Detail::Account => accounts::view::detail_title(ui),
    };
    let block = dialog(ui, title);
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let lines = lines(ui, of, usize::from(inner.width));
    pane::scrolled_in_dialog(ui, frame, inner, lines, scroll);
}

/// The last line that it makes sense to show it from.
pub(crate) fn last_scroll(ui: Ui<'_>, area: Rect, of: Detail) -> usize {
    let inner = dialog(ui, "").inner(area);
    let lines = lines(ui, of, usize::from(inner.width));
    pane::last_first(lines.len(), inner)
}

/// How many rows it takes, with its frame, where it is as wide as that.
pub(crate) fn rows(ui: Ui<'_>, columns: u16, of: Detail) -> u16 {
    let lines = lines(ui, of, usize::from(columns.saturating_sub(4)));
    u16::try_from(lines.len() + 2).unwrap_or(u16::MAX)
}

fn lines(ui: Ui<'_>, of: Detail, width: usize) -> Vec<Line<'static>> {
    match of {
        Detail::Profile => profiles::view::full_detail(ui, width),
        Detail::Scope => scopes::view::full_detail(ui, width),
        Detail::WayOut => scopes::view::way_out(ui, width),
        Detail::Account => accounts::view::full_detail(ui, width),
    }
}

//! The Accounts screen, drawn: the accounts, the links in flight, everything about the selected one; or the page of one link.

pub(crate) mod cells;
pub(crate) mod detail;
pub(crate) mod form_notes;
pub(crate) mod link_page;
pub(crate) mod links;
pub(crate) mod list;
pub(crate) mod signs;
pub(crate) mod top;

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};

pub(crate) use self::detail::{detail_title, full_detail};
use crate::tui::screens::accounts::Focus;
use crate::tui::size_class::SizeClass;
use crate::tui::ui::Ui;

/// How wide the lists are beside the detail.
const LISTS: u16 = 72;

/// The fewest columns of the lists.
const LEAST_LISTS: u16 = 50;

/// The fewest columns of the detail beside the lists.
const LEAST_DETAIL: u16 = 40;

/// The most rows of the pane of links, with its frame.
const LINK_ROWS: u16 = 9;

pub(crate) fn draw(ui: Ui<'_>, frame: &mut Frame, area: Rect) {
    let view = &ui.model.accounts;
    if let Focus::Link(id) = view.focus
        && let Some(link) = ui.shared.accounts.link(id)
    {
        return link_page::draw(ui, frame, area, link);
    }
    let is_zoomed = ui.shared.panes.zoomed;
    match ui.size_class() {
        SizeClass::Single => lists(ui, frame, area, false),
        _ if is_zoomed => lists(ui, frame, area, false),
        SizeClass::Ruled => {
            let below = Constraint::Length(8.min(area.height / 3 + 1));
            let [list, below] = Layout::vertical([Constraint::Fill(1), below]).areas(area);
            lists(ui, frame, list, false);
            beside(ui, frame, below);
        }
        SizeClass::Boxed | SizeClass::Large => {
            let usual = LISTS.max(area.width * 3 / 5);
            let panes = ui.shared.panes;
            let width = panes.left(usual, LEAST_LISTS, area.width, LEAST_DETAIL);
            let parts = [Constraint::Length(width), Constraint::Fill(1)];
            let [left, right] = Layout::horizontal(parts).areas(area);
            lists(ui, frame, left, true);
            beside(ui, frame, right);
        }
    }
}

/// Everything about what is selected.
fn beside(ui: Ui<'_>, frame: &mut Frame, area: Rect) {
    match ui.model.accounts.focus {
        Focus::Accounts => detail::draw(ui, frame, area),
        Focus::Links | Focus::Link(_) => link_page::draw_summary(ui, frame, area),
    }
}

/// The accounts, and the links below them where there is room; else the one of the two that has the keyboard.
fn lists(ui: Ui<'_>, frame: &mut Frame, area: Rect, has_room: bool) {
    let view = &ui.model.accounts;
    if !has_room {
        return match view.focus {
            Focus::Accounts => list::draw(ui, frame, area),
            Focus::Links | Focus::Link(_) => links::draw(ui, frame, area),
        };
    }
    let count = u16::try_from(ui.shared.accounts.links.len()).unwrap_or(u16::MAX);
    let rows = count
        .saturating_add(3)
        .max(4)
        .min(LINK_ROWS.min(area.height / 3));
    let parts = [Constraint::Fill(1), Constraint::Length(rows)];
    let [upper, lower] = Layout::vertical(parts).areas(area);
    list::draw(ui, frame, upper);
    links::draw(ui, frame, lower);
}

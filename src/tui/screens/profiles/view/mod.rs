//! The Profiles screen, in its two parts: the connections, and `StackOne`'s connector profiles. Only the rows that are seen
//! are made.

pub(crate) mod cell;
pub(crate) mod columns;
pub(crate) mod connector;
pub(crate) mod connectors;
pub(crate) mod detail;
pub(crate) mod failure;
pub(crate) mod history;
pub(crate) mod list;
pub(crate) mod profile_facts;
pub(crate) mod row;
pub(crate) mod signs;
pub(crate) mod status_line;
pub(crate) mod top;

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

pub(crate) use self::detail::{detail_title, full_detail};
use crate::tui::mouse::{List, Target};
use crate::tui::registry::key_of;
use crate::tui::screens::profiles::{Part, SortBy};
use crate::tui::size_class::SizeClass;
use crate::tui::ui::Ui;
use crate::tui::widgets::panel::Panel;

pub(crate) fn draw(ui: Ui<'_>, frame: &mut Frame, area: Rect) {
    let below = match ui.size_class() {
        // One pane: the reason of the selected row is in its row.
        SizeClass::Single => 0,
        SizeClass::Ruled => 8.min(area.height / 3 + 1),
        SizeClass::Boxed | SizeClass::Large => (area.height / 2).min(18),
    };
    let parts = [Constraint::Fill(1), Constraint::Length(below)];
    let [list, below] = Layout::vertical(parts).areas(area);
    self::list(ui, frame, list);
    if !below.is_empty() {
        detail::draw(ui, frame, below);
    }
}

fn list(ui: Ui<'_>, frame: &mut Frame, area: Rect) {
    let view = &ui.model.profiles;
    let is_boxed = ui.size_class().is_boxed();
    let muted = ui.theme.muted();
    let order = format!("by {} {}", view.sort.name(), cell::arrow(ui));
    let mut state = counts(ui);
    let mut legend = Vec::new();
    if is_boxed {
        let then = match view.sort {
            SortBy::Name => "",
            _ => " then name",
        };
        legend.push(Span::styled(format!("{order}{then}"), muted));
    } else {
        state = format!("{state}, {order}");
    }
    let other = match view.part {
        Part::Connections => "StackOne's list",
        Part::Connectors => "connections",
    };
    let key = key_of(ui.model, "profiles.other_part").unwrap_or_default();
    let inner = Panel::new(title(ui))
        .focused(!view.filter.is_typed())
        .state([Span::styled(state, ui.theme.strong())])
        .legend(legend)
        .key(ui, key, other)
        .draw(ui, frame, area);
    ui.note(area, Target::List(List::Screen));
    let width = usize::from(inner.width);
    let trouble = status_line::trouble(ui, width);
    let remark = status_line::lines(ui, width);
    let rows = |lines: &[Line<'_>]| u16::try_from(lines.len()).unwrap_or(u16::MAX);
    let [above, top, table, below] = Layout::vertical([
        Constraint::Length(rows(&trouble).min(inner.height / 3)),
        Constraint::Length(top::rows(ui)),
        Constraint::Min(0),
        Constraint::Length(rows(&remark).min(inner.height / 2)),
    ])
    .areas(inner);
    frame.render_widget(Paragraph::new(trouble), above);
    top::draw(ui, frame, top);
    match view.part {
        Part::Connections => list::draw(ui, frame, table),
        Part::Connectors => connectors::draw(ui, frame, table),
    }
    frame.render_widget(Paragraph::new(remark), below);
}

fn title(ui: Ui<'_>) -> &'static str {
    let part = ui.model.profiles.part;
    let mut parts = Part::ALL.into_iter();
    let found = parts.find(|(own, _)| *own == part);
    found.map_or("", |(_, name)| name)
}

/// How many rows there are, and how many more are archived or are marked.
fn counts(ui: Ui<'_>) -> String {
    let view = &ui.model.profiles;
    let (archived, all_archived) = view.archived();
    let (shown, total) = (view.rows().len() - archived, view.total() - all_archived);
    let mut text = if shown == total {
        shown.to_string()
    } else {
        format!("{shown} of {total}")
    };
    if archived > 0 {
        text = format!("{text}, {archived} archived");
    }
    let marked = view.marked.len();
    if marked > 0 && view.part == Part::Connections {
        text = format!("{text}, {} {marked} marked", row::marked_sign(ui));
    }
    text
}

//! The Scopes screen: the verdict in one sentence, the matrix below it, everything about the selected scope beside it or
//! below. Only the rows that are seen are made.

pub(crate) mod detail;
pub(crate) mod row;
pub(crate) mod signs;
pub(crate) mod top;
pub(crate) mod way_out;

pub(crate) use self::signs::signs;

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use crate::scopes::Proven;
use crate::tui::screens::scopes::{Line as Listed, View};
use crate::tui::ui::Ui;
use crate::tui::widgets::pane::{self, first_row, pane, side_pane};
use crate::tui::widgets::{filter_line, words};
use row::Columns;

/// From this many columns on, the detail stands beside the list.
const WIDE: u16 = 150;

/// From this many rows on, the signs are explained below the list.
const ROOMY: u16 = 30;

pub(crate) fn draw(ui: Ui<'_>, frame: &mut Frame, area: Rect) {
    let mut top = top::lines(ui, usize::from(area.width).saturating_sub(2));
    // The list is what the screen is for: a long sentence leaves it the greater part.
    top.truncate(usize::from(area.height / 2));
    let [head, body] = Layout::vertical([
        Constraint::Length(u16::try_from(top.len()).unwrap_or(0)),
        Constraint::Min(0),
    ])
    .areas(area);
    let head = Rect {
        x: head.x + 1,
        width: head.width.saturating_sub(2),
        ..head
    };
    frame.render_widget(Paragraph::new(top), head);
    let wide = area.width >= WIDE;
    let [list, detail] = if wide {
        Layout::horizontal([Constraint::Fill(1), Constraint::Length(58)]).areas(body)
    } else {
        let rows = match body.height {
            0..13 => 0,
            rows => (rows * 2 / 5).min(16),
        };
        Layout::vertical([Constraint::Fill(1), Constraint::Length(rows)]).areas(body)
    };
    self::list(ui, frame, list, area.height >= ROOMY);
    selected(ui, frame, detail, wide);
}

fn list(ui: Ui<'_>, frame: &mut Frame, area: Rect, roomy: bool) {
    let view = &ui.model.scopes;
    let block = pane(
        ui,
        title(ui, usize::from(area.width)),
        !view.filter.is_typed(),
    );
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let width = usize::from(inner.width);
    let mut remark = remark(ui, width);
    if roomy {
        remark.push(legend(ui, width));
    }
    let filter_rows = u16::from(view.filter.is_shown());
    let remark_rows = u16::try_from(remark.len())
        .unwrap_or(0)
        .min(inner.height / 2);
    let [filter, rows, below] = Layout::vertical([
        Constraint::Length(filter_rows),
        Constraint::Min(0),
        Constraint::Length(remark_rows),
    ])
    .areas(inner);
    filter_line::draw(ui, frame, filter, &view.filter);
    table(ui, frame, rows);
    frame.render_widget(Paragraph::new(remark), below);
}

/// What is listed, of how many, and how much of it is wrong.
fn title(ui: Ui<'_>, width: usize) -> String {
    let view = &ui.model.scopes;
    let rows = &view.matrix().rows;
    let mut title = format!(
        "Scopes · {} · {} of {}",
        view.view.name(),
        view.listed(),
        rows.len()
    );
    let wrong = rows.iter().filter(|row| row.is_wrong()).count();
    if wrong > 0 {
        title = format!("{title} · {wrong} wrong");
    }
    let chosen = match ui.shared.form.actions.len() {
        0 => "no action chosen".to_owned(),
        1 => "1 action chosen".to_owned(),
        count => format!("{count} actions chosen"),
    };
    words::cut(&format!("{title} · {chosen}"), width.saturating_sub(6)).into_owned()
}

fn table(ui: Ui<'_>, frame: &mut Frame, area: Rect) {
    let view = &ui.model.scopes;
    if view.lines().is_empty() {
        let lines = words::wrap(&nothing(ui), usize::from(area.width), 0);
        frame.render_widget(Paragraph::new(lines), area);
        return;
    }
    let columns = Columns::fitting(usize::from(area.width));
    let rows = usize::from(area.height).saturating_sub(1);
    // Where room is little, what resources are called gives way to the scopes: their names begin with it.
    let bare = view.lines().len() > rows && area.height < 14 && view.view != View::Wrong;
    let lines: Vec<(usize, Listed)> = view
        .lines()
        .iter()
        .copied()
        .enumerate()
        .filter(|(_, line)| !bare || matches!(line, Listed::Row(_)))
        .collect();
    let selected = lines
        .iter()
        .position(|(at, _)| *at == view.selected)
        .unwrap_or(0);
    let first = first_row(selected, lines.len(), rows);
    let mut shown = vec![columns.header(ui)];
    shown.extend(lines.iter().skip(first).take(rows).map(|(at, line)| {
        match (line, view.row_of(*line)) {
            (_, Some(row)) => columns.line(ui, row, *at == view.selected),
            (Listed::Heading(text), None) => Line::styled(format!(" {text}"), ui.theme.strong()),
            (Listed::Row(_), None) => Line::default(),
        }
    }));
    frame.render_widget(Paragraph::new(shown), area);
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
        lines.len(),
    );
}

/// Why nothing is listed, and what to do about it.
fn nothing(ui: Ui<'_>) -> Vec<Span<'static>> {
    let (view, dim) = (&ui.model.scopes, ui.theme.muted());
    if !view.filter.query().is_empty() {
        let text = format!("No scope passes the filter “{}”.", view.filter.text());
        return vec![Span::styled(text, dim)];
    }
    if view.view == View::Wrong && view.matrix().granted_by.is_none() {
        let text = "Nothing is to be said about any scope yet: what the Token grants is not known.";
        return vec![Span::styled(text, dim)];
    }
    if view.view == View::Wrong {
        return vec![
            Span::styled(format!("{} ", ui.glyphs.right()), ui.theme.ok()),
            Span::raw("Nothing is to be said about any scope."),
        ];
    }
    let text = "Nothing is asked for yet. Choose what the integration will do, and the scopes for it are ticked; or \
                tick scopes and presets yourself; or look at all of them.";
    vec![Span::styled(text, dim)]
}

/// What is to be said about the chosen actions: those whose scopes are unknown.
fn remark(ui: Ui<'_>, width: usize) -> Vec<Line<'static>> {
    let required = ui.model.scopes.required();
    let mut lines = Vec::new();
    let mut say = |text: &str, ids: &[String]| {
        if !ids.is_empty() {
            let text = format!("! {text}: {}", ids.join(", "));
            let text = words::cut(&text, width).into_owned();
            lines.push(Line::styled(text, ui.theme.warn()));
        }
    };
    let unplaced = required.unplaced.iter();
    let unplaced: Vec<_> = unplaced
        .filter(|id| !required.unlisted.contains(id))
        .cloned()
        .collect();
    say("It is unknown which scopes these actions need", &unplaced);
    say("StackOne does not list these actions", &required.unlisted);
    lines
}

/// The signs of the column of proofs: what each means, and what the help says besides.
pub(crate) const SIGNS: [(Proven, &str, &str); 5] = [
    (Proven::Proven, "a call proved it", ""),
    (
        Proven::Refused,
        "refused",
        " by Planday, to a call that needs it",
    ),
    (
        Proven::Probable,
        "probable",
        ": the call was not accepted for another reason",
    ),
    (
        Proven::Unclear,
        "no conclusion",
        ": trouble on the way, no id to ask with, or a record that does not show it",
    ),
    (
        Proven::HeldBack,
        "not asked, or not provable",
        ": the word beside it says why",
    ),
];

fn legend(ui: Ui<'_>, width: usize) -> Line<'static> {
    let signs = SIGNS.map(|(proven, text, _)| format!("{} {text}", ui.glyphs.proven(proven)));
    let text = words::cut(&signs.join("   "), width).into_owned();
    Line::styled(text, ui.theme.muted())
}

/// Everything about the selected scope, as far as there is room.
fn selected(ui: Ui<'_>, frame: &mut Frame, area: Rect, beside: bool) {
    if area.height < 3 {
        return;
    }
    let row = ui.model.scopes.row();
    let title = row.map_or("No scope selected", |row| row.scope.as_str());
    let inner = side_pane(ui, frame, area, title, false, beside);
    let Some(row) = row else { return };
    let mut lines = detail::lines(ui, row, usize::from(inner.width));
    let rows = usize::from(inner.height);
    if lines.len() > rows {
        let out = lines.len() - rows + 1;
        lines.truncate(rows.saturating_sub(1));
        let text = format!("… {out} more lines: Enter shows all");
        lines.push(Line::styled(text, ui.theme.muted()));
    }
    frame.render_widget(Paragraph::new(lines), inner);
}

/// Everything about the selected scope.
pub(crate) fn full_detail(ui: Ui<'_>, width: usize) -> Vec<Line<'static>> {
    match ui.model.scopes.row() {
        Some(row) => detail::lines(ui, row, width),
        None => vec![Line::from("No scope is selected.")],
    }
}

/// The title of that.
pub(crate) fn detail_title(ui: Ui<'_>) -> String {
    let row = ui.model.scopes.row();
    row.map_or_else(|| "Scope".to_owned(), |row| row.scope.clone())
}

/// The way out in full.
pub(crate) fn way_out(ui: Ui<'_>, width: usize) -> Vec<Line<'static>> {
    way_out::lines(ui, width)
}

//! The Scopes screen: the matrix, worst first; below it everything about the selected scope, and what the integration does.
//! Only the rows that are seen are made.

pub(crate) mod detail;
pub(crate) mod integration;
pub(crate) mod marks;
pub(crate) mod row;
pub(crate) mod signs;
pub(crate) mod top;
pub(crate) mod way_out;

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use crate::scopes::{Finding, Proven};
use crate::tui::mouse::{List, Target};
use crate::tui::registry::{key_of, with_keys};
use crate::tui::screens::scopes::state::State;
use crate::tui::screens::scopes::view::marks::Mark;
use crate::tui::screens::scopes::{Line as Listed, View};
use crate::tui::size_class::SizeClass;
use crate::tui::ui::Ui;
use crate::tui::widgets::pane;
use crate::tui::widgets::panel::Panel;
use crate::tui::widgets::{filter_line, words};
use row::Columns;

pub(crate) fn draw(ui: Ui<'_>, frame: &mut Frame, area: Rect) {
    match ui.size_class() {
        SizeClass::Single => {
            let [list, reason] =
                Layout::vertical([Constraint::Fill(1), Constraint::Length(1)]).areas(area);
            self::list(ui, frame, list);
            frame.render_widget(reason_line(ui, usize::from(reason.width)), reason);
        }
        SizeClass::Ruled => {
            let rows = area.height * 11 / 20;
            let [list, detail] =
                Layout::vertical([Constraint::Length(rows), Constraint::Fill(1)]).areas(area);
            self::list(ui, frame, list);
            selected(ui, frame, detail);
        }
        SizeClass::Boxed | SizeClass::Large => {
            let rows = area.height / 2;
            let [list, below] =
                Layout::vertical([Constraint::Length(rows), Constraint::Fill(1)]).areas(area);
            let [detail, actions] =
                Layout::horizontal([Constraint::Fill(1), Constraint::Fill(1)]).areas(below);
            self::list(ui, frame, list);
            selected(ui, frame, detail);
            integration::draw(ui, frame, actions);
        }
    }
}

/// In the smallest form: what is the matter with the selected scope.
fn reason_line(ui: Ui<'_>, width: usize) -> Line<'static> {
    let Some(row) = ui.model.scopes.row() else {
        return Line::default();
    };
    let mark = marks::of_state(State::of(row));
    let text = words::cut(detail::reason(row), width.saturating_sub(4)).into_owned();
    Line::from(vec![
        Span::raw(" "),
        Span::styled(mark.sign(ui.glyphs), mark.style(ui)),
        Span::raw(format!(" {text}")),
    ])
}

fn list(ui: Ui<'_>, frame: &mut Frame, area: Rect) {
    let view = &ui.model.scopes;
    let key = key_of(ui.model, "scopes.next_view").unwrap_or_default();
    let next = match view.view.next() {
        View::InPlay => "scopes in use",
        View::Wrong => "scopes to look at",
        View::All => "all 79 scopes",
    };
    let inner = Panel::new(title(view.view))
        .focused(!view.filter.is_typed())
        .state(summary(ui))
        .legend([Span::styled(legend(ui), ui.theme.muted())])
        .key(ui, key, next)
        .draw(ui, frame, area);
    ui.note(area, Target::List(List::Screen));
    let filter_rows = u16::from(view.filter.is_shown());
    // Rows come first where there are few.
    let is_roomy = inner.height > 8;
    let [filter, rows, rule, totals] = Layout::vertical([
        Constraint::Length(filter_rows),
        Constraint::Min(0),
        Constraint::Length(u16::from(is_roomy && ui.size_class().is_boxed())),
        Constraint::Length(u16::from(is_roomy)),
    ])
    .areas(inner);
    filter_line::draw(ui, frame, filter, &view.filter);
    table(ui, frame, rows);
    let line = "─".repeat(usize::from(rule.width));
    frame.render_widget(Line::styled(line, ui.theme.border(false)), rule);
    let columns = Columns::fitting(usize::from(inner.width));
    frame.render_widget(columns.totals(ui, view), totals);
}

fn title(view: View) -> &'static str {
    match view {
        View::InPlay => "Scopes",
        View::Wrong => "Scopes to look at",
        View::All => "All scopes",
    }
}

/// How many scopes are needed, and how many of these are granted and proven.
fn summary(ui: Ui<'_>) -> Vec<Span<'static>> {
    let view = &ui.model.scopes;
    let rows = &view.matrix().rows;
    let needed = |row: &&crate::scopes::Row| !row.required.is_empty();
    let any_needed = rows.iter().any(|row| needed(&row));
    let asked: Vec<_> = rows
        .iter()
        .filter(|row| if any_needed { needed(row) } else { row.wanted })
        .collect();
    let what = if any_needed { "needed" } else { "ticked" };
    let muted = ui.theme.muted();
    if asked.is_empty() {
        return vec![Span::styled("none chosen", muted)];
    }
    if view.matrix().granted_by.is_none() {
        let text = format!("{} {what}, not checked yet", asked.len());
        return vec![Span::styled(text, muted)];
    }
    let count =
        |holds: &dyn Fn(&crate::scopes::Row) -> bool| asked.iter().filter(|row| holds(row)).count();
    let granted = count(&|row| marks::granted(row) == Mark::Yes);
    let proven = count(&|row| row.proven == Proven::Proven);
    let missing = count(&|row| {
        let lacks = [Finding::Missing, Finding::WantedMissing];
        row.findings.iter().any(|finding| lacks.contains(finding))
    });
    let text = format!("{} {what}: {granted} granted, {proven} proven", asked.len());
    let mut spans = vec![Span::styled(text, muted)];
    if missing > 0 {
        spans.push(Span::styled(", ", muted));
        spans.push(Span::styled(format!("{missing} missing"), ui.theme.bad()));
    }
    spans
}

/// The signs and what they mean.
fn legend(ui: Ui<'_>) -> String {
    let marks = Mark::MEANINGS.iter().take(6);
    let marks: Vec<_> = marks
        .map(|(mark, text)| format!("{} {text}", mark.sign(ui.glyphs)))
        .collect();
    marks.join("  ")
}

fn table(ui: Ui<'_>, frame: &mut Frame, area: Rect) {
    let view = &ui.model.scopes;
    if view.lines().is_empty() {
        frame.render_widget(Paragraph::new(nothing(ui, usize::from(area.width))), area);
        return;
    }
    let columns = Columns::fitting(usize::from(area.width));
    let rows = usize::from(area.height).saturating_sub(1);
    let lines = view.lines();
    let first = ui.first_row(List::Screen, view.selected, lines.len(), rows);
    let mut shown = vec![columns.header(ui)];
    let seen = lines.iter().enumerate().skip(first).take(rows);
    shown.extend(seen.map(|(at, line)| match (line, view.row_of(*line)) {
        (_, Some(row)) => columns.line(ui, row, at == view.selected),
        (Listed::Heading(text), None) => Line::styled((*text).to_owned(), ui.theme.strong()),
        (Listed::Row(_), None) => Line::default(),
    }));
    frame.render_widget(Paragraph::new(shown), area);
    let below_header = Rect {
        y: area.y + u16::from(area.height > 0),
        height: area.height.saturating_sub(1),
        ..area
    };
    for ((at, line), row) in (lines.iter().enumerate().skip(first)).zip(below_header.rows()) {
        if view.row_of(*line).is_some() {
            ui.note(row, Target::Row(List::Screen, at));
        }
    }
    pane::scrollbar(
        ui,
        frame,
        pane::widened(below_header, pane::to_edge(ui)),
        first,
        lines.len(),
    );
}

/// Why nothing is listed, and what to do about it.
fn nothing(ui: Ui<'_>, width: usize) -> Vec<Line<'static>> {
    let (view, muted) = (&ui.model.scopes, ui.theme.muted());
    let keys = |rows: &[(&str, &'static str)]| {
        let row = |(id, what): &(&str, &'static str)| {
            let key = key_of(ui.model, id).unwrap_or_default();
            Line::from(vec![
                Span::raw("  "),
                Span::styled(words::fill(&key, 8), ui.theme.key()),
                Span::raw(*what),
            ])
        };
        rows.iter().map(row).collect::<Vec<_>>()
    };
    let say = |text: &str| {
        let text = with_keys(ui.model, text);
        let text = words::cut(&text, width.saturating_sub(2)).into_owned();
        Line::from(vec![Span::raw("  "), Span::raw(text)])
    };
    let strong = |text: &'static str| {
        Line::from(vec![Span::raw("  "), Span::styled(text, ui.theme.strong())])
    };
    if !view.filter.query().is_empty() {
        let mut lines = vec![strong("No match.")];
        lines.extend(keys(&[("app.back", "Clear the filter")]));
        return lines;
    }
    if view.view == View::Wrong && view.matrix().granted_by.is_none() {
        return vec![
            strong("Nothing to look at yet."),
            say("What the Token grants is not checked. Press {scopes.verify}."),
        ];
    }
    if view.view == View::Wrong {
        let mark = Mark::Proven;
        return vec![Line::from(vec![
            Span::styled(format!("{} ", mark.sign(ui.glyphs)), mark.style(ui)),
            Span::raw("Nothing to look at."),
        ])];
    }
    let mut lines = vec![
        strong("No scopes chosen."),
        say("What should the integration do?"),
    ];
    if width > 60 {
        lines.push(Line::styled("", muted));
    }
    lines.extend(keys(&[
        (
            "scopes.choose_actions",
            "Choose what it does, in plain words or by action",
        ),
        ("scopes.edit", "Choose single scopes"),
    ]));
    lines
}

/// Everything about the selected scope, as far as there is room.
fn selected(ui: Ui<'_>, frame: &mut Frame, area: Rect) {
    let row = ui.model.scopes.row();
    let title = row.map_or("No scope selected", |row| row.scope.as_str());
    let room = Panel::room(ui, area);
    let lines = row.map_or_else(Vec::new, |row| {
        let (width, rows) = (usize::from(room.width), usize::from(room.height));
        // Blank rows are the first to go where there is little room.
        let roomy = detail::lines(ui, row, width, true);
        if roomy.len() <= rows {
            roomy
        } else {
            detail::lines(ui, row, width, false)
        }
    });
    let rows = usize::from(room.height);
    let out = lines.len().saturating_sub(rows);
    let mut state = Vec::new();
    if let Some(row) = row {
        state.push(Span::styled(state_word(row), ui.theme.muted()));
    }
    let mut panel = Panel::new(title).state(state);
    if out > 0 {
        panel = panel.legend([Span::styled(format!("{out} more below"), ui.theme.muted())]);
    }
    let key = if out > 0 {
        (key_of(ui.model, "scopes.detail"), "shows all")
    } else {
        (key_of(ui.model, "scopes.copy"), "copies the scope list")
    };
    let inner = panel
        .key(ui, key.0.unwrap_or_default(), key.1)
        .draw(ui, frame, area);
    frame.render_widget(Paragraph::new(lines), inner);
}

/// How a scope stands, in a word.
fn state_word(row: &crate::scopes::Row) -> &'static str {
    match (row.findings.first(), State::of(row)) {
        (Some(finding), _) => finding.word(),
        (None, State::Proven) => "proven",
        (None, State::Open) => "not proven",
        (None, _) => "not used",
    }
}

/// Everything about the selected scope.
pub(crate) fn full_detail(ui: Ui<'_>, width: usize) -> Vec<Line<'static>> {
    match ui.model.scopes.row() {
        Some(row) => detail::lines(ui, row, width, true),
        None => vec![Line::from("No scope is selected.")],
    }
}

/// The title of that.
pub(crate) fn detail_title(ui: Ui<'_>) -> String {
    let row = ui.model.scopes.row();
    row.map_or_else(|| "Scope".to_owned(), |row| row.scope.clone())
}

/// The fix in full.
pub(crate) fn way_out(ui: Ui<'_>, width: usize) -> Vec<Line<'static>> {
    way_out::lines(ui, width)
}

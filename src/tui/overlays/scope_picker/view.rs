//! The choice of scopes: presets, resources, scopes, with what each opens.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use crate::domain::scope::Kind;
use crate::tui::mouse::List;
use crate::tui::overlays::scope_picker::{Picker, Row, Ticked};
use crate::tui::screens::setup::view::step;
use crate::tui::ui::Ui;
use crate::tui::widgets::pane::{self, dialog};
use crate::tui::widgets::{filter_line, tick_list, words};

/// The column of scope names.
const NAME: usize = 28;

pub(crate) fn draw(ui: Ui<'_>, picker: &Picker, frame: &mut Frame, area: Rect) {
    let block = dialog(ui, "Scopes of the Planday app");
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let [filter, _, list, _, count, warning] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Length(1),
        Constraint::Min(1),
        Constraint::Length(1),
        Constraint::Length(1),
        Constraint::Length(1),
    ])
    .areas(inner);
    filter_line::field(ui, frame, filter, picker.filter(), picker.is_filtering());
    rows(ui, picker, frame, list);
    let chosen = picker.chosen();
    let text = if chosen.is_empty() {
        "None chosen.".to_owned()
    } else {
        step::summary(chosen)
    };
    frame.render_widget(Line::styled(text, ui.theme.strong()), count);
    let text = "None can be added to the app later: a missing scope means a new app.";
    let text = words::cut(text, usize::from(warning.width)).into_owned();
    frame.render_widget(Line::styled(text, ui.theme.warn()), warning);
}

fn rows(ui: Ui<'_>, picker: &Picker, frame: &mut Frame, area: Rect) {
    let height = usize::from(area.height);
    let all = picker.rows();
    if all.is_empty() {
        let text = "No match.";
        frame.render_widget(Line::styled(text, ui.theme.muted()), area);
        return;
    }
    let selected = picker.selected();
    let first = ui.first_row(List::Overlay, selected, all.len(), height);
    tick_list::note(ui, area, first, all.len());
    let width = usize::from(area.width);
    let lines: Vec<_> = all
        .iter()
        .enumerate()
        .skip(first)
        .take(height)
        .map(|(at, row)| row_line(ui, picker, *row, width, at == selected))
        .collect();
    frame.render_widget(Paragraph::new(lines), area);
    pane::scrollbar(ui, frame, pane::widened(area, 2), first, all.len());
}

fn row_line(ui: Ui<'_>, picker: &Picker, row: Row, width: usize, selected: bool) -> Line<'static> {
    let theme = ui.theme;
    let ticked = picker.ticked(row);
    let mark = match ticked {
        Ticked::None => "[ ]",
        Ticked::Some => "[~]",
        Ticked::All => "[x]",
    };
    let mark_style = if ticked == Ticked::None {
        Style::new()
    } else {
        theme.ok()
    };
    let (indent, name, name_style) = match row {
        Row::Preset(preset) => ("", format!("Preset: {}", preset.does), theme.accent()),
        Row::Resource(resource) => ("", resource.to_owned(), theme.strong()),
        Row::Scope(scope) => ("  ", scope.name.clone(), Style::new()),
    };
    let what = match row {
        Row::Preset(preset) => format!("{} scopes", preset.scopes.len()),
        Row::Resource(_) => String::new(),
        Row::Scope(scope) => {
            let kind = match (scope.kind, scope.reads()) {
                (Kind::Data, true) => "     ",
                (Kind::Data, false) => "WRITE",
                (Kind::Identity | Kind::NotForApps, _) => "login",
            };
            let sensitive = if scope.opens.is_sensitive() {
                "sensitive: "
            } else {
                ""
            };
            format!("{kind}  {sensitive}{}", scope.means)
        }
    };
    let cursor = if selected { ui.glyphs.cursor() } else { " " };
    let used = 2 + indent.len() + 4;
    let name = words::fill(&name, (NAME - indent.len()).min(width.saturating_sub(used)));
    let room = width.saturating_sub(used + words::width(&name) + 1);
    let sensitive = matches!(row, Row::Scope(scope) if scope.opens.is_sensitive());
    let what_style = if sensitive {
        theme.warn()
    } else {
        theme.muted()
    };
    let line = Line::from(vec![
        Span::styled(format!("{cursor} {indent}"), theme.key()),
        Span::styled(mark, mark_style),
        Span::raw(" "),
        Span::styled(name, name_style),
        Span::raw(" "),
        Span::styled(words::fill(&what, room), what_style),
    ]);
    if selected { theme.bar(line) } else { line }
}

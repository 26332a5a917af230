//! The way out in full: the verdict, every action that will fail, the steps, the boxes to tick.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::scopes::table;
use crate::tui::screens::scopes::view::top;
use crate::tui::ui::Ui;
use crate::tui::widgets::words;

pub(crate) fn lines(ui: Ui<'_>, width: usize) -> Vec<Line<'static>> {
    let theme = ui.theme;
    let view = &ui.model.scopes;
    let verdict = view.verdict();
    let mut lines = top::sentence(ui, verdict, width);
    if !verdict.breaks.is_empty() {
        heading(ui, "What will fail", &mut lines);
        for id in &verdict.breaks {
            let text = format!("  {}", words::cut(id, width.saturating_sub(2)));
            lines.push(Line::from(text));
        }
    }
    if let Some(way_out) = &verdict.way_out {
        heading(ui, "What to do", &mut lines);
        for (at, step) in way_out.steps.iter().enumerate() {
            let spans = [
                Span::styled(format!("{}. ", at + 1), theme.strong()),
                Span::raw(step.as_str()),
            ];
            lines.extend(words::wrap(&spans, width, 3));
        }
    }
    let list = view.to_tick();
    if !list.is_empty() {
        let place = if view.new_app().is_some() {
            "The boxes to tick for the new app"
        } else {
            "The boxes to tick"
        };
        heading(ui, place, &mut lines);
        // A table is not wrapped: its columns would no longer stand below each other.
        for row in table(&list).lines() {
            let row = words::cut(row, width).into_owned();
            lines.push(Line::styled(row, Style::new()));
        }
    }
    lines
}

fn heading(ui: Ui<'_>, text: &str, lines: &mut Vec<Line<'static>>) {
    lines.push(Line::default());
    lines.push(Line::styled(text.to_owned(), ui.theme.strong()));
}

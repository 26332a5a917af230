//! What to do in a step, in the words of the guide, with this run's values.

use ratatui::text::{Line, Span};

use crate::domain::{Input, StepId};
use crate::guide;
use crate::tui::ui::Ui;
use crate::tui::widgets::words;

/// The column of a number.
const NUMBER: usize = 3;

/// How far a text stands in below its label.
const INDENT: usize = 2;

/// The instructions of the selected step, numbered where there are several.
pub(crate) fn lines(ui: Ui<'_>, width: usize) -> Vec<Line<'static>> {
    of_step(ui, ui.model.setup.step, width)
}

/// The same of any step.
pub(crate) fn of_step(ui: Ui<'_>, id: StepId, width: usize) -> Vec<Line<'static>> {
    let mut lines = if id == StepId::A1 {
        words::wrap(&marked(ui, &guide::guide().before), width, 0)
    } else {
        Vec::new()
    };
    lines.extend(numbered(ui, id, width));
    lines
}

/// The same without what is needed before anything.
pub(crate) fn numbered(ui: Ui<'_>, id: StepId, width: usize) -> Vec<Line<'static>> {
    let (_, step) = guide::step(id);
    let mut lines = Vec::new();
    let column = if step.does.len() > 1 { NUMBER } else { 0 };
    for (at, text) in step.does.iter().enumerate() {
        let mut wrapped = words::wrap(&marked(ui, text), width.saturating_sub(column), 0);
        for (row, line) in wrapped.iter_mut().enumerate().filter(|_| column > 0) {
            let number = match row {
                0 => format!("{:<NUMBER$}", at + 1),
                _ => " ".repeat(NUMBER),
            };
            line.spans.insert(0, Span::styled(number, ui.theme.muted()));
        }
        lines.extend(wrapped);
    }
    lines
}

/// What else the value of the step is called.
pub(crate) fn names(ui: Ui<'_>, id: StepId, width: usize) -> Vec<Line<'static>> {
    let (_, step) = guide::step(id);
    if step.names.is_empty() {
        return Vec::new();
    }
    let heading = "Other names for the same value";
    let mut lines = vec![Line::styled(heading, ui.theme.muted())];
    for text in &step.names {
        lines.extend(indented(words::wrap(&marked(ui, text), room(width), 0)));
    }
    lines
}

/// How the step is proven.
pub(crate) fn proof(ui: Ui<'_>, id: StepId, width: usize) -> Vec<Line<'static>> {
    let (_, step) = guide::step(id);
    let mut lines = vec![Line::styled("How it is proven", ui.theme.muted())];
    let text = Span::raw(step.proof.clone());
    lines.extend(indented(words::wrap(&[text], room(width), 0)));
    lines
}

fn room(width: usize) -> usize {
    width.saturating_sub(INDENT)
}

fn indented(mut lines: Vec<Line<'static>>) -> Vec<Line<'static>> {
    for line in &mut lines {
        line.spans.insert(0, Span::raw(" ".repeat(INDENT)));
    }
    lines
}

/// `**label**` becomes bold, `{value}` this run's value.
fn marked(ui: Ui<'_>, text: &str) -> Vec<Span<'static>> {
    let mut spans = Vec::new();
    for (at, part) in text.split("**").enumerate() {
        let style = if at % 2 == 1 {
            ui.theme.strong()
        } else {
            ratatui::style::Style::new()
        };
        let mut rest = part;
        while let Some((before, behind)) = rest.split_once('{') {
            let Some((name, behind)) = behind.split_once('}') else {
                break;
            };
            spans.push(Span::styled(before.to_owned(), style));
            spans.push(Span::styled(value(ui, name), ui.theme.accent()));
            rest = behind;
        }
        spans.push(Span::styled(rest.to_owned(), style));
    }
    spans
}

fn value(ui: Ui<'_>, name: &str) -> String {
    let model = ui.model;
    match name {
        "portal" => model
            .shared
            .form
            .portal()
            .map_or_else(|| "your portal".to_owned(), |url| url.to_string()),
        "dashboard" => model
            .shared
            .env
            .dashboard
            .as_str()
            .trim_end_matches('/')
            .to_owned(),
        "redirect_uri" => model.shared.env.redirect_uri.clone(),
        "app_name" => model
            .shared
            .form
            .value(Input::AppName)
            .unwrap_or_else(|| "as you like".to_owned()),
        // A test reads every step: no name is unknown.
        other => format!("{{{other}}}"),
    }
}

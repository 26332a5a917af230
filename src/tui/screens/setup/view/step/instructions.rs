//! What to do in a step, in the words of the guide, with this run's values.

use ratatui::text::{Line, Span};

use crate::domain::{Input, StepId};
use crate::guide;
use crate::tui::ui::Ui;
use crate::tui::widgets::words;

/// The lines of the guide, each with a dot before it.
pub(crate) fn lines(ui: Ui<'_>, width: usize) -> Vec<Line<'static>> {
    let (_, step) = guide::step(ui.model.setup.step);
    let before = (ui.model.setup.step == StepId::A1).then_some(guide::guide().before.as_str());
    before
        .into_iter()
        .chain(step.does.iter().map(String::as_str))
        .flat_map(|text| {
            let mut spans = vec![Span::styled("· ", ui.theme.muted())];
            spans.extend(marked(ui, text));
            words::wrap(&spans, width, 2)
        })
        .collect()
}

/// What ticks the step.
pub(crate) fn proof(ui: Ui<'_>, width: usize) -> Vec<Line<'static>> {
    let (_, step) = guide::step(ui.model.setup.step);
    let text = format!("Ticked by: {}", step.proof);
    words::wrap(&[Span::styled(text, ui.theme.muted())], width, 2)
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

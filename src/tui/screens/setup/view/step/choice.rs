//! The row that says what the integration does, and leads to the choice of it.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::domain::scope;
use crate::tui::screens::setup::view::step::items::{Columns, label};
use crate::tui::ui::Ui;
use crate::tui::widgets::words;

/// What the integration does: presets in plain words, and how many actions are chosen.
pub(super) fn line(ui: Ui<'_>, columns: Columns, focused: bool, lines: &mut Vec<Line<'static>>) {
    let form = &ui.shared.form;
    let presets = scope::catalogue().presets.iter();
    let mut done: Vec<_> = presets
        .filter(|preset| preset.scopes.is_subset(form.scopes()))
        .map(|preset| preset.does.clone())
        .collect();
    match form.actions.len() {
        0 => {}
        1 => done.push("1 action of StackOne".into()),
        count => done.push(format!("{count} actions of StackOne")),
    }
    let (text, style) = if done.is_empty() {
        ("not chosen".to_owned(), ui.theme.muted())
    } else {
        (done.join(", "), Style::new())
    };
    let mut line = label(ui, "Integration", columns, focused);
    line.push(Span::styled(
        words::cut(&text, columns.value).into_owned(),
        style,
    ));
    lines.push(Line::from(line));
}

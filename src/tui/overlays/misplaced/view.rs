//! The question about a secret in a field that is no field for it.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use crate::domain::Input;
use crate::domain::guard::SecretForm;
use crate::tui::form::label;
use crate::tui::registry;
use crate::tui::ui::Ui;
use crate::tui::widgets::pane::dialog;
use crate::tui::widgets::words;

/// How wide the question is.
pub(crate) const COLUMNS: u16 = 64;

/// How many rows the question takes, with its frame.
pub(crate) fn rows(ui: Ui<'_>, input: Input, columns: u16) -> u16 {
    let lines = lines(ui, input, usize::from(columns.saturating_sub(4)));
    u16::try_from(lines.len() + 2).unwrap_or(u16::MAX)
}

pub(crate) fn draw(ui: Ui<'_>, input: Input, frame: &mut Frame, area: Rect) {
    let title = format!("A secret in {}?", label(input));
    let block = dialog(ui, &title);
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let lines = lines(ui, input, usize::from(inner.width));
    frame.render_widget(Paragraph::new(lines), inner);
}

fn lines(ui: Ui<'_>, input: Input, width: usize) -> Vec<Line<'static>> {
    let form = ui.shared.form.misplaced(input);
    let what = form.map_or("a secret", SecretForm::words);
    let text = format!(
        "The field {} holds {what}. It is masked and not saved: neither in the draft nor in a profile.",
        label(input)
    );
    let mut lines = words::wrap(&[Span::raw(text)], width, 0);
    lines.push(Line::default());
    for binding in registry::bindings(ui.model) {
        if binding.hint.rank > 0 && binding.off().is_none() {
            lines.push(Line::from(vec![
                Span::styled(format!("{:<5}", binding.label()), ui.theme.key()),
                Span::raw(binding.hint.text),
            ]));
        }
    }
    lines
}

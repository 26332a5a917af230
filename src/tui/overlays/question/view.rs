//! The question before a change that drops something, as a box over the screen.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use crate::tui::overlays::question::Question;
use crate::tui::registry;
use crate::tui::ui::Ui;
use crate::tui::widgets::pane::dialog;
use crate::tui::widgets::words;

/// How wide the question is.
pub(crate) const COLUMNS: u16 = 64;

/// How many rows the question takes, with its frame.
pub(crate) fn rows(ui: Ui<'_>, question: &Question, columns: u16) -> u16 {
    let lines = lines(ui, question, usize::from(columns.saturating_sub(4)));
    u16::try_from(lines.len() + 2).unwrap_or(u16::MAX)
}

pub(crate) fn draw(ui: Ui<'_>, question: &Question, frame: &mut Frame, area: Rect) {
    let block = dialog(ui, question.title.clone());
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let lines = lines(ui, question, usize::from(inner.width));
    frame.render_widget(Paragraph::new(lines), inner);
}

/// What goes first, in bold; the keys last.
fn lines(ui: Ui<'_>, question: &Question, width: usize) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    for (at, text) in question.lines.iter().enumerate() {
        let text = registry::with_keys(ui.model, text);
        let span = if at == 0 {
            Span::styled(text, ui.theme.strong())
        } else {
            Span::raw(text)
        };
        lines.extend(words::wrap(&[span], width, 0));
    }
    lines.push(Line::default());
    let keys = [
        (registry::key_of(ui.model, "question.yes"), question.yes),
        (registry::key_of(ui.model, "app.back"), question.no),
    ];
    for (key, what) in keys {
        let key = words::fill(&key.unwrap_or_default(), 8);
        lines.push(Line::from(vec![
            Span::styled(key, ui.theme.key()),
            Span::raw(what),
        ]));
    }
    lines
}

//! What the matrix amounts to, in one sentence.

use ratatui::text::{Line, Span};

use crate::scopes::{Tone, Verdict};
use crate::tui::ui::Ui;
use crate::tui::widgets::words;

/// The verdict: a sign, the sentence, a colour.
pub(crate) fn sentence(ui: Ui<'_>, verdict: &Verdict, width: usize) -> Vec<Line<'static>> {
    let style = ui.theme.tone(verdict.tone);
    let spans = [
        Span::styled(format!("{} ", ui.glyphs.tone(verdict.tone)), style),
        Span::styled(
            verdict.sentence.clone(),
            if verdict.tone == Tone::Bad {
                style
            } else {
                ui.theme.strong()
            },
        ),
    ];
    words::wrap(&spans, width, 2)
}

//! Gauges: the checklist in small, and how much of a task is done.

use ratatui::text::Span;

use crate::domain::{Standing, StepId};
use crate::tui::ui::Ui;

/// The first step of each section but the first: a gap stands before it.
const SECTIONS: [StepId; 3] = [StepId::B1, StepId::C1, StepId::D1];

/// Eleven cells in groups, one for each step.
pub(crate) fn checklist(ui: Ui<'_>) -> Vec<Span<'static>> {
    let mut spans = Vec::with_capacity(StepId::ALL.len() + SECTIONS.len());
    for step in StepId::ALL {
        if SECTIONS.contains(&step) {
            spans.push(Span::raw(" "));
        }
        let standing = ui.shared.standing(step);
        let sign = match standing {
            Standing::Failed => ui.glyphs.standing(standing),
            _ => ui.glyphs.gauge(standing.holds()),
        };
        // One cell, whatever the sign is elsewhere.
        let sign = sign.trim_matches(['[', ']']);
        spans.push(Span::styled(sign, ui.theme.standing(standing)));
    }
    spans
}

/// So many of so many in this many cells.
pub(crate) fn progress(ui: Ui<'_>, done: usize, total: usize, cells: usize) -> Vec<Span<'static>> {
    let full = (done * cells).checked_div(total).unwrap_or(0).min(cells);
    vec![
        Span::styled(ui.glyphs.gauge(true).repeat(full), ui.theme.accent()),
        Span::styled(
            ui.glyphs.gauge(false).repeat(cells - full),
            ui.theme.muted(),
        ),
    ]
}

//! What the matrix amounts to: the verdict, what it breaks, and the keys that lead on.

use ratatui::text::{Line, Span};

use crate::scopes::{Proven, Tone, Verdict};
use crate::tui::draw::Ui;
use crate::tui::keys::{self, Action};
use crate::tui::screens::scopes::commands::ScopesCommand;
use crate::tui::widgets::words;

/// How many of the actions that will fail are named.
const NAMED: usize = 3;

pub(crate) fn lines(ui: Ui<'_>, width: usize) -> Vec<Line<'static>> {
    let verdict = ui.model.scopes.verdict();
    let mut lines = sentence(ui, verdict, width);
    // Of one action alone the sentence has told.
    if verdict.breaks.len() > 1 {
        let spans = [
            Span::styled("Will fail: ", ui.theme.dim()),
            Span::raw(named(&verdict.breaks)),
        ];
        lines.extend(words::wrap(&spans, width, 2));
    }
    lines.extend(next(ui, width));
    lines
}

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

fn named(breaks: &[String]) -> String {
    let first = breaks.get(..NAMED.min(breaks.len())).unwrap_or_default();
    match breaks.len().saturating_sub(NAMED) {
        0 => first.join(", "),
        more => format!("{} and {more} more", first.join(", ")),
    }
}

/// The keys that lead on from here, one line; nothing where all is well.
fn next(ui: Ui<'_>, width: usize) -> Option<Line<'static>> {
    let wishes = wishes(ui);
    let bindings = keys::screen_bindings(ui.model);
    let mut spans = Vec::new();
    let mut used = 0;
    for wish in wishes {
        let found = bindings
            .iter()
            .find(|binding| binding.action == *wish && binding.off.is_none());
        let Some(binding) = found else { continue };
        let before = if spans.is_empty() { "Next: " } else { " · " };
        let text = format!("\u{a0}{}", binding.text);
        used += words::width(before) + words::width(binding.label) + words::width(&text);
        if used > width {
            break;
        }
        spans.push(Span::styled(before, ui.theme.dim()));
        spans.push(Span::styled(binding.label, ui.theme.key()));
        spans.push(Span::raw(text));
    }
    (!spans.is_empty()).then(|| Line::from(spans))
}

/// What may be asked for next, the most helpful first.
fn wishes(ui: Ui<'_>) -> &'static [Action] {
    use ScopesCommand::{Actions, Edit, Leave, LeaveAll, NewApp, TakeOver, WayOut};
    let view = &ui.model.scopes;
    let matrix = view.matrix();
    let mut asked = matrix
        .rows
        .iter()
        .filter(|row| row.wanted || !row.required.is_empty());
    if view.new_app().is_some() {
        &[Action::Scopes(NewApp), Action::Scopes(WayOut), Action::Copy]
    } else if view.verdict().way_out.is_some() {
        &[Action::Scopes(TakeOver), Action::Scopes(WayOut)]
    } else if asked.clone().next().is_none() {
        &[Action::Scopes(Actions), Action::Scopes(Edit)]
    } else if matrix.granted_by.is_none() {
        &[Action::Copy, Action::Verify, Action::Scopes(Actions)]
    } else if asked.any(|row| row.proven == Proven::HeldBack) {
        &[
            Action::Scopes(Leave),
            Action::Scopes(LeaveAll),
            Action::Verify,
        ]
    } else if asked.any(|row| row.proven == Proven::Untried) {
        &[Action::Verify]
    } else {
        &[]
    }
}

//! What the matrix amounts to: the verdict, what it breaks, and the keys that lead on.

use ratatui::text::{Line, Span};

use crate::scopes::{Proven, Tone, Verdict};
use crate::tui::registry::{Binding, bindings_in, screen_contexts};
use crate::tui::ui::Ui;
use crate::tui::widgets::words;

/// How many of the actions that will fail are named.
const NAMED: usize = 3;

pub(crate) fn lines(ui: Ui<'_>, width: usize) -> Vec<Line<'static>> {
    let verdict = ui.model.scopes.verdict();
    let mut lines = sentence(ui, verdict, width);
    // Of one action alone the sentence speaks already.
    if verdict.breaks.len() > 1 {
        let spans = [
            Span::styled("Will fail: ", ui.theme.muted()),
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
    let bindings = bindings_in(ui.model, &screen_contexts(ui.model));
    let mut spans = Vec::new();
    let mut used = 0;
    for id in suggested(ui) {
        let found = bindings.iter().find(|binding| binding.command.id == *id);
        let works = |binding: &&Binding| binding.off().is_none() && !binding.chords.is_empty();
        let Some(binding) = found.filter(works) else {
            continue;
        };
        let before = if spans.is_empty() { "Next: " } else { " · " };
        let key = binding.label();
        let text = format!("\u{a0}{}", binding.hint.text);
        used += words::width(before) + words::width(&key) + words::width(&text);
        if used > width {
            break;
        }
        spans.push(Span::styled(before, ui.theme.muted()));
        spans.push(Span::styled(key, ui.theme.key()));
        spans.push(Span::raw(text));
    }
    (!spans.is_empty()).then(|| Line::from(spans))
}

/// The commands that lead on, the most helpful first.
fn suggested(ui: Ui<'_>) -> &'static [&'static str] {
    let view = &ui.model.scopes;
    let matrix = view.matrix();
    let mut asked = matrix
        .rows
        .iter()
        .filter(|row| row.wanted || !row.required.is_empty());
    if view.new_app().is_some() {
        &["scopes.new_app", "scopes.way_out", "scopes.copy"]
    } else if view.verdict().way_out.is_some() {
        &["scopes.take_over", "scopes.way_out"]
    } else if asked.clone().next().is_none() {
        &["scopes.choose_actions", "scopes.edit"]
    } else if matrix.granted_by.is_none() {
        &["scopes.copy", "scopes.verify", "scopes.choose_actions"]
    } else if asked.any(|row| row.proven == Proven::HeldBack) {
        &[
            "scopes.allow_personal",
            "scopes.allow_all_personal",
            "scopes.verify",
        ]
    } else if asked.any(|row| row.proven == Proven::Untried) {
        &["scopes.verify"]
    } else {
        &[]
    }
}

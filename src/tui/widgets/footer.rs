//! The last lines: what the last key did or what runs, and the keys that work now.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::guide;
use crate::tui::registry::{self, Binding, bindings};
use crate::tui::ui::Ui;
use crate::tui::widgets::{when, words};

/// From this many rows on, the keys may take two lines.
const ROOMY: u16 = 30;

/// The answer to the last key, else what runs, else what comes next.
pub(crate) fn status(ui: Ui<'_>, width: usize, rows: u16) -> Vec<Line<'static>> {
    let longest = if rows >= ROOMY { 3 } else { 2 };
    let spans = match &ui.shared.notice {
        Some(notice) if notice.bad => vec![
            Span::styled(format!("{} ", ui.glyphs.wrong()), ui.theme.bad()),
            Span::styled(registry::with_keys(ui.model, &notice.text), ui.theme.bad()),
        ],
        Some(notice) => vec![
            Span::styled("› ", ui.theme.accent()),
            Span::raw(registry::with_keys(ui.model, &notice.text)),
        ],
        None if !ui.shared.tasks.running.is_empty() => running(ui),
        None => next(ui),
    };
    let mut lines = words::wrap(&spans, width.saturating_sub(2), 2);
    if lines.len() > longest {
        lines.truncate(longest);
        if let Some(line) = lines.last_mut() {
            line.push_span(Span::raw("…"));
        }
    }
    for line in &mut lines {
        line.spans.insert(0, Span::raw(" "));
    }
    lines
}

/// What runs, what it is at, what it waits for, and the key that cancels it.
pub(crate) fn running(ui: Ui<'_>) -> Vec<Span<'static>> {
    let theme = ui.theme;
    let mut spans = vec![Span::styled(format!("{} ", ui.spinner()), theme.accent())];
    for (at, running) in ui.shared.tasks.running.values().enumerate() {
        if at > 0 {
            spans.push(Span::styled(" · ", theme.muted()));
        }
        spans.push(Span::styled(running.what, theme.strong()));
        if !running.at.is_empty() {
            spans.push(Span::raw(format!(": {}", running.at)));
        }
    }
    if let Some(wait) = &ui.shared.tasks.wait {
        let left = when::left(wait.until, ui.shared.now);
        // Behind the reason stands how long the wait was when it began, which is no longer so.
        let why = wait.text.split("; ").next().unwrap_or_default();
        spans.push(Span::styled(" · ", theme.muted()));
        spans.push(Span::styled(
            format!("goes on in {left} ({why})"),
            theme.warn(),
        ));
    }
    if let Some(key) = cancel_key(ui) {
        spans.push(Span::styled(" · ", theme.muted()));
        spans.push(Span::styled(key, theme.key()));
        spans.push(Span::raw("\u{a0}cancels"));
    }
    spans
}

/// The key that cancels what runs, as things stand.
fn cancel_key(ui: Ui<'_>) -> Option<String> {
    bindings(ui.model)
        .into_iter()
        .find(|binding| binding.command.id == "tasks.cancel" && works(binding))
        .map(|binding| binding.label())
}

/// Whether a key does something now.
fn works(binding: &Binding) -> bool {
    binding.off().is_none() && !binding.chords.is_empty()
}

/// The next open step, or that there is none.
fn next(ui: Ui<'_>) -> Vec<Span<'static>> {
    let dim = ui.theme.muted();
    let model = ui.model;
    match model.shared.ledger.next_open(model.shared.now) {
        Some(open) => vec![
            Span::styled("Next open step: ", dim),
            Span::styled(
                format!("{} {}", open.name(), guide::step(open).1.title),
                dim,
            ),
        ],
        None => vec![Span::styled(
            format!("{} Every step holds.", ui.glyphs.right()),
            ui.theme.ok(),
        )],
    }
}

/// What stands at the right end of the keys on every screen, in this order.
const FIXED: [&str; 4] = ["list.filter", "palette.open", "help.open", "app.quit"];

/// From this rank on a key is worth a second line.
const WORTH_A_LINE: u8 = 4;

/// The keys that work now: those of this moment by rank at the left, those of every screen at the right. What does not fit
/// goes from the end of the left, and is found in the help.
pub(crate) fn keys(ui: Ui<'_>, width: usize, rows: u16) -> Vec<Line<'static>> {
    let bindings: Vec<_> = bindings(ui.model)
        .into_iter()
        .filter(|binding| binding.hint.rank > 0 && works(binding))
        .collect();
    let is_fixed = |binding: &Binding| FIXED.contains(&binding.command.id);
    let (mut fixed, mut moment): (Vec<_>, Vec<_>) = bindings.into_iter().partition(is_fixed);
    fixed.sort_by_key(|binding| FIXED.iter().position(|id| *id == binding.command.id));
    moment.sort_by_key(|binding| std::cmp::Reverse(binding.hint.rank));
    // The filter goes first where there is little room; the way to the rest of the keys never.
    let mut right = cells(&fixed);
    if right > width / 2 && fixed.len() > 1 {
        fixed.retain(|binding| binding.command.id != FIXED[0]);
        right = cells(&fixed);
    }
    let most = if rows >= ROOMY { 2 } else { 1 };
    let mut lines: Vec<Vec<Span<'static>>> = vec![Vec::new()];
    let mut used = 0;
    let worth = moment
        .iter()
        .filter(|binding| binding.hint.rank >= WORTH_A_LINE);
    let takes_two = most > 1 && cells(worth) + right + 2 > width;
    for binding in &moment {
        let needed = cells([binding]);
        let is_last = lines.len() == most || !takes_two;
        let room = width.saturating_sub(if is_last { right + 2 } else { 0 });
        if used + needed > room {
            if is_last {
                continue;
            }
            lines.push(Vec::new());
            used = 0;
            if needed > width.saturating_sub(right + 2) {
                continue;
            }
        }
        used += needed;
        if let Some(line) = lines.last_mut() {
            push(ui, line, binding);
        }
    }
    if takes_two && lines.len() < most {
        lines.push(Vec::new());
        used = 0;
    }
    if let Some(line) = lines.last_mut() {
        let gap = width.saturating_sub(used + right + 1);
        line.push(Span::raw(" ".repeat(gap)));
        for binding in &fixed {
            push(ui, line, binding);
        }
    }
    lines.into_iter().map(Line::from).collect()
}

/// How many cells these take.
fn cells<'a>(bindings: impl IntoIterator<Item = &'a Binding>) -> usize {
    bindings
        .into_iter()
        .map(|binding| 2 + words::width(&binding.label()) + 1 + words::width(&binding.hint.text))
        .sum()
}

fn push(ui: Ui<'_>, line: &mut Vec<Span<'static>>, binding: &Binding) {
    line.push(Span::raw(if line.is_empty() { " " } else { "  " }));
    line.push(Span::styled(binding.label(), ui.theme.key()));
    line.push(Span::styled(
        format!(" {}", binding.hint.text),
        Style::new(),
    ));
}

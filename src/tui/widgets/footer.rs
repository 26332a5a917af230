//! The last lines: what the last key did or what runs, and the keys that work now.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::guide;
use crate::tui::draw::Ui;
use crate::tui::keys::{self, Action};
use crate::tui::widgets::{when, words};

/// From this many rows on, the keys may take two lines.
const ROOMY: u16 = 30;

/// The answer to the last key, else what runs, else what comes next.
pub(crate) fn status(ui: Ui<'_>, width: usize, rows: u16) -> Vec<Line<'static>> {
    let longest = if rows >= ROOMY { 3 } else { 2 };
    let spans = match &ui.model.notice {
        Some(notice) if notice.bad => vec![
            Span::styled(format!("{} ", ui.glyphs.wrong()), ui.theme.bad()),
            Span::styled(notice.text.clone(), ui.theme.bad()),
        ],
        Some(notice) => vec![
            Span::styled("› ", ui.theme.accent()),
            Span::raw(notice.text.clone()),
        ],
        None if !ui.model.running.is_empty() => running(ui),
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
    for (at, running) in ui.model.running.values().enumerate() {
        if at > 0 {
            spans.push(Span::styled(" · ", theme.dim()));
        }
        spans.push(Span::styled(running.what, theme.strong()));
        if !running.at.is_empty() {
            spans.push(Span::raw(format!(": {}", running.at)));
        }
    }
    if let Some(wait) = &ui.model.wait {
        let left = when::left(wait.until, ui.model.now);
        // Behind the reason stands how long the wait was when it began, which is no longer so.
        let why = wait.text.split("; ").next().unwrap_or_default();
        spans.push(Span::styled(" · ", theme.dim()));
        spans.push(Span::styled(
            format!("goes on in {left} ({why})"),
            theme.doubt(),
        ));
    }
    if let Some(key) = cancel_key(ui) {
        spans.push(Span::styled(" · ", theme.dim()));
        spans.push(Span::styled(key, theme.key()));
        spans.push(Span::raw("\u{a0}cancels"));
    }
    spans
}

/// The key that cancels what runs, as things stand.
fn cancel_key(ui: Ui<'_>) -> Option<&'static str> {
    keys::bindings(ui.model)
        .into_iter()
        .find(|binding| binding.action == Action::Cancel && binding.off.is_none())
        .map(|binding| binding.label)
}

/// The next open step, or that there is none.
fn next(ui: Ui<'_>) -> Vec<Span<'static>> {
    let dim = ui.theme.dim();
    let model = ui.model;
    match model.ledger.next_open(model.now) {
        Some(open) => vec![
            Span::styled("Next open step: ", dim),
            Span::styled(
                format!("{} {}", open.name(), guide::step(open).1.title),
                dim,
            ),
        ],
        None => vec![Span::styled(
            format!("{} Every step holds.", ui.glyphs.right()),
            ui.theme.good(),
        )],
    }
}

/// The keys that work now, most useful first; what does not fit is found in the help.
pub(crate) fn keys(ui: Ui<'_>, width: usize, rows: u16) -> Vec<Line<'static>> {
    let mut bindings: Vec<_> = keys::bindings(ui.model)
        .into_iter()
        .filter(|binding| binding.rank > 0 && binding.off.is_none())
        .collect();
    bindings.sort_by_key(|binding| std::cmp::Reverse(binding.rank));
    let cells = |label: &str, text: &str| 2 + words::width(label) + 1 + words::width(text);
    let help = bindings
        .iter()
        .find(|binding| binding.action == Action::Help)
        .map_or(0, |binding| cells(binding.label, &binding.text));
    let most = if rows >= ROOMY { 2 } else { 1 };
    let mut lines: Vec<Vec<Span<'static>>> = vec![Vec::new()];
    let mut used = 0;
    for binding in bindings {
        let needed = cells(binding.label, &binding.text);
        // Room is kept for the way to the rest of the keys.
        let is_help = binding.action == Action::Help;
        let kept = if is_help || lines.len() < most {
            0
        } else {
            help
        };
        if used + needed + kept > width {
            if lines.len() < most {
                lines.push(Vec::new());
                used = 0;
            } else {
                continue;
            }
        }
        used += needed;
        if let Some(line) = lines.last_mut() {
            line.push(Span::raw(if line.is_empty() { " " } else { "  " }));
            line.push(Span::styled(binding.label, ui.theme.key()));
            line.push(Span::styled(format!(" {}", binding.text), Style::new()));
        }
    }
    lines.into_iter().map(Line::from).collect()
}

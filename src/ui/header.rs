//! The first line: where one is, on which services, and how far the setup has come.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::{Ui, when, words};
use crate::app::state::Screen;
use crate::guide::StepId;

/// Between two parts.
const GAP: &str = " ";

/// A part of the line, with how early it has to make room: the lowest goes first, 9 never.
struct Part {
    rank: u8,
    spans: Vec<Span<'static>>,
    /// The same in fewer cells, for when that spares another part.
    short: Option<Vec<Span<'static>>>,
}

impl Part {
    fn new(rank: u8, text: impl Into<String>, style: Style) -> Self {
        Self {
            rank,
            spans: vec![Span::styled(text.into(), style)],
            short: None,
        }
    }

    fn width(&self) -> usize {
        let spans = self.spans.iter();
        spans.map(|span| words::width(&span.content)).sum::<usize>() + GAP.len()
    }
}

pub(super) fn draw(ui: Ui<'_>, frame: &mut Frame, area: Rect) {
    let room = usize::from(area.width);
    let mut left = left(ui);
    let mut right = right(ui);
    loop {
        let parts = || left.iter().chain(&right);
        let used: usize = parts().map(Part::width).sum();
        let lowest = parts().map(|part| part.rank).min().unwrap_or(9);
        if used <= room {
            break;
        }
        if let Some(part) = left.iter_mut().find(|part| part.short.is_some()) {
            part.spans = part.short.take().unwrap_or_default();
            continue;
        }
        if lowest == 9 {
            break;
        }
        left.retain(|part| part.rank > lowest);
        right.retain(|part| part.rank > lowest);
    }
    let line = |parts: Vec<Part>, before: &'static str, after: &'static str| {
        let spans = parts.into_iter().flat_map(|part| {
            std::iter::once(Span::raw(before))
                .chain(part.spans)
                .chain([Span::raw(after)])
        });
        Line::from(
            spans
                .filter(|span| !span.content.is_empty())
                .collect::<Vec<_>>(),
        )
    };
    frame.render_widget(line(left, "", GAP), area);
    frame.render_widget(line(right, GAP, "").right_aligned(), area);
}

fn left(ui: Ui<'_>) -> Vec<Part> {
    let mut parts = vec![Part::new(2, " stackday", ui.theme.strong())];
    parts.push(Part {
        rank: 9,
        spans: tabs(ui, " "),
        short: Some(tabs(ui, "")),
    });
    if let Some(profile) = &ui.state.env.profile {
        parts.push(Part::new(
            4,
            words::cut(profile, 24).into_owned(),
            ui.theme.accent(),
        ));
    }
    parts
}

/// The screens with their digits, the shown one in brackets, with this besides between two.
fn tabs(ui: Ui<'_>, gap: &'static str) -> Vec<Span<'static>> {
    let mut spans = Vec::new();
    let mut after_shown = false;
    for (digit, name, screen) in Screen::ALL {
        let shown = screen == ui.state.screen;
        let (before, after) = if shown { ("[", "]") } else { (" ", gap) };
        let style = if shown { ui.theme.key() } else { Style::new() };
        // The bracket stands where the gap would: no tab moves when another screen is shown.
        let before = if after_shown && gap.is_empty() {
            ""
        } else {
            before
        };
        spans.push(Span::styled(
            format!("{before}{digit} {name}{after}"),
            style,
        ));
        after_shown = shown;
    }
    spans.insert(0, Span::raw(gap));
    spans
}

fn right(ui: Ui<'_>) -> Vec<Part> {
    let (state, theme) = (ui.state, ui.theme);
    let mut parts = Vec::new();
    if let Some(running) = state.running.values().next() {
        let mut text = format!("{} {}", ui.spinner(), running.what);
        if state.running.len() > 1 {
            text = format!("{text} +{}", state.running.len() - 1);
        }
        parts.push(Part::new(6, text, theme.accent()));
    }
    if let Some(wait) = &state.wait {
        let left = when::left(wait.until, state.now);
        parts.push(Part::new(7, format!(" waits {left}"), theme.doubt()));
    }
    let done = state.ledger.proven(state.now);
    let all = StepId::ALL.len();
    parts.push(Part::new(
        5,
        format!(" {done}/{all} proven "),
        theme.strong(),
    ));
    parts.push(Part::new(3, "secrets: memory only ", theme.dim()));
    if state.env.read_only {
        parts.push(Part::new(8, " READ-ONLY ", theme.banner()));
    }
    parts.push(if state.env.rehearsal {
        Part::new(9, " SANDBOX ", theme.sandbox())
    } else {
        Part::new(9, " LIVE ", theme.live())
    });
    parts
}

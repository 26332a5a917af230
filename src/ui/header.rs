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
}

impl Part {
    fn new(rank: u8, text: impl Into<String>, style: Style) -> Self {
        Self {
            rank,
            spans: vec![Span::styled(text.into(), style)],
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
        if used <= room || lowest == 9 {
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
    let tabs = Screen::ALL.into_iter().flat_map(|(digit, name, screen)| {
        let (text, style) = if screen == ui.state.screen {
            (format!("[{digit} {name}]"), ui.theme.key())
        } else {
            (format!(" {digit} {name} "), Style::new())
        };
        [Span::styled(text, style)]
    });
    let tabs = std::iter::once(Span::raw(" ")).chain(tabs);
    parts.push(Part {
        rank: 9,
        spans: tabs.collect(),
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

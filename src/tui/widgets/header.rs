//! The first line: where one is, on which services, and how far the setup has come.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::domain::{SecretStoreKind, StepId};
use crate::library::Profile;
use crate::tui::screen::Screen;
use crate::tui::ui::Ui;
use crate::tui::widgets::{when, words};

/// Between two parts.
const GAP: &str = " ";

/// The rank of what is never left out.
const NEVER: u8 = 9;

/// A part of the line, with how early it has to make room: the lowest rank goes first.
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
        cells(&self.spans) + GAP.len()
    }

    /// How wide it is in its short form, where it has one.
    fn least(&self) -> usize {
        cells(self.short.as_ref().unwrap_or(&self.spans)) + GAP.len()
    }
}

fn cells(spans: &[Span<'_>]) -> usize {
    spans.iter().map(|span| words::width(&span.content)).sum()
}

pub(crate) fn draw(ui: Ui<'_>, frame: &mut Frame, area: Rect) {
    let room = usize::from(area.width);
    let (mut left, mut right) = (left(ui), right(ui));
    fit(&mut left, &mut right, room);
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

/// Leaves out what does not fit, the least important first; the short form of a part comes before leaving one out.
fn fit(left: &mut Vec<Part>, right: &mut Vec<Part>, room: usize) {
    let mut ranks: Vec<u8> = left.iter().chain(&*right).map(|part| part.rank).collect();
    ranks.sort_unstable_by_key(|rank| std::cmp::Reverse(*rank));
    ranks.dedup();
    let mut used = 0;
    for rank in ranks {
        let parts = left.iter().chain(&*right);
        let of_rank = parts.filter(|part| part.rank == rank);
        let needed: usize = of_rank.map(Part::least).sum();
        if rank == NEVER || used + needed <= room {
            used += needed;
        } else {
            left.retain(|part| part.rank != rank);
            right.retain(|part| part.rank != rank);
        }
    }
    let whole: usize = left.iter().chain(&*right).map(Part::width).sum();
    if whole > room {
        for part in left.iter_mut().chain(right) {
            part.spans = part
                .short
                .take()
                .unwrap_or_else(|| std::mem::take(&mut part.spans));
        }
    }
}

fn left(ui: Ui<'_>) -> Vec<Part> {
    let mut parts = vec![Part::new(2, " stackday", ui.theme.strong())];
    parts.push(Part {
        rank: NEVER,
        spans: tabs(ui, " "),
        short: Some(tabs(ui, "")),
    });
    if let Some(name) = connection(ui) {
        parts.push(Part::new(4, name, ui.theme.accent()));
    }
    parts
}

/// The connection that the forms show, with a sign where they hold something that is not saved.
fn connection(ui: Ui<'_>) -> Option<String> {
    let saved = &ui.shared.library;
    let name = match open(ui) {
        Some(profile) => Some(&profile.name),
        None => ui.shared.env.profile.as_ref(),
    };
    let sign = if saved.changed { " *" } else { "" };
    match name {
        Some(name) => Some(format!("{}{sign}", words::cut(name, 24))),
        None => saved.changed.then(|| "not saved *".to_owned()),
    }
}

fn open(ui: Ui<'_>) -> Option<&Profile> {
    let saved = &ui.shared.library;
    saved.open.and_then(|id| saved.contents.find(id))
}

/// Where the Token of the open connection is kept.
fn secrets(ui: Ui<'_>) -> &'static str {
    let kept = open(ui).and_then(|profile| profile.token.as_ref());
    match kept.map(|kept| kept.place) {
        Some(SecretStoreKind::Keyring) => "secrets: keyring ",
        Some(SecretStoreKind::File) => "secrets: encrypted file ",
        Some(SecretStoreKind::Plaintext) => "secrets: plaintext file ",
        Some(SecretStoreKind::Memory) | None => "secrets: memory only ",
    }
}

/// The screens with their digits, the shown one in brackets, with this besides between two.
fn tabs(ui: Ui<'_>, gap: &'static str) -> Vec<Span<'static>> {
    let mut spans = Vec::new();
    let mut after_shown = false;
    for (digit, name, screen) in Screen::ALL {
        let shown = *screen == ui.shared.screen;
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
    let (model, theme) = (ui.model, ui.theme);
    let mut parts = Vec::new();
    if let Some(running) = model.shared.tasks.running.values().next() {
        let mut text = format!("{} {}", ui.spinner(), running.what);
        if model.shared.tasks.running.len() > 1 {
            text = format!("{text} +{}", model.shared.tasks.running.len() - 1);
        }
        parts.push(Part::new(6, text, theme.accent()));
    }
    if let Some(wait) = &model.shared.tasks.wait {
        let left = when::left(wait.until, model.shared.now);
        parts.push(Part::new(7, format!(" waits {left}"), theme.warn()));
    }
    let done = model.shared.ledger.proven(model.shared.now);
    let all = StepId::ALL.len();
    parts.push(Part::new(
        5,
        format!(" {done}/{all} proven "),
        theme.strong(),
    ));
    parts.push(Part::new(3, secrets(ui), theme.muted()));
    // As long as one secret is readable on the disk, every screen says so.
    if model.profiles.plaintext() {
        parts.push(Part::new(NEVER, " PLAINTEXT ", theme.alarm()));
    }
    if model.logs.unwritten {
        parts.push(Part::new(8, " LOG FILE NOT WRITTEN ", theme.alarm()));
    }
    if model.shared.env.read_only {
        parts.push(Part::new(8, " READ-ONLY ", theme.banner()));
    }
    parts.push(if model.shared.env.rehearsal {
        Part::new(NEVER, " SANDBOX ", theme.sandbox())
    } else {
        Part::new(NEVER, " LIVE ", theme.live())
    });
    parts
}

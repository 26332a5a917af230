//! What stands above the rows: the filter, how many connections are in which state, and why those that failed did.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::domain::Standing;
use crate::tui::library_view::Progress;
use crate::tui::screens::profiles::Part;
use crate::tui::screens::profiles::view::row::standing;
use crate::tui::size_class::SizeClass;
use crate::tui::ui::Ui;
use crate::tui::widgets::filter_line;
use crate::tui::widgets::words;
use crate::workflow::{Cause, ConnectionState};

/// In which column the counts begin where there is room, and where it is narrow.
const COUNTS: (u16, u16) = (34, 25);

/// How many causes have a name of their own.
const NAMED: usize = 3;

/// In which order the counts stand.
const SHOWN: [ConnectionState; 4] = [
    ConnectionState::Ok,
    ConnectionState::Failed,
    ConnectionState::Stale,
    ConnectionState::Unknown,
];

/// How many rows it takes.
pub(crate) fn rows(ui: Ui<'_>) -> u16 {
    let view = &ui.model.profiles;
    let has_counts = view.part == Part::Connections && view.summary().all() > 0;
    let is_filtered = view.filter.is_shown();
    match (has_counts, ui.size_class()) {
        (true, SizeClass::Boxed | SizeClass::Large) => 3,
        (true, SizeClass::Ruled) => 1,
        (true, SizeClass::Single) | (false, _) => is_filtered.into(),
    }
}

pub(crate) fn draw(ui: Ui<'_>, frame: &mut Frame, area: Rect) {
    let view = &ui.model.profiles;
    let has_counts = view.part == Part::Connections && view.summary().all() > 0;
    if area.is_empty() {
        return;
    }
    if !has_counts || ui.size_class() == SizeClass::Single {
        return filter_line::draw(ui, frame, area, &view.filter);
    }
    let is_boxed = ui.size_class().is_boxed();
    // What is typed may be long: the counts give way.
    let begin = if is_boxed { COUNTS.0 } else { COUNTS.1 };
    let is_long = view.filter.mistake().is_some()
        || words::width(view.filter.text()) + 4 > usize::from(begin);
    let (filter, beside) = if is_long {
        (area.width, area.width)
    } else {
        (begin.min(area.width), begin.min(area.width))
    };
    if view.filter.is_shown() {
        filter_line::draw(ui, frame, part(area, 0, 0, filter), &view.filter);
    }
    if beside < area.width {
        let counts = part(area, 0, beside, area.width - beside);
        frame.render_widget(self::counts(ui, is_boxed), counts);
    }
    if !is_boxed {
        return;
    }
    let (label, line) = causes(ui);
    let label = Line::styled(format!("    {label}"), ui.theme.muted());
    frame.render_widget(label, part(area, 1, 0, begin.min(area.width)));
    let begin = begin.min(area.width);
    frame.render_widget(line, part(area, 1, begin, area.width - begin));
    let rule = "─".repeat(usize::from(area.width));
    let rule = Line::styled(rule, ui.theme.border(false));
    frame.render_widget(rule, part(area, 2, 0, area.width));
}

fn part(area: Rect, row: u16, column: u16, width: u16) -> Rect {
    Rect {
        x: area.x + column,
        y: area.y + row.min(area.height.saturating_sub(1)),
        width,
        height: 1,
    }
}

/// How many are in which state, whatever the filter.
fn counts(ui: Ui<'_>, with_all: bool) -> Line<'static> {
    let (theme, summary) = (ui.theme, ui.model.profiles.summary());
    let gap = if with_all { "   " } else { "  " };
    let mut spans = Vec::new();
    if with_all {
        spans.push(Span::styled("all ", theme.muted()));
        spans.push(Span::raw(summary.all().to_string()));
    }
    for state in SHOWN {
        let count = summary.count(state);
        let is_loud = state == ConnectionState::Failed && count > 0;
        let style = if is_loud { theme.bad() } else { theme.muted() };
        let sign = if count == 0 {
            theme.muted()
        } else {
            theme.standing(standing(state))
        };
        if !spans.is_empty() {
            spans.push(Span::raw(gap));
        }
        spans.push(Span::styled(ui.glyphs.standing(standing(state)), sign));
        spans.push(Span::styled(format!(" {} ", state.word()), style));
        let number = if is_loud || count == 0 {
            style
        } else {
            Style::new()
        };
        spans.push(Span::styled(count.to_string(), number));
    }
    Line::from(spans)
}

/// Why those failed that failed; while a verification runs, how far it is.
fn causes(ui: Ui<'_>) -> (String, Line<'static>) {
    if let Some(progress) = ui.shared.library.progress {
        return gauge(ui, progress);
    }
    let summary = ui.model.profiles.summary();
    let failed = summary.count(ConnectionState::Failed);
    if failed == 0 {
        return (String::new(), Line::default());
    }
    let (muted, strong) = (ui.theme.muted(), ui.theme.strong());
    let named: Vec<_> = summary
        .causes
        .iter()
        .filter(|(cause, _)| *cause != Cause::Other)
        .take(NAMED)
        .collect();
    let rest = failed.saturating_sub(named.iter().map(|(_, count)| count).sum());
    let all = named.iter().map(|(cause, count)| (cause.name(), *count));
    let other = (rest > 0).then_some(("other", rest));
    let mut spans = Vec::new();
    for (name, count) in all.chain(other) {
        if !spans.is_empty() {
            spans.push(Span::raw("   "));
        }
        spans.push(Span::styled(count.to_string(), strong));
        spans.push(Span::styled(format!(" {name}"), muted));
    }
    (format!("{failed} failed because"), Line::from(spans))
}

/// How far a verification of many is: the gauge, and the counts.
fn gauge(ui: Ui<'_>, progress: Progress) -> (String, Line<'static>) {
    const CELLS: usize = 20;
    let Progress {
        done,
        total,
        failed,
        ..
    } = progress;
    let (full, open) = (ui.glyphs.gauge(true), ui.glyphs.gauge(false));
    let filled = (done * CELLS).checked_div(total).unwrap_or(0).min(CELLS);
    let mut spans = vec![
        Span::styled(full.repeat(filled), ui.theme.accent()),
        Span::styled(open.repeat(CELLS - filled), ui.theme.border(false)),
        Span::styled(format!("  {done}"), ui.theme.strong()),
        Span::raw(format!(" of {total}")),
    ];
    if failed > 0 {
        let failed = format!("   {failed} failed");
        spans.push(Span::styled(failed, ui.theme.standing(Standing::Failed)));
    }
    (format!("{} verifying", ui.spinner()), Line::from(spans))
}

//! The checklist: eleven steps, each with what is known of it and since when, and why it does not hold.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use crate::domain::{Standing, StepId};
use crate::guide::{self, Section, Step};
use crate::tui::mouse::{List, Target};
use crate::tui::screens::setup::Focus;
use crate::tui::screens::setup::view::short;
use crate::tui::size_class::SizeClass;
use crate::tui::ui::Ui;
use crate::tui::widgets::pane;
use crate::tui::widgets::panel::Panel;
use crate::tui::widgets::{when, words};

/// The column of the titles: the longest one and a gap.
const TITLE: usize = 32;

/// The fewest cells of a title.
const SHORTEST_TITLE: usize = 12;

/// The column of the ages, with a cell before it.
const AGE: usize = 7;

/// The columns of a row.
#[derive(Clone, Copy)]
struct Columns {
    /// Between the step's name and its title.
    gap: usize,
    title: usize,
    evidence: usize,
    /// 0 where there is no room for ages.
    age: usize,
    all: usize,
}

impl Columns {
    fn of(ui: Ui<'_>, width: usize) -> Self {
        let gap = if ui.size_class().is_boxed() { 2 } else { 1 };
        let before = 4 + gap;
        let rest = width.saturating_sub(before);
        let age = if rest >= TITLE + short::CELLS + AGE {
            AGE
        } else {
            0
        };
        let title = rest
            .saturating_sub(short::CELLS)
            .clamp(SHORTEST_TITLE, TITLE);
        Self {
            gap,
            title,
            evidence: rest.saturating_sub(title + age),
            age,
            all: width,
        }
    }

    /// The cells before the titles.
    fn indent(self) -> usize {
        4 + self.gap
    }
}

/// How many rows the steps take in this many columns, with the reason of the first that failed.
pub(crate) fn rows(ui: Ui<'_>, area: Rect) -> u16 {
    let width = Panel::room(ui, area).width;
    let columns = Columns::of(ui, usize::from(width));
    let longest = StepId::ALL
        .into_iter()
        .map(|step| reason(ui, step, columns).len())
        .max();
    let rows = StepId::ALL.len() + longest.unwrap_or(0);
    u16::try_from(rows).unwrap_or(u16::MAX)
}

/// Draws it.
pub(crate) fn draw(ui: Ui<'_>, frame: &mut Frame, area: Rect) {
    let focused = ui.model.setup.focus == Focus::Checklist;
    let inner = if ui.size_class() == SizeClass::Single {
        // One pane: it needs no title of its own.
        Rect {
            x: area.x + 1,
            width: area.width.saturating_sub(2),
            ..area
        }
    } else {
        Panel::new("Setup")
            .focused(focused)
            .state(counts(ui))
            .legend(legend(ui))
            .draw(ui, frame, area)
    };
    let rows = usize::from(inner.height);
    let columns = Columns::of(ui, usize::from(inner.width));
    let (lines, selected) = lines(ui, columns, rows, focused);
    let first = ui.first_row(List::Screen, selected, lines.len(), rows);
    pane::scrollbar(
        ui,
        frame,
        pane::widened(inner, pane::to_edge(ui)),
        first,
        lines.len(),
    );
    ui.note(area, Target::List(List::Screen));
    for ((step, _), row) in lines.iter().skip(first).zip(inner.rows()) {
        if let Some(step) = step {
            ui.note(row, Target::Row(List::Screen, step.index()));
        }
    }
    let shown = lines.into_iter().map(|(_, line)| line);
    let shown: Vec<_> = shown.skip(first).take(rows).collect();
    // The cursor stands in the padding: no column moves.
    let padded = Rect {
        x: inner.x.saturating_sub(1),
        width: inner.width + 2,
        ..inner
    };
    frame.render_widget(Paragraph::new(shown), padded);
}

/// `6 of 11 proven, 1 failed`.
fn counts(ui: Ui<'_>) -> Vec<Span<'static>> {
    let (ledger, now) = (&ui.shared.ledger, ui.shared.now);
    let (proven, all) = (ledger.proven(now), StepId::ALL.len());
    let style = if proven == all {
        ui.theme.ok()
    } else {
        Style::new()
    };
    let mut spans = vec![Span::styled(format!("{proven} of {all} proven"), style)];
    let failed = ledger.standing(Standing::Failed, now).count();
    if failed > 0 {
        spans.push(Span::raw(", "));
        spans.push(Span::styled(format!("{failed} failed"), ui.theme.bad()));
    }
    spans
}

/// What the signs mean; those of trouble only where there is some.
fn legend(ui: Ui<'_>) -> Vec<Span<'static>> {
    use Standing::{Attested, Failed, Observed, Stale, Unknown, Verified};
    let shown = [
        (Verified, "proven", true),
        (Observed, "observed", true),
        (Attested, "you said so", true),
        (Failed, "failed", false),
        (Stale, "stale", false),
        (Unknown, "open", true),
    ];
    let mut spans = Vec::new();
    for (standing, word, always) in shown {
        let mut there = ui.shared.ledger.standing(standing, ui.shared.now);
        if !always && there.next().is_none() {
            continue;
        }
        if !spans.is_empty() {
            spans.push(Span::raw("  "));
        }
        spans.push(Span::styled(
            ui.glyphs.standing(standing),
            ui.theme.standing(standing),
        ));
        spans.push(Span::styled(format!(" {word}"), ui.theme.muted()));
    }
    spans
}

/// All lines with the steps that they belong to, and which of them is the selected step's. Blank rows go first where there are few rows, then the sections.
fn lines(
    ui: Ui<'_>,
    columns: Columns,
    rows: usize,
    focused: bool,
) -> (Vec<(Option<StepId>, Line<'static>)>, usize) {
    let sections = &guide::guide().sections;
    let reasons: usize = StepId::ALL
        .into_iter()
        .map(|step| reason(ui, step, columns).len())
        .sum();
    let steps = StepId::ALL.len() + reasons;
    let has_heads = ui.size_class().is_boxed() && rows >= steps + sections.len();
    let has_gaps = has_heads && rows >= steps + 2 * sections.len() - 1;
    let mut lines = Vec::new();
    let mut selected = 0;
    for (at, section) in sections.iter().enumerate() {
        if has_gaps && at > 0 {
            lines.push((None, Line::default()));
        }
        if has_heads {
            lines.push((None, heading(ui, section, columns.all, at == 0)));
        }
        for step in &section.steps {
            if step.id == ui.model.setup.step {
                selected = lines.len();
            }
            let of = step_lines(ui, step, columns, focused);
            lines.extend(of.into_iter().map(|line| (Some(step.id), line)));
        }
    }
    (lines, selected)
}

fn heading(ui: Ui<'_>, section: &Section, width: usize, is_first: bool) -> Line<'static> {
    let proven = section
        .steps
        .iter()
        .filter(|step| ui.shared.standing(step.id) == Standing::Verified)
        .count();
    let word = if is_first { " proven" } else { "" };
    let count = format!("{proven} of {}{word}", section.steps.len());
    let gap = 2;
    let room = width.saturating_sub(gap + 2 + words::width(&count));
    let title = words::fill(&section.title, room);
    Line::from(vec![
        Span::styled(
            format!(" {}{title} ", words::fill(&section.id, gap + 1)),
            ui.theme.strong(),
        ),
        Span::styled(count, ui.theme.muted()),
    ])
}

/// Why a step does not hold, below its row, where the row has no room for it.
fn reason(ui: Ui<'_>, step: StepId, columns: Columns) -> Vec<Line<'static>> {
    let evidence = ui.shared.ledger.of(step);
    let Some(reason) = short::reason(evidence) else {
        return Vec::new();
    };
    // In a small window the reason of the selected step stands below the list, with what to do about it.
    let is_below = match ui.size_class() {
        SizeClass::Single => true,
        SizeClass::Ruled => step == ui.model.setup.step,
        SizeClass::Boxed | SizeClass::Large => false,
    };
    if is_below || words::width(reason) <= columns.evidence {
        return Vec::new();
    }
    let indent = columns.indent();
    let room = columns.all.saturating_sub(indent);
    words::wrap(&[Span::raw(reason.to_owned())], room, 0)
        .into_iter()
        .map(|mut line| {
            line.spans.insert(0, Span::raw(" ".repeat(indent + 1)));
            line
        })
        .collect()
}

fn step_lines(ui: Ui<'_>, step: &Step, columns: Columns, focused: bool) -> Vec<Line<'static>> {
    let selected = step.id == ui.model.setup.step;
    let mut lines = vec![step_line(ui, step, columns, selected)];
    lines.extend(reason(ui, step.id, columns));
    if selected {
        let style = if focused {
            ui.theme.select()
        } else {
            ui.theme.strong()
        };
        for line in &mut lines {
            let used = words::cells(&line.spans);
            // One bar, from one padding cell to the other.
            let rest = (columns.all + 2).saturating_sub(used);
            line.push_span(Span::raw(" ".repeat(rest)));
            line.style = style;
        }
    }
    lines
}

fn step_line(ui: Ui<'_>, step: &Step, columns: Columns, selected: bool) -> Line<'static> {
    let standing = ui.shared.standing(step.id);
    let running = ui.at_work(step.id);
    let (sign, sign_style) = if running.is_some() {
        (ui.glyphs.working(ui.shared.ticks), ui.theme.accent())
    } else {
        (ui.glyphs.standing(standing), ui.theme.standing(standing))
    };
    let cursor = if selected { ui.glyphs.cursor() } else { " " };
    let is_quiet = matches!(
        standing,
        Standing::Unknown | Standing::Skipped | Standing::Attested | Standing::Observed
    );
    let (name_style, style) = match selected {
        true => (ui.theme.key(), Style::new()),
        false if is_quiet => (ui.theme.muted(), ui.theme.muted()),
        false => (ui.theme.muted(), Style::new()),
    };
    let title = if ui.shared.guide.differs(step.id) {
        let sign = ui.glyphs.differs();
        let room = columns.title.saturating_sub(words::width(sign) + 2);
        format!("{} {sign}", words::cut(&step.title, room))
    } else {
        step.title.clone()
    };
    let mut spans = vec![
        Span::styled(cursor, ui.theme.key()),
        Span::styled(sign, sign_style),
        Span::raw(" "),
        Span::styled(step.id.name(), name_style),
        Span::raw(" ".repeat(columns.gap)),
        Span::raw(words::fill(&title, columns.title)),
        Span::styled(
            words::fill(&evidence(ui, step.id, columns), columns.evidence),
            style,
        ),
    ];
    if columns.age > 0 {
        spans.push(age(ui, step.id, columns.age));
    }
    Line::from(spans)
}

/// What is known of a step: in full where that fits, else in short.
fn evidence(ui: Ui<'_>, step: StepId, columns: Columns) -> String {
    if let Some(running) = ui.at_work(step) {
        let at = if running.at.is_empty() {
            running.what
        } else {
            &running.at
        };
        if words::width(at) <= columns.evidence {
            return at.to_owned();
        }
        let waits = matches!(step, StepId::C2 | StepId::D2 | StepId::D3) && running.check.is_none();
        return if waits { "waiting" } else { "checking" }.to_owned();
    }
    let evidence = ui.shared.ledger.of(step);
    let long = short::reason(evidence).or_else(|| evidence.at.map(|_| evidence.line.as_str()));
    let has_room =
        |long: &&str| columns.evidence > short::CELLS && words::width(long) <= columns.evidence;
    match long.filter(has_room) {
        Some(long) => long.to_owned(),
        None => short::evidence(ui.shared, step),
    }
}

/// Since when it is known; of what runs, for how long; and which step is next.
fn age(ui: Ui<'_>, step: StepId, cells: usize) -> Span<'static> {
    let (shared, now) = (ui.shared, ui.shared.now);
    let right = |text: String| format!("{text:>cells$}");
    if let Some(begun) = ui.at_work(step).and_then(|running| running.begun) {
        return Span::styled(right(when::lasted(begun, now)), ui.theme.accent());
    }
    match shared.ledger.of(step).at {
        Some(at) => {
            let age = when::age_cell(at, now, &shared.env.zone);
            Span::styled(right(age), ui.theme.muted())
        }
        None if shared.ledger.next_open(now) == Some(step) => {
            Span::styled(right("next".to_owned()), ui.theme.key())
        }
        None => Span::raw(right(String::new())),
    }
}

//! The list of steps: its sections, and what is known of each step.

use std::sync::LazyLock;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use crate::guide::{self, Ledger, Section, Step};
use crate::tui::screens::setup::Focus;
use crate::tui::ui::Ui;
use crate::tui::widgets::pane::{self, first_row, pane};
use crate::tui::widgets::words;

/// What is known before anything was looked at: not worth a line.
static AT_FIRST: LazyLock<Ledger> = LazyLock::new(Ledger::default);

/// How much room each step has.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Density {
    /// Sections apart, evidence below each step.
    Roomy,
    /// Evidence below each step.
    Full,
    /// One line a step, sections apart.
    Apart,
    /// One line a step.
    Tight,
}

impl Density {
    fn evidence(self) -> bool {
        matches!(self, Self::Roomy | Self::Full)
    }

    fn apart(self) -> bool {
        matches!(self, Self::Roomy | Self::Apart)
    }

    /// The most comfortable one that fits.
    fn fitting(rows: usize) -> Self {
        let sections = guide::guide().sections.len();
        let steps = crate::domain::StepId::ALL.len();
        let gaps = sections.saturating_sub(1);
        if rows >= sections + 2 * steps + gaps {
            Self::Roomy
        } else if rows >= sections + 2 * steps {
            Self::Full
        } else if rows >= sections + steps + gaps {
            Self::Apart
        } else {
            Self::Tight
        }
    }
}

pub(crate) fn draw(ui: Ui<'_>, frame: &mut Frame, area: Rect) {
    let focused = ui.model.setup.focus == Focus::Checklist;
    let block = pane(ui, "Steps", focused);
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let rows = usize::from(inner.height);
    let density = Density::fitting(rows);
    let width = usize::from(inner.width);
    let mut lines = Vec::new();
    let mut selected = 0;
    for section in &guide::guide().sections {
        if density.apart() && !lines.is_empty() {
            lines.push(Line::default());
        }
        lines.push(heading(ui, section, width));
        for step in &section.steps {
            if step.id == ui.model.setup.step {
                selected = lines.len();
            }
            lines.push(step_line(ui, step, width, focused));
            if density.evidence() {
                lines.push(evidence_line(ui, step, width));
            }
        }
    }
    let first = first_row(selected, lines.len(), rows);
    pane::scrollbar(ui, frame, pane::widened(inner, 1), first, lines.len());
    let shown: Vec<_> = lines.into_iter().skip(first).take(rows).collect();
    frame.render_widget(Paragraph::new(shown), inner);
}

fn heading(ui: Ui<'_>, section: &Section, width: usize) -> Line<'static> {
    let place = format!(" · {}", section.place);
    let title = format!("{} {}", section.id, section.title);
    let room = width.saturating_sub(words::width(&place));
    // Where both do not fit, the title says more than the place.
    if words::width(&title) <= room {
        Line::from(vec![
            Span::styled(title, ui.theme.strong()),
            Span::styled(place, ui.theme.muted()),
        ])
    } else {
        Line::from(Span::styled(
            words::cut(&title, width).into_owned(),
            ui.theme.strong(),
        ))
    }
}

fn step_line(ui: Ui<'_>, step: &Step, width: usize, focused: bool) -> Line<'static> {
    let standing = ui.shared.standing(step.id);
    let (mark, mark_style) = if ui.at_work(step.id).is_some() {
        (ui.glyphs.working(ui.shared.ticks), ui.theme.accent())
    } else {
        (ui.glyphs.standing(standing), ui.theme.standing(standing))
    };
    let selected = step.id == ui.model.setup.step;
    let cursor = if selected { ui.glyphs.cursor() } else { " " };
    let differs = ui.shared.guide.differs(step.id);
    let behind = if differs { 2 } else { 0 };
    let room = width.saturating_sub(3 + behind);
    let title = words::fill(&format!("{} {}", step.id.name(), step.title), room);
    let style = match (selected, focused) {
        (true, true) => ui.theme.select(),
        (true, false) => ui.theme.strong(),
        _ => ratatui::style::Style::new(),
    };
    let mut spans = vec![
        Span::styled(cursor, ui.theme.key()),
        Span::styled(mark, mark_style),
        Span::styled(format!(" {title}"), style),
    ];
    if differs {
        let sign = format!(" {}", ui.glyphs.differs());
        spans.push(Span::styled(sign, ui.theme.warn()));
    }
    Line::from(spans)
}

fn evidence_line(ui: Ui<'_>, step: &Step, width: usize) -> Line<'static> {
    let evidence = ui.shared.ledger.of(step.id);
    if evidence == AT_FIRST.of(step.id) {
        return Line::default();
    }
    let indent = 6;
    let text = words::cut(&evidence.line, width.saturating_sub(indent));
    Line::from(vec![
        Span::raw(" ".repeat(indent)),
        Span::styled(text.into_owned(), ui.theme.muted()),
    ])
}

//! The evidence of all steps, newest first.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use crate::domain::StepId;
use crate::tui::ui::Ui;
use crate::tui::widgets::panel::Panel;
use crate::tui::widgets::{when, words};

/// The column of the times.
const TIME: usize = 12;

/// The column of the exchanges.
const EXCHANGE: usize = 9;

/// Draws it.
pub(crate) fn draw(ui: Ui<'_>, frame: &mut Frame, area: Rect) {
    let inner = Panel::new("Evidence")
        .state([Span::raw("newest first")])
        .draw(ui, frame, area);
    let width = usize::from(inner.width);
    let mut steps: Vec<_> = StepId::ALL
        .into_iter()
        .filter_map(|step| Some((ui.shared.ledger.of(step).at?, step)))
        .collect();
    steps.sort_by_key(|(at, step)| std::cmp::Reverse((*at, step.index())));
    let mut lines = if steps.is_empty() {
        vec![Line::styled("Nothing was checked yet.", ui.theme.muted())]
    } else {
        vec![heading(ui, width)]
    };
    lines.extend(steps.into_iter().map(|(_, step)| row(ui, step, width)));
    frame.render_widget(Paragraph::new(lines), inner);
}

/// What is left for the words.
fn room(width: usize) -> usize {
    width.saturating_sub(TIME + 2 + 4 + EXCHANGE)
}

fn heading(ui: Ui<'_>, width: usize) -> Line<'static> {
    let time = words::fill("time", TIME);
    // The steps' names are two cells wide: the column's own name would be wider.
    let seen = words::fill("what was seen", room(width) + 4);
    let text = format!("{time}  {seen}{:>EXCHANGE$}", "exchange");
    Line::styled(text, ui.theme.muted())
}

fn row(ui: Ui<'_>, step: StepId, width: usize) -> Line<'static> {
    let shared = ui.shared;
    let evidence = shared.ledger.of(step);
    let standing = shared.standing(step);
    let at = evidence
        .at
        .map(|at| when::short(at, shared.now, &shared.env.zone));
    let exchange = evidence
        .diagnosis
        .as_ref()
        .and_then(|diagnosis| diagnosis.exchange)
        .map_or_else(|| "–".to_owned(), |number| number.to_string());
    Line::from(vec![
        Span::styled(words::fill(&at.unwrap_or_default(), TIME), ui.theme.muted()),
        Span::styled(
            format!("{} ", ui.glyphs.standing(standing)),
            ui.theme.standing(standing),
        ),
        Span::styled(format!("{}  ", step.name()), ui.theme.muted()),
        Span::raw(words::fill(&evidence.line, room(width))),
        Span::styled(format!("{exchange:>EXCHANGE$}"), ui.theme.muted()),
    ])
}

//! The main action of a step.

use ratatui::text::{Line, Span};

use crate::tui::screens::setup::items::{Act, act_name};
use crate::tui::screens::setup::view::step::compare;
use crate::tui::tasks::TaskKind;
use crate::tui::ui::Ui;
use crate::tui::widgets::words;

/// The step's main action, and what it is at while it runs.
pub(crate) fn draw(
    ui: Ui<'_>,
    act: Act,
    width: usize,
    focused: bool,
    lines: &mut Vec<Line<'static>>,
) {
    let style = if focused {
        ui.theme.select()
    } else {
        ui.theme.strong()
    };
    let mark = if focused { ui.glyphs.cursor() } else { " " };
    let name = format!("[ {} ]", act_name(act));
    let mut row = vec![
        Span::styled(format!("{mark} "), ui.theme.key()),
        Span::styled(name.clone(), style),
    ];
    let slot = match act {
        Act::Continue => None,
        Act::CheckRequest => Some(TaskKind::Request),
        Act::Verify => Some(TaskKind::Verify),
        Act::Wait => Some(TaskKind::Wait),
        Act::Link | Act::Follow => Some(TaskKind::Link),
    };
    // What looks at this very step is told of below.
    let slot = slot.filter(|_| ui.at_work(ui.model.setup.step).is_none());
    if let Some(running) = slot.and_then(|slot| ui.shared.tasks.running.get(&slot)) {
        let at = if running.at.is_empty() {
            running.what
        } else {
            &running.at
        };
        let room = width.saturating_sub(2 + words::width(&name) + 4);
        row.push(Span::styled(
            format!("  {} {}", ui.spinner(), words::cut(at, room)),
            ui.theme.accent(),
        ));
    }
    lines.push(Line::from(row));
}

/// What a person should know of an action before it is started.
pub(crate) fn note(ui: Ui<'_>, act: Act, width: usize) -> Vec<Line<'static>> {
    let text = match act {
        Act::CheckRequest => {
            "Asks Planday whether it accepts App Id, redirect URI and scopes. No sign-in. The answer is observed, not proven."
        }
        _ => return Vec::new(),
    };
    words::wrap(
        &[Span::styled(text, ui.theme.muted())],
        width.saturating_sub(4),
        0,
    )
    .into_iter()
    .map(|line| compare::indented(line, 4))
    .collect()
}

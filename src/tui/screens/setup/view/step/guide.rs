//! What `StackOne`'s own guide says of the step, and in what that differs from the built-in text.

use ratatui::text::{Line, Span};

use crate::domain::StepId;
use crate::guide::Live;
use crate::guide::live::COMPARED;
use crate::tui::screens::setup::view::step::density::Density;
use crate::tui::ui::Ui;
use crate::tui::widgets::{guide_text, when, words};

/// `StackOne`'s text, marked as its own, where the step shows that one.
pub(crate) fn text(ui: Ui<'_>, width: usize) -> Option<Vec<Line<'static>>> {
    let step = ui.model.setup.step;
    let live = ui.shared.guide.live.as_ref()?;
    let text = live
        .text(step)
        .filter(|_| ui.shared.guide.shows_live(step))?;
    let at = when::moment(live.read_at, ui.shared.now, &ui.shared.env.zone);
    let heading = format!("StackOne's own text, read {at}");
    let style = ui.theme.accent().patch(ui.theme.strong());
    let mut lines = words::wrap(&[Span::styled(heading, style)], width, 2);
    if step == StepId::A1 {
        lines.extend(guide_text::lines(ui, &live.warning, 2, width));
    }
    lines.extend(guide_text::lines(ui, text, 2, width));
    Some(lines)
}

/// Of which version of the connector a guide is, and when it was read.
pub(crate) fn origin(ui: Ui<'_>, live: &Live) -> String {
    let at = when::moment(live.read_at, ui.shared.now, &ui.shared.env.zone);
    match &live.version {
        Some(version) => format!("connector {}, read {at}", words::cut(version.as_str(), 20)),
        None => format!("read {at}"),
    }
}

/// The differences, and the steps beside this one that the checklist does not have.
pub(crate) fn notes(ui: Ui<'_>, width: usize, density: Density) -> Vec<Line<'static>> {
    let Some(live) = &ui.shared.guide.live else {
        return Vec::new();
    };
    let roomy = density == Density::Roomy;
    let mut lines = differences(ui, live, ui.model.setup.step, 0, width, roomy);
    if roomy && !lines.is_empty() {
        lines.insert(0, Line::default());
    }
    lines
}

/// The same for any step and any place. `whole` tells what the other steps say, too.
pub(crate) fn differences(
    ui: Ui<'_>,
    live: &Live,
    step: StepId,
    indent: usize,
    width: usize,
    whole: bool,
) -> Vec<Line<'static>> {
    let sign = ui.glyphs.differs();
    let mut lines: Vec<_> = live
        .differences(step)
        .iter()
        .flat_map(|difference| guide_text::signed(ui, sign, &difference.line(), indent, width))
        .collect();
    for extra in live.extras(step) {
        lines.extend(guide_text::signed(ui, sign, &extra.line(), indent, width));
        if whole {
            lines.extend(guide_text::lines(ui, &extra.lines, indent + 4, width));
        }
    }
    lines
}

/// That it says the same, or why it is not there.
pub(crate) fn aside(ui: Ui<'_>, width: usize) -> Vec<Line<'static>> {
    let (guide, step) = (&ui.shared.guide, ui.model.setup.step);
    let text = match (&guide.live, &guide.trouble) {
        (Some(live), _) if live.agrees(step) => {
            let at = when::moment(live.read_at, ui.shared.now, &ui.shared.env.zone);
            format!("StackOne's own guide says the same (read {at})")
        }
        (None, Some(trouble)) if COMPARED.contains(&step) => format!(
            "StackOne's own guide is not shown, the built-in steps stand: {}",
            trouble.summary
        ),
        _ => return Vec::new(),
    };
    words::wrap(&[Span::styled(text, ui.theme.muted())], width, 2)
}

//! The instructions in full: those of the selected step, and `StackOne`'s own guide with every difference, where it was read.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::guide::live::COMPARED;
use crate::guide::step;
use crate::tui::screens::setup::view::step::{differences, instructions, origin};
use crate::tui::ui::Ui;
use crate::tui::widgets::pane::{self, dialog};
use crate::tui::widgets::{guide_text, words};

pub(crate) fn draw(ui: Ui<'_>, frame: &mut Frame, area: Rect, scroll: usize) {
    let title = if ui.shared.guide.live.is_some() {
        "StackOne's own guide"
    } else {
        "Instructions"
    };
    let block = dialog(ui, title);
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let lines = lines(ui, usize::from(inner.width));
    pane::scrolled_in_dialog(ui, frame, inner, lines, scroll);
}

/// The last line that it makes sense to show it from.
pub(crate) fn last_scroll(ui: Ui<'_>, area: Rect) -> usize {
    let inner = dialog(ui, "").inner(area);
    pane::last_first(lines(ui, usize::from(inner.width)).len(), inner)
}

fn lines(ui: Ui<'_>, width: usize) -> Vec<Line<'static>> {
    let Some(live) = &ui.shared.guide.live else {
        return built_in(ui, width);
    };
    let plain = |text: String| words::wrap(&[Span::raw(text)], width, 2);
    let mut lines = plain(format!("As StackOne serves it: {}.", origin(ui, live)));
    if let Some(link) = &live.link {
        lines.extend(plain(format!("Its public page: {link}")));
    }
    lines.extend(guide_text::lines(ui, &live.warning, 0, width));
    for id in COMPARED {
        let sign = if live.differs(id) {
            ui.glyphs.differs()
        } else {
            ""
        };
        lines.push(Line::default());
        let title = format!("{} {} {sign}", id.name(), step(id).1.title);
        let title = words::cut(title.trim_end(), width).into_owned();
        lines.push(Line::styled(title, ui.theme.strong()));
        lines.extend(guide_text::lines(
            ui,
            live.text(id).unwrap_or_default(),
            2,
            width,
        ));
        lines.extend(differences(ui, live, id, 2, width, true));
    }
    lines
}

/// The built-in instructions of the selected step.
fn built_in(ui: Ui<'_>, width: usize) -> Vec<Line<'static>> {
    let id = ui.model.setup.step;
    let title = format!("{}  {}", id.name(), step(id).1.title);
    let mut lines = vec![Line::styled(title, ui.theme.strong()), Line::default()];
    lines.extend(instructions::of_step(ui, id, width));
    for more in [
        instructions::names(ui, id, width),
        instructions::proof(ui, id, width),
    ] {
        if !more.is_empty() {
            lines.push(Line::default());
            lines.extend(more);
        }
    }
    lines
}

//! `StackOne`'s own guide in full: every text of it, and every difference, where a step's pane may have no room for them.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::guide::live::COMPARED;
use crate::guide::step;
use crate::tui::screens::setup::view::step::{differences, origin};
use crate::tui::ui::Ui;
use crate::tui::widgets::pane::{self, dialog};
use crate::tui::widgets::{guide_text, words};

pub(crate) fn draw(ui: Ui<'_>, frame: &mut Frame, area: Rect, scroll: usize) {
    let block = dialog(ui, "StackOne's own guide");
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let lines = lines(ui, usize::from(inner.width));
    pane::scrolled(ui, frame, inner, lines, scroll);
}

/// The last line that it makes sense to show it from.
pub(crate) fn last_scroll(ui: Ui<'_>, area: Rect) -> usize {
    let inner = dialog(ui, "").inner(area);
    pane::last_first(lines(ui, usize::from(inner.width)).len(), inner)
}

fn lines(ui: Ui<'_>, width: usize) -> Vec<Line<'static>> {
    let Some(live) = &ui.shared.guide.live else {
        return Vec::new();
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

//! A line in which parts are commands: a click on them runs the command.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::tui::mouse::Target;
use crate::tui::ui::Ui;
use crate::tui::widgets::words;

/// A line, before it is drawn.
#[derive(Default)]
pub(crate) struct Linked {
    spans: Vec<Span<'static>>,
    /// From which cell to which one a command stands.
    links: Vec<(usize, usize, &'static str)>,
    cells: usize,
}

impl Linked {
    /// Words that are no command.
    pub(crate) fn push(&mut self, span: Span<'static>) {
        self.cells += words::width(&span.content);
        self.spans.push(span);
    }

    /// A command in words.
    pub(crate) fn link(
        &mut self,
        command: &'static str,
        spans: impl IntoIterator<Item = Span<'static>>,
    ) {
        let from = self.cells;
        for span in spans {
            self.push(span);
        }
        self.links.push((from, self.cells, command));
    }

    /// How many cells it takes.
    pub(crate) fn cells(&self) -> usize {
        self.cells
    }

    /// Draws it from the left end of the area on.
    pub(crate) fn draw(self, ui: Ui<'_>, frame: &mut Frame, area: Rect) {
        self.note(ui, area, 0);
        frame.render_widget(Line::from(self.spans), area);
    }

    /// Draws it up to the right end of the area.
    pub(crate) fn draw_right(self, ui: Ui<'_>, frame: &mut Frame, area: Rect) {
        self.note(ui, area, usize::from(area.width).saturating_sub(self.cells));
        frame.render_widget(Line::from(self.spans).right_aligned(), area);
    }

    fn note(&self, ui: Ui<'_>, area: Rect, before: usize) {
        for (from, to, command) in &self.links {
            let column = |cell: usize| u16::try_from(before + cell).unwrap_or(u16::MAX);
            let place = Rect {
                x: area.x.saturating_add(column(*from)),
                width: column(*to) - column(*from),
                ..area
            };
            ui.note(place.intersection(area), Target::Command(command));
        }
    }
}

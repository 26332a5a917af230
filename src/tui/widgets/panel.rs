//! A titled panel: what every part of a screen stands in.
//!
//! From 100x30 on it is a box with a quiet, rounded border; in a smaller window one rule above its content. A title stands at
//! its top left, a count or a state at the top right, an order or a legend at the bottom left, one key of it at the bottom
//! right. Where it is narrow they give way in the order bottom right, bottom left, top right; the title is cut last.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, BorderType, Borders, Padding};

use crate::tui::ui::Ui;
use crate::tui::widgets::words;

/// A panel, before it is drawn.
pub(crate) struct Panel<'a> {
    title: String,
    state: Vec<Span<'a>>,
    legend: Vec<Span<'a>>,
    key: Vec<Span<'a>>,
    focused: bool,
}

impl<'a> Panel<'a> {
    /// One with this title, without the keyboard.
    pub(crate) fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            state: Vec::new(),
            legend: Vec::new(),
            key: Vec::new(),
            focused: false,
        }
    }

    /// Whether it has the keyboard.
    pub(crate) fn focused(mut self, focused: bool) -> Self {
        self.focused = focused;
        self
    }

    /// At its top right: a count or a state.
    pub(crate) fn state(mut self, spans: impl IntoIterator<Item = Span<'a>>) -> Self {
        self.state = spans.into_iter().collect();
        self
    }

    /// At its bottom left: the order, the legend, whether it follows.
    pub(crate) fn legend(mut self, spans: impl IntoIterator<Item = Span<'a>>) -> Self {
        self.legend = spans.into_iter().collect();
        self
    }

    /// At its bottom right: a key of it and what that does.
    pub(crate) fn key(mut self, ui: Ui<'_>, key: impl Into<String>, what: &'a str) -> Self {
        let key: String = key.into();
        if !key.is_empty() {
            self.key = vec![
                Span::styled(key, ui.theme.key()),
                Span::styled(format!(" {what}"), ui.theme.muted()),
            ];
        }
        self
    }

    /// The room that a panel leaves for its content in this area.
    pub(crate) fn room(ui: Ui<'_>, area: Rect) -> Rect {
        frame_of(ui.size_class().is_boxed()).inner(area)
    }

    /// Draws the frame, and gives the room in it.
    pub(crate) fn draw(self, ui: Ui<'_>, frame: &mut Frame, area: Rect) -> Rect {
        let boxed = ui.size_class().is_boxed();
        let block = frame_of(boxed)
            .border_type(match (boxed, self.focused && ui.theme.is_heavy()) {
                (true, false) => BorderType::Rounded,
                (false, false) => BorderType::Plain,
                (_, true) => BorderType::Thick,
            })
            .border_style(ui.theme.border(self.focused))
            .title_style(ui.theme.in_border());
        let inner = block.inner(area);
        let room = usize::from(area.width).saturating_sub(4);
        let title = words::cut(&self.title, room).into_owned();
        let style = if self.focused {
            ui.theme.key()
        } else {
            ui.theme.strong()
        };
        let mut block = block.title_top(padded(vec![Span::styled(title.clone(), style)]));
        let used = words::width(&title) + 4;
        if !self.state.is_empty() && used + cells(&self.state) + 3 <= room {
            block = block.title_top(padded(self.state).right_aligned());
        }
        if boxed {
            let legend = cells(&self.legend);
            let is_shown = legend > 0 && legend + 2 <= room;
            let left = if is_shown { legend + 4 } else { 0 };
            if is_shown {
                block = block.title_bottom(padded(self.legend));
            }
            if !self.key.is_empty() && left + cells(&self.key) + 2 <= room {
                block = block.title_bottom(padded(self.key).right_aligned());
            }
        }
        frame.render_widget(block, area);
        inner
    }
}

fn frame_of(boxed: bool) -> Block<'static> {
    let borders = if boxed { Borders::ALL } else { Borders::TOP };
    Block::new()
        .borders(borders)
        .padding(Padding::horizontal(1))
}

fn padded(mut spans: Vec<Span<'_>>) -> Line<'_> {
    spans.insert(0, Span::styled(" ", Style::new()));
    spans.push(Span::styled(" ", Style::new()));
    Line::from(spans)
}

fn cells(spans: &[Span<'_>]) -> usize {
    spans.iter().map(|span| words::width(&span.content)).sum()
}

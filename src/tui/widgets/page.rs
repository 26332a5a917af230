//! Labels with their values, wrapped.

use jiff::Timestamp;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use crate::tui::registry::key_of;
use crate::tui::ui::Ui;
use crate::tui::widgets::{when, words};

/// The column in which the values stand, where there is room.
const LABEL: usize = 12;

/// Draws what there is room for, and says how much more there is. A blank row is the first to go.
pub(crate) fn cut(ui: Ui<'_>, frame: &mut Frame, area: Rect, mut lines: Vec<Line<'static>>) {
    let rows = usize::from(area.height);
    if lines.len() > rows {
        lines.retain(|line| line.width() > 0);
    }
    if lines.len() > rows && rows > 0 {
        let more = lines.len() - (rows - 1);
        lines.truncate(rows - 1);
        lines.push(Line::styled(format!("{more} more below"), ui.theme.muted()));
    }
    frame.render_widget(Paragraph::new(lines), area);
}

/// Lines that are being written.
pub(crate) struct Page<'a> {
    pub(crate) ui: Ui<'a>,
    pub(crate) width: usize,
    pub(crate) lines: Vec<Line<'static>>,
    /// The column in which the values stand.
    pub(crate) label: usize,
    /// Whether a value takes one line at most, cut where it is longer.
    pub(crate) is_brief: bool,
}

impl<'a> Page<'a> {
    pub(crate) fn new(ui: Ui<'a>, width: usize) -> Self {
        Self {
            ui,
            width,
            lines: Vec::new(),
            label: LABEL,
            is_brief: false,
        }
    }

    /// The values stand in this column.
    pub(crate) fn labels(mut self, cells: usize) -> Self {
        self.label = cells;
        self
    }

    /// A blank line, where something stands before it.
    pub(crate) fn gap(&mut self) {
        if !self.lines.is_empty() {
            self.lines.push(Line::default());
        }
    }

    /// A key in the place of a label, and what it does; none where the command has no key.
    pub(crate) fn key(&mut self, command: &str, does: &str) {
        let Some(key) = key_of(self.ui.model, command) else {
            return;
        };
        let key = Span::styled(words::fill(&key, self.label), self.ui.theme.key());
        self.lines
            .push(Line::from(vec![key, Span::raw(does.to_owned())]));
    }

    /// A value, or a dash where there is none.
    pub(crate) fn row(&mut self, label: &str, value: Option<String>) {
        let (text, style) = match value {
            Some(text) if !text.is_empty() => (text, Style::new()),
            _ => ("–".to_owned(), self.ui.theme.muted()),
        };
        self.styled(label, text, style);
    }

    /// A value, and no line at all where there is none.
    pub(crate) fn known(&mut self, label: &str, value: Option<String>) {
        if let Some(text) = value.filter(|text| !text.is_empty()) {
            self.styled(label, text, Style::new());
        }
    }

    pub(crate) fn styled(&mut self, label: &str, text: String, style: Style) {
        self.spans(label, &[Span::styled(text, style)]);
    }

    pub(crate) fn spans(&mut self, label: &str, spans: &[Span<'_>]) {
        let room = self.width.saturating_sub(self.label);
        let mut lines = words::wrap(spans, room, 0);
        if self.is_brief && lines.len() > 1 {
            // One cell less, for the ellipsis.
            lines = words::wrap(spans, room.saturating_sub(1), 0);
            lines.truncate(1);
            for line in &mut lines {
                line.spans.push(Span::raw("…"));
            }
        }
        for (at, mut line) in lines.into_iter().enumerate() {
            let label = if at == 0 { label } else { "" };
            let label = words::fill(label, self.label);
            line.spans
                .insert(0, Span::styled(label, self.ui.theme.muted()));
            self.lines.push(line);
        }
    }

    /// A line of its own, so many columns in, wrapped; what is behind the first line hangs.
    pub(crate) fn line(&mut self, spans: &[Span<'_>], indent: usize, hang: usize) {
        let room = self.width.saturating_sub(indent);
        for mut line in words::wrap(spans, room, hang) {
            line.spans.insert(0, Span::raw(" ".repeat(indent)));
            self.lines.push(line);
        }
    }

    pub(crate) fn heading(&mut self, text: &str) {
        self.gap();
        self.lines
            .push(Line::styled(text.to_owned(), self.ui.theme.strong()));
    }

    pub(crate) fn moment(&self, at: Timestamp) -> String {
        when::moment(at, self.ui.shared.now, &self.ui.shared.env.zone)
    }
}

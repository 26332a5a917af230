//! The mouse on a state: it reaches what was drawn last.

use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use stackday::tui::message::Message;

use super::Run;

/// The left button goes down.
const DOWN: MouseEventKind = MouseEventKind::Down(MouseButton::Left);

impl Run {
    /// The mouse is used.
    pub fn mousing(mut self) -> Self {
        self.state.shared.mouse = true;
        self
    }

    /// In a window of this size.
    pub fn sized(self, columns: u16, rows: u16) -> Self {
        self.send(Message::Resize(columns, rows))
    }

    /// The screen as it is drawn in the window.
    pub fn screen(&self) -> String {
        let (columns, rows) = self.state.shared.size;
        self.text(columns, rows)
    }

    /// A frame is drawn, as the event loop draws it.
    pub fn drawn(mut self) -> Self {
        let (columns, rows) = self.state.shared.size;
        let mut terminal =
            Terminal::new(TestBackend::new(columns, rows)).expect("a terminal in memory");
        let mut regions = None;
        terminal
            .draw(|frame| {
                regions = Some(stackday::tui::draw_with_regions(frame, &self.state));
            })
            .expect("a drawn frame");
        self.state.pointer.drawn(regions.expect("a frame"));
        self
    }

    /// Where a text begins on the screen; the first place from the top.
    pub fn place(&self, text: &str) -> (u16, u16) {
        let (columns, rows) = self.state.shared.size;
        let buffer = self.buffer(columns, rows);
        let cells: Vec<_> = buffer.content.chunks(usize::from(columns)).collect();
        let of = |row: &[ratatui::buffer::Cell]| -> Option<usize> {
            let symbols: Vec<_> = row.iter().map(ratatui::buffer::Cell::symbol).collect();
            (0..symbols.len()).find(|at| symbols[*at..].concat().starts_with(text))
        };
        let found = cells
            .iter()
            .enumerate()
            .find_map(|(at, row)| Some((of(row)?, at)));
        let (column, row) =
            found.unwrap_or_else(|| panic!("{text:?} is not on the screen:\n{}", self.screen()));
        let cell = |at: usize| u16::try_from(at).expect("on the screen");
        (cell(column), cell(row))
    }

    pub fn mouse(self, kind: MouseEventKind, (column, row): (u16, u16)) -> Self {
        self.send(Message::Mouse(MouseEvent {
            kind,
            column,
            row,
            modifiers: KeyModifiers::NONE,
        }))
    }

    /// A click in this cell of what was drawn last.
    pub fn click_again(self, place: (u16, u16)) -> Self {
        let up = MouseEventKind::Up(MouseButton::Left);
        self.mouse(DOWN, place).mouse(up, place)
    }

    /// A click in this cell.
    pub fn click_at(self, place: (u16, u16)) -> Self {
        self.drawn().click_again(place).drawn()
    }

    /// A click on this text.
    pub fn click(self, text: &str) -> Self {
        let place = self.place(text);
        self.click_at(place)
    }

    /// So many notches of the wheel over this text, downwards or upwards.
    pub fn wheel(self, text: &str, notches: isize) -> Self {
        let place = self.place(text);
        let kind = if notches > 0 {
            MouseEventKind::ScrollDown
        } else {
            MouseEventKind::ScrollUp
        };
        (0..notches.unsigned_abs()).fold(self.drawn(), |run, _| run.mouse(kind, place))
    }

    /// The button goes down in one cell, moves to another and is let go there.
    pub fn drag(self, from: (u16, u16), to: (u16, u16)) -> Self {
        self.drawn()
            .mouse(DOWN, from)
            .mouse(MouseEventKind::Drag(MouseButton::Left), to)
            .mouse(MouseEventKind::Up(MouseButton::Left), to)
            .drawn()
    }
}

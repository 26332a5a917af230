//! What is drawn.

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use stackday::tui::model::Model;

/// A frame as the event loop draws it: the mouse reaches what is in it from then on.
pub fn draw(model: &mut Model) {
    let (columns, rows) = model.shared.size;
    let mut terminal = Terminal::new(TestBackend::new(columns, rows)).expect("in memory");
    let mut regions = None;
    terminal
        .draw(|frame| regions = Some(stackday::tui::draw_with_regions(frame, model)))
        .expect("a frame");
    model.pointer.drawn(regions.expect("a frame"));
}

/// A frame of this size.
pub fn frame(model: &Model, columns: u16, rows: u16) -> Terminal<TestBackend> {
    let mut terminal = Terminal::new(TestBackend::new(columns, rows)).expect("in memory");
    terminal
        .draw(|frame| stackday::tui::draw(frame, model))
        .expect("a frame");
    terminal
}

/// The rows of a frame of this size, one text, without the blanks at their ends: a value that goes on in the next row is
/// found as well.
pub fn text(model: &Model, columns: u16, rows: u16) -> (String, String) {
    let terminal = frame(model, columns, rows);
    let cells = &terminal.backend().buffer().content;
    let rows: Vec<String> = cells
        .chunks(usize::from(columns.max(1)))
        .map(|row| row.iter().map(ratatui::buffer::Cell::symbol).collect())
        .collect();
    let letters = |row: &String| row.replace([' ', '│', '┃', '║', '|'], "");
    (rows.join("\n"), rows.iter().map(letters).collect())
}

//! The mouse in the running program: the event loop asks for it, and takes what it does in as it takes keys in.

use std::sync::PoisonError;

use crossterm::event::{Event, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use stackday::tui::screen::Screen;

use super::harness::App;

const DOWN: MouseEventKind = MouseEventKind::Down(MouseButton::Left);

impl App {
    fn mouse(&self, kind: MouseEventKind, column: usize, row: usize) {
        let cell = |at: usize| u16::try_from(at).expect("on the screen");
        self.send(Event::Mouse(MouseEvent {
            kind,
            column: cell(column),
            row: cell(row),
            modifiers: KeyModifiers::NONE,
        }));
    }

    /// A click on a text of this frame.
    fn clicks(&self, frame: &str, text: &str) {
        let found = frame.lines().enumerate().find_map(|(row, line)| {
            let (before, _) = line.split_once(text)?;
            Some((before.chars().count(), row))
        });
        let (column, row) = found.unwrap_or_else(|| panic!("{text:?} is not in:\n{frame}"));
        self.mouse(DOWN, column, row);
        self.mouse(MouseEventKind::Up(MouseButton::Left), column, row);
    }

    fn asked_for_the_mouse(&self) -> Vec<bool> {
        let asked = self.outside.mouse.lock();
        asked.unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[tokio::test]
async fn a_person_finds_the_way_with_the_mouse_alone_once_it_is_asked_for() {
    let mut app = App::start(&[]).await;
    let frame = app.sees(&["Access API Settings"]).await;
    // Until then the terminal tells of nothing, and what comes all the same is not heard.
    app.clicks(&frame, "5 Logs");
    app.press(&["ctrl+g"]);
    let frame = app.sees(&["hold Shift", "Setup"]).await;
    assert_eq!(app.asked_for_the_mouse(), [true]);
    app.clicks(&frame, "2 Profiles");
    let frame = app.sees(&["this run, not saved", "? help"]).await;
    app.clicks(&frame, "? help");
    let frame = app.sees(&["type to search", "Esc close  "]).await;
    app.clicks(&frame, "Esc close  ");
    let frame = app.sees_no("type to search").await;
    app.clicks(&frame, "1 Setup");
    let frame = app.sees(&["Portal address"]).await;
    app.clicks(&frame, "B2");
    let frame = app.sees(&["▌○ B2", "[ Verify now ]"]).await;
    app.clicks(&frame, "[ Verify now ]");
    app.sees(&["▌ [ Verify now ]"]).await;
    app.press(&["ctrl+g"]);
    app.sees(&["selects text again"]).await;
    assert_eq!(app.asked_for_the_mouse(), [true, false]);
    let state = app.quit().await;
    assert_eq!(state.shared.screen, Screen::Setup);
}

#[tokio::test]
async fn a_flood_of_the_wheel_and_of_drags_is_taken_in_before_the_next_key() {
    let mut app = App::start(&[]).await;
    app.sees(&["Access API Settings"]).await;
    app.press(&["ctrl+g"]);
    let frame = app.sees(&["hold Shift", "▌○ A1"]).await;
    let row = frame.lines().position(|line| line.contains("▌○ A1"));
    let row = row.expect("the first step");
    for _ in 0..20_000 {
        app.mouse(MouseEventKind::ScrollDown, 10, row);
        app.mouse(MouseEventKind::Drag(MouseButton::Left), 60, row);
    }
    app.mouse(MouseEventKind::ScrollUp, 10, row);
    // Each was taken in: eleven steps down at the most, and three up again.
    app.sees(&["▌○ D1"]).await;
    app.press(&["2"]);
    app.sees(&["this run, not saved"]).await;
    app.quit().await;
}

//! A click in an overlay, and beside one.

use crossterm::event::KeyCode;
use stackday::tui::layers::Overlay;
use stackday::tui::screen::Screen;

use super::{filled, top};
use crate::screens::build::*;

#[test]
fn in_the_palette_a_click_selects_and_a_second_one_runs() {
    let run = filled().keys(":").click("Go to Logs");
    let Some(Overlay::Palette(_)) = top(&run) else {
        panic!("the palette stays:\n{}", run.screen());
    };
    let run = run.click("Go to Logs");
    assert!(top(&run).is_none());
    assert_eq!(run.state.shared.screen, Screen::Logs);
}

#[test]
fn beside_an_overlay_a_click_does_nothing_and_nothing_typed_is_lost() {
    let run = filled().ctrl('s').keys("abc");
    let Some(Overlay::Prompt(_)) = top(&run) else {
        panic!("{}", run.screen());
    };
    let (columns, rows) = run.state.shared.size;
    let mut run = run.drawn();
    let before = run.screen();
    let prompt = run.place("Save");
    for row in 0..rows - 1 {
        for column in (0..columns).step_by(7) {
            // The dialog itself is clicked elsewhere.
            if row.abs_diff(prompt.1) < 12 && (20..100).contains(&column) {
                continue;
            }
            run = run.click_again((column, row));
        }
    }
    assert_eq!(run.drawn().screen(), before);
}

#[test]
fn an_answer_gets_the_cursor_where_it_was_clicked() {
    let run = filled().ctrl('s').ctrl('u').keys("abc").drawn();
    let run = run.click("abc").keys("x");
    let text = run.screen();
    assert!(text.contains("xabc"), "{text}");
}

#[test]
fn in_a_choice_the_box_ticks_at_once_and_the_row_with_the_second_click() {
    let run = filled().keys("4e").sized(120, 40);
    let chosen = |run: &Run| match top(run) {
        Some(Overlay::Scopes(picker)) => picker.chosen().clone(),
        other => panic!("{other:?}"),
    };
    let before = chosen(&run);
    let (column, row) = run.place("[ ]");
    let run = run.click_at((column + 1, row));
    let ticked = chosen(&run);
    assert_ne!(ticked, before);
    let run = run.click_at((column + 1, row));
    assert_eq!(chosen(&run), before);
    let other = (column + 8, row + 1);
    let run = run.click_at(other);
    assert_eq!(chosen(&run), before, "the first click selects");
    let run = run.click_at(other);
    assert_ne!(chosen(&run), before);
    // The filter gets the keyboard, and the footer takes the ticks.
    let run = run.click("/ ").drawn();
    let (column, row) = run.place("/ ");
    let run = run.click_at((column + 4, row));
    assert!(top(&run).is_some_and(Overlay::is_filtering));
    let run = run.key(KeyCode::Enter).click("Enter take the ticks");
    assert!(top(&run).is_none());
}

#[test]
fn a_click_that_was_meant_for_what_is_gone_does_nothing() {
    // The palette was opened since the last frame: what is clicked is what was seen, and that is covered.
    let run = filled().drawn();
    let place = run.place("4 Scopes");
    let run = run.keys(":").click_again(place);
    assert_eq!(run.state.shared.screen, Screen::Setup);
    assert!(matches!(top(&run), Some(Overlay::Palette(_))));
}

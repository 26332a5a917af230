//! The wheel, and the divider that is dragged.

use stackday::domain::{Input, StepId};
use stackday::tui::layers::Overlay;
use stackday::tui::screens::setup::Focus;

use super::{filled, many_saved, top};
use crate::screens::build::*;

#[test]
fn the_wheel_moves_the_list_under_the_pointer_whatever_has_the_keyboard() {
    let run = many_saved().wheel("name", 2);
    assert_eq!(run.state.profiles.selected, 6);
    let run = run.wheel("name", -1);
    assert_eq!(run.state.profiles.selected, 3);
    let run = Run::filled().log(many_lines()).mousing();
    let before = run.state.logs.selected;
    let run = run.wheel("following the newest", -1);
    assert_eq!(run.state.logs.selected, before - 3);
    assert_eq!(run.state.setup.focus, Focus::Checklist);
    let run = run.wheel("○ A1", 1);
    assert_eq!(run.state.setup.step, StepId::B1);
    // A field that is typed in keeps the keyboard.
    let run = run.click("App Id  ").keys("x").wheel("○ A1", 1);
    assert_eq!(run.state.typing(), Some(Input::AppId));
}

#[test]
fn the_wheel_scrolls_texts_as_far_as_there_is_something() {
    let run = Run::filled()
        .log(lines())
        .keys("5k")
        .mousing()
        .sized(120, 30);
    let run = run.wheel("Request", 1);
    let scrolled = run.state.logs.detail.expect("it has the keyboard");
    assert!(scrolled > 0, "{}", run.screen());
    let run = run.drawn().wheel("Request", 50);
    let end = run.state.logs.detail;
    assert_eq!(run.wheel("Request", 1).state.logs.detail, end);

    let run = filled().sized(60, 16).step(1).keys("i").drawn();
    let run = run.wheel("A2  Create", 1);
    let scroll = top(&run).and_then(Overlay::scroll);
    assert_eq!(scroll, Some(1), "to its end: {}", run.screen());
    let run = filled().keys("?").drawn();
    let before = run.screen();
    assert_ne!(run.wheel("Keys here", 3).screen(), before);
}

#[test]
fn the_divider_follows_the_pointer_as_far_as_both_panes_have_room() {
    for (columns, rows) in [(120, 40), (200, 60)] {
        let run = filled().sized(columns, rows).drawn();
        let (border, row) = run.place("╮╭");
        let from = (border, row + 4);
        let run = run.drag(from, (border - 10, row + 6));
        assert_eq!(run.place("╮╭").0, border - 10);
        // Either of the two borders can be taken hold of.
        let run = run.drag((border - 9, row + 2), (border + 1, row + 2));
        assert_eq!(run.place("╮╭").0, border);
        let run = run.drag(from, (0, row + 6));
        assert_eq!(run.place("╮╭").0, 39, "the least of the list");
        let run = run.drag((39, row + 4), (columns - 1, row));
        assert!(run.place("╮╭").0 < columns - 30);
    }
    // Where the panes stand one above the other there is none.
    let run = filled().sized(80, 24).drawn();
    let run = run.drag((70, 8), (40, 8));
    assert_eq!(run.state.shared.panes.divider(), 0);
}

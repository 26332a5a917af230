//! The mouse: what a click does on each screen.

mod moving;
mod overlays;

use crossterm::event::{KeyCode, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use stackday::domain::{Input, StepId};
use stackday::tui::layers::Overlay;
use stackday::tui::message::{Effect, Message, Stamped};
use stackday::tui::screen::Screen;
use stackday::tui::screens::setup::Focus;
use stackday::tui::tasks::TaskKind;
use stackday::tui::update;

use super::build::*;

fn filled() -> Run {
    Run::filled().mousing()
}

/// Three hundred connections on the Profiles screen.
fn many_saved() -> Run {
    Run::filled().reviewing(many(300)).mousing()
}

fn top(run: &Run) -> Option<&Overlay> {
    run.state.shared.layers.top()
}

fn field(run: &Run, input: Input) -> String {
    run.state.shared.form.field(input).text().to_owned()
}

#[test]
fn without_it_no_click_means_anything() {
    let run = Run::filled().drawn();
    assert_eq!(run.state.pointer.regions().all().count(), 0);
    let run = run.click("C1  Navigate");
    assert_eq!(run.state.setup.step, StepId::A1);
}

#[test]
fn a_command_switches_it_on_and_off_and_says_how_text_is_selected_then() {
    let mut run = Run::filled();
    for (on, said) in [
        (true, "To select text, hold Shift (on a Mac: Option)."),
        (false, "The terminal selects text again."),
    ] {
        let key = crossterm::event::KeyEvent::new(KeyCode::Char('g'), KeyModifiers::CONTROL);
        let (at, message) = (run.now, Message::Key(key));
        let effects = update(&mut run.state, Stamped { at, message });
        assert!(
            matches!(effects.as_slice(), [Effect::UseMouse(asked)] if *asked == on),
            "{effects:?}"
        );
        let text = run.text(120, 40);
        assert!(text.contains(said), "{text}");
    }
    let run = run.keys(":use the mouse").key(KeyCode::Enter);
    assert!(run.state.shared.mouse, "from the palette as well");
    let run = run.send(Message::NoMouse("no room".into()));
    assert!(!run.state.shared.mouse);
    let text = run.text(120, 40);
    assert!(
        text.contains("The terminal does not give the mouse: no room"),
        "{text}"
    );
}

#[test]
fn a_click_selects_a_step_and_a_second_one_does_it() {
    for (columns, rows) in [(120, 40), (80, 24), (60, 16), (200, 60)] {
        let run = filled().sized(columns, rows).click("○ C1");
        assert_eq!(run.state.setup.step, StepId::C1);
        assert_eq!(run.state.setup.focus, Focus::Checklist);
        let run = run.click("○ C1");
        // As Enter: all is entered, so its button has the keyboard.
        let focus = run.state.setup.focus;
        assert_eq!(focus, Focus::Item(2), "{columns}x{rows}");
    }
}

#[test]
fn a_row_of_a_long_list_stays_under_the_pointer_for_the_second_click() {
    for (columns, rows) in [(120, 40), (80, 24), (60, 16), (200, 60)] {
        let run = many_saved().sized(columns, rows);
        // The last row that is seen: the list would scroll to bring it into the middle.
        let run = run.drawn();
        let last = run.state.pointer.regions().all().filter(|region| {
            let list = stackday::tui::mouse::List::Screen;
            matches!(region.target, stackday::tui::mouse::Target::Row(of, _) if of == list)
        });
        let last = last.last().expect("rows").area;
        let place = (last.x + 6, last.y);
        let before = run.state.profiles.selected;
        let run = run.click_at(place);
        assert_ne!(run.state.profiles.selected, before);
        let selected = run.state.profiles.selected;
        let run = run.click_at(place);
        assert_eq!(run.state.profiles.selected, selected, "{columns}x{rows}");
        assert!(matches!(top(&run), Some(Overlay::Detail { .. })));
    }
}

#[test]
fn once_a_key_has_led_out_of_sight_the_list_scrolls_as_ever() {
    let plain = Run::filled().reviewing(many(300));
    let keys = |run: Run| {
        let run = run.key(KeyCode::End).drawn();
        run.key(KeyCode::Home).key(KeyCode::Down).drawn()
    };
    let clicked = keys(many_saved().click("customer-00029"));
    assert_eq!(clicked.screen(), keys(plain).screen());
}

#[test]
fn rows_of_the_scopes_and_of_the_log_are_clicked_alike() {
    let run = filled().keys("4fff").sized(120, 40);
    let run = run.drawn();
    let scope = "payroll:read";
    let run = run.click(scope).click(scope);
    assert_eq!(run.state.scopes.row().expect("a row").scope, scope);
    assert!(matches!(top(&run), Some(Overlay::Detail { .. })));

    let run = Run::filled().log(many_lines()).keys("5").mousing();
    let line = run.place("tries");
    let place = (line.0, line.1 + 3);
    let run = run.click_at(place);
    assert!(!run.state.logs.follow && run.state.logs.detail.is_none());
    let selected = run.state.logs.selected;
    let run = run.click_at(place);
    assert_eq!(run.state.logs.selected, selected);
    assert_eq!(run.state.logs.detail, Some(0), "it has the keyboard");
    // A click on the lines gives it back, and one on the exchange takes it again.
    let run = run.click("14:03:07  Museum");
    assert_eq!(run.state.logs.detail, None);
    let run = run.click("Response");
    assert_eq!(run.state.logs.detail, Some(0));
}

#[test]
fn wrapped_lines_of_the_log_stay_under_the_pointer_as_well() {
    let run = Run::filled().log(many_lines()).keys("5W").mousing();
    let run = run.sized(80, 24);
    let head = run.place("Logs ");
    let run = run.keys("g").drawn();
    let place = (head.0 + 4, head.1 + 7);
    let run = run.click_at(place);
    let selected = run.state.logs.selected;
    assert_ne!(selected, 0);
    let run = run.click_at(place);
    assert_eq!(run.state.logs.selected, selected);
    assert_eq!(run.state.logs.detail, Some(0));
}

#[test]
fn the_header_switches_screens_and_the_footer_and_the_next_step_run_commands() {
    let run = filled().click("4 Scopes");
    assert_eq!(run.state.shared.screen, Screen::Scopes);
    let run = run.click("? help");
    assert!(matches!(top(&run), Some(Overlay::Help(_))));
    let run = run.click("Esc close  Enter run");
    assert!(top(&run).is_none());
    // At the narrowest only the digits of the other screens are left.
    let run = run.sized(60, 16).click(" 5 ");
    assert_eq!(run.state.shared.screen, Screen::Logs);
    let run = run.sized(120, 40).click("1 Setup").click("Next");
    assert!(run.state.shared.tasks.runs(TaskKind::Verify), "as its key");
}

#[test]
fn what_comes_next_is_clicked_while_a_filter_is_typed() {
    let run = filled().keys("2").sized(120, 40).drawn();
    let run = run.keys("/abc").click("Next");
    assert_eq!(run.state.shared.screen, Screen::Setup);
    assert_eq!(run.state.profiles.filter.text(), "abc", "nothing is lost");
}

#[test]
fn a_field_gets_the_keyboard_with_the_cursor_where_it_was_clicked() {
    let run = filled().step(7).click("acme-7");
    assert_eq!(run.state.typing(), Some(Input::OwnerId));
    assert_eq!(field(&run.keys("x"), Input::OwnerId), "xacme-7");
    let run = filled().step(7);
    let (column, row) = run.place("acme-7");
    let run = run.click_at((column + 5, row)).keys("x");
    assert_eq!(field(&run, Input::OwnerId), "acme-x7");
    let run = run.click_at((column + 30, row)).keys("y");
    assert_eq!(field(&run, Input::OwnerId), "acme-x7y", "behind the text");
    // From field to field, as with Tab.
    let run = run.click("Acme A/S").keys("The ");
    assert_eq!(field(&run, Input::OwnerName), "The Acme A/S");
    assert_eq!(field(&run, Input::OwnerId), "acme-x7y", "nothing is lost");
    // A secret stays masked, and its characters are counted all the same.
    let run = filled().step(4);
    let (column, row) = run.place("••••");
    let run = run.click_at((column + 2, row)).keys("x");
    assert_eq!(
        field(&run, Input::TokenSecret),
        format!("{}x{}", &TOKEN[..2], &TOKEN[2..])
    );
}

#[test]
fn a_button_is_pressed_by_one_click_and_what_is_beside_it_is_not() {
    let run = filled().step(4);
    let (column, row) = run.place("[ Verify now ]");
    let run = run.click_at((column + 40, row));
    assert!(run.state.shared.tasks.running.is_empty());
    let run = run.click("[ Verify now ]");
    assert!(!run.state.shared.tasks.running.is_empty());
    let run = filled().step(1).click("[copy]");
    let text = run.screen();
    assert!(text.contains("sent to the clipboard"), "{text}");
}

#[test]
fn a_click_on_a_pane_gives_it_the_keyboard() {
    let run = Run::filled().log(many_lines()).mousing().click("Log ");
    assert_eq!(run.state.setup.focus, Focus::Log);
    let run = run.click("How it is proven");
    assert_eq!(run.state.setup.focus, Focus::Item(0));
    let run = run.click("B  Retrieving");
    assert_eq!(run.state.setup.focus, Focus::Checklist);
    assert_eq!(
        run.state.setup.step,
        StepId::A1,
        "a heading selects nothing"
    );
}

#[test]
fn a_filter_is_typed_in_after_a_click_and_a_row_takes_the_keyboard_back() {
    let run = many_saved().keys("/29").key(KeyCode::Enter);
    assert!(!run.state.profiles.filter.is_typed());
    let run = run.click("/ 29").drawn();
    let (column, row) = run.place("/ 29");
    let run = run.click_at((column + 2, row)).keys("1");
    assert_eq!(run.state.profiles.filter.text(), "129");
    let run = run.key(KeyCode::Backspace).drawn();
    let (column, row) = run.place("customer-00029");
    let run = run.click_at((column, row));
    assert!(!run.state.profiles.filter.is_typed());
    assert_eq!(run.state.profiles.filter.text(), "29");
    assert!(top(&run).is_none());
    let run = Run::filled().log(lines()).keys("5").mousing();
    let run = run.click("/ filter").keys("token");
    assert_eq!(run.state.logs.filter.text(), "token");
}

#[test]
fn an_error_stays_on_the_message_line_while_one_looks_around() {
    let said = "The terminal does not give";
    // Without the log pane, which keeps it as well.
    let run = filled().sized(80, 24);
    let run = run.send(Message::NotCopied(said.into()));
    let run = run.click("C1 Navigate").wheel("A2 Create", 1);
    assert!(run.screen().contains(said), "{}", run.screen());
    let run = run.click("4 Scopes");
    assert!(!run.screen().contains(said), "{}", run.screen());
}

#[test]
fn other_buttons_and_a_click_with_a_key_held_are_left_alone() {
    let run = filled().drawn();
    let place = run.place("C1  Navigate");
    let mut run = run;
    for kind in [
        MouseEventKind::Down(MouseButton::Right),
        MouseEventKind::Down(MouseButton::Middle),
        MouseEventKind::Moved,
        MouseEventKind::Drag(MouseButton::Left),
        MouseEventKind::Up(MouseButton::Left),
        MouseEventKind::ScrollLeft,
    ] {
        run = run.mouse(kind, place);
    }
    let run = run.send(Message::Mouse(MouseEvent {
        kind: MouseEventKind::Down(MouseButton::Left),
        column: place.0,
        row: place.1,
        modifiers: KeyModifiers::CONTROL,
    }));
    assert_eq!(run.state.setup.step, StepId::A1);
}

//! What text does not show: where the keyboard is, without colour too; the cursor; the words of the footer.

use crossterm::event::KeyCode;
use ratatui::backend::Backend as _;
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Position;
use ratatui::style::{Color, Modifier};
use stackday::http::Listed;
use stackday::tui::registry;
use stackday::tui::tasks::TaskKind;
use stackday::tui::worker::TaskOutcome;
use stackday::workflow::Progress;

use super::build::*;

/// The cells of the first place where this text stands.
fn cells<'a>(buffer: &'a Buffer, text: &str) -> &'a [Cell] {
    let wanted: Vec<String> = text.chars().map(String::from).collect();
    let at = buffer
        .content
        .windows(wanted.len())
        .position(|cells| {
            cells
                .iter()
                .zip(&wanted)
                .all(|(cell, wanted)| cell.symbol() == wanted)
        })
        .unwrap_or_else(|| panic!("“{text}” is not on the screen"));
    &buffer.content[at..at + wanted.len()]
}

fn has(buffer: &Buffer, text: &str, modifier: Modifier) -> bool {
    cells(buffer, text)
        .iter()
        .all(|cell| cell.modifier.contains(modifier))
}

fn colourless() -> stackday::tui::remote::Environment {
    let mut env = environment();
    env.color = false;
    env
}

#[test]
fn the_selected_step_is_reversed_while_the_list_has_the_keyboard() {
    let run = Run::filled_in(colourless()).step(2);
    let shown = run.buffer(120, 40);
    assert!(has(
        &shown,
        "A3  Authorize the Application  ",
        Modifier::REVERSED
    ));
    assert!(!has(
        &shown,
        "A1  Access API Settings  ",
        Modifier::REVERSED
    ));
    let shown = run.key(KeyCode::Enter).buffer(120, 40);
    assert!(!has(
        &shown,
        "A3  Authorize the Application  ",
        Modifier::REVERSED
    ));
    assert!(has(
        &shown,
        "A3  Authorize the Application  ",
        Modifier::BOLD
    ));
    assert!(has(&shown, "[ Done, go on ]", Modifier::REVERSED));
}

#[test]
fn a_field_is_underlined_and_holds_the_cursor() {
    let run = Run::filled_in(colourless()).step(3).tabs(1);
    let mut terminal = run.terminal(120, 40);
    let shown = terminal.backend().buffer().clone();
    assert!(has(&shown, APP_ID, Modifier::UNDERLINED | Modifier::BOLD));
    let cursor = terminal
        .backend_mut()
        .get_cursor_position()
        .expect("a cursor");
    let end = shown
        .content
        .windows(4)
        .position(|cells| cells.iter().map(Cell::symbol).eq(["b", "e", "e", "f"]))
        .expect("the end of the App Id");
    let end = u16::try_from(end).expect("a small screen");
    assert_eq!(cursor, Position::new(end % 120 + 4, end / 120));
    let home = run.key(KeyCode::Home);
    let mut terminal = home.terminal(120, 40);
    let cursor = terminal.backend_mut().get_cursor_position();
    assert_eq!(
        cursor.expect("a cursor"),
        Position::new(end % 120 - 32, end / 120)
    );
}

#[test]
fn a_long_value_scrolls_under_the_cursor() {
    let run = Run::fresh()
        .key(KeyCode::Enter)
        .keys(&"abcdefghi ".repeat(20));
    let run = run.keys("THE END");
    let text = run.text(80, 24);
    assert!(text.contains("abcdefghi THE END"), "{text}");
    let text = run.key(KeyCode::Home).text(80, 24);
    assert!(!text.contains("THE END"), "{text}");
}

#[test]
fn the_filters_hold_the_cursor() {
    for keys in ["5/tok", "2/tok"] {
        let mut terminal = Run::filled().keys(keys).terminal(80, 24);
        let cursor = terminal.backend_mut().get_cursor_position();
        let cursor = cursor.expect("a cursor");
        let shown = terminal.backend().buffer();
        assert_eq!(shown[(cursor.x - 1, cursor.y)].symbol(), "k");
    }
}

#[test]
fn selected_rows_are_reversed() {
    let run = Run::filled().log(lines()).keys("5k");
    let shown = run.buffer(120, 40);
    assert!(has(&shown, "81 ms", Modifier::REVERSED));
    assert!(!has(&shown, "120 ms", Modifier::REVERSED));
    let profiles = Listed::whole((0..3).map(profile).collect());
    let run = Run::filled()
        .keys("2")
        .ended(TaskKind::Profiles, TaskOutcome::Profiles(profiles));
    let shown = run.key(KeyCode::Tab).keys("j").buffer(120, 40);
    assert!(has(&shown, "Planday 1 ", Modifier::REVERSED));
    assert!(!has(&shown, "Planday 2 ", Modifier::REVERSED));
    let run = Run::filled().step(1).tabs(1).tabs(2).key(KeyCode::Enter);
    let shown = run.buffer(120, 40);
    assert!(has(
        &shown,
        "Preset: Read the staff list",
        Modifier::REVERSED
    ));
}

#[test]
fn live_and_rehearsal_do_not_look_alike() {
    let live = Run::filled().buffer(80, 24);
    let badge = &cells(&live, " LIVE ")[1];
    assert!(badge.modifier.contains(Modifier::BOLD | Modifier::REVERSED));
    let mut env = environment();
    env.rehearsal = true;
    let rehearsal = Run::filled_in(env).buffer(80, 24);
    let other = &cells(&rehearsal, " SANDBOX ")[1];
    assert!(other.modifier.contains(Modifier::BOLD));
    assert!(
        !other.modifier.contains(Modifier::REVERSED),
        "only live services are filled"
    );
    assert_ne!(badge.fg, other.fg);
}

#[test]
fn without_colour_there_is_none() {
    let check = |run: Run| {
        let shown = run.buffer(120, 40);
        assert!(
            shown
                .content
                .iter()
                .all(|cell| cell.fg == Color::Reset && cell.bg == Color::Reset)
        );
    };
    check(Run::filled_in(colourless()).log(lines()).all_verified());
    let log = Run::filled_in(colourless()).log(lines()).keys("5");
    check(log.key(KeyCode::Enter));
    check(Run::filled_in(colourless()).keys("?"));
}

#[test]
fn no_text_has_a_fixed_colour_behind_it() {
    let shown = Run::filled().log(lines()).all_verified().buffer(120, 40);
    let plain = [Color::Black, Color::White, Color::Gray, Color::DarkGray];
    // A line is nothing to read, nor is what stands between.
    let is_line = |cell: &Cell| {
        cell.symbol()
            .starts_with(|c| c == ' ' || ('─'..='╿').contains(&c))
    };
    let fixed =
        |cell: &&Cell| cell.bg != Color::Reset || (!is_line(cell) && plain.contains(&cell.fg));
    let fixed: Vec<_> = shown.content.iter().filter(fixed).collect();
    assert!(fixed.is_empty(), "{fixed:?}");
    let dims = |cell: &Cell| cell.modifier.contains(Modifier::DIM);
    assert!(
        !shown.content.iter().any(dims),
        "how faint that is, nobody knows"
    );
}

#[test]
fn the_footer_names_keys_that_work_and_no_other() {
    let check = |run: &Run| {
        let text = run.text(400, 40);
        let footer = text.lines().last().unwrap_or_default();
        for binding in registry::bindings(&run.state) {
            let hint = format!(" {} {}", binding.label(), binding.hint.text);
            assert_eq!(
                footer.contains(&hint),
                binding.hint.rank > 0 && binding.off().is_none(),
                "{hint}: {footer}"
            );
        }
    };
    check(&Run::fresh());
    check(&Run::filled().verify());
    check(&Run::filled().all_verified().step(10));
    check(&Run::fresh().keys("2"));
    check(&Run::filled().step(4).tabs(1));
}

#[test]
fn every_check_shows_which_steps_it_works_on() {
    use stackday::domain::CheckId;
    for check in CheckId::ALL {
        let run = Run::filled()
            .verify()
            .progress(TaskKind::Verify, Progress::Checking(check));
        let text = run.text(120, 40);
        let steps = text
            .lines()
            .filter(|line| line.starts_with("│▌⠋ ") || line.starts_with("│ ⠋ "));
        let expected = match check {
            CheckId::Format => 0,
            CheckId::Token => 3,
            _ => 1,
        };
        assert_eq!(steps.count(), expected, "{check:?}\n{text}");
    }
}

//! The saved connections: the list, its signs and its badges, and one of them in full.

use crossterm::event::KeyCode;
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use stackday::domain::SecretStoreKind;
use stackday::library::LibrarySnapshot;
use stackday::tui::library_view::Progress;
use stackday::tui::message::Message;

use crate::screens::build::*;

fn reviewing() -> Run {
    Run::filled().reviewing(all_kinds())
}

/// Some are marked, one is open and changed, a verification of many is under way.
fn verifying() -> Run {
    let mut run = reviewing();
    run.state.shared.library.open = Some(saved_id(1));
    run.state.shared.library.changed = true;
    run.state
        .shared
        .library
        .busy
        .insert(saved_id(2), "proving shift:read".into());
    run.state.shared.library.progress = Some(Progress {
        done: 3,
        total: 5,
        failed: 1,
        begun: None,
    });
    run.state.relist();
    run.keys(" j j ")
}

fn ascii() -> Run {
    let mut env = environment();
    env.ascii = true;
    Run::filled_in(env).reviewing(all_kinds())
}

/// The plaintext file holds a Token, the notes and the name are long, the file is damaged.
fn troubled() -> Run {
    let mut saved = all_kinds();
    saved.profiles[2].token.as_mut().expect("a Token").place = SecretStoreKind::Plaintext;
    saved.profiles[2].name = "a connection with quite a long name, ÆØÅ 日本語".into();
    let mut run = Run::filled().reviewing(saved);
    run.state.shared.library.open = Some(saved_id(3));
    run.state.shared.library.trouble = Some(
        "/home/mette/.local/share/stackday/profiles.json is damaged at line 214: nothing is written to it. Mend the \
         line, or put profiles.json.1 in its place."
            .into(),
    );
    run.state.relist();
    run
}

/// All of them, for the tests of every size.
pub fn everything() -> Vec<Run> {
    vec![
        reviewing().keys("jj"),
        reviewing().keys("jj").key(KeyCode::Enter),
        verifying(),
        ascii().keys("/#prod"),
        troubled(),
        troubled().key(KeyCode::Enter),
        Run::filled().reviewing(many(300)).keys("/cust 1"),
    ]
}

#[test]
fn every_kind_of_connection() {
    let run = reviewing().keys("j");
    shot("connections_120", &run.text(120, 40));
    shot("connections_80", &run.text(80, 24));
    shot("connections_170", &run.text(170, 40));
    shot("connections_60", &run.text(60, 16));
}

#[test]
fn without_unicode() {
    shot("connections_ascii_120", &ascii().keys("jj ").text(120, 40));
}

#[test]
fn nothing_is_saved_yet() {
    let run = Run::fresh().reviewing(LibrarySnapshot::default());
    shot("connections_empty_80", &run.text(80, 24));
}

#[test]
fn a_damaged_file_is_told_of_and_what_can_be_read_stays_listed() {
    let run = troubled();
    shot("connections_damaged_120", &run.text(120, 40));
    let text = run.text(80, 24);
    assert!(text.contains("is damaged at line 214"), "{text}");
    assert!(text.contains("birch"), "{text}");
    let shown = run.buffer(120, 40);
    assert!(bad(&shown, "is damaged at line 214"));
}

#[test]
fn a_verification_of_many_is_followed() {
    let run = verifying();
    shot("connections_verifying_120", &run.text(120, 40));
    shot("connections_verifying_80", &run.text(80, 24));
    let text = run.text(120, 40);
    assert!(text.contains("3 of 5   1 failed"), "{text}");
    assert!(text.contains("proving shift:read"), "{text}");
    let mut run = verifying();
    run.state.shared.library.progress = None;
    run.state.shared.library.busy.clear();
    let text = run.text(120, 40);
    assert!(!text.contains("verifying"), "{text}");
    assert!(text.contains("2 failed because"), "{text}");
}

#[test]
fn a_change_says_who_found_it() {
    let mut saved = all_kinds();
    let at = |name: &str| (saved.profiles.iter()).position(|profile| profile.name == name);
    let place = at("cedar").expect("a connection with two changes");
    saved.profiles[place].history[1].origin = None;
    let run = Run::filled().reviewing(saved);
    let text = run
        .keys("/cedar")
        .key(KeyCode::Enter)
        .key(KeyCode::Enter)
        .text(170, 60);
    for line in [
        "scope missing: payroll:read, by screen",
        "everything that was checked holds, by –",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
}

#[test]
fn archived_ones_are_counted_apart() {
    let mut saved = all_kinds();
    let name = saved.profiles[1].name.clone();
    saved.profiles[1].archived_at = Some(jiff::Timestamp::UNIX_EPOCH);
    saved.profiles[1].settings.tags = ["gone".to_owned()].into();
    let run = Run::filled().reviewing(saved);
    // Four that are saved, the one that is being set up, and two of the config file.
    let text = run.text(120, 40);
    assert!(text.contains(" 7, 1 archived "), "{text}");
    assert!(text.contains(&format!("{name} (archived)")), "{text}");
    assert!(text.contains("all 4 "), "{text}");
    let filtered = run.keys("/#gone");
    let text = filtered.text(120, 40);
    assert!(text.contains(" 0 of 7, 1 archived "), "{text}");
}

#[test]
fn ten_thousand_are_filtered_by_some_letters() {
    let run = Run::filled().reviewing(many(10_000));
    let run = run.keys("/cust 0999 #group3");
    shot("connections_filtered_120", &run.text(120, 40));
}

#[test]
fn one_is_told_of_in_full() {
    let run = reviewing().keys("j").key(KeyCode::Enter);
    shot("connection_told_120", &run.text(120, 40));
    let text = run.text(80, 24);
    assert!(!text.contains("planday.scopes"), "{text}");
    let run = run.send(Message::Resize(80, 24)).key(KeyCode::End);
    let text = run.text(80, 24);
    assert!(text.contains("✗ planday.scopes payroll:read is"), "{text}");
}

fn cells<'a>(buffer: &'a Buffer, text: &str) -> &'a [Cell] {
    let wanted: Vec<String> = text.chars().map(String::from).collect();
    let symbols = |cells: &[Cell]| cells.iter().zip(&wanted).all(|(a, b)| a.symbol() == b);
    let at = buffer.content.windows(wanted.len()).position(symbols);
    let at = at.unwrap_or_else(|| panic!("“{text}” is not on the screen"));
    &buffer.content[at..at + wanted.len()]
}

fn bad(buffer: &Buffer, text: &str) -> bool {
    let cells = cells(buffer, text).iter();
    let mut letters = cells.filter(|cell| cell.symbol() != " ");
    letters.all(|cell| cell.fg == Color::Red && cell.modifier.contains(Modifier::BOLD))
}

#[test]
fn only_the_sign_of_a_row_has_the_colour_of_its_state() {
    let shown = reviewing().buffer(120, 40);
    for (row, color) in [
        ("✗ cedar", Color::Red),
        ("✗ elm", Color::Red),
        ("◌ birch", Color::Yellow),
        ("✓ acme", Color::Green),
    ] {
        let cells = cells(&shown, row);
        assert_eq!(cells[0].fg, color, "{row}");
        assert_eq!(cells[2].fg, Color::Reset, "{row}");
    }
    assert!(bad(&shown, "failed 2"), "and the count of failures");
}

#[test]
fn the_worst_stands_first_with_its_reason() {
    let text = reviewing().text(120, 40);
    let place = |words: &str| {
        text.find(words)
            .unwrap_or_else(|| panic!("{words}:\n{text}"))
    };
    let rows = [
        "scope missing: payroll:read",
        "Token refused by Planday",
        "the last check is too old",
        "not verified yet",
    ];
    assert!(rows.map(place).is_sorted(), "{text}");
    assert!(text.contains("1 Token refused   1 scope missing"), "{text}");
}

#[test]
fn a_reason_is_never_cut() {
    let mut saved = all_kinds();
    let line = "StackOne knows this key but the address of this machine is not on the allowlist";
    saved.profiles[4].history[0].exit = 1;
    saved.profiles[4].history[0].line = line.into();
    let run = Run::filled().reviewing(saved);
    for (columns, rows) in [(120, 40), (80, 24), (60, 16)] {
        let text = run.text(columns, rows);
        let all: Vec<_> = text.split_whitespace().collect();
        for word in line.split_whitespace() {
            assert!(all.contains(&word), "{word} at {columns}:\n{text}");
        }
    }
}

#[test]
fn how_long_a_verification_is_fresh_can_be_set() {
    let mut run = reviewing();
    run.state.shared.env.fresh_for = jiff::SignedDuration::from_hours(1);
    run.state.relist();
    let text = run.text(120, 40);
    assert!(text.contains("◌ stale 2"), "{text}");
    assert!(text.contains("✗ failed 2"), "a failure stays one:\n{text}");
    run.state.shared.env.fresh_for = jiff::SignedDuration::from_hours(100);
    run.state.relist();
    assert!(run.text(120, 40).contains("◌ stale 0"));
}

#[test]
fn a_filter_says_what_it_does_not_understand_and_what_each_word_finds() {
    let text = reviewing().keys("/is:faild").text(120, 40);
    assert!(text.contains("Nearest: is:failed"), "{text}");
    assert!(text.contains("cedar"), "nothing is hidden by it:\n{text}");
    let text = reviewing().keys("/is:failed #retail").text(120, 40);
    for words in [
        "No match.",
        "is:failed alone matches 2.",
        "#retail alone matches 1.",
        "Clear the filter",
    ] {
        assert!(text.contains(words), "{words}:\n{text}");
    }
}

#[test]
fn a_secret_in_plaintext_is_told_of_on_every_screen() {
    for screen in ["1", "2", "4", "5"] {
        let shown = troubled().keys(screen).buffer(60, 16);
        let badge = cells(&shown, " PLAINTEXT ");
        let is_loud =
            |cell: &Cell| cell.fg == Color::Yellow && cell.modifier.contains(Modifier::BOLD);
        assert!(badge.iter().all(is_loud), "on screen {screen}");
        let calm = reviewing().keys(screen).text(120, 40);
        assert!(!calm.contains("PLAINTEXT"), "{calm}");
    }
    // A project's key counts as much as a Token.
    let mut saved = all_kinds();
    saved.projects[0].key.as_mut().expect("a key").place = SecretStoreKind::Plaintext;
    let text = Run::filled().reviewing(saved).keys("1").text(120, 40);
    assert!(text.contains(" PLAINTEXT "), "{text}");
}

#[test]
fn the_header_names_what_is_open_and_whether_it_is_saved() {
    let first = |run: &Run| {
        run.text(120, 40)
            .lines()
            .next()
            .unwrap_or_default()
            .to_owned()
    };
    let mut run = reviewing();
    assert!(!first(&run).contains("acme"));
    assert!(first(&run).contains(" new "));
    run.state.shared.library.open = Some(saved_id(1));
    assert!(first(&run).contains(" acme ") && !first(&run).contains("acme *"));
    run.state.shared.library.changed = true;
    assert!(first(&run).contains(" acme * "));
    run.state.shared.library.open = None;
    assert!(first(&run).contains(" new * "));
    // In a small window the sign stays.
    let small = run.text(60, 16);
    assert!(
        small
            .lines()
            .next()
            .is_some_and(|line| line.contains(" new * ")),
        "{small}"
    );
}

#[test]
fn the_open_one_stands_for_this_run() {
    let run = reviewing();
    assert!(run.text(120, 40).contains("this run, not saved"));
    let mut run = run;
    run.state.shared.library.open = Some(saved_id(4));
    run.state.relist();
    let text = run.text(120, 40);
    assert!(!text.contains("this run, not saved"), "{text}");
    assert!(text.contains("● ○ dune"), "the selection follows:\n{text}");
}

#[test]
fn the_help_explains_the_signs() {
    let text = reviewing().keys("?").text(120, 60);
    for words in [
        "● open",
        "◆ marked",
        "◌ stale",
        "over 24 hours ago",
        "#word",
        "is:failed",
    ] {
        assert!(text.contains(words), "{words}:\n{text}");
    }
}

#[test]
fn copying_takes_the_app_id_of_the_row() {
    let run = reviewing().keys("jy");
    let text = run.text(120, 40);
    assert!(text.contains("the App Id sent to the clipboard"), "{text}");
}

#[test]
fn a_name_is_whole_where_the_reasons_leave_room_for_it() {
    let name = "Nordlys Café København";
    let mut saved = all_kinds();
    saved.profiles[0].name = name.into();
    let short = Run::filled().reviewing(saved);
    for (columns, rows) in [(80, 24), (120, 40)] {
        let text = short.text(columns, rows);
        assert!(text.contains(name), "{text}");
    }
}

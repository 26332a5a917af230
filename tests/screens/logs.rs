//! The log, as a screen and as a pane.

use crossterm::event::KeyCode;
use ratatui::style::Modifier;
use stackday::journal::Level;
use stackday::tui::message::{Effect, Message, Stamped};
use stackday::tui::update;
use stackday::tui::worker::Job;

use super::build::*;

#[test]
fn the_log() {
    let run = Run::filled().log(lines()).keys("5");
    shot("logs_120", &run.text(120, 40));
    let empty = Run::fresh().keys("5").text(80, 24);
    assert!(empty.contains("No requests yet."), "{empty}");
    let filtered = Run::filled().log(lines()).keys("5L/token");
    shot("logs_filtered_80", &filtered.text(80, 24));
}

#[test]
fn an_exchange() {
    let run = Run::filled().log(lines()).keys("5k").key(KeyCode::Enter);
    shot("exchange_120", &run.text(120, 40));
    shot("exchange_80", &run.text(80, 24));
}

#[test]
fn many_connections_at_every_size() {
    let run = Run::filled().log(many_lines()).keys("5k");
    shot("logs_many_200", &run.text(200, 60));
    shot("logs_many_120", &run.text(120, 40));
    shot("logs_many_80", &run.text(80, 24));
    shot("logs_many_60", &run.text(60, 16));
    shot("exchange_60", &run.key(KeyCode::Enter).text(60, 16));
}

#[test]
fn paused_it_says_how_many_lines_are_new_and_which_key_follows_them() {
    let run = Run::filled().log(many_lines()).keys("5k");
    let later = (0..12).map(|n| entry(10 + n, Level::Info, "planday", &format!("line {n}")));
    let run = run.log(later.collect());
    let text = run.text(120, 40);
    assert!(text.contains("paused, 12 new below: G follows"), "{text}");
    let text = run.text(80, 24);
    assert!(text.contains("paused, 12 new below"), "{text}");
    let text = run.keys("G").text(120, 40);
    assert!(
        text.contains("following the newest") && text.contains("line 11"),
        "{text}"
    );
}

#[test]
fn long_lines_are_wrapped_on_request_and_the_selected_one_stays_in_sight() {
    let long = "one two three four ".repeat(20) + "end of it";
    let run = Run::filled().log(vec![
        entry(0, Level::Info, "planday", "first"),
        entry(1, Level::Info, "planday", &long),
        entry(2, Level::Info, "planday", "last"),
    ]);
    let run = run.keys("5");
    assert!(!run.text(80, 24).contains("end of it"));
    let run = run.keys("W");
    let text = run.text(80, 24);
    for part in ["first", "end of it", "last"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!run.keys("W").text(80, 24).contains("end of it"));
}

#[test]
fn hits_of_the_filter_are_underlined() {
    let run = Run::filled().log(many_lines()).keys("5/tinghus");
    let shown = run.key(KeyCode::Enter).buffer(120, 40);
    let width = usize::from(shown.area.width);
    let rows = shown.content.chunks(width);
    let hits = rows.flat_map(|row| {
        row.windows(7).filter(|cells| {
            let text: String = cells.iter().map(ratatui::buffer::Cell::symbol).collect();
            let marked =
                |cell: &ratatui::buffer::Cell| cell.modifier.contains(Modifier::UNDERLINED);
            text == "Tinghus" && cells.iter().all(marked)
        })
    });
    // The selected line is a bar of one style.
    assert_eq!(hits.count(), 1);
}

/// What a key asks to have done outside.
fn effects(run: &mut Run, code: KeyCode) -> Vec<Effect> {
    let message = Message::Key(code.into());
    let at = run.now;
    update(&mut run.state, Stamped { at, message })
}

#[test]
fn the_request_is_copied_as_curl_with_a_variable_for_its_secret() {
    let mut run = Run::filled().log(many_lines()).keys("5k");
    let effects = effects(&mut run, KeyCode::Char('y'));
    let [Effect::Copy(text)] = &effects[..] else {
        panic!("{effects:?}")
    };
    let text = text.expose();
    assert!(
        text.starts_with("curl -X POST 'https://id.planday.com/connect/token'")
            && text.contains("--data-urlencode 'refresh_token='\"$REFRESH_TOKEN\""),
        "{text}"
    );
    assert!(run.text(120, 40).contains("set REFRESH_TOKEN first"));
}

#[test]
fn the_lines_that_are_shown_are_exported_to_the_file_that_is_named() {
    let run = Run::filled().log(many_lines()).keys("5/tinghus");
    let mut run = run.key(KeyCode::Enter).keys("E");
    let text = run.text(120, 40);
    assert!(
        text.contains("Export 2 lines") && text.contains("stackday-log-"),
        "{text}"
    );
    let effects = effects(&mut run, KeyCode::Enter);
    let request = effects.iter().find_map(|effect| match effect {
        Effect::Start(_, Job::ExportLog(request)) => Some(request),
        _ => None,
    });
    let request = request.expect("an export");
    assert!(!request.overwrite && request.path.starts_with("stackday-log-"));
    let names = request.lines.iter().map(|line| line.connection.as_deref());
    assert_eq!(names.collect::<Vec<_>>(), [Some("Tinghus Hotel"); 2]);
}

#[test]
fn what_the_message_line_said_is_kept() {
    let refused = Run::filled().send(Message::NotCopied("no clipboard".into()));
    let text = refused.keys("5").text(120, 40);
    assert!(text.contains("✗ not copied: no clipboard"), "{text}");
}

#[test]
fn a_request_that_failed_is_an_error_to_the_level_and_the_filter() {
    let run = Run::filled().log(lines()).keys("5");
    for keys in ["LLL", "/level:error"] {
        let text = Run::filled()
            .log(lines())
            .keys("5")
            .keys(keys)
            .text(120, 40);
        let is_listed = |line: &str| line.contains("/connect/token") && line.contains(" 400 ");
        assert!(text.lines().any(is_listed), "{keys}: {text}");
        assert!(!text.contains("verifying what was entered"), "{text}");
    }
    let warnings = run.keys("/level:warn").text(120, 40);
    assert!(warnings.contains("400"), "{warnings}");
}

#[test]
fn an_empty_filter_shows_what_can_be_typed() {
    let run = Run::filled().log(lines()).keys("5/");
    let typed = "is:failed party:planday status:4xx level:warn connection:NAME";
    assert!(run.text(120, 40).contains(typed), "{}", run.text(120, 40));
    assert!(run.text(80, 24).contains(typed), "{}", run.text(80, 24));
    let text = run.keys("4").text(120, 40);
    assert!(!text.contains("party:planday"), "{text}");
}

#[test]
fn what_is_copied_makes_one_line() {
    let run = Run::filled().log(many_lines()).keys("5ky");
    let run = run.send(Message::Copied(Ok("with wl-copy".to_owned())));
    let own = |run: &Run| {
        let lines = run.state.logs.lines(0, 100);
        let copied = lines.filter(|(_, entry)| entry.text.contains("sent to the clipboard"));
        copied
            .map(|(_, entry)| entry.text.clone())
            .collect::<Vec<_>>()
    };
    let lines = own(&run);
    assert!(
        matches!(&lines[..], [line] if line.ends_with("with wl-copy.")),
        "{lines:?}"
    );
}

#[test]
fn the_line_in_full_keeps_the_keys_that_copy_and_lead_back() {
    let run = Run::filled()
        .log(many_lines())
        .keys("5k")
        .key(KeyCode::Enter);
    let text = run.text(80, 24);
    let keys = text.lines().last().expect("keys");
    assert!(
        keys.contains("y copy as curl") && keys.contains("Esc back"),
        "{keys}"
    );
}

#[test]
fn the_pane_of_setup_shows_purposes_whole() {
    let call = entry(0, Level::Debug, "stackone", "POST /actions/rpc");
    let purpose = "run planday_list_departments";
    let call = called(call, ("POST", "/actions/rpc"), purpose, answered(200, 84));
    let text = Run::filled().log(vec![call]).text(120, 40);
    assert!(text.contains(purpose), "{text}");
}

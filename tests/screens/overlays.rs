//! What lies over the screens.

use crossterm::event::KeyCode;

use super::build::*;

#[test]
fn help() {
    let run = Run::filled().keys("?");
    shot("help_120", &run.text(120, 40));
    let run = run.key(KeyCode::PageDown);
    shot("help_80", &run.text(80, 24));
}

#[test]
fn scopes() {
    let run = Run::filled().step(1).tabs(1).tabs(2).key(KeyCode::Enter);
    shot("scopes_120", &run.text(120, 40));
    let run = run.keys("/pay").key(KeyCode::Down).key(KeyCode::Down);
    shot("scopes_80", &run.text(80, 24));
}

#[test]
fn quit() {
    let run = Run::filled().verify().keys("q");
    shot("quit_80", &run.text(80, 24));
}

#[test]
fn a_sandbox_run_says_that_it_keeps_nothing() {
    let sandbox = || stackday::tui::remote::Environment {
        rehearsal: true,
        keeps: false,
        ..environment()
    };
    let saving = Run::filled_in(sandbox()).ctrl('s').text(80, 24);
    assert!(saving.contains("kept until you quit (sandbox)"), "{saving}");
    assert!(saving.contains("Enter save  Esc cancel"), "{saving}");
    let token = Run::filled_in(sandbox()).step(4).text(120, 40);
    assert!(token.contains("from the sandbox"), "{token}");
    let live = Run::filled().step(4).text(120, 40);
    assert!(live.contains("from the environment"), "{live}");
}

#[test]
fn the_theme_is_found_by_what_people_call_it() {
    for word in ["colour", "color", "color scheme", "dark"] {
        let text = Run::filled().keys(":").keys(word).text(120, 40);
        assert!(text.contains("Choose a theme"), "{word}: {text}");
    }
}

#[test]
fn too_small() {
    shot("too_small", &Run::filled().text(59, 16));
}

#[test]
fn scrolling_ends_with_the_text() {
    let sized = |run: Run| run.send(stackday::tui::message::Message::Resize(80, 24));
    let help = (0..20).fold(sized(Run::filled()).keys("?"), |run, _| {
        run.key(KeyCode::PageDown)
    });
    let end = help.text(80, 24);
    assert!(end.contains("a customer's Planday site"), "{end}");
    assert_ne!(
        help.key(KeyCode::Up).text(80, 24),
        end,
        "one key up moves at once"
    );
    let exchange = sized(Run::filled().log(lines()).keys("5k"));
    let end = exchange.key(KeyCode::Enter).keys("G");
    let text = end.text(80, 24);
    assert!(text.contains("refresh_token"), "{text}");
    assert_ne!(end.keys("k").text(80, 24), text, "one key up moves at once");
}

//! Typing: one text field in steps, questions, filters, pickers, the palette and the help.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use stackday::domain::Input;
use stackday::secret::Secret;
use stackday::tui::message::Message;

use super::build::*;

fn with(run: Run, code: KeyCode, modifiers: KeyModifiers) -> Run {
    run.send(Message::Key(KeyEvent::new(code, modifiers)))
}

fn ctrl_left(run: Run) -> Run {
    with(run, KeyCode::Left, KeyModifiers::CONTROL)
}

/// As terminals report Ctrl-/.
fn undo(run: Run) -> Run {
    run.ctrl('7')
}

fn paste(run: Run, text: &str) -> Run {
    run.send(Message::Paste(Secret::new(text)))
}

/// In the field for the app's name.
fn app_name() -> Run {
    Run::fresh().step(1).tabs(1)
}

/// The choice of scopes, with the keyboard in its filter.
fn scope_picker() -> Run {
    app_name().tabs(2).key(KeyCode::Enter).keys("/")
}

/// The question for a name to save the connection under, emptied.
fn question() -> Run {
    app_name().keys("An app").ctrl('s').ctrl('u')
}

/// Everywhere that text is typed.
fn places() -> Vec<(&'static str, Run)> {
    vec![
        ("field", app_name().ctrl('u')),
        ("question", question()),
        ("filter of Profiles", Run::fresh().keys("2/")),
        ("filter of Accounts", Run::fresh().keys("3/")),
        (
            "form",
            Run::filled()
                .with_accounts(every_standing())
                .keys("l")
                .ctrl('u'),
        ),
        ("filter of Scopes", Run::fresh().keys("4/")),
        ("filter of Logs", Run::fresh().log(lines()).keys("5/")),
        ("choice of scopes", scope_picker()),
        ("choice of actions", Run::fresh().keys("4c/")),
        ("palette", Run::fresh().keys(":")),
        ("help", Run::fresh().keys("?")),
    ]
}

#[test]
fn words_are_moved_by_and_question_marks_are_text_everywhere() {
    for (place, run) in places() {
        let run = ctrl_left(run.keys("one-two")).keys("?");
        let text = run.text(120, 40);
        assert!(text.contains("one-?two"), "{place}: {text}");
        let run = with(run, KeyCode::Char('b'), KeyModifiers::ALT);
        let run = with(run, KeyCode::Char('f'), KeyModifiers::ALT);
        let run = run.key(KeyCode::Home).keys("<").key(KeyCode::End).keys(">");
        let text = run.text(120, 40);
        assert!(text.contains("<one-?two>"), "{place}: {text}");
    }
}

#[test]
fn the_help_opens_with_f1_from_wherever_text_is_typed() {
    for (place, run) in places() {
        let run = run.keys("typed").key(KeyCode::F(1));
        let text = run.text(120, 40);
        assert!(text.contains("type to search"), "{place}: {text}");
        if place != "help" {
            let text = run.key(KeyCode::Esc).text(120, 40);
            assert!(text.contains("typed"), "{place}: {text}");
        }
    }
}

#[test]
fn an_emptied_text_comes_back_everywhere() {
    for (place, run) in places() {
        let run = run.keys("onetwo").ctrl('u');
        let text = run.text(120, 40);
        assert!(!text.contains("onetwo"), "{place}: {text}");
        let run = undo(run);
        let text = run.text(120, 40);
        assert!(text.contains("onetwo"), "{place}: {text}");
        // What stood there before all of it was typed.
        let run = undo(run);
        assert!(!run.text(120, 40).contains("onetwo"), "{place}");
    }
}

#[test]
fn undo_takes_word_by_word_back_and_says_where_it_ends() {
    let field = |run: &Run| {
        run.state
            .shared
            .form
            .field(Input::AppName)
            .text()
            .to_owned()
    };
    let run = paste(app_name().ctrl('u').keys("one two"), " three\nfour");
    let mut run = with(run, KeyCode::Backspace, KeyModifiers::ALT);
    for expected in ["one two three four", "one two", "one "] {
        run = run.ctrl('/');
        assert_eq!(field(&run), expected);
    }
    let secret = Run::fresh().step(4).tabs(1).keys("secret");
    let run = undo(secret.ctrl('u'));
    assert_eq!(run.state.shared.form.secret(Input::TokenSecret), None);
    let text = run.text(120, 40);
    assert!(text.contains("A secret has no undo"), "{text}");
}

#[test]
fn undo_brings_no_secret_back_that_belongs_elsewhere() {
    let run = paste(app_name().ctrl('u').keys("App "), TOKEN);
    let run = run.key(KeyCode::Esc);
    assert!(run.state.shared.form.misplaced(Input::AppName).is_some());
    let run = (0..5).fold(run.ctrl('u'), |run, _| undo(run));
    assert_eq!(run.state.shared.form.field(Input::AppName).text(), "");
    // Shortened until nobody would recognise it, neither.
    let run = paste(app_name().ctrl('u'), TOKEN).key(KeyCode::Esc);
    let run = (0..12).fold(run, |run, _| run.key(KeyCode::Backspace));
    assert_eq!(run.state.shared.form.misplaced(Input::AppName), None);
    let run = (0..5).fold(run, |run, _| undo(run));
    let text = run.state.shared.form.field(Input::AppName).text();
    assert!(!text.contains(TOKEN));
    // In a question, either.
    let run = paste(question(), TOKEN).ctrl('u');
    let run = (0..5).fold(run, |run, _| undo(run));
    assert!(!run.text(120, 40).contains("•"), "nothing is masked");
}

#[test]
fn a_filter_that_was_left_can_be_brought_back() {
    let run = Run::filled().keys("2/zeal").key(KeyCode::Esc);
    assert_eq!(run.state.profiles.filter.text(), "");
    let run = undo(run.keys("/"));
    assert_eq!(run.state.profiles.filter.text(), "zeal");
    let text = run.text(120, 40);
    assert!(
        text.contains("zealand") && !text.contains("acme-test"),
        "{text}"
    );
}

#[test]
fn a_paste_that_does_not_fit_is_told() {
    let long = "shift ".repeat(50);
    for (place, run) in places() {
        if ["field", "question"].contains(&place) {
            continue;
        }
        let text = paste(run, &long).text(120, 40);
        assert!(
            text.contains("The paste was cut: 200 of 299 characters were taken"),
            "{place}: {text}"
        );
    }
    let run = paste(app_name().ctrl('u'), &"x".repeat(5_000));
    let text = run.text(120, 40);
    assert!(
        text.contains("4096 of 5000 characters were taken"),
        "{text}"
    );
    let text = run.keys("y").text(120, 40);
    assert!(text.contains("At most 4096 characters fit here"), "{text}");
    let text = paste(app_name().ctrl('u'), "a\u{200b}b").text(120, 40);
    assert!(
        text.contains("1 character that cannot be seen was left out"),
        "{text}"
    );
}

#[test]
fn a_secret_is_not_pasted_into_a_filter() {
    let run = paste(Run::fresh().keys("2/acme "), TOKEN);
    assert_eq!(run.state.profiles.filter.text(), "acme ");
    let text = run.text(120, 40);
    assert!(text.contains("so the filter does not take it"), "{text}");
}

#[test]
fn a_long_value_scrolls_in_its_field() {
    let name = "Alpha Bravo Charlie Delta Echo Foxtrot Golf Hotel India Juliett Kilo";
    let run = app_name().ctrl('u').keys(name);
    let shown = |run: &Run| {
        let text = run.text(80, 24);
        let line = text.lines().find(|line| line.contains("App name"));
        line.expect("the field")
            .trim_end_matches(['┃', ' '])
            .to_owned()
    };
    let end = shown(&run);
    assert!(end.contains("…") && end.ends_with("Juliett Kilo"), "{end}");
    let start = shown(&run.key(KeyCode::Home));
    assert!(
        start.contains("  Alpha Bravo") && start.ends_with('…'),
        "{start}"
    );
    // At rest it begins with its first character.
    let run = app_name().ctrl('u').keys(name).key(KeyCode::Tab);
    let rest = shown(&run);
    assert!(
        rest.contains("  Alpha Bravo") && rest.ends_with('…'),
        "{rest}"
    );
}

#[test]
fn a_list_below_a_filter_is_moved_in_by_its_own_keys() {
    let line = |run: &Run| {
        let text = run.text(120, 40);
        let mut lines = text.lines();
        let at = lines.position(|line| line.contains("▌ ") && line.contains("[ ]"));
        at.expect("a selected row")
    };
    let begun = scope_picker().keys("read");
    let first = line(&begun);
    let half = begun.ctrl('d').ctrl('u');
    let page = scope_picker().keys("read").ctrl('f').ctrl('b');
    let step = scope_picker().keys("read").key(KeyCode::Down);
    let step = step.key(KeyCode::Up);
    assert_eq!((line(&page), line(&step)), (first, first));
    let text = half.text(120, 40);
    assert!(
        text.contains("│ /  ") && !text.contains("/ read"),
        "Ctrl-U empties the filter: {text}"
    );
    let moved = scope_picker().keys("read").ctrl('d');
    assert_ne!(line(&moved), first);
    let moved = line(&moved);
    let moved_again = scope_picker().keys("read").ctrl('d');
    let kept = moved_again.key(KeyCode::Home).key(KeyCode::End);
    assert_eq!(line(&kept), moved, "Home and End belong to the filter");
}

#[test]
fn the_palette_lists_what_works_first_and_stays_on_its_command() {
    let text = Run::fresh().keys(":cancel").text(120, 40);
    assert!(text.contains("Nothing is running"), "{text}");
    let run = Run::filled().keys(":go to").key(KeyCode::Down);
    let selected = |run: &Run| {
        let text = run.text(120, 40);
        let line = text.lines().find(|line| line.contains("▌Go to"));
        line.expect("a selected command").trim().to_owned()
    };
    let before = selected(&run);
    let run = run.log(lines()).wait(60);
    assert_eq!(selected(&run), before);
    // What is off here comes behind what works, however well it fits.
    let text = Run::filled().keys("2:connection").text(120, 40);
    let works = text
        .lines()
        .position(|line| line.contains("Add a connection"));
    let off = text
        .lines()
        .position(|line| line.contains("works on Setup"));
    assert!(works.is_some() && works < off, "{text}");
}

#[test]
fn the_palette_cuts_no_key_where_it_is_narrow() {
    let text = Run::filled()
        .keys(":versions of the connector")
        .text(60, 16);
    let line = text.lines().find(|line| line.contains("Show the versions"));
    let line = line.expect("the command").trim_end_matches(['│', '┃', ' ']);
    assert!(line.ends_with(" p"), "{text}");
}

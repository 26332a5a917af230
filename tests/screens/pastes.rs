//! What a paste leaves on the screen, and a log file that cannot be written.

use crossterm::event::KeyCode;
use stackday::secret::Secret;
use stackday::tui::message::Message;

use super::build::*;

fn paste(run: Run, text: &str) -> Run {
    run.send(Message::Paste(Secret::new(text)))
}

/// The choice of scopes, with nothing ticked.
fn choosing() -> Run {
    Run::fresh().step(1).tabs(1).tabs(2).key(KeyCode::Enter)
}

#[test]
fn a_pasted_list_of_scopes_ticks_them_and_is_never_glued() {
    for pasted in [
        "employee:read\nshift:read\ndepartment:read\n",
        "employee:read\r\nshift:read\r\ndepartment:read",
        "employee:read,shift:read,department:read",
        "employee:read; shift:read; department:read",
        "employee:read\tshift:read\tdepartment:read",
        "employee:read shift:read department:read",
    ] {
        let run = paste(choosing(), pasted);
        let text = run.text(120, 40);
        assert!(
            text.contains("3 scopes of the pasted list are ticked"),
            "{pasted:?}: {text}"
        );
        assert!(!text.contains("employee:readshift"), "{text}");
        let done = run.key(KeyCode::Enter);
        assert_eq!(
            done.state.shared.form.scopes().iter().collect::<Vec<_>>(),
            ["department:read", "employee:read", "shift:read"]
        );
    }
    let run = paste(choosing(), "shift:read\nshift:raed\n");
    let text = run.text(120, 40);
    assert!(text.contains("not in this list: shift:raed"), "{text}");
    // One word is what to filter by.
    let text = paste(choosing(), "payroll:read\n").text(120, 40);
    assert!(
        text.contains("payroll:read") && !text.contains("pasted list"),
        "{text}"
    );
}

#[test]
fn lines_pasted_into_a_field_are_put_on_one_and_it_is_said() {
    let field = || Run::fresh().step(1).tabs(1);
    let run = paste(field(), "StackOne\nIntegration\n");
    let text = run.text(120, 40);
    assert!(
        text.contains("StackOne Integration") && text.contains("2 lines were pasted"),
        "{text}"
    );
    let text = paste(field(), "One line\n").text(120, 40);
    assert!(
        text.contains("One line") && !text.contains("were pasted"),
        "{text}"
    );
}

#[test]
fn a_log_file_that_cannot_be_written_is_seen_on_every_screen() {
    let run = Run::filled().send(Message::LogNotWritten("No space left on device".into()));
    let text = run.text(120, 40);
    assert!(
        text.contains("the log file cannot be written (No space left on device)"),
        "{text}"
    );
    let run = run.keys("5");
    let text = run.text(120, 40);
    assert!(text.contains("LOG FILE NOT WRITTEN"));
    assert!(
        text.contains("the log file cannot be written (No space left"),
        "what was said is found in the log: {text}"
    );
}

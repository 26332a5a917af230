//! What is asked before something is sent: the form of a change, the question before a deletion, the form of a link.

use crossterm::event::KeyCode;
use stackday::tui::tasks::TaskKind;

use super::{listed, on};
use crate::screens::build::*;

/// The form of a new link, for a customer who has no account yet.
pub fn new_link() -> Run {
    let run = listed().keys("l").ctrl('u').keys("isle-2");
    run.key(KeyCode::Tab).ctrl('u').keys("Isle of Wool")
}

#[test]
fn a_change_is_shown_before_it_is_sent() {
    let run = on(listed(), "Acme A/S").keys("e");
    shot("accounts_edit_120", &run.text(120, 40));
    let run = run
        .keys(" North")
        .key(KeyCode::Tab)
        .key(KeyCode::Tab)
        .keys("l");
    let text = run.text(120, 40);
    for words in ["“Main portal” → “Main portal North”", "production → test"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    shot("accounts_edit_changed_120", &text);
    shot("accounts_edit_changed_80", &run.sized(80, 24).text(80, 24));
    let run = on(listed(), "Acme A/S")
        .keys("e")
        .key(KeyCode::Tab)
        .ctrl('u')
        .key(KeyCode::Enter);
    let text = run.text(120, 40);
    assert!(
        text.contains("An account has an owner: write a name."),
        "{text}"
    );
    assert!(!run.state.shared.tasks.runs(TaskKind::AccountChange));
    shot("accounts_edit_problem_120", &text);
    let run = on(listed(), "Acme A/S").keys("e").key(KeyCode::Enter);
    let text = run.text(120, 40);
    assert!(text.contains("Nothing is changed yet."), "{text}");
    assert!(!run.state.shared.tasks.runs(TaskKind::AccountChange));
    let many = listed().keys("*e");
    shot("accounts_edit_many_80", &many.sized(80, 24).text(80, 24));
}

#[test]
fn a_form_says_what_would_be_lost_before_it_goes() {
    let run = on(listed(), "Acme A/S")
        .keys("e")
        .keys("x")
        .key(KeyCode::Esc);
    shot("accounts_edit_leave_120", &run.text(120, 40));
}

#[test]
fn a_deletion_names_who_loses_what_and_asks_for_a_word() {
    let run = on(listed(), "Acme A/S").keys("d");
    let text = run.text(120, 40);
    for words in [
        "It is active: the customer's data stops at once.",
        "To delete, type: Acme A/S",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    shot("accounts_delete_120", &text);
    let run = run.keys("Acme").key(KeyCode::Enter);
    assert!(
        !run.state.shared.tasks.runs(TaskKind::AccountChange),
        "half of the word is not it"
    );
    let run = run.keys(" A/S").key(KeyCode::Enter);
    assert!(run.state.shared.tasks.runs(TaskKind::AccountChange));
    let run = listed().keys("*d");
    shot("accounts_delete_many_120", &run.text(120, 40));
    shot("accounts_delete_many_80", &run.sized(80, 24).text(80, 24));
    let run = listed().keys("*d").sized(60, 16);
    let text = run.text(60, 16);
    for words in ["of 10 are active", "To delete, type: delete 10", "Type it"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    shot("accounts_delete_many_60", &run.sized(60, 16).text(60, 16));
}

#[test]
fn a_new_link_begins_with_the_customer_and_says_when_it_ends() {
    let run = new_link();
    let text = run.text(120, 40);
    assert!(
        text.contains("Ends") && text.contains("3 Mar 2026, 14:33"),
        "{text}"
    );
    shot("link_form_120", &text);
    let run = new_link().sized(80, 24);
    shot("link_form_80", &run.text(80, 24));
    let run = new_link().sized(60, 16);
    shot("link_form_60", &run.text(60, 16));
}

/// On the field of the time that the link works.
fn on_time() -> Run {
    // Owner name, profile, label, type, time.
    new_link().tabs(4)
}

#[test]
fn another_time_is_typed_in_words_and_a_wrong_one_is_refused() {
    let run = on_time().key(KeyCode::Left).key(KeyCode::Tab);
    let text = run.text(120, 40);
    assert!(text.contains("another time"), "{text}");
    let run = run.keys("3h");
    let text = run.text(120, 40);
    assert!(text.contains("3 Mar 2026, 17:03"), "{text}");
    shot("link_form_other_time_120", &text);
    let run = run.ctrl('u').keys("4000000000").key(KeyCode::Enter);
    assert!(!run.state.shared.tasks.runs(TaskKind::MakeLink));
    shot("link_form_wrong_time_120", &run.text(120, 40));
}

#[test]
fn a_customer_with_an_active_account_is_named_and_asked_about_once() {
    let run = listed()
        .keys("l")
        .ctrl('u')
        .keys("acme-7")
        .key(KeyCode::Tab)
        .ctrl('u')
        .keys("Acme A/S");
    let text = run.text(120, 40);
    assert!(
        text.contains("Acme A/S has an active account already: 7."),
        "{text}"
    );
    let run = run.key(KeyCode::Enter);
    assert!(
        !run.state.shared.tasks.runs(TaskKind::MakeLink),
        "not before the warning"
    );
    let text = run.text(120, 40);
    shot("link_form_active_120", &text);
    shot("link_form_active_80", &run.sized(80, 24).text(80, 24));
    let run = listed()
        .keys("l")
        .ctrl('u')
        .keys("acme-7")
        .key(KeyCode::Tab)
        .ctrl('u')
        .keys("Acme A/S");
    let run = run.key(KeyCode::Enter).key(KeyCode::Enter);
    assert!(
        run.state.shared.tasks.runs(TaskKind::MakeLink),
        "the second time it is meant"
    );
}

#[test]
fn a_link_with_a_disabled_profile_is_refused_in_the_form() {
    let run = new_link().tabs(1).key(KeyCode::Left);
    let text = run.text(120, 40);
    assert!(text.contains("Planday 2 (disabled)"), "{text}");
    let run = run.key(KeyCode::Enter);
    let text = run.text(120, 40);
    assert!(text.contains("no link with it works"), "{text}");
    assert!(!run.state.shared.tasks.runs(TaskKind::MakeLink));
}

#[test]
fn an_account_is_linked_again_with_its_own_owner() {
    let run = on(listed(), "Birch Bakery ApS").keys("r");
    let text = run.text(120, 40);
    assert!(text.contains("Link Birch Bakery ApS again"), "{text}");
    assert!(text.contains("keeps its id"), "{text}");
    shot("link_form_again_120", &text);
    let run = on(listed(), "Isle of Wool").keys("r");
    let text = run.text(120, 40);
    assert!(text.contains("New link for Isle of Wool"), "gone: {text}");
}

//! Nothing is lost by a key: what would go is named and asked about first, and comes back with `u`.

use std::collections::{BTreeMap, BTreeSet};

use crossterm::event::KeyCode;
use jiff::{SignedDuration, Timestamp};
use stackday::domain::{Input, PersonalDataConsent, scope};
use stackday::library::{Findings, LastSeen, Verification};
use stackday::planday::GrantedBy;
use stackday::scopes::ScopeReport;
use stackday::secret::Secret;
use stackday::tui::change::Change;
use stackday::tui::layers::Overlay;
use stackday::tui::model::Model;
use stackday::tui::overlays::question::Question;
use stackday::tui::screen::Screen;
use stackday::workflow::{Done, Progress};

use super::build::{APP_ID, NEW_TOKEN, TOKEN, saved_id};
use super::pure::{
    birch, ctrl, ended, key, keys, library, notice, opened, program, progress, select_birch,
    started,
};

/// What is typed here is kept nowhere.
const TYPED: &str = "Zt4-typedhere_Qm9xW2bbK";

fn question(model: &Model) -> &Question {
    match model.shared.layers.top() {
        Some(Overlay::Question(question)) => question,
        other => panic!("no question: {other:?}"),
    }
}

fn token(model: &Model) -> String {
    let field = model.shared.form.field(Input::TokenSecret);
    field.text().to_owned()
}

/// The Profiles screen with a saved connection selected, and a Token in the form that is kept nowhere.
fn typed() -> Model {
    let mut model = program(&["acme", "birch"]);
    model.shared.form.fill(Input::TokenSecret, TYPED);
    select_birch(&mut model);
    model
}

/// The Scopes screen, where a scope is missing that was wanted.
fn lacking() -> Model {
    let mut model = program(&[]);
    let wanted = scope::read("shift:read department:read").scopes;
    model.shared.form.set_scopes(wanted);
    model.shared.remote.scopes = ScopeReport {
        granted: scope::read("shift:read").scopes,
        granted_by: Some(GrantedBy::Response),
        ..ScopeReport::default()
    };
    model.relist();
    keys(&mut model, "4");
    model
}

#[test]
fn another_connection_opens_after_a_yes_and_u_brings_back_what_was_typed() {
    let mut model = typed();
    let effects = keys(&mut model, "e");
    assert!(effects.is_empty(), "nothing is read before the answer");
    let asked = question(&model);
    assert_eq!(asked.change, Change::OpenSaved(saved_id(2)));
    assert_eq!(
        asked.lines[0],
        "Token Secret goes. It is not saved anywhere."
    );
    assert!(!format!("{asked:?}").contains(TYPED), "never in Debug");
    key(&mut model, KeyCode::Esc);
    assert_eq!(token(&model), TYPED);
    keys(&mut model, "e");
    let id = started(&key(&mut model, KeyCode::Enter));
    ended(&mut model, id, opened());
    assert_eq!(model.shared.library.open, Some(saved_id(2)));
    assert_eq!(token(&model), "");
    keys(&mut model, "u");
    assert_eq!(token(&model), TYPED, "{}", notice(&model));
    assert_eq!(model.shared.library.open, None);
    // Undoing loses nothing either.
    keys(&mut model, "u");
    assert_eq!(model.shared.library.open, Some(saved_id(2)));
}

#[test]
fn nothing_is_asked_where_nothing_would_go() {
    let mut model = program(&["acme", "birch"]);
    select_birch(&mut model);
    started(&keys(&mut model, "e"));
    assert!(model.shared.layers.is_empty());
    keys(&mut model, "u");
    assert_eq!(notice(&model), "Nothing to undo.");
}

#[test]
fn what_was_typed_after_the_yes_was_not_agreed_to() {
    let mut model = typed();
    model.shared.form.fill(Input::TokenSecret, TOKEN);
    // A Token of the environment comes back at the next start: nothing is asked.
    let id = started(&keys(&mut model, "e"));
    keys(&mut model, "1");
    model.shared.form.fill(Input::TokenSecret, TYPED);
    ended(&mut model, id, opened());
    assert_eq!(token(&model), TYPED);
    assert!(
        notice(&model).contains("“birch” was not opened: Token Secret would go"),
        "{}",
        notice(&model)
    );
}

#[test]
fn a_renewed_token_that_comes_while_the_question_is_open_is_asked_about() {
    let mut model = program(&["acme", "birch"]);
    keys(&mut model, "1");
    model.shared.form.fill(Input::TokenSecret, TYPED);
    let verification = started(&keys(&mut model, "v"));
    keys(&mut model, "2");
    key(&mut model, KeyCode::End);
    keys(&mut model, "a");
    let before = question(&model).loss.clone();
    let renewed = Progress::NewToken(Secret::new(NEW_TOKEN));
    progress(&mut model, verification, renewed);
    assert_eq!(token(&model), NEW_TOKEN);
    key(&mut model, KeyCode::Enter);
    assert_eq!(token(&model), NEW_TOKEN, "still there");
    assert_ne!(question(&model).loss, before, "asked again");
    assert!(notice(&model).starts_with("Not done"));
    key(&mut model, KeyCode::Enter);
    assert_eq!(token(&model), "");
    key(&mut model, KeyCode::Esc);
    keys(&mut model, "u");
    assert_eq!(token(&model), NEW_TOKEN);
}

#[test]
fn a_new_app_is_asked_about_and_undone() {
    let mut model = lacking();
    keys(&mut model, "a");
    assert_eq!(
        question(&model).lines[0],
        "App Id and Token Secret leave the form."
    );
    key(&mut model, KeyCode::Esc);
    assert_eq!(token(&model), TOKEN);
    keys(&mut model, "a");
    key(&mut model, KeyCode::Enter);
    assert_eq!(model.shared.screen, Screen::Setup);
    assert_eq!(
        (
            token(&model).as_str(),
            model.shared.form.value(Input::AppId)
        ),
        ("", None)
    );
    assert!(notice(&model).contains("{app.undo}"));
    keys(&mut model, "u");
    assert_eq!(token(&model), TOKEN);
    assert_eq!(
        model.shared.form.value(Input::AppId).as_deref(),
        Some(APP_ID)
    );
    let granted = &model.shared.remote.scopes.granted;
    assert!(
        granted.contains("shift:read"),
        "what was proven comes back too"
    );
}

#[test]
fn an_answer_that_comes_while_the_question_is_open_may_make_it_needless() {
    let mut model = lacking();
    keys(&mut model, "a");
    model.shared.remote.scopes.granted = scope::read("shift:read department:read").scopes;
    model.relist();
    key(&mut model, KeyCode::Enter);
    assert_eq!(notice(&model), "Not done: no new app is needed any more.");
    assert_eq!(token(&model), TOKEN);
}

#[test]
fn personal_data_of_all_resources_is_allowed_after_a_yes_alone() {
    let mut model = lacking();
    let none = PersonalDataConsent::default();
    keys(&mut model, "P");
    assert_eq!(model.shared.form.consent, none);
    key(&mut model, KeyCode::Esc);
    assert_eq!(model.shared.form.consent, none);
    keys(&mut model, "P");
    key(&mut model, KeyCode::Enter);
    assert_eq!(model.shared.form.consent, PersonalDataConsent::everything());
    keys(&mut model, "u");
    assert_eq!(model.shared.form.consent, none);
}

#[test]
fn the_changed_ticks_of_a_choice_are_asked_about() {
    for opens in ["e", "c"] {
        let mut model = lacking();
        let before = model.shared.form.scopes().clone();
        keys(&mut model, opens);
        key(&mut model, KeyCode::Esc);
        assert!(model.shared.layers.is_empty(), "nothing was changed");
        keys(&mut model, opens);
        keys(&mut model, " ");
        key(&mut model, KeyCode::Esc);
        assert_eq!(question(&model).change, Change::DropTicks);
        key(&mut model, KeyCode::Esc);
        assert!(matches!(
            model.shared.layers.top(),
            Some(Overlay::Scopes(_) | Overlay::Actions(_))
        ));
        key(&mut model, KeyCode::Esc);
        key(&mut model, KeyCode::Enter);
        assert!(model.shared.layers.is_empty());
        assert_eq!(*model.shared.form.scopes(), before, "{opens}");
        keys(&mut model, opens);
        keys(&mut model, " ");
        key(&mut model, KeyCode::Enter);
        assert_ne!(*model.shared.form.scopes(), before, "{opens}");
        keys(&mut model, "u");
        assert_eq!(*model.shared.form.scopes(), before, "{opens}");
    }
}

#[test]
fn a_space_is_text_in_the_filter_of_a_choice() {
    for opens in ["e", "c"] {
        let mut model = lacking();
        keys(&mut model, opens);
        keys(&mut model, "/read the");
        let filter = |model: &Model| match model.shared.layers.top() {
            Some(Overlay::Scopes(picker)) => (picker.filter_text().to_owned(), picker.changed()),
            Some(Overlay::Actions(picker)) => (picker.filter_text().to_owned(), picker.changed()),
            other => panic!("no choice: {other:?}"),
        };
        assert_eq!(filter(&model), ("read the".to_owned(), Vec::new()));
        // Out of the filter, then out of the choice.
        key(&mut model, KeyCode::Esc);
        assert_eq!(filter(&model).0, "");
        key(&mut model, KeyCode::Esc);
        assert!(model.shared.layers.is_empty());
    }
}

#[test]
fn notes_that_were_typed_are_not_given_up_without_a_question() {
    let mut model = program(&["acme", "birch"]);
    select_birch(&mut model);
    keys(&mut model, "M");
    assert!(matches!(
        model.shared.layers.top(),
        Some(Overlay::Prompt(_))
    ));
    key(&mut model, KeyCode::Esc);
    assert!(model.shared.layers.is_empty(), "nothing was typed");
    keys(&mut model, "M");
    keys(&mut model, "call Ida first");
    key(&mut model, KeyCode::Esc);
    assert_eq!(question(&model).change, Change::DropAnswer);
    key(&mut model, KeyCode::Esc);
    assert!(
        matches!(model.shared.layers.top(), Some(Overlay::Prompt(prompt)) if prompt.text().ends_with("call Ida first"))
    );
    key(&mut model, KeyCode::Esc);
    key(&mut model, KeyCode::Enter);
    assert!(model.shared.layers.is_empty());
}

#[test]
fn ticks_and_marks_come_back() {
    let mut model = lacking();
    let before = model.shared.form.scopes().clone();
    keys(&mut model, " ");
    assert_ne!(*model.shared.form.scopes(), before);
    keys(&mut model, "u");
    assert_eq!(*model.shared.form.scopes(), before);
    let mut model = program(&["acme", "birch"]);
    keys(&mut model, "2**");
    assert!(model.profiles.marked.is_empty());
    keys(&mut model, "u");
    assert_eq!(model.profiles.marked.len(), 2);
}

/// What a verification found out of a connection that is not saved.
fn found(at: Timestamp) -> Box<Findings> {
    Box::new(Findings {
        revision: 0,
        verification: Verification {
            since: at,
            looks: 1,
            at,
            exit: 0,
            line: "verified".into(),
            checks: BTreeMap::new(),
            origin: None,
        },
        seen: LastSeen {
            at,
            portal_name: None,
            granted: None,
            wanted: 0,
            missing: BTreeSet::new(),
            connector: None,
            accounts: None,
        },
        steps: Vec::new(),
    })
}

#[test]
fn what_was_found_out_of_the_old_app_is_not_saved_with_the_new_one() {
    let mut model = lacking();
    model.shared.remote.unsaved_findings = Some(found(model.shared.now));
    keys(&mut model, "a");
    key(&mut model, KeyCode::Enter);
    assert!(notice(&model).contains("Create a new app"));
    assert!(model.shared.remote.unsaved_findings.is_none());
}

#[test]
fn a_verification_that_ends_while_a_save_is_under_way_is_still_to_be_saved() {
    for (later, is_left) in [(1, true), (-1, false)] {
        let mut model = program(&["acme", "birch"]);
        ctrl(&mut model, 's');
        let save = started(&key(&mut model, KeyCode::Enter));
        let mut birch = birch();
        let newest = model.shared.now;
        birch.profile.history = vec![found(newest).verification];
        let at = newest + SignedDuration::from_secs(later);
        model.shared.remote.unsaved_findings = Some(found(at));
        ended(&mut model, save, library(Done::Saved(Box::new(birch))));
        assert_eq!(model.shared.remote.unsaved_findings.is_some(), is_left);
    }
}

//! Questions about connections, and drafts that are discarded.

use super::{model, profile};
use crate::tui::autosave::AutosaveRequest;
use crate::tui::layers::Overlay;
use crate::tui::message::Effect;
use crate::tui::model::Model;
use crate::tui::overlays::prompt::PromptKind;
use crate::tui::screens::profiles::{prompts, results, saving};
use crate::tui::widgets::text_field::{Edit, TextField};

fn type_answer(model: &mut Model, text: &str) {
    let Some(Overlay::Prompt(prompt)) = model.shared.layers.top_mut() else {
        panic!("a question");
    };
    let _ = prompt.edit(TextField::clear);
    for c in text.chars() {
        assert_eq!(prompt.edit(|line| line.insert(c)), Edit::Changed);
    }
    prompts::answer(&mut model.shared);
}

fn problem(model: &Model) -> Option<&str> {
    match model.shared.layers.top() {
        Some(Overlay::Prompt(prompt)) => prompt.problem.as_deref(),
        _ => None,
    }
}

#[test]
fn an_answer_that_will_not_do_leaves_the_question_with_the_reason() {
    let mut model = model(vec![profile("acme")]);
    prompts::delete(&mut model.profiles, &mut model.shared);
    type_answer(&mut model, "acm");
    assert_eq!(problem(&model), Some("type exactly: acme"));
    assert!(model.shared.effects.is_empty());
    type_answer(&mut model, "acme");
    assert!(model.shared.layers.is_empty());
    assert!(matches!(model.shared.effects[..], [Effect::Start(..)]));

    prompts::rename(&mut model.profiles, &mut model.shared);
    type_answer(&mut model, " ");
    assert_eq!(problem(&model), Some("type something, or Esc steps back"));
}

#[test]
fn the_passphrase_is_asked_for_once_and_a_new_one_twice() {
    let mut model = model(Vec::new());
    prompts::ask_for_passphrase(&mut model.shared, true);
    prompts::ask_for_passphrase(&mut model.shared, true);
    model.shared.layers.settle(false);
    assert!(model.shared.layers.next_waiting().is_none());
    type_answer(&mut model, "correct horse");
    type_answer(&mut model, "battery staple");
    assert_eq!(
        problem(&model),
        Some("the two were not the same; choose it again")
    );
    type_answer(&mut model, "correct horse");
    type_answer(&mut model, "correct horse");
    assert!(model.shared.layers.is_empty());
    assert!(matches!(model.shared.effects[..], [Effect::Start(..)]));
    prompts::not_unlocked(&mut model.shared, "wrong".into());
    model.shared.layers.settle(false);
    assert_eq!(problem(&model), Some("wrong"));
}

#[test]
fn saving_before_quitting_takes_the_place_of_the_question() {
    let mut model = model(Vec::new());
    model.shared.layers.open(Overlay::Quit);
    saving::save(&mut model.shared);
    let shown: Vec<_> = model.shared.layers.shown().collect();
    assert!(
        matches!(&shown[..], [Overlay::Prompt(prompt)] if prompt.kind == PromptKind::SaveAs),
        "{shown:?}"
    );
}

#[test]
fn a_draft_that_is_discarded_does_not_come_back() {
    let mut model = model(Vec::new());
    model
        .shared
        .form
        .fill(crate::domain::Input::AppName, "Half done");
    results::autosave(&mut model.shared);
    assert!(model.shared.library.changed);
    let saved = model.shared.effects.pop();
    assert!(matches!(
        saved,
        Some(Effect::Autosave(AutosaveRequest::Draft(_)))
    ));
    saving::discard(&mut model.shared);
    let discarded = model.shared.effects.pop();
    assert!(
        matches!(
            discarded,
            Some(Effect::Autosave(AutosaveRequest::Discard(None, None)))
        ),
        "{discarded:?}"
    );
    results::autosave(&mut model.shared);
    assert!(!model.shared.library.changed && model.shared.effects.is_empty());
}

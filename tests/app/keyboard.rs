//! What a task's answer leaves alone, and what a command that is off does not do: faults that `tests/random` found.

use crossterm::event::KeyCode;
use stackday::domain::{Input, SecretRecord, SecretStoreKind, StepId};
use stackday::library::Changes;
use stackday::sandbox_user::Clicked;
use stackday::secret::Secret;
use stackday::tui::layers::Overlay;
use stackday::tui::message::Message;
use stackday::tui::model::Model;
use stackday::tui::screen::Screen;
use stackday::tui::screens::setup::Focus;
use stackday::tui::worker::{TaskEvent, TaskOutcome};
use stackday::workflow::secrets::Source;
use stackday::workflow::{Progress, Renewed, ResolvedSecret};

use super::build::{NEW_TOKEN, Run, TOKEN, environment, saved, saved_id, start};
use super::pure::{
    ctrl, ended, key as press, keys as types, notice, opened, program, progress, select_birch,
    send, started,
};

/// The program on its Profiles screen, with the second of two saved connections selected.
fn listing() -> Model {
    let mut model = program(&["acme", "birch"]);
    select_birch(&mut model);
    model
}

#[test]
fn a_connection_opens_when_nothing_has_the_keyboard() {
    let mut model = listing();
    let id = started(&press(&mut model, KeyCode::Char('e')));
    types(&mut model, "/re");
    ended(&mut model, id, opened());
    assert_eq!(notice(&model), "“birch” opens when you leave this");
    types(&mut model, "tail");
    assert_eq!(model.profiles.filter.text(), "retail");
    assert_eq!(
        (model.shared.screen, model.shared.library.open),
        (Screen::Profiles, None)
    );
    press(&mut model, KeyCode::Enter);
    let open = model.shared.library.open;
    assert_eq!(
        (model.shared.screen, open),
        (Screen::Setup, Some(saved_id(2)))
    );
}

#[test]
fn another_connection_opens_at_once_where_nothing_is_typed_and_not_after_it_is_deleted() {
    let mut model = listing();
    let id = started(&press(&mut model, KeyCode::Char('e')));
    ended(&mut model, id, opened());
    assert_eq!(model.shared.library.open, Some(saved_id(2)));

    let mut model = listing();
    let id = started(&press(&mut model, KeyCode::Char('e')));
    types(&mut model, "/");
    ended(&mut model, id, opened());
    let gone = Changes {
        upto: 9,
        removed: vec![saved_id(2)],
        ..Changes::default()
    };
    send(
        &mut model,
        Message::TaskEvent(TaskEvent::Library(gone.into())),
    );
    press(&mut model, KeyCode::Esc);
    assert_eq!(model.shared.library.open, None);
}

#[test]
fn a_web_click_that_ends_leads_to_no_other_field() {
    let mut env = environment();
    env.rehearsal = true;
    let mut model = Run::filled_in(env).state;
    model.setup.step = StepId::C2;
    let id = started(&press(&mut model, KeyCode::Char('s')));
    model.shared.form.clear(Input::ApiKey);
    press(&mut model, KeyCode::Tab);
    assert_eq!(model.typing(), Some(Input::ProfileName));
    let clicked = Clicked {
        said: "created the profile".into(),
        ..Clicked::default()
    };
    ended(
        &mut model,
        id,
        TaskOutcome::Clicked(StepId::C2, Box::new(clicked)),
    );
    assert_eq!(
        (model.setup.step, model.setup.focus),
        (StepId::C2, Focus::Item(0))
    );
}

#[test]
fn another_programs_change_leaves_what_is_not_saved_where_it_is() {
    let mut model = listing();
    let id = started(&press(&mut model, KeyCode::Char('e')));
    ended(&mut model, id, opened());
    model.setup.step = StepId::A2;
    model.setup.focus = Focus::Item(5);
    types(&mut model, "https://exam");
    model.shared.form.fill(Input::ApiKey, "v1.eu1.YW5vdGhlcg");
    let key = model.shared.form.secret(Input::ApiKey);
    let mut elsewhere = saved(2, "birch", 2);
    (elsewhere.change, elsewhere.revision) = (9, elsewhere.revision + 1);
    elsewhere.settings.owner_name = Some("Birch ApS".into());
    let changes = Changes {
        upto: 9,
        profiles: vec![elsewhere],
        ..Changes::default()
    };
    // A key that the environment brings is no change.
    model.shared.session.api_key = key.clone().map(|secret| ResolvedSecret {
        secret,
        source: Source::Environment("STACKDAY_STACKONE_API_KEY"),
        shadowed: None,
    });
    send(
        &mut model,
        Message::TaskEvent(TaskEvent::Library(changes.into())),
    );
    let form = &model.shared.form;
    assert_eq!(form.field(Input::OwnerName).text(), "Birch ApS");
    assert_eq!(form.field(Input::RedirectUri).text(), "https://exam");
    assert_eq!(form.secret(Input::ApiKey), key);
}

#[test]
fn a_renewed_token_is_not_put_into_a_field_that_was_emptied() {
    let mut model = listing();
    let id = started(&press(&mut model, KeyCode::Char('e')));
    ended(&mut model, id, opened());
    model.shared.form.fill(Input::TokenSecret, TOKEN);
    let record = SecretRecord {
        place: SecretStoreKind::Keyring,
        at: start(),
        generation: 1,
    };
    model.shared.session.token = Some(ResolvedSecret {
        secret: Secret::new(TOKEN),
        source: Source::Kept(record.clone()),
        shadowed: None,
    });
    let id = started(&types(&mut model, "v"));
    model.setup.step = StepId::B2;
    model.setup.focus = Focus::Item(0);
    ctrl(&mut model, 'u');
    let renewed = Renewed {
        profile: saved_id(2),
        token: Secret::new(NEW_TOKEN),
        kept: Ok(record),
    };
    progress(&mut model, id, Progress::Renewed(renewed));
    types(&mut model, "another");
    assert_eq!(
        model.shared.form.field(Input::TokenSecret).text(),
        "another"
    );
}

#[test]
fn the_palette_runs_no_command_of_another_screen() {
    let mut model = listing();
    press(&mut model, KeyCode::Char('1'));
    types(&mut model, ":profiles.notes");
    let effects = press(&mut model, KeyCode::Enter);
    assert!(effects.is_empty(), "{effects:?}");
    let top = model.shared.layers.top();
    assert!(matches!(top, Some(Overlay::Palette(_))), "{top:?}");
    assert_eq!(notice(&model), "works on Profiles");
}

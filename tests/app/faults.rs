//! Faults of the tree of 2026-11-24, each as a test of the right behaviour, by the numbers of their list.
//!
//! | fault | test |
//! | --- | --- |
//! | 3 | `the_answer_about_pins_waits_behind_a_question_about_a_token`, `the_passphrase_is_asked_for_behind_half_written_notes` |
//! | 6 | `tests/pty/quitting.rs`: `a_change_that_waits_for_another_program_is_finished_before_the_end`, `a_change_that_cannot_be_made_is_told_after_the_end_with_another_exit_code` |
//! | 9 | `what_was_locked_is_what_is_done_once_more` |
//! | 10 | `a_link_moves_no_keyboard` |
//! | 11 | `a_renewed_token_of_a_superseded_verification_is_kept`, `what_a_superseded_task_wrote_is_taken_in` |
//! | 13 | `cancelling_a_verification_of_many_leaves_nothing_of_it` |
//! | 14 | `a_long_passphrase_is_pasted_whole`, `long_notes_are_pasted_whole`; `src/tui/update/paste.rs`: `a_passphrase_is_taken_whole_or_not_at_all` |
//! | 16 | `what_cannot_be_cancelled_is_not_said_to_be_cancelled` |
//! | 17 | `every_screen_has_a_digit_of_its_own` |
//! | 19 | `a_renewed_token_takes_no_place_of_what_was_typed_since` |
//! | 23 | `another_api_key_cancels_the_guide_that_is_being_read`, `no_countdown_outlives_what_was_cancelled` |

use std::sync::Arc;

use crossterm::event::KeyCode;
use jiff::SignedDuration;
use stackday::domain::text::Text;
use stackday::domain::{Input, StepId};
use stackday::http::Listed;
use stackday::library::Changes;
use stackday::secret::Secret;
use stackday::tui::message::{Effect, Message};
use stackday::tui::model::Model;
use stackday::tui::overlays::prompt::PromptKind;
use stackday::tui::registry;
use stackday::tui::screen::Screen;
use stackday::tui::screens::setup::Focus;
use stackday::tui::tasks::TaskKind;
use stackday::tui::worker::{Job, TaskOutcome};
use stackday::workflow::{AuthLink, Done, LibraryCommand, LibraryOutcome, PinReport, Progress};

use super::build::{self, Run, saved, saved_id, start};
use super::pure::{asked, ctrl, ended, key, keys, notice, program, progress, send, started};

/// To the field of this step, the so many-th of its items.
fn field(model: &mut Model, step: StepId, item: usize) {
    keys(model, "1");
    model.setup.step = step;
    model.setup.focus = Focus::Item(item);
}

fn no_pins() -> TaskOutcome {
    TaskOutcome::Pins(Box::new(PinReport {
        id: Text::new("cp_1"),
        name: Text::new("Planday"),
        versions: Vec::new(),
        pinned: None,
        resolved: None,
        caveat: None,
        changed: None,
    }))
}

fn link() -> Progress {
    Progress::Link(AuthLink {
        session: Text::new("42"),
        url: Secret::new("https://app.stackone.com/connect?token=x"),
        expires_at: start(),
        owner_name: "Acme A/S".into(),
    })
}

#[test]
fn the_answer_about_pins_waits_behind_a_question_about_a_token() {
    let mut model = program(&["acme"]);
    model.shared.remote.profiles = vec![build::profile(0)];
    model.relist();
    keys(&mut model, "2");
    key(&mut model, KeyCode::Tab);
    let pins = started(&keys(&mut model, "p"));
    key(&mut model, KeyCode::Tab);
    key(&mut model, KeyCode::Down);
    keys(&mut model, "Tabc");
    ended(&mut model, pins, no_pins());
    send(&mut model, Message::Paste(Secret::new("def")));
    let (kind, text, masked) = asked(&model);
    assert!(matches!(kind, PromptKind::NewToken(_)), "{kind:?}");
    assert_eq!((text.as_str(), masked), ("abcdef", true));
    // Leaving the typed Token is asked about, and answered with a yes.
    key(&mut model, KeyCode::Esc);
    key(&mut model, KeyCode::Enter);
    assert!(
        matches!(asked(&model).0, PromptKind::Pin(_)),
        "it comes next"
    );
}

#[test]
fn the_passphrase_is_asked_for_behind_half_written_notes() {
    let mut model = program(&["acme"]);
    keys(&mut model, "2");
    key(&mut model, KeyCode::Down);
    let many = started(&keys(&mut model, "v"));
    keys(&mut model, "MMette");
    let before = asked(&model);
    ended(&mut model, many, TaskOutcome::Locked { new: false });
    assert_eq!(asked(&model), before);
    assert!(before.1.ends_with("Mette"));
    key(&mut model, KeyCode::Esc);
    key(&mut model, KeyCode::Enter);
    let new = false;
    assert_eq!(asked(&model).0, PromptKind::Passphrase { new });
}

#[test]
fn what_was_locked_is_what_is_done_once_more() {
    let mut model = program(&["acme"]);
    keys(&mut model, "2");
    key(&mut model, KeyCode::Down);
    let many = started(&keys(&mut model, "v"));
    // Meanwhile a copy is made, and done.
    keys(&mut model, "D");
    let copy = started(&key(&mut model, KeyCode::Enter));
    let outcome = LibraryOutcome {
        changes: Changes::default(),
        trouble: None,
        done: Done::Changed("copied".into()),
    };
    ended(&mut model, copy, TaskOutcome::Library(Box::new(outcome)));
    ended(&mut model, many, TaskOutcome::Locked { new: false });
    keys(&mut model, "pw");
    let unlock = started(&key(&mut model, KeyCode::Enter));
    let effects = ended(&mut model, unlock, TaskOutcome::Unlocked);
    let again: Vec<_> = effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Start(_, job) => Some(job),
            _ => None,
        })
        .collect();
    assert!(
        matches!(again[..], [Job::VerifyMany(request)] if request.targets == [saved_id(1)]),
        "{again:?}"
    );
}

#[test]
fn a_link_moves_no_keyboard() {
    let mut model = program(&[]);
    model.shared.remote.profiles = vec![build::profile(0)];
    field(&mut model, StepId::D1, 2);
    let id = started(&key(&mut model, KeyCode::Enter));
    field(&mut model, StepId::D1, 1);
    progress(&mut model, id, link());
    assert_eq!(
        (model.setup.step, model.setup.focus),
        (StepId::D1, Focus::Item(1))
    );
    keys(&mut model, "q");
    assert!(!model.shared.quit);
    assert_eq!(
        model.shared.form.field(Input::OwnerName).text(),
        "Acme A/Sq"
    );
}

#[test]
fn a_renewed_token_of_a_superseded_verification_is_kept() {
    let mut model = program(&[]);
    let first = started(&keys(&mut model, "v"));
    let effects = keys(&mut model, "x");
    assert!(
        effects
            .iter()
            .any(|effect| matches!(effect, Effect::Cancel(id) if *id == first))
    );
    progress(
        &mut model,
        first,
        Progress::NewToken(Secret::new(build::NEW_TOKEN)),
    );
    let held = model.shared.form.secret(Input::TokenSecret);
    assert_eq!(held, Some(Secret::new(build::NEW_TOKEN)));
    assert!(!model.shared.would_lose().is_empty(), "quitting asks");
}

#[test]
fn what_a_superseded_task_wrote_is_taken_in() {
    let mut model = program(&["acme"]);
    keys(&mut model, "2");
    key(&mut model, KeyCode::Down);
    let many = started(&keys(&mut model, "v"));
    keys(&mut model, "x");
    let mut found = saved(1, "acme", 2);
    found.change = 7;
    found.settings.notes = "found meanwhile".into();
    let changes = Changes {
        upto: 7,
        profiles: vec![found],
        ..Changes::default()
    };
    progress(
        &mut model,
        many,
        Progress::LibraryChanged(Arc::new(changes)),
    );
    let kept = model.shared.library.contents.find(saved_id(1));
    assert_eq!(kept.expect("acme").settings.notes, "found meanwhile");
}

#[test]
fn cancelling_a_verification_of_many_leaves_nothing_of_it() {
    let mut model = program(&["acme", "birch", "cedar"]);
    keys(&mut model, "2");
    let many = started(&keys(&mut model, "V"));
    let id = saved_id(1);
    let line = "proving scopes".into();
    progress(&mut model, many, Progress::ManyBegun { total: 3 });
    progress(&mut model, many, Progress::Many { id, line });
    let library = &model.shared.library;
    assert!(library.progress.is_some() && !library.busy.is_empty());
    keys(&mut model, "x");
    assert!(
        notice(&model).contains("(0 of 3 done, and kept)"),
        "{}",
        notice(&model)
    );
    let line = "too late".into();
    progress(&mut model, many, Progress::Many { id, line });
    let library = &model.shared.library;
    assert!(library.progress.is_none() && library.busy.is_empty());
}

#[test]
fn a_long_passphrase_is_pasted_whole() {
    let mut model = program(&["acme"]);
    keys(&mut model, "2");
    let many = started(&keys(&mut model, "V"));
    ended(&mut model, many, TaskOutcome::Locked { new: false });
    let passphrase = "p".repeat(300);
    send(&mut model, Message::Paste(Secret::new(&passphrase)));
    assert_eq!(asked(&model).1, passphrase);
    let effects = key(&mut model, KeyCode::Enter);
    assert!(
        matches!(&effects[..], [Effect::Start(_, Job::Unlock(sent))] if sent.expose() == passphrase)
    );
}

#[test]
fn long_notes_are_pasted_whole() {
    let mut model = program(&["acme"]);
    keys(&mut model, "2");
    key(&mut model, KeyCode::Down);
    keys(&mut model, "M");
    ctrl(&mut model, 'u');
    let notes = "ask Mette ".repeat(40);
    send(&mut model, Message::Paste(Secret::new(&notes)));
    assert_eq!(asked(&model).1.trim(), notes.trim());
}

#[test]
fn what_cannot_be_cancelled_is_not_said_to_be_cancelled() {
    let mut model = program(&["acme"]);
    let listing = started(&keys(&mut model, "2"));
    let none = TaskOutcome::Profiles(Listed::whole(Vec::new()));
    ended(&mut model, listing, none);
    key(&mut model, KeyCode::Down);
    let effects = keys(&mut model, "Z");
    assert!(
        matches!(&effects[..], [Effect::Start(_, Job::Library(command))]
        if matches!(**command, LibraryCommand::Edit(..)))
    );
    let effects = keys(&mut model, "x");
    assert!(effects.is_empty() && model.shared.tasks.runs(TaskKind::Keep));
    assert!(
        notice(&model).contains("ends by itself"),
        "{}",
        notice(&model)
    );
    let cancel = registry::bindings(&model);
    let cancel = cancel
        .iter()
        .find(|found| found.command.id == "tasks.cancel");
    assert_eq!(
        cancel.expect("listed").hint.rank,
        0,
        "the footer does not offer it"
    );
}

#[test]
fn every_screen_has_a_digit_of_its_own() {
    let mut model = program(&[]);
    for (digit, name, screen) in Screen::ALL.iter().copied() {
        let of = |other: &Screen| Screen::ALL.iter().filter(|(.., is)| is == other).count();
        assert_eq!(of(&screen), 1, "{name}");
        let elsewhere = Screen::ALL.iter().find(|(.., other)| *other != screen);
        model.shared.screen = elsewhere.expect("another screen").2;
        keys(&mut model, &digit.to_string());
        assert_eq!(model.shared.screen, screen, "{digit} {name}");
        let id = format!("screens.{}", name.to_lowercase());
        let command = registry::find(&id).unwrap_or_else(|| panic!("no command {id}"));
        assert_eq!(command.keys[0], digit.to_string());
    }
}

#[test]
fn a_renewed_token_takes_no_place_of_what_was_typed_since() {
    let mut model = program(&[]);
    let id = started(&keys(&mut model, "v"));
    field(&mut model, StepId::B2, 0);
    ctrl(&mut model, 'u');
    keys(&mut model, "typed-since");
    progress(
        &mut model,
        id,
        Progress::NewToken(Secret::new(build::NEW_TOKEN)),
    );
    assert_eq!(
        model.shared.form.field(Input::TokenSecret).text(),
        "typed-since"
    );
    let waits = model.shared.remote.new_token.as_ref();
    assert_eq!(
        waits.map(Secret::expose),
        Some(build::NEW_TOKEN),
        "and it is not lost"
    );
    key(&mut model, KeyCode::Esc);
    keys(&mut model, "U");
    // The Token that was typed would go, so it is asked about.
    key(&mut model, KeyCode::Enter);
    let held = model.shared.form.secret(Input::TokenSecret);
    assert_eq!(held.expect("a Token").expose(), build::NEW_TOKEN);
}

#[test]
fn another_api_key_cancels_the_guide_that_is_being_read() {
    let mut model = Run::filled().guide_asked().state;
    let id = model.shared.tasks.running[&TaskKind::Guide].id;
    field(&mut model, StepId::C1, 0);
    ctrl(&mut model, 'u');
    keys(&mut model, "v1.eu1.YW5vdGhlcg");
    let effects = key(&mut model, KeyCode::Esc);
    assert!(
        effects
            .iter()
            .any(|effect| matches!(effect, Effect::Cancel(other) if *other == id))
    );
    ended(
        &mut model,
        id,
        TaskOutcome::Guide(Box::new(build::guide(true))),
    );
    assert!(model.shared.guide.live.is_none(), "it is of another key");
}

#[test]
fn no_countdown_outlives_what_was_cancelled() {
    let mut model = program(&[]);
    keys(&mut model, "v");
    let mut waits = build::entry(
        0,
        stackday::journal::Level::Warn,
        "stackone",
        "429: waits 33 s",
    );
    waits.waits_until = start().checked_add(SignedDuration::from_secs(33)).ok();
    send(&mut model, Message::Log(vec![waits], 0));
    assert!(model.shared.tasks.wait.is_some());
    keys(&mut model, "x");
    assert!(model.shared.tasks.wait.is_none());
}

//! Two things at once on saved connections: another program, a verification of many, a draft and a save.

use jiff::Timestamp;
use stackday::config::{Credentials, Settings};
use stackday::domain::{Standing, StepId, StoredEvidence};
use stackday::guide::REDIRECT_URI;
use stackday::library::{Changes, Edit, SaveProfile, SavedSecrets};
use stackday::library::{Connection, LibrarySnapshot, Profile};
use stackday::tui::autosave::AutosaveRequest;
use stackday::tui::message::{Effect, Message, Stamped};
use stackday::tui::model::Model;
use stackday::tui::remote::Environment;
use stackday::tui::screen::Screen;
use stackday::tui::tasks::{RunningTask, TaskKind};
use stackday::tui::update;
use stackday::tui::worker::{JobId, TaskEvent};
use stackday::workflow::{Done, LibraryOutcome, Opened, Progress};

use super::harness::App;
use super::harness::Shelf;
use super::harness::sandbox;

async fn saved_as_acme(app: &mut App) {
    app.sees(&["Next  "]).await;
    app.press(&["j", "tab", "ctrl+u"])
        .type_text("First name")
        .press(&["esc", "ctrl+s"]);
    app.sees(&["Save this connection"]).await;
    app.press(&["ctrl+u"]).type_text("acme").press(&["enter"]);
    app.sees(&["saved as “acme”"]).await;
}

fn acme(shelf: &Shelf) -> Profile {
    let found = shelf.library().named("acme").expect("readable");
    found.expect("saved")
}

/// Another program saves “acme” with this name of the app.
fn saved_elsewhere(shelf: &Shelf, app_name: &str) {
    let profile = acme(shelf);
    let save = SaveProfile {
        id: profile.id,
        new: false,
        name: "acme".into(),
        revision: profile.revision,
        evidence_revision: profile.evidence_revision,
        settings: Connection {
            app_name: Some(app_name.into()),
            ..profile.settings
        },
        steps: [].into(),
        with_token: false,
        draft: None,
    };
    let library = shelf.library();
    library.save(save, SavedSecrets::default()).expect("saved");
}

#[tokio::test]
async fn what_was_saved_does_not_come_back_as_a_draft() {
    let shelf = Shelf::new();
    let mut app = App::keeping(sandbox(&[]).await, &shelf);
    saved_as_acme(&mut app).await;
    app.press(&["tab", "ctrl+u"])
        .type_text("Second name")
        .press(&["esc"]);
    app.sees(&["acme *"]).await;
    app.press(&["ctrl+s"]);
    app.sees_no("acme *").await;
    app.press(&["2"]);
    app.sees(&["Connections"]).await;
    app.press(&["home", "t"]);
    app.sees(&["Tags of"]).await;
    app.type_text("vip").press(&["enter"]);
    app.sees(&["has 1 tags"]).await;
    app.press(&["a"]);
    app.sees(&["a new connection"]).await;
    app.press(&["esc", "2", "home"]);
    app.sees(&["acme"]).await;
    app.press(&["down", "e"]);
    app.sees(&["“acme” is open"]).await;
    app.press(&["home", "j", "tab", "ctrl+u"])
        .type_text("Third name")
        .press(&["esc"]);
    app.sees(&["acme *"]).await;
    app.press(&["ctrl+s"]);
    app.sees_no("acme *").await;
    app.quit().await;
    let settings = acme(&shelf).settings;
    assert_eq!(settings.app_name.as_deref(), Some("Third name"));
    assert!(settings.tags.contains("vip"), "the tag is kept");
    assert!(shelf.library().drafts().expect("readable").is_empty());
}

#[tokio::test]
async fn a_newer_failure_is_neither_written_over_nor_hidden() {
    let shelf = Shelf::new();
    let mut app = App::keeping(sandbox(&[]).await, &shelf);
    app.sees(&["Next  "]).await;
    app.press(&["home", "space"]);
    saved_as_acme(&mut app).await;
    // Another stackday (cron: verify --all) finds that the Token is dead.
    let profile = acme(&shelf);
    let failed = StoredEvidence {
        standing: Standing::Failed,
        line: "Planday refused the Token".into(),
        at: Some(Timestamp::now()),
    };
    let steps = [(StepId::B2, failed)].into();
    let library = shelf.library();
    library
        .merge_steps(profile.id, profile.evidence_revision, &steps)
        .expect("merged");
    // Any key has the screen look; then a person ticks a step.
    app.press(&["home", "j", "j", "j", "j"]);
    app.sees(&["Planday refused the Token"]).await;
    app.press(&["home", "space"]);
    app.quit().await;
    let b2 = acme(&shelf).steps.get(&StepId::B2).map(|it| it.standing);
    assert_eq!(b2, Some(Standing::Failed));
}

#[tokio::test]
async fn another_programs_change_is_shown_where_nothing_is_typed() {
    let shelf = Shelf::new();
    let mut app = App::keeping(sandbox(&[]).await, &shelf);
    saved_as_acme(&mut app).await;
    saved_elsewhere(&shelf, "Renamed elsewhere");
    app.press(&["home", "j"]);
    app.sees(&["Renamed elsewhere"]).await;
    // And a save from here is not refused as an older one.
    app.press(&["tab", "ctrl+u"])
        .type_text("Changed here")
        .press(&["esc", "ctrl+s"]);
    app.sees(&["saved as “acme”"]).await;
    app.quit().await;
    assert_eq!(
        acme(&shelf).settings.app_name.as_deref(),
        Some("Changed here")
    );
}

#[tokio::test]
async fn what_is_typed_here_is_neither_lost_nor_saved_over_another_programs_change() {
    let shelf = Shelf::new();
    let mut app = App::keeping(sandbox(&[]).await, &shelf);
    saved_as_acme(&mut app).await;
    app.press(&["tab", "ctrl+u"])
        .type_text("Typed here")
        .press(&["esc"]);
    app.sees(&["acme *"]).await;
    saved_elsewhere(&shelf, "Changed elsewhere");
    app.press(&["ctrl+s"]);
    app.sees(&["was changed by another program"]).await;
    app.quit().await;
    let settings = acme(&shelf).settings;
    assert_eq!(settings.app_name.as_deref(), Some("Changed elsewhere"));
    let drafts = shelf.library().drafts().expect("readable");
    assert_eq!(drafts[0].settings.app_name.as_deref(), Some("Typed here"));
}

#[tokio::test]
async fn notes_that_another_program_writes_are_no_conflict() {
    let shelf = Shelf::new();
    let mut app = App::keeping(sandbox(&[]).await, &shelf);
    saved_as_acme(&mut app).await;
    let library = shelf.library();
    let notes = Edit::Notes("call on Monday".into());
    library.edit(acme(&shelf).id, notes).expect("saved");
    app.press(&["2"]);
    app.sees(&["call on Monday"]).await;
    app.press(&["1", "home", "j", "tab", "ctrl+u"])
        .type_text("Second name")
        .press(&["esc", "ctrl+s"]);
    app.sees(&["saved as “acme”"]).await;
    app.quit().await;
    let settings = acme(&shelf).settings;
    assert_eq!(settings.app_name.as_deref(), Some("Second name"));
    assert_eq!(settings.notes, "call on Monday");
}

fn state() -> Model {
    let settings = Settings::default();
    let env = Environment {
        rehearsal: false,
        read_only: false,
        ascii: false,
        color: true,
        zone: jiff::tz::TimeZone::UTC,
        dashboard: settings.stackone.dashboard_url.clone(),
        redirect_uri: REDIRECT_URI.into(),
        link_seconds: 1_800,
        profile: None,
        fresh_for: stackday::domain::FRESH_FOR,
        has_store: true,
        keeps: true,
    };
    Model::new(env, &settings, &Credentials::default(), Timestamp::now())
}

fn step(state: &mut Model, message: Message) -> Vec<Effect> {
    update(
        state,
        Stamped {
            at: Timestamp::now(),
            message,
        },
    )
}

fn found(standing: Standing, line: &str) -> StoredEvidence {
    StoredEvidence {
        standing,
        line: line.into(),
        at: Some(Timestamp::now()),
    }
}

/// A state with a connection open whose Token works, as of change 1.
fn opened() -> (Model, Profile) {
    let mut state = state();
    let mut profile = Profile::new("acme", Connection::default(), Timestamp::now());
    profile.change = 1;
    profile.evidence_revision = 1;
    profile
        .steps
        .insert(StepId::B2, found(Standing::Verified, "works"));
    state.shared.library.contents = LibrarySnapshot {
        profiles: vec![profile.clone()],
        change: 1,
        ..LibrarySnapshot::default()
    };
    state.shared.library.loaded = true;
    let running = RunningTask::new(JobId(905), "x");
    state.shared.tasks.running.insert(TaskKind::Keep, running);
    let opened = Opened {
        profile: profile.clone(),
        token: None,
        api_key: None,
        draft: None,
        locked: false,
        problems: vec![],
    };
    let outcome = LibraryOutcome {
        changes: Changes {
            upto: 1,
            ..Changes::default()
        },
        trouble: None,
        done: Done::Opened(Box::new(opened)),
    };
    let ending = stackday::tui::worker::TaskOutcome::Library(Box::new(outcome));
    step(
        &mut state,
        Message::TaskEvent(TaskEvent::Ended(JobId(905), ending)),
    );
    assert_eq!(state.shared.standing(StepId::B2), Standing::Verified);
    (state, profile)
}

#[test]
fn a_verification_of_many_reaches_the_open_connection() {
    let (mut state, mut profile) = opened();
    profile.change = 2;
    profile
        .steps
        .insert(StepId::B2, found(Standing::Failed, "refused"));
    let running = RunningTask::new(JobId(906), "x");
    state.shared.tasks.running.insert(TaskKind::Many, running);
    let changes = Changes {
        upto: 2,
        profiles: vec![profile],
        ..Changes::default()
    };
    let progress = Progress::LibraryChanged(std::sync::Arc::new(changes));
    step(
        &mut state,
        Message::TaskEvent(TaskEvent::Progress(JobId(906), progress)),
    );
    assert_eq!(state.shared.standing(StepId::B2), Standing::Failed);
    // A tick hands over that step alone.
    state.shared.screen = Screen::Setup;
    state.setup.step = StepId::A1;
    let key = crossterm::event::KeyCode::Char(' ');
    let effects = step(&mut state, Message::Key(key.into()));
    let handed = effects.iter().find_map(|effect| match effect {
        Effect::Autosave(AutosaveRequest::Steps { steps, .. }) => Some(steps),
        _ => None,
    });
    let steps: Vec<_> = handed.expect("handed over").keys().copied().collect();
    assert_eq!(steps, [StepId::A1]);
}

#[test]
fn an_answer_that_was_overtaken_changes_nothing_back() {
    let (mut state, profile) = opened();
    let with = |change: i64, line: &str| {
        let mut profile = profile.clone();
        profile.change = change;
        profile.settings.notes = line.to_owned();
        Changes {
            upto: change,
            profiles: vec![profile],
            ..Changes::default()
        }
    };
    let gone = Changes {
        upto: 4,
        removed: vec![profile.id],
        ..Changes::default()
    };
    let take = |state: &mut Model, changes: Changes| {
        step(
            state,
            Message::TaskEvent(TaskEvent::Library(changes.into())),
        );
    };
    take(&mut state, with(3, "newer"));
    take(&mut state, with(2, "older"));
    assert_eq!(
        state.shared.library.contents.profiles[0].settings.notes,
        "newer"
    );
    take(&mut state, gone);
    take(&mut state, with(3, "newer"));
    assert!(state.shared.library.contents.profiles.is_empty());
    assert_eq!(state.shared.library.contents.change, 4);
}

#[test]
fn a_token_that_cannot_be_read_is_asked_for_once() {
    let (mut state, mut profile) = opened();
    let record = |generation| stackday::domain::SecretRecord {
        place: stackday::domain::SecretStoreKind::File,
        at: Timestamp::now(),
        generation,
    };
    let changed = |profile: &Profile| {
        Message::TaskEvent(TaskEvent::Library(
            Changes {
                upto: profile.change,
                profiles: vec![profile.clone()],
                ..Changes::default()
            }
            .into(),
        ))
    };
    let starts = |effects: &[Effect]| {
        effects.iter().find_map(|effect| match effect {
            Effect::Start(id, _) => Some(*id),
            _ => None,
        })
    };
    // Another program has put a Token into the encrypted file: it is read.
    (profile.change, profile.token) = (2, Some(record(1)));
    let id = starts(&step(&mut state, changed(&profile))).expect("read");
    // The file is locked here: that is no reason to ask again and again.
    let refreshed = Opened {
        profile: profile.clone(),
        token: None,
        api_key: None,
        draft: None,
        locked: true,
        problems: vec![],
    };
    let outcome = LibraryOutcome {
        changes: Changes {
            upto: 2,
            ..Changes::default()
        },
        trouble: None,
        done: Done::Refreshed(Box::new(refreshed)),
    };
    let ending = stackday::tui::worker::TaskOutcome::Library(Box::new(outcome));
    let effects = step(&mut state, Message::TaskEvent(TaskEvent::Ended(id, ending)));
    assert_eq!(starts(&effects), None);
    // Yet another one is read again.
    (profile.change, profile.token) = (3, Some(record(2)));
    assert!(starts(&step(&mut state, changed(&profile))).is_some());
}

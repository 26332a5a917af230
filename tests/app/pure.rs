//! The pure program, without a runtime: keys and events in, effects out.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use stackday::library::Changes;
use stackday::tui::layers::Overlay;
use stackday::tui::message::{Effect, Message, Stamped};
use stackday::tui::model::Model;
use stackday::tui::overlays::prompt::PromptKind;
use stackday::tui::update;
use stackday::tui::worker::{JobId, TaskEvent, TaskOutcome};
use stackday::workflow::{Done, LibraryOutcome, Opened, Progress};

use super::build::{Run, saved, saved_id, start};

/// The program with everything entered, and these connections saved.
pub fn program(names: &[&str]) -> Model {
    let mut run = Run::filled();
    let profiles = (1..)
        .zip(names)
        .map(|(number, name)| saved(number, name, 2));
    run.state.shared.library.contents.profiles = profiles.collect();
    run.state.shared.library.loaded = true;
    run.state.relist();
    run.state
}

pub fn send(model: &mut Model, message: Message) -> Vec<Effect> {
    let at = start();
    update(model, Stamped { at, message })
}

pub fn key(model: &mut Model, code: KeyCode) -> Vec<Effect> {
    send(model, Message::Key(KeyEvent::new(code, KeyModifiers::NONE)))
}

pub fn ctrl(model: &mut Model, letter: char) -> Vec<Effect> {
    let event = KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL);
    send(model, Message::Key(event))
}

/// Types letters; gives what the last of them had done outside.
pub fn keys(model: &mut Model, text: &str) -> Vec<Effect> {
    let mut effects = Vec::new();
    for letter in text.chars() {
        effects = key(model, KeyCode::Char(letter));
    }
    effects
}

/// The number of the job that was started.
pub fn started(effects: &[Effect]) -> JobId {
    let mut jobs = effects.iter().filter_map(|effect| match effect {
        Effect::Start(id, _) => Some(*id),
        _ => None,
    });
    jobs.next().unwrap_or_else(|| panic!("no job: {effects:?}"))
}

pub fn progress(model: &mut Model, id: JobId, progress: Progress) {
    send(model, Message::TaskEvent(TaskEvent::Progress(id, progress)));
}

pub fn ended(model: &mut Model, id: JobId, outcome: TaskOutcome) -> Vec<Effect> {
    send(model, Message::TaskEvent(TaskEvent::Ended(id, outcome)))
}

pub fn asked(model: &Model) -> (PromptKind, String, bool) {
    match model.shared.layers.top() {
        Some(Overlay::Prompt(prompt)) => (
            prompt.kind.clone(),
            prompt.text().to_owned(),
            prompt.is_masked(),
        ),
        other => panic!("no question: {other:?}"),
    }
}

pub fn notice(model: &Model) -> &str {
    model
        .shared
        .notice
        .as_ref()
        .map_or("", |notice| notice.text.as_str())
}

/// Selects the second of two saved connections, “birch”, in Profiles.
pub fn select_birch(model: &mut Model) {
    keys(model, "2");
    let of_birch = |model: &Model| {
        let selected = model.profiles.selected_profile(&model.shared);
        selected.is_some_and(|profile| profile.id == saved_id(2))
    };
    for _ in 0..9 {
        if !of_birch(model) {
            key(model, KeyCode::Down);
        }
    }
    assert!(of_birch(model));
}

/// It was read to be opened.
pub fn opened() -> TaskOutcome {
    library(Done::Opened(Box::new(birch())))
}

/// “birch” with its secrets.
pub fn birch() -> Opened {
    Opened {
        profile: saved(2, "birch", 2),
        token: None,
        api_key: None,
        draft: None,
        locked: false,
        problems: Vec::new(),
    }
}

/// What the library has done.
pub fn library(done: Done) -> TaskOutcome {
    TaskOutcome::Library(Box::new(LibraryOutcome {
        changes: Changes::default(),
        trouble: None,
        done,
    }))
}

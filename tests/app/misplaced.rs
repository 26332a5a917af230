//! A secret in a field, a question or a filter that is none for it: it leaves no trace on the screen, on disk or in what is
//! asked of the outside, and a person is asked about it once.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use proptest::prelude::*;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Cell;
use stackday::config::{Credentials, Settings};
use stackday::domain::guard::Guard;
use stackday::domain::{Input, StepId};
use stackday::guide::REDIRECT_URI;
use stackday::library::Library;
use stackday::secret::Secret;
use stackday::tui::autosave::AutosaveRequest;
use stackday::tui::form::Verdict;
use stackday::tui::layers::Overlay;
use stackday::tui::message::{Effect, Message, Stamped};
use stackday::tui::model::Model;
use stackday::tui::overlays::prompt::{Prompt, PromptKind};
use stackday::tui::remote::Environment;
use stackday::tui::screen::Screen;
use stackday::tui::screens::setup::Focus;
use stackday::tui::screens::setup::items::{Item, items};
use stackday::tui::update;
use tempfile::TempDir;

const TOKEN: &str = "VxLtcy_OWkWoPKqs4uFhTg";

/// A dashboard without a network, with a library to keep drafts in.
struct Desk {
    state: Model,
    library: Library,
    folder: TempDir,
    /// Everything that was asked of the outside.
    asked: String,
    terminal: Terminal<TestBackend>,
    /// Every frame.
    frames: String,
}

impl Desk {
    fn new() -> Self {
        let settings = Settings::default();
        let environment = Environment {
            rehearsal: false,
            read_only: false,
            ascii: false,
            color: false,
            zone: TimeZone::UTC,
            dashboard: settings.stackone.dashboard_url.clone(),
            redirect_uri: REDIRECT_URI.into(),
            link_seconds: 60,
            profile: None,
            fresh_for: stackday::domain::FRESH_FOR,
            has_store: true,
            keeps: true,
        };
        let credentials = Credentials::default();
        let mut state = Model::new(environment, &settings, &credentials, Timestamp::UNIX_EPOCH);
        let folder = tempfile::tempdir().expect("a folder");
        let library = Library::new(folder.path(), Guard::default());
        state.shared.form.guard_with(library.guard().clone());
        state.shared.size = (120, 40);
        Self {
            state,
            library,
            folder,
            asked: String::new(),
            terminal: Terminal::new(TestBackend::new(120, 40)).expect("a terminal"),
            frames: String::new(),
        }
    }

    /// In this field.
    fn at(input: Input) -> Self {
        let mut desk = Self::new();
        let step = StepId::ALL
            .into_iter()
            .find(|step| items(*step).contains(&Item::Field(input)))
            .expect("a step with this field");
        desk.state.setup.step = step;
        let at = items(step)
            .iter()
            .position(|item| *item == Item::Field(input));
        desk.state.setup.focus = Focus::Item(at.expect("the field"));
        desk
    }

    fn send(&mut self, message: Message) {
        let stamped = Stamped {
            at: Timestamp::UNIX_EPOCH,
            message,
        };
        for effect in update(&mut self.state, stamped) {
            // What a clipboard takes was asked for by a person.
            if !matches!(effect, Effect::Copy(_)) {
                writeln!(self.asked, "{effect:?}").expect("written");
            }
            if let Effect::Autosave(AutosaveRequest::Draft(draft)) = effect {
                self.library.keep_draft(&draft).expect("kept");
            }
        }
        let drawn = self
            .terminal
            .draw(|frame| stackday::tui::draw::draw(frame, &self.state));
        let drawn = drawn.expect("a frame");
        let text: String = drawn.buffer.content().iter().map(Cell::symbol).collect();
        self.frames.push_str(&text);
    }

    fn key(&mut self, code: KeyCode) {
        self.send(Message::Key(KeyEvent::new(code, KeyModifiers::NONE)));
    }

    fn ctrl(&mut self, c: char) {
        let event = KeyEvent::new(KeyCode::Char(c), KeyModifiers::CONTROL);
        self.send(Message::Key(event));
    }

    fn paste(&mut self, text: &str) {
        self.send(Message::Paste(Secret::new(text)));
    }

    /// Nowhere is a trace of the secret.
    fn has_no_trace_of(&self, secret: &str) {
        assert!(!self.frames.contains(secret), "on the screen: {secret}");
        assert!(
            !self.asked.contains(secret),
            "asked of the outside: {}",
            self.asked
        );
        self.library.close().expect("closed");
        assert!(!is_on_disk(self.folder.path(), secret), "on disk: {secret}");
    }
}

fn is_on_disk(folder: &Path, secret: &str) -> bool {
    fs::read_dir(folder).expect("a folder").any(|entry| {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            return is_on_disk(&path, secret);
        }
        let bytes = fs::read(&path).expect("a file");
        bytes
            .windows(secret.len())
            .any(|window| window == secret.as_bytes())
    })
}

/// A secret of each form, with what of it must nowhere be seen.
fn secrets() -> impl Strategy<Value = (String, String)> {
    let same = |text: String| (text.clone(), text);
    prop_oneof![
        any::<[u8; 16]>()
            .prop_map(move |bytes| same(URL_SAFE_NO_PAD.encode(bytes)))
            // A word of capitals alone is a name: of random Tokens one in forty million is.
            .prop_filter("mixed", |(token, _)| token
                .chars()
                .any(|c| c.is_ascii_lowercase())),
        "[A-Za-z0-9]{20,40}".prop_map(move |rest| same(format!("v1.eu1.{rest}"))),
        "[A-Za-z0-9_-]{20,60}".prop_map(|rest| (format!("Bearer {rest}"), rest)),
        ("[A-Za-z0-9_-]{12,40}", "[A-Za-z0-9_-]{12,40}")
            .prop_map(move |(head, body)| same(format!("eyJ{head}.{body}.c2ln"))),
        "[A-Za-z0-9+/]{64}".prop_map(|rest| {
            (
                format!("-----BEGIN RSA PRIVATE KEY-----\n{rest}\n-----END"),
                rest,
            )
        }),
    ]
}

const FIELDS: [Input; 8] = [
    Input::Portal,
    Input::AppName,
    Input::RedirectUri,
    Input::AppId,
    Input::Project,
    Input::ProfileName,
    Input::OwnerId,
    Input::OwnerName,
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 48, ..ProptestConfig::default() })]
    #[test]
    fn a_secret_in_any_field_leaves_no_trace(
        field in proptest::sample::select(&FIELDS[..]),
        (secret, canary) in secrets(),
        before in "|App Id: x Token: |note ",
        last in proptest::sample::select(&["esc", "leave", "enter", "save", "empty", "move"][..]),
    ) {
        let mut desk = Desk::at(field);
        desk.paste(&format!("{before}{secret}\n"));
        prop_assert!(desk.state.shared.form.misplaced(field).is_some(), "{field:?}");
        prop_assert_eq!(desk.state.shared.form.value(field), None);
        match last {
            "leave" => { desk.key(KeyCode::Esc); desk.key(KeyCode::Tab); desk.key(KeyCode::Tab); }
            "enter" => { desk.key(KeyCode::Esc); desk.key(KeyCode::Enter); }
            "save" => { desk.key(KeyCode::Esc); desk.ctrl('s'); desk.paste("Acme"); desk.key(KeyCode::Enter); }
            "empty" => desk.key(KeyCode::Char('e')),
            "move" => desk.key(KeyCode::Char('m')),
            _ => desk.key(KeyCode::Esc),
        }
        desk.key(KeyCode::Esc);
        desk.has_no_trace_of(&canary);
    }

    #[test]
    fn a_secret_in_a_question_leaves_no_trace((secret, canary) in secrets()) {
        let mut desk = Desk::at(Input::AppName);
        desk.paste("An app");
        desk.ctrl('s');
        prop_assert!(matches!(desk.state.shared.layers.top(), Some(Overlay::Prompt(_))));
        desk.ctrl('u');
        desk.paste(&secret);
        desk.key(KeyCode::Enter);
        prop_assert!(matches!(desk.state.shared.layers.top(), Some(Overlay::Prompt(_))), "it asks on");
        desk.key(KeyCode::Esc);
        desk.has_no_trace_of(&canary);
    }

    #[test]
    fn a_secret_in_a_filter_leaves_no_trace(
        (secret, canary) in secrets(),
        screen in proptest::sample::select(&[Screen::Profiles, Screen::Scopes, Screen::Logs][..]),
        picker in any::<bool>(),
    ) {
        let mut desk = Desk::new();
        if picker {
            desk.state.setup.step = StepId::A2;
            let at = items(StepId::A2).iter().position(|item| *item == Item::Field(Input::Scopes));
            desk.state.setup.focus = Focus::Item(at.expect("the scopes"));
            desk.key(KeyCode::Enter);
            desk.paste(&secret);
        } else {
            // Nobody types a key in PEM, and only a paste brings it whole.
            prop_assume!(!secret.contains("BEGIN"));
            desk.state.shared.screen = screen;
            desk.key(KeyCode::Char('/'));
            for c in secret.chars().filter(|c| !c.is_control()) {
                desk.key(KeyCode::Char(c));
            }
        }
        desk.has_no_trace_of(&canary);
    }
}

#[test]
fn what_may_be_a_token_is_asked_about_once() {
    let mut desk = Desk::at(Input::OwnerId);
    desk.paste(TOKEN);
    assert!(matches!(
        desk.state.shared.layers.top(),
        Some(Overlay::Misplaced(Input::OwnerId))
    ));
    desk.key(KeyCode::Esc);
    desk.key(KeyCode::Tab);
    assert!(desk.state.shared.layers.is_empty(), "once");
    desk.has_no_trace_of(TOKEN);
}

#[test]
fn what_is_said_to_be_no_secret_is_kept_as_it_is() {
    let mut desk = Desk::at(Input::OwnerId);
    desk.paste(TOKEN);
    desk.key(KeyCode::Char('n'));
    assert!(desk.state.shared.layers.is_empty());
    assert_eq!(
        desk.state.shared.form.value(Input::OwnerId).as_deref(),
        Some(TOKEN)
    );
    desk.library.close().expect("closed");
    let drafts = desk.library.drafts().expect("read");
    assert_eq!(drafts[0].settings.owner_id.as_deref(), Some(TOKEN));
}

#[test]
fn a_key_is_masked_that_is_typed_directly_behind_other_text() {
    let mut desk = Desk::at(Input::OwnerId);
    desk.paste("Integration");
    for c in "v1.us1.Fk9reKeyOfSomebodyElse77Zz42Qw".chars() {
        desk.key(KeyCode::Char(c));
    }
    desk.key(KeyCode::Tab);
    assert!(matches!(
        desk.state.shared.layers.top(),
        Some(Overlay::Misplaced(_))
    ));
    desk.has_no_trace_of("Fk9reKeyOf");
}

#[test]
fn a_question_for_a_word_masks_every_other_word() {
    let mut desk = Desk::new();
    let ask = Prompt::new(PromptKind::Remove(Vec::new()), "Delete?", "Type it").requiring(TOKEN);
    desk.state.shared.layers.open(Overlay::prompt(ask));
    desk.paste("v1.us1.Fk9reKeyOfSomebodyElse77Zz42Qw");
    desk.has_no_trace_of("Fk9reKeyOf");
    let masked = |desk: &Desk| match &desk.state.shared.layers.top() {
        Some(Overlay::Prompt(ask)) => ask.is_masked(),
        other => panic!("{other:?}"),
    };
    assert!(masked(&desk));
    desk.ctrl('u');
    desk.paste(TOKEN);
    assert!(!masked(&desk), "what is asked for");
}

#[test]
fn it_is_moved_to_its_own_field() {
    let mut desk = Desk::at(Input::AppId);
    desk.paste(&format!("App Id: x Token: {TOKEN}"));
    desk.key(KeyCode::Char('m'));
    let form = &desk.state.shared.form;
    assert_eq!(form.secret(Input::TokenSecret), Some(Secret::new(TOKEN)));
    assert_eq!(form.field(Input::AppId).text(), "App Id: x Token:");
    desk.has_no_trace_of(TOKEN);
    // What has an unmistakable form is no matter of opinion.
    let mut desk = Desk::at(Input::OwnerId);
    desk.paste("v1.eu1.Zm9vYmFyYmF6cXV4MTIzNA");
    desk.key(KeyCode::Char('n'));
    assert!(matches!(
        desk.state.shared.layers.top(),
        Some(Overlay::Misplaced(_))
    ));
    desk.key(KeyCode::Char('m'));
    assert!(desk.state.shared.form.secret(Input::ApiKey).is_some());
}

#[test]
fn a_wrong_value_stays_in_the_draft_with_its_error() {
    let mut desk = Desk::at(Input::AppId);
    desk.paste("a2370889-3ffe-46b6\nand more");
    desk.key(KeyCode::Tab);
    let verdict = desk.state.shared.form.field(Input::AppId).verdict();
    assert!(
        matches!(verdict, Verdict::Wrong(problem) if problem.contains("32 hexadecimal digits")),
        "{verdict:?}"
    );
    let drafts = desk.library.drafts().expect("read");
    assert_eq!(
        drafts[0].settings.app_id.as_deref(),
        Some("a2370889-3ffe-46b6 and more")
    );
}

#[test]
fn a_known_secret_is_recognised_by_its_value() {
    let mut desk = Desk::at(Input::TokenSecret);
    desk.paste("hush-hush-token");
    desk.state.setup.step = StepId::D1;
    let at = items(StepId::D1)
        .iter()
        .position(|item| *item == Item::Field(Input::OwnerName));
    desk.state.setup.focus = Focus::Item(at.expect("the field"));
    desk.paste("Acme hush-hush-token");
    assert!(desk.state.shared.form.misplaced(Input::OwnerName).is_some());
    desk.key(KeyCode::Esc);
    desk.has_no_trace_of("hush-hush-token");
}

//! States, made the way the program makes them: by messages with fixed times.

mod accounts;
mod log;
mod mouse;
mod samples;

use std::collections::BTreeMap;
use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use stackday::config::{Credentials, Profile, Settings};
use stackday::domain::diagnosis::Diagnosis;
use stackday::domain::{Check, CheckId, Evidence, Standing};
use stackday::journal::Entry;
use stackday::secret::Secret;
use stackday::tui::message::{Message, Stamped};
use stackday::tui::model::Model;
use stackday::tui::remote::Environment;
use stackday::tui::tasks::TaskKind;
use stackday::tui::update;
use stackday::tui::worker::{TaskEvent, TaskOutcome};
use stackday::workflow::{AuthLink, Progress, VerifyReport};

pub use accounts::*;
pub use log::*;
pub use samples::*;

/// Values that no screen may ever show.
pub const TOKEN: &str = "VxLtcy_OWkWoPKqs4uFhTg";
pub const NEW_TOKEN: &str = "Qn7-brandnew_Zk3pL0aaB";
pub const API_KEY: &str = "v1.eu1.c3RhY2tkYXktaHVzaC1odXNo";
pub const LINK_TOKEN: &str = "eyJsaW5rLXRva2VuIjoiaHVzaCJ9";
pub const APP_ID: &str = "0a1b2c3d-3ffe-46b6-83e7-1a20f5a2beef";

/// A day in March, 14:03:00 UTC.
pub fn start() -> Timestamp {
    Timestamp::from_second(1_772_546_580).expect("a time")
}

/// The whole program without a terminal: a state and its clock.
pub struct Run {
    pub state: Model,
    pub now: Timestamp,
}

pub fn environment() -> Environment {
    Environment {
        rehearsal: false,
        read_only: false,
        ascii: false,
        color: true,
        zone: TimeZone::UTC,
        dashboard: "https://app.stackone.com/".parse().expect("a URL"),
        redirect_uri: stackday::guide::REDIRECT_URI.into(),
        link_seconds: 1_800,
        profile: None,
        fresh_for: stackday::domain::FRESH_FOR,
        has_store: true,
        keeps: true,
    }
}

pub fn settings() -> Settings {
    let mut settings = Settings::default();
    settings.planday.portal = Some("acme.planday.com".into());
    settings.app.scopes = vec!["scheduling".into(), "payroll:read".into()];
    settings.link.owner_id = Some("acme-7".into());
    settings.link.owner_name = Some("Acme A/S".into());
    settings.profiles = BTreeMap::from([
        (
            "acme-test".to_owned(),
            Profile {
                portal: Some("https://acmetest.planday.com/".into()),
                app_id: Some("77777777-3ffe-46b6-83e7-1a20f5a2cafe".into()),
                scopes: vec!["employee-directory".into()],
                ..Profile::default()
            },
        ),
        ("zealand".to_owned(), Profile::default()),
    ]);
    settings
}

impl Run {
    /// Nothing given, nothing done.
    pub fn fresh() -> Self {
        Self::with(environment(), &Settings::default(), &Credentials::default())
    }

    /// Everything entered, nothing done.
    pub fn filled() -> Self {
        Self::filled_in(environment())
    }

    pub fn filled_in(env: Environment) -> Self {
        let credentials = Credentials {
            app_id: Some(APP_ID.into()),
            token_secret: Some(Secret::new(TOKEN)),
            api_key: Some(Secret::new(API_KEY)),
            ..Credentials::default()
        };
        Self::with(env, &settings(), &credentials)
    }

    pub fn with(env: Environment, settings: &Settings, credentials: &Credentials) -> Self {
        let mut state = Model::new(env, settings, credentials, start());
        state.shared.size = (120, 40);
        Self {
            state,
            now: start(),
        }
    }

    pub fn send(mut self, message: Message) -> Self {
        let stamped = Stamped {
            at: self.now,
            message,
        };
        // As the event loop does after each frame.
        if self.state.scrolled().is_some() {
            self.state.shared.last_scroll = stackday::tui::draw::last_scroll(&self.state);
        }
        update(&mut self.state, stamped);
        self
    }

    pub fn wait(mut self, seconds: i64) -> Self {
        self.now = self
            .now
            .checked_add(SignedDuration::from_secs(seconds))
            .expect("a time");
        self.send(Message::Tick)
    }

    pub fn key(self, code: KeyCode) -> Self {
        self.send(Message::Key(KeyEvent::new(code, KeyModifiers::NONE)))
    }

    pub fn ctrl(self, c: char) -> Self {
        self.send(Message::Key(KeyEvent::new(
            KeyCode::Char(c),
            KeyModifiers::CONTROL,
        )))
    }

    pub fn keys(self, text: &str) -> Self {
        text.chars().fold(self, |run, c| run.key(KeyCode::Char(c)))
    }

    pub fn tabs(self, count: usize) -> Self {
        (0..count).fold(self, |run, _| run.key(KeyCode::Tab))
    }

    /// To the so many-th step.
    pub fn step(self, at: usize) -> Self {
        let run = self.key(KeyCode::Esc).key(KeyCode::Home);
        (0..at).fold(run, |run, _| run.keys("j"))
    }

    /// Presses `v`, from the checklist.
    pub fn verify(self) -> Self {
        self.key(KeyCode::Esc).keys("v")
    }

    pub fn job(&self, slot: TaskKind) -> stackday::tui::worker::JobId {
        self.state.shared.tasks.running[&slot].id
    }

    pub fn progress(self, slot: TaskKind, progress: Progress) -> Self {
        let id = self.job(slot);
        self.send(Message::TaskEvent(TaskEvent::Progress(id, progress)))
    }

    pub fn ended(self, slot: TaskKind, ending: TaskOutcome) -> Self {
        let id = self.job(slot);
        self.send(Message::TaskEvent(TaskEvent::Ended(id, ending)))
    }

    pub fn checked(self, id: CheckId, evidence: Evidence) -> Self {
        let check = Check {
            id,
            evidence,
            duration: Duration::from_millis(80),
        };
        self.progress(
            TaskKind::Verify,
            Progress::Checked {
                check,
                portal_matches: Some(true),
            },
        )
    }

    pub fn verified(&self, line: &str) -> Evidence {
        Evidence {
            at: Some(self.now),
            ..Evidence::now(Standing::Verified, line)
        }
    }

    pub fn failed(&self, diagnosis: Diagnosis) -> Evidence {
        Evidence {
            at: Some(self.now),
            ..Evidence::failed(diagnosis)
        }
    }

    /// A verification in which everything holds.
    pub fn all_verified(self) -> Self {
        let mut run = self.verify();
        for (check, line) in [
            (
                CheckId::Token,
                "Planday gave an access token for 60 minutes",
            ),
            (CheckId::Portal, "the Token opens Acme A/S (portal 4711)"),
            (
                CheckId::Scopes,
                "7 of 7 wanted scopes granted, 6 proven by calls",
            ),
            (CheckId::ApiKey, "StackOne answered this API key"),
            (
                CheckId::Profile,
                "“Planday” is active, OAuth 2.0, version 1.4.0",
            ),
        ] {
            let evidence = run.verified(line);
            run = run.checked(check, evidence);
        }
        let mut seen = report(&[]);
        seen.proven.remove("payroll:read");
        run.state.shared.remote.verified = Some((run.now, true));
        run.state.shared.remote.scopes = seen;
        run.state.shared.remote.profile = Some(profile(0));
        run.state.relist();
        run.state.shared.tasks.running.clear();
        run
    }

    /// A verification that has shown the API key to work: `StackOne`'s own guide is on its way.
    pub fn guide_asked(self) -> Self {
        let run = self.all_verified().verify();
        let check = Check {
            id: CheckId::ApiKey,
            evidence: run.verified("StackOne answered this API key"),
            duration: Duration::from_millis(80),
        };
        let report = VerifyReport {
            ok: true,
            checks: vec![check],
            scopes: report(&[]),
            portal: None,
            profiles: Vec::new(),
            new_token: None,
            accounts: None,
            caveats: Vec::new(),
            renewed: None,
            portal_matches: None,
        };
        run.ended(TaskKind::Verify, TaskOutcome::Verified(Box::new(report)))
    }

    /// The guide has come.
    pub fn guided(self, changed: bool) -> Self {
        self.guide_asked().ended(
            TaskKind::Guide,
            TaskOutcome::Guide(Box::new(guide(changed))),
        )
    }

    pub fn link(self) -> Self {
        let mut run = self.all_verified().step(7).tabs(3).key(KeyCode::Enter);
        let expires_at = run
            .now
            .checked_add(SignedDuration::from_secs(1_800))
            .expect("a time");
        let link = AuthLink {
            session: stackday::domain::text::Text::new("42"),
            url: Secret::new(format!(
                "https://app.stackone.com/connect?token={LINK_TOKEN}"
            )),
            expires_at,
            owner_name: "Acme A/S".into(),
        };
        let evidence = run.verified("connect session 42 for Acme A/S");
        run = run.progress(TaskKind::Link, Progress::Link(link));
        run = run.progress(
            TaskKind::Link,
            Progress::Step(stackday::domain::StepId::D1, evidence),
        );
        run.progress(
            TaskKind::Link,
            Progress::Waiting("Waiting until Acme A/S opens the link.".into()),
        )
    }

    /// With these connections saved, on the Profiles screen.
    pub fn reviewing(mut self, saved: stackday::library::LibrarySnapshot) -> Self {
        self.state.shared.library.contents = saved;
        self.state.shared.library.loaded = true;
        self.state.relist();
        self.keys("2")
    }

    pub fn log(self, entries: Vec<Entry>) -> Self {
        self.send(Message::Log(entries, 0))
    }

    /// What is drawn.
    pub fn buffer(&self, columns: u16, rows: u16) -> Buffer {
        self.terminal(columns, rows).backend().buffer().clone()
    }

    pub fn terminal(&self, columns: u16, rows: u16) -> Terminal<TestBackend> {
        let mut terminal =
            Terminal::new(TestBackend::new(columns, rows)).expect("a terminal in memory");
        terminal
            .draw(|frame| stackday::tui::draw(frame, &self.state))
            .expect("a drawn frame");
        terminal
    }

    /// What is drawn, as text; lines end where their text ends.
    pub fn text(&self, columns: u16, rows: u16) -> String {
        let buffer = self.buffer(columns, rows);
        let lines = buffer.content.chunks(usize::from(columns)).map(|cells| {
            let mut line = String::new();
            let mut skip = 0;
            for cell in cells {
                if skip > 0 {
                    skip -= 1;
                    continue;
                }
                line.push_str(cell.symbol());
                skip = unicode_width::UnicodeWidthStr::width(cell.symbol()).saturating_sub(1);
            }
            line.trim_end().to_owned()
        });
        let text = lines.collect::<Vec<_>>().join("\n");
        // A value that goes on in the next row is one as well.
        let joined: String = text.split(['\n', ' ', '│', '┃', '║', '▌', '|']).collect();
        for secret in [TOKEN, NEW_TOKEN, API_KEY, LINK_TOKEN] {
            let is_shown = text.contains(secret) || joined.contains(secret);
            assert!(!is_shown, "a secret is on the screen:\n{text}");
        }
        text
    }
}

/// Compares a screen with its picture in `tests/snapshots`.
pub fn shot(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

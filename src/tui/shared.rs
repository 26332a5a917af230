//! What every screen works with: the connection in the forms, what is saved, what the services have shown, what runs, and the
//! layers over the screen. A screen changes its own state and this, and no other screen.

pub(crate) mod checks;
pub(crate) mod connection;
pub(crate) mod inputs;
pub mod kept_ui;
pub(crate) mod losses;
pub(crate) mod panes;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;

use crate::config::{Credentials, Settings};
use crate::domain::{Input, ProfileId, Standing, StepId, scope};
use crate::guide::Ledger;
use crate::journal::{Entry, Level, OWN};
use crate::library::Draft;
use crate::scopes::Required;
use crate::secret::Secret;
use crate::tui::accounts_data::AccountsData;
use crate::tui::change::Change;
use crate::tui::form::Form;
use crate::tui::guide_view::GuideView;
use crate::tui::layers::Layers;
use crate::tui::library_view::LibraryView;
use crate::tui::message::Effect;
use crate::tui::remote::{Environment, RemoteData};
use crate::tui::screen::Screen;
use crate::tui::screens::setup::items::Value;
use crate::tui::session::{Session, UnclaimedToken};
use crate::tui::shared::kept_ui::KeptUi;
use crate::tui::shared::panes::Panes;
use crate::tui::tasks::{StartedIn, TaskKind, Tasks};
use crate::tui::theme::Theme;
use crate::tui::theme::themes::Themes;
use crate::tui::undo::Undo;
use crate::tui::worker::{ExportTo, Job, JobId};

/// A line that answers the last key, until the next one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The line.
    pub text: String,
    /// Whether something did not work.
    pub bad: bool,
}

/// Which screen a command leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Entered {
    /// This one.
    Screen(Screen),
    /// Logs, with the exchange of the selected line.
    Exchange,
}

/// Where a command leads on the Setup screen; the screen follows when the command has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A step in the checklist.
    Step(StepId),
    /// The first item of a step's pane.
    FirstItem(StepId),
    /// The step in which this is entered.
    StepOf(Input),
    /// A step, if the person is at work nowhere: a task leads there, no key.
    StepIfIdle(StepId),
}

/// What every screen works with.
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct Shared {
    /// What the program was started with.
    pub env: Environment,
    /// The styles that the screens are drawn in.
    pub theme: Theme,
    /// The themes that there are.
    pub themes: Themes,
    /// Whether nothing moves by itself but what counts.
    pub reduced_motion: bool,
    /// Whether the mouse is used.
    pub mouse: bool,
    /// The screen that is shown.
    pub screen: Screen,
    /// A screen that a command leads to: what follows from entering it comes then.
    pub(crate) entered: Option<Entered>,
    /// A change that a key asks for: `update` does it, or asks first.
    pub(crate) change: Option<Change>,
    /// What the last such change has dropped.
    pub undo: Option<Undo>,
    /// Where the log is to be exported to: its lines are the Logs screen's.
    pub(crate) export: Option<ExportTo>,
    /// Where the Setup screen is to go.
    pub(crate) place: Option<Place>,
    /// What lies over the screen.
    pub layers: Layers,
    /// The fields.
    pub form: Form,
    /// What the fields were filled with.
    pub session: Session,
    /// The evidence.
    pub ledger: Ledger,
    /// The saved connections.
    pub library: LibraryView,
    /// The connections that the config file names, other than the one in use.
    pub connections: Vec<ConfigConnection>,
    /// The secrets that the environment brings.
    pub env_credentials: crate::workflow::Environment,
    /// The drafts of this run, of each connection that was shown in it.
    pub(crate) unsaved_drafts: BTreeMap<Option<ProfileId>, Draft>,
    /// What the services have shown.
    pub remote: RemoteData,
    /// The linked accounts and the links in flight.
    pub accounts: AccountsData,
    /// Tokens that came back for a connection that the forms do not show any more.
    pub unclaimed_tokens: Vec<UnclaimedToken>,
    /// `StackOne`'s own guide beside the built-in steps.
    pub guide: GuideView,
    /// What runs.
    pub tasks: Tasks,
    /// The answer to the last key.
    pub notice: Option<Notice>,
    /// What was said of the value that is on its way to the clipboard.
    pub(crate) copying: Option<String>,
    /// The terminal's size, columns and rows.
    pub size: (u16, u16),
    /// How the screens share their room among their panes.
    pub panes: Panes,
    /// What is known of how the screens were arranged the last time.
    pub kept_ui: KeptUi,
    /// The last line from which the text on the screen can be shown, as the renderer found.
    pub last_scroll: usize,
    /// The time of the last message: drawing asks no clock.
    pub now: Timestamp,
    /// Counts the ticks while something runs, for the spinner.
    pub ticks: usize,
    /// Set once the program is to end.
    pub quit: bool,
    /// The commands whose old key has said in this run where they went.
    pub(crate) moved_keys_told: BTreeSet<&'static str>,
    /// Changes that failed in the last moment, when no frame was drawn any more, in sentences.
    pub failed_writes: Vec<String>,
    /// The text that is to be opened in the person's editor.
    pub(crate) to_edit: Option<String>,
    /// What is to be done outside.
    pub(crate) effects: Vec<Effect>,
    /// Lines for the log: what the program has decided by itself.
    pub(crate) decisions: Vec<Entry>,
    /// Whether what the Scopes screen lists has changed.
    pub(crate) scopes_stale: bool,
    /// Whether what the Profiles screen lists has changed.
    pub(crate) profiles_stale: bool,
}

/// A connection that the config file names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigConnection {
    /// Its name.
    pub name: String,
    /// The portal.
    pub portal: Option<String>,
    /// The App Id.
    pub app_id: Option<String>,
    /// How many scopes are wanted.
    pub wanted: usize,
    /// All of it, as the forms take it.
    pub settings: crate::library::Connection,
}

impl Shared {
    /// The state at the start: filled from configuration and environment, nothing proven.
    #[must_use]
    pub(crate) fn new(
        env: Environment,
        settings: &Settings,
        credentials: &Credentials,
        now: Timestamp,
    ) -> Self {
        let mut shared = Self {
            ledger: Ledger::new(env.fresh_for),
            theme: if env.color {
                Theme::ansi()
            } else {
                Theme::mono()
            },
            themes: Themes::default(),
            reduced_motion: settings.ui.reduced_motion,
            mouse: settings.ui.mouse,
            env,
            screen: Screen::Setup,
            entered: None,
            change: None,
            undo: None,
            export: None,
            place: None,
            layers: Layers::default(),
            form: Form::default(),
            session: Session::default(),
            library: LibraryView::default(),
            connections: Vec::new(),
            env_credentials: crate::workflow::Environment::of(
                credentials,
                settings.profile.as_deref(),
            ),
            unsaved_drafts: BTreeMap::new(),
            remote: RemoteData::default(),
            accounts: AccountsData::default(),
            unclaimed_tokens: Vec::new(),
            guide: GuideView::default(),
            tasks: Tasks::default(),
            notice: None,
            copying: None,
            size: (80, 24),
            panes: Panes::default(),
            kept_ui: KeptUi::default(),
            last_scroll: 0,
            now,
            ticks: 0,
            quit: false,
            moved_keys_told: BTreeSet::new(),
            failed_writes: Vec::new(),
            to_edit: None,
            effects: Vec::new(),
            decisions: Vec::new(),
            scopes_stale: true,
            profiles_stale: true,
        };
        shared.form.expect_redirect_uri(&shared.env.redirect_uri);
        shared.fill(settings, credentials);
        shared.begin_with(credentials);
        shared
    }

    fn fill(&mut self, settings: &Settings, credentials: &Credentials) {
        let values = crate::workflow::Layers::of_run(settings, credentials).resolve();
        let form = &mut self.form;
        let mut fill = |input: Input, value: Option<&str>| {
            if let Some(value) = value.filter(|value| !value.is_empty()) {
                form.fill(input, value);
            }
        };
        fill(Input::Portal, values.portal.value.as_deref());
        fill(Input::AppName, Some(&settings.app.name));
        fill(Input::AppId, Some(&values.app_id.value));
        fill(
            Input::TokenSecret,
            credentials.token_secret.as_ref().map(Secret::expose),
        );
        fill(
            Input::ApiKey,
            credentials.api_key.as_ref().map(Secret::expose),
        );
        fill(
            Input::ProfileName,
            values.connector_profile.value.as_deref(),
        );
        fill(Input::OwnerId, values.owner_id.value.as_deref());
        fill(Input::OwnerName, values.owner_name.value.as_deref());
        self.form.set_scopes(values.scopes.value);
        self.form.actions = values.actions.value;
        self.form.consent = values.personal_data.value;
        if let Some(unknown) = values.unknown_scopes.into_iter().next() {
            self.notice = Some(Notice {
                text: format!("{unknown}; it is checked as it stands"),
                bad: true,
            });
        }
        let chosen = settings.chosen_profile();
        self.connections = settings
            .profiles
            .iter()
            .filter(|(name, _)| chosen.is_none_or(|(used, _)| used != name.as_str()))
            .map(|(name, profile)| ConfigConnection {
                name: name.clone(),
                portal: profile.portal.clone(),
                app_id: profile.app_id.clone(),
                wanted: scope::read(&profile.scopes.join(" ")).scopes.len(),
                settings: profile.connection(),
            })
            .collect();
    }

    /// How a step stands now.
    #[must_use]
    pub fn standing(&self, step: StepId) -> Standing {
        self.ledger.standing_of(step, self.now)
    }

    /// Which scopes the chosen actions require.
    #[must_use]
    pub fn required(&self) -> Required {
        Required::of(&self.form.actions, &[], self.remote.actions.as_ref())
    }

    /// Whether something moves on the screen by itself, so that a ticker is needed.
    #[must_use]
    pub fn is_moving(&self) -> bool {
        // A link that is followed for days moves only where it is seen.
        let is_seen = self.screen == Screen::Accounts && self.accounts.in_flight() > 0;
        self.tasks.in_sight().next().is_some()
            || (is_seen && self.tasks.runs(TaskKind::FollowLinks))
    }

    /// A value to copy, if it is there; secrets among them.
    #[must_use]
    pub fn value(&self, value: Value) -> Option<Secret> {
        match value {
            Value::RedirectUri => Some(Secret::new(self.env.redirect_uri.clone())),
            Value::AuthLink => self.remote.link.as_ref().map(|link| link.url.clone()),
            Value::Of(Input::Scopes) => {
                let scopes = self.form.scopes();
                (!scopes.is_empty()).then(|| Secret::new(scope::join(scopes)))
            }
            Value::Of(input) => self.form.secret(input),
        }
    }

    /// Takes a new message's time in.
    pub(crate) fn at(&mut self, now: Timestamp) {
        self.now = now;
        if self
            .tasks
            .wait
            .as_ref()
            .is_some_and(|wait| wait.until <= now)
        {
            self.tasks.wait = None;
        }
    }

    /// Writes a line of the program's own to the log, about the connection in the forms.
    pub(crate) fn log(&mut self, level: Level, text: impl Into<String>) {
        let name = &self.session.name;
        self.decisions.push(Entry {
            connection: (!name.is_empty()).then(|| name.as_str().into()),
            ..Entry::new(self.now, level, OWN, text)
        });
    }

    /// Answers the last key.
    pub(crate) fn say(&mut self, text: impl Into<String>) {
        self.notice = Some(Notice {
            text: text.into(),
            bad: false,
        });
    }

    /// Answers the last key with what is in the way.
    pub(crate) fn refuse(&mut self, text: impl Into<String>) {
        self.notice = Some(Notice {
            text: text.into(),
            bad: true,
        });
    }

    /// Starts a task; one of the same kind that runs is cancelled first, the newest wins.
    pub(crate) fn start(&mut self, kind: TaskKind, what: &'static str, job: Job) {
        let started_in = StartedIn {
            at: self.now,
            session: self.session.number,
            name: self.session.name.clone(),
            token: self.form.secret(Input::TokenSecret),
        };
        let id = self.tasks.begin(kind, what, &job, started_in);
        self.effects.push(Effect::Start(id, job));
    }

    /// The name of the connection that a job is about, for the lines of the log that it writes; none where it is about
    /// several, or about one without a name.
    pub(crate) fn connection_of(&self, id: JobId, job: &Job) -> Option<Arc<str>> {
        let name = match job {
            Job::Rotate(id, _) | Job::Revoke(id, _) | Job::DropOld(id) => {
                self.library.contents.find(*id)?.name.as_str()
            }
            _ => {
                let kind = self.tasks.kind_of(id)?;
                let task = self.tasks.task(id)?;
                let is_about = kind.policy().of_connection && !task.session_name.is_empty();
                is_about.then_some(task.session_name.as_str())?
            }
        };
        Some(name.into())
    }

    /// Leads to the Setup screen.
    pub(crate) fn go_to(&mut self, place: Place) {
        self.screen = Screen::Setup;
        self.place = Some(place);
    }

    /// Leads the Setup screen to a step if the person is at work nowhere.
    pub(crate) fn suggest(&mut self, step: StepId) {
        self.place = Some(Place::StepIfIdle(step));
    }

    /// Sends a value to the clipboard, if it is there, and says so.
    pub(crate) fn copy(&mut self, name: &str, value: Option<Secret>) {
        let Some(value) = value else {
            return self.refuse(format!("{name} is not there yet"));
        };
        if self.remote.new_token.as_ref() == Some(&value) {
            // A person who copies the renewed Token has seen that there is one.
            self.remote.new_token = None;
        }
        self.accounts.copied_last = None;
        self.effects.push(Effect::Copy(value));
        let said = format!("{name} sent to the clipboard");
        self.say(said.as_str());
        self.copying = Some(said);
    }

    /// Says how what was copied last was sent, unless something else was said since.
    pub(crate) fn say_how_copied(&mut self, how: &str) {
        if let (Some(said), Some(notice)) = (self.copying.take(), &self.notice)
            && notice.text == said
        {
            self.say(format!("{said} {how}."));
        }
    }
}

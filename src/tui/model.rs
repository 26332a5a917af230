//! Everything the screens show.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::config::{Credentials, Settings};
use crate::domain::{Input, ProfileId, Standing, StepId, scope};
use crate::guide::Ledger;
use crate::library::Draft;
use crate::scopes::Required;
use crate::secret::Secret;
use crate::tui::form::Form;
use crate::tui::library_view::LibraryView;
use crate::tui::overlays::action_picker::ActionPicker;
use crate::tui::overlays::prompt::Prompt;
use crate::tui::overlays::scope_picker::Picker;
pub use crate::tui::remote::{Environment, RemoteData};
use crate::tui::screens::logs::LogView;
use crate::tui::screens::profiles::ProfilesView;
use crate::tui::screens::scopes::ScopesView;
use crate::tui::screens::setup::guide::GuideView;
pub use crate::tui::screens::setup::items::{Act, Item, Value, act_name, items, value_name};
use crate::tui::session::Session;
pub use crate::tui::tasks::{RunningTask, TaskKind, Wait};
use crate::tui::worker::{Job, JobId};
use crate::workflow::Layers;

/// The screens of this program, with the digit that switches to each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Screen {
    /// The checklist, the step, the log.
    Setup,
    /// Connections and connector profiles.
    Profiles,
    /// Scopes: required, wanted, granted, proven.
    Scopes,
    /// The log in full.
    Logs,
}

impl Screen {
    /// All screens: digit, name, screen. The digits between are kept for screens that design.md names.
    pub const ALL: [(char, &'static str, Self); 4] = [
        ('1', "Setup", Self::Setup),
        ('2', "Profiles", Self::Profiles),
        ('4', "Scopes", Self::Scopes),
        ('5', "Logs", Self::Logs),
    ];
}

/// What has the keyboard on the Setup screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Focus {
    /// The list of steps.
    Checklist,
    /// An item of the selected step's pane, counted from its first.
    Item(usize),
    /// The log pane.
    Log,
}

/// What is told in full over a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// Everything known of the selected row of the Profiles screen.
    Profile,
    /// The selected scope.
    Scope,
    /// What is wrong, what it breaks, and the way out.
    WayOut,
}

/// Something over the screen that has the keyboard first.
#[derive(Debug)]
pub enum Overlay {
    /// The keys that work.
    Help {
        /// First line shown.
        scroll: usize,
    },
    /// `StackOne`'s own guide in full.
    Guide {
        /// First line shown.
        scroll: usize,
    },
    /// The choice of scopes.
    Scopes(Picker),
    /// The choice of actions.
    Actions(ActionPicker),
    /// A question with one line to type.
    Prompt(Box<Prompt>),
    /// A scope, the way out, or a row of the Profiles screen, in full.
    Detail {
        /// Which of them.
        of: Detail,
        /// First line shown.
        scroll: usize,
    },
    /// A question about a secret in this field, which is no field for it.
    Misplaced(Input),
    /// A question before quitting.
    Quit,
}

/// A line that answers the last key, until the next one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The line.
    pub text: String,
    /// Whether something did not work.
    pub bad: bool,
}

/// The whole model. Changed by [`crate::tui::update()`] alone.
pub struct Model {
    /// What the program was started with.
    pub env: Environment,
    /// The screen that is shown.
    pub screen: Screen,
    /// What lies over it.
    pub overlay: Option<Overlay>,
    /// The selected step.
    pub step: StepId,
    /// What has the keyboard on Setup.
    pub focus: Focus,
    /// The fields.
    pub form: Form,
    /// What the fields were filled with.
    pub session: Session,
    /// The saved connections.
    pub library: LibraryView,
    /// The secrets that the environment brings.
    pub env_credentials: crate::workflow::Environment,
    /// What is typed and not saved, of each connection that was shown in this run.
    pub(crate) unsaved_drafts: BTreeMap<Option<ProfileId>, Draft>,
    /// What waits for the encrypted file to be unlocked.
    pub(crate) awaiting_unlock: Option<(TaskKind, &'static str, Job)>,
    /// The evidence.
    pub ledger: Ledger,
    /// What the services have shown.
    pub remote: RemoteData,
    /// `StackOne`'s own guide beside the built-in steps.
    pub guide: GuideView,
    /// The list of profiles.
    pub profiles: ProfilesView,
    /// The matrix of scopes.
    pub scopes: ScopesView,
    /// The log.
    pub log: LogView,
    /// What runs.
    pub running: BTreeMap<TaskKind, RunningTask>,
    /// What is waited for before a request goes out.
    pub wait: Option<Wait>,
    /// The answer to the last key.
    pub notice: Option<Notice>,
    /// The terminal's size, columns and rows.
    pub size: (u16, u16),
    /// The last line from which the text on the screen can be shown, as whoever draws has told.
    pub last_scroll: usize,
    /// The time of the last message: drawing asks no clock.
    pub now: Timestamp,
    /// Counts the ticks while something runs, for the spinner.
    pub ticks: usize,
    /// The connections that the config file names, other than the one in use.
    pub connections: Vec<Connection>,
    /// Set once the program is to end.
    pub quit: bool,
    /// Changes that failed in the last moment, when no frame was drawn any more, in sentences.
    pub failed_writes: Vec<String>,
    pub(crate) last_job: u64,
    /// Jobs whose answer is to another question by now: cancelled with the next effects.
    pub(crate) superseded: Vec<JobId>,
}

/// A connection that the config file names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connection {
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

impl Model {
    /// The state at the start: filled from configuration and environment, nothing proven.
    #[must_use]
    pub fn new(
        env: Environment,
        settings: &Settings,
        credentials: &Credentials,
        now: Timestamp,
    ) -> Self {
        let mut model = Self {
            ledger: Ledger::new(env.fresh_for),
            env,
            screen: Screen::Setup,
            overlay: None,
            step: StepId::A1,
            focus: Focus::Checklist,
            form: Form::default(),
            session: Session::default(),
            library: LibraryView::default(),
            env_credentials: crate::workflow::Environment::of(
                credentials,
                settings.profile.as_deref(),
            ),
            unsaved_drafts: BTreeMap::new(),
            awaiting_unlock: None,
            remote: RemoteData::default(),
            guide: GuideView::default(),
            profiles: ProfilesView::default(),
            scopes: ScopesView::default(),
            log: LogView::new(settings.ui.log_lines),
            running: BTreeMap::new(),
            wait: None,
            notice: None,
            size: (80, 24),
            last_scroll: 0,
            now,
            ticks: 0,
            connections: Vec::new(),
            quit: false,
            failed_writes: Vec::new(),
            last_job: 0,
            superseded: Vec::new(),
        };
        model.form.expect_redirect_uri(&model.env.redirect_uri);
        model.fill(settings, credentials);
        model.begin_with(credentials);
        model.scopes_changed();
        model.profiles_changed();
        model
    }

    fn fill(&mut self, settings: &Settings, credentials: &Credentials) {
        let values = Layers::of_run(settings, credentials).resolve();
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
        self.form.leave = values.personal_data.value;
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
            .map(|(name, profile)| Connection {
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

    /// The items of the selected step's pane, in the order of `Tab`.
    #[must_use]
    pub fn items(&self) -> &'static [Item] {
        items(self.step)
    }

    /// The item that has the keyboard, if one has.
    #[must_use]
    pub fn item(&self) -> Option<Item> {
        match self.focus {
            Focus::Item(at) if self.screen == Screen::Setup => self.items().get(at).copied(),
            _ => None,
        }
    }

    /// The text field that has the keyboard, if one has.
    #[must_use]
    pub fn typing(&self) -> Option<Input> {
        match self.item() {
            Some(Item::Field(input)) if input != Input::Scopes && self.overlay.is_none() => {
                Some(input)
            }
            _ => None,
        }
    }

    /// From which line the text on the screen is shown, if what has the keyboard is a text that scrolls.
    #[must_use]
    pub fn scrolled(&self) -> Option<usize> {
        match &self.overlay {
            Some(
                Overlay::Help { scroll }
                | Overlay::Guide { scroll }
                | Overlay::Detail { scroll, .. },
            ) => Some(*scroll),
            None if self.screen == Screen::Logs => self.log.detail,
            _ => None,
        }
    }

    /// Which scopes the chosen actions require.
    #[must_use]
    pub fn required(&self) -> Required {
        Required::of(&self.form.actions, &[], self.remote.actions.as_ref())
    }

    /// Works the matrix of scopes out anew: what it is made of has changed.
    pub fn scopes_changed(&mut self) {
        let required = self.required();
        self.scopes.refresh(required, &self.form, &self.remote);
    }

    /// Whether something moves on the screen by itself, so that a ticker is needed.
    #[must_use]
    pub fn is_moving(&self) -> bool {
        !self.running.is_empty()
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
        if self.wait.as_ref().is_some_and(|wait| wait.until <= now) {
            self.wait = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::PersonalDataConsent;
    use crate::scopes::keys_of;

    #[test]
    fn actions_and_leave_are_filled_from_the_settings() {
        let mut settings = Settings::default();
        settings.app.actions = vec!["planday_list_shifts".into()];
        settings.planday.read_personal =
            PersonalDataConsent::read(["employee"]).expect("a resource");
        let environment = Environment {
            rehearsal: false,
            read_only: false,
            ascii: false,
            color: false,
            zone: jiff::tz::TimeZone::UTC,
            dashboard: settings.stackone.dashboard_url.clone(),
            redirect_uri: settings.app.redirect_uri.clone(),
            link_seconds: 60,
            profile: None,
            fresh_for: crate::domain::FRESH_FOR,
            has_store: true,
            keeps: true,
        };
        let credentials = Credentials::default();
        let model = Model::new(environment, &settings, &credentials, Timestamp::UNIX_EPOCH);
        assert_eq!(model.form.actions, keys_of("planday_list_shifts"));
        assert!(model.form.leave.has("employee") && !model.form.leave.has("payroll"));
        assert!(model.required().names().contains("shift:read"));
    }
}

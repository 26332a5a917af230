//! Everything the screens show.

use jiff::Timestamp;

use crate::config::{Credentials, Settings};
use crate::domain::Input;
use crate::tui::keymap::Keymap;
use crate::tui::mouse::Pointer;
use crate::tui::remote::Environment;
use crate::tui::screen::Screen;
use crate::tui::screen_view::ScreenView;
use crate::tui::screens::every_screen;
use crate::tui::screens::setup::Focus;
use crate::tui::shared::Shared;
use crate::tui::tasks::TaskKind;
use crate::tui::widgets::list_filter::ListFilter;
use crate::tui::worker::{TaskEvent, TaskOutcome};

macro_rules! model {
    ($($module:ident $screen:ident $digit:literal $title:literal $state:ident;)*) => {
        /// Everything the screens show. Changed by [`crate::tui::update()`] alone.
        pub struct Model {
            /// What every screen works with.
            pub shared: Shared,
            $(
                #[doc = concat!("What the screen ", $title, " shows.")]
                pub $module: crate::tui::screens::$module::$state,
            )*
            /// Which key means which command.
            pub keymap: Keymap,
            /// What the mouse is at, and what it can reach.
            pub pointer: Pointer,
        }

        impl Model {
            fn with(shared: Shared, settings: &Settings) -> Self {
                Self {
                    shared,
                    $($module: ScreenView::new(settings),)*
                    keymap: Keymap::default(),
                    pointer: Pointer::default(),
                }
            }

            /// The screen that is shown.
            pub(crate) fn view(&self) -> &dyn ScreenView {
                match self.shared.screen {
                    $(Screen::$screen => &self.$module,)*
                }
            }

            /// Every screen.
            pub(crate) fn views_mut(&mut self) -> Vec<&mut dyn ScreenView> {
                vec![$(&mut self.$module,)*]
            }

            /// The screen that is shown, and what every screen works with.
            pub(crate) fn view_mut(&mut self) -> (&mut dyn ScreenView, &mut Shared) {
                let view: &mut dyn ScreenView = match self.shared.screen {
                    $(Screen::$screen => &mut self.$module,)*
                };
                (view, &mut self.shared)
            }
        }
    };
}

every_screen!(model);

impl Model {
    /// The state at the start: filled from configuration and environment, nothing proven.
    #[must_use]
    pub fn new(
        env: Environment,
        settings: &Settings,
        credentials: &Credentials,
        now: Timestamp,
    ) -> Self {
        let mut model = Self::with(Shared::new(env, settings, credentials, now), settings);
        model.refresh();
        model
    }

    /// What has the rows that one moves through: the screen that is shown, or the log in its pane.
    pub(crate) fn rows_mut(&mut self) -> (&mut dyn ScreenView, &mut Shared) {
        if self.shared.screen == Screen::Setup && self.setup.focus == Focus::Log {
            (&mut self.logs, &mut self.shared)
        } else {
            self.view_mut()
        }
    }

    /// Works out anew what the lists show, where what it is made of has changed.
    pub fn refresh(&mut self) {
        if std::mem::take(&mut self.shared.scopes_stale) {
            self.scopes.refresh(&self.shared);
        }
        let is_outdated = self.profiles.is_outdated(self.shared.now);
        if std::mem::take(&mut self.shared.profiles_stale) || is_outdated {
            self.profiles.refresh(&self.shared);
        }
    }

    /// Works out anew what all lists show: what they are made of was changed from outside.
    pub fn relist(&mut self) {
        self.shared.scopes_stale = true;
        self.shared.profiles_stale = true;
        self.refresh();
    }

    /// The text field of a step that has the keyboard, if one has.
    #[must_use]
    pub fn typing(&self) -> Option<Input> {
        self.setup.typing(&self.shared)
    }

    /// Whether what a person types is text: a field of a step, or the filter of a list.
    #[must_use]
    pub fn is_typing(&self) -> bool {
        let filtering = self.view().list_filter().is_some_and(ListFilter::is_typed);
        self.typing().is_some() || (filtering && self.shared.layers.is_empty())
    }

    /// From which line the text on the screen is shown, if what has the keyboard is a text that scrolls.
    #[must_use]
    pub fn scrolled(&self) -> Option<usize> {
        match self.shared.layers.top() {
            Some(overlay) => overlay.scroll(),
            None => self.view().scroll(),
        }
    }

    /// Whether something moves on the screen by itself, so that a ticker is needed.
    #[must_use]
    pub fn is_moving(&self) -> bool {
        self.shared.is_moving()
    }

    /// When something on the screen falls due that no message brings; none where nothing does.
    #[must_use]
    pub fn alarm(&self) -> Option<Timestamp> {
        self.view().alarm(&self.shared)
    }

    /// Reads what comes after the last frame: notes why a change was not made.
    pub fn note_failed_write(&mut self, event: &TaskEvent) {
        if let TaskEvent::Ended(id, TaskOutcome::Failed(diagnosis)) = event
            && self.shared.tasks.kind_of(*id) == Some(TaskKind::Keep)
        {
            self.shared.failed_writes.push(diagnosis.summary.clone());
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
        assert_eq!(model.shared.form.actions, keys_of("planday_list_shifts"));
        assert!(
            model.shared.form.consent.has("employee") && !model.shared.form.consent.has("payroll")
        );
        assert!(model.shared.required().names().contains("shift:read"));
    }
}

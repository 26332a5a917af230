//! The Profiles screen as a screen.

use crate::config::Settings;
use crate::domain::Input;
use crate::tui::context::Context;
use crate::tui::screen::Screen;
use crate::tui::screen_view::{Filter, ScreenView};
use crate::tui::screens::profiles::ProfilesView;
use crate::tui::shared::Shared;
use crate::tui::tasks::TaskKind;
use crate::tui::widgets::text_field::{Edit, TextField};

impl ScreenView for ProfilesView {
    fn new(_: &Settings) -> Self {
        Self::default()
    }

    fn contexts(&self) -> &'static [Context] {
        &[Context::Screen(Screen::Profiles)]
    }

    fn enter(&mut self, shared: &mut Shared) {
        shared.profiles_stale = true;
        let asked = shared.remote.profiles_at.is_some() || shared.tasks.runs(TaskKind::Profiles);
        if !asked && shared.form.secret(Input::ApiKey).is_some() {
            shared.list_profiles();
        }
    }

    fn step(&mut self, _: &mut Shared, by: isize) {
        ProfilesView::step(self, by);
    }

    fn next_failure(&mut self, shared: &mut Shared, by: isize) -> Result<(), &'static str> {
        let found = ProfilesView::next_failure(self, shared, by);
        if found {
            Ok(())
        } else {
            Err("No connection that is shown failed.")
        }
    }

    fn filter(&self) -> Option<Filter<'_>> {
        Some(Filter {
            text: self.filter_text(),
            is_typed: self.filtering,
        })
    }

    fn set_filtering(&mut self, filtering: bool) {
        self.filtering = filtering;
    }

    fn edit_filter_with(&mut self, act: &mut dyn FnMut(&mut TextField) -> Edit) -> Option<Edit> {
        Some(self.edit_filter(act))
    }
}

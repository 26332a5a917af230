//! The Profiles screen as a screen.

use crate::config::Settings;
use crate::domain::Input;
use crate::tui::context::Context;
use crate::tui::screen::Screen;
use crate::tui::screen_view::ScreenView;
use crate::tui::screens::profiles::ProfilesView;
use crate::tui::shared::Shared;
use crate::tui::tasks::TaskKind;
use crate::tui::widgets::list_filter::ListFilter;
use crate::workflow::ConnectionState;

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

    fn click_row(&mut self, _: &mut Shared, row: usize) -> bool {
        let was = self.selected == row;
        self.selected = row.min(self.rows().len().saturating_sub(1));
        was
    }

    fn next_failure(&mut self, shared: &mut Shared, by: isize) -> Result<(), &'static str> {
        let found = ProfilesView::next_failure(self, shared, by);
        if found {
            Ok(())
        } else {
            Err("No connection that is shown failed.")
        }
    }

    fn has_failure(&self) -> bool {
        self.summary().count(ConnectionState::Failed) > 0
    }

    fn list_filter(&self) -> Option<&ListFilter> {
        Some(&self.filter)
    }

    fn list_filter_mut(&mut self) -> Option<&mut ListFilter> {
        Some(&mut self.filter)
    }

    fn filter_changed(&mut self) {
        self.show_and_stay();
    }
}

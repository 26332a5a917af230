//! The Scopes screen as a screen.

use crate::config::Settings;
use crate::tui::context::Context;
use crate::tui::screen::Screen;
use crate::tui::screen_view::ScreenView;
use crate::tui::screens::scopes::ScopesView;
use crate::tui::screens::scopes::choose_actions::list_actions_once;
use crate::tui::shared::Shared;
use crate::tui::widgets::list_filter::ListFilter;

impl ScreenView for ScopesView {
    fn new(_: &Settings) -> Self {
        Self::default()
    }

    fn contexts(&self) -> &'static [Context] {
        &[Context::Screen(Screen::Scopes)]
    }

    fn enter(&mut self, shared: &mut Shared) {
        ScopesView::enter(self);
        list_actions_once(shared);
    }

    fn step(&mut self, _: &mut Shared, by: isize) {
        ScopesView::step(self, by);
    }

    fn click_row(&mut self, _: &mut Shared, row: usize) -> bool {
        let was = self.selected == row;
        self.selected = row.min(self.lines().len().saturating_sub(1));
        was
    }

    fn next_failure(&mut self, _: &mut Shared, by: isize) -> Result<(), &'static str> {
        let found = self.next_open(by);
        if found {
            Ok(())
        } else {
            Err("No scope that is shown is wrong.")
        }
    }

    fn next_failure_hint(&self) -> &'static str {
        "next to look at"
    }

    fn has_failure(&self) -> bool {
        self.has_open()
    }

    fn list_filter(&self) -> Option<&ListFilter> {
        Some(&self.filter)
    }

    fn list_filter_mut(&mut self) -> Option<&mut ListFilter> {
        Some(&mut self.filter)
    }

    fn filter_changed(&mut self) {
        self.relist(0);
    }
}

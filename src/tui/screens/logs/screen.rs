//! The Logs screen as a screen.

use crate::config::Settings;
use crate::tui::context::Context;
use crate::tui::screen::Screen;
use crate::tui::screen_view::{BackHint, ScreenView};
use crate::tui::screens::logs::LogView;
use crate::tui::shared::Shared;
use crate::tui::widgets::list_filter::ListFilter;

impl ScreenView for LogView {
    fn new(settings: &Settings) -> Self {
        LogView::new(settings.ui.log_lines)
    }

    fn contexts(&self) -> &'static [Context] {
        &[Context::Screen(Screen::Logs)]
    }

    fn step(&mut self, _: &mut Shared, by: isize) {
        LogView::step(self, by);
    }

    fn click_row(&mut self, _: &mut Shared, row: usize) -> bool {
        let was = self.detail.take().is_none() && self.selected == row;
        if !was {
            self.select(row);
        }
        was
    }

    fn focus_list(&mut self, _: &mut Shared) {
        self.detail = None;
    }

    /// The newest line is followed from then on.
    fn last(&mut self, _: &mut Shared) {
        self.set_follow(true);
    }

    fn next_failure(&mut self, _: &mut Shared, by: isize) -> Result<(), &'static str> {
        let found = LogView::next_failure(self, by);
        if found {
            Ok(())
        } else {
            Err("No line that is shown tells of a failure.")
        }
    }

    fn has_failure(&self) -> bool {
        self.has_late_failure()
    }

    fn scroll(&self) -> Option<usize> {
        self.detail
    }

    fn scroll_to(&mut self, line: usize) {
        self.detail = Some(line);
    }

    fn back(&mut self, _: &mut Shared) -> bool {
        self.detail.take().is_some()
    }

    fn back_hint(&self) -> BackHint {
        if self.detail.is_some() {
            ("back", 7)
        } else {
            ("to Setup", 3)
        }
    }

    fn list_filter(&self) -> Option<&ListFilter> {
        Some(&self.filter)
    }

    fn list_filter_mut(&mut self) -> Option<&mut ListFilter> {
        Some(&mut self.filter)
    }

    fn filter_changed(&mut self) {
        self.refilter();
    }
}

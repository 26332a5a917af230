//! The Logs screen as a screen.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::config::Settings;
use crate::tui::command::Command;
use crate::tui::context::Context;
use crate::tui::overlays::help::texts;
use crate::tui::screen::Screen;
use crate::tui::screen_view::{BackHint, Filter, ScreenView};
use crate::tui::screens::logs::LogView;
use crate::tui::screens::logs::{commands, view};
use crate::tui::shared::Shared;
use crate::tui::ui::Ui;
use crate::tui::widgets::text_field::{Edit, TextField};

impl ScreenView for LogView {
    fn new(settings: &Settings) -> Self {
        LogView::new(settings.ui.log_lines)
    }

    fn commands() -> &'static [Command] {
        commands::COMMANDS
    }

    fn draw(&self, ui: Ui<'_>, frame: &mut Frame, area: Rect) {
        view::draw(ui, frame, area);
    }

    fn last_scroll(&self, ui: Ui<'_>, area: Rect) -> usize {
        view::last_scroll(ui, area)
    }

    fn signs(&self, ui: Ui<'_>) -> Vec<(String, String)> {
        texts::of_steps(ui.glyphs)
    }

    fn contexts(&self) -> &'static [Context] {
        &[Context::Screen(Screen::Logs)]
    }

    fn step(&mut self, _: &mut Shared, by: isize) {
        LogView::step(self, by);
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
            ("back", 3)
        } else {
            ("to Setup", 3)
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

//! The Scopes screen as a screen.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::config::Settings;
use crate::tui::command::Command;
use crate::tui::context::Context;
use crate::tui::screen::Screen;
use crate::tui::screen_view::{Filter, ScreenView};
use crate::tui::screens::scopes::ScopesView;
use crate::tui::screens::scopes::choose_actions::list_actions_once;
use crate::tui::screens::scopes::{commands, view};
use crate::tui::shared::Shared;
use crate::tui::ui::Ui;
use crate::tui::widgets::text_field::{Edit, TextField};

impl ScreenView for ScopesView {
    fn new(_: &Settings) -> Self {
        Self::default()
    }

    fn commands() -> &'static [Command] {
        commands::COMMANDS
    }

    fn draw(&self, ui: Ui<'_>, frame: &mut Frame, area: Rect) {
        view::draw(ui, frame, area);
    }

    fn signs(&self, ui: Ui<'_>) -> Vec<(String, String)> {
        super::view::signs(ui)
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

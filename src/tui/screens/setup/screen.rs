//! The Setup screen as a screen.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::config::Settings;
use crate::tui::command::Command;
use crate::tui::context::Context;
use crate::tui::overlays::help::texts;
use crate::tui::screen::Screen;
use crate::tui::screen_view::{BackHint, NextAction, ScreenView};
use crate::tui::screens::setup::{Focus, SetupView};
use crate::tui::screens::setup::{commands, next, view};
use crate::tui::shared::Shared;
use crate::tui::ui::Ui;

impl ScreenView for SetupView {
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
        texts::of_steps(ui.glyphs)
    }

    fn contexts(&self) -> &'static [Context] {
        match self.focus {
            Focus::Log => &[Context::LogPane, Context::Screen(Screen::Setup)],
            Focus::Checklist | Focus::Item(_) => &[Context::Screen(Screen::Setup)],
        }
    }

    fn step(&mut self, shared: &mut Shared, by: isize) {
        self.step_by(shared, by);
    }

    fn next_failure(&mut self, shared: &mut Shared, by: isize) -> Result<(), &'static str> {
        let found = self.next_open(shared, by);
        if found {
            Ok(())
        } else {
            Err("Every step holds.")
        }
    }

    fn next_failure_hint(&self) -> &'static str {
        "next open step"
    }

    fn next(&self, shared: &Shared) -> Option<NextAction> {
        Some(next::next(self, shared))
    }

    fn greeting(&self, shared: &Shared) -> Option<&'static str> {
        next::greeting(shared)
    }

    fn has_panes(&self) -> bool {
        true
    }

    fn back(&mut self, shared: &mut Shared) -> bool {
        self.leave_item(shared);
        self.focus = Focus::Checklist;
        true
    }

    fn back_hint(&self) -> BackHint {
        ("to the steps", 0)
    }
}

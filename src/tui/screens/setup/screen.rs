//! The Setup screen as a screen.

use crate::config::Settings;
use crate::domain::StepId;
use crate::tui::context::Context;
use crate::tui::screen::Screen;
use crate::tui::screen_view::{BackHint, NextAction, ScreenView};
use crate::tui::screens::setup::next;
use crate::tui::screens::setup::{Focus, SetupView};
use crate::tui::shared::Shared;

impl ScreenView for SetupView {
    fn new(_: &Settings) -> Self {
        Self::default()
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

    fn click_row(&mut self, shared: &mut Shared, row: usize) -> bool {
        let Some(step) = StepId::ALL.get(row).copied() else {
            return false;
        };
        if self.focus == Focus::Checklist && self.step == step {
            return true;
        }
        self.select(shared, step);
        self.focus = Focus::Checklist;
        false
    }

    fn focus_list(&mut self, shared: &mut Shared) {
        self.leave_item(shared);
        self.focus = Focus::Checklist;
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
        next::greeting(self.typing(shared).is_some(), shared)
    }

    fn has_panes(&self) -> bool {
        true
    }

    fn back(&mut self, shared: &mut Shared) -> bool {
        self.leave_item(shared);
        // From the checklist, a step back is from the pane that fills the screen to all of them.
        if self.focus == Focus::Checklist && shared.panes.zoomed {
            shared.panes.zoom();
        }
        self.focus = Focus::Checklist;
        true
    }

    fn back_hint(&self) -> BackHint {
        ("to the steps", 0)
    }
}

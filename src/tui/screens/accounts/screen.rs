//! The Accounts screen as a screen.

use crate::config::Settings;
use crate::tui::context::Context;
use crate::tui::screen::Screen;
use crate::tui::screen_view::ScreenView;
use crate::tui::screens::accounts::AccountsView;
use crate::tui::shared::Shared;

impl ScreenView for AccountsView {
    fn new(_: &Settings) -> Self {
        Self::default()
    }

    fn contexts(&self) -> &'static [Context] {
        &[Context::Screen(Screen::Accounts)]
    }

    fn step(&mut self, _: &mut Shared, _: isize) {}

    fn click_row(&mut self, _: &mut Shared, _: usize) -> bool {
        true
    }

    fn next_failure(&mut self, _: &mut Shared, _: isize) -> Result<(), &'static str> {
        Err("No account that is shown has a problem.")
    }
}

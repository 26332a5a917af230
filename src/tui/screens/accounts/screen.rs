//! The Accounts screen as a screen.

use jiff::Timestamp;

use crate::config::Settings;
use crate::tui::context::Context;
use crate::tui::screen::Screen;
use crate::tui::screen_view::{BackHint, NextAction, ScreenView};
use crate::tui::screens::accounts::{AccountsView, Focus, links, requests};
use crate::tui::shared::Shared;
use crate::tui::widgets::list_filter::ListFilter;

impl ScreenView for AccountsView {
    fn new(_: &Settings) -> Self {
        Self::default()
    }

    fn contexts(&self) -> &'static [Context] {
        &[Context::Screen(Screen::Accounts)]
    }

    fn enter(&mut self, shared: &mut Shared) {
        // An address that was shown before is not shown again unasked.
        self.shows_url = false;
        requests::list_if_due(shared);
        links::load(shared);
        links::follow_again(shared);
    }

    fn step(&mut self, shared: &mut Shared, by: isize) {
        self.step_by(&shared.accounts, by);
    }

    fn click_row(&mut self, _: &mut Shared, row: usize) -> bool {
        let was = self.focus == Focus::Accounts && self.selected == row;
        self.focus = Focus::Accounts;
        self.selected = row.min(self.len().saturating_sub(1));
        was
    }

    fn focus_list(&mut self, _: &mut Shared) {
        if self.focus == Focus::Links {
            self.focus = Focus::Accounts;
        }
    }

    fn next_failure(&mut self, _: &mut Shared, by: isize) -> Result<(), &'static str> {
        if self.focus == Focus::Links {
            self.focus = Focus::Accounts;
        }
        if self.next_problem(by) {
            Ok(())
        } else {
            Err("No account that is shown has a problem.")
        }
    }

    fn next_failure_hint(&self) -> &'static str {
        "next problem"
    }

    /// What is next here is a problem, or nothing: the setup of a connection is another work.
    fn next(&self, _: &Shared) -> Option<NextAction> {
        self.has_failure()
            .then(|| NextAction::failure(self.next_failure_hint()))
    }

    fn has_failure(&self) -> bool {
        self.has_problem()
    }

    fn fills(&self) -> bool {
        matches!(self.focus, Focus::Link(_)) && self.fills_with_code
    }

    fn has_panes(&self) -> bool {
        !matches!(self.focus, Focus::Link(_))
    }

    fn back(&mut self, _: &mut Shared) -> bool {
        match self.focus {
            Focus::Link(_) if self.fills_with_code => self.fills_with_code = false,
            Focus::Link(_) => {
                self.leave_link();
                self.focus = Focus::Links;
            }
            Focus::Links => self.focus = Focus::Accounts,
            Focus::Accounts if !self.marked.is_empty() && !self.filter.is_shown() => {
                self.unmark();
            }
            Focus::Accounts => return false,
        }
        true
    }

    fn back_hint(&self) -> BackHint {
        match self.focus {
            Focus::Link(_) => ("back", 8),
            Focus::Links => ("to the accounts", 4),
            Focus::Accounts if !self.marked.is_empty() => ("unmark all", 3),
            Focus::Accounts => ("to Setup", 3),
        }
    }

    fn list_filter(&self) -> Option<&ListFilter> {
        (self.focus == Focus::Accounts).then_some(&self.filter)
    }

    fn list_filter_mut(&mut self) -> Option<&mut ListFilter> {
        (self.focus == Focus::Accounts).then_some(&mut self.filter)
    }

    fn filter_changed(&mut self) {
        AccountsView::filter_changed(self);
    }

    fn alarm(&self, shared: &Shared) -> Option<Timestamp> {
        let runs = shared.tasks.runs(crate::tui::tasks::TaskKind::Accounts);
        shared.accounts.next_refresh().filter(|_| !runs)
    }

    fn woken(&mut self, shared: &mut Shared) {
        requests::list_if_due(shared);
    }
}

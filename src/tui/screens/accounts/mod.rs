//! The Accounts screen: `StackOne`'s linked accounts, one customer's connection each, and the links in flight.

pub(crate) mod availability;
pub(crate) mod changes;
pub(crate) mod commands;
pub(crate) mod link_form;
pub(crate) mod links;
pub(crate) mod order;
pub(crate) mod requests;
pub(crate) mod results;
pub(crate) mod screen;
pub(crate) mod standing;
pub(crate) mod view;

use std::collections::BTreeSet;

pub use order::SortBy;
pub use standing::Standing;

use crate::domain::Link;
use crate::domain::LinkId;
use crate::domain::account::Account;
use crate::domain::text::Text;
use crate::library::KeptAccount;
use crate::query::Query;
use crate::tui::accounts_data::AccountsData;
use crate::tui::widgets::list_filter::ListFilter;
use crate::tui::widgets::rows::onwards;
use crate::tui::widgets::text_field::TextField;
use crate::workflow::{ACCOUNT_WORDS, AccountFacts};

/// What has the keyboard on the screen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Focus {
    /// The list of accounts.
    #[default]
    Accounts,
    /// The list of links.
    Links,
    /// One link, followed on a page of its own.
    Link(LinkId),
}

/// An account of the list, with what it is found and sorted by. Made once when the list comes, not when it is drawn.
#[derive(Debug)]
struct Entry {
    /// Its place in the list as it came.
    at: usize,
    standing: Standing,
    facts: AccountFacts,
}

/// The accounts and how they are looked at. The rows are worked out when something changes, not when they are drawn.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct AccountsView {
    /// Every account of the list, in the order of the column.
    entries: Vec<Entry>,
    /// The places, among the entries, of those that pass the filter.
    rows: Vec<usize>,
    /// What the rows were filtered by.
    passed: Query,
    /// How many accounts stand how, whatever the filter.
    counts: [usize; Standing::ALL.len()],
    /// The selected row.
    pub selected: usize,
    /// The selected link.
    pub selected_link: usize,
    /// What has the keyboard.
    pub focus: Focus,
    /// The column to sort by.
    pub sort: SortBy,
    /// Whether the order is reversed.
    pub reversed: bool,
    /// What rows must hold for.
    pub filter: ListFilter,
    /// The marked accounts, by id. Marks stay while a filter hides their rows.
    pub marked: BTreeSet<Text>,
    /// Whether the address of the link on its page is shown in full, because the person asked.
    pub shows_url: bool,
    /// Whether the QR code of the link is shown beside its page.
    pub shows_code: bool,
    /// Whether it fills the screen, where it has no room beside the page.
    pub fills_with_code: bool,
}

impl Default for AccountsView {
    fn default() -> Self {
        Self {
            entries: Vec::new(),
            rows: Vec::new(),
            passed: Query::default(),
            counts: [0; Standing::ALL.len()],
            selected: 0,
            selected_link: 0,
            focus: Focus::default(),
            sort: SortBy::default(),
            reversed: false,
            filter: ListFilter::new(&ACCOUNT_WORDS),
            marked: BTreeSet::new(),
            shows_url: false,
            shows_code: true,
            fills_with_code: false,
        }
    }
}

impl AccountsView {
    /// How many rows pass the filter.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether no row passes the filter.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// How many accounts there are without the filter.
    #[must_use]
    pub fn total(&self) -> usize {
        self.entries.len()
    }

    /// How many accounts stand so.
    #[must_use]
    pub fn count(&self, standing: Standing) -> usize {
        self.counts[standing as usize]
    }

    /// An account in a row, with how it stands.
    #[must_use]
    pub fn row<'a>(
        &self,
        data: &'a AccountsData,
        row: usize,
    ) -> Option<(&'a KeptAccount, Standing)> {
        let entry = self.entries.get(*self.rows.get(row)?)?;
        let kept = data.report.as_ref()?.accounts.get(entry.at)?;
        Some((kept, entry.standing))
    }

    /// The selected account, with how it stands.
    #[must_use]
    pub fn selected<'a>(&self, data: &'a AccountsData) -> Option<(&'a KeptAccount, Standing)> {
        self.row(data, self.selected)
    }

    /// The id of the selected account.
    pub(crate) fn selected_id(&self, data: &AccountsData) -> Option<Text> {
        self.selected(data).map(|(kept, _)| kept.account.id.clone())
    }

    /// The accounts that a command for many is about: the marked ones, else the selected one.
    #[must_use]
    pub fn targets<'a>(&self, data: &'a AccountsData) -> Vec<&'a Account> {
        if self.marked.is_empty() {
            let selected = self.selected(data).map(|(kept, _)| &kept.account);
            return selected.into_iter().collect();
        }
        let accounts = data.accounts().iter();
        let accounts = accounts.map(|kept| &kept.account);
        accounts
            .filter(|account| self.marked.contains(&account.id))
            .collect()
    }

    /// The link that has the keyboard: on its page, or selected in the list of links.
    #[must_use]
    pub fn link<'a>(&self, data: &'a AccountsData) -> Option<&'a Link> {
        match self.focus {
            Focus::Accounts => None,
            Focus::Links => data.links.get(self.selected_link),
            Focus::Link(id) => data.link(id),
        }
    }

    /// Works out anew what is listed: the list is another one. The selection stays on its account, marks of accounts that are
    /// no longer there are removed.
    pub(crate) fn refresh(&mut self, data: &AccountsData, before: Option<&Text>) {
        let report = data.report.as_ref();
        let accounts = data.accounts();
        let entries = accounts.iter().enumerate().map(|(at, kept)| {
            let account = &kept.account;
            let profile = account.connector_profile_id.as_ref();
            let profile = profile.and_then(|id| report?.profile(id));
            let standing = Standing::of(kept, profile);
            let name = profile.map(|profile| profile.name.as_str());
            let mut facts = AccountFacts::of(account, name, kept.gone_since.is_some());
            facts.is_marked = self.marked.contains(&account.id);
            Entry {
                at,
                standing,
                facts,
            }
        });
        self.entries = entries.collect();
        if !self.marked.is_empty() {
            let there: BTreeSet<_> = accounts.iter().map(|kept| &kept.account.id).collect();
            self.marked.retain(|id| there.contains(id));
        }
        self.counts = [0; Standing::ALL.len()];
        for entry in &self.entries {
            self.counts[entry.standing as usize] += 1;
        }
        self.order(data);
        self.show();
        self.select_account(data, before);
    }

    /// Sorts by the next column.
    pub(crate) fn sort_next(&mut self, data: &AccountsData) {
        self.sort = self.sort.next();
        self.reorder(data);
    }

    /// Reverses the order.
    pub(crate) fn reverse(&mut self, data: &AccountsData) {
        self.reversed = !self.reversed;
        self.reorder(data);
    }

    fn reorder(&mut self, data: &AccountsData) {
        let before = self.selected_id(data);
        self.order(data);
        self.show();
        self.select_account(data, before.as_ref());
    }

    fn order(&mut self, data: &AccountsData) {
        let Some(report) = &data.report else {
            return;
        };
        let (sort, reversed) = (self.sort, self.reversed);
        self.entries.sort_by_cached_key(|entry| {
            let kept = report.accounts.get(entry.at);
            kept.map(|kept| sort.key(kept, entry.standing, report, reversed))
        });
        if reversed {
            self.entries.reverse();
        }
    }

    /// Works the rows out anew: those that the filter finds. Where it can only find fewer than before, no other is looked at.
    fn show(&mut self) {
        self.passed = Query::default();
        self.rows = (0..self.entries.len()).collect();
        self.narrow();
    }

    /// The filter is another one.
    pub(crate) fn filter_changed(&mut self) {
        let selected = self.rows.get(self.selected).copied();
        if !self.filter.query().is_within(&self.passed) {
            self.passed = Query::default();
            self.rows = (0..self.entries.len()).collect();
        }
        self.narrow();
        let place = selected.and_then(|entry| self.rows.binary_search(&entry).ok());
        self.selected = place.unwrap_or(0);
    }

    fn narrow(&mut self) {
        let query = self.filter.query().clone();
        if query != self.passed {
            let entries = &self.entries;
            self.rows.retain(|at| query.matches(&entries[*at].facts));
            self.passed = query;
        }
    }

    /// Selects an account, where its row is still there; else what stands in its place now.
    fn select_account(&mut self, data: &AccountsData, id: Option<&Text>) {
        let accounts = data.accounts();
        let is_meant = |row: &usize| {
            let entry = &self.entries[*row];
            accounts.get(entry.at).map(|kept| &kept.account.id) == id
        };
        let place = id.and_then(|_| self.rows.iter().position(is_meant));
        let last = self.rows.len().saturating_sub(1);
        self.selected = place.unwrap_or(self.selected.min(last));
    }

    /// Moves the selection of what has the keyboard.
    pub(crate) fn step_by(&mut self, data: &AccountsData, by: isize) {
        let moved = |at: usize, len: usize| at.saturating_add_signed(by).min(len.saturating_sub(1));
        match self.focus {
            Focus::Accounts => self.selected = moved(self.selected, self.rows.len()),
            Focus::Links => self.selected_link = moved(self.selected_link, data.links.len()),
            Focus::Link(_) => {}
        }
    }

    /// Selects the next account with a problem, or the one before; from the end it goes on at the other one.
    pub(crate) fn next_problem(&mut self, by: isize) -> bool {
        let mut others = onwards(self.selected, self.rows.len(), by);
        let is_problem = |row: &usize| self.entries[self.rows[*row]].standing.is_problem();
        let found = others.find(is_problem);
        self.selected = found.unwrap_or(self.selected);
        found.is_some()
    }

    /// Whether an account that is shown has a problem.
    pub(crate) fn has_problem(&self) -> bool {
        let mut rows = self.rows.iter();
        rows.any(|row| self.entries[*row].standing.is_problem())
    }

    /// Marks the selected account, or takes its mark away.
    pub(crate) fn mark(&mut self, data: &AccountsData) {
        let Some((kept, _)) = self.selected(data) else {
            return;
        };
        let id = kept.account.id.clone();
        let is_marked = if self.marked.remove(&id) {
            false
        } else {
            self.marked.insert(id)
        };
        if let Some(row) = self.rows.get(self.selected) {
            self.entries[*row].facts.is_marked = is_marked;
        }
    }

    /// Marks every account that is shown; where all of them are marked, takes their marks away.
    pub(crate) fn mark_all(&mut self, data: &AccountsData) {
        let accounts = data.accounts();
        let shown: BTreeSet<Text> = self
            .rows
            .iter()
            .filter_map(|row| accounts.get(self.entries[*row].at))
            .map(|kept| kept.account.id.clone())
            .collect();
        if shown.is_subset(&self.marked) {
            self.marked.retain(|id| !shown.contains(id));
        } else {
            self.marked.extend(shown);
        }
        for entry in &mut self.entries {
            let id = accounts.get(entry.at).map(|kept| &kept.account.id);
            entry.facts.is_marked = id.is_some_and(|id| self.marked.contains(id));
        }
    }

    /// Selects an account in the list, without the filter where that hides it. Says whether it is there.
    pub(crate) fn show_account(&mut self, data: &AccountsData, id: &Text) -> bool {
        let is_it = |view: &Self| {
            let selected = view.selected(data);
            selected.is_some_and(|(kept, _)| kept.account.id == *id)
        };
        self.select_account(data, Some(id));
        if !is_it(self) {
            let _ = self.filter.edit(TextField::clear);
            self.show();
            self.select_account(data, Some(id));
        }
        is_it(self)
    }

    /// How many marked accounts a filter hides.
    pub(crate) fn hidden_marks(&self) -> usize {
        let shown = self.rows.iter();
        let shown = shown.filter(|row| self.entries[**row].facts.is_marked);
        self.marked.len().saturating_sub(shown.count())
    }

    /// Takes every mark away.
    pub(crate) fn unmark(&mut self) {
        self.marked.clear();
        for entry in &mut self.entries {
            entry.facts.is_marked = false;
        }
    }

    /// What was shown of a link because a person asked is hidden again.
    pub(crate) fn leave_link(&mut self) {
        self.shows_url = false;
        self.fills_with_code = false;
    }
}

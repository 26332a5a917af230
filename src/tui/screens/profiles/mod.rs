//! The Profiles screen: the saved connections, and `StackOne`'s connector profiles for Planday as a part of its own.

pub(crate) mod availability;
pub(crate) mod bulk_verify;
pub(crate) mod commands;
pub(crate) mod entries;
pub(crate) mod hints;
pub(crate) mod order;
pub(crate) mod pins;
pub(crate) mod prompts;
pub(crate) mod results;
pub(crate) mod row;
pub(crate) mod saving;
pub(crate) mod screen;
pub(crate) mod search;
pub(crate) mod view;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

pub use order::SortBy;
pub use row::{Part, Row};

use crate::domain::{ProfileId, SecretStoreKind};
use crate::library::Profile;
use crate::tui::shared::Shared;
use crate::tui::undo::{Before, Undo};
use crate::tui::widgets::text_field::{Edit, Kind, TextField};
use entries::{Entry, Is};
use search::Filter;

/// How the list is looked at. The rows are worked out when something changes, not when they are drawn.
#[derive(Debug)]
pub struct ProfilesView {
    rows: Vec<Row>,
    /// Everything that could be a row of this part.
    entries: Vec<Entry>,
    /// How many of the rows, and of the entries, are archived connections.
    archived: (usize, usize),
    /// The places of the entries, in the order of the column.
    order: Vec<usize>,
    plaintext: bool,
    /// The part that is shown.
    pub part: Part,
    /// The selected row.
    pub selected: usize,
    /// The column to sort by.
    pub sort: SortBy,
    /// Whether the order is reversed.
    pub reversed: bool,
    /// Row, column and order of the part that is not shown.
    other: (usize, SortBy, bool),
    /// The words that rows must match.
    pub(crate) filter: TextField,
    /// Whether the filter is being typed.
    pub filtering: bool,
    /// The marked connections. Marks stay while a filter hides their rows.
    pub marked: BTreeSet<ProfileId>,
}

impl Default for ProfilesView {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            archived: (0, 0),
            entries: Vec::new(),
            order: Vec::new(),
            plaintext: false,
            part: Part::default(),
            selected: 0,
            sort: SortBy::default(),
            reversed: false,
            other: (0, SortBy::default(), false),
            filter: TextField::new(Kind::Filter),
            filtering: false,
            marked: BTreeSet::new(),
        }
    }
}

impl ProfilesView {
    /// The rows, filtered and sorted.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The selected row.
    #[must_use]
    pub fn row(&self) -> Option<Row> {
        self.rows.get(self.selected).copied()
    }

    /// How many rows there are without a filter.
    #[must_use]
    pub fn total(&self) -> usize {
        self.entries.len()
    }

    /// How many archived connections are among the rows, and among those that there are without a filter.
    #[must_use]
    pub fn archived(&self) -> (usize, usize) {
        self.archived
    }

    /// Whether a Token or an API key is kept in plaintext.
    #[must_use]
    pub fn plaintext(&self) -> bool {
        self.plaintext
    }

    /// The selected saved connection.
    #[must_use]
    pub fn selected_profile<'a>(&self, shared: &'a Shared) -> Option<&'a Profile> {
        self.row().and_then(|row| saved(shared, row))
    }

    /// The saved connections that are shown, in the order of the rows.
    pub fn shown_profiles<'a>(&'a self, shared: &'a Shared) -> impl Iterator<Item = &'a Profile> {
        self.rows.iter().filter_map(|row| saved(shared, *row))
    }

    /// The connections that a command for many is about: the marked ones, else the selected one.
    #[must_use]
    pub fn targets(&self, shared: &Shared) -> Vec<ProfileId> {
        if self.marked.is_empty() {
            let selected = self.selected_profile(shared);
            selected.map(|profile| profile.id).into_iter().collect()
        } else {
            self.marked.iter().copied().collect()
        }
    }

    /// The column that it would be sorted by next.
    #[must_use]
    pub fn next_sort(&self) -> SortBy {
        self.sort.next(self.part)
    }

    /// The words that rows must match.
    #[must_use]
    pub fn filter_text(&self) -> &str {
        self.filter.text()
    }

    /// The cursor of the filter, in characters.
    #[must_use]
    pub fn filter_cursor(&self) -> usize {
        self.filter.cursor()
    }

    /// Moves the selection.
    pub fn step(&mut self, by: isize) {
        self.selected = self
            .selected
            .saturating_add_signed(by)
            .min(self.rows.len().saturating_sub(1));
    }

    /// Selects the next row whose last verification failed, or the one before; from the end it goes on at the other one.
    /// Says whether there is such a row.
    pub fn next_failure(&mut self, shared: &Shared, by: isize) -> bool {
        let count = self.rows.len();
        let mut at = self.selected;
        for _ in 0..count {
            at = match (by < 0, at) {
                (true, 0) => count - 1,
                (true, at) => at - 1,
                (false, at) => (at + 1) % count,
            };
            if has_failed(shared, self.rows[at]) {
                self.selected = at;
                return true;
            }
        }
        false
    }

    /// Works out anew what is listed: the saved connections, the open one, those of the config file, or `StackOne`'s list
    /// are others. The selection stays on its row; marks of connections that no longer exist are removed.
    pub fn refresh(&mut self, shared: &Shared) {
        let before = self.row().and_then(|row| self.is(row).cloned());
        let contents = &shared.library.contents;
        let tokens = contents.profiles.iter();
        let tokens = tokens.flat_map(|profile| [&profile.token, &profile.old_token]);
        let keys = contents.projects.iter().map(|project| &project.key);
        self.plaintext = tokens
            .chain(keys)
            .flatten()
            .any(|kept| kept.place == SecretStoreKind::Plaintext);
        if !self.marked.is_empty() {
            let ids: BTreeSet<_> = contents.profiles.iter().map(|found| found.id).collect();
            self.marked.retain(|id| ids.contains(id));
        }
        self.gather(shared);
        self.select(before.as_ref(), shared.library.open);
    }

    /// Takes another filter. The selection stays where its row is still there, and else goes to the best one.
    pub fn set_filter(&mut self, filter: &str) {
        let _ = self.edit_filter(|field| field.replace(filter));
    }

    /// Edits the text filter, with a key or otherwise.
    pub(crate) fn edit_filter(&mut self, act: impl FnOnce(&mut TextField) -> Edit) -> Edit {
        let edit = act(&mut self.filter);
        if edit == Edit::Changed {
            self.show_and_stay();
        }
        edit
    }

    /// The rows are worked out anew: the selection stays where its row is still there, and else goes to the best one.
    fn show_and_stay(&mut self) {
        let before = self.row();
        self.show();
        let place = before.and_then(|row| self.rows.iter().position(|found| *found == row));
        self.selected = place.unwrap_or(0);
    }

    /// Sorts by the next column.
    pub fn sort(&mut self, shared: &Shared) {
        self.sort = self.next_sort();
        self.reorder(shared);
    }

    /// Reverses the order.
    pub fn reverse(&mut self, shared: &Shared) {
        self.reversed = !self.reversed;
        self.reorder(shared);
    }

    /// Shows the other part. Each keeps its row, its column and its order.
    pub fn turn(&mut self, shared: &Shared) {
        self.part = self.part.other();
        let shown = (self.selected, self.sort, self.reversed);
        (self.selected, self.sort, self.reversed) = std::mem::replace(&mut self.other, shown);
        self.gather(shared);
        self.select(None, None);
    }

    /// Marks the selected saved connection, or takes its mark away.
    pub fn mark(&mut self, shared: &Shared) {
        let Some(id) = self.selected_profile(shared).map(|profile| profile.id) else {
            return;
        };
        if !self.marked.remove(&id) {
            self.marked.insert(id);
        }
    }

    /// Marks every saved connection that is shown; where all of them are marked, takes their marks away.
    pub fn mark_all(&mut self, shared: &mut Shared) {
        let shown = self.shown_profiles(shared).map(|profile| profile.id);
        let shown: BTreeSet<_> = shown.collect();
        if shown.is_subset(&self.marked) {
            shared.undo = Some(Undo {
                what: format!("{} marks", self.marked.len()),
                before: Before::Marks(self.marked.clone()),
            });
            shared.say("No connection is marked now. {app.undo} brings the marks back.");
            self.marked.retain(|id| !shown.contains(id));
        } else {
            self.marked.extend(shown);
        }
    }

    fn is(&self, row: Row) -> Option<&Is> {
        let entry = self.entries.iter().find(|entry| entry.row == row)?;
        Some(&entry.is)
    }

    /// Collects what could be a row, and shows what of it matches the filter.
    fn gather(&mut self, shared: &Shared) {
        self.entries = entries::gather(shared, self.part);
        self.order = entries::sorted(shared, &self.entries, self.sort, self.reversed);
        self.show();
    }

    /// The same rows in another order: the selection goes with its row.
    fn reorder(&mut self, shared: &Shared) {
        self.order = entries::sorted(shared, &self.entries, self.sort, self.reversed);
        self.show_and_stay();
    }

    /// Works the rows out anew from what was gathered: all in their order, or, where there is a filter, those that match
    /// it, the best first.
    fn show(&mut self) {
        let filter = Filter::new(self.filter.text());
        let archived = |found: &[&Entry]| found.iter().filter(|entry| entry.archived).count();
        let all: Vec<_> = self.order.iter().map(|at| &self.entries[*at]).collect();
        let total = archived(&all);
        self.archived = (total, total);
        if filter.is_empty() {
            self.rows = all.into_iter().map(|entry| entry.row).collect();
            return;
        }
        let mut found: Vec<_> = all
            .into_iter()
            .filter_map(|entry| Some((entry.hay.score(&filter)?, entry)))
            .collect();
        found.sort_by(|(points, entry), (other_points, other)| {
            let by_name = || entry.hay.name().cmp(other.hay.name());
            other_points.cmp(points).then_with(by_name)
        });
        let found: Vec<_> = found.into_iter().map(|(_, entry)| entry).collect();
        self.archived.0 = archived(&found);
        self.rows = found.into_iter().map(|entry| entry.row).collect();
    }

    /// Selects what was selected, else what is open, else what stands in its place now.
    fn select(&mut self, before: Option<&Is>, open: Option<ProfileId>) {
        let place = |is: &Is| {
            let entry = self.entries.iter().find(|entry| entry.is == *is)?;
            self.rows.iter().position(|row| *row == entry.row)
        };
        let opened = || match before {
            Some(Is::ThisRun) => place(&Is::Saved(open?)),
            _ => None,
        };
        let last = self.rows.len().saturating_sub(1);
        self.selected = before
            .and_then(place)
            .or_else(opened)
            .unwrap_or(self.selected.min(last));
    }
}

fn saved(shared: &Shared, row: Row) -> Option<&Profile> {
    match row {
        Row::Saved(at) => shared.library.contents.profiles.get(at),
        Row::ThisRun | Row::Config(_) | Row::Connector(_) => None,
    }
}

/// Whether the last verification of a row failed.
fn has_failed(shared: &Shared, row: Row) -> bool {
    match row {
        Row::ThisRun => matches!(shared.remote.verified, Some((_, false))),
        Row::Saved(_) => saved(shared, row)
            .and_then(Profile::verified)
            .is_some_and(|last| !last.holds()),
        Row::Config(_) | Row::Connector(_) => false,
    }
}

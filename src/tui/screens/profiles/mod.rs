//! The Profiles screen: the saved connections, and `StackOne`'s connector profiles for Planday as a part of its own.

pub(crate) mod availability;
pub(crate) mod bulk_verify;
pub(crate) mod commands;
pub(crate) mod entries;
pub(crate) mod hints;
pub(crate) mod order;
pub(crate) mod pins;
pub(crate) mod prompts;
pub(crate) mod rank;
pub(crate) mod results;
pub(crate) mod row;
pub(crate) mod saving;
pub(crate) mod screen;
pub(crate) mod summary;
pub(crate) mod view;

#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;

pub use order::SortBy;
pub use row::{Part, Row};

use crate::domain::{ProfileId, SecretStoreKind};
use crate::library::Profile;
use crate::tui::shared::Shared;
use crate::tui::undo::{Before, Undo};
use crate::tui::widgets::list_filter::ListFilter;
use crate::tui::widgets::rows::onwards;
use crate::tui::widgets::text_field::Edit;
use crate::workflow::ConnectionState;
use entries::{Entry, Is};
use rank::rank;
use summary::Summary;

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
    /// What rows must hold for.
    pub filter: ListFilter,
    /// What all rows come to, whatever the filter.
    summary: Summary,
    /// How many saved connections are shown that are not archived.
    active: usize,
    /// How many rows each word of the filter finds by itself, where all of them find none.
    alone: Vec<(String, usize)>,
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
            filter: ListFilter::new(&entries::WORDS),
            summary: Summary::default(),
            active: 0,
            alone: Vec::new(),
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

    /// How many rows each word of the filter finds by itself, where all of them find none.
    pub(crate) fn alone(&self) -> &[(String, usize)] {
        &self.alone
    }

    /// The saved connections that are shown and not archived.
    pub(crate) fn active(&self) -> usize {
        self.active
    }

    /// What all rows come to, whatever the filter.
    pub(crate) fn summary(&self) -> &Summary {
        &self.summary
    }

    /// Whether a connection has become stale since the rows were worked out.
    pub(crate) fn is_outdated(&self, now: Timestamp) -> bool {
        self.part == Part::Connections && self.summary.next_stale.is_some_and(|at| at < now)
    }

    /// How many saved connections are in this state.
    #[must_use]
    pub fn count(&self, state: ConnectionState) -> usize {
        self.summary.count(state)
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
        let mut others = onwards(self.selected, self.rows.len(), by);
        let found = others.find(|at| has_failed(shared, self.rows[*at]));
        self.selected = found.unwrap_or(self.selected);
        found.is_some()
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

    /// Takes another filter. The selection stays where its row is still there, and else goes to the first one.
    pub fn set_filter(&mut self, text: &str) {
        if self.filter.edit(|field| field.replace(text)) == Edit::Changed {
            self.show_and_stay();
        }
    }

    /// The rows are worked out anew: the selection stays where its row is still there, and else goes to the first one.
    pub(crate) fn show_and_stay(&mut self) {
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
        let before = std::mem::replace(&mut self.entries, entries::gather(shared, self.part));
        let is_moving = shared.library.progress.is_some() && self.part == Part::Connections;
        self.order = if is_moving {
            // While results come in, no row moves: sorting waits for its key, or for the end.
            let places = self.order.iter().enumerate();
            let places: HashMap<&Is, usize> =
                places.map(|(place, at)| (&before[*at].is, place)).collect();
            let mut order: Vec<_> = (0..self.entries.len()).collect();
            order.sort_by_key(|at| {
                places
                    .get(&self.entries[*at].is)
                    .copied()
                    .unwrap_or(usize::MAX)
            });
            order
        } else {
            entries::sorted(shared, &self.entries, self.sort, self.reversed)
        };
        if self.part == Part::Connections {
            let profiles = &shared.library.contents.profiles;
            let summary = Summary::of(&self.entries);
            self.summary = summary.going_stale(profiles, shared.now, shared.env.fresh_for);
        }
        self.show();
    }

    /// The same rows in another order: the selection goes with its row.
    fn reorder(&mut self, shared: &Shared) {
        self.order = entries::sorted(shared, &self.entries, self.sort, self.reversed);
        self.show_and_stay();
    }

    /// Works the rows out anew from what was gathered: those that the filter finds, in the order of the column. Where that
    /// makes no difference, the one that has the words of the filter in its name comes first.
    fn show(&mut self) {
        let query = self.filter.query();
        let entry = |at: usize| &self.entries[at];
        let archived = |found: &[usize]| {
            let found = found.iter().filter(|at| entry(**at).facts.is_archived);
            found.count()
        };
        let mut found = self.order.clone();
        found.retain(|at| query.matches(&entry(*at).facts));
        if self.sort == SortBy::State && query.texts().next().is_some() {
            // The order is by state and name: within a state, the better name goes before.
            found.sort_by_cached_key(|at| {
                let Entry { name, facts, .. } = entry(*at);
                let state = facts.state.filter(|_| !facts.is_archived);
                let place = state.map_or(usize::MAX, |state| state as usize);
                let place = if self.reversed {
                    usize::MAX - place
                } else {
                    place
                };
                (place, rank(name, query.texts()))
            });
        }
        let saved = found.iter().filter(|at| {
            let entry = entry(**at);
            matches!(entry.row, Row::Saved(_)) && !entry.facts.is_archived
        });
        self.active = saved.count();
        self.archived = (archived(&found), archived(&self.order));
        self.rows = found.iter().map(|at| entry(*at).row).collect();
        let parts = self.rows.is_empty().then(|| query.parts());
        let alone = parts.into_iter().flatten().map(|part| {
            let entries = self.entries.iter();
            let count = entries.filter(|entry| part.matches(&entry.facts)).count();
            (part.to_string(), count)
        });
        self.alone = alone.collect();
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

//! The Profiles screen: the saved connections, and `StackOne`'s connector profiles for Planday as a part of its own.

mod order;
mod search;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

pub use order::SortBy;

use super::state::{Connection, State};
use crate::domain::{Input, ProfileId, SecretStoreKind};
use crate::library::{LibrarySnapshot, Profile};
use crate::stackone::ConnectorProfile;
use search::{Filter, Haystack};

/// One row of the list, by where its data stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Row {
    /// The connection that is being set up, as long as it is none of the saved ones.
    ThisRun,
    /// A saved connection, by its place in [`LibrarySnapshot::profiles`].
    Saved(usize),
    /// A connection that the config file names, by its place in [`State::connections`]. It can be read, not changed.
    Config(usize),
    /// A connector profile in `StackOne`.
    Connector(usize),
}

/// The parts of the screen. Each has columns of its own kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Part {
    /// The connections of this program.
    #[default]
    Connections,
    /// The connector profiles in `StackOne`.
    Connectors,
}

impl Part {
    /// All parts, as the title names them.
    pub const ALL: [(Self, &'static str); 2] = [
        (Self::Connections, "Connections"),
        (Self::Connectors, "StackOne's connector profiles"),
    ];
}

/// How the list is looked at. The rows are worked out when something changes, not when they are drawn.
#[derive(Debug, Default)]
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
    /// Whether the order is turned round.
    pub reversed: bool,
    /// Row, column and order of the part that is not shown.
    other: (usize, SortBy, bool),
    /// The words that rows must answer.
    pub filter: String,
    /// Whether the filter is being typed.
    pub filtering: bool,
    /// The marked connections. Marks stay while a filter hides their rows.
    pub marked: BTreeSet<ProfileId>,
}

/// What could be a row.
#[derive(Debug)]
struct Entry {
    row: Row,
    is: Is,
    hay: Haystack,
    archived: bool,
}

/// What a row is of, however the rows around it change.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Is {
    ThisRun,
    Saved(ProfileId),
    Named(String),
}

/// Where the data of the rows stands.
struct Data<'a> {
    saved: &'a LibrarySnapshot,
    connections: &'a [Connection],
    connectors: &'a [ConnectorProfile],
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

    /// Moves the selection.
    pub fn step(&mut self, by: isize) {
        self.selected = self
            .selected
            .saturating_add_signed(by)
            .min(self.rows.len().saturating_sub(1));
    }

    /// The column that it would be sorted by next.
    #[must_use]
    pub fn next_sort(&self) -> SortBy {
        self.sort.next(self.part)
    }

    fn is(&self, row: Row) -> Option<&Is> {
        let entry = self.entries.iter().find(|entry| entry.row == row)?;
        Some(&entry.is)
    }

    /// Puts what was gathered in the order of the column. What is equal there goes by name.
    fn arrange(&mut self, data: &Data<'_>) {
        let key = |entry: &Entry| match entry.row {
            Row::ThisRun => None,
            Row::Saved(at) => order::of_profile(&data.saved.profiles[at], self.sort),
            Row::Config(at) => order::of_config(&data.connections[at], self.sort),
            Row::Connector(at) => order::of_connector(&data.connectors[at], self.sort),
        };
        let keys: Vec<_> = self.entries.iter().map(key).collect();
        let mut order: Vec<_> = (0..self.entries.len()).collect();
        order.sort_by(|a, b| {
            let (one, other) = (&self.entries[*a], &self.entries[*b]);
            // What is being set up stands before all that is saved.
            let this_run = (other.row == Row::ThisRun).cmp(&(one.row == Row::ThisRun));
            let (key, other_key) = (keys[*a].as_ref(), keys[*b].as_ref());
            this_run
                .then_with(|| order::compare(key, other_key, self.sort, self.reversed))
                .then_with(|| one.hay.name().cmp(other.hay.name()))
        });
        self.order = order;
    }

    /// Works the rows out anew from what was gathered: all in their order, or, where there is a filter, those that
    /// answer it, the best first.
    fn filter(&mut self) {
        let filter = Filter::new(&self.filter);
        let entries = self.order.iter().map(|at| &self.entries[*at]);
        let archived = |found: &[&Entry]| found.iter().filter(|entry| entry.archived).count();
        let all: Vec<_> = entries.collect();
        let total = archived(&all);
        self.archived = (total, total);
        if filter.is_empty() {
            self.rows = all.into_iter().map(|entry| entry.row).collect();
            return;
        }
        let entries = all.into_iter();
        let mut found: Vec<_> = entries
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
    fn select(&mut self, was: Option<&Is>, open: Option<ProfileId>) {
        let place = |is: &Is| {
            let entry = self.entries.iter().find(|entry| entry.is == *is)?;
            self.rows.iter().position(|row| *row == entry.row)
        };
        let opened = || match was {
            Some(Is::ThisRun) => place(&Is::Saved(open?)),
            _ => None,
        };
        let last = self.rows.len().saturating_sub(1);
        self.selected = was
            .and_then(place)
            .or_else(opened)
            .unwrap_or(self.selected.min(last));
    }
}

impl Data<'_> {
    fn entries(&self, part: Part) -> Box<dyn Iterator<Item = Entry> + '_> {
        let saved = self.saved.profiles.iter().enumerate();
        let saved = saved.map(|(at, profile)| Entry {
            row: Row::Saved(at),
            is: Is::Saved(profile.id),
            hay: hay_of(profile),
            archived: profile.archived_at.is_some(),
        });
        let config = self.connections.iter().enumerate();
        let config = config.map(|(at, found)| Entry {
            row: Row::Config(at),
            is: Is::Named(found.name.clone()),
            hay: Haystack::new(&found.name)
                .portal(found.portal.as_deref())
                .id(found.app_id.as_deref()),
            archived: false,
        });
        let connectors = self.connectors.iter().enumerate();
        let connectors = connectors.map(|(at, found)| Entry {
            row: Row::Connector(at),
            is: Is::Named(found.id.to_string()),
            hay: Haystack::new(found.name.as_str()).id(Some(found.id.as_str())),
            archived: false,
        });
        match part {
            Part::Connections => Box::new(saved.chain(config)),
            Part::Connectors => Box::new(connectors),
        }
    }
}

fn hay_of(profile: &Profile) -> Haystack {
    let settings = &profile.settings;
    let seen = profile.seen.as_ref();
    let connector = seen.and_then(|seen| seen.connector.as_ref());
    Haystack::new(&profile.name)
        .portal(settings.portal.as_deref())
        .other(settings.owner_name.as_deref())
        .other(settings.owner_id.as_deref())
        .other(settings.connector_profile.as_deref())
        .other(connector.map(|found| found.name.as_str()))
        .id(settings.app_id.as_deref())
        .tags(&settings.tags)
        .notes(&settings.notes)
}

impl State {
    /// What the Profiles screen lists is another: the saved connections, the open one, those of the config file, or
    /// `StackOne`'s list. The selection stays on what it is on; marks on what is gone are forgotten.
    pub fn profiles_changed(&mut self) {
        let was = self
            .profiles
            .row()
            .and_then(|row| self.profiles.is(row).cloned());
        let contents = &self.saved.contents;
        let tokens = contents.profiles.iter();
        let tokens = tokens.flat_map(|profile| [&profile.token, &profile.old_token]);
        let keys = contents.projects.iter().map(|project| &project.key);
        self.profiles.plaintext = tokens
            .chain(keys)
            .flatten()
            .any(|kept| kept.place == SecretStoreKind::Plaintext);
        if !self.profiles.marked.is_empty() {
            let ids: BTreeSet<_> = contents.profiles.iter().map(|found| found.id).collect();
            self.profiles.marked.retain(|id| ids.contains(id));
        }
        self.gather();
        self.profiles.filter();
        self.profiles.select(was.as_ref(), self.saved.open);
    }

    /// Collects what could be a row.
    fn gather(&mut self) {
        let part = self.profiles.part;
        let this_run = self.saved.open.is_none() && part == Part::Connections;
        let this_run = this_run.then(|| self.this_run());
        let entries = self.data().entries(part).chain(this_run).collect();
        self.profiles.entries = entries;
        self.arrange();
    }

    fn arrange(&mut self) {
        let mut view = std::mem::take(&mut self.profiles);
        view.arrange(&self.data());
        self.profiles = view;
    }

    fn data(&self) -> Data<'_> {
        Data {
            saved: &self.saved.contents,
            connections: &self.connections,
            connectors: &self.seen.profiles,
        }
    }

    fn this_run(&self) -> Entry {
        let portal = self.form.portal();
        let value = |input| self.form.value(input);
        Entry {
            row: Row::ThisRun,
            is: Is::ThisRun,
            hay: Haystack::new(self.env.profile.as_deref().unwrap_or("this run"))
                .portal(portal.as_ref().map(url::Url::as_str))
                .other(value(Input::OwnerName).as_deref())
                .other(value(Input::OwnerId).as_deref())
                .id(value(Input::AppId).as_deref()),
            archived: false,
        }
    }

    /// Takes another filter. The selection stays where its row is still there, and else goes to the best one.
    pub fn filter_profiles(&mut self, filter: String) {
        let before = self.profiles.row();
        self.profiles.filter = filter;
        self.profiles.filter();
        let rows = self.profiles.rows();
        let place = before.and_then(|row| rows.iter().position(|found| *found == row));
        self.profiles.selected = place.unwrap_or(0);
    }

    /// Sorts the Profiles screen by the next column.
    pub fn sort_profiles(&mut self) {
        self.profiles.sort = self.profiles.next_sort();
        self.turned();
    }

    /// Turns the order of the Profiles screen round.
    pub fn reverse_profiles(&mut self) {
        self.profiles.reversed = !self.profiles.reversed;
        self.turned();
    }

    /// The same rows in another order: the selection goes with its row.
    fn turned(&mut self) {
        self.arrange();
        self.filter_profiles(self.profiles.filter.clone());
    }

    /// Shows the other part of the Profiles screen. Each keeps its row, its column and its order.
    pub fn turn_profiles(&mut self) {
        let view = &mut self.profiles;
        view.part = match view.part {
            Part::Connections => Part::Connectors,
            Part::Connectors => Part::Connections,
        };
        let shown = (view.selected, view.sort, view.reversed);
        let (selected, sort, reversed) = std::mem::replace(&mut view.other, shown);
        (view.sort, view.reversed) = (sort, reversed);
        self.gather();
        self.profiles.filter();
        self.profiles.selected = selected;
        self.profiles.select(None, None);
    }

    /// The selected saved connection.
    #[must_use]
    pub fn selected_profile(&self) -> Option<&Profile> {
        match self.profiles.row()? {
            Row::Saved(at) => self.saved.contents.profiles.get(at),
            _ => None,
        }
    }

    /// Marks the selected saved connection, or takes its mark away.
    pub fn mark_profile(&mut self) {
        let Some(id) = self.selected_profile().map(|profile| profile.id) else {
            return;
        };
        if !self.profiles.marked.remove(&id) {
            self.profiles.marked.insert(id);
        }
    }

    /// Marks every saved connection that is shown; where all of them are marked, none of them any more.
    pub fn mark_profiles(&mut self) {
        let shown = self.shown_profiles();
        let marked = &mut self.profiles.marked;
        if shown.iter().all(|id| marked.contains(id)) {
            marked.retain(|id| !shown.contains(id));
        } else {
            marked.extend(shown);
        }
    }

    /// The saved connections that are shown.
    #[must_use]
    pub fn shown_profiles(&self) -> BTreeSet<ProfileId> {
        let profiles = &self.saved.contents.profiles;
        let rows = self.profiles.rows().iter();
        rows.filter_map(|row| match row {
            Row::Saved(at) => profiles.get(*at).map(|profile| profile.id),
            _ => None,
        })
        .collect()
    }
}

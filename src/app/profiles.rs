//! The list of profiles: the connections of this run, and `StackOne`'s connector profiles for Planday.

use super::state::{Connection, Seen};
use crate::stackone::ConnectorProfile;

/// One row of the list, by where its data stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Row {
    /// The connection that is being set up.
    ThisRun,
    /// A connection that the config file names.
    Saved(usize),
    /// x
    Config(usize),
    /// A connector profile in `StackOne`.
    Connector(usize),
}

/// What the list is sorted by. Connections always come before connector profiles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SortBy {
    /// The name.
    #[default]
    Name,
    /// Enabled first.
    Active,
    /// The connector's version.
    Version,
    /// The last change, newest first.
    Changed,
}

impl SortBy {
    /// The heading of its column.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Active => "active",
            Self::Version => "version",
            Self::Changed => "changed",
        }
    }

    fn next(self) -> Self {
        match self {
            Self::Name => Self::Active,
            Self::Active => Self::Version,
            Self::Version => Self::Changed,
            Self::Changed => Self::Name,
        }
    }
}

/// How the list is looked at. The rows are worked out when something changes, not when they are drawn.
#[derive(Debug, Default)]
pub struct ProfilesView {
    rows: Vec<Row>,
    /// The selected row.
    pub selected: usize,
    /// The column to sort by.
    pub sort: SortBy,
    /// Whether the order is turned round.
    pub reversed: bool,
    /// The text that rows must contain.
    pub filter: String,
    /// Whether the filter is being typed.
    pub filtering: bool,
    /// x
    pub marked: std::collections::BTreeSet<crate::profile::ProfileId>,
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

    /// Moves the selection.
    pub fn step(&mut self, by: isize) {
        self.selected = self
            .selected
            .saturating_add_signed(by)
            .min(self.rows.len().saturating_sub(1));
    }

    /// Sorts by the next column.
    pub fn next_sort(&mut self) {
        self.sort = self.sort.next();
    }

    /// Works the rows out anew; the selection stays on its row where that is still there.
    pub fn refresh(&mut self, seen: &Seen, connections: &[Connection]) {
        let before = self.row();
        let filter = self.filter.to_lowercase();
        let passes = |text: &str| filter.is_empty() || text.to_lowercase().contains(&filter);
        let mut rows = vec![Row::ThisRun];
        let saved = connections.iter().enumerate().filter(|(_, saved)| {
            passes(&saved.name)
                || saved.portal.as_deref().is_some_and(passes)
                || saved.app_id.as_deref().is_some_and(passes)
        });
        rows.extend(saved.map(|(at, _)| Row::Saved(at)));
        let found =
            seen.profiles.iter().enumerate().filter(|(_, profile)| {
                passes(profile.name.as_str()) || passes(profile.id.as_str())
            });
        let mut connectors: Vec<usize> = found.map(|(at, _)| at).collect();
        connectors.sort_by(|a, b| {
            let (a, b) = (&seen.profiles[*a], &seen.profiles[*b]);
            let order = self.compare(a, b).then_with(|| a.id.cmp(&b.id));
            if self.reversed {
                order.reverse()
            } else {
                order
            }
        });
        rows.extend(connectors.into_iter().map(Row::Connector));
        self.selected = before
            .and_then(|row| rows.iter().position(|found| *found == row))
            .unwrap_or(0);
        self.rows = rows;
    }

    fn compare(&self, a: &ConnectorProfile, b: &ConnectorProfile) -> std::cmp::Ordering {
        let by_name = || {
            a.name
                .as_str()
                .to_lowercase()
                .cmp(&b.name.as_str().to_lowercase())
        };
        match self.sort {
            SortBy::Name => by_name(),
            SortBy::Active => b.active.cmp(&a.active).then_with(by_name),
            SortBy::Version => a
                .connector_version
                .cmp(&b.connector_version)
                .then_with(by_name),
            SortBy::Changed => b.updated_at.cmp(&a.updated_at).then_with(by_name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Text;

    fn profile(name: &str, active: bool) -> ConnectorProfile {
        ConnectorProfile {
            id: Text::new(name),
            name: Text::new(name),
            active,
            ..ConnectorProfile::default()
        }
    }

    fn names(view: &ProfilesView, seen: &Seen) -> Vec<String> {
        let connector = |row: &Row| match row {
            Row::Connector(at) => Some(seen.profiles[*at].name.to_string()),
            _ => None,
        };
        view.rows().iter().filter_map(connector).collect()
    }

    #[test]
    fn rows_are_filtered_and_sorted_and_the_selection_stays() {
        let seen = Seen {
            profiles: vec![
                profile("beta", false),
                profile("Alpha", true),
                profile("gamma", true),
            ],
            ..Seen::default()
        };
        let mut view = ProfilesView::default();
        view.refresh(&seen, &[]);
        assert_eq!(names(&view, &seen), ["Alpha", "beta", "gamma"]);
        view.selected = 3;
        view.reversed = true;
        view.refresh(&seen, &[]);
        assert_eq!(names(&view, &seen), ["gamma", "beta", "Alpha"]);
        assert_eq!(view.row(), Some(Row::Connector(2)));
        view.reversed = false;
        view.next_sort();
        view.refresh(&seen, &[]);
        assert_eq!(names(&view, &seen), ["Alpha", "gamma", "beta"]);
        view.filter = "BET".into();
        view.refresh(&seen, &[]);
        assert_eq!(names(&view, &seen), ["beta"]);
    }
}

//! What the rows are sorted by.

use std::cmp::Ordering;

use crate::library::Profile;
use crate::stackone::ConnectorProfile;
use crate::tui::screens::profiles::row::Part;
use crate::tui::shared::ConfigConnection;
use crate::workflow::{ConnectionFacts, ConnectionState};

/// What a list is sorted by: a column of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SortBy {
    /// How it is, the worst first.
    #[default]
    State,
    /// The name.
    Name,
    /// Why it failed.
    Reason,
    /// The portal's address.
    Portal,
    /// The scopes that are missing, most first.
    Scopes,
    /// The connector profile's name.
    Connector,
    /// The tags.
    Tags,
    /// The last verification, newest first.
    Verified,
    /// The id of a connector profile.
    Id,
    /// Enabled first.
    Active,
    /// The project's default first.
    Default,
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
            Self::State => "state",
            Self::Name => "name",
            Self::Reason => "reason",
            Self::Portal => "portal",
            Self::Scopes => "scopes",
            Self::Connector => "StackOne profile",
            Self::Tags => "tags",
            Self::Verified => "checked",
            Self::Id => "id",
            Self::Active => "active",
            Self::Default => "default",
            Self::Version => "version",
            Self::Changed => "changed",
        }
    }

    /// The columns of a part, from left to right.
    #[must_use]
    pub fn of(part: Part) -> &'static [Self] {
        match part {
            Part::Connections => &[
                Self::State,
                Self::Name,
                Self::Reason,
                Self::Scopes,
                Self::Portal,
                Self::Connector,
                Self::Tags,
                Self::Verified,
            ],
            Part::Connectors => &[
                Self::Name,
                Self::Id,
                Self::Active,
                Self::Default,
                Self::Version,
                Self::Changed,
            ],
        }
    }

    /// Whether the largest comes first unless the order is reversed: the newest, the worst, what is so.
    #[must_use]
    pub fn falls(self) -> bool {
        use SortBy::{Active, Changed, Default, Scopes, State, Verified};
        matches!(self, State | Scopes | Verified | Active | Default | Changed)
    }

    pub(crate) fn next(self, part: Part) -> Self {
        let columns = Self::of(part);
        let at = columns.iter().position(|column| *column == self);
        columns[at.map_or(0, |at| (at + 1) % columns.len())]
    }
}

/// What stands for a row in the order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Key {
    Text(String),
    Number(i64),
    /// The numbers of a version, so that 1.10 comes behind 1.9.
    Version(Vec<u64>),
}

fn text(text: &str) -> Option<Key> {
    (!text.is_empty()).then(|| Key::Text(text.to_lowercase()))
}

fn number(count: usize) -> Key {
    Key::Number(i64::try_from(count).unwrap_or(i64::MAX))
}

pub(crate) fn of_profile(profile: &Profile, by: SortBy) -> Option<Key> {
    let seen = profile.seen.as_ref();
    match by {
        SortBy::Name => text(&profile.name),
        SortBy::Portal => text(profile.settings.portal.as_ref()?),
        SortBy::Scopes => {
            let seen = seen?;
            seen.granted.map(|_| number(seen.missing.len()))
        }
        SortBy::Connector => text(&seen?.connector.as_ref()?.name),
        SortBy::Tags => {
            let tags: Vec<_> = profile.settings.tags.iter().map(String::as_str).collect();
            text(&tags.join(" "))
        }
        SortBy::Verified => Some(Key::Number(profile.verified()?.at.as_second())),
        _ => None,
    }
}

pub(crate) fn of_facts(facts: &ConnectionFacts, by: SortBy) -> Option<Key> {
    match by {
        // The worst is the largest. What is archived is nothing to worry about.
        SortBy::State if facts.is_archived => Some(Key::Number(-1)),
        SortBy::State => Some(number(ConnectionState::ALL.len() - facts.state? as usize)),
        _ => text(facts.reason()),
    }
}

pub(crate) fn of_config(connection: &ConfigConnection, by: SortBy) -> Option<Key> {
    match by {
        SortBy::Name => text(&connection.name),
        SortBy::Portal => text(connection.portal.as_ref()?),
        _ => None,
    }
}

pub(crate) fn of_connector(profile: &ConnectorProfile, by: SortBy) -> Option<Key> {
    match by {
        SortBy::Name => text(profile.name.as_str()),
        SortBy::Id => text(profile.id.as_str()),
        SortBy::Active => Some(Key::Number(profile.active?.into())),
        SortBy::Default => Some(Key::Number(profile.is_default().into())),
        SortBy::Version => {
            let version = profile.connector_version.as_ref()?.as_str();
            let numbers = version.split(|c: char| !c.is_ascii_digit());
            let numbers = numbers.filter_map(|number| number.parse().ok());
            Some(Key::Version(numbers.collect()))
        }
        SortBy::Changed => Some(Key::Number(profile.updated_at?.as_second())),
        _ => None,
    }
}

/// Which of two comes first. What is missing comes last, whichever way the order goes.
pub(crate) fn compare(a: Option<&Key>, b: Option<&Key>, by: SortBy, reversed: bool) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) if by.falls() == reversed => a.cmp(b),
        (Some(a), Some(b)) => b.cmp(a),
        (a, b) => b.is_some().cmp(&a.is_some()),
    }
}

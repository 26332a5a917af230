//! What could be a row: gathered from what is saved, the config file, the forms and `StackOne`'s list.

use crate::domain::{Input, ProfileId};
use crate::library::Profile;
use crate::tui::screens::profiles::order::{self, Key, SortBy};
use crate::tui::screens::profiles::row::{Part, Row};
use crate::tui::screens::profiles::search::Haystack;
use crate::tui::shared::Shared;

/// What could be a row.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) row: Row,
    pub(crate) is: Is,
    pub(crate) hay: Haystack,
    /// Whether it is an archived connection.
    pub(crate) archived: bool,
}

/// What a row is of, however the rows around it change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Is {
    ThisRun,
    Saved(ProfileId),
    Named(String),
}

/// Everything that could be a row of this part.
pub(crate) fn gather(shared: &Shared, part: Part) -> Vec<Entry> {
    match part {
        Part::Connections => connections(shared),
        Part::Connectors => connectors(shared),
    }
}

fn connections(shared: &Shared) -> Vec<Entry> {
    let saved = shared.library.contents.profiles.iter().enumerate();
    let saved = saved.map(|(at, profile)| Entry {
        row: Row::Saved(at),
        is: Is::Saved(profile.id),
        hay: hay_of(profile),
        archived: profile.archived_at.is_some(),
    });
    let config = shared.connections.iter().enumerate();
    let config = config.map(|(at, found)| Entry {
        row: Row::Config(at),
        is: Is::Named(found.name.clone()),
        hay: Haystack::new(&found.name)
            .portal(found.portal.as_deref())
            .id(found.app_id.as_deref()),
        archived: false,
    });
    let this_run = shared.library.open.is_none().then(|| this_run(shared));
    saved.chain(config).chain(this_run).collect()
}

fn connectors(shared: &Shared) -> Vec<Entry> {
    let connectors = shared.remote.profiles.iter().enumerate();
    let connectors = connectors.map(|(at, found)| Entry {
        row: Row::Connector(at),
        is: Is::Named(found.id.to_string()),
        hay: Haystack::new(found.name.as_str()).id(Some(found.id.as_str())),
        archived: false,
    });
    connectors.collect()
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

fn this_run(shared: &Shared) -> Entry {
    let portal = shared.form.portal();
    let value = |input| shared.form.value(input);
    Entry {
        row: Row::ThisRun,
        is: Is::ThisRun,
        hay: Haystack::new(shared.env.profile.as_deref().unwrap_or("this run"))
            .portal(portal.as_ref().map(url::Url::as_str))
            .other(value(Input::OwnerName).as_deref())
            .other(value(Input::OwnerId).as_deref())
            .id(value(Input::AppId).as_deref()),
        archived: false,
    }
}

/// The places of the entries, in the order of the column. Entries that are equal there go by name.
pub(crate) fn sorted(
    shared: &Shared,
    entries: &[Entry],
    by: SortBy,
    is_reversed: bool,
) -> Vec<usize> {
    let keys: Vec<_> = entries
        .iter()
        .map(|entry| key(shared, entry.row, by))
        .collect();
    let mut places: Vec<_> = (0..entries.len()).collect();
    places.sort_by(|a, b| {
        let (one, other) = (&entries[*a], &entries[*b]);
        // What is being set up stands before all that is saved.
        let this_run = (other.row == Row::ThisRun).cmp(&(one.row == Row::ThisRun));
        let (key, other_key) = (keys[*a].as_ref(), keys[*b].as_ref());
        this_run
            .then_with(|| order::compare(key, other_key, by, is_reversed))
            .then_with(|| one.hay.name().cmp(other.hay.name()))
    });
    places
}

fn key(shared: &Shared, row: Row, by: SortBy) -> Option<Key> {
    match row {
        Row::ThisRun => None,
        Row::Saved(at) => order::of_profile(shared.library.contents.profiles.get(at)?, by),
        Row::Config(at) => order::of_config(shared.connections.get(at)?, by),
        Row::Connector(at) => order::of_connector(shared.remote.profiles.get(at)?, by),
    }
}

//! What could be a row: gathered from what is saved, the config file, the forms and `StackOne`'s list.

use crate::domain::{Input, ProfileId};
use crate::query::Vocabulary;
use crate::tui::screens::profiles::order::{self, Key, SortBy};
use crate::tui::screens::profiles::row::{Part, Row};
use crate::tui::shared::Shared;
use crate::workflow::{CONNECTION_WORDS, ConnectionFacts};

/// The words of the filter: those of the command line, and the last check that was made here.
pub(crate) const WORDS: Vocabulary = Vocabulary {
    states: &[
        "ok",
        "failed",
        "stale",
        "unknown",
        "archived",
        "just-checked",
    ],
    ..CONNECTION_WORDS
};

/// What could be a row.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) row: Row,
    pub(crate) is: Is,
    /// Its name, in small letters.
    pub(crate) name: String,
    /// What the filter asks for.
    pub(crate) facts: ConnectionFacts,
}

/// What a row is of, however the rows around it change.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
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
        name: profile.name.to_lowercase(),
        facts: ConnectionFacts::of(profile, shared.now, shared.env.fresh_for)
            .just_checked(shared.library.just_checked.contains(&profile.id)),
    });
    let config = shared.connections.iter().enumerate();
    let config = config.map(|(at, found)| Entry {
        row: Row::Config(at),
        is: Is::Named(found.name.clone()),
        name: found.name.to_lowercase(),
        facts: unsaved([
            Some(&found.name),
            found.portal.as_ref(),
            found.app_id.as_ref(),
        ]),
    });
    let this_run = shared.library.open.is_none().then(|| this_run(shared));
    saved.chain(config).chain(this_run).collect()
}

fn connectors(shared: &Shared) -> Vec<Entry> {
    let connectors = shared.remote.profiles.iter().enumerate();
    let connectors = connectors.map(|(at, found)| Entry {
        row: Row::Connector(at),
        is: Is::Named(found.id.to_string()),
        name: found.name.as_str().to_lowercase(),
        facts: unsaved([Some(&found.name.to_string()), Some(&found.id.to_string())]),
    });
    connectors.collect()
}

/// What a row that is not saved can be found by.
fn unsaved<const N: usize>(texts: [Option<&String>; N]) -> ConnectionFacts {
    ConnectionFacts::unsaved(texts.into_iter().flatten().cloned())
}

fn this_run(shared: &Shared) -> Entry {
    let name = shared.env.profile.as_deref().unwrap_or("this run");
    let portal = shared.form.portal().map(|url| url.to_string());
    let inputs = [Input::OwnerName, Input::OwnerId, Input::AppId];
    let values = inputs.map(|input| shared.form.value(input));
    let texts = [Some(name.to_owned()), portal].into_iter().chain(values);
    Entry {
        row: Row::ThisRun,
        is: Is::ThisRun,
        name: name.to_lowercase(),
        facts: ConnectionFacts::unsaved(texts.flatten()),
    }
}

/// The places of the entries, in the order of the column. Entries that are equal there go by name.
pub(crate) fn sorted(
    shared: &Shared,
    entries: &[Entry],
    by: SortBy,
    is_reversed: bool,
) -> Vec<usize> {
    let keys: Vec<_> = entries.iter().map(|entry| key(shared, entry, by)).collect();
    let mut places: Vec<_> = (0..entries.len()).collect();
    places.sort_by(|a, b| {
        let (one, other) = (&entries[*a], &entries[*b]);
        // What is being set up stands before all that is saved.
        let this_run = (other.row == Row::ThisRun).cmp(&(one.row == Row::ThisRun));
        let (key, other_key) = (keys[*a].as_ref(), keys[*b].as_ref());
        this_run
            .then_with(|| order::compare(key, other_key, by, is_reversed))
            .then_with(|| one.name.cmp(&other.name))
    });
    places
}

fn key(shared: &Shared, entry: &Entry, by: SortBy) -> Option<Key> {
    match entry.row {
        Row::Saved(_) if matches!(by, SortBy::State | SortBy::Reason) => {
            order::of_facts(&entry.facts, by)
        }
        Row::ThisRun => None,
        Row::Saved(at) => order::of_profile(shared.library.contents.profiles.get(at)?, by),
        Row::Config(at) => order::of_config(shared.connections.get(at)?, by),
        Row::Connector(at) => order::of_connector(shared.remote.profiles.get(at)?, by),
    }
}

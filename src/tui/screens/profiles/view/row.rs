//! What stands in the cells of a connection.

use std::collections::BTreeMap;

use jiff::Timestamp;
use ratatui::style::Style;

use crate::domain::Standing;
use crate::library::{Connector, Profile};
use crate::tui::screens::profiles::view::cell::{Found, plain};
use crate::tui::screens::profiles::{Row, SortBy};
use crate::tui::shared::ConfigConnection;
use crate::tui::ui::Ui;
use crate::tui::widgets::{when, words};
use crate::workflow::{ConnectionState, reason};

/// What stands in the cells of a row.
pub(crate) struct Cells<'a> {
    /// Before all, where it is marked or the forms show it.
    pub(crate) mark: Option<&'static str>,
    /// How it is.
    pub(crate) state: (&'static str, Style),
    /// What stands in a column of so many cells.
    pub(crate) texts: Box<dyn Fn(SortBy, usize) -> (String, Style) + 'a>,
}

/// The cells of a connection. Nothing known is a dash, never an empty cell that could be read as no.
pub(crate) fn cells(ui: Ui<'_>, row: Row) -> Cells<'_> {
    let dash = move |found: Found| found.unwrap_or_else(|| ("–".into(), ui.theme.muted()));
    let profile = match row {
        Row::Saved(at) => ui.shared.library.contents.profiles.get(at),
        Row::ThisRun | Row::Config(_) | Row::Connector(_) => None,
    };
    if let Some(profile) = profile {
        return Cells {
            mark: mark(ui, profile),
            state: state(ui, profile),
            texts: Box::new(move |by, room| dash(saved(ui, profile, by, room))),
        };
    }
    match row {
        Row::Config(at) => Cells {
            mark: None,
            state: open(ui),
            texts: Box::new(move |by, _| {
                let found = ui.shared.connections.get(at);
                dash(found.and_then(|found| config(ui, found, by)))
            }),
        },
        _ => Cells {
            mark: Some(ui.glyphs.open()),
            state: match ui.shared.remote.verified {
                Some((_, true)) => of_state(ui, ConnectionState::Ok),
                Some((_, false)) => of_state(ui, ConnectionState::Failed),
                None => open(ui),
            },
            texts: Box::new(move |by, room| dash(this_run(ui, by, room))),
        },
    }
}

/// The sign of a marked connection.
pub(crate) fn marked_sign(ui: Ui<'_>) -> &'static str {
    if ui.shared.env.ascii { "*" } else { "◆" }
}

/// Which ones are marked, and which one the forms show.
fn mark(ui: Ui<'_>, profile: &Profile) -> Option<&'static str> {
    if ui.model.profiles.marked.contains(&profile.id) {
        Some(marked_sign(ui))
    } else {
        (ui.shared.library.open == Some(profile.id)).then(|| ui.glyphs.open())
    }
}

/// How well it is known that a connection in this state works.
pub(crate) fn standing(state: ConnectionState) -> Standing {
    match state {
        ConnectionState::Failed => Standing::Failed,
        ConnectionState::Stale => Standing::Stale,
        ConnectionState::Unknown => Standing::Unknown,
        ConnectionState::Ok => Standing::Verified,
    }
}

fn of_state(ui: Ui<'_>, state: ConnectionState) -> (&'static str, Style) {
    let standing = standing(state);
    (ui.glyphs.standing(standing), ui.theme.standing(standing))
}

fn open(ui: Ui<'_>) -> (&'static str, Style) {
    of_state(ui, ConnectionState::Unknown)
}

/// How a saved connection is, or that it is being verified.
fn state(ui: Ui<'_>, profile: &Profile) -> (&'static str, Style) {
    if ui.shared.library.busy.contains_key(&profile.id) {
        return (ui.spinner(), ui.theme.accent());
    }
    let shared = ui.shared;
    let state = ConnectionState::of(profile, shared.now, shared.env.fresh_for);
    of_state(ui, state)
}

fn this_run(ui: Ui<'_>, by: SortBy, room: usize) -> Found {
    let shared = ui.shared;
    match by {
        SortBy::Name => Some(match &shared.env.profile {
            Some(name) => plain(name.clone()),
            None => ("this run, not saved".into(), ui.theme.muted()),
        }),
        SortBy::Reason => Some(plain("")),
        SortBy::Portal => Some(plain(host(shared.form.portal()?.as_str()))),
        SortBy::Scopes => {
            let wanted = shared.form.scopes();
            let report = &shared.remote.scopes;
            if report.granted_by.is_some() {
                let granted = wanted.intersection(&report.granted).count();
                Some(scopes(ui, granted, wanted.len(), granted < wanted.len()))
            } else {
                unknown_scopes(ui, wanted.len())
            }
        }
        SortBy::Connector => {
            let found = shared.remote.profile.as_ref()?;
            let pinned = found.connector_pinned_version.as_ref();
            Some(connector_words(
                ui,
                &Connector {
                    id: String::new(),
                    name: found.name.to_string(),
                    active: found.active,
                    default: found.is_default(),
                    version: None,
                    pinned: pinned.map(ToString::to_string),
                },
                room,
            ))
        }
        SortBy::Verified => {
            let (at, _) = shared.remote.verified?;
            Some(checked(ui, at))
        }
        _ => None,
    }
}

fn saved(ui: Ui<'_>, profile: &Profile, by: SortBy, room: usize) -> Found {
    let settings = &profile.settings;
    let seen = profile.seen.as_ref();
    match by {
        SortBy::Name if profile.archived_at.is_some() => {
            Some((format!("{} (archived)", profile.name), ui.theme.muted()))
        }
        SortBy::Name => Some(plain(profile.name.clone())),
        SortBy::Reason => Some(why(ui, profile)),
        SortBy::Portal => Some(plain(host(settings.portal.as_ref()?))),
        SortBy::Scopes => match granted(profile) {
            Some((count, wanted)) => {
                let missing = seen.is_some_and(|seen| !seen.missing.is_empty());
                Some(scopes(ui, count, wanted, missing || count < wanted))
            }
            None => unknown_scopes(ui, settings.scopes.len()),
        },
        SortBy::Connector => match seen.and_then(|seen| seen.connector.as_ref()) {
            Some(found) => Some(connector_words(ui, found, room)),
            None => Some((
                format!("{} ?", settings.connector_profile.as_ref()?),
                ui.theme.muted(),
            )),
        },
        SortBy::Tags => {
            let tags: Vec<_> = settings.tags.iter().map(String::as_str).collect();
            Some((tags.join(" "), ui.theme.muted()))
        }
        SortBy::Verified => Some(checked(ui, profile.verified()?.at)),
        _ => None,
    }
}

/// Why it failed; of one that did not, what it is at or what is to be done about it.
fn why(ui: Ui<'_>, profile: &Profile) -> (String, Style) {
    let shared = ui.shared;
    if let Some(at) = shared.library.busy.get(&profile.id) {
        return (at.clone(), ui.theme.accent());
    }
    if let Some(reason) = reason(profile) {
        return plain(reason.words);
    }
    let text = match ConnectionState::of(profile, shared.now, shared.env.fresh_for) {
        ConnectionState::Unknown => "not verified yet",
        ConnectionState::Stale => "the last check is too old",
        ConnectionState::Failed | ConnectionState::Ok => "",
    };
    (text.to_owned(), ui.theme.muted())
}

/// How long ago it was verified.
fn checked(ui: Ui<'_>, at: Timestamp) -> (String, Style) {
    (
        when::age_cell(at, ui.shared.now, &ui.shared.env.zone),
        ui.theme.muted(),
    )
}

fn config(ui: Ui<'_>, found: &ConfigConnection, by: SortBy) -> Found {
    match by {
        SortBy::Name => Some(plain(found.name.clone())),
        SortBy::Portal => Some(plain(host(found.portal.as_ref()?))),
        SortBy::Scopes => unknown_scopes(ui, found.wanted),
        // Nothing of it is kept here, its checks neither.
        SortBy::Reason => Some(("from the config file".into(), ui.theme.muted())),
        _ => None,
    }
}

/// How many of how many scopes were granted at the last look; none where that is not known, or where others are
/// wanted since.
pub(crate) fn granted(profile: &Profile) -> Option<(usize, usize)> {
    let seen = profile.seen.as_ref()?;
    let changed = profile.changed_at > seen.at && profile.settings.scopes.len() != seen.wanted;
    let granted = seen.granted.filter(|_| !changed)?;
    Some((granted, seen.wanted))
}

fn scopes(ui: Ui<'_>, granted: usize, wanted: usize, missing: bool) -> (String, Style) {
    if wanted == 0 && !missing {
        // Nothing was asked for, so nothing is proven of it.
        return ("–".into(), ui.theme.muted());
    }
    let style = if missing {
        Style::new()
    } else {
        ui.theme.muted()
    };
    (format!("{granted}/{wanted}"), style)
}

fn unknown_scopes(ui: Ui<'_>, wanted: usize) -> Found {
    (wanted > 0).then(|| (format!("?/{wanted}"), ui.theme.muted()))
}

/// A connector profile in few words. The words behind the name are not cut off.
fn connector_words(ui: Ui<'_>, found: &Connector, room: usize) -> (String, Style) {
    let mut words = String::new();
    match found.active {
        Some(true) => {}
        Some(false) => words.push_str(" disabled"),
        None => words.push_str(" state not told"),
    }
    if found.default {
        words.push_str(" default");
    }
    if let Some(pinned) = &found.pinned {
        words.push_str(" pin ");
        words.push_str(pinned);
    }
    let left = room.saturating_sub(words::width(&words)).max(4);
    let style = if found.active == Some(false) {
        ui.theme.warn()
    } else {
        Style::new()
    };
    (format!("{}{words}", words::cut(&found.name, left)), style)
}

/// Linked accounts by status.
pub(crate) fn accounts(ui: Ui<'_>, accounts: &BTreeMap<String, usize>) -> (String, Style) {
    let there = accounts.iter().filter(|(_, count)| **count > 0);
    let words: Vec<_> = there
        .clone()
        .map(|(status, count)| format!("{count} {status}"))
        .collect();
    if words.is_empty() {
        return ("none".into(), ui.theme.muted());
    }
    let any = |test: fn(&str) -> bool| there.clone().any(|(status, _)| test(status));
    let style = if any(|status| status.contains("error")) {
        ui.theme.bad()
    } else if any(|status| status != "active") {
        ui.theme.warn()
    } else {
        Style::new()
    };
    (words.join(" "), style)
}

/// The part of an address that tells portals apart.
fn host(address: &str) -> String {
    let url = url::Url::parse(address).ok();
    let host = url.as_ref().and_then(url::Url::host_str);
    host.unwrap_or(address).to_owned()
}

//! What stands in the cells of a connection.

use std::collections::BTreeMap;

use jiff::Timestamp;
use ratatui::style::Style;

use crate::domain::is_stale;
use crate::domain::{Input, Standing};
use crate::library::{Connector, Profile};
use crate::tui::screens::profiles::view::cell::{Found, plain};
use crate::tui::screens::profiles::view::columns::Column;
use crate::tui::screens::profiles::view::connector;
use crate::tui::screens::profiles::{Row, SortBy};
use crate::tui::shared::ConfigConnection;
use crate::tui::ui::Ui;
use crate::tui::widgets::{when, words};

/// What stands in a cell of so many columns. Nothing known is a dash, never an empty cell that could be read as no.
pub(crate) fn cell(ui: Ui<'_>, row: Row, column: Column, cells: u16) -> (String, Style) {
    let room = usize::from(cells);
    let by = match column {
        Column::Signs => return signs(ui, row),
        Column::Of(by) => by,
    };
    let found = match row {
        Row::ThisRun => this_run(ui, by, room),
        Row::Saved(at) => {
            let profile = ui.shared.library.contents.profiles.get(at);
            profile.and_then(|profile| saved(ui, profile, by, room))
        }
        Row::Config(at) => {
            let found = ui.shared.connections.get(at);
            found.and_then(|found| config(ui, found, by))
        }
        Row::Connector(at) => {
            let found = ui.shared.remote.profiles.get(at);
            found.and_then(|found| connector::cell(ui, found, by))
        }
    };
    let (text, style) = found.unwrap_or_else(|| ("–".into(), ui.theme.muted()));
    (words::cut(&text, room).into_owned(), style)
}

/// Which one the forms show, and which ones are marked.
fn signs(ui: Ui<'_>, row: Row) -> (String, Style) {
    let saved = &ui.shared.library;
    let (open, marked) = match row {
        Row::ThisRun => (true, false),
        Row::Saved(at) => saved.contents.profiles.get(at).map_or_else(
            || (false, false),
            |found| {
                let marked = ui.model.profiles.marked.contains(&found.id);
                (saved.open == Some(found.id), marked)
            },
        ),
        Row::Config(_) | Row::Connector(_) => (false, false),
    };
    let open = if open { ui.glyphs.open() } else { " " };
    let marked = if marked { "+" } else { " " };
    (format!("{open}{marked}"), ui.theme.key())
}

fn this_run(ui: Ui<'_>, by: SortBy, room: usize) -> Found {
    let shared = ui.shared;
    match by {
        SortBy::Name => Some(match &shared.env.profile {
            Some(name) => plain(name.clone()),
            None => ("this run, not saved".into(), ui.theme.muted()),
        }),
        SortBy::Portal => Some(plain(host(shared.form.portal()?.as_str()))),
        SortBy::AppId => Some(plain(words::short_id(&shared.form.value(Input::AppId)?))),
        SortBy::Scopes => {
            let wanted = shared.form.scopes();
            let report = &shared.remote.scopes;
            if report.granted_by.is_some() {
                let granted = wanted.intersection(&report.granted).count();
                Some(scopes(ui, granted, wanted.len(), granted < wanted.len()))
            } else {
                unknown_scopes(wanted.len())
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
        SortBy::Accounts => {
            let account = shared.remote.account.as_ref()?;
            Some(accounts(
                ui,
                &BTreeMap::from([(account.status.to_string(), 1)]),
            ))
        }
        SortBy::Verified => {
            let (at, ok) = shared.remote.verified?;
            Some(verified(ui, at, ok))
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
        SortBy::Portal => Some(plain(host(settings.portal.as_ref()?))),
        SortBy::AppId => Some(plain(words::short_id(settings.app_id.as_ref()?))),
        SortBy::Scopes => match granted(profile) {
            Some((count, wanted)) => {
                let missing = seen.is_some_and(|seen| !seen.missing.is_empty());
                Some(scopes(ui, count, wanted, missing || count < wanted))
            }
            None => unknown_scopes(settings.scopes.len()),
        },
        SortBy::Connector => match seen.and_then(|seen| seen.connector.as_ref()) {
            Some(found) => Some(connector_words(ui, found, room)),
            None => Some((
                format!("{} ?", settings.connector_profile.as_ref()?),
                ui.theme.muted(),
            )),
        },
        SortBy::Accounts => Some(accounts(ui, seen?.accounts.as_ref()?)),
        SortBy::Tags if settings.tags.is_empty() => None,
        SortBy::Tags => {
            let tags: Vec<_> = settings.tags.iter().map(String::as_str).collect();
            Some(plain(tags.join(" ")))
        }
        SortBy::Verified => Some(match ui.shared.library.busy.get(&profile.id) {
            Some(at) => (format!("{} {at}", ui.spinner()), ui.theme.accent()),
            None => match profile.verified() {
                Some(last) => verified(ui, last.at, last.holds()),
                None => ("never".into(), ui.theme.muted()),
            },
        }),
        _ => None,
    }
}

fn config(ui: Ui<'_>, found: &ConfigConnection, by: SortBy) -> Found {
    match by {
        SortBy::Name => Some(plain(found.name.clone())),
        SortBy::Portal => Some(plain(host(found.portal.as_ref()?))),
        SortBy::AppId => Some(plain(words::short_id(found.app_id.as_ref()?))),
        SortBy::Scopes => unknown_scopes(found.wanted),
        // Nothing of it is kept here, its checks neither.
        SortBy::Verified => Some(("config file".into(), ui.theme.muted())),
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
    let style = if missing {
        ui.theme.bad()
    } else {
        ui.theme.ok()
    };
    if wanted == 0 && !missing {
        // Nothing was asked for, so nothing is proven of it.
        return ("–".into(), ui.theme.muted());
    }
    let mark = if missing { ui.glyphs.wrong() } else { "" };
    (
        format!("{granted}/{wanted} {mark}").trim_end().to_owned(),
        style,
    )
}

fn unknown_scopes(wanted: usize) -> Found {
    (wanted > 0).then(|| plain(format!("?/{wanted}")))
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

/// Whether what was seen then is too long ago.
pub(crate) fn stale(ui: Ui<'_>, at: Timestamp) -> bool {
    is_stale(at, ui.shared.now, ui.shared.env.fresh_for)
}

/// When a verification was, and what came of it.
pub(crate) fn verified(ui: Ui<'_>, at: Timestamp, holds: bool) -> (String, Style) {
    let too_old = stale(ui, at);
    let (mark, style) = match (holds, too_old) {
        (true, false) => (ui.glyphs.right(), ui.theme.ok()),
        (true, true) => (ui.glyphs.right(), ui.theme.warn()),
        (false, _) => (ui.glyphs.wrong(), ui.theme.bad()),
    };
    let now = ui.shared.now;
    let text = if too_old {
        let old = when::short_age(at, now);
        format!("{mark} {old} {} stale", ui.glyphs.standing(Standing::Stale))
    } else {
        format!("{mark} {}", when::ago(at, now))
    };
    (text, style)
}

/// The part of an address that tells portals apart.
fn host(address: &str) -> String {
    let url = url::Url::parse(address).ok();
    let host = url.as_ref().and_then(url::Url::host_str);
    host.unwrap_or(address).to_owned()
}

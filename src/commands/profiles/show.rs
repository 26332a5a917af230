//! The saved connections as a table, and one of them in full.

use std::fmt::Write as _;

use jiff::Timestamp;
use serde::Serialize;

use super::{Desk, Exit, conclude, find};
use crate::cli::ProfilesList;
use crate::commands::say::ago;
use crate::commands::scopes::columns;
use crate::exit;
use crate::profile::{Profile, Project};

/// The JSON of the list.
#[derive(Serialize)]
struct Listed<'a> {
    profiles: Vec<&'a Profile>,
    projects: &'a [Project],
    default_project: Option<&'a str>,
}

pub(super) fn list(desk: &Desk, options: &ProfilesList, json: bool) -> Result<Exit, Exit> {
    let (saved, exit) = desk.read()?;
    let tagged = |profile: &&Profile| match &options.tag {
        Some(tag) => {
            let tag = tag.trim_start_matches('#').to_lowercase();
            let tags = &profile.settings.tags;
            tags.iter().any(|own| own.to_lowercase() == tag)
        }
        None => true,
    };
    let listed = Listed {
        profiles: saved.profiles.iter().filter(tagged).collect(),
        projects: &saved.projects,
        default_project: saved.default_project.as_deref(),
    };
    Ok(conclude(&listed, json, table, exit, false))
}

fn table(listed: &Listed<'_>) -> String {
    if listed.profiles.is_empty() {
        return "No connection is saved here. stackday profiles add NAME, or Ctrl-S in the dashboard, saves one.".into();
    }
    let rows: Vec<[String; 7]> = listed.profiles.iter().map(|profile| row(profile)).collect();
    columns(
        [
            "NAME", "PORTAL", "APP ID", "SCOPES", "TOKEN", "VERIFIED", "TAGS",
        ],
        &rows,
    )
}

fn row(profile: &Profile) -> [String; 7] {
    let settings = &profile.settings;
    let dash = || "–".to_owned();
    let tags: Vec<_> = settings.tags.iter().map(String::as_str).collect();
    [
        profile.name.clone(),
        settings.portal.clone().unwrap_or_else(dash),
        settings.app_id.clone().unwrap_or_else(dash),
        scopes(profile),
        profile
            .token
            .as_ref()
            .map_or_else(dash, |kept| kept.place.word().to_owned()),
        verified(profile),
        tags.join(" "),
    ]
}

fn scopes(profile: &Profile) -> String {
    let wanted = profile.settings.scopes.len();
    let granted = profile.seen.as_ref().and_then(|seen| seen.granted);
    match granted {
        Some(granted) => format!("{granted}/{wanted}"),
        None => format!("?/{wanted}"),
    }
}

fn verified(profile: &Profile) -> String {
    match profile.verified() {
        Some(last) => format!(
            "{}, {}",
            exit::words(last.exit),
            ago(last.at, Timestamp::now())
        ),
        None => "never".into(),
    }
}

pub(super) fn one(desk: &Desk, name: &str, json: bool) -> Result<Exit, Exit> {
    let (saved, exit) = desk.read()?;
    let profile = find(&saved, name)?;
    Ok(conclude(profile, json, told, exit, false))
}

fn told(profile: &Profile) -> String {
    let settings = &profile.settings;
    let words = |set: &std::collections::BTreeSet<String>| {
        let words: Vec<_> = set.iter().map(String::as_str).collect();
        words.join(" ")
    };
    let line = |value: &Option<String>| value.clone().unwrap_or_default();
    let kept = |kept: &Option<crate::secret::SecretRecord>| {
        kept.as_ref().map_or_else(
            || "none kept".to_owned(),
            |kept| format!("in {}, since {:.0}", kept.place.words(), kept.at),
        )
    };
    let seen = profile.seen.as_ref();
    let accounts = seen
        .and_then(|seen| seen.accounts.as_ref())
        .map(|accounts| {
            let counted: Vec<_> = accounts
                .iter()
                .map(|(status, n)| format!("{n} {status}"))
                .collect();
            counted.join(", ")
        });
    let connector = seen.and_then(|seen| seen.connector.as_ref()).map(|found| {
        let state = if found.active { "active" } else { "disabled" };
        let pinned = found
            .pinned
            .as_ref()
            .map(|pin| format!(", pinned to {pin}"));
        format!(
            "{} ({state}{}{})",
            found.name,
            if found.default { ", default" } else { "" },
            pinned.unwrap_or_default()
        )
    });
    let mut text = String::new();
    for (label, value) in [
        ("Name", profile.name.clone()),
        ("Portal", line(&settings.portal)),
        ("App name", line(&settings.app_name)),
        ("App Id", line(&settings.app_id)),
        ("Token", kept(&profile.token)),
        (
            "Old Token",
            profile
                .old_token
                .as_ref()
                .map(|_| kept(&profile.old_token))
                .unwrap_or_default(),
        ),
        (
            "Scopes",
            format!("{}  {}", scopes(profile), words(&settings.scopes)),
        ),
        (
            "Missing",
            seen.map(|seen| words(&seen.missing)).unwrap_or_default(),
        ),
        ("Actions", words(&settings.actions)),
        ("Project", line(&settings.project)),
        (
            "Connector",
            connector.unwrap_or_else(|| line(&settings.connector_profile)),
        ),
        ("Accounts", accounts.unwrap_or_default()),
        ("Owner id", line(&settings.owner_id)),
        ("Owner", line(&settings.owner_name)),
        ("Tags", words(&settings.tags)),
        ("Notes", settings.notes.clone()),
        ("Verified", verified(profile)),
    ] {
        if !value.trim().is_empty() {
            let value = value.replace('\n', "\n            ");
            // Writing to a string does not fail.
            let _ = writeln!(text, "{label:<10}  {value}");
        }
    }
    for past in &profile.history {
        let _ = writeln!(
            text,
            "  {:.0}  {}: {}",
            past.at,
            exit::words(past.exit),
            past.line
        );
    }
    text.trim_end().to_owned()
}

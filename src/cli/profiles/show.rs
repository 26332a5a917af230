//! `stackday profiles show`: everything that is known of a connection.

use std::fmt::Write as _;

use clap::Args;
use serde::Serialize;

use super::examples::EXAMPLES;
use super::list::{scopes, verified};
use crate::cli::context::{Context, find};
use crate::cli::failure::Failure;
use crate::cli::global::Global;
use crate::cli::registry::RunCommand;
use crate::domain::exit::{self, Exit};
use crate::domain::scope;
use crate::library::Profile;
use crate::workflow::{TimelineEvent, timeline};

/// Show everything that is known of one.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(after_help = EXAMPLES)]
pub struct Show {
    /// Its name.
    pub name: String,
    /// What changed when and by whom (screen, command, watch), the newest first, instead of everything else.
    #[arg(long)]
    pub timeline: bool,
}

impl RunCommand for Show {
    async fn run(&self, global: &Global) -> Result<Exit, Failure> {
        let context = Context::open_any(global)?;
        let (saved, exit) = context.readable()?;
        let profile = find(&saved, &self.name).map_err(|failure| match exit {
            Exit::Success => failure,
            _ => Failure::failed("no profile of that name is among those that can be read"),
        })?;
        if self.timeline {
            // All profiles at once are read with the newest of their history alone.
            let whole = context.library()?.profile(profile.id);
            let whole = whole.map_err(|error| Failure::from(&error))?;
            let profile = whole.as_ref().unwrap_or(profile);
            let timeline = Timeline {
                name: &profile.name,
                recent: &profile.recent,
                events: timeline(profile),
            };
            return context.conclude(&timeline, changes, exit);
        }
        let shown = Shown {
            profile,
            unknown_scopes: scope::unknown(&profile.settings.scopes).collect(),
        };
        context.conclude(&shown, |shown| told(shown.profile), exit)
    }
}

/// A connection as it is written out.
#[derive(Serialize)]
struct Shown<'a> {
    #[serde(flatten)]
    profile: &'a Profile,
    /// Those of its scopes that are not among the scopes that stackday knows.
    unknown_scopes: Vec<&'a str>,
}

/// What changed of a connection, as it is written out.
#[derive(Serialize)]
struct Timeline<'a> {
    name: &'a str,
    /// The exit codes of the last checks, the oldest first.
    recent: &'a [u8],
    /// The changes, the newest first.
    events: Vec<TimelineEvent>,
}

/// The last results in one line, and a line for each change.
fn changes(timeline: &Timeline<'_>) -> String {
    if timeline.events.is_empty() {
        return format!("{} was not verified yet.", timeline.name);
    }
    let result = |exit: &u8| if *exit == 0 { '+' } else { 'x' };
    let recent: String = timeline.recent.iter().map(result).collect();
    let mut text = format!(
        "Last {} checks of {}, the oldest first: {recent}\n",
        timeline.recent.len(),
        timeline.name
    );
    let origins = timeline
        .events
        .iter()
        .map(|event| origin(event).chars().count());
    let widest = origins.max().unwrap_or_default();
    for event in &timeline.events {
        let state = if event.exit == 0 { "ok" } else { "failed" };
        let looks = match event.looks {
            0 | 1 => String::new(),
            looks => format!(", {looks} checks until {:.0}", event.at),
        };
        // Writing to a string does not fail.
        let _ = writeln!(
            text,
            "{:.0}  {state:<6}  {:<widest$}  {}{looks}",
            event.since,
            origin(event),
            event.words
        );
    }
    text.trim_end().to_owned()
}

/// Who had it looked at.
fn origin(event: &TimelineEvent) -> String {
    let origin = event.origin.as_ref();
    origin.map_or_else(|| "–".to_owned(), ToString::to_string)
}

fn unknown_scopes(profile: &Profile) -> Option<String> {
    let names: Vec<_> = scope::unknown(&profile.settings.scopes).collect();
    (!names.is_empty()).then(|| names.join(" "))
}

fn told(profile: &Profile) -> String {
    let settings = &profile.settings;
    let words = |set: &std::collections::BTreeSet<String>| {
        let words: Vec<_> = set.iter().map(String::as_str).collect();
        words.join(" ")
    };
    let line = |value: &Option<String>| value.clone().unwrap_or_default();
    let kept = |kept: &Option<crate::domain::SecretRecord>| {
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
        let state = match found.active {
            Some(true) => "active",
            Some(false) => "disabled",
            None => "state not told",
        };
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
            "Unknown",
            unknown_scopes(profile)
                .map(|names| {
                    format!(
                        "{names}  (not among the scopes that stackday knows; checked as it stands)"
                    )
                })
                .unwrap_or_default(),
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

//! `stackday secrets list`: where each secret is kept. Opens no store.

use clap::Args;
use jiff::Timestamp;
use serde::Serialize;

use super::names::described;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::global::Global;
use crate::cli::registry::RunCommand;
use crate::cli::table::{ago, columns};
use crate::domain::clock;
use crate::domain::exit::Exit;
use crate::domain::{SecretId, SecretRecord, SecretStoreKind};
use crate::library::LibrarySnapshot;
use crate::workflow::secrets::{Environment, recorded};

const EXAMPLES: &str = "\
Examples:
  stackday secrets list
  stackday secrets list --json | jq -r '.secrets[] | select(.place == null).name'";

/// List where each secret is kept, and since when.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(after_help = EXAMPLES)]
pub struct List {}

/// The JSON.
#[derive(Serialize)]
struct Listed {
    secrets: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    kind: &'static str,
    name: String,
    /// Whether this is the project of profiles that name none.
    default: bool,
    place: Option<SecretStoreKind>,
    since: Option<Timestamp>,
    /// The variable of the environment that is used instead.
    shadowed_by: Option<&'static str>,
}

impl RunCommand for List {
    async fn run(&self, global: &Global) -> Result<Exit, Failure> {
        let context = Context::open_any(global)?;
        let listed = Listed {
            secrets: entries(&context.saved()?, &context.environment()),
        };
        context.conclude(&listed, table, Exit::Success)
    }
}

fn entries(saved: &LibrarySnapshot, env: &Environment) -> Vec<Entry> {
    let entry = |name: SecretId, default, shadowed_by| {
        let kept: Option<SecretRecord> = recorded(saved, &name).cloned();
        let (kind, name) = described(saved, &name);
        Entry {
            kind,
            name,
            default,
            place: kept.as_ref().map(|kept| kept.place),
            since: kept.map(|kept| kept.at),
            shadowed_by,
        }
    };
    let mut entries = Vec::new();
    for profile in &saved.profiles {
        let shadowed = env
            .token_for(saved, Some(profile))
            .map(|_| "STACKDAY_TOKEN_SECRET");
        entries.push(entry(SecretId::Token(profile.id), false, shadowed));
        if profile.old_token.is_some() {
            entries.push(entry(SecretId::OldToken(profile.id), false, None));
        }
    }
    for project in &saved.projects {
        let default = saved.default_project.as_ref() == Some(&project.name);
        let shadowed = (default && env.api_key.is_some()).then_some("STACKDAY_STACKONE_API_KEY");
        entries.push(entry(
            SecretId::ApiKey(project.name.clone()),
            default,
            shadowed,
        ));
    }
    for link in &saved.links {
        entries.push(entry(SecretId::AuthLink(link.id), false, None));
    }
    entries
}

fn table(listed: &Listed) -> String {
    if listed.secrets.is_empty() {
        return "Nothing is saved yet: no profile, and no API key.".to_owned();
    }
    let now = clock::now();
    let row = |entry: &Entry| {
        let default = if entry.default { " (default)" } else { "" };
        let since = entry.since.map_or_else(String::new, |at| {
            format!("{} ({})", at.strftime("%Y-%m-%d %H:%M UTC"), ago(at, now))
        });
        [
            entry.kind.to_owned(),
            format!("{}{default}", entry.name),
            entry
                .place
                .map_or("nowhere", SecretStoreKind::words)
                .to_owned(),
            since,
            entry.shadowed_by.unwrap_or_default().to_owned(),
        ]
    };
    let rows: Vec<_> = listed.secrets.iter().map(row).collect();
    columns(
        ["SECRET", "OF", "KEPT IN", "SINCE", "INSTEAD COMES FROM"],
        &rows,
    )
}

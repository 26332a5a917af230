//! `stackday secrets move`: from one store to another, the old copy deleted last.

use clap::{ArgGroup, Args};
use serde::Serialize;

use super::names::{described, warn};
use crate::cli::context::{Context, none_of};
use crate::cli::failure::Failure;
use crate::cli::global::Global;
use crate::cli::registry::RunCommand;
use crate::cli::table::columns;
use crate::config::StoreChoice;
use crate::domain::exit::Exit;
use crate::domain::{SecretId, SecretRecord, SecretStoreKind};
use crate::library::LibrarySnapshot;
use crate::workflow::secrets::{all_recorded, move_secret};

const EXAMPLES: &str = "\
Examples:
  stackday secrets move --to keyring --all
  stackday secrets move --to file Acme main
  stackday secrets move --to plaintext --plaintext-secrets Acme

A NAME is a profile (its Token, and the old one) or a project (its API key). Each is
copied, read back and compared, and deleted from the old store at the very end.

Exit codes: 0 all are where they should be, 2 no such profile or project, 3 a store is
locked or cannot be used, 1 something else failed. Whatever failed is still where it was.";

/// Move secrets to another store.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(after_help = EXAMPLES, group = ArgGroup::new("which").required(true).args(["names", "all"]))]
pub struct Move {
    /// The store to move them to.
    #[arg(long, value_name = "STORE", value_enum)]
    pub to: StoreChoice,
    /// Move every secret.
    #[arg(long)]
    pub all: bool,
    /// The names of profiles and projects.
    #[arg(value_name = "NAME")]
    pub names: Vec<String>,
}

/// The JSON.
#[derive(Serialize)]
struct Moved {
    ok: bool,
    to: SecretStoreKind,
    secrets: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    kind: &'static str,
    name: String,
    from: SecretStoreKind,
    /// `moved`, `there already`, or `failed`.
    outcome: &'static str,
    /// Why it failed, or what is left of it in the old store.
    trouble: Option<String>,
}

impl RunCommand for Move {
    async fn run(&self, global: &Global) -> Result<Exit, Failure> {
        let context = Context::open_any(global)?;
        let services = &context.services;
        let to = match self.to.place() {
            Some(place) => place,
            None => services.vault.choice().await.place,
        };
        let saved = context.saved()?;
        let chosen = chosen(&saved, self)?;
        let moving = chosen.iter().filter(|(_, kept)| kept.place != to);
        let mut places: Vec<_> = moving.map(|(_, kept)| kept.place).collect();
        if !places.is_empty() {
            places.push(to);
        }
        context.open_stores(places).await?;
        let (mut entries, mut worst) = (Vec::new(), Exit::Success);
        for (name, kept) in chosen {
            let (kind, owner) = described(&saved, &name);
            let (outcome, trouble) = match move_secret(services, &name, &kept, to).await {
                Ok(_) if kept.place == to => ("there already", None),
                Ok(settled) => {
                    warn(&settled);
                    ("moved", settled.left.into_iter().next())
                }
                Err(error) => {
                    let exit = Exit::from(&error);
                    worst = if worst == Exit::NotConfigured {
                        worst
                    } else {
                        exit
                    };
                    ("failed", Some(error.to_string()))
                }
            };
            entries.push(Entry {
                kind,
                name: owner,
                from: kept.place,
                outcome,
                trouble,
            });
        }
        let moved = Moved {
            ok: worst == Exit::Success,
            to,
            secrets: entries,
        };
        context.conclude(&moved, table, worst)
    }
}

/// The secrets that are meant.
fn chosen(
    saved: &LibrarySnapshot,
    options: &Move,
) -> Result<Vec<(SecretId, SecretRecord)>, Failure> {
    let all = all_recorded(saved);
    if options.all {
        return Ok(all.into_iter().collect());
    }
    let mut chosen = Vec::new();
    for name in &options.names {
        let profile = saved.named(name).map(|profile| profile.id);
        let project = saved.project(name).map(|project| &project.name);
        if profile.is_none() && project.is_none() {
            let profiles = saved.profiles.iter().map(|profile| &*profile.name);
            let projects = saved.projects.iter().map(|project| &*project.name);
            return Err(none_of("profile or project", profiles.chain(projects)));
        }
        chosen.extend(all.iter().filter(|(secret, _)| match secret {
            SecretId::Token(id) | SecretId::OldToken(id) => Some(*id) == profile,
            SecretId::ApiKey(of) => Some(of) == project,
            // A link belongs to neither: it is moved with all.
            SecretId::AuthLink(_) => false,
        }));
    }
    let mut chosen: Vec<_> = chosen
        .into_iter()
        .map(|(name, kept)| (name.clone(), kept.clone()))
        .collect();
    chosen.sort_by(|(one, _), (other, _)| one.cmp(other));
    chosen.dedup();
    Ok(chosen)
}

fn table(moved: &Moved) -> String {
    if moved.secrets.is_empty() {
        return "No store holds a secret of these; nothing was moved.".to_owned();
    }
    let row = |entry: &Entry| {
        [
            entry.kind.to_owned(),
            entry.name.clone(),
            entry.from.words().to_owned(),
            entry.outcome.to_owned(),
            entry.trouble.clone().unwrap_or_default(),
        ]
    };
    let rows: Vec<_> = moved.secrets.iter().map(row).collect();
    let head = ["SECRET", "OF", "WAS IN", "OUTCOME", ""];
    format!("To {}:\n{}", moved.to.words(), columns(head, &rows))
}

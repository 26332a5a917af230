//! `stackday secrets move`: from one store to another, the old copy deleted last.

use serde::Serialize;

use super::{columns, conclude, described, none_of, not_configured, open_for, saved, warn};
use crate::cli;
use crate::exit::Exit;
use crate::profile::Saved;
use crate::secret::{SecretId, SecretRecord, SecretStoreKind};
use crate::workflow::Services;
use crate::workflow::secrets::{all_recorded, move_secret};

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

pub(super) async fn run(
    services: &Services,
    options: &cli::Move,
    json: bool,
) -> Result<Exit, Exit> {
    let to = match options.to.place() {
        Some(place) => place,
        None => services.vault.choice().await.place,
    };
    let saved = saved(services).await?;
    let chosen = chosen(&saved, options).map_err(|problem| not_configured(&problem))?;
    let moving = chosen.iter().filter(|(_, kept)| kept.place != to);
    let mut places: Vec<_> = moving.map(|(_, kept)| kept.place).collect();
    if !places.is_empty() {
        places.push(to);
    }
    open_for(services, places).await?;
    let (mut entries, mut worst) = (Vec::new(), Exit::Success);
    for (name, kept) in chosen {
        let (kind, owner) = described(&saved, &name);
        let (outcome, trouble) = match move_secret(services, &name, &kept, to).await {
            Ok(_) if kept.place == to => ("there already", None),
            Ok(settled) => {
                warn(&settled);
                ("moved", settled.left.map(|(_, error)| error.to_string()))
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
    Ok(conclude(&moved, json, table, worst, false))
}

/// The secrets that are meant.
fn chosen(saved: &Saved, options: &cli::Move) -> Result<Vec<(SecretId, SecretRecord)>, String> {
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
            let known: Vec<_> = profiles.chain(projects).collect();
            return Err(none_of("profile or project", &known));
        }
        chosen.extend(all.iter().filter(|(secret, _)| match secret {
            SecretId::Token(id) | SecretId::OldToken(id) => Some(*id) == profile,
            SecretId::ApiKey(of) => Some(of) == project,
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

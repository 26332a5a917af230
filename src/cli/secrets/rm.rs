//! `stackday secrets rm`: a secret out of its store.

use clap::Args;
use serde::Serialize;

use super::names::{SecretKind, described, secret, spoken};
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::global::Global;
use crate::cli::registry::RunCommand;
use crate::domain::SecretStoreKind;
use crate::domain::exit::Exit;
use crate::workflow::secrets::{forget_secret, recorded};

const EXAMPLES: &str = "\
Examples:
  stackday secrets rm token Acme
  stackday secrets rm api-key main

It is removed here. To make it worthless, revoke it where it was made.";

/// Remove a secret from its store.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(after_help = EXAMPLES)]
pub struct Rm {
    /// What it is.
    #[arg(value_enum)]
    pub kind: SecretKind,
    /// The name of the profile or project.
    pub name: String,
}

/// The JSON of `rm`.
#[derive(Serialize)]
struct Removed {
    ok: bool,
    kind: &'static str,
    name: String,
    place: SecretStoreKind,
    /// Whether the store still had it.
    was_there: bool,
}

impl RunCommand for Rm {
    async fn run(&self, global: &Global) -> Result<Exit, Failure> {
        let context = Context::open_any(global)?;
        let saved = context.saved()?;
        let name = secret(&saved, self.kind, &self.name)?;
        let kept = recorded(&saved, &name).ok_or_else(|| {
            Failure::not_configured("no store holds this secret; there is nothing to remove")
        })?;
        context.open_stores([kept.place]).await?;
        let removed = forget_secret(&context.services, &name)
            .await
            .map_err(|error| Failure::from(&error))?;
        let (kind, owner) = described(&saved, &name);
        let removed = Removed {
            ok: true,
            kind,
            name: owner,
            place: kept.place,
            was_there: removed.unwrap_or_default(),
        };
        context.conclude(&removed, told, Exit::Success)
    }
}

fn told(removed: &Removed) -> String {
    let place = removed.place.words();
    let gone = if removed.was_there {
        format!("is removed from {place}")
    } else {
        format!("was no longer in {place}; its record is removed")
    };
    format!(
        "The {} of {} {gone}. Whoever else has it can still use it, until it is revoked where it was made.",
        spoken(removed.kind),
        removed.name
    )
}

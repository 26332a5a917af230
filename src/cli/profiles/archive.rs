//! `stackday profiles archive` and `unarchive`: connections that are kept, and left out of counts and of verifying all.

use clap::Args;

use super::examples::EXAMPLES;
use super::said::Said;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::global::Global;
use crate::cli::registry::RunCommand;
use crate::domain::exit::Exit;
use crate::library::Edit;
use crate::workflow::{Done, LibraryCommand};

/// Keep one, and leave it out of counts and of verifying all.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(after_help = EXAMPLES)]
pub struct Archive {
    /// The profile.
    pub name: String,
}

/// Put one back among the others.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(after_help = EXAMPLES)]
pub struct Unarchive {
    /// The profile.
    pub name: String,
}

impl RunCommand for Archive {
    async fn run(&self, global: &Global) -> Result<Exit, Failure> {
        archived(global, &self.name, true).await
    }
}

impl Unarchive {
    pub(in crate::cli) async fn run(&self, global: &Global) -> Result<Exit, Failure> {
        archived(global, &self.name, false).await
    }
}

async fn archived(global: &Global, name: &str, archived: bool) -> Result<Exit, Failure> {
    let context = Context::open_any(global)?;
    let profile = context.profile(name)?;
    let command = LibraryCommand::Edit(profile.id, Edit::Archived(archived));
    let Done::Changed(line) = context.change(command).await? else {
        return Err(Failure::failed("nothing was changed"));
    };
    Said {
        done: profile.archived_at.is_some() != archived,
        name: profile.name.clone(),
        id: Some(profile.id),
        line,
    }
    .conclude(&context)
}

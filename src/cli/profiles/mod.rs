//! `stackday profiles`: the saved connections for scripts. No secret is read here but to be deleted.

mod add;
mod archive;
mod duplicate;
mod edit;
mod examples;
mod export;
mod import;
mod list;
mod rm;
mod said;
mod show;
mod values;
mod verify;

use clap::Args;

use examples::EXAMPLES;

use super::failure::Failure;
use super::global::Global;
use super::registry::{RunCommand, run_or};
use crate::domain::exit::Exit;

/// Keep connections: list, add, change, delete, verify, pass on.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(after_help = EXAMPLES)]
pub struct Profiles {
    /// What to do; without it, list them.
    #[command(subcommand)]
    what: Option<What>,
}

commands! {
    /// What to do about profiles.
    enum What {
        List(list::List),
        Show(show::Show),
        Add(add::Add),
        Edit(edit::Edit),
        Duplicate(duplicate::Duplicate),
        Archive(archive::Archive),
        Unarchive(archive::Unarchive),
        Rm(rm::Rm),
        Verify(verify::Verify),
        Export(export::Export),
        Import(import::Import),
    }
}

impl RunCommand for Profiles {
    async fn run(&self, global: &Global) -> Result<Exit, Failure> {
        run_or(self.what.as_ref(), &list::List::default(), global).await
    }
}

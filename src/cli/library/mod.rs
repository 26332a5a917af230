//! `stackday library`: the library as a whole: look through it, copy it, put a copy back.

mod backup;
mod check;
mod restore;
mod scrub;
pub(super) mod texts;

use clap::Args;

use texts::EXAMPLES;

use super::failure::Failure;
use super::global::Global;
use super::registry::RunCommand;
use crate::domain::exit::Exit;

/// Check, back up and restore what is saved.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(after_help = EXAMPLES)]
pub struct Library {
    /// What to do.
    #[command(subcommand)]
    what: What,
}

commands! {
    /// What to do with the library.
    enum What {
        Check(check::Check),
        Backup(backup::Backup),
        Restore(restore::Restore),
        Scrub(scrub::Scrub),
    }
}

impl RunCommand for Library {
    async fn run(&self, global: &Global) -> Result<Exit, Failure> {
        self.what.run(global).await
    }
}

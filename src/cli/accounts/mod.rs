//! `stackday accounts`: `StackOne`'s linked accounts for scripts, as the Accounts screen has them.

mod change;
mod delete;
mod edit;
mod examples;
pub(super) mod find;
mod in_flight;
pub(super) mod key;
mod link;
mod list;
mod making;
mod owners;
mod relink;
mod show;
mod sort;

use clap::Args;

use examples::EXAMPLES;

use super::failure::Failure;
use super::global::Global;
use super::registry::{RunCommand, run_or};
use crate::domain::exit::Exit;

/// Keep linked accounts working: list, understand, link, change, delete.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(after_help = EXAMPLES)]
pub struct Accounts {
    /// What to do; without it, list them.
    #[command(subcommand)]
    what: Option<What>,
}

commands! {
    /// What to do about linked accounts.
    enum What {
        List(list::List),
        Show(show::Show),
        Link(link::Link),
        Relink(relink::Relink),
        Edit(edit::Edit),
        Delete(delete::Delete),
    }
}

impl RunCommand for Accounts {
    async fn run(&self, global: &Global) -> Result<Exit, Failure> {
        run_or(self.what.as_ref(), &list::List::default(), global).await
    }
}

//! `stackday scopes`: what to tick before the app is created, and what is proven after.

mod actions;
mod compare;
mod diff;
mod list;
mod prove;
mod request;
mod require;
pub(super) mod required;

use clap::Args;

use super::failure::Failure;
use super::global::Global;
use super::registry::{RunCommand, run_or};
use crate::domain::exit::Exit;

const EXAMPLES: &str = "\
Examples:
  stackday scopes                       Planday's scopes, and what proves each
  stackday scopes list pay              those that have to do with pay
  stackday scopes actions shift         StackOne's actions for shifts
  stackday scopes require --actions planday_list_shifts
                                        what to tick, before the app is created
  stackday scopes diff --preset scheduling
                                        what the Token grants of that
  stackday scopes prove --json          every scope in all four columns
  stackday scopes request               whether Planday takes the request at all

The Token and the API key come from the environment (STACKDAY_TOKEN_SECRET,
STACKDAY_STACKONE_API_KEY) or from standard input; actions and scopes also from
STACKDAY_ACTIONS, STACKDAY_SCOPES and the config file.";

/// Know which scopes are needed before the app is created, and prove them after.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(after_help = EXAMPLES)]
pub struct Scopes {
    /// What to do; nothing said, Planday's scopes are listed.
    #[command(subcommand)]
    what: Option<What>,
}

commands! {
    /// What to do about scopes.
    enum What {
        List(list::List),
        Actions(actions::Actions),
        Require(require::Require),
        Diff(diff::Diff),
        Prove(prove::Prove),
        Request(request::Request),
    }
}

impl RunCommand for Scopes {
    async fn run(&self, global: &Global) -> Result<Exit, Failure> {
        run_or(self.what.as_ref(), &list::List::default(), global).await
    }
}

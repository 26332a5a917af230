//! `stackday links`: auth links that are under way, for scripts. Their addresses are shown by `show --url` alone.

pub(super) mod expiry;
mod find;
mod follow;
mod list;
pub(super) mod row;
mod show;
mod stop;
mod sweep;
pub(super) mod wait;

use clap::Args;

use super::failure::Failure;
use super::global::Global;
use super::registry::{RunCommand, run_or};
use crate::domain::exit::Exit;

const EXAMPLES: &str = "\
Examples:
  stackday links                       every link: how far it came, what happens now, its end
  stackday links show 5f0c --url       its address once more, to send it again
  stackday links follow                follow all that are under way, until each ends
  stackday links stop 5f0c             follow one no longer; its address is not kept any more
  stackday links sweep --dry-run       which are stale or half made

stackday accounts link makes one. An address is a secret: it is kept in the secret store
until its link ends, and shown only where it is asked for.";

/// See and follow the links that customers were sent.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(after_help = EXAMPLES)]
pub struct Links {
    /// What to do; without it, list them.
    #[command(subcommand)]
    what: Option<What>,
}

commands! {
    /// What to do about links.
    enum What {
        List(list::List),
        Show(show::Show),
        Follow(follow::Follow),
        Stop(stop::Stop),
        Sweep(sweep::Sweep),
    }
}

impl RunCommand for Links {
    async fn run(&self, global: &Global) -> Result<Exit, Failure> {
        run_or(self.what.as_ref(), &list::List::default(), global).await
    }
}

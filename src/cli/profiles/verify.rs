//! `stackday profiles verify`: some of the saved connections, or all.

use clap::Args;

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::global::Global;
use crate::cli::many::{self, Choice};
use crate::cli::query::{self, Meant};
use crate::cli::registry::RunCommand;
use crate::domain::exit::Exit;

/// Verify some, or all.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(after_help = query::HELP)]
pub struct Verify {
    /// Their names, or a query such as `is:failed #retail`.
    #[arg(
        value_name = "QUERY",
        required_unless_present = "all",
        help = "Their names, or a query such as is:failed (see below)"
    )]
    pub query: Vec<String>,
    /// All of them.
    #[arg(long, conflicts_with = "query")]
    pub all: bool,
}

impl RunCommand for Verify {
    async fn run(&self, global: &Global) -> Result<Exit, Failure> {
        let context = Context::open_any(global)?;
        let saved = context.saved()?;
        let mut choice = Choice::default();
        if !self.query.is_empty() {
            let meant = match query::meant(&context, &saved, &self.query)? {
                Meant::Named(named) => named,
                // What is archived is verified only where it is named.
                Meant::Matched(mut found) => {
                    found.retain(|profile| profile.archived_at.is_none());
                    found
                }
            };
            choice.meant = Some(meant.iter().map(|profile| profile.id).collect());
        }
        many::verify(&context, &choice).await
    }
}

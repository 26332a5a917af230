//! `stackday profiles verify`: some of the saved connections, or all.

use clap::Args;

use super::examples::EXAMPLES;
use crate::cli::context::{Context, find};
use crate::cli::failure::Failure;
use crate::cli::global::Global;
use crate::cli::many::{self, Choice};
use crate::cli::registry::RunCommand;
use crate::domain::exit::Exit;

/// Verify some, or all.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(after_help = EXAMPLES)]
pub struct Verify {
    /// Their names.
    #[arg(required_unless_present = "all")]
    pub names: Vec<String>,
    /// All of them.
    #[arg(long, conflicts_with = "names")]
    pub all: bool,
}

impl RunCommand for Verify {
    async fn run(&self, global: &Global) -> Result<Exit, Failure> {
        let context = Context::open_any(global)?;
        let saved = context.saved()?;
        let found = self.names.iter().map(|name| find(&saved, name));
        let named = found.map(|found| found.map(|profile| profile.id));
        let choice = Choice {
            named: named.collect::<Result<_, _>>()?,
            ..Choice::default()
        };
        many::verify(&context, &choice).await
    }
}

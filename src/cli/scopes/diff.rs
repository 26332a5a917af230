//! `stackday scopes diff`: what the Token grants, beside what is required and wanted.

use clap::Args;

use super::compare::{Compare, Way};
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::global::Global;
use crate::cli::registry::RunCommand;
use crate::domain::exit::Exit;

const EXAMPLES: &str = "\
Examples:
  stackday scopes diff --actions planday_list_shifts,planday_get_payroll
  pass planday/token | stackday scopes diff --token-stdin --preset scheduling

It exchanges the Token and compares. Nothing is read from the portal, unless the
answer names no scopes: then calls tell, as in stackday scopes prove.

Exit codes: 0 everything required is granted, 5 something required is missing,
1 that stays unknown; where no action and no preset is chosen, what is wanted
counts as required. Others as in stackday --help.";

/// Compare the required and wanted scopes with what the Token grants.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
#[command(after_help = EXAMPLES)]
pub struct Diff {
    #[command(flatten)]
    compare: Compare,
}

impl RunCommand for Diff {
    async fn run(&self, global: &Global) -> Result<Exit, Failure> {
        self.compare.run(Way::Diff, Context::open(global)?).await
    }
}

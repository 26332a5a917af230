//! `stackday scopes prove`: every scope in all four columns, proven by calls.

use clap::Args;

use super::compare::{Compare, Way};
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::global::Global;
use crate::cli::registry::RunCommand;
use crate::domain::exit::Exit;

const EXAMPLES: &str = "\
Examples:
  stackday scopes prove --preset scheduling
  stackday scopes prove --actions planday_list_employees --read-personal employee
  stackday scopes prove --read-personal all --json

Personal data is read only with consent: one record for a scope, never shown and
never kept. Nothing is written: scopes that write are shown from what the Token
says.

Exit codes: 0 every required and wanted scope is granted or proven, and no call
was refused; 5 one is missing; 1 one is refused although granted, or stays
unknown. Others as in stackday --help.";

/// Prove scopes by calls, and show every scope as required, wanted, granted and proven.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
#[command(after_help = EXAMPLES)]
pub struct Prove {
    #[command(flatten)]
    compare: Compare,
}

impl RunCommand for Prove {
    async fn run(&self, global: &Global) -> Result<Exit, Failure> {
        self.compare.run(Way::Prove, Context::open(global)?).await
    }
}

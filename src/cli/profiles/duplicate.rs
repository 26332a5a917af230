//! `stackday profiles duplicate`: a copy of a connection, without its Token and its evidence.

use clap::Args;

use super::examples::EXAMPLES;
use super::said::Said;
use super::values::free_name;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::global::Global;
use crate::cli::registry::RunCommand;
use crate::domain::exit::Exit;
use crate::workflow::{Done, LibraryCommand};

/// Copy one: without its Token, without its evidence.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(after_help = EXAMPLES)]
pub struct Duplicate {
    /// The profile to copy.
    pub name: String,
    /// The name of the copy.
    pub new: String,
}

impl RunCommand for Duplicate {
    async fn run(&self, global: &Global) -> Result<Exit, Failure> {
        let context = Context::open_any(global)?;
        let id = context.profile(&self.name)?.id;
        let name = free_name(&context, "NEW", &self.new, None)?;
        let command = LibraryCommand::Duplicate(id, name.clone());
        let Done::Changed(line) = context.change(command).await? else {
            return Err(Failure::failed("no copy was made"));
        };
        let id = context.profile(&name).ok().map(|copy| copy.id);
        Said {
            done: true,
            name,
            id,
            line,
        }
        .conclude(&context)
    }
}

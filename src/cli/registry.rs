//! The list of commands: one line registers one.

use super::failure::Failure;
use super::global::Global;
use crate::domain::exit::Exit;

/// What is done where a command was given. The options of the command are the type that this is for.
pub(super) trait RunCommand {
    /// Does it, prints its outcome, and gives the exit code.
    async fn run(&self, global: &Global) -> Result<Exit, Failure>;
}

/// Runs the command that was named, or this one where none was.
pub(super) async fn run_or(
    named: Option<&impl RunCommand>,
    otherwise: &impl RunCommand,
    global: &Global,
) -> Result<Exit, Failure> {
    match named {
        Some(named) => named.run(global).await,
        None => otherwise.run(global).await,
    }
}

/// Makes the enum that clap reads from a list of commands, and the one place that runs them.
///
/// `Name(file::Options)` registers a command: its options with their documentation, and its [`RunCommand`], are in that file.
macro_rules! commands {
    (
        $(#[$attribute:meta])*
        enum $name:ident {
            $($(#[$of_variant:meta])* $command:ident($file:ident::$options:ident),)*
        }
    ) => {
        $(#[$attribute])*
        #[derive(Debug, Clone, PartialEq, Eq, clap::Subcommand)]
        pub(in crate::cli) enum $name {
            $($(#[$of_variant])* $command($file::$options),)*
        }

        impl $crate::cli::registry::RunCommand for $name {
            async fn run(
                &self,
                global: &$crate::cli::global::Global,
            ) -> Result<$crate::domain::exit::Exit, $crate::cli::failure::Failure> {
                match self {
                    $(Self::$command(options) => Box::pin(options.run(global)).await,)*
                }
            }
        }
    };
}

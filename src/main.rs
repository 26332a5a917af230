//! The `stackday` binary: reads the command line and hands over to the library.

use std::process::ExitCode;

use stackday::cli::Cli;
use stackday::commands;

fn main() -> ExitCode {
    match Cli::read(std::env::args_os()) {
        Ok(cli) => commands::run(&cli).into(),
        // Help and version go to standard output and are no failure; clap knows.
        Err(error) => error.exit(),
    }
}

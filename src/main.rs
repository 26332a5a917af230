//! The `stackday` binary: hands the command line over to the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    stackday::cli::main(std::env::args_os()).into()
}

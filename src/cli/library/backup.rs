//! `stackday library backup`: the library and the encrypted file of secrets in one file.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::texts::{EXAMPLES, about_secrets};
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::global::Global;
use crate::cli::paths::path;
use crate::cli::registry::RunCommand;
use crate::domain::exit::Exit;
use crate::workflow::back_up_library;

/// Copy everything into one new file: connections, history, and the encrypted file of secrets, sealed as it is.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(after_help = EXAMPLES)]
pub struct Backup {
    /// The file to write. It must not be there yet.
    #[arg(value_name = "FILE", value_parser = path())]
    file: PathBuf,
}

/// The JSON.
#[derive(Serialize)]
struct Report {
    ok: bool,
    file: String,
    connections: usize,
    /// Whether the encrypted file of secrets is in it.
    encrypted_file: bool,
    /// What becomes of the secrets on another machine.
    secrets: Vec<String>,
}

impl RunCommand for Backup {
    async fn run(&self, global: &Global) -> Result<Exit, Failure> {
        let context = Context::open_any(global)?;
        if std::fs::symlink_metadata(&self.file).is_ok() {
            let shown = self.file.display();
            let problem = format!("{shown} is there already, and nothing was written.");
            return Err(Failure::usage(problem).next("Name another file."));
        }
        let copied = back_up_library(&context.services, self.file.clone()).await;
        let copied = copied.map_err(|error| Failure::from(&error))?;
        let report = Report {
            ok: true,
            file: self.file.display().to_string(),
            connections: copied.connections,
            encrypted_file: copied.with_sealed,
            secrets: about_secrets(&copied.secrets, copied.with_sealed),
        };
        context.conclude(&report, table, Exit::Success)
    }
}

fn table(report: &Report) -> String {
    let first = format!("{}: {} connections", report.file, report.connections);
    let lines = std::iter::once(first).chain(report.secrets.iter().cloned());
    lines.collect::<Vec<_>>().join("\n")
}

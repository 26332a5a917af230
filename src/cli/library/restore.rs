//! `stackday library restore`: puts a copy in the place of the library.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::texts::{EXAMPLES, about_secrets};
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::global::Global;
use crate::cli::paths::path;
use crate::cli::prompt::{asked, can_ask};
use crate::cli::registry::RunCommand;
use crate::domain::exit::Exit;
use crate::output::eprint_line;
use crate::workflow::restore_library;

/// The word that confirms it.
const WORD: &str = "restore";

/// Put a copy, or a backup of the folder, in the place of what is saved now, which is kept beside.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(after_help = EXAMPLES)]
pub struct Restore {
    /// The file: one that `library backup` wrote, or one of the folder's backups.
    #[arg(
        value_name = "FILE",
        help = "The file: one that library backup wrote, or one of the folder's backups",
        value_parser = path()
    )]
    file: PathBuf,
    /// The word `restore`, where no terminal can ask for it.
    #[arg(
        long,
        value_name = "WORD",
        help = "The word restore, where no terminal can ask for it"
    )]
    confirm: Option<String>,
}

/// The JSON.
#[derive(Serialize)]
struct Report {
    ok: bool,
    connections: usize,
    /// Whether the encrypted file of secrets came with it.
    encrypted_file: bool,
    /// Where what was there before is kept.
    before: Option<String>,
    secrets: Vec<String>,
}

impl RunCommand for Restore {
    async fn run(&self, global: &Global) -> Result<Exit, Failure> {
        let context = Context::open_any(global)?;
        let folder = context.library()?.folder().display().to_string();
        let goes = format!(
            "Everything that is saved in {folder} is replaced by what is in {}. End other stackday programs first.",
            self.file.display()
        );
        let confirmed = match &self.confirm {
            Some(confirmed) => confirmed.clone(),
            None if can_ask() => {
                eprint_line(&goes);
                asked("Type restore to go on: ")?
            }
            None => {
                let problem = format!("nothing was restored. {goes}");
                return Err(Failure::usage(problem).next("Say --confirm restore."));
            }
        };
        if confirmed.trim() != WORD {
            return Err(Failure::usage("nothing was restored: the word is restore"));
        }
        let copied = restore_library(&context.services, self.file.clone()).await;
        let copied = copied.map_err(|error| Failure::from(&error))?;
        let report = Report {
            ok: true,
            connections: copied.connections,
            encrypted_file: copied.with_sealed,
            before: copied.before.map(|before| before.display().to_string()),
            secrets: about_secrets(&copied.secrets, copied.with_sealed),
        };
        context.conclude(&report, table, Exit::Success)
    }
}

fn table(report: &Report) -> String {
    let mut lines = vec![format!("Restored: {} connections", report.connections)];
    lines.extend(
        report
            .before
            .iter()
            .map(|before| format!("What was there before is {before}")),
    );
    lines.extend(report.secrets.iter().cloned());
    lines.join("\n")
}

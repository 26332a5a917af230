//! `stackday profiles import`: connections from an export or a CSV table.

use std::fmt::Write as _;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::global::Global;
use crate::cli::paths::path;
use crate::cli::registry::RunCommand;
use crate::domain::exit::Exit;
use crate::library::export_format::Plan;
use crate::output::eprint_line;
use crate::storage::open_stream;
use crate::workflow::{Import as Imports, read_import};

const EXAMPLES: &str = "\
Examples:
  stackday profiles import connections.json --dry-run    what would change
  stackday profiles import connections.json              do it
  stackday profiles import customers.csv --dry-run       a table
  generate | stackday profiles import -                  from standard input

A table's header names the fields: name, portal, app_name, app_id, scopes, actions,
read_personal, project, connector_profile, owner_id, owner_name, tags, notes. Lists stand
in one cell, separated by spaces or semicolons. A column that is not there changes
nothing; an empty cell clears.

Nothing is deleted, Tokens and evidence stay, and the same file twice changes nothing.
Where one value is wrong, nothing is imported.";

/// The largest file that is read, in bytes.
const LARGEST: u64 = 64 * 1024 * 1024;

/// Take them from a file.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(after_help = EXAMPLES)]
pub struct Import {
    /// The file: an export, or a CSV table; with -, standard input.
    #[arg(value_parser = path())]
    pub file: PathBuf,
    /// Only say what would change.
    #[arg(long)]
    pub dry_run: bool,
}

/// The JSON.
#[derive(Serialize)]
struct Imported {
    applied: bool,
    #[serde(flatten)]
    plan: Plan,
}

impl RunCommand for Import {
    async fn run(&self, global: &Global) -> Result<Exit, Failure> {
        let context = Context::open_any(global)?;
        let shown = if self.is_stdin() {
            "standard input".to_owned()
        } else {
            self.file.display().to_string()
        };
        let failed =
            |problem: &dyn std::fmt::Display| Failure::failed(format!("{shown}: {problem}"));
        let bytes = self.read().map_err(|error| failed(&error))?;
        let saved = context.saved()?;
        let extension = self.file.extension();
        let named_csv = extension.is_some_and(|name| name.eq_ignore_ascii_case("csv"));
        let read = read_import(&bytes, named_csv, &saved);
        let Imports { export, doubts } = read.map_err(|error| failed(&error))?;
        for doubt in doubts {
            eprint_line(&format!("stackday: {shown}: {doubt}"));
        }
        let plan = export.plan(&saved);
        let applied = !self.dry_run && !plan.is_empty();
        if applied {
            let imported = context.library()?.import(export.into_entries());
            imported.map_err(|error| Failure::from(&error))?;
        }
        context.conclude(&Imported { applied, plan }, table, Exit::Success)
    }
}

impl Import {
    fn is_stdin(&self) -> bool {
        self.file == Path::new("-")
    }

    fn read(&self) -> io::Result<Vec<u8>> {
        let mut source: Box<dyn Read> = if self.is_stdin() {
            Box::new(io::stdin().lock())
        } else {
            open_stream(&self.file)?
        };
        let mut bytes = Vec::new();
        source.by_ref().take(LARGEST + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > LARGEST {
            return Err(io::Error::new(
                io::ErrorKind::FileTooLarge,
                "too large for a list of profiles",
            ));
        }
        Ok(bytes)
    }
}

fn table(imported: &Imported) -> String {
    let plan = &imported.plan;
    if plan.is_empty() {
        return format!("Nothing to change: all {} are the same.", plan.same.len());
    }
    let mut text = String::new();
    for name in &plan.new {
        // Writing to a string does not fail.
        let _ = writeln!(text, "+ {name}");
    }
    for changed in &plan.changed {
        let _ = writeln!(text, "~ {}", changed.name);
        for field in &changed.fields {
            let _ = writeln!(
                text,
                "    {}: “{}” → “{}”",
                field.field, field.from, field.to
            );
        }
    }
    let (new, changed) = (plan.new.len(), plan.changed.len());
    let _ = write!(
        text,
        "{new} new, {changed} changed, {} the same. {}",
        plan.same.len(),
        if imported.applied {
            "Done."
        } else {
            "Nothing was written (--dry-run)."
        }
    );
    text
}

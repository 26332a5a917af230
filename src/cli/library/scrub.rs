//! `stackday library scrub`: takes out secrets that earlier versions left on disk.

use std::fmt::Write as _;

use clap::Args;
use serde::Serialize;

use super::texts::{EXAMPLES, about_trace, logs};
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::global::Global;
use crate::cli::registry::RunCommand;
use crate::domain::exit::Exit;
use crate::workflow::{remove_traces, traces};

/// The word that confirms it.
const WORD: &str = "remove";

/// Find secrets that earlier versions left in the library, its backups, old files and the log, and take them out.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(after_help = EXAMPLES)]
pub struct Scrub {
    /// The word `remove`; without it the secrets are only named.
    #[arg(
        long,
        value_name = "WORD",
        help = "The word remove; without it the secrets are only named"
    )]
    confirm: Option<String>,
    /// Also take out what only looks like a Token.
    #[arg(long)]
    token_like: bool,
}

/// The JSON.
#[derive(Serialize)]
struct Report {
    ok: bool,
    /// What is still there.
    found: Vec<String>,
    /// What was taken out.
    removed: Vec<String>,
}

impl RunCommand for Scrub {
    async fn run(&self, global: &Global) -> Result<Exit, Failure> {
        let context = Context::open_any(global)?;
        let logs = logs(&context.settings);
        let failure = |error| Failure::from(&error);
        let removed = match self.confirm.as_deref() {
            None => Vec::new(),
            Some(word) if word.trim() == WORD => {
                let removed = remove_traces(&context.services, logs.clone(), self.token_like);
                removed.await.map_err(failure)?
            }
            Some(_) => {
                return Err(Failure::usage("nothing was removed: the word is remove"));
            }
        };
        let found = traces(&context.services, logs).await.map_err(failure)?;
        let exit = if found.is_empty() {
            Exit::Success
        } else {
            Exit::Failed
        };
        let report = Report {
            ok: exit == Exit::Success,
            found: found.iter().map(about_trace).collect(),
            removed: removed.iter().map(about_trace).collect(),
        };
        context.conclude(&report, table, exit)
    }
}

fn table(report: &Report) -> String {
    let mut text = String::new();
    for removed in &report.removed {
        let _ = writeln!(text, "[ok]   removed: {removed}");
    }
    for found in &report.found {
        let _ = writeln!(text, "[FAIL] {found}");
    }
    if report.found.is_empty() {
        text.push_str(
            "No secret stands readable in the library, its backups, old files or the log.",
        );
    } else {
        text.push_str(
            "End other stackday programs, then: stackday library scrub --confirm remove. What only looks like a Token \
             stays unless --token-like is given. A secret that stood on disk may have been copied: replace it.",
        );
    }
    text
}

//! `stackday library check`: looks through the whole database.

use std::fmt::Write as _;

use clap::Args;
use serde::Serialize;

use super::texts::{EXAMPLES, logs, notice_of_trace};
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::global::Global;
use crate::cli::registry::RunCommand;
use crate::domain::exit::Exit;
use crate::workflow::{check_library, traces};

/// Look through the whole database, and say what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(after_help = EXAMPLES)]
pub struct Check {}

/// The JSON.
#[derive(Serialize)]
struct Report {
    ok: bool,
    file: String,
    /// Whether the file is there.
    there: bool,
    /// Without those that are archived.
    connections: usize,
    archived: usize,
    problems: Vec<String>,
    notices: Vec<String>,
    /// The newest backup.
    backup: Option<String>,
}

impl RunCommand for Check {
    async fn run(&self, global: &Global) -> Result<Exit, Failure> {
        let context = Context::open_any(global)?;
        let checked = check_library(&context.services).await;
        let checked = checked.map_err(|error| Failure::from(&error))?;
        let traces = traces(&context.services, logs(&context.settings)).await;
        let traces = traces.map_err(|error| Failure::from(&error))?;
        let traces = traces.iter().map(notice_of_trace);
        let exit = if checked.problems.is_empty() {
            Exit::Success
        } else {
            Exit::Failed
        };
        let report = Report {
            ok: exit == Exit::Success,
            file: checked.file.display().to_string(),
            there: checked.there,
            connections: checked.connections,
            archived: checked.archived,
            problems: checked.problems,
            notices: checked.notices.into_iter().chain(traces).collect(),
            backup: checked.backup.map(|backup| backup.display().to_string()),
        };
        context.conclude(&report, table, exit)
    }
}

fn table(report: &Report) -> String {
    let mut text = if report.there {
        let archived = match report.archived {
            0 => String::new(),
            archived => format!(", {archived} archived"),
        };
        format!(
            "{}: {} connections{archived}",
            report.file, report.connections
        )
    } else {
        format!("{} is not there: nothing is saved yet", report.file)
    };
    for problem in &report.problems {
        let _ = write!(text, "\n[FAIL] {problem}");
    }
    for notice in &report.notices {
        let _ = write!(text, "\n{notice}");
    }
    if report.there && report.problems.is_empty() {
        text.push_str("\n[ok]   the database is sound");
    }
    match &report.backup {
        Some(backup) => _ = write!(text, "\nThe newest backup is {backup}"),
        None => text.push_str("\nThere is no backup yet: one is made at the first change of a day"),
    }
    text
}

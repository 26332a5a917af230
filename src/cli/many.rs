//! Verifying many saved connections side by side, a line for each as it ends.

use std::collections::HashMap;
use std::fmt::Write as _;

use super::context::{Context, unless};
use super::failure::Failure;
use super::interrupt::{interruptible, settle};
use super::prompt::open_file;
use super::reporter::{QuietReporter, StderrReporter};
use crate::domain::ProfileId;
use crate::domain::diagnosis::{Diagnosis, Kind, Party};
use crate::domain::exit::Exit;
use crate::library::LibrarySnapshot;
use crate::output::print;
use crate::workflow::{
    Filter, ManyReport, ManyRequest, Observer, Progress, has_tag, needs_unlocking, verify_many,
};

/// Which of the saved connections are verified.
#[derive(Debug, Default)]
pub(super) struct Choice<'a> {
    /// Those with one of these tags; none means any.
    pub(super) tags: &'a [String],
    /// Those that did not hold when they were last verified.
    pub(super) failed: bool,
    /// These, where it is known which; else those that the others choose.
    pub(super) meant: Option<Vec<ProfileId>>,
}

/// Verifies them, and writes down what is found.
pub(super) async fn verify(context: &Context, choice: &Choice<'_>) -> Result<Exit, Failure> {
    let services = &context.services;
    let saved = context.saved()?;
    let targets = targets(&saved, choice);
    if targets.is_empty() {
        let report = nothing(&saved, choice)?;
        return context.conclude(&report, summary, report.exit);
    }
    // Locked, the file would fail them all alike: whoever sits there is asked once.
    if needs_unlocking(services, &targets, false).await == Some(false) {
        open_file(&services.vault).await?;
    }
    let rows = Rows::of(&saved);
    let request = ManyRequest {
        targets,
        env: context.environment(),
    };
    let (report, interrupted) = interruptible(async |cancel| {
        if context.json {
            verify_many(services, &request, &QuietReporter, &cancel).await
        } else {
            verify_many(services, &request, &rows, &cancel).await
        }
    })
    .await;
    settle(&services.planday).await;
    let mut report = report.unwrap_or_else(ManyReport::of_nothing);
    report.exit = unless(interrupted, report.exit);
    context.conclude(&report, summary, report.exit)
}

/// Those that are chosen.
fn targets(saved: &LibrarySnapshot, choice: &Choice<'_>) -> Vec<ProfileId> {
    if let Some(meant) = &choice.meant {
        return meant.clone();
    }
    let filter = Filter {
        tags: choice.tags.to_vec(),
        failed: choice.failed,
        stale: None,
    };
    let chosen = saved.profiles.iter();
    chosen
        .filter(|profile| profile.archived_at.is_none() && filter.takes(profile))
        .map(|profile| profile.id)
        .collect()
}

/// What it means that there is nothing to verify.
fn nothing(saved: &LibrarySnapshot, choice: &Choice<'_>) -> Result<ManyReport, Failure> {
    let has_tag = |tag: &String| saved.profiles.iter().any(|profile| has_tag(profile, tag));
    if saved.profiles.is_empty() {
        Ok(ManyReport::of_nothing(Diagnosis::new(
            Party::Input,
            Kind::NotConfigured,
            "No connection is saved yet.",
            "Save one in the dashboard, or look with --data-dir where they are.",
        )))
    } else if !choice.tags.is_empty() && !choice.tags.iter().any(has_tag) {
        Err(Failure::usage(format!(
            "no saved connection has the tag {}",
            choice.tags.join(" or ")
        ))
        .next("stackday profiles list shows the tags."))
    } else {
        Ok(ManyReport::nothing_to_do())
    }
}

/// Prints a line for each as it ends.
struct Rows {
    names: HashMap<ProfileId, String>,
}

impl Rows {
    fn of(saved: &LibrarySnapshot) -> Self {
        let names = saved.profiles.iter();
        Self {
            names: names
                .map(|profile| (profile.id, profile.name.clone()))
                .collect(),
        }
    }
}

impl Observer for Rows {
    async fn tell(&self, progress: Progress) {
        match progress {
            Progress::ManyDone { id, exit, line, .. } => {
                let name = self.names.get(&id).map_or("", String::as_str);
                // Whether anybody reads, and whether the disk takes it, shows in the end.
                let _ = print(&row(exit, name, &line));
            }
            Progress::Renewed(_) => StderrReporter.tell(progress).await,
            _ => {}
        }
    }
}

/// `[FAIL] Acme  (4) Planday refuses this Token …`
fn row(exit: Exit, name: &str, line: &str) -> String {
    match exit {
        Exit::Success => format!("[ok]   {name}  {line}"),
        exit => format!("[FAIL] {name}  ({}) {line}", exit.code()),
    }
}

/// What stands below the rows: how many hold, and what to do about those that do not.
fn summary(report: &ManyReport) -> String {
    let mut text = String::new();
    for diagnosis in &report.trouble {
        let _ = writeln!(text, "! {} {}", diagnosis.summary, diagnosis.next);
    }
    for row in &report.profiles {
        if let Some(next) = &row.next {
            let _ = writeln!(text, "next, {}: {next}", row.name);
        }
    }
    text.push_str(&report.line());
    text
}

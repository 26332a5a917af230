//! `stackday verify --all` and `--tag`: the saved connections side by side, a line for each as it ends.

use std::collections::HashMap;
use std::fmt::Write as _;

use super::passphrase::open_file;
use super::say::{Aloud, Silent};
use super::{conclude, interruptible, live_services, log_file, protect, settle};
use crate::cli;
use crate::config::{Credentials, Settings};
use crate::diagnosis::{Diagnosis, Kind, Party};
use crate::exit::Exit;
use crate::journal::Journal;
use crate::output::{complain, print};
use crate::profile::{ProfileId, Saved};
use crate::workflow::secrets::Environment;
use crate::workflow::{
    ManyReport, ManyRequest, Observer, Progress, load_saved, needs_unlocking, verify_many,
};

pub(super) async fn run(
    options: &cli::Verify,
    settings: &Settings,
    credentials: &Credentials,
) -> Exit {
    let tags = &options.many.tag;
    these(settings, credentials, tags, Vec::new(), options.json).await
}

/// Verifies these profiles; all of them where none is named.
pub(super) async fn of(
    settings: &Settings,
    credentials: &Credentials,
    named: Vec<ProfileId>,
    json: bool,
) -> Exit {
    these(settings, credentials, &[], named, json).await
}

async fn these(
    settings: &Settings,
    credentials: &Credentials,
    tags: &[String],
    named: Vec<ProfileId>,
    json: bool,
) -> Exit {
    let file = match log_file(settings) {
        Ok(file) => file,
        Err(exit) => return exit,
    };
    let services = live_services(settings, Journal::silent(file));
    protect(
        &services,
        [
            credentials.token_secret.as_ref(),
            credentials.api_key.as_ref(),
        ],
    );
    let saved = match load_saved(&services).await {
        Ok(saved) => saved,
        Err(problem) => {
            complain(&format!("stackday: {problem}"));
            return Exit::NotConfigured;
        }
    };
    let targets = if named.is_empty() {
        targets(&saved, tags)
    } else {
        named
    };
    // Locked, the file would fail them all alike: whoever sits there is asked once.
    if let Some(new) = needs_unlocking(&services, &targets, false).await
        && !new
        && let Err(exit) = open_file(&services.vault).await
    {
        return exit;
    }
    let rows = Rows::of(&saved);
    if targets.is_empty() {
        let report = ManyReport::of_nothing(nothing(tags));
        return conclude(&report, json, summary, report.exit, false);
    }
    let request = ManyRequest {
        targets,
        env: Environment::of(credentials, settings.profile.as_deref()),
    };
    let (report, interrupted) = interruptible(async |cancel| {
        if json {
            verify_many(&services, &request, &Silent, &cancel).await
        } else {
            verify_many(&services, &request, &rows, &cancel).await
        }
    })
    .await;
    settle(&services.planday).await;
    let report = match report {
        Ok(report) => report,
        Err(diagnosis) => ManyReport::of_nothing(diagnosis),
    };
    conclude(&report, json, summary, report.exit, interrupted)
}

/// Those with any of these tags; all of them where no tag is named.
fn targets(saved: &Saved, tags: &[String]) -> Vec<ProfileId> {
    let wanted = |own: &String| {
        let own = own.to_lowercase();
        tags.iter().any(|tag| tag.to_lowercase() == own)
    };
    saved
        .profiles
        .iter()
        .filter(|profile| tags.is_empty() || profile.settings.tags.iter().any(wanted))
        .map(|profile| profile.id)
        .collect()
}

/// Why there is nothing to verify.
fn nothing(tags: &[String]) -> Diagnosis {
    let (summary, next) = if tags.is_empty() {
        (
            "No connection is saved yet.".to_owned(),
            "Save one in the dashboard, or look with --data-dir where they are.",
        )
    } else {
        (
            format!("No saved connection has the tag {}.", tags.join(" or ")),
            "Look for the tags in the dashboard's list of connections.",
        )
    };
    Diagnosis::new(Party::Input, Kind::NotConfigured, summary, next)
}

/// Prints a line for each as it ends.
struct Rows {
    names: HashMap<ProfileId, String>,
}

impl Rows {
    fn of(saved: &Saved) -> Self {
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
            Progress::Renewed(_) => Aloud.tell(progress).await,
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

//! `stackday profiles list`: the saved connections as a table.

use clap::Args;
use serde::Serialize;

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::global::Global;
use crate::cli::query;
use crate::cli::registry::RunCommand;
use crate::cli::table::{ago, columns};
use crate::domain::clock;
use crate::domain::exit::{self, Exit};
use crate::library::{Profile, Project};
use crate::workflow::{Filter, SortKey};

/// List the saved connections.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
#[command(after_help = query::HELP)]
pub struct List {
    /// Only those that these words mean: names, or a query such as `is:failed #retail`.
    #[arg(
        value_name = "QUERY",
        help = "Only those that these words mean: names, or a query such as is:failed (see below)"
    )]
    pub query: Vec<String>,
    /// Only those with this tag; may be given more than once.
    #[arg(long, value_name = "TAG")]
    pub tag: Vec<String>,
    /// Only those that did not hold when they were last verified.
    #[arg(long)]
    pub failed: bool,
    /// Only those whose last verification is older than `stale_after_hours` of the config file, or that were never verified.
    #[arg(
        long,
        help = "Only those whose last verification is older than stale_after_hours of the config file, or that were never verified"
    )]
    pub stale: bool,
    /// Sort by this.
    #[arg(long, value_name = "KEY", value_enum, default_value_t)]
    pub sort: SortKey,
}

/// The JSON.
#[derive(Serialize)]
struct Listed<'a> {
    profiles: Vec<&'a Profile>,
    projects: &'a [Project],
    default_project: Option<&'a str>,
    #[serde(skip)]
    all: usize,
}

impl RunCommand for List {
    async fn run(&self, global: &Global) -> Result<Exit, Failure> {
        let context = Context::open_any(global)?;
        let (saved, exit) = context.readable()?;
        let age = context.settings.ui.stale_after;
        let filter = Filter {
            tags: self.tag.clone(),
            failed: self.failed,
            stale: self.stale.then(|| (clock::now(), age)),
        };
        let mut profiles = if self.query.is_empty() {
            saved.profiles.iter().collect()
        } else {
            query::meant(&context, &saved, &self.query)?.all()
        };
        profiles.retain(|profile| filter.takes(profile));
        self.sort.sort(&mut profiles);
        let listed = Listed {
            profiles,
            projects: &saved.projects,
            default_project: saved.default_project.as_deref(),
            all: saved.profiles.len(),
        };
        context.conclude(&listed, table, exit)
    }
}

fn table(listed: &Listed<'_>) -> String {
    if listed.all == 0 {
        return "No connection is saved here. stackday profiles add NAME, or Ctrl-S in the dashboard, saves one.".into();
    }
    if listed.profiles.is_empty() {
        return format!("No match among the {} saved connections.", listed.all);
    }
    let rows: Vec<[String; 7]> = listed.profiles.iter().map(|profile| row(profile)).collect();
    columns(
        [
            "NAME", "PORTAL", "APP ID", "SCOPES", "TOKEN", "VERIFIED", "TAGS",
        ],
        &rows,
    )
}

fn row(profile: &Profile) -> [String; 7] {
    let settings = &profile.settings;
    let dash = || "–".to_owned();
    let tags: Vec<_> = settings.tags.iter().map(String::as_str).collect();
    let archived = if profile.archived_at.is_some() {
        " (archived)"
    } else {
        ""
    };
    [
        format!("{}{archived}", profile.name),
        settings.portal.clone().unwrap_or_else(dash),
        settings.app_id.clone().unwrap_or_else(dash),
        scopes(profile),
        profile
            .token
            .as_ref()
            .map_or_else(dash, |kept| kept.place.word().to_owned()),
        verified(profile),
        tags.join(" "),
    ]
}

pub(super) fn scopes(profile: &Profile) -> String {
    let wanted = profile.settings.scopes.len();
    let granted = profile.seen.as_ref().and_then(|seen| seen.granted);
    match granted {
        Some(granted) => format!("{granted}/{wanted}"),
        None => format!("?/{wanted}"),
    }
}

pub(super) fn verified(profile: &Profile) -> String {
    match profile.verified() {
        Some(last) => format!("{}, {}", exit::words(last.exit), ago(last.at, clock::now())),
        None => "never".into(),
    }
}

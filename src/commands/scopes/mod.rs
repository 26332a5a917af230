//! `stackday scopes`: what to tick before the app is created, and what is proven after.

mod actions;
mod compare;
mod list;
mod request;
mod require;

use jiff::Timestamp;
use tokio::sync::mpsc::Receiver;

use super::given::Given;
use super::say::{ago, name_odd_actions};
use super::{conclude, interruptible, live_services, log_file, protect, with_kept_secrets};
use crate::cli;
use crate::config::{Credentials, Settings};
use crate::exit::Exit;
use crate::journal::{Entry, Journal, Level};
use crate::output::complain;
use crate::planday::scope::Preset;
use crate::scopes::{Chosen, Origin};
use crate::secret::Secret;
use crate::workflow::{RequireRequest, Requirement, Services, Source};

pub(super) async fn run(
    options: &cli::Scopes,
    settings: &Settings,
    credentials: Credentials,
) -> Exit {
    let credentials = if asks_somebody(options) && of_saved_profile(settings) {
        let services = live_services(settings, Journal::silent(None));
        match with_kept_secrets(&services, settings, credentials).await {
            Ok(credentials) => credentials,
            Err(exit) => return exit,
        }
    } else {
        credentials
    };
    let given = Given {
        settings,
        credentials: &credentials,
    };
    let json = options.json;
    match &options.what {
        None => list::run(&cli::List::default(), json),
        Some(cli::What::List(options)) => list::run(options, json),
        Some(cli::What::Actions(options)) => actions::run(options, json, &given).await,
        Some(cli::What::Require(options)) => require::run(options, json, &given).await,
        Some(cli::What::Diff(options)) => compare::diff(options, json, &given).await,
        Some(cli::What::Prove(options)) => compare::prove(options, json, &given).await,
        Some(cli::What::Request(options)) => request::run(options, json, &given).await,
    }
}

/// Whether the command needs a secret.
fn asks_somebody(options: &cli::Scopes) -> bool {
    !matches!(
        options.what,
        None | Some(cli::What::List(_) | cli::What::Request(_))
    )
}

fn of_saved_profile(settings: &Settings) -> bool {
    let chosen = settings.chosen_profile();
    chosen.is_some_and(|(_, profile)| profile.id.is_some())
}

/// The services, and the log of what they do.
struct Tools {
    services: Services,
    log: Receiver<Entry>,
}

impl Tools {
    fn open(given: &Given<'_>, secrets: [Option<&Secret>; 2]) -> Result<Self, Exit> {
        let (journal, log) = Journal::new(log_file(given.settings)?);
        let services = live_services(given.settings, journal);
        protect(&services, secrets);
        Ok(Self { services, log })
    }

    /// Passes on what stackday itself warned of: a list that could not be read, say.
    fn pass_on_warnings(&mut self) {
        while let Ok(entry) = self.log.try_recv() {
            if entry.level >= Level::Warn && entry.exchange.is_none() && entry.source == "stackday"
            {
                complain(&format!("stackday: {}", entry.text));
            }
        }
    }
}

/// Something that was expected is not there, or not as it should be.
fn not_configured(problem: &str) -> Exit {
    complain(&format!("stackday: {problem}"));
    Exit::NotConfigured
}

/// What the integration will do, and how `StackOne` may be asked about it.
fn doing(
    doing: &cli::Doing,
    asking: &cli::Asking,
    given: &Given<'_>,
) -> Result<RequireRequest, String> {
    Ok(RequireRequest {
        actions: given.actions(doing.actions.as_ref()),
        presets: presets(doing).to_vec(),
        api_key: given.api_key(asking.api_key_stdin)?,
        fresh: asking.fresh,
    })
}

fn presets(doing: &cli::Doing) -> &[&'static Preset] {
    doing.preset.as_ref().map_or(&[], |list| &list.0)
}

/// Says what is not certain about what is required.
fn tell(requirement: &Requirement, chosen: &Chosen) {
    if chosen.is_empty() {
        return;
    }
    match (&requirement.catalogue, &requirement.trouble) {
        (Some(source), _) => tell_source(source),
        (None, Some(trouble)) => complain(&format!(
            "stackday: StackOne's list of actions could not be had, so scopes are proposed from the actions' names: {} {}",
            trouble.summary, trouble.next
        )),
        (None, None) => complain(
            "stackday: without an API key (STACKDAY_STACKONE_API_KEY) and a kept list of StackOne's actions, scopes are proposed from the actions' names",
        ),
    }
    name_odd_actions(&requirement.required);
}

/// Says where the list of actions comes from, and how old it is.
fn tell_source(source: &Source) {
    let count = source.count;
    match source.origin {
        Origin::Asked => complain(&format!(
            "stackday: StackOne lists {count} actions for Planday, asked just now"
        )),
        Origin::Kept => complain(&format!(
            "stackday: StackOne's {count} actions for Planday as kept {} ({}); --fresh asks anew",
            ago(source.read_at, Timestamp::now()),
            source.read_at.strftime("%Y-%m-%d %H:%M UTC"),
        )),
    }
}

/// Whether every word is in one of the texts.
fn is_about<'a>(words: &[String], texts: impl IntoIterator<Item = &'a str>) -> bool {
    let text = texts
        .into_iter()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase();
    words.iter().all(|word| text.contains(&word.to_lowercase()))
}

/// A table: every column but the last as wide as its widest cell.
pub(super) fn columns<const N: usize>(head: [&str; N], rows: &[[String; N]]) -> String {
    let mut widths = head.map(|name| name.chars().count());
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let line = |cells: &[String]| {
        let padded: Vec<_> = cells
            .iter()
            .zip(widths)
            .map(|(cell, width)| format!("{cell:width$}"))
            .collect();
        padded.join("  ").trim_end().to_owned()
    };
    let mut lines = vec![line(&head.map(str::to_owned))];
    lines.extend(rows.iter().map(|row| line(row)));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_must_be_found_whatever_its_case() {
        let words = |list: &str| list.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let texts = ["employee:read", "read Employees"];
        assert!(is_about(&words("READ employees"), texts));
        assert!(!is_about(&words("read shift"), texts));
        assert!(is_about(&[], texts));
    }

    #[test]
    fn columns_are_as_wide_as_they_must_be() {
        let rows = [
            ["a".to_owned(), String::new()],
            ["løn".to_owned(), "x".to_owned()],
        ];
        assert_eq!(columns(["B", "C"], &rows), "B    C\na\nløn  x");
    }
}

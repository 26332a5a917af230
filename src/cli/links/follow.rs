//! `stackday links follow`: all links that are under way, until each ends.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use clap::Args;
use serde::Serialize;

use super::row::{LinkRow, name_of, now_words};
use super::wait;
use crate::cli::accounts::key::Key;
use crate::cli::context::Context;
use crate::cli::failure::{Failure, unwritable};
use crate::cli::global::Global;
use crate::cli::interrupt::interruptible;
use crate::cli::registry::RunCommand;
use crate::domain::diagnosis::Diagnosis;
use crate::domain::exit::Exit;
use crate::domain::{Link, LinkId};
use crate::output::{print, print_json};
use crate::workflow::{Observer, Progress, Values, follow_links};

const EXAMPLES: &str = "\
Examples:
  stackday links follow
  stackday links follow --json | jq -c 'select(.event == \"end\")'

With --json each change is one line of JSON, {\"event\": \"changed\", \"link\": …}, and the last
line is {\"event\": \"end\", …} with the exit code.

It looks every few seconds at first and slower the longer nothing happens. What is seen is
kept, so it can be ended at any time and goes on where it was. The exit code is the worst
of all: 0 all are proven, 1 one failed, 8 one was cancelled, 9 one expired.";

/// Follow all links that are under way, until each ends in an active account and one proven read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Args)]
#[command(after_help = EXAMPLES)]
pub struct Follow {
    /// Where the API key comes from.
    #[command(flatten)]
    pub key: Key,
}

/// A line of the JSON.
#[derive(Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
enum Event<'a> {
    Changed {
        link: Box<LinkRow<'a>>,
    },
    End {
        ok: bool,
        links: Vec<LinkRow<'a>>,
        diagnosis: Option<&'a Diagnosis>,
        exit: u8,
    },
}

impl RunCommand for Follow {
    async fn run(&self, global: &Global) -> Result<Exit, Failure> {
        let context = Context::open(global)?;
        context.library()?;
        let holder = self.key.holder(&context, Values::default(), false).await?;
        let request = wait::request(&holder);
        let seen = Mutex::new(BTreeMap::new());
        let watcher = Watcher {
            seen: &seen,
            json: context.json,
        };
        let (ended, interrupted) = interruptible(async |cancel| {
            follow_links(&context.services, &request, &watcher, &cancel).await
        })
        .await;
        let diagnosis = ended.err().filter(|diagnosis| !diagnosis.is_cancelled());
        let seen = seen.into_inner().unwrap_or_else(PoisonError::into_inner);
        let exits = seen.values().map(|link: &Link| {
            wait::exit_of(link).unwrap_or(if interrupted {
                Exit::Interrupted
            } else {
                Exit::Failed
            })
        });
        let exit = exits.fold(Exit::Success, Exit::worst);
        let exit = match &diagnosis {
            Some(diagnosis) => exit.worst(diagnosis.kind.exit()),
            None if interrupted => Exit::Interrupted,
            None => exit,
        };
        let printed = if context.json {
            let end = Event::End {
                ok: exit == Exit::Success,
                links: seen.values().map(LinkRow::of).collect(),
                diagnosis: diagnosis.as_ref(),
                exit: exit.code(),
            };
            print_json(&serde_json::to_string(&end).unwrap_or_default())
        } else {
            print(&line(seen.len(), diagnosis.as_ref(), interrupted))
        };
        printed.map_err(|error| Failure::failed(unwritable(&error)))?;
        Ok(exit)
    }
}

fn line(changed: usize, diagnosis: Option<&Diagnosis>, interrupted: bool) -> String {
    match (diagnosis, interrupted) {
        (Some(diagnosis), _) => format!("! {} {}", diagnosis.summary, diagnosis.next),
        (None, true) => "Interrupted. The links are as they were seen last.".to_owned(),
        (None, false) => match changed {
            0 => "Nothing to follow: no link is under way.".to_owned(),
            1 => "1 link has ended.".to_owned(),
            changed => format!("{changed} links have ended."),
        },
    }
}

/// Prints a line for each change.
struct Watcher<'a> {
    seen: &'a Mutex<BTreeMap<LinkId, Link>>,
    json: bool,
}

impl Observer for Watcher<'_> {
    async fn tell(&self, progress: Progress) {
        let Progress::LinkFollowed(link) = progress else {
            return;
        };
        // Whether anybody reads shows in the end.
        let _ = if self.json {
            let event = Event::Changed {
                link: Box::new(LinkRow::of(&link)),
            };
            print_json(&serde_json::to_string(&event).unwrap_or_default())
        } else {
            print(&format!(
                "{}  {}: {}",
                link.state,
                name_of(&link),
                now_words(&link)
            ))
        };
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.insert(link.id, *link);
    }
}

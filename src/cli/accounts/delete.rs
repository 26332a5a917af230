//! `stackday accounts delete`: linked accounts, once it is seen and confirmed whom that hits.

use std::fmt::Write as _;

use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use serde::Serialize;

use super::change::{Confirmation, Planned, target};
use super::find;
use super::key::Key;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::global::Global;
use crate::cli::registry::RunCommand;
use crate::domain::account::Account;
use crate::domain::exit::Exit;
use crate::domain::text::Text;
use crate::workflow::{AccountChange, BlastRadius, Certainty, Values};

/// How many of them are named before the question.
const NAMED: usize = 50;

const EXAMPLES: &str = "\
Examples:
  stackday accounts delete 4233                          shows whom it hits, and asks
  stackday accounts delete 4233 4234 --dry-run           the same; nothing is sent
  stackday accounts delete 4233 4234 --confirm 'delete 2'     for scripts

Each customer's connection ends at once, and only a new link brings it back.";

/// Delete linked accounts: each customer's connection ends at once.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(after_help = EXAMPLES)]
pub struct Delete {
    /// Their ids.
    #[arg(value_name = "ID", required = true, value_parser = NonEmptyStringValueParser::new())]
    pub ids: Vec<String>,
    /// Show whom it hits, and delete nothing.
    #[arg(long, conflicts_with_all = ["yes", "confirm"])]
    pub dry_run: bool,
    /// Delete them without a question.
    #[arg(long, conflicts_with = "confirm")]
    pub yes: bool,
    /// “delete N”, N being how many they are, where nobody can be asked.
    #[arg(long, value_name = "WORDS")]
    pub confirm: Option<String>,
    /// Where the API key comes from.
    #[command(flatten)]
    pub key: Key,
}

/// An account that is to be deleted, for JSON output.
#[derive(Serialize)]
struct Hit<'a> {
    id: &'a Text,
    name: &'a str,
    owner_id: &'a Text,
    status: &'a str,
}

impl RunCommand for Delete {
    async fn run(&self, global: &Global) -> Result<Exit, Failure> {
        let context = Context::open(global)?;
        let holder = self.key.holder(&context, Values::default(), true).await?;
        let accounts = find::by_ids(&context, &holder, &self.ids).await?;
        let hits: Vec<_> = accounts.iter().map(hit).collect();
        let planned = Planned {
            plan: &hits,
            lines: blast(&accounts),
            targets: accounts.iter().map(target).collect(),
            change: AccountChange::Delete,
        };
        if self.dry_run {
            return planned.rehearse(&context, self.dry_run);
        }
        self.confirm(&planned.lines, accounts.len())?;
        planned.run(&context, &holder).await
    }
}

impl Delete {
    fn confirm(&self, lines: &str, count: usize) -> Result<(), Failure> {
        let phrase = format!("delete {count}");
        if let Some(confirmed) = &self.confirm
            && confirmed.trim() != phrase
        {
            return Err(Failure::usage(format!(
                "nothing is deleted: what confirms it is --confirm “{phrase}”, letter by letter"
            )));
        }
        Confirmation {
            is_given: self.yes || self.confirm.is_some(),
            lines,
            phrase: &phrase,
            undone: "nothing is deleted",
            flags: &format!("--confirm '{phrase}', or look first with --dry-run"),
        }
        .ask()
    }
}

fn hit(account: &Account) -> Hit<'_> {
    Hit {
        id: &account.id,
        name: account.name(),
        owner_id: &account.origin_owner_id,
        status: account.status_words(),
    }
}

/// Whom it hits, by number and by name.
fn blast(accounts: &[Account]) -> String {
    let hit = BlastRadius {
        accounts: accounts.iter().collect(),
        certainty: Certainty::Exact,
    };
    let mut text = hit.sentence();
    let (names, more) = hit.names(NAMED);
    for name in names {
        // Writing to a string does not fail.
        let _ = write!(text, "\n  {name}");
    }
    if more > 0 {
        let _ = write!(text, "\n  and {more} more");
    }
    text.push_str("\nEach customer's connection ends at once; only a new link brings it back.");
    text
}

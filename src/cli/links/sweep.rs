//! `stackday links sweep`: half-made links, those whose end passed unseen, and old ones.

use std::fmt::Write as _;

use clap::Args;
use serde::Serialize;

use super::row::{LinkRow, name_of};
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::global::Global;
use crate::cli::registry::RunCommand;
use crate::domain::clock;
use crate::domain::exit::Exit;
use crate::library::SweptLinks;
use crate::workflow::sweep_links;

const EXAMPLES: &str = "\
Examples:
  stackday links sweep --dry-run     what would be put in order
  stackday links sweep

Half-made links are removed: the program ended before it was known whether StackOne made
them, and nobody has their address. Links whose end passed while nobody followed them
become expired. Links that were over 30 days ago are removed. Nobody is asked.";

/// Put stale and half-made links in order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Args)]
#[command(after_help = EXAMPLES)]
pub struct Sweep {
    /// Say what would be done, and change nothing.
    #[arg(long)]
    pub dry_run: bool,
}

/// The JSON.
#[derive(Serialize)]
struct Swept<'a> {
    ok: bool,
    dry_run: bool,
    half_made: Vec<LinkRow<'a>>,
    expired: Vec<LinkRow<'a>>,
    removed: Vec<LinkRow<'a>>,
    /// How many addresses were left in secret stores.
    addresses: usize,
}

impl RunCommand for Sweep {
    async fn run(&self, global: &Global) -> Result<Exit, Failure> {
        let context = Context::open(global)?;
        let swept = if self.dry_run {
            let would = context.library()?.links_to_sweep(clock::now());
            would.map_err(|error| Failure::from(&error))?
        } else {
            context.library()?;
            let swept = sweep_links(&context.services).await;
            swept.map_err(|diagnosis| Failure::from(&diagnosis))?
        };
        let shown = Swept {
            ok: true,
            dry_run: self.dry_run,
            half_made: swept.half_made.iter().map(LinkRow::of).collect(),
            expired: swept.expired.iter().map(LinkRow::of).collect(),
            removed: swept.removed.iter().map(LinkRow::of).collect(),
            addresses: swept.left.len(),
        };
        context.conclude(&shown, |shown| table(&swept, shown.dry_run), Exit::Success)
    }
}

fn table(swept: &SweptLinks, dry_run: bool) -> String {
    if swept.is_empty() {
        return "Nothing to put in order.".to_owned();
    }
    let mut text = String::new();
    for (links, what) in [
        (&swept.half_made, "half made, removed"),
        (
            &swept.expired,
            "expired: its end passed while nobody followed it",
        ),
        (&swept.removed, "removed: it was over long ago"),
    ] {
        for link in links {
            // Writing to a string does not fail.
            let _ = writeln!(text, "{} ({}): {what}", name_of(link), link.owner_id);
        }
    }
    let _ = write!(
        text,
        "{} half made, {} expired, {} old.",
        swept.half_made.len(),
        swept.expired.len(),
        swept.removed.len()
    );
    if dry_run {
        text.push_str(" Nothing was changed (--dry-run).");
    }
    text
}

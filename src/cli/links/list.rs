//! `stackday links list`: every link that is kept, without its address.

use std::fmt::Write as _;

use clap::Args;
use serde::Serialize;

use super::find;
use super::row::{LONGEST, LinkRow, name_of, now_words};
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::global::Global;
use crate::cli::registry::RunCommand;
use crate::cli::table::columns;
use crate::domain::Link;
use crate::domain::exit::Exit;
use crate::domain::text;
use crate::zone;

const EXAMPLES: &str = "\
Examples:
  stackday links list
  stackday links list --in-flight --json | jq -r '.links[].owner_id'

Nobody is asked: this is how each link stood at the last look. stackday links follow looks
anew. Links that are over are listed for 30 days.";

/// List the links: how far each came, what happens now, and when it ends.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Args)]
#[command(after_help = EXAMPLES)]
pub struct List {
    /// Only those that are not over.
    #[arg(long)]
    pub in_flight: bool,
}

/// The JSON.
#[derive(Serialize)]
struct Listed<'a> {
    links: Vec<LinkRow<'a>>,
    /// How many are not over.
    in_flight: usize,
    /// How many are kept of services at other addresses.
    elsewhere: usize,
    #[serde(skip)]
    shown: Vec<&'a Link>,
}

impl RunCommand for List {
    async fn run(&self, global: &Global) -> Result<Exit, Failure> {
        let context = Context::open(global)?;
        let (links, elsewhere) = find::all(&context)?;
        let is_shown = |link: &&Link| !self.in_flight || !link.state.is_over();
        let shown: Vec<_> = links.iter().filter(is_shown).collect();
        let listed = Listed {
            links: shown.iter().map(|link| LinkRow::of(link)).collect(),
            in_flight: links.iter().filter(|link| !link.state.is_over()).count(),
            elsewhere,
            shown,
        };
        context.conclude(&listed, table, Exit::Success)
    }
}

fn table(listed: &Listed<'_>) -> String {
    let zone = zone::local();
    let mut text = String::new();
    if listed.shown.is_empty() {
        text.push_str("No link. stackday accounts link makes one.\n");
    } else {
        let rows: Vec<[String; 7]> = listed
            .shown
            .iter()
            .map(|link| {
                [
                    link.id.to_string().chars().take(8).collect(),
                    name_of(link),
                    text::line(link.owner_id.as_str(), LONGEST),
                    text::line(link.profile_name.as_str(), LONGEST),
                    link.state.name().to_owned(),
                    zone::in_full(link.expires_at, &zone),
                    now_words(link),
                ]
            })
            .collect();
        let head = ["ID", "OWNER", "OWNER ID", "PROFILE", "STATE", "ENDS", "NOW"];
        let _ = writeln!(text, "{}", columns(head, &rows));
        for link in &listed.shown {
            if let Some(trouble) = link.trouble.as_ref().filter(|_| !link.state.is_over()) {
                let _ = writeln!(text, "! {}: the last look failed. {trouble}", name_of(link));
            }
        }
    }
    let _ = write!(
        text,
        "{} links, {} under way.",
        listed.shown.len(),
        listed.in_flight
    );
    if listed.elsewhere > 0 {
        let _ = write!(
            text,
            " {} more belong to services at other addresses.",
            listed.elsewhere
        );
    }
    text
}

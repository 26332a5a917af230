//! `stackday links show`: one link; its address where that is asked for.

use std::fmt::Write as _;

use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use serde::Serialize;

use super::find;
use super::row::{LinkRow, now_words};
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::global::Global;
use crate::cli::registry::RunCommand;
use crate::domain::Link;
use crate::domain::exit::Exit;
use crate::domain::text::Text;
use crate::secret::Secret;
use crate::workflow::{link_message, link_url};
use crate::zone;

const EXAMPLES: &str = "\
Examples:
  stackday links show 5f0c              everything but its address
  stackday links show cust-1003 --url   the address alone, to send it once more
  stackday links show 5f0c --message    the message for the customer, with the address in it

The id may be cut after its first four characters; an owner id means the newest of this owner.";

/// Show one link.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(after_help = EXAMPLES)]
pub struct Show {
    /// Its id, or its owner's id.
    #[arg(value_name = "ID", value_parser = NonEmptyStringValueParser::new())]
    pub link: String,
    /// Print its address: whoever has it can connect an account.
    #[arg(long, conflicts_with = "message")]
    pub url: bool,
    /// Print the message for the customer, with the address in it.
    #[arg(long)]
    pub message: bool,
}

/// The JSON.
#[derive(Serialize)]
struct Shown<'a> {
    #[serde(flatten)]
    link: LinkRow<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'a str>,
}

impl RunCommand for Show {
    async fn run(&self, global: &Global) -> Result<Exit, Failure> {
        let context = Context::open(global)?;
        let link = find::one(&context, &self.link)?;
        let url = if self.url || self.message {
            Some(address(&context, &link).await?)
        } else {
            None
        };
        let zone = zone::local();
        let message = url
            .as_ref()
            .filter(|_| self.message)
            .map(|url| link_message(url, link.expires_at, &zone));
        let shown = Shown {
            link: LinkRow::of(&link),
            url: url.as_ref().map(Secret::expose),
            message: message.as_ref().map(Secret::expose),
        };
        let told = |shown: &Shown<'_>| match shown.message.or(shown.url) {
            Some(asked_for) => asked_for.to_owned(),
            None => told(&link),
        };
        context.conclude(&shown, told, Exit::Success)
    }
}

/// The address of a link that is not over.
async fn address(context: &Context, link: &Link) -> Result<Secret, Failure> {
    context
        .open_stores(link.url.iter().map(|record| record.place))
        .await?;
    let found = link_url(&context.services, link).await;
    match found.map_err(|error| Failure::from(&error))? {
        Some(url) => Ok(url),
        None if link.state.is_over() => Err(Failure::failed(format!(
            "the link is over, so its address is not kept any more: {}",
            now_words(link)
        ))
        .next("Make a new one with stackday accounts link.")),
        None => Err(Failure::failed(
            "the address of this link is not kept: no secret store took it when it was made",
        )
        .next("Make a new one with stackday accounts link.")),
    }
}

fn told(link: &Link) -> String {
    let text = |text: &Option<Text>| text.as_ref().map_or_else(String::new, ToString::to_string);
    let zone = zone::local();
    let time = |at| zone::in_full(at, &zone);
    let mut lines = String::new();
    for (label, value) in [
        ("Id", link.id.to_string()),
        ("Owner", link.owner_name.to_string()),
        ("Owner id", link.owner_id.to_string()),
        ("Label", text(&link.label)),
        ("Type", text(&link.kind)),
        ("Profile", link.profile_name.to_string()),
        ("Relinks", text(&link.relinks)),
        ("Session", text(&link.session)),
        ("State", format!("{}, {}", link.state, now_words(link))),
        ("Made", time(link.created_at)),
        ("Opened", link.opened_at.map(time).unwrap_or_default()),
        ("Ends", time(link.expires_at)),
        ("Account", text(&link.account)),
        ("Trouble", text(&link.trouble)),
        (
            "Address",
            match &link.url {
                Some(record) => format!("kept in {}; --url shows it", record.place.words()),
                None => "not kept".to_owned(),
            },
        ),
    ] {
        if !value.trim().is_empty() {
            // Writing to a string does not fail.
            let _ = writeln!(lines, "{label:<9}  {value}");
        }
    }
    lines.trim_end().to_owned()
}

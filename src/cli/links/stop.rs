//! `stackday links stop`: a link that is not followed any more.

use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use serde::Serialize;

use super::find;
use super::row::{LinkRow, name_of, now_words};
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::global::Global;
use crate::cli::registry::RunCommand;
use crate::domain::LinkState;
use crate::domain::exit::Exit;
use crate::workflow::stop_following;

const EXAMPLES: &str = "\
Examples:
  stackday links stop 5f0c

The link itself works on until its end: no API takes it back. Its address is not kept here
any more.";

/// Follow one no longer, and forget its address.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(after_help = EXAMPLES)]
pub struct Stop {
    /// Its id, or its owner's id.
    #[arg(value_name = "ID", value_parser = NonEmptyStringValueParser::new())]
    pub link: String,
}

/// The JSON.
#[derive(Serialize)]
struct Stopped<'a> {
    ok: bool,
    line: String,
    link: LinkRow<'a>,
}

impl RunCommand for Stop {
    async fn run(&self, global: &Global) -> Result<Exit, Failure> {
        let context = Context::open(global)?;
        let before = find::one(&context, &self.link)?;
        context
            .open_stores(before.url.iter().map(|record| record.place))
            .await?;
        let stopped = stop_following(&context.services, before.id).await;
        let link = stopped.map_err(|diagnosis| Failure::from(&diagnosis))?;
        let said = if before.state.is_over() || link.state != LinkState::Stopped {
            format!(
                "{}: it was over already. {}",
                name_of(&link),
                now_words(&link)
            )
        } else {
            format!(
                "{}: not followed any more. The link itself works until its end.",
                name_of(&link)
            )
        };
        let stopped = Stopped {
            ok: true,
            line: said,
            link: LinkRow::of(&link),
        };
        context.conclude(&stopped, |stopped| stopped.line.clone(), Exit::Success)
    }
}

//! `stackday pins`: the versions of a connector profile, and the one that it is pinned to.

use std::fmt::Write as _;

use clap::Args;

use super::context::{Context, Stdin, unless};
use super::failure::Failure;
use super::global::Global;
use super::hits;
use super::interrupt::interruptible;
use super::registry::RunCommand;
use crate::domain::exit::Exit;
use crate::workflow::{PinReport, PinRequest, Values, Wanted, pins, set_pin};

const EXAMPLES: &str = "\
Examples:
  stackday pins Planday                 its versions, its pin, what it resolves to
  stackday pins Planday --set 1.2.x     latest, 1.x.x, 1.2.x or 1.2.0
  stackday pins Planday --clear         follow the newest again
  stackday pins Planday --set 1.2.x --dry-run    which linked accounts that hits

A pin takes effect for every account that is linked through the connector profile. The
version in use is told before and after.";

/// See and change the version that a connector profile is pinned to.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(after_help = EXAMPLES)]
pub struct Pins {
    /// The connector profile in `StackOne`, by name or id.
    #[arg(
        value_name = "CONNECTOR_PROFILE",
        help = "The connector profile in StackOne, by name or id"
    )]
    pub connector: String,
    /// Pin it to this version.
    #[arg(long, value_name = "VERSION", conflicts_with = "clear")]
    pub set: Option<String>,
    /// Clear its pin.
    #[arg(long)]
    pub clear: bool,
    /// Show which linked accounts the change hits, and change nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// Read the `StackOne` API key from standard input instead of `STACKDAY_STACKONE_API_KEY`.
    #[arg(
        long,
        help = "Read the StackOne API key from standard input instead of STACKDAY_STACKONE_API_KEY"
    )]
    pub api_key_stdin: bool,
}

impl RunCommand for Pins {
    async fn run(&self, global: &Global) -> Result<Exit, Failure> {
        let context = Context::open(global)?;
        let stdin = Stdin {
            api_key: self.api_key_stdin,
            token: false,
        };
        let resolved = context
            .resolve(Values::default(), stdin, Wanted::API_KEY)
            .await?;
        let api_key = resolved.api_key.ok_or_else(|| {
            Failure::not_configured(
                "pins need a StackOne API key: STACKDAY_STACKONE_API_KEY, --api-key-stdin or --profile",
            )
        })?;
        let request = PinRequest {
            api_key: api_key.secret,
            profile: self.connector.clone(),
        };
        let changes = self.set.is_some() || self.clear;
        if changes || self.dry_run {
            let meant = Some(self.connector.as_str());
            hits::tell(&context, request.api_key.clone(), None, meant).await;
        }
        let (outcome, interrupted) = interruptible(async |cancel| {
            if changes && !self.dry_run {
                set_pin(&context.services, &request, self.set.as_deref(), &cancel).await
            } else {
                pins(&context.services, &request, &cancel).await
            }
        })
        .await;
        match outcome {
            Ok(report) => context.conclude(&report, table, unless(interrupted, Exit::Success)),
            Err(_) if interrupted => Err(Failure::interrupted()),
            Err(diagnosis) => Err((&diagnosis).into()),
        }
    }
}

fn table(report: &PinReport) -> String {
    let mut text = format!("{}.\n", report.line());
    for found in &report.versions {
        let pinned = match found.pinned {
            Some(true) => "  pinned",
            _ => "",
        };
        let of = match found.builtin {
            Some(true) => "StackOne",
            _ => found.owner.as_str(),
        };
        // Writing to a string does not fail.
        let _ = writeln!(text, "  {:<10}  {of}{pinned}", found.version);
    }
    text.extend(report.caveat.as_deref());
    text.trim_end().to_owned()
}

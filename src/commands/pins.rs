//! `stackday pins`: the versions of a connector profile, and the one that it is pinned to.

use std::fmt::Write as _;

use super::given::Given;
use super::{conclude, interruptible, live_services, log_file, with_kept_secrets};
use crate::cli;
use crate::config::{Credentials, Settings};
use crate::exit::Exit;
use crate::journal::Journal;
use crate::output::complain;
use crate::workflow::{PinReport, PinRequest, pins, set_pin};

pub(super) async fn run(
    options: &cli::Pins,
    settings: &Settings,
    credentials: Credentials,
) -> Exit {
    let refuse = |problem: &str| {
        complain(&format!("stackday: {problem}"));
        Exit::NotConfigured
    };
    let services = match log_file(settings) {
        Ok(file) => live_services(settings, Journal::silent(file)),
        Err(exit) => return exit,
    };
    let credentials = match with_kept_secrets(&services, settings, credentials).await {
        Ok(credentials) => credentials,
        Err(exit) => return exit,
    };
    let given = Given {
        settings,
        credentials: &credentials,
    };
    let api_key = match given.api_key(options.api_key_stdin) {
        Ok(Some(api_key)) => api_key,
        Ok(None) => {
            return refuse(
                "pins need a StackOne API key: STACKDAY_STACKONE_API_KEY, --api-key-stdin or --profile",
            );
        }
        Err(problem) => return refuse(&problem),
    };
    let request = PinRequest {
        api_key,
        profile: options.connector.clone(),
    };
    let (outcome, interrupted) = interruptible(async |cancel| {
        if options.set.is_some() || options.clear {
            set_pin(&services, &request, options.set.as_deref(), &cancel).await
        } else {
            pins(&services, &request, &cancel).await
        }
    })
    .await;
    match outcome {
        Ok(report) => conclude(&report, options.json, table, Exit::Success, interrupted),
        Err(_) if interrupted => Exit::Interrupted,
        Err(diagnosis) => {
            complain(&format!(
                "stackday: {} {}",
                diagnosis.summary, diagnosis.next
            ));
            diagnosis.kind.exit()
        }
    }
}

fn table(report: &PinReport) -> String {
    let mut text = format!("{}.\n", report.line());
    for found in &report.versions {
        let pinned = if found.pinned { "  pinned" } else { "" };
        let of = if found.builtin {
            "StackOne"
        } else {
            found.owner.as_str()
        };
        // Writing to a string does not fail.
        let _ = writeln!(text, "  {:<10}  {of}{pinned}", found.version);
    }
    text.trim_end().to_owned()
}

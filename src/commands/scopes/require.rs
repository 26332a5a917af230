//! `stackday scopes require`: what to tick, and why.

use std::fmt::Write as _;

use serde::Serialize;

use super::{Given, Tools, columns, conclude, doing, interruptible, not_configured, tell};
use crate::cli;
use crate::diagnosis::Diagnosis;
use crate::exit::Exit;
use crate::output::complain;
use crate::planday::scope::{self, Opens};
use crate::scopes::{Reason, Required, table as grid};
use crate::workflow::{Requirement, Source, require};

/// The JSON.
#[derive(Serialize)]
struct Needed {
    ok: bool,
    scopes: Vec<Entry>,
    list: String,
    unplaced: Vec<String>,
    unlisted: Vec<String>,
    catalogue: Option<Source>,
    diagnosis: Option<Diagnosis>,
}

#[derive(Serialize)]
struct Entry {
    scope: String,
    resource: Option<&'static str>,
    means: Option<&'static str>,
    opens: Option<Opens>,
    required: Vec<Reason>,
}

impl Needed {
    fn new(requirement: Requirement) -> Self {
        let Required {
            scopes,
            unplaced,
            unlisted,
        } = requirement.required;
        let list: Vec<_> = scopes.keys().map(String::as_str).collect();
        Self {
            ok: requirement.trouble.is_none(),
            list: list.join(" "),
            scopes: scopes
                .into_iter()
                .map(|(name, required)| {
                    let known = scope::find(&name);
                    Entry {
                        resource: known.map(|scope| scope.resource),
                        means: known.map(|scope| scope.means.as_str()),
                        opens: known.map(|scope| scope.opens),
                        scope: name,
                        required,
                    }
                })
                .collect(),
            unplaced,
            unlisted,
            catalogue: requirement.catalogue,
            diagnosis: requirement.trouble,
        }
    }
}

pub(super) async fn run(options: &cli::Require, json: bool, given: &Given<'_>) -> Exit {
    let request = match doing(&options.doing, &options.asking, given) {
        Ok(request) => request,
        Err(problem) => return not_configured(&problem),
    };
    if request.actions.is_empty() && request.presets.is_empty() {
        complain(
            "stackday: nothing is chosen; give --actions LIST (stackday scopes actions lists them) or --preset NAME, or set actions in the config file",
        );
        return Exit::Usage;
    }
    let mut tools = match Tools::open(given, [request.api_key.as_ref(), None]) {
        Ok(tools) => tools,
        Err(exit) => return exit,
    };
    let (requirement, interrupted) =
        interruptible(async |cancel| require(&tools.services, &request, &cancel).await).await;
    tools.pass_on_warnings();
    tell(&requirement, &request.actions);
    let trouble = requirement.trouble.as_ref();
    let exit = trouble.map_or(Exit::Success, |trouble| trouble.kind.exit());
    conclude(&Needed::new(requirement), json, table, exit, interrupted)
}

fn table(needed: &Needed) -> String {
    let row = |entry: &Entry| {
        let reasons: Vec<_> = entry.required.iter().map(Reason::words).collect();
        let opens = entry.opens.map_or("", Opens::word);
        [entry.scope.clone(), opens.to_owned(), reasons.join(", ")]
    };
    let rows: Vec<_> = needed.scopes.iter().map(row).collect();
    let mut text = columns(["SCOPE", "OPENS", "NEEDED BY"], &rows);
    let names = scope::read(&needed.list).scopes;
    let _ = write!(text, "\n\n{}\n\n{}", grid(&names), needed.list);
    text
}

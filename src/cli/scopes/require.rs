//! `stackday scopes require`: what to tick, and why.

use std::fmt::Write as _;

use clap::Args;
use serde::Serialize;

use super::required::{Asking, Doing, tell};
use crate::cli::context::{Context, unless};
use crate::cli::failure::Failure;
use crate::cli::global::Global;
use crate::cli::interrupt::interruptible;
use crate::cli::registry::RunCommand;
use crate::cli::table::columns;
use crate::domain::diagnosis::Diagnosis;
use crate::domain::exit::Exit;
use crate::domain::scope::{self, Opens};
use crate::scopes::{Reason, Required, table as grid};
use crate::workflow::{Requirement, Source, Values, Wanted, require};

const EXAMPLES: &str = "\
Examples:
  stackday scopes require --actions planday_list_shifts,planday_get_payroll
  stackday scopes require --preset scheduling --json
  stackday scopes require --preset scheduling | tail -1    the scopes alone

Presets: employee-directory, scheduling, time-and-absence, everything-readable.

It works without an API key: then scopes are proposed from the actions' names.
An action that nobody can place is named, and is no failure. Where a key is given
and StackOne cannot be asked, the exit code says why.";

/// Say which scopes an app needs for these actions and presets.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
#[command(after_help = EXAMPLES)]
pub struct Require {
    /// What the integration will do.
    #[command(flatten)]
    pub doing: Doing,
    /// How `StackOne` is asked.
    #[command(flatten)]
    pub asking: Asking,
}

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

impl RunCommand for Require {
    async fn run(&self, global: &Global) -> Result<Exit, Failure> {
        let mut context = Context::open(global)?;
        let flags = Values {
            actions: self.doing.actions.clone().map(|list| list.0),
            ..Values::default()
        };
        if context.values(flags.clone()).actions.value.is_empty() && self.doing.preset.is_none() {
            return Err(Failure::usage("nothing is chosen").next(
                "Give --actions LIST (stackday scopes actions lists them) or --preset NAME, or set actions in the config file.",
            ));
        }
        let resolved = context
            .resolve(flags, self.asking.stdin(), Wanted::API_KEY)
            .await?;
        let api_key = resolved.api_key.map(|found| found.secret);
        let actions = resolved.values.actions.value;
        let request = self.doing.request(actions, api_key, &self.asking);
        let (requirement, interrupted) =
            interruptible(async |cancel| require(&context.services, &request, &cancel).await).await;
        tell(&mut context, &requirement, &request.actions);
        let trouble = requirement.trouble.as_ref();
        let exit = trouble.map_or(Exit::Success, |trouble| trouble.kind.exit());
        let needed = Needed::new(requirement);
        context.conclude(&needed, table, unless(interrupted, exit))
    }
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

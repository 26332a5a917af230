//! `stackday scopes actions`: what `StackOne` can do at Planday, and the scopes that it takes.

use clap::Args;
use jiff::Timestamp;
use serde::Serialize;

use super::required::{Asking, is_about, tell_source};
use crate::cli::context::{Context, unless};
use crate::cli::failure::Failure;
use crate::cli::global::Global;
use crate::cli::interrupt::interruptible;
use crate::cli::registry::RunCommand;
use crate::cli::table::columns;
use crate::domain::exit::Exit;
use crate::domain::scope::{self, Scopes};
use crate::domain::text::Text;
use crate::http::Incomplete;
use crate::output::eprint_line;
use crate::scopes::{ActionCatalogue, Origin, Source, scopes_of};
use crate::stackone::Action;
use crate::workflow::{ActionsRequest, Values, Wanted, actions};

const EXAMPLES: &str = "\
Examples:
  stackday scopes actions                  all of StackOne's actions for Planday
  stackday scopes actions absence balance  where every word is found
  stackday scopes actions --fresh --json   ask StackOne, however young the list

The list is kept for a day (keep_actions in the config file); without a key, or
offline, a kept list of any age is used. Its age is told.";

/// List `StackOne`'s actions for Planday, each with the scopes that it needs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
#[command(
    after_help = EXAMPLES,
    about = "List StackOne's actions for Planday, each with the scopes that it needs",
    long_about = None
)]
pub struct Actions {
    /// Only what all these words are in.
    #[arg(value_name = "WORD")]
    pub words: Vec<String>,
    /// How `StackOne` is asked.
    #[command(flatten)]
    pub asking: Asking,
}

/// The JSON.
#[derive(Serialize)]
struct Listed {
    origin: Origin,
    read_at: Timestamp,
    version: Option<Text>,
    /// Why it is not the whole list, where it is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    incomplete: Option<Incomplete>,
    actions: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    id: Text,
    label: Text,
    description: Text,
    scopes: Scopes,
    /// Nothing where nobody names a scope.
    source: Option<Source>,
}

impl From<&Action> for Entry {
    fn from(action: &Action) -> Self {
        let (scopes, source) = scopes_of(action);
        Self {
            id: action.id.clone(),
            label: action.label.clone(),
            description: action.description.clone(),
            source: (!scopes.is_empty()).then_some(source),
            scopes,
        }
    }
}

impl RunCommand for Actions {
    async fn run(&self, global: &Global) -> Result<Exit, Failure> {
        let mut context = Context::open(global)?;
        let resolved = context
            .resolve(Values::default(), self.asking.stdin(), Wanted::API_KEY)
            .await?;
        let request = ActionsRequest {
            api_key: resolved.api_key.map(|found| found.secret),
            fresh: self.asking.fresh,
        };
        let (found, interrupted) =
            interruptible(async |cancel| actions(&context.services, &request, &cancel).await).await;
        context.pass_on_warnings();
        let catalogue = found.map_err(|diagnosis| Failure::from(&diagnosis))?;
        tell_source(&(&catalogue).into());
        let listed = listed(&catalogue, &self.words);
        if listed.actions.is_empty() {
            eprint_line(
                "stackday: no action has all these words in its id, label, description or scopes",
            );
        }
        context.conclude(&listed, table, unless(interrupted, Exit::Success))
    }
}

fn listed(catalogue: &ActionCatalogue, words: &[String]) -> Listed {
    let entries = catalogue.actions.iter().map(Entry::from);
    Listed {
        origin: catalogue.origin,
        read_at: catalogue.read_at,
        version: catalogue.version.clone(),
        incomplete: catalogue.incomplete,
        actions: entries
            .filter(|entry| {
                let said = [&entry.id, &entry.label, &entry.description].map(Text::as_str);
                is_about(
                    words,
                    said.into_iter()
                        .chain([scope::join(&entry.scopes).as_str()]),
                )
            })
            .collect(),
    }
}

fn table(listed: &Listed) -> String {
    let row = |entry: &Entry| {
        let source = match entry.source {
            Some(source) => source.words(),
            None => "nobody names one",
        };
        [
            entry.id.to_string(),
            scope::join(&entry.scopes),
            source.to_owned(),
            entry.label.to_string(),
        ]
    };
    let rows: Vec<_> = listed.actions.iter().map(row).collect();
    columns(["ACTION", "SCOPES", "SAYS WHO", "LABEL"], &rows)
}

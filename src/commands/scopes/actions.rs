//! `stackday scopes actions`: what `StackOne` can do at Planday, and the scopes that it takes.

use jiff::Timestamp;
use serde::Serialize;

use super::{
    Given, Tools, columns, conclude, interruptible, is_about, not_configured, tell_source,
};
use crate::cli;
use crate::exit::Exit;
use crate::output::complain;
use crate::planday::scope::{self, Scopes};
use crate::scopes::{ActionCatalogue, Origin, Source, scopes_of};
use crate::stackone::Action;
use crate::text::Text;
use crate::workflow::{ActionsRequest, actions};

/// The JSON.
#[derive(Serialize)]
struct Listed {
    origin: Origin,
    read_at: Timestamp,
    version: Option<Text>,
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

pub(super) async fn run(options: &cli::Actions, json: bool, given: &Given<'_>) -> Exit {
    let api_key = match given.api_key(options.asking.api_key_stdin) {
        Ok(api_key) => api_key,
        Err(problem) => return not_configured(&problem),
    };
    let mut tools = match Tools::open(given, [api_key.as_ref(), None]) {
        Ok(tools) => tools,
        Err(exit) => return exit,
    };
    let request = ActionsRequest {
        api_key,
        fresh: options.asking.fresh,
    };
    let (found, interrupted) =
        interruptible(async |cancel| actions(&tools.services, &request, &cancel).await).await;
    tools.pass_on_warnings();
    let catalogue = match found {
        Ok(catalogue) => catalogue,
        Err(diagnosis) => {
            complain(&format!(
                "stackday: {} {}",
                diagnosis.summary, diagnosis.next
            ));
            return diagnosis.kind.exit();
        }
    };
    tell_source(&(&catalogue).into());
    let listed = listed(&catalogue, &options.words);
    if listed.actions.is_empty() {
        complain("stackday: no action has all these words in its id, label, description or scopes");
    }
    conclude(&listed, json, table, Exit::Success, interrupted)
}

fn listed(catalogue: &ActionCatalogue, words: &[String]) -> Listed {
    let entries = catalogue.actions.iter().map(Entry::from);
    Listed {
        origin: catalogue.origin,
        read_at: catalogue.read_at,
        version: catalogue.version.clone(),
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

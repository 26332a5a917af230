//! `stackday scopes list`: Planday's scopes. Nobody is asked.

use clap::Args;
use serde::Serialize;

use super::required::is_about;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::global::Global;
use crate::cli::registry::RunCommand;
use crate::cli::table::columns;
use crate::domain::Pair;
use crate::domain::exit::Exit;
use crate::domain::scope::{self, Kind, Opens, Scope};
use crate::output::eprint_line;

const EXAMPLES: &str = "\
Examples:
  stackday scopes list                    all 79
  stackday scopes list employee create    where every word is found
  stackday scopes list --json | jq -r '.scopes[].scope'

Words are looked for in names, meanings, data and presets. Nobody is asked.";

/// List Planday's scopes: what each is for, what it opens, and the call that proves it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
#[command(after_help = EXAMPLES)]
pub struct List {
    /// Only what all these words are in.
    #[arg(value_name = "WORD")]
    pub words: Vec<String>,
}

/// The JSON.
#[derive(Serialize)]
struct Listed {
    scopes: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    scope: &'static str,
    resource: &'static str,
    kind: Kind,
    means: &'static str,
    opens: Opens,
    sensitive: bool,
    needs: Option<&'static str>,
    presets: Vec<&'static str>,
    probe: Option<Probe>,
}

/// The call that proves a scope.
#[derive(Serialize)]
struct Probe {
    path: &'static str,
    pair: Pair,
    pair_means: &'static str,
    personal: bool,
    member: Option<&'static str>,
    after: Option<&'static str>,
}

impl From<&'static Scope> for Entry {
    fn from(scope: &'static Scope) -> Self {
        let presets = &scope::catalogue().presets;
        Self {
            scope: &scope.name,
            resource: scope.resource,
            kind: scope.kind,
            means: &scope.means,
            opens: scope.opens,
            sensitive: scope.opens.is_sensitive(),
            needs: scope.needs,
            presets: presets
                .iter()
                .filter(|preset| preset.scopes.contains(&scope.name))
                .map(|preset| preset.key.as_str())
                .collect(),
            probe: scope::probe_of(&scope.name).map(|probe| Probe {
                path: &probe.path,
                pair: probe.pair,
                pair_means: probe.pair.words(),
                personal: probe.personal,
                member: probe.member.as_deref(),
                after: probe.after(),
            }),
        }
    }
}

impl RunCommand for List {
    async fn run(&self, global: &Global) -> Result<Exit, Failure> {
        let context = Context::open(global)?;
        let scopes: Vec<_> = scope::all()
            .iter()
            .map(Entry::from)
            .filter(|entry| {
                let said = [
                    entry.scope,
                    entry.resource,
                    entry.means,
                    entry.opens.words(),
                ];
                is_about(&self.words, said.into_iter().chain(entry.presets.clone()))
            })
            .collect();
        if scopes.is_empty() {
            eprint_line(
                "stackday: no scope has all these words in its name, meaning, data or presets",
            );
        }
        context.conclude(&Listed { scopes }, table, Exit::Success)
    }
}

fn table(listed: &Listed) -> String {
    let row = |entry: &Entry| {
        let proof = entry.probe.as_ref().map_or(String::new(), |probe| {
            let leave = if probe.personal { ", if allowed" } else { "" };
            format!("{} ({}{leave})", probe.path, probe.pair.word())
        });
        [
            entry.scope.to_owned(),
            entry.means.to_owned(),
            entry.opens.word().to_owned(),
            entry.needs.unwrap_or_default().to_owned(),
            proof,
        ]
    };
    let rows: Vec<_> = listed.scopes.iter().map(row).collect();
    columns(["SCOPE", "MEANING", "OPENS", "NEEDS", "PROVEN BY"], &rows)
}

//! `stackday scopes list`: Planday's scopes. Nobody is asked.

use serde::Serialize;

use super::{columns, conclude, is_about};
use crate::cli;
use crate::exit::Exit;
use crate::output::complain;
use crate::planday::probe::{self, Pair};
use crate::planday::scope::{self, Kind, Opens, Scope};

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
            probe: probe::of(&scope.name).map(|probe| Probe {
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

pub(super) fn run(options: &cli::List, json: bool) -> Exit {
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
            is_about(
                &options.words,
                said.into_iter().chain(entry.presets.clone()),
            )
        })
        .collect();
    if scopes.is_empty() {
        complain("stackday: no scope has all these words in its name, meaning, data or presets");
    }
    conclude(&Listed { scopes }, json, table, Exit::Success, false)
}

fn table(listed: &Listed) -> String {
    let row = |entry: &Entry| {
        let proof = entry.probe.as_ref().map_or(String::new(), |probe| {
            let leave = if probe.personal { ", with leave" } else { "" };
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

//! `stackday keys`: the commands of the dashboard, their ids and their keys.

use std::fmt::Write as _;

use clap::Args;
use serde::Serialize;

use super::context::{conclude, keymap, settings};
use super::failure::Failure;
use super::global::Global;
use super::registry::RunCommand;
use crate::domain::exit::Exit;
use crate::tui::registry;

const EXAMPLES: &str = "\
Examples:
  stackday keys                     every command of the dashboard with its keys
  stackday keys --json              the same as one JSON document

Change keys in [keys] of the configuration file: \"profiles.delete\" = [\"d\", \"Delete\"]; [] leaves a
command to the palette.";

/// List the dashboard's commands, their ids and their keys.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(after_help = EXAMPLES)]
pub struct Keys {}

/// A command as the JSON document has it.
#[derive(Serialize)]
struct Listed {
    id: &'static str,
    title: &'static str,
    keys: Vec<String>,
    contexts: Vec<&'static str>,
}

#[derive(Serialize)]
struct Document {
    ok: bool,
    commands: Vec<Listed>,
}

impl RunCommand for Keys {
    async fn run(&self, global: &Global) -> Result<Exit, Failure> {
        let keymap = keymap(&settings(global)?)?;
        let commands: Vec<_> = registry::commands()
            .map(|command| {
                let chords = keymap.chords(command.id);
                Listed {
                    id: command.id,
                    title: command.title,
                    keys: chords.iter().map(ToString::to_string).collect(),
                    contexts: command.contexts.iter().map(|at| at.words()).collect(),
                }
            })
            .collect();
        let document = Document { ok: true, commands };
        conclude(
            global.json,
            &document,
            |document| table(&document.commands),
            Exit::Success,
        )
    }
}

fn table(commands: &[Listed]) -> String {
    let width = |of: fn(&Listed) -> String| {
        let widths = commands.iter().map(|command| of(command).chars().count());
        widths.max().unwrap_or(0)
    };
    let keys = |command: &Listed| command.keys.join(" ");
    let (of_id, of_keys) = (width(|command| command.id.to_owned()), width(keys));
    let mut text = String::new();
    for command in commands {
        let (id, keys) = (command.id, keys(command));
        let _ = writeln!(text, "{id:<of_id$}  {keys:<of_keys$}  {}", command.title);
    }
    text.truncate(text.trim_end().len());
    text
}

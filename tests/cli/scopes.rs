//! `stackday scopes`: what to tick before the app is created, and what is proven after.

mod actions;
mod asking;
mod comparing;
mod everywhere;
mod listing;
mod proving;
mod requiring;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::support::{Ran, Stage, text};

/// The texts of a list.
fn list(value: &Value) -> Vec<String> {
    let entries = value.as_array().unwrap_or_else(|| panic!("{value}"));
    entries.iter().map(text).collect()
}

/// The entry of a list of objects that has this value.
fn entry(entries: &Value, member: &str, value: &str) -> Value {
    let mut entries = entries.as_array().expect("a list").iter();
    let found = entries.find(|entry| entry[member] == value);
    found.unwrap_or_else(|| panic!("no {value}")).clone()
}

/// The line of a table that begins with this word, in its words.
fn line<'a>(ran: &'a Ran, start: &str) -> Vec<&'a str> {
    let words = ran
        .out
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>())
        .find(|words| words.first() == Some(&start));
    words.unwrap_or_else(|| panic!("no {start}: {}", ran.out))
}

/// Every file under a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}

/// The kept list of actions.
fn kept(stage: &Stage) -> PathBuf {
    let files = files(&stage.home.path().join(".cache/stackday"));
    assert_eq!(files.len(), 1, "one file, and nothing left beside it");
    files[0].clone()
}

/// The program without a key for `StackOne`.
fn keyless(stage: &Stage, arguments: &[&str]) -> Command {
    let mut command = stage.command(arguments);
    command.env_remove("STACKDAY_STACKONE_API_KEY");
    command
}

//! The text of the file of saved connections.
//!
//! One JSON document, in the form of version 2: the header on the first line, then one project a line and one profile a
//! line, so that a difference between two versions of it can be read, and what is damaged costs one line.
//!
//! ```text
//! {"format":"stackday profiles","version":2,"default_project":"default",
//! "projects":[
//! {"name":"default","key":{"place":"keyring","at":"2026-11-24T08:00:00Z"}}
//! ],
//! "profiles":[
//! {"id":"…","name":"acme","revision":3,"created_at":"…","changed_at":"…","settings":{…},"token":{…},"old_token":null,
//!  "steps":{"A1":{"standing":"verified","line":"…","at":"…"}},"seen":{…},"history":[…]}
//! ]}
//! ```
//!
//! (A profile stands on one line.) `id`, `name`, `revision`, `created_at`, `changed_at` and `settings` are required; times
//! are RFC 3339 in UTC. The members are those of [`Profile`], [`Project`] and the types in them: whoever changes those
//! changes [`VERSION`]. Unknown members are ignored, absent ones take their defaults. Version 1 was the same without
//! `format` and with any line breaks.

use std::collections::BTreeSet;
use std::fmt;
use std::path::PathBuf;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Profile, ProfileId, Project, Saved};
use crate::text;

/// The version that is written.
pub const VERSION: u64 = 2;

/// The word that the file begins with.
const FORMAT: &str = "stackday profiles";

/// How long the notes of a profile may be, in characters.
const LONGEST_NOTES: usize = 20_000;

/// What is wrong with a file, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// The file.
    pub path: PathBuf,
    /// The line, counted from 1.
    pub line: usize,
    /// The column, counted from 1.
    pub column: usize,
    /// What is wrong there.
    pub what: String,
    /// The version of the file before its last change, where there is one.
    pub previous: Option<PathBuf>,
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}:{}:{} is damaged: {}. It is left as it is: mend it or move it away",
            self.path.display(),
            self.line,
            self.column,
            self.what
        )?;
        match &self.previous {
            Some(previous) => write!(f, ", or put {} in its place.", previous.display()),
            None => f.write_str("."),
        }
    }
}

/// What a text says.
pub(super) struct Parsed {
    pub(super) saved: Saved,
    /// Where it is damaged first: line, column, what.
    pub(super) damage: Option<(usize, usize, String)>,
    /// The version that it is in.
    pub(super) version: u64,
}

/// What every version begins with.
#[derive(Deserialize)]
struct Header {
    version: u64,
    #[serde(default)]
    default_project: Option<String>,
}

/// Writes the text.
pub(super) fn write(saved: &Saved) -> serde_json::Result<String> {
    let mut text = format!(
        "{{\"format\":\"{FORMAT}\",\"version\":{VERSION},\"default_project\":{},\n\"projects\":[",
        serde_json::to_string(&saved.default_project)?
    );
    lines(&mut text, &saved.projects)?;
    text.push_str("],\n\"profiles\":[");
    lines(&mut text, &saved.profiles)?;
    text.push_str("]}\n");
    Ok(text)
}

fn lines<T: serde::Serialize>(text: &mut String, entries: &[T]) -> serde_json::Result<()> {
    for (at, entry) in entries.iter().enumerate() {
        text.push_str(if at == 0 { "\n" } else { ",\n" });
        text.push_str(&serde_json::to_string(entry)?);
    }
    text.push('\n');
    Ok(())
}

/// Reads the text. The error is the version of a newer file.
pub(super) fn parse(text: &str) -> Result<Parsed, u64> {
    match serde_json::from_str::<Value>(text) {
        Ok(value) => whole(text, value),
        Err(error) => salvaged(text, error.line(), error.column(), reason(&error)),
    }
}

/// What is wrong, without the place, which is told apart from it.
fn reason(error: &serde_json::Error) -> String {
    let said = error.to_string();
    let what = said.split(" at line ").next().unwrap_or(&said);
    text::line(what, 200)
}

fn whole(text: &str, mut value: Value) -> Result<Parsed, u64> {
    let header: Header = match serde_json::from_value(value.clone()) {
        Ok(header) => header,
        Err(error) => return salvaged(text, 1, 1, reason(&error)),
    };
    if header.version > VERSION {
        return Err(header.version);
    }
    let mut taker = Taker::new(text);
    taker.saved.default_project = header.default_project.map(|name| text::line(&name, 200));
    for entry in entries(&mut value, "projects") {
        taker.project(entry);
    }
    for entry in entries(&mut value, "profiles") {
        taker.profile(entry);
    }
    Ok(taker.end(header.version))
}

fn entries(value: &mut Value, name: &str) -> Vec<Value> {
    match value.get_mut(name).map(Value::take) {
        Some(Value::Array(entries)) => entries,
        _ => Vec::new(),
    }
}

/// What can be read of a text that is no JSON document: every line that is an entry by itself.
fn salvaged(text: &str, line: usize, column: usize, what: String) -> Result<Parsed, u64> {
    let first = text.lines().next().unwrap_or_default();
    let header = serde_json::from_str::<Header>(&format!("{}}}", first.trim_end_matches(',')));
    if let Ok(header) = &header
        && header.version > VERSION
    {
        return Err(header.version);
    }
    let mut taker = Taker::new(text);
    taker.damage = Some((line.max(1), column.max(1), what));
    if let Ok(header) = header {
        taker.saved.default_project = header.default_project.map(|name| text::line(&name, 200));
    }
    for line in text.lines().skip(1) {
        let entry = serde_json::from_str::<Value>(line.trim().trim_end_matches(','));
        match entry {
            Ok(entry) if entry.get("settings").is_some() => taker.profile(entry),
            Ok(entry) if entry.get("name").is_some() => taker.project(entry),
            _ => {}
        }
    }
    Ok(taker.end(VERSION))
}

/// Takes entries in, and notes the first that cannot be.
struct Taker<'a> {
    text: &'a str,
    saved: Saved,
    damage: Option<(usize, usize, String)>,
    ids: BTreeSet<ProfileId>,
    names: BTreeSet<String>,
}

impl<'a> Taker<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            saved: Saved::default(),
            damage: None,
            ids: BTreeSet::new(),
            names: BTreeSet::new(),
        }
    }

    fn profile(&mut self, mut entry: Value) {
        clean(&mut entry, false);
        let mark = marks(&entry);
        let profile = match read::<Profile>(entry) {
            Ok(profile) => profile,
            Err(what) => return self.damaged(&mark, what),
        };
        if profile.name.trim().is_empty() {
            return self.damaged(&mark, "a profile has no name".into());
        }
        if !self.ids.insert(profile.id) {
            return self.damaged(&mark, format!("the id {} stands twice", profile.id));
        }
        if !self.names.insert(profile.name.to_lowercase()) {
            return self.damaged(&mark, format!("the name “{}” stands twice", profile.name));
        }
        self.saved.profiles.push(profile);
    }

    fn project(&mut self, mut entry: Value) {
        clean(&mut entry, false);
        let mark = marks(&entry);
        match read::<Project>(entry) {
            Ok(project) if self.saved.project(&project.name).is_some() => {
                let what = format!("the project “{}” stands twice", project.name);
                self.damaged(&mark, what);
            }
            Ok(project) => self.saved.projects.push(project),
            Err(what) => self.damaged(&mark, what),
        }
    }

    /// Notes damage at the last line that holds what marks the entry.
    fn damaged(&mut self, mark: &str, what: String) {
        if self.damage.is_none() {
            let found = self.text.lines().enumerate();
            let line = found
                .filter(|(_, line)| !mark.is_empty() && line.contains(mark))
                .last()
                .map_or(1, |(at, _)| at + 1);
            self.damage = Some((line, 1, what));
        }
    }

    fn end(self, version: u64) -> Parsed {
        let mut saved = self.saved;
        saved.sort();
        Parsed {
            saved,
            damage: self.damage,
            version,
        }
    }
}

fn read<T: DeserializeOwned>(entry: Value) -> Result<T, String> {
    serde_path_to_error::deserialize(entry).map_err(|error| {
        let path = error.path().to_string();
        let reason = reason(error.inner());
        text::line(&format!("{path}: {reason}"), 200)
    })
}

/// What an entry can be found by in the text.
fn marks(entry: &Value) -> String {
    let of = |name| entry.get(name).map(|value| format!("\"{name}\":{value}"));
    of("id").or_else(|| of("name")).unwrap_or_default()
}

/// Text in a file is text from outside.
pub(super) fn clean(value: &mut Value, of_lines: bool) {
    match value {
        Value::String(raw) if of_lines => *raw = text::lines(raw, LONGEST_NOTES),
        Value::String(raw) => *raw = text::line(raw, text::LONGEST),
        Value::Array(entries) => entries.iter_mut().for_each(|entry| clean(entry, false)),
        Value::Object(members) => members
            .iter_mut()
            .for_each(|(name, member)| clean(member, name == "notes")),
        _ => {}
    }
}

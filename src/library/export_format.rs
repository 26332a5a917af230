//! Saved connections as a file to pass on, fit for git: without secrets, without evidence, in a stable order.
//!
//! ```json
//! {"format": "stackday export", "version": 1, "profiles": [{"name": "acme", "portal": "…", "scopes": ["…"]}]}
//! ```
//!
//! Keys: `name` (required), `portal`, `app_name`, `app_id`, `scopes`, `actions`, `read_personal`, `project`,
//! `connector_profile`, `owner_id`, `owner_name`, `tags`, `notes`. What is empty is left out. A profile is known by its
//! name, whatever the case of the letters.

use std::collections::{BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use super::model::{Connection, LibrarySnapshot, Profile};
use crate::domain::text;

/// The word that the file begins with.
const FORMAT: &str = "stackday export";

/// The version that is written.
const VERSION: u32 = 1;

/// The file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Export {
    format: String,
    version: u32,
    profiles: Vec<Entry>,
}

/// A profile in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    portal: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    app_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    app_id: Option<String>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    scopes: BTreeSet<String>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    actions: BTreeSet<String>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    read_personal: BTreeSet<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    project: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    connector_profile: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    owner_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    owner_name: Option<String>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    tags: BTreeSet<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    notes: String,
}

/// What importing a file would do. Nothing is ever deleted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Plan {
    /// The names of profiles that are not there yet.
    pub new: Vec<String>,
    /// Profiles that would be changed.
    pub changed: Vec<Changed>,
    /// The names of profiles that are already as the file has them.
    pub same: Vec<String>,
}

/// A profile that would be changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Changed {
    /// Its name.
    pub name: String,
    /// What would be other, field by field.
    pub fields: Vec<Difference>,
}

/// A field that would be other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Its name.
    pub field: &'static str,
    /// What is there.
    pub from: String,
    /// What would be there.
    pub to: String,
}

impl Plan {
    /// Whether there is nothing to do.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.new.is_empty() && self.changed.is_empty()
    }
}

/// The file in which an older stackday kept connections, as far as it can be imported.
#[derive(Deserialize)]
struct Old {
    profiles: Vec<OldEntry>,
}

#[derive(Deserialize)]
struct OldEntry {
    name: String,
    settings: Connection,
}

/// What a file says that it is.
#[derive(Deserialize)]
struct Stamp {
    format: Option<String>,
    version: Option<u32>,
}

impl Stamp {
    /// Whether an older stackday kept connections in it, and did not export them: in version 1 it does not say so.
    fn is_old(&self) -> bool {
        match (self.format.as_deref(), self.version) {
            (None, version) => version == Some(1),
            (Some(format), version) => format == "stackday profiles" && version == Some(2),
        }
    }
}

impl Export {
    /// Everything that is saved, as a file.
    #[must_use]
    pub fn of(saved: &LibrarySnapshot) -> Self {
        let mut profiles: Vec<_> = saved.profiles.iter().map(Entry::of).collect();
        profiles.sort_by_key(|entry| (entry.name.to_lowercase(), entry.name.clone()));
        Self {
            format: FORMAT.into(),
            version: VERSION,
            profiles,
        }
    }

    /// The text of the file, with a line break at its end.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }

    /// Reads a file. The error is one line: where, and what is wrong there.
    pub fn read(text: &str) -> Result<Self, String> {
        let stamp = serde_json::from_str::<Stamp>(text);
        let mut export = if stamp.is_ok_and(|stamp| stamp.is_old()) {
            let old: Old = parse(text)?;
            let entries = old.profiles.into_iter();
            Self {
                format: FORMAT.into(),
                version: VERSION,
                profiles: entries
                    .map(|old| Entry::new(old.name, old.settings))
                    .collect(),
            }
        } else {
            parse(text)?
        };
        if export.format != FORMAT {
            return Err("this is no export of stackday".into());
        }
        if export.version > VERSION {
            return Err(format!(
                "a newer stackday wrote it (version {}, this one knows {VERSION}); update stackday",
                export.version
            ));
        }
        for entry in &mut export.profiles {
            entry.clean();
            if entry.name.is_empty() {
                return Err("a profile has no name".into());
            }
        }
        export.once_each()
    }

    /// These connections with their names. The error is that a name stands twice.
    pub fn of_entries(entries: Vec<(String, Connection)>) -> Result<Self, String> {
        let entries = entries.into_iter();
        Self {
            format: FORMAT.into(),
            version: VERSION,
            profiles: entries
                .map(|(name, settings)| Entry::new(name, settings))
                .collect(),
        }
        .once_each()
    }

    /// The same, if each name stands in it once.
    fn once_each(self) -> Result<Self, String> {
        let mut names = BTreeSet::new();
        let mut entries = self.profiles.iter();
        match entries.find(|entry| !names.insert(entry.name.to_lowercase())) {
            Some(entry) => Err(format!("the name “{}” stands twice", entry.name)),
            None => Ok(self),
        }
    }

    /// How many connections there are in it.
    #[must_use]
    pub fn len(&self) -> usize {
        self.profiles.len()
    }

    /// Whether there is none in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.profiles.is_empty()
    }

    /// What importing this would do.
    #[must_use]
    pub fn plan(&self, saved: &LibrarySnapshot) -> Plan {
        let mut plan = Plan::default();
        let by_name: HashMap<String, &Profile> = saved
            .profiles
            .iter()
            .map(|profile| (profile.name.to_lowercase(), profile))
            .collect();
        for entry in &self.profiles {
            let Some(known) = by_name.get(&entry.name.to_lowercase()) else {
                plan.new.push(entry.name.clone());
                continue;
            };
            let fields = Entry::of(known).differences(entry);
            if fields.is_empty() {
                plan.same.push(entry.name.clone());
            } else {
                plan.changed.push(Changed {
                    name: known.name.clone(),
                    fields,
                });
            }
        }
        plan
    }

    /// The connections with their names, to be imported.
    #[must_use]
    pub fn into_entries(self) -> Vec<(String, Connection)> {
        let entries = self.profiles.into_iter();
        entries
            .map(|entry| (entry.name.clone(), entry.connection()))
            .collect()
    }
}

/// Reads a document. The error is one line: where, and what is wrong there.
fn parse<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, String> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let place = error.path().to_string();
        let what = text::line(&error.inner().to_string(), 300);
        if place == "." {
            what
        } else {
            format!("{}: {what}", text::line(&place, 100))
        }
    })
}

impl Entry {
    fn of(profile: &Profile) -> Self {
        Self::new(profile.name.clone(), profile.settings.clone())
    }

    fn new(name: String, settings: Connection) -> Self {
        Self {
            name,
            portal: settings.portal,
            app_name: settings.app_name,
            app_id: settings.app_id,
            scopes: settings.scopes,
            actions: settings.actions,
            read_personal: settings.read_personal,
            project: settings.project,
            connector_profile: settings.connector_profile,
            owner_id: settings.owner_id,
            owner_name: settings.owner_name,
            tags: settings.tags,
            notes: settings.notes,
        }
    }

    fn connection(&self) -> Connection {
        let entry = self.clone();
        Connection {
            portal: entry.portal,
            app_name: entry.app_name,
            app_id: entry.app_id,
            scopes: entry.scopes,
            actions: entry.actions,
            read_personal: entry.read_personal,
            project: entry.project,
            connector_profile: entry.connector_profile,
            owner_id: entry.owner_id,
            owner_name: entry.owner_name,
            tags: entry.tags,
            notes: entry.notes,
        }
    }

    /// A file is text from outside.
    fn clean(&mut self) {
        self.name = text::line(self.name.trim(), 200);
        self.notes = text::lines(&self.notes, text::LONGEST_BODY);
        for value in [
            &mut self.portal,
            &mut self.app_name,
            &mut self.app_id,
            &mut self.project,
            &mut self.connector_profile,
            &mut self.owner_id,
            &mut self.owner_name,
        ] {
            *value = value
                .take()
                .map(|value| text::line(&value, text::LONGEST))
                .filter(|value| !value.is_empty());
        }
        for set in [
            &mut self.scopes,
            &mut self.actions,
            &mut self.read_personal,
            &mut self.tags,
        ] {
            let clean = |word: String| text::line(&word, 200);
            *set = std::mem::take(set).into_iter().map(clean).collect();
        }
    }

    fn differences(&self, other: &Self) -> Vec<Difference> {
        let of = |entry: &Self| -> [(&'static str, String); 13] {
            let line = |value: &Option<String>| value.clone().unwrap_or_default();
            let words = |set: &BTreeSet<String>| {
                let words: Vec<_> = set.iter().map(String::as_str).collect();
                words.join(" ")
            };
            [
                ("name", entry.name.clone()),
                ("portal", line(&entry.portal)),
                ("app_name", line(&entry.app_name)),
                ("app_id", line(&entry.app_id)),
                ("scopes", words(&entry.scopes)),
                ("actions", words(&entry.actions)),
                ("read_personal", words(&entry.read_personal)),
                ("project", line(&entry.project)),
                ("connector_profile", line(&entry.connector_profile)),
                ("owner_id", line(&entry.owner_id)),
                ("owner_name", line(&entry.owner_name)),
                ("tags", words(&entry.tags)),
                ("notes", entry.notes.clone()),
            ]
        };
        let pairs = of(self).into_iter().zip(of(other));
        pairs
            .filter(|((_, from), (_, to))| from != to)
            .map(|((field, from), (_, to))| Difference { field, from, to })
            .collect()
    }
}

#[cfg(test)]
mod tests;

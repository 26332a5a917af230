//! Reading the file: what it says, and where it is damaged, what of it can be read all the same.

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::file::{Document, FORMAT, VERSION};
use crate::domain::text;
use crate::library::model::{LibrarySnapshot, Profile, Project};
use crate::library::tidy::{self, Taken};
use crate::library::wire::{WireKept, WireProfile, WireProject};

/// What a file says.
pub(super) struct Reading {
    /// Everything in it that can be read, in order.
    pub(super) saved: LibrarySnapshot,
    /// The first place where it is damaged.
    pub(super) trouble: Option<Trouble>,
}

/// Where a file is damaged.
pub(super) struct Trouble {
    /// The line, counted from 1.
    pub(super) line: usize,
    /// The column in bytes, counted from 1.
    pub(super) column: usize,
    /// What is wrong there, as a part of a sentence, made safe.
    pub(super) what: String,
}

/// A newer program wrote the file.
#[derive(Debug)]
pub(super) struct Newer;

/// What every version of the file begins with.
#[derive(Deserialize)]
struct Stamp {
    version: Option<u64>,
}

/// A project among other objects: none of a profile's members is beside its name.
#[derive(Deserialize)]
struct LoneProject {
    name: String,
    key: Option<WireKept>,
    id: Option<IgnoredAny>,
    settings: Option<IgnoredAny>,
    revision: Option<IgnoredAny>,
}

/// Reads a file.
pub(super) fn read(bytes: &[u8]) -> Result<Reading, Newer> {
    let trouble = match serde_json::from_slice::<Document>(bytes) {
        Ok(document) => {
            let version = document.version.unwrap_or(0);
            if version > VERSION {
                return Err(Newer);
            }
            match trouble_of(&document) {
                Some(what) => Some(Trouble::at(bytes, 0, &what)),
                // Where two are alike, the places are looked for below.
                None => match gather(document) {
                    Some(saved) => {
                        return Ok(Reading {
                            saved,
                            trouble: None,
                        });
                    }
                    None => None,
                },
            }
        }
        Err(error) => Some(Trouble::of(bytes, &error)),
    };
    let version = version(bytes).unwrap_or(VERSION);
    if version > VERSION {
        return Err(Newer);
    }
    let (saved, found) = salvage(bytes);
    Ok(Reading {
        saved,
        trouble: trouble.or(found),
    })
}

/// What is wrong with a document that is sound as JSON.
fn trouble_of(document: &Document) -> Option<String> {
    let stamp = match (document.version, document.format.as_deref()) {
        (None, _) => Some("it does not say the version of its form".to_owned()),
        (Some(0), _) => Some("there is no version 0".to_owned()),
        (Some(1), None) => None,
        (Some(_), Some(format)) if format == FORMAT => None,
        (Some(_), _) => Some(format!("it does not say that it holds “{FORMAT}”")),
    };
    // A slip in one of these names would make an empty list of a full one.
    stamp.or_else(|| {
        let absent = if document.profiles.is_none() {
            "profiles"
        } else if document.projects.is_none() {
            "projects"
        } else {
            return None;
        };
        Some(format!("it has no list “{absent}”"))
    })
}

/// What a sound document holds; nothing where two are alike that must not be.
fn gather(document: Document) -> Option<LibrarySnapshot> {
    let mut taken = Taken::default();
    let mut saved = LibrarySnapshot {
        default_project: document.default_project,
        ..LibrarySnapshot::default()
    };
    for wire in document.projects.into_iter().flatten() {
        let mut project = Project::from(wire);
        tidy::project(&mut project);
        taken.project(&project).ok()?;
        saved.projects.push(project);
    }
    for wire in document.profiles.into_iter().flatten() {
        let mut profile = Profile::from(wire);
        tidy::profile(&mut profile);
        taken.profile(&profile).ok()?;
        saved.profiles.push(profile);
    }
    saved.default_project = saved
        .default_project
        .map(|name| text::line(&name, text::LONGEST));
    tidy::sort(&mut saved);
    Some(saved)
}

/// The version that a damaged document says in its header, or a sound one of any form.
fn version(bytes: &[u8]) -> Option<u64> {
    if let Ok(stamp) = serde_json::from_slice::<Stamp>(bytes) {
        return stamp.version;
    }
    member(bytes, b"\"version\"")
}

/// The value behind the first place where this name stands with its quotation marks: within a text they would be
/// escaped.
fn member<'a, T: Deserialize<'a>>(bytes: &'a [u8], name: &[u8]) -> Option<T> {
    let at = bytes.windows(name.len()).position(|part| part == name)?;
    let rest = bytes[at + name.len()..].trim_ascii_start();
    let value = rest.strip_prefix(b":")?;
    first(value).map(|(value, _)| value)
}

/// The value at the beginning, and how long it is.
fn first<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Option<(T, usize)> {
    let mut values = serde_json::Deserializer::from_slice(bytes).into_iter::<T>();
    let value = values.next()?.ok()?;
    Some((value, values.byte_offset()))
}

/// Every profile and project that stands whole somewhere in the document, and the first that is like another.
///
/// A brace within a text begins nothing: the quotation marks behind it are escaped. So every brace may be tried, and
/// whatever the damage is, it hides nothing but the profile that it is in.
fn salvage(bytes: &[u8]) -> (LibrarySnapshot, Option<Trouble>) {
    let mut taken = Taken::default();
    let mut saved = LibrarySnapshot::default();
    let mut trouble = None;
    let mut at = 0;
    while let Some(found) = bytes[at..].iter().position(|byte| *byte == b'{') {
        at += found;
        let (outcome, length) = if let Some((wire, length)) = first::<WireProfile>(&bytes[at..]) {
            let mut profile = Profile::from(wire);
            tidy::profile(&mut profile);
            let outcome = taken.profile(&profile);
            (outcome.map(|()| saved.profiles.push(profile)), length)
        } else if let Some((project, length)) = lone_project(&bytes[at..]) {
            let outcome = taken.project(&project);
            (outcome.map(|()| saved.projects.push(project)), length)
        } else {
            (Ok(()), 1)
        };
        if let Err(what) = outcome {
            trouble.get_or_insert_with(|| Trouble::at(bytes, at, &what));
        }
        at += length;
    }
    saved.default_project = member::<String>(bytes, b"\"default_project\"")
        .map(|name| text::line(&name, text::LONGEST));
    tidy::sort(&mut saved);
    (saved, trouble)
}

fn lone_project(bytes: &[u8]) -> Option<(Project, usize)> {
    let (found, length) = first::<LoneProject>(bytes)?;
    if found.id.is_some() || found.settings.is_some() || found.revision.is_some() {
        return None;
    }
    let mut project = Project::from(WireProject {
        name: found.name,
        key: found.key,
    });
    tidy::project(&mut project);
    Some((project, length))
}

impl Trouble {
    /// Trouble at an offset.
    fn at(bytes: &[u8], offset: usize, what: &str) -> Self {
        let before = &bytes[..offset];
        let start = before
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |newline| newline + 1);
        Self {
            line: before.split(|byte| *byte == b'\n').count(),
            column: offset - start + 1,
            what: text::line(what, text::LONGEST),
        }
    }

    /// What the JSON reader stumbled over.
    fn of(bytes: &[u8], error: &serde_json::Error) -> Self {
        let place = format!(" at line {} column {}", error.line(), error.column());
        let what = error.to_string();
        let what = what.strip_suffix(&place).unwrap_or(&what);
        let what = if bytes.trim_ascii().is_empty() {
            "the file is empty"
        } else if error.is_eof() {
            "the file ends in the middle"
        } else {
            what
        };
        Self {
            line: error.line().max(1),
            column: error.column().max(1),
            what: text::line(what, text::LONGEST),
        }
    }
}

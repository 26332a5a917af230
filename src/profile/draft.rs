//! What was typed and not saved, kept so that a crash does not lose it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::store::{self, IsClean};
use super::{Connection, ProfileId, StoreError};

/// The form of the file. Whoever changes [`Draft`] or [`Connection`] changes this number.
const VERSION: u32 = 1;

/// What the names of the files begin with.
const PREFIX: &str = "draft-";

/// What was typed and not saved, of a profile or of a new connection. It has no field for a secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// The profile; none for a new connection.
    pub of: Option<ProfileId>,
    /// Its name, where it has one.
    pub name: Option<String>,
    /// The revision of the profile that the forms were filled with.
    pub base_revision: u64,
    /// What the forms held.
    pub settings: Connection,
    /// When.
    pub at: Timestamp,
}

#[derive(Serialize, Deserialize)]
struct Versioned {
    version: u32,
    draft: Draft,
}

/// The drafts in one folder: one file for each profile, and one for a new connection.
#[derive(Clone)]
pub struct Drafts {
    folder: PathBuf,
    is_clean: Option<IsClean>,
}

impl Drafts {
    /// Those in this folder; it need not be there.
    #[must_use]
    pub fn new(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            is_clean: None,
        }
    }

    /// The same, writing only what this finds no secret in.
    #[must_use]
    pub fn guarded(self, is_clean: IsClean) -> Self {
        Self {
            is_clean: Some(is_clean),
            ..self
        }
    }

    fn file(&self, of: Option<ProfileId>) -> PathBuf {
        let name = of.map_or_else(|| "new".to_owned(), |id| id.to_string());
        self.folder.join(format!("{PREFIX}{name}.json"))
    }

    /// Keeps a draft in place of the one before. Blocks.
    pub fn keep(&self, draft: &Draft) -> Result<(), StoreError> {
        let path = self.file(draft.of);
        let versioned = Versioned {
            version: VERSION,
            draft: draft.clone(),
        };
        let text =
            serde_json::to_string_pretty(&versioned).map_err(|error| StoreError::System {
                path: path.clone(),
                source: error.into(),
            })?;
        if self.is_clean.as_ref().is_some_and(|clean| !clean(&text)) {
            return Err(StoreError::Secret);
        }
        store::replace(&self.folder, &path, &text)
    }

    /// All drafts, the newest first. One that cannot be read is put aside: its name then ends in `.damaged`. Blocks.
    #[must_use]
    pub fn all(&self) -> Vec<Draft> {
        let files = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let mut drafts: Vec<Draft> = files
            .map(|entry| entry.path())
            .filter(|path| {
                let name = path.file_name().map(|name| name.to_string_lossy());
                name.is_some_and(|name| name.starts_with(PREFIX) && name.ends_with(".json"))
            })
            .filter_map(|path| {
                let draft = read(&path);
                if draft.is_none() {
                    let mut aside = path.clone().into_os_string();
                    aside.push(".damaged");
                    // Where it cannot be put aside it is passed over the next time as well.
                    let _ = fs::rename(&path, aside);
                }
                draft
            })
            .collect();
        drafts.sort_by_key(|draft| std::cmp::Reverse(draft.at));
        drafts
    }

    /// Throws the draft of a profile, or of a new connection, away. None is no fault. Blocks.
    pub fn discard(&self, of: Option<ProfileId>) -> Result<(), StoreError> {
        let path = self.file(of);
        match fs::remove_file(&path) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => {
                Err(StoreError::System { path, source })
            }
            _ => Ok(()),
        }
    }
}

fn read(path: &Path) -> Option<Draft> {
    let text = fs::read_to_string(path).ok()?;
    let mut value: serde_json::Value = serde_json::from_str(&text).ok()?;
    super::file::clean(&mut value, false);
    let versioned: Versioned = serde_json::from_value(value).ok()?;
    (versioned.version <= VERSION).then_some(versioned.draft)
}

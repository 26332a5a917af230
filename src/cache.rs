//! `StackOne`'s catalogue of actions, kept on disk between runs, so that choosing does not wait and works offline.
//!
//! It is a cache: whatever cannot be used is passed over with one line in the log, and replaced at the next reading. It
//! holds what `StackOne` tells everybody, and never a key.

use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::domain::text::Text;
use crate::journal::{Journal, Level};
use crate::scopes::{ActionCatalogue, Origin};
use crate::stackone::Action;
use crate::storage::{make_private_folder, read_limited, write_atomically};

/// The form of the file. Whoever changes the types below changes this number.
const VERSION: u32 = 1;

/// The largest file that is read or written, in bytes: the real list is some tens of kilobytes.
const LARGEST: u64 = 8 * 1024 * 1024;

/// Where the catalogue of one API address is kept.
#[derive(Clone)]
pub struct Cache {
    file: PathBuf,
    api: String,
    journal: Journal,
}

/// The file.
#[derive(Serialize, Deserialize)]
struct SecretRecord {
    version: u32,
    api: String,
    read_at: Timestamp,
    connector_version: Option<Text>,
    actions: Vec<KeptAction>,
}

/// An action in the file.
#[derive(Serialize, Deserialize)]
struct KeptAction {
    id: Text,
    label: Text,
    description: Text,
    required_scopes: Vec<Text>,
}

/// What every version of the file begins with.
#[derive(Deserialize)]
struct Stamp {
    version: u32,
}

/// Why a file is passed over, or could not be written.
#[derive(Debug, thiserror::Error)]
enum Unusable {
    #[error("it is damaged")]
    Damaged,
    #[error("a newer stackday wrote it")]
    Newer,
    #[error("it is of another API address")]
    Foreign,
    #[error("it is larger than {} MiB", LARGEST / 1024 / 1024)]
    TooLarge,
    #[error("a secret is in it")]
    Secret,
    #[error("{0}")]
    System(#[from] io::Error),
}

impl Cache {
    /// The catalogue of the API at `api`, in this folder; the folder need not be there. What goes wrong is told to `journal`.
    #[must_use]
    pub fn new(folder: &Path, api: &Url, journal: Journal) -> Self {
        Self {
            file: folder.join(format!("actions-{}.json", slug(api))),
            api: api.to_string(),
            journal,
        }
    }

    /// The folder in which this machine's programs keep what they can do without; none where it has no home.
    #[must_use]
    pub fn default_folder() -> Option<PathBuf> {
        directories::ProjectDirs::from("", "", "stackday")
            .map(|folders| folders.cache_dir().to_owned())
    }

    /// The file.
    #[must_use]
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// The catalogue that an earlier run kept, if one did and it can be used.
    pub async fn read(&self) -> Option<ActionCatalogue> {
        let cache = self.clone();
        let read = tokio::task::spawn_blocking(move || cache.read_file()).await;
        match read.unwrap_or_else(|error| Err(io::Error::other(error).into())) {
            Ok(kept) => kept,
            Err(why) => {
                self.tell("is passed over", &why);
                None
            }
        }
    }

    /// Keeps the catalogue in place of what was there. `redact` takes secrets out of a text: what it would change is not
    /// written at all.
    pub async fn keep(
        &self,
        catalogue: &ActionCatalogue,
        redact: impl Fn(&str) -> String + Send + 'static,
    ) {
        let cache = self.clone();
        let kept = cache.of(catalogue);
        let written = tokio::task::spawn_blocking(move || cache.write_file(&kept, redact)).await;
        if let Err(why) = written.unwrap_or_else(|error| Err(io::Error::other(error).into())) {
            self.tell("could not be written", &why);
        }
    }

    fn tell(&self, what: &str, why: &Unusable) {
        let file =
            crate::domain::text::line(&self.file.to_string_lossy(), crate::domain::text::LONGEST);
        self.journal.note(
            Level::Warn,
            format!("StackOne's list of actions kept in {file} {what}: {why}."),
        );
    }

    fn read_file(&self) -> Result<Option<ActionCatalogue>, Unusable> {
        let Some(bytes) = read_limited(&self.file, LARGEST)? else {
            return Ok(None);
        };
        if bytes.len() as u64 > LARGEST {
            return Err(Unusable::TooLarge);
        }
        let stamp: Stamp = serde_json::from_slice(&bytes).map_err(|_| Unusable::Damaged)?;
        if stamp.version > VERSION {
            return Err(Unusable::Newer);
        }
        let kept: SecretRecord = serde_json::from_slice(&bytes).map_err(|_| Unusable::Damaged)?;
        if kept.api != self.api {
            return Err(Unusable::Foreign);
        }
        Ok(Some(kept.into()))
    }

    fn write_file(
        &self,
        kept: &SecretRecord,
        redact: impl Fn(&str) -> String,
    ) -> Result<(), Unusable> {
        let text = serde_json::to_string_pretty(kept).map_err(io::Error::from)?;
        if text.len() as u64 > LARGEST {
            return Err(Unusable::TooLarge);
        }
        // A service that echoes the key must not bring it onto the disk.
        if redact(&text) != text {
            return Err(Unusable::Secret);
        }
        let folder = self.file.parent().unwrap_or(Path::new("."));
        make_private_folder(folder)?;
        // Another run sees the old file or the new one, never half of one.
        write_atomically(&self.file, text.as_bytes())?;
        Ok(())
    }

    fn of(&self, catalogue: &ActionCatalogue) -> SecretRecord {
        let kept = |action: &Action| KeptAction {
            id: action.id.clone(),
            label: action.label.clone(),
            description: action.description.clone(),
            required_scopes: action.required_scopes.clone(),
        };
        SecretRecord {
            version: VERSION,
            api: self.api.clone(),
            read_at: catalogue.read_at,
            connector_version: catalogue.version.clone(),
            actions: catalogue.actions.iter().map(kept).collect(),
        }
    }
}

impl From<SecretRecord> for ActionCatalogue {
    fn from(kept: SecretRecord) -> Self {
        let action = |kept: KeptAction| Action {
            id: kept.id,
            label: kept.label,
            description: kept.description,
            required_scopes: kept.required_scopes,
        };
        let actions = kept.actions.into_iter().map(action).collect();
        Self::new(actions, kept.connector_version, kept.read_at, Origin::Kept)
    }
}

/// Host and port as part of a file's name.
fn slug(api: &Url) -> String {
    let mut slug: String = api
        .host_str()
        .unwrap_or("nowhere")
        .trim_matches(['[', ']'])
        .chars()
        .map(|c| match c {
            'a'..='z' | '0'..='9' | '.' | '-' => c,
            _ => '-',
        })
        .take(100)
        .collect();
    if let Some(port) = api.port() {
        let _ = write!(slug, "-{port}");
    }
    slug
}

#[cfg(test)]
mod tests;

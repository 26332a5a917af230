//! Drafts: what a person has typed and not saved, kept so that the end of the program does not end it.
//!
//! There is one file for each profile, and one for the new profile that has no id yet. A draft has no field for a secret.
//! The form of the file is told where that of the saved connections is.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::disk;
use super::guard::Guard;
use super::lock::Lock;
use super::tidy;
use super::wire::WireConnection;
use super::{Connection, ProfileId, StoreError};

/// What the file says that it is.
const FORMAT: &str = "stackday draft";

/// The version of its form.
const VERSION: u64 = 1;

/// The largest draft that is read or written, in bytes.
const LARGEST: u64 = 1024 * 1024;

/// What a person has typed and not saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The profile that it changes; none where it is of a new one.
    pub of: Option<ProfileId>,
    /// The name, where one is entered.
    pub name: Option<String>,
    /// The revision of the profile when its editing began: 0 of a new one.
    pub base_revision: u64,
    /// What is entered.
    pub settings: Connection,
    /// When it was kept.
    pub at: Timestamp,
}

/// The drafts in one folder. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Drafts {
    folder: PathBuf,
    guard: Guard,
}

/// A draft in its file.
#[derive(Serialize, Deserialize)]
struct WireDraft {
    format: String,
    version: u64,
    of: Option<Uuid>,
    name: Option<String>,
    #[serde(default)]
    base_revision: u64,
    at: Timestamp,
    settings: WireConnection,
}

impl Drafts {
    /// The drafts in this folder; the folder need not be there.
    #[must_use]
    pub fn new(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            guard: Guard::default(),
        }
    }

    /// The same drafts, of which none is written in which `is_clean` finds a secret.
    #[must_use]
    pub fn guarded(self, is_clean: Arc<dyn Fn(&str) -> bool + Send + Sync>) -> Self {
        Self {
            guard: Guard::new(is_clean),
            ..self
        }
    }

    pub(super) fn under(self, guard: Guard) -> Self {
        Self { guard, ..self }
    }

    /// Keeps a draft in place of the earlier one of the same profile. Blocks.
    pub fn keep(&self, draft: &Draft) -> Result<(), StoreError> {
        let path = self.path(draft.of);
        let refused = |source| system(&path, source);
        let wire = WireDraft {
            format: FORMAT.to_owned(),
            version: VERSION,
            of: draft.of.map(|id| id.0),
            name: draft.name.clone(),
            base_revision: draft.base_revision,
            at: draft.at,
            settings: WireConnection::from(&draft.settings),
        };
        let mut text =
            serde_json::to_string_pretty(&wire).map_err(|error| refused(error.into()))?;
        text.push('\n');
        if text.len() as u64 > LARGEST {
            return Err(StoreError::TooLarge {
                path,
                limit: LARGEST,
            });
        }
        self.guard
            .check(&path, &text, || "what was typed".to_owned())?;
        disk::make_folder(&self.folder).map_err(|source| system(&self.folder, source))?;
        let _lock = self.lock()?;
        disk::replace(&path, text.as_bytes(), None, &mut |_| ()).map_err(refused)
    }

    /// Every draft that can be read, the newest first. A damaged file, or a newer program's, is passed over and stays
    /// under a name that ends in `.damaged`. Blocks.
    #[must_use]
    pub fn all(&self) -> Vec<Draft> {
        // Without a folder there is nothing to lock; in one that cannot be written, nothing to put aside.
        let lock = self.folder.is_dir().then(|| self.lock().ok()).flatten();
        let mut drafts: Vec<Draft> = fs::read_dir(&self.folder)
            .into_iter()
            .flatten()
            .filter_map(|entry| {
                let path = entry.ok()?.path();
                if !is_draft(path.file_name()?.to_str()?) {
                    return None;
                }
                let bytes = disk::read(&path, LARGEST).ok()??;
                let draft = read(&bytes).filter(|draft| self.path(draft.of) == path);
                if draft.is_none() && lock.is_some() {
                    put_aside(&path);
                }
                draft
            })
            .collect();
        drafts.sort_by(|a, b| b.at.cmp(&a.at).then(a.of.cmp(&b.of)));
        drafts
    }

    /// Drops the draft of a profile, or that of the new one. That there is none is no error. Blocks.
    pub fn discard(&self, of: Option<ProfileId>) -> Result<(), StoreError> {
        let path = self.path(of);
        if !path.exists() {
            return Ok(());
        }
        let _lock = self.lock()?;
        disk::remove(&path).map_err(|source| system(&path, source))
    }

    fn path(&self, of: Option<ProfileId>) -> PathBuf {
        let of = of.map_or_else(|| "new".to_owned(), |id| id.to_string());
        self.folder.join(format!("draft-{of}.json"))
    }

    /// A lock of their own: a draft does not wait for whoever saves ten thousand profiles.
    fn lock(&self) -> Result<Lock, StoreError> {
        Lock::take(&self.folder.join("drafts.lock"))
    }
}

fn system(path: &Path, source: std::io::Error) -> StoreError {
    StoreError::System {
        path: path.to_owned(),
        source,
    }
}

/// Whether a file of this name is to hold a draft.
fn is_draft(name: &str) -> bool {
    name.strip_prefix("draft-")
        .is_some_and(|rest| rest.strip_suffix(".json").is_some())
}

/// The draft in a file; nothing if it cannot be read.
fn read(bytes: &[u8]) -> Option<Draft> {
    let wire: WireDraft = serde_json::from_slice(bytes).ok()?;
    if wire.format != FORMAT || wire.version != VERSION {
        return None;
    }
    let mut draft = Draft {
        of: wire.of.map(ProfileId::from),
        name: wire.name,
        base_revision: wire.base_revision,
        settings: wire.settings.into(),
        at: wire.at,
    };
    draft.name.iter_mut().for_each(tidy::line);
    tidy::connection(&mut draft.settings);
    Some(draft)
}

/// Puts a file that cannot be read out of the way of the next draft. If that fails it is passed over all the same.
fn put_aside(path: &Path) {
    let name = path.to_string_lossy();
    let aside = disk::free(|number| match number {
        1 => format!("{name}.damaged").into(),
        _ => format!("{name}.damaged-{number}").into(),
    });
    fs::rename(path, aside).ok();
}

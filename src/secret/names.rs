//! Words for secrets and their stores: what a secret is of, where it is kept, and why a store refused.

use std::path::PathBuf;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::exit::Exit;
use crate::profile::ProfileId;

/// What a secret is of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SecretId {
    /// The Token of a profile.
    Token(ProfileId),
    /// The Token of a profile that a rotation replaced.
    OldToken(ProfileId),
    /// The API key of a `StackOne` project, by the project's name.
    ApiKey(String),
}

impl SecretId {
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
pub enum SecretStoreKind {
    /// The operating system's keyring.
    Keyring,
    /// The encrypted file.
    File,
    /// A file that anybody who can read it can use. Only where it was asked for by name.
    Plaintext,
    /// This program's memory: gone when it ends.
    Memory,
}

impl SecretStoreKind {
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

    /// Its name on the command line and in JSON.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Keyring => "keyring",
            Self::File => "file",
            Self::Plaintext => "plaintext",
            Self::Memory => "memory",
        }
    }
}

/// Where a secret is kept, and since when. Not the secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecretRecord {
    /// The store.
    pub place: SecretStoreKind,
    /// When it was put there.
    pub at: Timestamp,
}

/// Why a store did not do what it was asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// The encrypted file has not been unlocked in this run. `new` where there is none yet, so that the passphrase is chosen.
    #[error("the encrypted file is locked: {}", if *.new { "choose a passphrase for it" } else { "its passphrase opens it" })]
    Locked {
        /// Whether the passphrase is yet to be chosen.
        new: bool,
    },
    /// The passphrase does not open the file.
    #[error("the passphrase does not open {}. Nothing is lost; try another one.", .0.display())]
    WrongPassphrase(PathBuf),
    /// The store cannot be used: what happened, and what to do next.
    #[error("{place} cannot be used: {why} {next}", place = .place.words())]
    Unusable {
        /// Which store.
        place: SecretStoreKind,
        /// What happened, as a sentence.
        why: String,
        /// What to do, as a sentence.
        next: String,
    },
    /// The store answers, and does not hold a secret that is recorded there.
    #[error("{} no longer holds this secret. Enter it again; stackday secrets doctor lists all that are gone.", .0.words())]
    Gone(SecretStoreKind),
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
    pub place: SecretStoreKind,
    /// Why this one, in one sentence: above all where it is not the first wish.
    pub why: String,
}

impl VaultError {
    pub(super) fn unusable(
        place: SecretStoreKind,
        why: impl Into<String>,
        next: impl Into<String>,
    ) -> Self {
        Self::Unusable {
            place,
            why: why.into(),
            next: next.into(),
        }
    }
}

impl From<&VaultError> for Exit {
    fn from(error: &VaultError) -> Self {
        match error {
            VaultError::Locked { .. }
            | VaultError::WrongPassphrase(_)
            | VaultError::Unusable { .. } => Self::NotConfigured,
            VaultError::Gone(_) | VaultError::Command { .. } => Self::Failed,
        }
    }
}

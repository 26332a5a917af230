//! Words for secrets and their stores, without a secret among them: what a secret is of, and where it is kept.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::id::{LinkId, ProfileId};

/// What a secret is of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SecretId {
    /// The Token of a profile.
    Token(ProfileId),
    /// The Token of a profile that a rotation replaced.
    OldToken(ProfileId),
    /// The API key of a `StackOne` project, by the project's name.
    ApiKey(String),
    /// The address of an auth link: it carries a token.
    AuthLink(LinkId),
}

impl SecretId {
    /// The name under which a store keeps one generation of it.
    #[must_use]
    pub fn key(&self, generation: u64) -> String {
        let name = match self {
            Self::Token(id) => format!("token/{id}"),
            Self::OldToken(id) => format!("old-token/{id}"),
            Self::ApiKey(project) => format!("api-key/{project}"),
            Self::AuthLink(id) => format!("auth-link/{id}"),
        };
        match generation {
            0 => name,
            // In front: a project may be called anything.
            generation => format!("g{generation}/{name}"),
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
    /// Which of the secrets of this name it is: a new one is kept beside the old under the next generation.
    #[serde(default)]
    pub generation: u64,
}

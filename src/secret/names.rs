//! Which store new secrets go to, and why a store refused.

use std::path::PathBuf;

use super::entered::Unfit;
use crate::domain::SecretStoreKind;
use crate::domain::exit::Exit;

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
    /// What was given cannot be a Token or an API key.
    #[error("{given} {unfit}; nothing was sent.")]
    Unfit {
        /// Where it was given.
        given: String,
        /// Why it cannot.
        unfit: Unfit,
    },
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
    /// Why this one, in one sentence: above all where it is not the first choice.
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
            | VaultError::Unusable { .. }
            | VaultError::Unfit { .. } => Self::NotConfigured,
            VaultError::Gone(_) | VaultError::Command { .. } => Self::Failed,
        }
    }
}

//! What goes into saving and opening connections, and what comes of it.

use std::collections::BTreeMap;

use super::secrets::KeepError;
use crate::domain::diagnosis::{Diagnosis, Kind, Party};
use crate::domain::{ProfileId, StepId, StoredEvidence};
use crate::library::{Connection, Profile};
use crate::library::{Draft, DraftId, Findings, LibraryError};
use crate::secret::{Secret, VaultError};
use crate::workflow::secrets::ResolvedSecret;

/// What the forms hold, to be saved.
#[derive(Debug, Clone)]
pub struct ToSave {
    /// The connection; none makes a new one.
    pub id: Option<ProfileId>,
    /// Its name.
    pub name: String,
    /// The revision that the forms were filled with.
    pub revision: u64,
    /// The evidence revision that the forms were filled with.
    pub evidence_revision: u64,
    /// What was entered.
    pub settings: Connection,
    /// The Token, where it is not kept yet.
    pub token: Option<Secret>,
    /// The API key, where it is not kept yet.
    pub api_key: Option<Secret>,
    /// The evidence.
    pub steps: BTreeMap<StepId, StoredEvidence>,
    /// The draft of an earlier run that the forms went on with.
    pub draft: Option<DraftId>,
    /// What the last verification of these settings found out, where it is not remembered yet.
    pub findings: Option<Box<Findings>>,
}

/// A connection with its secrets.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The connection.
    pub profile: Profile,
    /// Its Token.
    pub token: Option<ResolvedSecret>,
    /// The API key of its project.
    pub api_key: Option<ResolvedSecret>,
    /// Its draft.
    pub draft: Option<Draft>,
    /// Whether the encrypted file has to be unlocked for the rest.
    pub locked: bool,
    /// Why a secret that is kept could not be read, or an old one not removed, in sentences.
    pub problems: Vec<String>,
}

/// Why it did not work.
#[derive(Debug, Clone)]
pub enum LibraryFault {
    /// The encrypted file has to be unlocked first; `new` where its passphrase is yet to be chosen.
    Locked {
        /// Whether there is no file yet.
        new: bool,
    },
    /// Anything else.
    Failed(Box<Diagnosis>),
}

impl From<VaultError> for LibraryFault {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::Locked { new } => Self::Locked { new },
            other => Self::Failed(Box::new(Diagnosis::new(
                Party::Input,
                Kind::NotConfigured,
                format!("The secret was not kept: {other}"),
                "Nothing was lost: it is still in its field.",
            ))),
        }
    }
}

impl From<LibraryError> for LibraryFault {
    fn from(error: LibraryError) -> Self {
        let kind = match error {
            LibraryError::NoFolder | LibraryError::Shared { .. } => Kind::NotConfigured,
            _ => Kind::Failed,
        };
        Self::Failed(Box::new(Diagnosis::new(
            Party::Input,
            kind,
            format!("Not saved: {error}"),
            "What you typed is still here.",
        )))
    }
}

impl From<KeepError> for LibraryFault {
    fn from(error: KeepError) -> Self {
        match error {
            KeepError::Vault(error) => error.into(),
            KeepError::Library(error) => error.into(),
        }
    }
}

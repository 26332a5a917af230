//! The plaintext file: for machines that are guarded otherwise, and only where it was asked for by name.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::disk::{Disk, Watch};
use super::entries::Entry;
use super::{Secret, VaultError};
use crate::domain::SecretStoreKind;
use crate::storage::Lock;

/// Its name in the data folder, which cannot be mistaken for anything else.
const NAME: &str = "secrets.plaintext.json";
const VERSION: u32 = 1;
const WARNING: &str =
    "These secrets are not encrypted: anyone who can read this file can use them.";

/// The plaintext file. Cheap to clone.
#[derive(Clone)]
pub(super) struct PlainFile {
    disk: Disk,
}

/// The file's form. The one place where a secret is serialized.
#[derive(Serialize, Deserialize)]
struct Content {
    warning: String,
    version: u32,
    secrets: BTreeMap<String, Open>,
}

#[derive(Serialize, Deserialize)]
struct Open {
    value: Zeroizing<String>,
    at: Timestamp,
}

impl PlainFile {
    pub(super) fn new(folder: &Path, watch: Option<Watch>) -> Self {
        Self {
            disk: Disk::new(SecretStoreKind::Plaintext, folder, NAME, watch),
        }
    }

    pub(super) fn disk(&self) -> &Disk {
        &self.disk
    }

    /// The secrets of these names, in their order.
    pub(super) async fn get_many(
        &self,
        names: Vec<String>,
    ) -> Result<Vec<Option<Secret>>, VaultError> {
        self.blocking(move |plain| {
            let secrets = plain.read()?;
            let get = |name: &String| Some(Secret::new(secrets.get(name)?.value.as_str()));
            Ok(names.iter().map(get).collect())
        })
        .await
    }

    /// Keeps all of these, in one write.
    pub(super) async fn set_many(&self, new: Vec<(String, Entry)>) -> Result<(), VaultError> {
        self.blocking(move |plain| {
            let lock = plain.disk.lock()?;
            let mut secrets = plain.read()?;
            secrets.extend(new.into_iter().map(|(name, Entry { secret, at })| {
                let value = Zeroizing::new(secret.expose().to_owned());
                (name, Open { value, at })
            }));
            plain.write(secrets, &lock)
        })
        .await
    }

    /// Removes all of these, in one write. Says of each whether it was there.
    pub(super) async fn delete_many(&self, names: Vec<String>) -> Result<Vec<bool>, VaultError> {
        self.blocking(move |plain| {
            let lock = plain.disk.lock()?;
            let mut secrets = plain.read()?;
            let remove = |name| secrets.remove(name).is_some();
            let removed: Vec<_> = names.iter().map(remove).collect();
            if !removed.contains(&true) {
                return Ok(removed);
            }
            if secrets.is_empty() {
                plain.disk.delete(&lock)?;
            } else {
                plain.write(secrets, &lock)?;
            }
            Ok(removed)
        })
        .await
    }

    /// How many secrets are in it.
    pub(super) async fn count(&self) -> Result<usize, VaultError> {
        self.blocking(|plain| Ok(plain.read()?.len())).await
    }

    fn read(&self) -> Result<BTreeMap<String, Open>, VaultError> {
        let Some(bytes) = self.disk.read()? else {
            return Ok(BTreeMap::new());
        };
        // What is wrong with it is not repeated: it may be a secret.
        let damaged = |what: &str| {
            self.disk.unusable(
                format!("{} {what}.", self.disk.path().display()),
                "It is left as it is; correct it, or move it away.",
            )
        };
        let content: Content = serde_json::from_slice(&bytes)
            .map_err(|error| damaged(&format!("cannot be read at line {}", error.line())))?;
        if content.version != VERSION {
            return Err(damaged("was written by a newer stackday"));
        }
        Ok(content.secrets)
    }

    fn write(&self, secrets: BTreeMap<String, Open>, lock: &Lock) -> Result<(), VaultError> {
        let content = Content {
            warning: WARNING.to_owned(),
            version: VERSION,
            secrets,
        };
        let bytes = serde_json::to_vec_pretty(&content).map(Zeroizing::new);
        let bytes = bytes.map_err(|_| {
            self.disk
                .unusable("Cannot serialize the secrets file.", "Try again.")
        })?;
        // No version before it is kept: it would be one more copy for everybody to read.
        self.disk.write(&bytes, lock)
    }

    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, VaultError> + Send + 'static,
    ) -> Result<T, VaultError> {
        let plain = self.clone();
        let done = tokio::task::spawn_blocking(move || work(&plain));
        done.await.unwrap_or_else(|_| {
            Err(VaultError::unusable(
                SecretStoreKind::Plaintext,
                "The work on it broke off.",
                "Try again.",
            ))
        })
    }
}

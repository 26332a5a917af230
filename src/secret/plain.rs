//! The plaintext file: for machines that are guarded otherwise, and only where it was asked for by name.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::disk::Disk;
use super::{Secret, SecretStoreKind, VaultError};

/// Its name in the data folder: nobody is to take it for anything else.
const NAME: &str = "secrets.plaintext.json";
const VERSION: u32 = 1;
const WARNING: &str = "These secrets are not encrypted: whoever can read this file can use them.";

/// The plaintext file. Cheap to clone.
#[derive(Debug, Clone)]
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
    pub(super) fn new(folder: &Path) -> Self {
        Self {
            disk: Disk::new(SecretStoreKind::Plaintext, folder, NAME),
        }
    }

    pub(super) fn disk(&self) -> &Disk {
        &self.disk
    }

    pub(super) async fn get(&self, name: String) -> Result<Option<Secret>, VaultError> {
        self.blocking(move |plain| {
            let secrets = plain.read()?;
            Ok(secrets
                .get(&name)
                .map(|open| Secret::new(open.value.as_str())))
        })
        .await
    }

    pub(super) async fn set(
        &self,
        name: String,
        secret: Secret,
        at: Timestamp,
    ) -> Result<(), VaultError> {
        self.blocking(move |plain| {
            let lock = plain.disk.lock()?;
            let mut secrets = plain.read()?;
            let value = Zeroizing::new(secret.expose().to_owned());
            secrets.insert(name, Open { value, at });
            plain.write(secrets, &lock)
        })
        .await
    }

    pub(super) async fn delete(&self, name: String) -> Result<bool, VaultError> {
        self.blocking(move |plain| {
            let lock = plain.disk.lock()?;
            let mut secrets = plain.read()?;
            if secrets.remove(&name).is_none() {
                return Ok(false);
            }
            if secrets.is_empty() {
                plain.disk.delete(&lock)?;
            } else {
                plain.write(secrets, &lock)?;
            }
            Ok(true)
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
                "It is left as it is; mend it, or move it away.",
            )
        };
        let content: Content = serde_json::from_slice(&bytes)
            .map_err(|error| damaged(&format!("cannot be read at line {}", error.line())))?;
        if content.version != VERSION {
            return Err(damaged("was written by a newer stackday"));
        }
        Ok(content.secrets)
    }

    fn write(
        &self,
        secrets: BTreeMap<String, Open>,
        lock: &std::fs::File,
    ) -> Result<(), VaultError> {
        let content = Content {
            warning: WARNING.to_owned(),
            version: VERSION,
            secrets,
        };
        let bytes = serde_json::to_vec_pretty(&content).map(Zeroizing::new);
        let bytes = bytes.map_err(|_| {
            self.disk
                .unusable("Its content could not be put in words.", "Try again.")
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

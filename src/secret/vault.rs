//! The vault: every store that secrets are kept in, behind one door.

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;

use super::disk::Disk;
use super::file::EncryptedFile;
use super::keyring::{Keyring, Refusal, Ring, System};
use super::passphrase::PassphraseSource;
use super::plain::PlainFile;
use super::{Choice, Secret, SecretId, SecretRecord, SecretStoreKind, VaultError};

/// How secrets are kept.
#[derive(Debug, Clone)]
pub struct VaultOptions {
    /// The folder of the files; without one nothing is kept beyond the run.
    pub folder: Option<PathBuf>,
    /// The store for new secrets; none takes the keyring where it works, else the encrypted file.
    pub store: Option<SecretStoreKind>,
    /// Whether a plaintext file may be used.
    pub plaintext: bool,
    /// How long one call to the keyring may take.
    pub patience: Duration,
    /// Where the encrypted file's passphrase comes from; without one it stays locked until [`Vault::unlock`].
    pub passphrase: Option<PassphraseSource>,
}

impl Default for VaultOptions {
    fn default() -> Self {
        Self {
            folder: None,
            store: None,
            plaintext: false,
            patience: Duration::from_secs(3),
            passphrase: None,
        }
    }
}

/// The stores. Cheap to clone; all clones are one vault.
#[derive(Clone)]
pub struct Vault {
    inner: Arc<Inner>,
}

struct Inner {
    options: VaultOptions,
    /// Whether the other stores are played in memory too.
    rehearsal: bool,
    memory: Mutex<HashMap<(SecretStoreKind, String), Secret>>,
    keyring: Keyring,
    file: Option<EncryptedFile>,
    plain: Option<PlainFile>,
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vault")
            .field("options", &self.inner.options)
            .finish_non_exhaustive()
    }
}

impl Vault {
    /// A vault. Touches nothing yet.
    #[must_use]
    pub fn new(options: VaultOptions) -> Self {
        Self::with_ring(options, Arc::new(System))
    }

    /// A vault that keeps everything in memory, whatever store is named: for rehearsals and tests.
    #[must_use]
    pub fn in_memory() -> Self {
        let options = VaultOptions {
            store: Some(SecretStoreKind::Memory),
            ..VaultOptions::default()
        };
        Self::build(options, Arc::new(System), true)
    }

    /// A vault with another keyring than the system's.
    pub(crate) fn with_ring(options: VaultOptions, ring: Arc<dyn Ring>) -> Self {
        Self::build(options, ring, false)
    }

    fn build(options: VaultOptions, ring: Arc<dyn Ring>, rehearsal: bool) -> Self {
        let folder = options.folder.as_deref();
        let inner = Inner {
            rehearsal,
            memory: Mutex::default(),
            keyring: Keyring::new(ring, options.patience),
            file: folder.map(|folder| EncryptedFile::new(folder, options.passphrase.clone())),
            plain: folder.map(PlainFile::new),
            options,
        };
        Self {
            inner: Arc::new(inner),
        }
    }

    /// Which store new secrets go to. The first call may take as long as the keyring's time limit, 3 seconds.
    pub async fn choice(&self) -> Choice {
        let choice = |place, why: String| Choice { place, why };
        let options = &self.inner.options;
        let mut because = String::new();
        match options.store {
            Some(SecretStoreKind::Plaintext) if !options.plaintext => {
                because.push_str("Plaintext secrets are not switched on (--plaintext-secrets). ");
            }
            Some(SecretStoreKind::File | SecretStoreKind::Plaintext)
                if options.folder.is_none() => {}
            Some(place) => return choice(place, "This store was asked for.".to_owned()),
            None => {}
        }
        let refused = match self.inner.keyring.probe().await {
            Ok(()) => {
                because.push_str("The system's keyring answers.");
                return choice(SecretStoreKind::Keyring, because);
            }
            Err(refused) => refused,
        };
        let why = refused.why.trim_end_matches('.');
        if options.folder.is_none() {
            let why = format!(
                "{because}{why}, and this machine names no folder for files, so new secrets are gone when stackday ends; name one with --data-dir."
            );
            return choice(SecretStoreKind::Memory, why);
        }
        let why = format!("{because}{why}, so new secrets go to the encrypted file.");
        choice(SecretStoreKind::File, why)
    }

    /// Reads a secret from the store that it was put into. `None` where the store does not hold it.
    pub async fn get(
        &self,
        name: &SecretId,
        place: SecretStoreKind,
    ) -> Result<Option<Secret>, VaultError> {
        let key = name.key();
        match place {
            _ if self.inner.plays(place) => Ok(self.inner.memory().get(&(place, key)).cloned()),
            SecretStoreKind::Keyring => self.inner.keyring.get(key).await,
            SecretStoreKind::File => self.inner.file()?.get(key).await,
            SecretStoreKind::Plaintext => self.inner.plain()?.get(key).await,
            SecretStoreKind::Memory => Ok(None),
        }
    }

    /// Keeps a secret in the store for new secrets, in place of what was there, and reads it back to be sure.
    pub async fn keep(&self, name: &SecretId, secret: &Secret) -> Result<SecretRecord, VaultError> {
        let place = self.choice().await.place;
        self.keep_in(name, secret, place).await
    }

    /// Keeps a secret in a certain store, and reads it back to be sure.
    pub async fn keep_in(
        &self,
        name: &SecretId,
        secret: &Secret,
        place: SecretStoreKind,
    ) -> Result<SecretRecord, VaultError> {
        let at = Timestamp::now();
        let (key, value) = (name.key(), secret.clone());
        match place {
            _ if self.inner.plays(place) => {
                self.inner.memory().insert((place, key), value);
            }
            SecretStoreKind::Keyring => self.inner.keyring.set(key, value).await?,
            SecretStoreKind::File => self.inner.file()?.set(key, value, at).await?,
            SecretStoreKind::Plaintext => self.inner.plain()?.set(key, value, at).await?,
            SecretStoreKind::Memory => {}
        }
        if self.get(name, place).await?.as_ref() == Some(secret) {
            Ok(SecretRecord { place, at })
        } else {
            Err(VaultError::unusable(
                place,
                "What was kept did not come back.",
                "Use another store; nothing else was changed.",
            ))
        }
    }

    /// Takes a secret out of a store. Says whether it was there.
    pub async fn remove(
        &self,
        name: &SecretId,
        place: SecretStoreKind,
    ) -> Result<bool, VaultError> {
        let key = name.key();
        match place {
            _ if self.inner.plays(place) => Ok(self.inner.memory().remove(&(place, key)).is_some()),
            SecretStoreKind::Keyring => self.inner.keyring.delete(key).await,
            SecretStoreKind::File => self.inner.file()?.delete(key).await,
            SecretStoreKind::Plaintext => self.inner.plain()?.delete(key).await,
            SecretStoreKind::Memory => Ok(false),
        }
    }

    /// Unlocks the encrypted file for this run, or makes it with this passphrase.
    ///
    /// A vault in memory has nothing to unlock.
    pub async fn unlock(&self, passphrase: &Secret) -> Result<(), VaultError> {
        if self.inner.plays(SecretStoreKind::File) {
            return Ok(());
        }
        self.inner.file()?.unlock(passphrase.clone()).await
    }

    /// Opens the encrypted file with the passphrase's source, unless it is open already. [`VaultError::Locked`] where
    /// somebody must be asked, and [`VaultError::WrongPassphrase`] where the source's does not do.
    pub async fn open(&self) -> Result<(), VaultError> {
        if self.inner.plays(SecretStoreKind::File) {
            return Ok(());
        }
        self.inner.file()?.open().await.map(|_| ())
    }

    /// Whether the encrypted file has not been opened in this run, and somebody must be asked for its passphrase first.
    /// Looks at nothing on disk.
    #[must_use]
    pub fn is_locked(&self) -> bool {
        !self.inner.plays(SecretStoreKind::File)
            && self
                .inner
                .file
                .as_ref()
                .is_some_and(EncryptedFile::is_locked)
    }

    /// Whether the keyring works; without an answer after its time limit it does not. Asked once in a run.
    pub(super) async fn keyring(&self) -> Result<(), Refusal> {
        if self.inner.plays(SecretStoreKind::Keyring) {
            return Ok(());
        }
        self.inner.keyring.probe().await
    }

    /// The encrypted file, where it can be used.
    pub(super) fn file(&self) -> Result<&EncryptedFile, VaultError> {
        self.inner.file()
    }

    /// The plaintext file, where it may be used.
    pub(super) fn plain(&self) -> Result<&PlainFile, VaultError> {
        self.inner.plain()
    }

    /// The two files on disk, where there is a folder for them.
    pub(super) fn disks(&self) -> [Option<Disk>; 2] {
        let file = self.inner.file.as_ref().map(EncryptedFile::disk);
        let plain = self.inner.plain.as_ref().map(PlainFile::disk);
        [file.cloned(), plain.cloned()]
    }
}

impl Inner {
    /// Whether this store is in memory.
    fn plays(&self, place: SecretStoreKind) -> bool {
        self.rehearsal || place == SecretStoreKind::Memory
    }

    fn memory(&self) -> MutexGuard<'_, HashMap<(SecretStoreKind, String), Secret>> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn file(&self) -> Result<&EncryptedFile, VaultError> {
        self.file
            .as_ref()
            .ok_or_else(|| homeless(SecretStoreKind::File))
    }

    fn plain(&self) -> Result<&PlainFile, VaultError> {
        if !self.options.plaintext {
            return Err(VaultError::unusable(
                SecretStoreKind::Plaintext,
                "Plaintext secrets are not switched on.",
                "If you mean it: --plaintext-secrets, or plaintext = true under [secrets] in the config file.",
            ));
        }
        self.plain
            .as_ref()
            .ok_or_else(|| homeless(SecretStoreKind::Plaintext))
    }
}

fn homeless(place: SecretStoreKind) -> VaultError {
    VaultError::unusable(
        place,
        "This machine names no folder for it.",
        "Name one with --data-dir.",
    )
}

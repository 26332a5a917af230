//! The vault: every store that secrets are kept in, behind one door.

mod secrets;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::disk::{Disk, Watch};
use super::file::EncryptedFile;
use super::keyring::{Keyring, Refusal, Ring, System};
use super::passphrase::PassphraseSource;
use super::plain::PlainFile;
use super::{Choice, Secret, VaultError};
use crate::domain::SecretStoreKind;
use crate::domain::guard::Guard;
use crate::storage::WritePoint;

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
    /// What recognises secrets in texts: it learns the passphrase that opens the file.
    pub guard: Guard,
}

impl Default for VaultOptions {
    fn default() -> Self {
        Self {
            folder: None,
            store: None,
            plaintext: false,
            patience: Duration::from_secs(3),
            passphrase: None,
            guard: Guard::default(),
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
        Self::build(options, Arc::new(System), true, None)
    }

    /// A vault with another keyring than the system's.
    pub(crate) fn with_ring(options: VaultOptions, ring: Arc<dyn Ring>) -> Self {
        Self::build(options, ring, false, None)
    }

    /// A vault whose files are watched: for tests of what a program leaves that ends in the middle of a write.
    #[doc(hidden)]
    #[must_use]
    pub fn watched(
        options: VaultOptions,
        watch: impl Fn(WritePoint) + Send + Sync + 'static,
    ) -> Self {
        Self::build(options, Arc::new(System), false, Some(Arc::new(watch)))
    }

    fn build(
        options: VaultOptions,
        ring: Arc<dyn Ring>,
        rehearsal: bool,
        watch: Option<Watch>,
    ) -> Self {
        let folder = options.folder.as_deref();
        let inner = Inner {
            rehearsal,
            memory: Mutex::default(),
            keyring: Keyring::new(ring, options.patience),
            file: folder.map(|folder| {
                EncryptedFile::new(
                    folder,
                    options.passphrase.clone(),
                    options.guard.clone(),
                    watch.clone(),
                )
            }),
            plain: folder.map(|folder| PlainFile::new(folder, watch)),
            options,
        };
        Self {
            inner: Arc::new(inner),
        }
    }

    /// What recognises secrets in texts. It knows the passphrase once the encrypted file is open.
    #[must_use]
    pub fn guard(&self) -> &Guard {
        &self.inner.options.guard
    }

    /// Which store new secrets go to. The first call may take as long as the keyring's time limit, 3 seconds.
    pub async fn choice(&self) -> Choice {
        let choice = |place, why: String| Choice { place, why };
        if self.inner.rehearsal {
            let why = "Sandbox: secrets are forgotten when you quit.".to_owned();
            return choice(SecretStoreKind::Memory, why);
        }
        let options = &self.inner.options;
        let mut because = String::new();
        match options.store {
            Some(SecretStoreKind::Plaintext) if !options.plaintext => {
                because.push_str("Plaintext secrets are not switched on (--plaintext-secrets). ");
            }
            Some(SecretStoreKind::File | SecretStoreKind::Plaintext)
                if options.folder.is_none() => {}
            Some(place) => {
                return choice(
                    place,
                    "You chose this store: --secret-store, STACKDAY_SECRET_STORE or the config file."
                        .to_owned(),
                );
            }
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
    /// a person must be asked, and [`VaultError::WrongPassphrase`] where the source's does not do.
    pub async fn open(&self) -> Result<(), VaultError> {
        if self.inner.plays(SecretStoreKind::File) {
            return Ok(());
        }
        self.inner.file()?.open().await
    }

    /// Seals the encrypted file and the version before it anew, with this passphrase and a fresh salt. The file must be there,
    /// and is opened with its source's passphrase unless it is open already.
    ///
    /// A program that ends in the middle leaves a file that opens with the old passphrase or with the new one. After that
    /// neither file opens with the old one; copies elsewhere still do. A vault in memory has nothing to seal.
    pub async fn change_passphrase(&self, new: &Secret) -> Result<(), VaultError> {
        if self.inner.plays(SecretStoreKind::File) {
            return Ok(());
        }
        self.inner.file()?.change_passphrase(new.clone()).await
    }

    /// Whether the encrypted file is there. Opens it with no passphrase; an error where it is damaged, or may be read by others.
    pub async fn has_encrypted_file(&self) -> Result<bool, VaultError> {
        self.inner.file()?.look().await
    }

    /// Where the encrypted file is, or will be; none where there is no folder for it.
    #[must_use]
    pub fn encrypted_file(&self) -> Option<PathBuf> {
        self.inner.file.as_ref().map(|file| file.disk().path())
    }

    /// How many versions of the encrypted file were decrypted in this run: for tests of how rarely that happens.
    #[doc(hidden)]
    #[must_use]
    pub fn decryptions(&self) -> u64 {
        let file = self.inner.file.as_ref();
        file.map_or(0, EncryptedFile::decryptions)
    }

    /// Whether the encrypted file has not been opened in this run, and a person must be asked for its passphrase first.
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

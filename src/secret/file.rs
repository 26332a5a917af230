//! The encrypted file: unlocked once in a run, read anew before each write.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;

use super::disk::Disk;
use super::entries::{Entries, Entry};
use super::passphrase::PassphraseSource;
use super::sealed::{Damage, Header, Key};
use super::{Secret, SecretStoreKind, VaultError};

/// Its name in the data folder.
const NAME: &str = "secrets.enc";

/// The encrypted file. Cheap to clone.
#[derive(Clone)]
pub(super) struct EncryptedFile {
    inner: Arc<Inner>,
}

struct Inner {
    disk: Disk,
    source: Option<PassphraseSource>,
    state: Mutex<State>,
    /// One at a time works a passphrase out: it takes much memory.
    turn: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct State {
    key: Option<Arc<Key>>,
    /// Why the passphrase of the source did not do. A pipe cannot be read twice.
    tried: Option<VaultError>,
}

impl EncryptedFile {
    pub(super) fn new(folder: &Path, source: Option<PassphraseSource>) -> Self {
        Self {
            inner: Arc::new(Inner {
                disk: Disk::new(SecretStoreKind::File, folder, NAME),
                source,
                state: Mutex::default(),
                turn: tokio::sync::Mutex::default(),
            }),
        }
    }

    pub(super) fn disk(&self) -> &Disk {
        &self.inner.disk
    }

    /// Whether a passphrase must be asked for before it can be used.
    pub(super) fn is_locked(&self) -> bool {
        let state = self.inner.state();
        state.key.is_none() && (self.inner.source.is_none() || state.tried.is_some())
    }

    /// Opens it with this passphrase, or makes it.
    pub(super) async fn unlock(&self, passphrase: Secret) -> Result<(), VaultError> {
        if passphrase.is_empty() {
            return Err(VaultError::unusable(
                SecretStoreKind::File,
                "Its passphrase cannot be empty.",
                "Choose one.",
            ));
        }
        let _turn = self.inner.turn.lock().await;
        self.blocking(move |inner| inner.unlock(&passphrase)).await
    }

    /// Opens it with the passphrase's source, if it is not open yet.
    pub(super) async fn open(&self) -> Result<Arc<Key>, VaultError> {
        let _turn = self.inner.turn.lock().await;
        if let Some(key) = self.inner.state().key.clone() {
            return Ok(key);
        }
        self.blocking(Inner::open).await
    }

    pub(super) async fn get(&self, name: String) -> Result<Option<Secret>, VaultError> {
        let key = self.open().await?;
        let work = move |inner: &Inner| {
            let mut entries = inner.read(&key)?.map(|(_, entries)| entries);
            let entry = entries.as_mut().and_then(|entries| entries.0.remove(&name));
            Ok(entry.map(|entry| entry.secret))
        };
        self.blocking(work).await
    }

    pub(super) async fn set(
        &self,
        name: String,
        secret: Secret,
        at: Timestamp,
    ) -> Result<(), VaultError> {
        let key = self.open().await?;
        let work = move |inner: &Inner| {
            let lock = inner.disk.lock()?;
            let (before, mut entries) = inner.read(&key)?.unzip();
            let entries = entries.get_or_insert_default();
            entries.0.insert(name, Entry { secret, at });
            let file = inner.seal(&key, entries)?;
            if let Some(before) = before {
                inner.disk.write_previous(&before, &lock)?;
            }
            inner.disk.write(&file, &lock)
        };
        self.blocking(work).await
    }

    pub(super) async fn delete(&self, name: String) -> Result<bool, VaultError> {
        let key = self.open().await?;
        let work = move |inner: &Inner| {
            let lock = inner.disk.lock()?;
            let Some((_, mut entries)) = inner.read(&key)? else {
                return Ok(false);
            };
            if entries.0.remove(&name).is_none() {
                return Ok(false);
            }
            let file = inner.seal(&key, &entries)?;
            inner.disk.write(&file, &lock)?;
            // What is removed is to be gone, from the version before as well.
            inner.disk.write_previous(&file, &lock)?;
            Ok(true)
        };
        self.blocking(work).await
    }

    /// Whether it is there, as far as can be told without opening it.
    pub(super) async fn look(&self) -> Result<bool, VaultError> {
        self.blocking(|inner| {
            let bytes = inner.disk.read()?;
            if let Some(bytes) = &bytes {
                Header::read(bytes).map_err(|damage| inner.damaged(&damage))?;
            }
            Ok(bytes.is_some())
        })
        .await
    }

    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Inner) -> Result<T, VaultError> + Send + 'static,
    ) -> Result<T, VaultError> {
        let inner = Arc::clone(&self.inner);
        let done = tokio::task::spawn_blocking(move || work(&inner));
        done.await.unwrap_or_else(|_| {
            Err(VaultError::unusable(
                SecretStoreKind::File,
                "The work on it broke off.",
                "Try again.",
            ))
        })
    }
}

impl Inner {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn open(&self) -> Result<Arc<Key>, VaultError> {
        let Some(source) = &self.source else {
            let new = self.disk.read()?.is_none();
            return Err(VaultError::Locked { new });
        };
        if let Some(error) = self.state().tried.clone() {
            return Err(error);
        }
        let opened = source
            .read()
            .and_then(|passphrase| self.unlock(&passphrase));
        match opened {
            Ok(()) => self
                .state()
                .key
                .clone()
                .ok_or(VaultError::Locked { new: false }),
            Err(error) => {
                self.state().tried = Some(error.clone());
                Err(error)
            }
        }
    }

    fn unlock(&self, passphrase: &Secret) -> Result<(), VaultError> {
        let passphrase = passphrase.expose().as_bytes();
        let mut file = self.disk.read()?;
        if file.is_none() {
            let lock = self.disk.lock()?;
            // Another stackday may have made it just now.
            file = self.disk.read()?;
            if file.is_none() {
                let key = Key::new(passphrase).map_err(|why| self.stuck(&why))?;
                let sealed = self.seal(&key, &Entries::default())?;
                self.disk.write(&sealed, &lock)?;
                self.take(key);
                return Ok(());
            }
        }
        let bytes = file.unwrap_or_default();
        let header = Header::read(&bytes).map_err(|damage| self.damaged(&damage))?;
        let key = Key::of(&header, passphrase)
            .map_err(|why| self.stuck(&why))?
            .ok_or_else(|| VaultError::WrongPassphrase(self.disk.path()))?;
        self.entries(&key, &header, &bytes)?;
        self.take(key);
        Ok(())
    }

    fn take(&self, key: Key) {
        *self.state() = State {
            key: Some(Arc::new(key)),
            tried: None,
        };
    }

    /// The file as it is now, and what is in it.
    #[expect(clippy::type_complexity, reason = "two things that are read together")]
    fn read(
        &self,
        key: &Key,
    ) -> Result<Option<(zeroize::Zeroizing<Vec<u8>>, Entries)>, VaultError> {
        let Some(bytes) = self.disk.read()? else {
            return Ok(None);
        };
        let header = Header::read(&bytes).map_err(|damage| self.damaged(&damage))?;
        if !key.fits(&header) {
            // Somebody put another file in its place.
            *self.state() = State::default();
            return Err(VaultError::Locked { new: false });
        }
        let entries = self.entries(key, &header, &bytes)?;
        Ok(Some((bytes, entries)))
    }

    fn entries(&self, key: &Key, header: &Header, bytes: &[u8]) -> Result<Entries, VaultError> {
        let content = key
            .open(header, bytes)
            .map_err(|damage| self.damaged(&damage))?;
        Entries::decode(&content).ok_or_else(|| self.damaged(&Damage::Broken))
    }

    fn seal(&self, key: &Key, entries: &Entries) -> Result<Vec<u8>, VaultError> {
        key.seal(&entries.encode()).map_err(|why| self.stuck(&why))
    }

    fn stuck(&self, why: &str) -> VaultError {
        self.disk
            .unusable(format!("It failed: {why}."), "Try again.")
    }

    fn damaged(&self, damage: &Damage) -> VaultError {
        let path = self.disk.path();
        let next = match damage {
            Damage::Newer(_) => {
                "Use that stackday, or name another folder with --data-dir.".to_owned()
            }
            _ => format!(
                "It is left as it is. The version before it is {}: put it in its place, or move both away to begin anew.",
                self.disk.previous().display()
            ),
        };
        let why = format!("{} {}.", path.display(), damage.words());
        self.disk.unusable(why, next)
    }
}

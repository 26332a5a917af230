//! The encrypted file: unlocked once in a run, and decrypted once per version.
//!
//! What was decrypted stays in memory until the file changes. Every use looks at the file's header first, which holds
//! another random nonce after every write, so what another program wrote is always seen.

mod new_passphrase;

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::disk::{Disk, Watch};
use super::entered::can_be_typed;
use super::entries::{Entries, Entry};
use super::passphrase::PassphraseSource;
use super::sealed::{Damage, Header, Key, START};
use super::{Secret, VaultError};
use crate::domain::SecretStoreKind;
use crate::domain::guard::Guard;
use crate::storage::{FileVersion, OpenFile};

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
    guard: Guard,
    state: Mutex<State>,
    /// Held while a version is decrypted: those who wait for the same version find it here.
    decrypted: Mutex<Option<Decrypted>>,
    /// How many versions were decrypted.
    decryptions: AtomicU64,
    /// One at a time works a passphrase out: it takes much memory.
    turn: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct State {
    key: Option<Arc<Key>>,
    /// Why the passphrase of the source did not do. A pipe cannot be read twice.
    tried: Option<VaultError>,
}

/// What a version of the file holds.
struct Decrypted {
    file: FileVersion,
    header: Header,
    entries: Arc<Entries>,
}

impl EncryptedFile {
    pub(super) fn new(
        folder: &Path,
        source: Option<PassphraseSource>,
        guard: Guard,
        watch: Option<Watch>,
    ) -> Self {
        Self {
            inner: Arc::new(Inner {
                disk: Disk::new(SecretStoreKind::File, folder, NAME, watch),
                source,
                guard,
                state: Mutex::default(),
                decrypted: Mutex::default(),
                decryptions: AtomicU64::default(),
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
    pub(super) async fn open(&self) -> Result<(), VaultError> {
        let _turn = self.inner.turn.lock().await;
        if self.inner.state().key.is_some() {
            return Ok(());
        }
        self.blocking(Inner::open).await
    }

    /// The secrets of these names, in their order.
    pub(super) async fn get_many(
        &self,
        names: Vec<String>,
    ) -> Result<Vec<Option<Secret>>, VaultError> {
        self.open().await?;
        self.blocking(move |inner| {
            let entries = inner.entries()?.unwrap_or_default();
            let get = |name: &String| Some(entries.0.get(name)?.secret.clone());
            Ok(names.iter().map(get).collect())
        })
        .await
    }

    /// Keeps all of these, in one write.
    pub(super) async fn set_many(&self, new: Vec<(String, Entry)>) -> Result<(), VaultError> {
        self.open().await?;
        let work = move |inner: &Inner| {
            let lock = inner.disk.lock()?;
            let (key, mut entries) = inner.take_entries()?;
            entries.0.extend(new);
            let file = inner.seal(&key, &entries)?;
            inner.disk.write_and_keep(&file, &lock)
        };
        self.blocking(work).await
    }

    /// Removes all of these, in one write. Says of each whether it was there.
    pub(super) async fn delete_many(&self, names: Vec<String>) -> Result<Vec<bool>, VaultError> {
        self.open().await?;
        let work = move |inner: &Inner| {
            let lock = inner.disk.lock()?;
            let known = inner.entries()?.unwrap_or_default();
            if !names.iter().any(|name| known.0.contains_key(name)) {
                return Ok(vec![false; names.len()]);
            }
            drop(known);
            let (key, mut entries) = inner.take_entries()?;
            let remove = |name| entries.0.remove(name).is_some();
            let removed = names.iter().map(remove).collect();
            let file = inner.seal(&key, &entries)?;
            // What is removed is to be gone, from the version before as well, and from there first: as long as the file
            // has it, it is removed again.
            inner.disk.write_both(&file, &file, &lock)?;
            Ok(removed)
        };
        self.blocking(work).await
    }

    /// Whether it is there, as far as its header shows.
    pub(super) async fn look(&self) -> Result<bool, VaultError> {
        self.blocking(|inner| match inner.disk.open()? {
            Some(mut file) => inner.header(&mut file).map(|_| true),
            None => Ok(false),
        })
        .await
    }

    /// How many versions of it were decrypted in this run.
    pub(super) fn decryptions(&self) -> u64 {
        self.inner.decryptions.load(Ordering::Relaxed)
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

    fn decrypted(&self) -> MutexGuard<'_, Option<Decrypted>> {
        self.decrypted
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn key(&self) -> Result<Arc<Key>, VaultError> {
        let key = self.state().key.clone();
        key.ok_or(VaultError::Locked { new: false })
    }

    fn open(&self) -> Result<(), VaultError> {
        let Some(source) = &self.source else {
            let new = self.disk.open()?.is_none();
            return Err(VaultError::Locked { new });
        };
        if let Some(error) = self.state().tried.clone() {
            return Err(error);
        }
        let opened = source.read_both().and_then(|(passphrase, before)| {
            match (self.unlock(&passphrase), before) {
                (Err(VaultError::WrongPassphrase(_)), Some(before)) => self.unlock(&before),
                (opened, _) => opened,
            }
        });
        if let Err(error) = &opened {
            self.state().tried = Some(error.clone());
        }
        opened
    }

    fn unlock(&self, passphrase: &Secret) -> Result<(), VaultError> {
        let given = passphrase;
        let passphrase = given.expose().as_bytes();
        let mut file = self.disk.open()?;
        if file.is_none() {
            let lock = self.disk.lock()?;
            // Another stackday may have made it just now.
            file = self.disk.open()?;
            if file.is_none() {
                self.judge_new(given)?;
                let key = Key::new(passphrase).map_err(|why| self.stuck(&why))?;
                let sealed = self.seal(&key, &Entries::default())?;
                self.disk.write(&sealed, &lock)?;
                self.guard.know_passphrase(given.expose());
                self.take(key);
                return Ok(());
            }
        }
        let Some(mut file) = file else {
            return Err(VaultError::Locked { new: true });
        };
        let header = self.header(&mut file)?;
        let key = Key::of(&header, passphrase)
            .map_err(|why| self.stuck(&why))?
            .ok_or_else(|| VaultError::WrongPassphrase(self.disk.path()))?;
        let mut known = self.decrypted();
        *known = Some(self.decrypt(&key, header, &mut file)?);
        self.guard.know_passphrase(given.expose());
        self.take(key);
        Ok(())
    }

    /// Refuses a passphrase that is set now and that nobody could type again. One that was set before opens what it sealed.
    fn judge_new(&self, passphrase: &Secret) -> Result<(), VaultError> {
        can_be_typed(passphrase).map_err(|why| {
            let why = format!("The new passphrase {why}.");
            self.disk.unusable(why, "Choose another one.")
        })
    }

    fn take(&self, key: Key) {
        *self.state() = State {
            key: Some(Arc::new(key)),
            tried: None,
        };
    }

    /// What the file holds now; none where there is none.
    fn entries(&self) -> Result<Option<Arc<Entries>>, VaultError> {
        self.entries_with(&mut self.decrypted())
    }

    /// The same, to be changed and written anew, with the key that they are sealed with.
    fn take_entries(&self) -> Result<(Arc<Key>, Entries), VaultError> {
        let mut known = self.decrypted();
        let entries = self.entries_with(&mut known)?.unwrap_or_default();
        *known = None;
        Ok((self.key()?, Arc::unwrap_or_clone(entries)))
    }

    fn entries_with(
        &self,
        known: &mut Option<Decrypted>,
    ) -> Result<Option<Arc<Entries>>, VaultError> {
        let key = self.key()?;
        let Some(mut file) = self.disk.open()? else {
            *known = None;
            return Ok(None);
        };
        let header = self.header(&mut file)?;
        if !key.fits(&header) {
            // Another file is in its place, or another passphrase.
            *known = None;
            *self.state() = State::default();
            return Err(VaultError::Locked { new: false });
        }
        if let Some(known) = known
            && known.file == file.version()
            && known.header == header
        {
            return Ok(Some(Arc::clone(&known.entries)));
        }
        *known = None;
        let decrypted = known.insert(self.decrypt(&key, header, &mut file)?);
        Ok(Some(Arc::clone(&decrypted.entries)))
    }

    fn header(&self, file: &mut OpenFile) -> Result<Header, VaultError> {
        let start = self.disk.start(file, START)?;
        Header::read(&start).map_err(|damage| self.damaged(&damage))
    }

    fn decrypt(
        &self,
        key: &Key,
        header: Header,
        file: &mut OpenFile,
    ) -> Result<Decrypted, VaultError> {
        let bytes = self.disk.all(file)?;
        self.decryptions.fetch_add(1, Ordering::Relaxed);
        let content = key
            .open(&header, &bytes)
            .map_err(|damage| self.damaged(&damage))?;
        let entries = Entries::decode(&content).ok_or_else(|| self.damaged(&Damage::Broken))?;
        Ok(Decrypted {
            file: file.version(),
            header,
            entries: Arc::new(entries),
        })
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

//! One file with secrets on disk: what is refused, and how each failure reads. How it is read, written and locked is
//! [`crate::storage`]'s.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use zeroize::Zeroizing;

use super::VaultError;
use crate::domain::SecretStoreKind;
use crate::storage::{
    AtomicFile, Exposure, Lock, OpenFile, WritePoint, make_private_folder, remove_durably,
};

/// The largest file that is read, in bytes: ten thousand profiles have room in it several times.
const LARGEST: u64 = 64 << 20;

/// How long another stackday may hold the lock. It takes it for the length of one write.
const PATIENCE: Duration = Duration::from_secs(5);

/// What is called at every moment of a write: for tests that end the program there.
pub(super) type Watch = Arc<dyn Fn(WritePoint) + Send + Sync>;

/// One file with secrets. Every call blocks.
#[derive(Clone)]
pub(super) struct Disk {
    place: SecretStoreKind,
    folder: PathBuf,
    name: &'static str,
    watch: Option<Watch>,
}

impl Disk {
    pub(super) fn new(
        place: SecretStoreKind,
        folder: &Path,
        name: &'static str,
        watch: Option<Watch>,
    ) -> Self {
        Self {
            place,
            folder: folder.to_owned(),
            name,
            watch,
        }
    }

    pub(super) fn path(&self) -> PathBuf {
        self.folder.join(self.name)
    }

    /// The version before the last write.
    pub(super) fn previous(&self) -> PathBuf {
        self.folder.join(format!("{}.previous", self.name))
    }

    /// Opens the file, if it is there and only its owner may read it.
    pub(super) fn open(&self) -> Result<Option<OpenFile>, VaultError> {
        self.open_at(&self.path())
    }

    /// Opens the version before, likewise.
    pub(super) fn open_previous(&self) -> Result<Option<OpenFile>, VaultError> {
        self.open_at(&self.previous())
    }

    /// Whoever may write the folder may put another file in the place of this one.
    fn refuse_shared(&self) -> Result<(), VaultError> {
        match self.exposure_of_folder() {
            Some((folder, exposure)) if exposure.is_writable() => Err(self.unusable(
                format!(
                    "Others on this machine may replace it: they may write its folder {} (mode {:04o}).",
                    folder.display(),
                    exposure.mode.unwrap_or_default()
                ),
                format!("Fix it with: chmod 700 {}", quoted(folder)),
            )),
            _ => Ok(()),
        }
    }

    fn open_at(&self, path: &Path) -> Result<Option<OpenFile>, VaultError> {
        self.refuse_shared()?;
        let Some(file) = OpenFile::open(path).map_err(|error| self.failed("read", &error))? else {
            return Ok(None);
        };
        let exposure = file.exposure();
        if !exposure.is_private() {
            let mode = exposure.mode.unwrap_or_default();
            return Err(self.unusable(
                format!(
                    "Others on this machine may read {} (mode {mode:04o}).",
                    path.display()
                ),
                format!("Fix it with: chmod 600 {}", quoted(path)),
            ));
        }
        Ok(Some(file))
    }

    /// All of a file that was opened here.
    pub(super) fn all(&self, file: &mut OpenFile) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        let bytes = file.all(LARGEST + 1).map(Zeroizing::new);
        let bytes = bytes.map_err(|error| self.failed("read", &error))?;
        if bytes.len() as u64 > LARGEST {
            return Err(self.unusable(
                format!("{} is no file of stackday's.", self.path().display()),
                "Move it away.",
            ));
        }
        Ok(bytes)
    }

    /// The first bytes of a file that was opened here.
    pub(super) fn start(&self, file: &mut OpenFile, length: usize) -> Result<Vec<u8>, VaultError> {
        let start = file.start(length);
        start.map_err(|error| self.failed("read", &error))
    }

    /// Reads the file, if it is there and only its owner may read it.
    pub(super) fn read(&self) -> Result<Option<Zeroizing<Vec<u8>>>, VaultError> {
        match self.open()? {
            Some(mut file) => self.all(&mut file).map(Some),
            None => Ok(None),
        }
    }

    /// What others may do with the file, where there is one.
    pub(super) fn exposure(&self) -> Option<Exposure> {
        Exposure::of(&self.path()).ok()
    }

    /// What others may do with its folder, where there is one.
    pub(super) fn exposure_of_folder(&self) -> Option<(&Path, Exposure)> {
        Some((&self.folder, Exposure::of(&self.folder).ok()?))
    }

    /// Keeps every other stackday from writing until the answer is dropped. Makes the folder.
    pub(super) fn lock(&self) -> Result<Lock, VaultError> {
        self.refuse_shared()?;
        let locked = make_private_folder(&self.folder)
            .and_then(|()| Lock::take(&self.folder.join("secrets.lock"), PATIENCE));
        match locked {
            Ok(lock) => {
                self.reach(WritePoint::Locked);
                Ok(lock)
            }
            Err(error) if error.kind() == ErrorKind::ResourceBusy => Err(self.unusable(
                "Another stackday is writing it and does not finish.",
                "End the other one, or try again.",
            )),
            Err(error) => Err(self.failed("locked", &error)),
        }
    }

    /// Writes the file whole, under the lock.
    pub(super) fn write(&self, bytes: &[u8], _lock: &Lock) -> Result<(), VaultError> {
        let written = self.with_file(&self.path(), None, |file| file.write(bytes));
        written.map_err(|error| self.failed("written", &error))
    }

    /// Writes the file whole, under the lock, and keeps the old one as the version before.
    pub(super) fn write_and_keep(&self, bytes: &[u8], _lock: &Lock) -> Result<(), VaultError> {
        let previous = self.previous();
        let written = self.with_file(&self.path(), Some(&previous), |file| file.write(bytes));
        written.map_err(|error| self.failed("written", &error))
    }

    /// Writes the version before, and then the file, under the lock. Neither is replaced before both are on the disk.
    pub(super) fn write_both(
        &self,
        previous: &[u8],
        bytes: &[u8],
        _lock: &Lock,
    ) -> Result<(), VaultError> {
        let written = self.with_file(&self.previous(), None, |before| {
            let before = before.prepare(previous)?;
            self.with_file(&self.path(), None, |file| {
                let file = file.prepare(bytes)?;
                before.commit()?;
                file.commit()
            })
        });
        written.map_err(|error| self.failed("written", &error))
    }

    /// Takes the file away, under the lock.
    pub(super) fn delete(&self, _lock: &Lock) -> Result<(), VaultError> {
        remove_durably(&self.path()).map_err(|error| self.failed("deleted", &error))
    }

    fn with_file<T>(
        &self,
        path: &Path,
        previous: Option<&Path>,
        work: impl FnOnce(AtomicFile<'_>) -> T,
    ) -> T {
        let watch = |point| self.reach(point);
        let file = AtomicFile::new(path).watched(&watch);
        work(match previous {
            Some(previous) => file.keeping(previous),
            None => file,
        })
    }

    fn reach(&self, point: WritePoint) {
        if let Some(watch) = &self.watch {
            watch(point);
        }
    }

    pub(super) fn unusable(&self, why: impl Into<String>, next: impl Into<String>) -> VaultError {
        VaultError::unusable(self.place, why, next)
    }

    fn failed(&self, verb: &str, error: &io::Error) -> VaultError {
        let next = match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
                "Free some space, then try again."
            }
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
                "Check whose the folder is, or name another one with --data-dir."
            }
            _ => "Fix the cause above, or name another folder with --data-dir.",
        };
        let path = self.path();
        self.unusable(
            format!("{} could not be {verb}: {error}.", path.display()),
            next,
        )
    }
}

/// A path as a shell takes it.
pub(super) fn quoted(path: &Path) -> String {
    let path = path.display().to_string();
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+@%".contains(c);
    if path.chars().all(plain) {
        path
    } else {
        format!("'{}'", path.replace('\'', r"'\''"))
    }
}

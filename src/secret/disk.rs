//! One file with secrets on disk: private, written whole or not at all, and by one stackday at a time.

use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use zeroize::Zeroizing;

use super::{SecretStoreKind, VaultError};

/// The largest file that is read, in bytes: ten thousand profiles have room in it several times.
const LARGEST: u64 = 64 << 20;

/// How long another stackday may hold the lock. It takes it for the length of one write.
const PATIENCE: Duration = Duration::from_secs(5);

/// One file with secrets. Every call blocks.
#[derive(Debug, Clone)]
pub(super) struct Disk {
    place: SecretStoreKind,
    folder: PathBuf,
    name: &'static str,
}

impl Disk {
    pub(super) fn new(place: SecretStoreKind, folder: &Path, name: &'static str) -> Self {
        Self {
            place,
            folder: folder.to_owned(),
            name,
        }
    }

    pub(super) fn path(&self) -> PathBuf {
        self.folder.join(self.name)
    }

    /// The version before the last write.
    pub(super) fn previous(&self) -> PathBuf {
        self.folder.join(format!("{}.previous", self.name))
    }

    /// Reads the file, if it is there and nobody else may read it.
    pub(super) fn read(&self) -> Result<Option<Zeroizing<Vec<u8>>>, VaultError> {
        let path = self.path();
        let failed = |error: &io::Error| self.failed("read", error);
        let mut file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed(&error)),
        };
        let about = file.metadata().map_err(|error| failed(&error))?;
        if !about.is_file() || about.len() > LARGEST {
            return Err(self.unusable(
                format!("{} is no file of stackday's.", path.display()),
                "Move it away.",
            ));
        }
        if let Some(mode) = mode_of(&about)
            && mode & 0o077 != 0
        {
            return Err(self.unusable(
                format!(
                    "Others on this machine may read {} (mode {mode:04o}).",
                    path.display()
                ),
                format!("Mend it with: chmod 600 {}", quoted(&path)),
            ));
        }
        // Room for all of it at once: growing would leave copies behind.
        let room = usize::try_from(about.len()).unwrap_or_default() + 1;
        let mut bytes = Zeroizing::new(Vec::with_capacity(room));
        file.read_to_end(&mut bytes)
            .map_err(|error| failed(&error))?;
        Ok(Some(bytes))
    }

    /// The mode of the file, where there is one and the system has modes.
    pub(super) fn mode(&self) -> Option<u32> {
        mode_of(&fs::metadata(self.path()).ok()?)
    }

    /// Keeps every other stackday from writing until the answer is dropped. Makes the folder.
    pub(super) fn lock(&self) -> Result<File, VaultError> {
        let failed = |error: &io::Error| self.failed("locked", error);
        make_private(&self.folder).map_err(|error| failed(&error))?;
        let lock = self.folder.join("secrets.lock");
        let mut options = File::options();
        options.create(true).truncate(false).write(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(lock).map_err(|error| failed(&error))?;
        let until = Instant::now() + PATIENCE;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(file),
                Err(TryLockError::WouldBlock) if Instant::now() < until => {
                    thread::sleep(Duration::from_millis(10));
                }
                Err(TryLockError::WouldBlock) => {
                    return Err(self.unusable(
                        "Another stackday is writing it and does not finish.",
                        "End the other one, or try again.",
                    ));
                }
                Err(TryLockError::Error(error)) => return Err(failed(&error)),
            }
        }
    }

    /// Writes the file whole, under the lock.
    pub(super) fn write(&self, bytes: &[u8], _lock: &File) -> Result<(), VaultError> {
        self.write_as(self.name, bytes)
            .map_err(|error| self.failed("written", &error))
    }

    /// Writes the version before, under the lock.
    pub(super) fn write_previous(&self, bytes: &[u8], _lock: &File) -> Result<(), VaultError> {
        self.write_as(&format!("{}.previous", self.name), bytes)
            .map_err(|error| self.failed("kept beside", &error))
    }

    /// Takes the file away, under the lock.
    pub(super) fn delete(&self, _lock: &File) -> Result<(), VaultError> {
        match fs::remove_file(self.path()) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(self.failed("deleted", &error))
            }
            _ => settle(&self.folder).map_err(|error| self.failed("deleted", &error)),
        }
    }

    fn write_as(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let prefix = format!("{}.", self.name);
        self.sweep(&prefix);
        let mut beside = tempfile::Builder::new()
            .prefix(&prefix)
            .suffix(".tmp")
            .tempfile_in(&self.folder)?;
        beside.write_all(bytes)?;
        beside.as_file().sync_all()?;
        beside
            .persist(self.folder.join(name))
            .map_err(|error| error.error)?;
        settle(&self.folder)
    }

    /// Takes away what a stackday left that was killed while it wrote. Nobody else writes now.
    fn sweep(&self, prefix: &str) {
        for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if name.starts_with(prefix) && name.ends_with(".tmp") {
                fs::remove_file(entry.path()).ok();
            }
        }
    }

    pub(super) fn unusable(&self, why: impl Into<String>, next: impl Into<String>) -> VaultError {
        VaultError::unusable(self.place, why, next)
    }

    fn failed(&self, verb: &str, error: &io::Error) -> VaultError {
        let next = match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "Free some space, then try again.",
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
                "Check whose the folder is, or name another one with --data-dir."
            }
            _ => "Mend that, or name another folder with --data-dir.",
        };
        let path = self.path();
        self.unusable(
            format!("{} could not be {verb}: {error}.", path.display()),
            next,
        )
    }
}

/// Makes a folder that is its owner's alone.
fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Makes a rename last: it is in the folder, not in the file.
fn settle(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "there are systems without modes")]
fn mode_of(about: &fs::Metadata) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt as _;
    Some(about.permissions().mode() & 0o7777)
}

#[cfg(not(unix))]
fn mode_of(_: &fs::Metadata) -> Option<u32> {
    None
}

/// A path as a shell takes it.
fn quoted(path: &Path) -> String {
    let path = path.display().to_string();
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+@%".contains(c);
    if path.chars().all(plain) {
        path
    } else {
        format!("'{}'", path.replace('\'', r"'\''"))
    }
}

//! The one atomic file: at every moment the whole old or the whole new file is there.
//!
//! The new content goes into a file beside it, which is on the disk before it takes the old one's place. What a killed
//! writer left beside it is swept away by the next one: a writer locks its file, so a file without a lock has no writer.

use std::ffi::OsString;
use std::fs::{self, File, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::private::{not_a_file, open_regular};

/// The letters and digits that tell the files of several writers apart.
const RANDOM: usize = 6;

/// What follows them.
const SUFFIX: &str = ".tmp";

/// The longest chain of links that is followed.
const LINKS: usize = 40;

/// The moments of a write, in their order. A program that is killed at any of them has lost nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WritePoint {
    /// The lock is taken, by a writer that needs one.
    Locked,
    /// The file beside it is there, and empty.
    Created,
    /// Half of the content is in it.
    HalfWritten,
    /// All of the content is in it, perhaps not on the disk.
    Written,
    /// All of the content is on the disk.
    Synced,
    /// The old file has a second name.
    Linked,
    /// The old file is the previous version, and still the current one.
    PreviousKept,
    /// The new file is the current one.
    Replaced,
    /// The folder is on the disk too.
    FolderSynced,
}

/// A file to be written whole or not at all, readable by its owner alone. A link at its path stays, and leads to the new
/// content.
#[derive(Clone, Copy)]
pub struct AtomicFile<'a> {
    path: &'a Path,
    previous: Option<&'a Path>,
    watch: Option<&'a dyn Fn(WritePoint)>,
}

/// New content that is on the disk, beside the file whose place it is to take. Dropped, it is taken away.
pub struct Prepared<'a> {
    file: AtomicFile<'a>,
    target: PathBuf,
    beside: NamedTempFile,
}

impl<'a> AtomicFile<'a> {
    /// The file at this path. Its folder must be there.
    #[must_use]
    pub const fn new(path: &'a Path) -> Self {
        Self {
            path,
            previous: None,
            watch: None,
        }
    }

    /// Keeps the old file at this path as the previous version. Its writers must hold a lock.
    #[must_use]
    pub const fn keeping(mut self, previous: &'a Path) -> Self {
        self.previous = Some(previous);
        self
    }

    /// Calls this at every moment of the write: for tests that end the program there.
    #[doc(hidden)]
    #[must_use]
    pub const fn watched(mut self, watch: &'a dyn Fn(WritePoint)) -> Self {
        self.watch = Some(watch);
        self
    }

    /// Puts the content in place of the file. Blocks until it is on the disk.
    pub fn write(self, content: &[u8]) -> io::Result<()> {
        self.prepare(content)?.commit()
    }

    /// Writes the content beside the file, and leaves the file as it is. Blocks until it is on the disk.
    pub fn prepare(self, content: &[u8]) -> io::Result<Prepared<'a>> {
        let target = target_of(self.path)?;
        if fs::metadata(&target).is_ok_and(|about| !about.is_file()) {
            return Err(not_a_file());
        }
        sweep(&target);
        if let Some(previous) = self.previous {
            sweep(&target_of(previous)?);
        }
        let mut beside = create_beside(&target)?;
        self.reach(WritePoint::Created);
        let (first, second) = content.split_at(content.len() / 2);
        beside.write_all(first)?;
        self.reach(WritePoint::HalfWritten);
        beside.write_all(second)?;
        self.reach(WritePoint::Written);
        beside.as_file().sync_all()?;
        self.reach(WritePoint::Synced);
        Ok(Prepared {
            file: self,
            target,
            beside,
        })
    }

    fn reach(&self, point: WritePoint) {
        if let Some(watch) = self.watch {
            watch(point);
        }
    }
}

impl Prepared<'_> {
    /// Puts it in place of the file. Blocks until that is on the disk.
    pub fn commit(self) -> io::Result<()> {
        let Self {
            file,
            target,
            beside,
        } = self;
        if let Some(previous) = file.previous
            && target.exists()
        {
            let previous = target_of(previous)?;
            keep(&target, &previous, || file.reach(WritePoint::Linked))?;
            if previous.parent() != target.parent() {
                sync_folder(&previous)?;
            }
            file.reach(WritePoint::PreviousKept);
        }
        beside.persist(&target).map_err(|error| error.error)?;
        file.reach(WritePoint::Replaced);
        sync_folder(&target)?;
        file.reach(WritePoint::FolderSynced);
        Ok(())
    }
}

/// Puts the bytes in place of the file, whole or not at all.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> io::Result<()> {
    AtomicFile::new(path).write(bytes)
}

/// Takes a file away, if it is there, and waits until that is on the disk. A link at its path stays.
pub fn remove_durably(path: &Path) -> io::Result<()> {
    let target = target_of(path)?;
    match fs::remove_file(&target) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
        Ok(()) => sync_folder(&target),
    }
}

/// Where the links at this path lead, whether a file is there or not.
fn target_of(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..LINKS {
        match fs::read_link(&path) {
            // What is there is no link, or nothing is there.
            Err(_) => return Ok(path),
            Ok(next) => path = folder_of(&path).join(next),
        }
    }
    Err(io::Error::other("its links lead nowhere"))
}

fn folder_of(path: &Path) -> &Path {
    path.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

/// What the names of files beside this one begin with.
fn prefix_of(path: &Path) -> OsString {
    let mut prefix = path.file_name().unwrap_or_default().to_owned();
    prefix.push(".");
    prefix
}

/// Makes a private file beside this one, and locks it.
fn create_beside(path: &Path) -> io::Result<NamedTempFile> {
    let prefix = prefix_of(path);
    loop {
        let beside = tempfile::Builder::new()
            .prefix(&prefix)
            .rand_bytes(RANDOM)
            .suffix(SUFFIX)
            .tempfile_in(folder_of(path))?;
        match beside.as_file().try_lock() {
            // Between its creation and the lock another writer may have swept it away.
            Ok(()) if beside.path().exists() => return Ok(beside),
            Ok(()) | Err(TryLockError::WouldBlock) => {}
            // A file system without locks has no sweeping either.
            Err(TryLockError::Error(_)) => return Ok(beside),
        }
    }
}

/// Takes away what writers of this file left that were killed.
fn sweep(path: &Path) {
    let prefix = prefix_of(path);
    for entry in fs::read_dir(folder_of(path))
        .into_iter()
        .flatten()
        .flatten()
    {
        let name = entry.file_name();
        let random = name
            .as_encoded_bytes()
            .strip_prefix(prefix.as_encoded_bytes())
            .and_then(|rest| rest.strip_suffix(SUFFIX.as_bytes()));
        let is_left = random.is_some_and(|random| {
            random.len() == RANDOM && random.iter().all(u8::is_ascii_alphanumeric)
        });
        // A link is not ours, and a pipe would wait.
        if !is_left || !entry.file_type().is_ok_and(|kind| kind.is_file()) {
            continue;
        }
        if let Ok(file) = open_regular(&entry.path(), File::options().read(true))
            && file.try_lock().is_ok()
        {
            fs::remove_file(entry.path()).ok();
        }
    }
}

/// Gives the file this second name too, in place of the file that has it.
fn keep(path: &Path, name: &Path, between: impl FnOnce()) -> io::Result<()> {
    // Only the free name is of use: a link needs one.
    let free = create_beside(name)?.into_temp_path();
    fs::remove_file(&free)?;
    if fs::hard_link(path, &free).is_err() {
        // Some file systems know one name only, and none knows a file of another.
        let mut options = File::options();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut copy = options.open(&free)?;
        io::copy(&mut File::open(path)?, &mut copy)?;
        copy.sync_all()?;
    }
    between();
    // Where both names are of one file already, renaming does nothing; then dropping `free` takes it away.
    fs::rename(&free, name)
}

/// Waits until the names in the folder of this path are on the disk.
fn sync_folder(path: &Path) -> io::Result<()> {
    // A folder cannot be opened everywhere.
    if cfg!(not(unix)) {
        return Ok(());
    }
    let synced = File::open(folder_of(path)).and_then(|folder| folder.sync_all());
    match synced {
        // Some file systems do not offer it, and a folder that cannot be listed cannot be opened.
        Err(error)
            if !matches!(
                error.kind(),
                io::ErrorKind::InvalidInput
                    | io::ErrorKind::Unsupported
                    | io::ErrorKind::PermissionDenied
            ) =>
        {
            Err(error)
        }
        _ => Ok(()),
    }
}

//! Writing a file so that at every moment the whole old or the whole new one is there.
//!
//! The new text goes into a file beside it, which is on the disk before it takes the old one's place. The names of the
//! files beside it are always the same, so that what a killed program left is taken away by the next one: whoever
//! writes holds the lock.

use std::ffi::OsString;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// The moments of a change, in their order: a program that is killed at any of them has lost nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WritePoint {
    /// The lock is taken.
    Locked,
    /// The newest state is read and changed in memory.
    Changed,
    /// The file beside it is there, and empty.
    Created,
    /// Half of the text is in it.
    HalfWritten,
    /// All of the text is in it, perhaps not on the disk.
    Written,
    /// All of the text is on the disk.
    Synced,
    /// The file of an older version has its backup.
    BackedUp,
    /// The old file has a second name.
    Linked,
    /// The old file is the previous version, and still the current one.
    Kept,
    /// The new file is the current one.
    Replaced,
    /// The folder is on the disk too.
    Settled,
}

/// What becomes of the file that is replaced.
pub(super) struct Old<'a> {
    /// Where it stays as the previous version.
    pub(super) previous: &'a Path,
    /// Where it stays for good besides, for it is of an older form.
    pub(super) backup: Option<&'a Path>,
}

/// Makes the folder, for its owner alone, where it is not there.
pub(super) fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Puts the text in place of the file, whole or not at all, and keeps the old one where that is wanted. The lock must be
/// held.
pub(super) fn replace(
    path: &Path,
    text: &[u8],
    old: Option<&Old<'_>>,
    watch: &mut dyn FnMut(WritePoint),
) -> io::Result<()> {
    let new = beside(path, "new");
    let written = write_new(&new, text, watch)
        .and_then(|()| match old {
            Some(old) if path.exists() => keep_old(path, old, watch),
            _ => Ok(()),
        })
        .and_then(|()| fs::rename(&new, path));
    if let Err(error) = written {
        // The error is what counts; what stays behind is taken away by the next change.
        fs::remove_file(&new).ok();
        return Err(error);
    }
    watch(WritePoint::Replaced);
    settle(path)?;
    watch(WritePoint::Settled);
    Ok(())
}

/// The first of the paths that `numbered` makes of 1, 2 and so on at which nothing is.
pub(super) fn free(numbered: impl Fn(u32) -> PathBuf) -> PathBuf {
    let mut number = 1;
    // A link that leads nowhere is there all the same.
    while fs::symlink_metadata(numbered(number)).is_ok() {
        number += 1;
    }
    numbered(number)
}

/// Reads a whole file of at most `limit` bytes: none where there is no file.
pub(super) fn read(path: &Path, limit: u64) -> io::Result<Option<Vec<u8>>> {
    use std::io::Read as _;

    let found = match fs::metadata(path) {
        Ok(found) => found,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    // Opening a pipe would wait for somebody to write into it.
    if !found.is_file() {
        return Err(io::Error::other("it is not a file"));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(found.len().min(limit)).unwrap_or(0) + 1);
    fs::File::open(path)?
        .take(limit + 1)
        .read_to_end(&mut bytes)?;
    Ok(Some(bytes))
}

fn write_new(path: &Path, text: &[u8], watch: &mut dyn FnMut(WritePoint)) -> io::Result<()> {
    remove(path)?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    watch(WritePoint::Created);
    let (first, second) = text.split_at(text.len() / 2);
    file.write_all(first)?;
    watch(WritePoint::HalfWritten);
    file.write_all(second)?;
    watch(WritePoint::Written);
    file.sync_all()?;
    watch(WritePoint::Synced);
    Ok(())
}

fn keep_old(path: &Path, old: &Old<'_>, watch: &mut dyn FnMut(WritePoint)) -> io::Result<()> {
    if let Some(backup) = old.backup {
        name_also(path, backup, &mut || ())?;
        watch(WritePoint::BackedUp);
    }
    name_also(path, old.previous, &mut || watch(WritePoint::Linked))?;
    watch(WritePoint::Kept);
    Ok(())
}

/// Gives the file a second name, in place of whatever has it.
fn name_also(path: &Path, name: &Path, between: &mut dyn FnMut()) -> io::Result<()> {
    let link = beside(name, "new");
    remove(&link)?;
    if fs::hard_link(path, &link).is_err() {
        // Some file systems know one name only.
        write_new(&link, &fs::read(path)?, &mut |_| ())?;
    }
    between();
    fs::rename(&link, name)?;
    // Renaming does nothing where both names are of one file already, and leaves the first one.
    remove(&link)
}

/// Takes a file away, if it is there.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Waits until the names in the folder of this path are on the disk.
#[cfg(unix)]
fn settle(path: &Path) -> io::Result<()> {
    let folder = path.parent().unwrap_or(path);
    match fs::File::open(folder)?.sync_all() {
        // Some file systems do not offer it.
        Err(error)
            if !matches!(
                error.kind(),
                io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported
            ) =>
        {
            Err(error)
        }
        _ => Ok(()),
    }
}

/// Waits for nothing: a folder cannot be opened here.
#[cfg(not(unix))]
fn settle(_: &Path) -> io::Result<()> {
    Ok(())
}

/// The path with more behind its name.
fn beside(path: &Path, kind: &str) -> PathBuf {
    let mut name = path.file_name().map_or_else(OsString::new, OsString::from);
    name.push(format!(".{kind}"));
    path.with_file_name(name)
}

//! Private folders and files, and what other users of the machine may do with them.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io;
use std::path::Path;

/// Makes the folder, for its owner alone, where it is not there.
pub fn make_private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Makes an empty file for its owner alone, where it is not there. One that is there keeps its content and its mode.
pub fn make_private_file(path: &Path) -> io::Result<()> {
    open_or_make(path).map(|_| ())
}

/// Opens a file for reading and writing; makes it, for its owner alone, where it is not there. Its folder as well.
pub(super) fn open_or_make(path: &Path) -> io::Result<File> {
    if let Some(folder) = path.parent() {
        make_private_folder(folder)?;
    }
    let mut options = File::options();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    open_regular(path, &mut options)
}

/// Opens a regular file, and nothing else: opening a named pipe would wait until another program opens it too.
pub(super) fn open_regular(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    #[cfg(unix)]
    {
        let flags = rustix::fs::OFlags::NONBLOCK.bits().cast_signed();
        std::os::unix::fs::OpenOptionsExt::custom_flags(options, flags);
    }
    let file = options.open(path)?;
    if file.metadata()?.is_file() {
        Ok(file)
    } else {
        Err(not_a_file())
    }
}

pub(super) fn not_a_file() -> io::Error {
    io::Error::other("it is not a file")
}

/// Whether this user may write the file or folder at this path.
pub fn check_writable(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        rustix::fs::access(path, rustix::fs::Access::WRITE_OK).map_err(io::Error::from)
    }
    #[cfg(not(unix))]
    {
        let about = fs::metadata(path)?;
        // Of a folder this says nothing here.
        if about.is_file() && about.permissions().readonly() {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        Ok(())
    }
}

/// What other users of this machine may do with a file or folder, as far as its mode and owner say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exposure {
    /// The mode, where the system has modes.
    pub mode: Option<u32>,
    /// Whether it belongs to another user.
    pub is_foreign: bool,
}

impl Exposure {
    /// The exposure of the file or folder at this path; a link is followed.
    pub fn of(path: &Path) -> io::Result<Self> {
        Ok(Self::from(&fs::metadata(path)?))
    }

    /// Whether other users may read it.
    #[must_use]
    pub fn is_readable(self) -> bool {
        self.mode.is_some_and(|mode| mode & 0o044 != 0)
    }

    /// Whether other users may write it. The sticky bit of a folder does not help: others cannot replace a file there, but
    /// can put one beside the others, such as a journal or a lock.
    #[must_use]
    pub fn is_writable(self) -> bool {
        self.mode.is_some_and(|mode| mode & 0o022 != 0)
    }

    /// Whether only its owner may do anything with it.
    #[must_use]
    pub fn is_private(self) -> bool {
        self.mode.is_none_or(|mode| mode & 0o777 == mode & 0o700)
    }
}

impl From<&Metadata> for Exposure {
    fn from(about: &Metadata) -> Self {
        #[cfg(unix)]
        {
            use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
            Self {
                mode: Some(about.permissions().mode() & 0o7777),
                is_foreign: about.uid() != rustix::process::geteuid().as_raw(),
            }
        }
        #[cfg(not(unix))]
        {
            let _ = about;
            Self {
                mode: None,
                is_foreign: false,
            }
        }
    }
}

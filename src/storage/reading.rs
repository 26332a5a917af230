//! Reading a whole file, with a limit, without ever waiting for another program.

use std::fs::{File, Metadata};
use std::io::{self, Read, Seek as _};
use std::path::Path;

use super::private::{Exposure, open_regular};

/// A regular file that is open for reading.
#[derive(Debug)]
pub struct OpenFile {
    file: File,
    about: Metadata,
}

/// Which file it is, how long, and when its content was last written. A second name or another mode is no other version.
///
/// It is a quick look, not a proof: a program can write a file and set its time back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileVersion {
    length: u64,
    #[cfg(unix)]
    file: (u64, u64),
    /// Seconds and nanoseconds.
    #[cfg(unix)]
    modified: (i64, i64),
    #[cfg(not(unix))]
    modified: Option<std::time::SystemTime>,
}

impl OpenFile {
    /// Opens the file; none where there is none. What is not a file, such as a named pipe, is an error.
    pub fn open(path: &Path) -> io::Result<Option<Self>> {
        let file = match open_regular(path, File::options().read(true)) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let about = file.metadata()?;
        Ok(Some(Self { file, about }))
    }

    /// What other users may do with it.
    #[must_use]
    pub fn exposure(&self) -> Exposure {
        Exposure::from(&self.about)
    }

    /// Its version when it was opened.
    #[must_use]
    pub fn version(&self) -> FileVersion {
        let about = &self.about;
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt as _;
            FileVersion {
                length: about.len(),
                file: (about.dev(), about.ino()),
                modified: (about.mtime(), about.mtime_nsec()),
            }
        }
        #[cfg(not(unix))]
        {
            FileVersion {
                length: about.len(),
                modified: about.modified().ok(),
            }
        }
    }

    /// Its first bytes: fewer where the file is shorter.
    pub fn start(&mut self, length: usize) -> io::Result<Vec<u8>> {
        self.file.rewind()?;
        let mut bytes = Vec::with_capacity(length);
        let limit = u64::try_from(length).unwrap_or(u64::MAX);
        (&mut self.file).take(limit).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// All of it, up to this many bytes. The bytes are never moved while they are read: nothing is left behind in memory.
    pub fn all(&mut self, limit: u64) -> io::Result<Vec<u8>> {
        self.file.rewind()?;
        let room = usize::try_from(self.about.len().min(limit)).unwrap_or_default();
        let mut bytes = Vec::with_capacity(room + 1);
        (&mut self.file).take(limit).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

/// Opens whatever has a name to read it once: a file, or a pipe such as a shell's `<(…)`. A named pipe that no program writes to is an
/// error, and nothing is waited for.
pub fn open_stream(path: &Path) -> io::Result<Box<dyn Read>> {
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::{FileTypeExt as _, OpenOptionsExt as _};

        let flags = OFlags::NONBLOCK.bits().cast_signed();
        let mut pipe = File::options().read(true).custom_flags(flags).open(path)?;
        if !pipe.metadata()?.file_type().is_fifo() {
            return Ok(Box::new(pipe));
        }
        let mut first = [0];
        match pipe.read(&mut first) {
            Ok(0) => return Err(io::Error::other("it is a pipe that no program writes to")),
            Ok(_) => {
                wait_again(&pipe)?;
                return Ok(Box::new(io::Cursor::new(first).chain(pipe)));
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => wait_again(&pipe)?,
            Err(error) => return Err(error),
        }
        Ok(Box::new(pipe))
    }
    #[cfg(not(unix))]
    {
        Ok(Box::new(File::open(path)?))
    }
}

/// Lets reads wait from now on.
#[cfg(unix)]
fn wait_again(pipe: &File) -> io::Result<()> {
    use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};

    let flags = fcntl_getfl(pipe)?;
    Ok(fcntl_setfl(pipe, flags - OFlags::NONBLOCK)?)
}

/// Reads a whole file: none where there is no file. Of a file that is longer than `limit` it reads one byte more, so that
/// the caller can tell.
pub fn read_limited(path: &Path, limit: u64) -> io::Result<Option<Vec<u8>>> {
    match OpenFile::open(path)? {
        Some(mut file) => file.all(limit.saturating_add(1)).map(Some),
        None => Ok(None),
    }
}

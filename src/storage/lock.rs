//! An advisory lock: a file beside the files that it guards.
//!
//! The operating system holds the lock and releases it when the program ends, however it ends. The file that is left says
//! nothing and stays.

use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

use super::private::{open_or_make, open_regular};

/// The first and the longest pause between two tries.
const PAUSES: (Duration, Duration) = (Duration::from_millis(1), Duration::from_millis(25));

/// The lock, held until it is dropped.
#[derive(Debug)]
pub struct Lock {
    /// Closing it releases the lock.
    _file: File,
}

impl Lock {
    /// Takes the lock at this path, and makes the file and its folder where they are not there. Blocks while another program
    /// holds it, at most this long: then the error is [`io::ErrorKind::ResourceBusy`].
    pub fn take(path: &Path, wait: Duration) -> io::Result<Self> {
        let file = open_or_make(path)?;
        let until = Instant::now() + wait;
        let mut pause = PAUSES.0;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self { _file: file }),
                Err(TryLockError::Error(error)) => return Err(error),
                Err(TryLockError::WouldBlock) if Instant::now() >= until => {
                    return Err(io::ErrorKind::ResourceBusy.into());
                }
                Err(TryLockError::WouldBlock) => std::thread::sleep(pause),
            }
            pause = (pause * 2).min(PAUSES.1);
        }
    }

    /// Takes the lock without waiting: none while another holds it. Makes the file and its folder.
    pub fn try_take(path: &Path) -> io::Result<Option<Self>> {
        Self::of(open_or_make(path)?)
    }

    /// The same where the file is there already; it is not made.
    pub fn try_existing(path: &Path) -> io::Result<Option<Self>> {
        Self::of(open_regular(path, File::options().read(true))?)
    }

    fn of(file: File) -> io::Result<Option<Self>> {
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}

//! The lock beside the files: one program writes at a time.
//!
//! The operating system holds it and lets go of it when the program ends, however it ends: the file that is left says
//! nothing and is in nobody's way.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;
use std::time::{Duration, Instant};

use super::StoreError;

/// How long a program waits for another one.
const PATIENCE: Duration = Duration::from_secs(3);

/// The first and the longest pause between two tries.
const PAUSES: (Duration, Duration) = (Duration::from_millis(1), Duration::from_millis(25));

/// The lock, held until it is dropped.
#[derive(Debug)]
pub(super) struct Lock {
    /// Closing it lets go of the lock.
    _file: File,
}

impl Lock {
    /// Takes the lock at this path. Blocks, at most some seconds.
    pub(super) fn take(path: &Path) -> Result<Self, StoreError> {
        let system = |source| StoreError::System {
            path: path.to_owned(),
            source,
        };
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path).map_err(system)?;
        let until = Instant::now() + PATIENCE;
        let mut pause = PAUSES.0;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self { _file: file }),
                Err(TryLockError::Error(error)) => return Err(system(error)),
                Err(TryLockError::WouldBlock) if Instant::now() >= until => {
                    return Err(StoreError::Busy {
                        path: path.to_owned(),
                        waited: PATIENCE.as_secs(),
                    });
                }
                Err(TryLockError::WouldBlock) => std::thread::sleep(pause),
            }
            pause = (pause * 2).min(PAUSES.1);
        }
    }
}

//! This run of the program, as other programs see it: alive as long as it holds its lock.

use std::fs;
use std::path::{Path, PathBuf};

use uuid::Uuid;

use crate::storage::Lock;

/// A run of the program. The operating system lets go of its lock however the program ends.
#[derive(Debug)]
pub(super) struct Session {
    id: String,
    /// None where the folder takes no file.
    _lock: Option<Lock>,
}

impl Session {
    /// Begins one. Makes the lock in this folder.
    pub(super) fn begin(folder: &Path) -> Self {
        let id = Uuid::new_v4().to_string();
        let lock = Lock::try_take(&path(folder, &id)).ok().flatten();
        Self { id, _lock: lock }
    }

    /// Its id.
    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// Takes its lock away: it has ended.
    pub(super) fn end(&self, folder: &Path) {
        fs::remove_file(path(folder, &self.id)).ok();
    }
}

/// Whether another run with this id has not ended.
pub(super) fn is_alive(folder: &Path, id: &str) -> bool {
    // An id that is none of ours leads to no file outside the folder.
    if Uuid::parse_str(id).is_err() {
        return false;
    }
    let path = path(folder, id);
    match Lock::try_existing(&path) {
        Ok(None) => true,
        Err(_) => false,
        Ok(Some(_lock)) => {
            // Its run has ended. Whoever opens it at this moment finds it free as well.
            fs::remove_file(&path).ok();
            false
        }
    }
}

fn path(folder: &Path, id: &str) -> PathBuf {
    folder.join("locks").join(format!("session-{id}.lock"))
}

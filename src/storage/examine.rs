//! What is odd about a private folder, and cannot be refused: whoever set it up may have meant it.

use std::fs::{self, FileType};
use std::path::Path;

use super::private::Exposure;

/// What a person should know of the folder and what lies in it, each as a sentence: what belongs to another user, what leads
/// elsewhere, what is no file.
#[must_use]
pub fn oddities(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    if Exposure::of(folder).is_ok_and(|exposure| exposure.is_foreign) {
        found.push(format!(
            "{} belongs to another user, who can read and replace what is in it.",
            folder.display()
        ));
    }
    let mut entries: Vec<_> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .collect();
    entries.sort();
    for path in entries {
        found.extend(oddity(&path));
    }
    found
}

/// Whether others may read a file that is this user's own affair, as a sentence with what to do about it. `what` is what it is
/// called: "log file".
#[must_use]
pub fn exposed_file(what: &str, path: &Path) -> Option<String> {
    let exposure = Exposure::of(path).ok()?;
    let is_file = fs::metadata(path).is_ok_and(|about| about.is_file());
    (is_file && !exposure.is_private()).then(|| {
        format!(
            "Others on this machine may read or write the {what} {0} (mode {1:04o}). Fix it with: chmod 600 {0}",
            path.display(),
            exposure.mode.unwrap_or_default()
        )
    })
}

fn oddity(path: &Path) -> Option<String> {
    let shown = path.display();
    let about = fs::symlink_metadata(path).ok()?;
    if about.file_type().is_symlink() {
        let target = fs::read_link(path).ok()?;
        return Some(format!(
            "{shown} is a symbolic link to {}: what is there is used, and others may be able to change that.",
            target.display()
        ));
    }
    if let Some(kind) = special(about.file_type()) {
        return Some(format!("{shown} is {kind}, and no file: it is not used."));
    }
    Exposure::from(&about)
        .is_foreign
        .then(|| format!("{shown} belongs to another user, who can read and replace it."))
}

#[cfg(unix)]
fn special(kind: FileType) -> Option<&'static str> {
    use std::os::unix::fs::FileTypeExt as _;
    if kind.is_fifo() {
        Some("a named pipe")
    } else if kind.is_socket() {
        Some("a socket")
    } else if kind.is_block_device() || kind.is_char_device() {
        Some("a device")
    } else {
        None
    }
}

#[cfg(not(unix))]
fn special(_: FileType) -> Option<&'static str> {
    None
}

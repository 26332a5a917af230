//! Where the encrypted file's passphrase comes from, where it is not typed.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::entered::{passphrase, passphrase_bytes};
use super::{Secret, VaultError};
use crate::domain::SecretStoreKind;

/// The longest passphrase, in bytes.
const LONGEST: usize = 64 * 1024;

/// Where the passphrase comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PassphraseSource {
    /// `STACKDAY_PASSPHRASE`.
    Environment(Secret),
    /// A file: its content without the line break at its end.
    File(PathBuf),
    /// An open file descriptor of this process, likewise. Only on Linux.
    Descriptor(u32),
}

impl PassphraseSource {
    /// Its name.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Environment(_) => "STACKDAY_PASSPHRASE".to_owned(),
            Self::File(path) => path.display().to_string(),
            Self::Descriptor(number) => format!("file descriptor {number}"),
        }
    }

    /// Reads it. Blocks until another program has written it, where it is a pipe.
    pub fn read(&self) -> Result<Secret, VaultError> {
        Ok(self.read_both()?.0)
    }

    /// Reads it, and with it what earlier versions took for it where that is something else: they left the mark of byte order
    /// in, and a file that was made with it must open.
    pub(super) fn read_both(&self) -> Result<(Secret, Option<Secret>), VaultError> {
        let (passphrase, whole) = match self {
            Self::Environment(text) => (passphrase(text.expose()), cut(text.expose())),
            Self::File(path) => self.read_from(path)?,
            // Opening it again is what the system offers a program that does without unsafe code.
            Self::Descriptor(number) if cfg!(target_os = "linux") => {
                self.read_from(Path::new(&format!("/dev/fd/{number}")))?
            }
            Self::Descriptor(_) => {
                return Err(self.failed(
                    "cannot be read on this system.",
                    "Use --passphrase-file or STACKDAY_PASSPHRASE instead.",
                ));
            }
        };
        if passphrase.is_empty() {
            return Err(self.failed("is empty.", "Put the passphrase there."));
        }
        let before = (whole != passphrase).then_some(whole);
        Ok((passphrase, before))
    }

    fn read_from(&self, path: &Path) -> Result<(Secret, Secret), VaultError> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(LONGEST + 1));
        File::open(path)
            .and_then(|file| file.take(LONGEST as u64 + 1).read_to_end(&mut bytes))
            .map_err(|error| {
                self.failed(&format!("could not be read: {error}."), "Check its name.")
            })?;
        if bytes.len() > LONGEST {
            return Err(self.failed("is too long for a passphrase.", "Check its name."));
        }
        let taken = passphrase_bytes(&bytes);
        let passphrase = taken
            .map_err(|error| self.failed(&format!("is no text: {error}."), "Check its name."))?;
        // Earlier versions read UTF-8 alone.
        let before = std::str::from_utf8(&bytes).map(cut);
        Ok((passphrase.clone(), before.unwrap_or(passphrase)))
    }

    fn failed(&self, why: &str, next: &str) -> VaultError {
        let why = format!(
            "Its passphrase is to come from {}, which {why}",
            self.words()
        );
        VaultError::unusable(SecretStoreKind::File, why, next)
    }
}

/// What earlier versions took: all but the line break at the end.
fn cut(text: &str) -> Secret {
    let text = text.strip_suffix('\n').unwrap_or(text);
    Secret::new(text.strip_suffix('\r').unwrap_or(text))
}

//! Another passphrase for the encrypted file.

use super::{EncryptedFile, Inner};
use crate::secret::entries::Entries;
use crate::secret::sealed::{Header, Key};
use crate::secret::{Secret, VaultError};

impl EncryptedFile {
    /// Seals the file and the version before it anew, with this passphrase and a fresh salt.
    pub(in crate::secret) async fn change_passphrase(&self, new: Secret) -> Result<(), VaultError> {
        if new.is_empty() {
            let disk = &self.inner.disk;
            return Err(disk.unusable("Its passphrase cannot be empty.", "Choose one."));
        }
        self.inner.judge_new(&new)?;
        if !self.look().await? {
            return Err(self.inner.missing());
        }
        self.open().await?;
        let _turn = self.inner.turn.lock().await;
        self.blocking(move |inner| inner.change_passphrase(&new))
            .await
    }
}

impl Inner {
    fn change_passphrase(&self, new: &Secret) -> Result<(), VaultError> {
        let given = new;
        let new = Key::new(given.expose().as_bytes()).map_err(|why| self.stuck(&why))?;
        let lock = self.disk.lock()?;
        // Readers of this run wait: they find the old file with the old key, or the new one with the new key.
        let mut known = self.decrypted();
        let entries = self.entries_with(&mut known)?;
        let entries = entries.ok_or_else(|| self.missing())?;
        let file = self.seal(&new, &entries)?;
        *known = None;
        if std::fs::symlink_metadata(self.disk.previous()).is_ok() {
            // The version before, where the old passphrase opens it. Where it does not, it would stay as it is, under a
            // passphrase that is not the new one: what is in the file now takes its place.
            let previous = match self.previous_entries(&*self.key()?) {
                Some(previous) => self.seal(&new, &previous)?,
                None => self.seal(&new, &entries)?,
            };
            self.disk.write_both(&previous, &file, &lock)?;
        } else {
            self.disk.write(&file, &lock)?;
        }
        self.guard.know_passphrase(given.expose());
        self.take(new);
        let read_back = self.entries_with(&mut known)?;
        if read_back.map(|found| found.0.len()) == Some(entries.0.len()) {
            Ok(())
        } else {
            Err(self
                .disk
                .unusable("What was written did not come back.", "Try again."))
        }
    }

    /// What is in the version before the last write, where this key opens it.
    fn previous_entries(&self, key: &Key) -> Option<Entries> {
        let mut file = self.disk.open_previous().ok()??;
        let bytes = self.disk.all(&mut file).ok()?;
        let header = Header::read(&bytes)
            .ok()
            .filter(|header| key.fits(header))?;
        Entries::decode(&key.open(&header, &bytes).ok()?)
    }

    fn missing(&self) -> VaultError {
        let path = self.disk.path();
        self.disk.unusable(
            format!("{} is not there yet.", path.display()),
            "Its first use asks for a passphrase.",
        )
    }
}

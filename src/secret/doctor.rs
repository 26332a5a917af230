//! What is the matter with each store.

use std::path::PathBuf;

use super::disk::{Disk, quoted};
use super::{Vault, VaultError};
use crate::domain::SecretStoreKind;

/// One store, examined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examined {
    /// The store.
    pub place: SecretStoreKind,
    /// Whether secrets can be kept in it now, if need be after its passphrase is entered.
    pub usable: bool,
    /// What was found, in one sentence.
    pub why: String,
    /// What to do about it, in one sentence; nothing where nothing is to be done.
    pub next: Option<String>,
    /// Its file, where it is one.
    pub path: Option<PathBuf>,
    /// The mode of the file, where it is there and the system has modes.
    pub mode: Option<u32>,
    /// Whether new secrets go to it.
    pub chosen: bool,
}

impl Vault {
    /// Looks at every store but memory. Never asks for a passphrase.
    pub async fn examine(&self) -> Vec<Examined> {
        let chosen = self.choice().await.place;
        let keyring = match self.keyring().await {
            Ok(()) => Ok("It answers, keeps and gives back.".to_owned()),
            Err(refusal) => Err(VaultError::from(refusal)),
        };
        let [file, plain] = self.disks();
        vec![
            examined(SecretStoreKind::Keyring, None, keyring, chosen).await,
            examined(
                SecretStoreKind::File,
                file,
                self.look_at_file().await,
                chosen,
            )
            .await,
            examined(
                SecretStoreKind::Plaintext,
                plain,
                self.look_at_plaintext().await,
                chosen,
            )
            .await,
        ]
    }

    async fn look_at_file(&self) -> Result<String, VaultError> {
        let there = self.file()?.look().await?;
        let why = match (there, self.is_locked()) {
            (false, true) => "It is not there yet; its first use asks for a passphrase.",
            (false, false) => "It is not there yet.",
            (true, true) => "It is locked; its first use asks for the passphrase.",
            (true, false) => {
                self.open().await?;
                "It opens."
            }
        };
        Ok(why.to_owned())
    }

    async fn look_at_plaintext(&self) -> Result<String, VaultError> {
        let count = self.plain()?.count().await?;
        Ok(match count {
            0 => "It is switched on, and holds nothing.".to_owned(),
            1 => "It holds one secret that anybody can use who can read the file.".to_owned(),
            count => {
                format!("It holds {count} secrets that anybody can use who can read the file.")
            }
        })
    }
}

async fn examined(
    place: SecretStoreKind,
    disk: Option<Disk>,
    found: Result<String, VaultError>,
    chosen: SecretStoreKind,
) -> Examined {
    let usable = found.is_ok();
    let (why, next) = match found {
        Ok(why) => match disk.as_ref().and_then(exposed) {
            Some((exposed, next)) => (format!("{why} {exposed}"), Some(next)),
            None => (why, None),
        },
        Err(VaultError::Unusable { why, next, .. }) => (why, Some(next)),
        Err(error) => (error.to_string(), None),
    };
    let path = disk.as_ref().map(Disk::path);
    let mode = match disk {
        Some(disk) => {
            let mode = move || disk.exposure()?.mode;
            tokio::task::spawn_blocking(mode).await
        }
        None => Ok(None),
    };
    Examined {
        place,
        usable,
        why,
        next,
        path,
        mode: mode.unwrap_or_default(),
        chosen: place == chosen,
    }
}

/// What others can do with a file although they cannot read it, as a sentence, and what to do about it.
fn exposed(disk: &Disk) -> Option<(String, String)> {
    let path = disk.path();
    let file = disk.exposure()?;
    if file.is_foreign {
        return Some((
            format!(
                "{} belongs to another user, who can read and replace it.",
                path.display()
            ),
            format!("Make it yours: chown \"$USER\" {}", quoted(&path)),
        ));
    }
    None
}

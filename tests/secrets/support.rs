//! A vault in a folder of its own, secrets to keep, and the other processes.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use stackday::domain::{SecretId, SecretRecord, SecretStoreKind};
use stackday::secret::{PassphraseSource, Secret, Vault, VaultError, VaultOptions};
use stackday::storage::WritePoint;
use tempfile::TempDir;
use tokio::runtime::Runtime;

#[path = "../shared/actor.rs"]
mod shared;

pub use shared::*;

pub const OLD: &str = "the old passphrase";
pub const NEW: &str = "the new passphrase";

/// A secret with its name and its record.
pub type Entry = (SecretId, SecretRecord, Secret);

/// A folder with an encrypted file in it, which opens with the old passphrase.
pub struct Home {
    pub folder: TempDir,
}

impl Home {
    /// One without a secret.
    pub fn new() -> Self {
        let home = Self {
            folder: tempfile::tempdir().expect("a folder"),
        };
        block_on(vault(home.folder.path(), OLD).open()).expect("made");
        home
    }

    /// One in which these were put, one after the other.
    pub fn with(names: &[&str]) -> Self {
        let home = Self::new();
        for name in names {
            put(&home.vault(), &[entry(name)]).expect("put");
        }
        home
    }

    /// Another folder with the same files.
    pub fn copy(&self) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        for name in self.names() {
            fs::copy(self.path(&name), folder.path().join(name)).expect("copied");
        }
        Self { folder }
    }

    /// A vault that knows the old passphrase.
    pub fn vault(&self) -> Vault {
        vault(self.folder.path(), OLD)
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn bytes(&self, name: &str) -> Option<Vec<u8>> {
        fs::read(self.path(name)).ok()
    }

    /// The names in the folder, in order.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(self.folder.path())
            .expect("the folder")
            .map(|entry| entry.expect("an entry").file_name())
            .map(|name| name.into_string().expect("a name"))
            .collect();
        names.sort();
        names
    }

    /// Which of these secrets the file of this name holds; none where this passphrase does not open it.
    pub fn held(&self, file: &str, passphrase: &str, names: &[&str]) -> Option<Vec<String>> {
        // A copy elsewhere: nothing here is touched.
        let folder = tempfile::tempdir().expect("a folder");
        fs::copy(self.path(file), folder.path().join("secrets.enc")).expect("copied");
        let vault = vault(folder.path(), passphrase);
        match block_on(vault.open()) {
            Ok(()) => {}
            Err(VaultError::WrongPassphrase(_)) => return None,
            Err(error) => panic!("{file}: {error}"),
        }
        Some(held(&vault, names))
    }
}

pub fn vault(folder: &Path, passphrase: &str) -> Vault {
    Vault::new(options(folder, passphrase))
}

fn options(folder: &Path, passphrase: &str) -> VaultOptions {
    VaultOptions {
        folder: Some(folder.to_owned()),
        store: Some(SecretStoreKind::File),
        passphrase: Some(PassphraseSource::Environment(Secret::new(passphrase))),
        ..VaultOptions::default()
    }
}

/// A secret of this name, whose value is made of it.
pub fn entry(name: &str) -> Entry {
    let record = SecretRecord {
        place: SecretStoreKind::File,
        at: Timestamp::UNIX_EPOCH,
        generation: 0,
    };
    let secret = Secret::new(format!("value of {name}"));
    (SecretId::ApiKey(name.to_owned()), record, secret)
}

pub fn block_on<T>(work: impl Future<Output = T>) -> T {
    Runtime::new().expect("a runtime").block_on(work)
}

pub fn put(vault: &Vault, entries: &[Entry]) -> Result<(), VaultError> {
    block_on(vault.put_many(entries))
}

pub fn remove(vault: &Vault, name: &str) -> Result<bool, VaultError> {
    let (id, record, _) = entry(name);
    block_on(vault.remove(&id, &record))
}

/// Which of these secrets the vault holds, with their right values.
pub fn held(vault: &Vault, names: &[&str]) -> Vec<String> {
    let mut held = Vec::new();
    for name in names {
        let (id, record, secret) = entry(name);
        if let Some(got) = block_on(vault.get(&id, &record)).expect("read") {
            assert_eq!(got, secret, "{name}");
            held.push((*name).to_owned());
        }
    }
    held
}

/// The part of this process, if it has one.
pub fn play() {
    let Some((part, folder)) = part() else {
        return;
    };
    let folder = folder.as_path();
    let watched = || {
        Vault::watched(options(folder, OLD), |point: WritePoint| {
            say(&format!("{point:?}"));
            wait();
        })
    };
    match part.split_once(' ').unwrap_or((&part, "")) {
        ("put", _) => put(&watched(), &[entry("new"), entry("newer")]).expect("put"),
        ("remove", _) => assert!(remove(&watched(), "one").expect("removed")),
        ("passphrase", _) => {
            block_on(watched().change_passphrase(&Secret::new(NEW))).expect("changed");
        }
        ("many", whose) => {
            let vault = vault(folder, OLD);
            block_on(vault.open()).expect("open");
            say("ready");
            wait();
            for number in 0..25 {
                put(&vault, &[entry(&format!("{whose}{number}"))]).expect("put");
            }
        }
        ("until-refused", _) => {
            let vault = vault(folder, OLD);
            let refused = (0..1_000).find_map(|number| {
                let error = put(&vault, &[entry(&number.to_string())]).err();
                if error.is_none() {
                    say(&format!("put {number}"));
                }
                error
            });
            tell(refused.map_or(Ok(()), Err));
        }
        ("large", _) => {
            let (id, record, _) = entry("large");
            let secret = Secret::new("x".repeat(20_000));
            tell(put(&vault(folder, OLD), &[(id, record, secret)]));
        }
        ("small", _) => tell(put(&vault(folder, OLD), &[entry("small")])),
        ("new-passphrase", _) => {
            let changed = block_on(vault(folder, OLD).change_passphrase(&Secret::new(NEW)));
            tell(changed);
        }
        (other, _) => panic!("no part {other}"),
    }
}

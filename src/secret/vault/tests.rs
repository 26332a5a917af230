//! Stores on a bad day.

mod file;

use std::fs;
use std::path::Path;

use tempfile::TempDir;
use uuid::Uuid;

use super::*;
use crate::domain::{ProfileId, SecretId, SecretRecord};
use crate::secret::keyring::tests::{FakeRing, Mood};

const CANARY: &str = "canary-VxLtcy_OWkWoPKqs4uFhTg";

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

fn name() -> SecretId {
    SecretId::Token(ProfileId::from(Uuid::nil()))
}

fn options(folder: &Path) -> VaultOptions {
    VaultOptions {
        folder: Some(folder.to_owned()),
        patience: Duration::from_secs(60),
        ..VaultOptions::default()
    }
}

fn vault(options: VaultOptions, mood: Mood) -> Vault {
    Vault::with_ring(options, FakeRing::new(mood))
}

/// A vault without a keyring.
fn bare(folder: &Path) -> Vault {
    vault(options(folder), Mood::Absent)
}

/// A record in this store.
fn at(place: SecretStoreKind) -> SecretRecord {
    SecretRecord {
        place,
        at: jiff::Timestamp::UNIX_EPOCH,
        generation: 0,
    }
}

/// Keeping without a record that was reserved.
trait Keep {
    async fn keep(&self, id: &SecretId, secret: &Secret) -> Result<SecretRecord, VaultError>;
    async fn keep_in(
        &self,
        id: &SecretId,
        secret: &Secret,
        place: SecretStoreKind,
    ) -> Result<SecretRecord, VaultError>;
}

impl Keep for Vault {
    async fn keep(&self, id: &SecretId, secret: &Secret) -> Result<SecretRecord, VaultError> {
        let place = self.choice().await.place;
        self.keep_in(id, secret, place).await
    }

    async fn keep_in(
        &self,
        id: &SecretId,
        secret: &Secret,
        place: SecretStoreKind,
    ) -> Result<SecretRecord, VaultError> {
        let record = at(place);
        self.put(id, &record, secret).await.map(|()| record)
    }
}

async fn unlocked(folder: &Path, passphrase: &str) -> Vault {
    let vault = bare(folder);
    vault
        .unlock(&Secret::new(passphrase))
        .await
        .expect("unlocked");
    vault
}

/// A folder with the canary in its encrypted file.
async fn filled() -> TempDir {
    let folder = folder();
    let vault = unlocked(folder.path(), "right").await;
    let kept = vault
        .keep(&name(), &Secret::new(CANARY))
        .await
        .expect("kept");
    assert_eq!(kept.place, SecretStoreKind::File);
    folder
}

fn file(folder: &TempDir) -> PathBuf {
    folder.path().join("secrets.enc")
}

#[tokio::test]
async fn the_choice_says_which_store_and_why() {
    let here = folder();
    let with = |store, plaintext| VaultOptions {
        store,
        plaintext,
        ..options(here.path())
    };
    let nowhere = VaultOptions {
        folder: None,
        ..options(here.path())
    };
    for (options, mood, place, why) in [
        (
            with(None, false),
            Mood::Fine,
            SecretStoreKind::Keyring,
            "keyring answers",
        ),
        (
            with(None, false),
            Mood::Absent,
            SecretStoreKind::File,
            "No keyring answers here (no session bus), so new secrets go to the encrypted file.",
        ),
        (
            with(None, false),
            Mood::Locked,
            SecretStoreKind::File,
            "is locked",
        ),
        (
            with(None, true),
            Mood::Absent,
            SecretStoreKind::File,
            "so new",
        ),
        (
            with(Some(SecretStoreKind::Keyring), false),
            Mood::Absent,
            SecretStoreKind::Keyring,
            "You chose this store",
        ),
        (
            with(Some(SecretStoreKind::File), false),
            Mood::Fine,
            SecretStoreKind::File,
            "You chose this store",
        ),
        (
            with(Some(SecretStoreKind::Plaintext), true),
            Mood::Fine,
            SecretStoreKind::Plaintext,
            "You chose this store",
        ),
        (
            with(Some(SecretStoreKind::Plaintext), false),
            Mood::Fine,
            SecretStoreKind::Keyring,
            "not switched on",
        ),
        (nowhere, Mood::Absent, SecretStoreKind::Memory, "--data-dir"),
    ] {
        let shown = format!("{options:?} {mood:?}");
        let choice = vault(options, mood).choice().await;
        assert_eq!(choice.place, place, "{shown}");
        assert!(choice.why.contains(why), "{shown}: {}", choice.why);
    }
    let hurried = VaultOptions {
        patience: Duration::from_millis(50),
        ..options(here.path())
    };
    let choice = vault(hurried, Mood::Hanging).choice().await;
    assert_eq!(
        choice.why,
        "The keyring did not answer within 0.05 s, so new secrets go to the encrypted file."
    );
    assert_eq!(fs::read_dir(here.path()).expect("a folder").count(), 0);
}

#[tokio::test]
async fn a_keyring_that_keeps_something_else_is_found_out() {
    let folder = folder();
    let vault = vault(options(folder.path()), Mood::Mangling);
    let error = vault.keep(&name(), &Secret::new(CANARY)).await;
    let said = error.expect_err("found out").to_string();
    assert!(said.contains("did not come back"), "{said}");
}

#[cfg(unix)]
#[tokio::test]
async fn two_vaults_at_once_lose_nothing_of_each_other() {
    let folder = folder();
    unlocked(folder.path(), "right").await;
    let [one, other] = [
        unlocked(folder.path(), "right").await,
        unlocked(folder.path(), "right").await,
    ];
    let key = |number: usize| SecretId::ApiKey(format!("project {number}"));
    let writes = (0..24).map(|number| {
        let vault = if number % 2 == 0 {
            one.clone()
        } else {
            other.clone()
        };
        async move {
            vault
                .keep(&key(number), &Secret::new(CANARY))
                .await
                .map(|_| ())
        }
    });
    futures::future::try_join_all(writes).await.expect("kept");
    for number in 0..24 {
        let got = one
            .get(&key(number), &at(SecretStoreKind::File))
            .await
            .expect("read");
        assert!(got.is_some(), "{number}");
    }
    let left: Vec<_> = fs::read_dir(folder.path()).expect("a folder").collect();
    assert_eq!(
        left.len(),
        3,
        "the file, the one before, the lock: {left:?}"
    );
}

#[tokio::test]
async fn plaintext_is_used_only_where_it_is_switched_on() {
    let folder = folder();
    let with = |plaintext| VaultOptions {
        store: Some(SecretStoreKind::Plaintext),
        plaintext,
        ..options(folder.path())
    };
    let on = vault(with(true), Mood::Absent);
    let kept = on.keep(&name(), &Secret::new(CANARY)).await.expect("kept");
    assert_eq!(kept.place, SecretStoreKind::Plaintext);
    let path = folder.path().join("secrets.plaintext.json");
    let text = fs::read_to_string(&path).expect("the file");
    assert!(
        text.contains(CANARY) && text.contains("not encrypted"),
        "{text}"
    );
    let off = vault(with(false), Mood::Absent);
    for outcome in [
        off.get(&name(), &at(SecretStoreKind::Plaintext))
            .await
            .map(|_| ()),
        off.keep_in(&name(), &Secret::new(CANARY), SecretStoreKind::Plaintext)
            .await
            .map(|_| ()),
        off.remove(&name(), &at(SecretStoreKind::Plaintext))
            .await
            .map(|_| ()),
    ] {
        let said = outcome.expect_err("switched off").to_string();
        assert!(said.contains("--plaintext-secrets"), "{said}");
    }
    fs::write(&path, text.replace("\"value\": \"", "\"value\": ")).expect("written");
    let said = on
        .get(&name(), &at(SecretStoreKind::Plaintext))
        .await
        .expect_err("damaged")
        .to_string();
    assert!(said.contains("line ") && !said.contains("canary"), "{said}");
    fs::write(&path, text).expect("written");
    assert!(
        on.remove(&name(), &at(SecretStoreKind::Plaintext))
            .await
            .expect("removed")
    );
    assert!(!path.exists(), "an empty one has no reason to be there");
}

#[cfg(unix)]
#[tokio::test]
async fn a_folder_that_cannot_be_made_is_told() {
    let folder = folder();
    fs::write(folder.path().join("taken"), "").expect("written");
    let vault = bare(&folder.path().join("taken"));
    let said = vault
        .unlock(&Secret::new("right"))
        .await
        .expect_err("refused")
        .to_string();
    assert!(
        said.contains("taken") && said.contains("--data-dir"),
        "{said}"
    );
}

#[tokio::test]
async fn the_canary_is_in_no_file_and_in_nothing_that_is_shown() {
    let folder = filled().await;
    let vault = unlocked(folder.path(), "right").await;
    vault
        .keep(&name(), &Secret::new(CANARY))
        .await
        .expect("kept");
    for entry in fs::read_dir(folder.path()).expect("a folder") {
        let path = entry.expect("an entry").path();
        let bytes = fs::read(&path).expect("a file");
        let parts = bytes.windows(8).any(|part| part == &CANARY.as_bytes()[..8]);
        assert!(!parts, "{}", path.display());
    }
    let with_passphrase = VaultOptions {
        passphrase: Some(PassphraseSource::Environment(Secret::new(CANARY))),
        ..options(folder.path())
    };
    let wrong = super::Vault::with_ring(with_passphrase, FakeRing::new(Mood::Absent));
    let error = wrong.open().await.expect_err("wrong");
    let shown = format!(
        "{vault:?} {wrong:?} {error:?} {error} {:?}",
        wrong.examine().await
    );
    assert!(!shown.contains("canary"), "{shown}");
}

#[tokio::test]
async fn a_vault_in_memory_touches_nothing_whatever_is_named() {
    let vault = Vault::in_memory();
    let choice = vault.choice().await;
    assert_eq!(choice.place, SecretStoreKind::Memory);
    assert_eq!(choice.why, "Sandbox: secrets are forgotten when you quit.");
    for place in [
        SecretStoreKind::Keyring,
        SecretStoreKind::File,
        SecretStoreKind::Plaintext,
        SecretStoreKind::Memory,
    ] {
        let kept = vault
            .keep_in(&name(), &Secret::new(CANARY), place)
            .await
            .expect("kept");
        assert_eq!(kept.place, place);
        assert!(vault.remove(&name(), &at(place)).await.expect("removed"));
        assert_eq!(vault.get(&name(), &at(place)).await, Ok(None));
    }
    vault
        .unlock(&Secret::new("x"))
        .await
        .expect("nothing to unlock");
    assert!(!vault.is_locked());
}

//! Moving secrets while something goes wrong.

use std::fs;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tempfile::TempDir;

use super::*;
use crate::domain::SecretStoreKind;
use crate::http::{Door, DoorOptions};
use crate::journal::Journal;
use crate::library::{Connection, Profile};
use crate::library::{Guard, Library};
use crate::planday::Planday;
use crate::secret::keyring::Ring;
use crate::secret::keyring::tests::{FakeRing, Mood};
use crate::secret::{Vault, VaultOptions};
use crate::stackone::StackOne;
use crate::workflow::load_saved as load;

struct Stage {
    folder: TempDir,
    ring: Arc<FakeRing>,
    services: Services,
    name: SecretId,
}

impl Stage {
    /// A profile with its Token in the plaintext file.
    async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let ring = FakeRing::new(Mood::Fine);
        let vault = Vault::with_ring(
            VaultOptions {
                folder: Some(folder.path().to_owned()),
                plaintext: true,
                patience: Duration::from_secs(60),
                ..VaultOptions::default()
            },
            Arc::clone(&ring) as Arc<dyn Ring>,
        );
        let door = Door::new(DoorOptions::default(), Journal::silent(None));
        let url = || "http://127.0.0.1:1".parse().expect("an address");
        let services = Services {
            planday: Planday::new(door.clone(), url(), url()),
            stackone: StackOne::new(door.clone(), url()),
            door,
            cache: None,
            library: Some(Library::new(folder.path(), Guard::default())),
            vault,
            command: None,
            poll: Duration::from_millis(1),
            origin: crate::domain::ChangeOrigin::Screen,
        };
        let profile = Profile::new("Acme", Connection::default(), Timestamp::UNIX_EPOCH);
        let name = SecretId::Token(profile.id);
        let library = services.library.as_ref().expect("a library");
        let saved = LibrarySnapshot {
            profiles: vec![profile],
            ..LibrarySnapshot::default()
        };
        library.seed(&saved).expect("saved");
        let stage = Self {
            folder,
            ring,
            services,
            name,
        };
        let place = Some(SecretStoreKind::Plaintext);
        keep_secret(
            &stage.services,
            &stage.name,
            &Secret::new("hush"),
            place,
            false,
        )
        .await
        .expect("kept");
        stage
    }

    async fn record(&self) -> SecretRecord {
        let saved = load(&self.services).await.expect("loaded");
        recorded(&saved, &self.name).expect("recorded").clone()
    }

    async fn held(&self, place: SecretStoreKind) -> bool {
        // Whichever generation it is.
        for generation in 0..5 {
            let record = SecretRecord {
                place,
                at: Timestamp::UNIX_EPOCH,
                generation,
            };
            let held = self.services.vault.get(&self.name, &record).await;
            if held.expect("asked").is_some() {
                return true;
            }
        }
        false
    }

    async fn go(&self) -> Result<Settled, KeepError> {
        let from = self.record().await;
        move_secret(&self.services, &self.name, &from, SecretStoreKind::Keyring).await
    }

    /// The record leads to a secret that works.
    async fn assert_works_from(&self, place: SecretStoreKind) {
        let kept = self.record().await;
        assert_eq!(kept.place, place);
        let held = self.services.vault.get(&self.name, &kept).await;
        assert_eq!(held.expect("asked"), Some(Secret::new("hush")));
    }
}

#[tokio::test]
async fn a_secret_is_moved_whole() {
    let stage = Stage::new().await;
    let settled = stage.go().await.expect("moved");
    assert!(settled.left.is_empty());
    stage.assert_works_from(SecretStoreKind::Keyring).await;
    assert!(!stage.held(SecretStoreKind::Plaintext).await);
    assert_eq!(
        stage.go().await.expect("there already").kept,
        stage.record().await
    );
}

#[tokio::test]
async fn a_store_that_keeps_something_else_gets_nothing_deleted() {
    let stage = Stage::new().await;
    stage.ring.become_(Mood::Mangling);
    let said = stage.go().await.expect_err("found out").to_string();
    assert!(said.contains("did not come back"), "{said}");
    stage.assert_works_from(SecretStoreKind::Plaintext).await;
}

#[tokio::test]
async fn a_record_that_cannot_be_written_leaves_the_secret_where_it_was() {
    let stage = Stage::new().await;
    let from = stage.record().await;
    let mut services = stage.services.clone();
    // A file where the folder should be: nothing can be recorded.
    let taken = stage.folder.path().join("taken");
    fs::write(&taken, "").expect("written");
    services.library = Some(Library::new(&taken, Guard::default()));
    move_secret(&services, &stage.name, &from, SecretStoreKind::Keyring)
        .await
        .expect_err("not recorded");
    stage.assert_works_from(SecretStoreKind::Plaintext).await;
    assert!(!stage.held(SecretStoreKind::Keyring).await, "no stray copy");
}

#[tokio::test]
async fn a_secret_that_changed_meanwhile_is_left_alone() {
    let stage = Stage::new().await;
    let before = stage.record().await;
    let newer = Secret::new("hush");
    let place = Some(SecretStoreKind::Plaintext);
    keep_secret(&stage.services, &stage.name, &newer, place, false)
        .await
        .expect("kept");
    let outcome = move_secret(
        &stage.services,
        &stage.name,
        &before,
        SecretStoreKind::Keyring,
    )
    .await;
    outcome.expect_err("the one of before is gone");
    stage.assert_works_from(SecretStoreKind::Plaintext).await;
}

#[tokio::test]
async fn an_old_store_that_does_not_let_go_is_told_and_the_new_one_counts() {
    let stage = Stage::new().await;
    stage.go().await.expect("moved");
    stage.ring.become_(Mood::Clinging);
    let from = stage.record().await;
    let settled = move_secret(
        &stage.services,
        &stage.name,
        &from,
        SecretStoreKind::Plaintext,
    )
    .await
    .expect("moved");
    assert!(settled.left[0].contains("keyring"), "{:?}", settled.left);
    stage.assert_works_from(SecretStoreKind::Plaintext).await;
}

#[tokio::test]
async fn a_secret_kept_elsewhere_leaves_no_copy_behind() {
    let stage = Stage::new().await;
    let place = Some(SecretStoreKind::Keyring);
    keep_secret(
        &stage.services,
        &stage.name,
        &Secret::new("hush"),
        place,
        false,
    )
    .await
    .expect("kept");
    stage.assert_works_from(SecretStoreKind::Keyring).await;
    assert!(!stage.held(SecretStoreKind::Plaintext).await);
    let forgotten = forget_secret(&stage.services, &stage.name).await;
    assert_eq!(forgotten.expect("removed"), Some(true));
    assert!(!stage.held(SecretStoreKind::Keyring).await);
    let again = forget_secret(&stage.services, &stage.name).await;
    assert_eq!(again.expect("asked"), None);
}

#[tokio::test]
async fn projects_come_and_go_with_their_keys() {
    let stage = Stage::new().await;
    let services = &stage.services;
    for (project, default) in [("one", false), ("two", false), ("three", true)] {
        let name = SecretId::ApiKey(project.to_owned());
        keep_secret(services, &name, &Secret::new("key"), None, default)
            .await
            .expect("kept");
    }
    let default = async || load(services).await.expect("loaded").default_project;
    assert_eq!(default().await.as_deref(), Some("three"));
    let three = SecretId::ApiKey("three".to_owned());
    assert_eq!(
        forget_secret(services, &three).await.expect("removed"),
        Some(true)
    );
    let saved = load(services).await.expect("loaded");
    assert_eq!((saved.projects.len(), saved.default_project), (2, None));
}

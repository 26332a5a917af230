//! The encrypted file on a bad day.

use super::*;

/// What somebody is told who unlocks and reads.
async fn told(folder: &TempDir) -> String {
    let vault = bare(folder.path());
    if let Err(error) = vault.unlock(&Secret::new("right")).await {
        return error.to_string();
    }
    let got = vault.get(&name(), &at(SecretStoreKind::File)).await;
    got.map_or_else(
        |error| error.to_string(),
        |got| format!("{}", got.is_some()),
    )
}

#[tokio::test]
async fn the_file_is_locked_until_its_passphrase_comes_and_is_then_open_for_the_run() {
    let folder = folder();
    let vault = bare(folder.path());
    assert!(vault.is_locked());
    let keep = vault.keep(&name(), &Secret::new(CANARY)).await;
    assert_eq!(keep, Err(VaultError::Locked { new: true }));
    assert!(vault.unlock(&Secret::new("")).await.is_err());
    vault.unlock(&Secret::new("right")).await.expect("made");
    assert!(!vault.is_locked() && file(&folder).exists());
    vault
        .keep(&name(), &Secret::new(CANARY))
        .await
        .expect("kept");
    let clone = vault.clone();
    let got = clone
        .get(&name(), &at(SecretStoreKind::File))
        .await
        .expect("read");
    assert_eq!(got, Some(Secret::new(CANARY)));
    let later = bare(folder.path());
    let got = later.get(&name(), &at(SecretStoreKind::File)).await;
    assert_eq!(got, Err(VaultError::Locked { new: false }));
    assert!(
        vault
            .remove(&name(), &at(SecretStoreKind::File))
            .await
            .expect("removed")
    );
    assert!(
        !vault
            .remove(&name(), &at(SecretStoreKind::File))
            .await
            .expect("asked")
    );
    assert_eq!(
        vault.get(&name(), &at(SecretStoreKind::File)).await,
        Ok(None)
    );
}

#[tokio::test]
async fn a_wrong_passphrase_says_so_and_loses_nothing() {
    let folder = filled().await;
    let before = fs::read(file(&folder)).expect("the file");
    let vault = bare(folder.path());
    let error = vault.unlock(&Secret::new("wrong")).await;
    assert_eq!(error, Err(VaultError::WrongPassphrase(file(&folder))));
    assert!(vault.is_locked());
    assert_eq!(fs::read(file(&folder)).expect("the file"), before);
    vault.unlock(&Secret::new("right")).await.expect("unlocked");
    let got = vault
        .get(&name(), &at(SecretStoreKind::File))
        .await
        .expect("read");
    assert_eq!(got, Some(Secret::new(CANARY)));
}

#[tokio::test]
async fn the_passphrase_comes_from_its_source_and_is_asked_for_once() {
    let folder = filled().await;
    let source = folder.path().join("passphrase");
    let from_file = || VaultOptions {
        passphrase: Some(PassphraseSource::File(source.clone())),
        ..options(folder.path())
    };
    fs::write(&source, "right\r\n").expect("written");
    let vault = vault(from_file(), Mood::Absent);
    assert!(!vault.is_locked());
    let got = vault
        .get(&name(), &at(SecretStoreKind::File))
        .await
        .expect("read");
    assert_eq!(got, Some(Secret::new(CANARY)));
    fs::remove_file(&source).expect("gone");
    vault
        .get(&name(), &at(SecretStoreKind::File))
        .await
        .expect("open still");
    let late = super::Vault::with_ring(from_file(), FakeRing::new(Mood::Absent));
    let said = late
        .get(&name(), &at(SecretStoreKind::File))
        .await
        .expect_err("gone")
        .to_string();
    assert!(said.contains("could not be read"), "{said}");
    assert!(late.is_locked(), "somebody may be asked instead");
    late.unlock(&Secret::new("right")).await.expect("unlocked");
}

#[tokio::test]
async fn the_file_is_private_and_a_looser_mode_is_refused_with_the_remedy() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = filled().await;
    let path = file(&folder);
    let mode = |path: &Path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
    assert_eq!(mode(&path), 0o600);
    assert_eq!(mode(&folder.path().join("secrets.enc.previous")), 0o600);
    for loose in [0o640, 0o604, 0o644] {
        fs::set_permissions(&path, fs::Permissions::from_mode(loose)).expect("set");
        let said = told(&folder).await;
        let mend = format!(
            "(mode {loose:04o}). Fix it with: chmod 600 {}",
            path.display()
        );
        assert!(said.ends_with(&mend), "{said}");
    }
    fs::set_permissions(&path, fs::Permissions::from_mode(0o400)).expect("set");
    assert_eq!(told(&folder).await, "true", "stricter is fine");
}

#[tokio::test]
async fn a_damaged_or_newer_file_is_told_and_left_alone() {
    let folder = filled().await;
    let whole = fs::read(file(&folder)).expect("the file");
    let changed = |at: usize, to: u8| {
        let mut bytes = whole.clone();
        bytes[at] = to;
        bytes
    };
    let last = whole.len() - 1;
    for (bytes, expected) in [
        (whole[..last].to_vec(), "its seal is broken"),
        (whole[..40].to_vec(), "its end is missing"),
        (Vec::new(), "no file of stackday's"),
        (b"{}".to_vec(), "no file of stackday's"),
        (changed(last, !whole[last]), "its seal is broken"),
        (changed(16, 9), "newer stackday (form 9)"),
        (changed(21, 0xff), "senseless amount of work"),
    ] {
        fs::write(file(&folder), &bytes).expect("written");
        let said = told(&folder).await;
        assert!(said.contains(expected), "{expected}: {said}");
        assert_eq!(fs::read(file(&folder)).expect("still there"), bytes);
    }
    // A vault that was open before it broke does not write over it either.
    fs::write(file(&folder), &whole).expect("written");
    let vault = unlocked(folder.path(), "right").await;
    fs::write(file(&folder), &whole[..last]).expect("written");
    let kept = vault.keep(&name(), &Secret::new("other")).await;
    let said = kept.expect_err("refused").to_string();
    assert!(said.contains("secrets.enc.previous"), "{said}");
    assert_eq!(
        fs::read(file(&folder)).expect("still there"),
        &whole[..last]
    );
}

#[tokio::test]
async fn the_version_before_is_kept_and_opens_with_the_same_passphrase() {
    let folder = filled().await;
    let vault = unlocked(folder.path(), "right").await;
    vault
        .keep(&name(), &Secret::new("newer"))
        .await
        .expect("kept");
    let previous = folder.path().join("secrets.enc.previous");
    fs::rename(&previous, file(&folder)).expect("put in place");
    assert_eq!(
        vault.get(&name(), &at(SecretStoreKind::File)).await,
        Ok(Some(Secret::new(CANARY)))
    );
    vault
        .remove(&name(), &at(SecretStoreKind::File))
        .await
        .expect("removed");
    fs::rename(&previous, file(&folder)).expect("put in place");
    let got = vault.get(&name(), &at(SecretStoreKind::File)).await;
    assert_eq!(got, Ok(None), "what is removed is gone from there too");
}

#[tokio::test]
async fn a_file_that_was_begun_anew_elsewhere_is_locked_again() {
    let folder = filled().await;
    let vault = unlocked(folder.path(), "right").await;
    fs::remove_file(file(&folder)).expect("gone");
    unlocked(folder.path(), "another").await;
    let kept = vault.keep(&name(), &Secret::new(CANARY)).await;
    assert_eq!(kept, Err(VaultError::Locked { new: false }));
    assert!(vault.is_locked());
}

#[tokio::test]
async fn what_a_killed_stackday_left_half_written_is_swept_away() {
    let folder = filled().await;
    let left = folder.path().join("secrets.enc.x1y2z3.tmp");
    fs::write(&left, "half").expect("written");
    let vault = unlocked(folder.path(), "right").await;
    vault
        .keep(&name(), &Secret::new("newer"))
        .await
        .expect("kept");
    assert!(!left.exists());
}

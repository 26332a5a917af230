//! Stores on a bad day.

use std::fs;
use std::path::Path;

use tempfile::TempDir;
use uuid::Uuid;

use super::*;
use crate::profile::ProfileId;
use crate::secret::keyring::tests::{FakeRing, Mood};

const CANARY: &str = "canary-VxLtcy_OWkWoPKqs4uFhTg";

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

fn name() -> SecretName {
    SecretName::Token(ProfileId::from(Uuid::nil()))
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
    assert_eq!(kept.place, Place::File);
    folder
}

fn file(folder: &TempDir) -> PathBuf {
    folder.path().join("secrets.enc")
}

/// What somebody is told who unlocks and reads.
async fn told(folder: &TempDir) -> String {
    let vault = bare(folder.path());
    if let Err(error) = vault.unlock(&Secret::new("right")).await {
        return error.to_string();
    }
    let got = vault.get(&name(), Place::File).await;
    got.map_or_else(
        |error| error.to_string(),
        |got| format!("{}", got.is_some()),
    )
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
            Place::Keyring,
            "keyring answers",
        ),
        (
            with(None, false),
            Mood::Absent,
            Place::File,
            "No keyring answers here (no session bus), so new secrets go to the encrypted file.",
        ),
        (with(None, false), Mood::Locked, Place::File, "is locked"),
        (with(None, true), Mood::Absent, Place::File, "so new"),
        (
            with(Some(Place::Keyring), false),
            Mood::Absent,
            Place::Keyring,
            "asked for",
        ),
        (
            with(Some(Place::File), false),
            Mood::Fine,
            Place::File,
            "asked for",
        ),
        (
            with(Some(Place::Plaintext), true),
            Mood::Fine,
            Place::Plaintext,
            "asked for",
        ),
        (
            with(Some(Place::Plaintext), false),
            Mood::Fine,
            Place::Keyring,
            "not switched on",
        ),
        (nowhere, Mood::Absent, Place::Memory, "--data-dir"),
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
    let got = clone.get(&name(), Place::File).await.expect("read");
    assert_eq!(got, Some(Secret::new(CANARY)));
    let later = bare(folder.path());
    let got = later.get(&name(), Place::File).await;
    assert_eq!(got, Err(VaultError::Locked { new: false }));
    assert!(vault.remove(&name(), Place::File).await.expect("removed"));
    assert!(!vault.remove(&name(), Place::File).await.expect("asked"));
    assert_eq!(vault.get(&name(), Place::File).await, Ok(None));
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
    let got = vault.get(&name(), Place::File).await.expect("read");
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
    let got = vault.get(&name(), Place::File).await.expect("read");
    assert_eq!(got, Some(Secret::new(CANARY)));
    fs::remove_file(&source).expect("gone");
    vault.get(&name(), Place::File).await.expect("open still");
    let late = super::Vault::with_ring(from_file(), FakeRing::new(Mood::Absent));
    let said = late
        .get(&name(), Place::File)
        .await
        .expect_err("gone")
        .to_string();
    assert!(said.contains("could not be read"), "{said}");
    assert!(late.is_locked(), "somebody may be asked instead");
    late.unlock(&Secret::new("right")).await.expect("unlocked");
}

#[cfg(unix)]
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
            "(mode {loose:04o}). Mend it with: chmod 600 {}",
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
        vault.get(&name(), Place::File).await,
        Ok(Some(Secret::new(CANARY)))
    );
    vault.remove(&name(), Place::File).await.expect("removed");
    fs::rename(&previous, file(&folder)).expect("put in place");
    let got = vault.get(&name(), Place::File).await;
    assert_eq!(got, Ok(None), "what is removed is gone from there too");
}

#[tokio::test]
async fn two_vaults_at_once_lose_nothing_of_each_other() {
    let folder = folder();
    unlocked(folder.path(), "right").await;
    let [one, other] = [
        unlocked(folder.path(), "right").await,
        unlocked(folder.path(), "right").await,
    ];
    let key = |number: usize| SecretName::ApiKey(format!("project {number}"));
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
        let got = one.get(&key(number), Place::File).await.expect("read");
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
async fn plaintext_is_used_only_where_it_is_switched_on() {
    let folder = folder();
    let with = |plaintext| VaultOptions {
        store: Some(Place::Plaintext),
        plaintext,
        ..options(folder.path())
    };
    let on = vault(with(true), Mood::Absent);
    let kept = on.keep(&name(), &Secret::new(CANARY)).await.expect("kept");
    assert_eq!(kept.place, Place::Plaintext);
    let path = folder.path().join("secrets.plaintext.json");
    let text = fs::read_to_string(&path).expect("the file");
    assert!(
        text.contains(CANARY) && text.contains("not encrypted"),
        "{text}"
    );
    let off = vault(with(false), Mood::Absent);
    for outcome in [
        off.get(&name(), Place::Plaintext).await.map(|_| ()),
        off.keep_in(&name(), &Secret::new(CANARY), Place::Plaintext)
            .await
            .map(|_| ()),
        off.remove(&name(), Place::Plaintext).await.map(|_| ()),
    ] {
        let said = outcome.expect_err("switched off").to_string();
        assert!(said.contains("--plaintext-secrets"), "{said}");
    }
    fs::write(&path, text.replace("\"value\": \"", "\"value\": ")).expect("written");
    let said = on
        .get(&name(), Place::Plaintext)
        .await
        .expect_err("damaged")
        .to_string();
    assert!(said.contains("line ") && !said.contains("canary"), "{said}");
    fs::write(&path, text).expect("written");
    assert!(on.remove(&name(), Place::Plaintext).await.expect("removed"));
    assert!(!path.exists(), "an empty one has no reason to be there");
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
    for place in [Place::Keyring, Place::File, Place::Plaintext, Place::Memory] {
        let kept = vault
            .keep_in(&name(), &Secret::new(CANARY), place)
            .await
            .expect("kept");
        assert_eq!(kept.place, place);
        assert!(vault.remove(&name(), place).await.expect("removed"));
        assert_eq!(vault.get(&name(), place).await, Ok(None));
    }
    vault
        .unlock(&Secret::new("x"))
        .await
        .expect("nothing to unlock");
    assert!(!vault.is_locked());
}

//! What a person may rely on.

use std::fs;
use std::path::Path;

use stackday::domain::{Standing, StepId};
use stackday::library::Library;

use crate::program::{MARK, guard, made_with, token_of};
use crate::world::World;

impl World {
    /// What holds after every step.
    pub async fn assert_holds(&self, at: &str) {
        let library = Library::new(self.folder.path(), guard());
        let saved = library
            .load()
            .unwrap_or_else(|error| panic!("{at}: {error}"));
        assert_eq!(
            saved.profiles.len(),
            self.acknowledged.len(),
            "{at}: connections"
        );
        for (id, known) in &self.acknowledged {
            let Some(profile) = saved.find(*id) else {
                panic!("{at}: {} was acknowledged and is gone", known.name);
            };
            assert_eq!(profile.name, known.name, "{at}");
            assert_eq!(profile.settings.app_id, known.app, "{at}: {}", known.name);
            assert_eq!(profile.settings.notes, known.notes, "{at}: {}", known.name);
            // Evidence of another Token or another App Id never ticks.
            if let Some(b2) = profile.steps.get(&StepId::B2)
                && b2.standing == Standing::Verified
            {
                let token = known.token.clone().unwrap_or_default();
                let app = known.app.clone().unwrap_or_default();
                assert_eq!(b2.line, made_with(&token, &app), "{at}: {}", known.name);
            }
            // The record leads to a Token; where it was removed, none has come back.
            if known.token.is_none() {
                assert_eq!(profile.token, None, "{at}: {}", known.name);
            } else {
                let name = token_of(*id);
                let record = profile.token.as_ref();
                let record = record.unwrap_or_else(|| panic!("{at}: no record"));
                let held = self.vault.get(&name, record).await.expect("readable");
                assert!(
                    held.is_some(),
                    "{at}: the record of {} leads nowhere",
                    known.name
                );
            }
        }
        // No secret outside its store.
        let leaky = files_with_secret(self.folder.path());
        assert!(leaky.is_empty(), "{at}: a secret in {leaky:?}");
    }

    /// What holds once everything is settled.
    pub async fn assert_tidy(&self, at: &str) {
        self.assert_holds(at).await;
        let library = &self.programs[0].library;
        // A Token once read is kept: it is the one that Planday takes, unless no program ever saw it in time.
        for (id, known) in &self.acknowledged {
            let (Some(_), Some(expected)) = (&known.token, self.planday.get(id)) else {
                continue;
            };
            let name = token_of(*id);
            let record = library.secret(&name).expect("readable").expect("recorded");
            let held = self.vault.get(&name, &record).await.expect("readable");
            let held = held.expect("there").expose().to_owned();
            if self.lost.contains(id) {
                continue;
            }
            assert_eq!(&held, expected, "{at}: the Token of {}", known.name);
        }
        // Nothing is in a store that nothing leads to.
        assert_eq!(library.leftovers().expect("readable"), [], "{at}");
        for (name, record) in &self.puts {
            let held = self.vault.get(name, record).await.expect("readable");
            let current = library.secret(name).expect("readable");
            if held.is_some() {
                assert_eq!(current.as_ref(), Some(record), "{at}: a stray secret");
            }
        }
    }
}

/// The files in a folder, and in the folders in it, in which a secret stands readable.
fn files_with_secret(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files_with_secret(&path));
            continue;
        }
        // One that is gone meanwhile holds nothing.
        let bytes = fs::read(&path).unwrap_or_default();
        // As text: its search is fast in a test that is not optimised, and this is done after every step.
        if String::from_utf8_lossy(&bytes).contains(MARK) {
            found.push(path);
        }
    }
    found
}

#[test]
fn a_secret_is_found_in_whichever_folder_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let inner = folder.path().join("backups/older");
    fs::create_dir_all(&inner).expect("a folder");
    fs::write(folder.path().join("clean"), "hush").expect("written");
    assert!(files_with_secret(folder.path()).is_empty());
    let leaky = inner.join("library.db");
    fs::write(&leaky, format!("a {MARK}7 b")).expect("written");
    assert_eq!(files_with_secret(folder.path()), [leaky]);
}

//! Saving and deleting one profile beside others.

use std::fs;

use stackday::profile::{Profile, ProfileId, Saved, StoreError, Verification};

use crate::support::{Home, names, profile};

fn find<'a>(saved: &'a Saved, name: &str) -> &'a Profile {
    saved.named(name).expect("there")
}

fn refusal(outcome: Result<Saved, StoreError>) -> String {
    match outcome {
        Err(StoreError::Refused(why)) => why,
        other => panic!("not refused: {other:?}"),
    }
}

#[test]
fn a_new_profile_is_saved_with_all_that_is_known_of_it() {
    let home = Home::new();
    let new = profile("  Café ");
    let saved = home.store.save(&new).expect("saved");
    let stored = find(&saved, "café");
    assert_eq!((stored.name.as_str(), stored.revision), ("Café", 1));
    assert!(stored.changed_at > new.changed_at);
    let same = Profile {
        name: stored.name.clone(),
        revision: 1,
        changed_at: stored.changed_at,
        ..new
    };
    assert_eq!(*stored, same);
    assert_eq!(home.store.load().expect("read"), saved);
}

#[test]
fn saving_changes_what_a_person_entered_and_keeps_what_the_checks_found() {
    let home = Home::with(&["One"]);
    let mut mine = find(&home.store.load().expect("read"), "One").clone();
    // A verification ends while a person types.
    let change = home.store.change(|saved| {
        let stored = saved.find_mut(mine.id).expect("there");
        stored.remember(Verification {
            exit: 3,
            ..stored.history[0].clone()
        });
        stored.old_token.clone_from(&stored.token);
        Ok(())
    });
    change.expect("saved");
    mine.name = "Two".to_owned();
    mine.settings.portal = None;
    let saved = home.store.save(&mine).expect("saved");
    let stored = find(&saved, "Two");
    assert_eq!((stored.revision, &stored.settings), (2, &mine.settings));
    assert_eq!((stored.history.len(), stored.history[0].exit), (2, 3));
    assert!(stored.old_token.is_some() && !stored.steps.is_empty());
}

#[test]
fn an_empty_or_taken_name_is_refused() {
    let home = Home::with(&["One", "Two"]);
    let bytes = home.bytes();
    assert_eq!(
        refusal(home.store.save(&profile(" "))),
        "A profile needs a name."
    );
    let taken = refusal(home.store.save(&profile("oNE ")));
    assert!(
        taken.starts_with("Another profile is called “oNE” already"),
        "{taken}"
    );
    let mut two = find(&home.store.load().expect("read"), "Two").clone();
    two.name = "one".to_owned();
    refusal(home.store.save(&two));
    let pushed = home.store.change(|saved| {
        saved.profiles.push(profile("ONE"));
        Ok(())
    });
    assert_eq!(
        refusal(pushed.map(|(saved, ())| saved)),
        "Nothing was saved: another profile is called “ONE” already."
    );
    assert_eq!(home.bytes(), bytes);
    two.name = "TWO".to_owned();
    assert_eq!(
        names(&home.store.save(&two).expect("its own name")),
        ["One", "TWO"]
    );
}

#[test]
fn whoever_saves_an_older_state_is_told_that_somebody_else_changed_it() {
    let home = Home::with(&["One"]);
    let stored = find(&home.store.load().expect("read"), "One").clone();
    let (mut mine, mut theirs) = (stored.clone(), stored);
    theirs.settings.notes = "theirs".to_owned();
    mine.settings.notes = "mine".to_owned();
    home.store.save(&theirs).expect("saved");
    let why = refusal(home.store.save(&mine));
    assert!(
        why.starts_with("“One” was changed by somebody else at ")
            && why.ends_with("save yours as a new profile."),
        "{why}"
    );
    home.store.remove(&[mine.id]).expect("deleted");
    let why = refusal(home.store.save(&mine));
    assert!(
        why.starts_with("“One” was deleted by somebody else"),
        "{why}"
    );
    assert!(home.store.load().expect("read").profiles.is_empty());
}

#[test]
fn notes_too_long_to_keep_are_refused_and_not_cut() {
    let home = Home::new();
    let mut long = profile("Long");
    long.settings.notes = "x".repeat(20_001);
    let why = refusal(home.store.save(&long));
    assert_eq!(
        why,
        "The notes have 20001 characters, and 20000 are kept: shorten them."
    );
    long.settings.notes.pop();
    home.store.save(&long).expect("saved");
}

#[test]
fn deleting_takes_those_and_no_others() {
    let home = Home::with(&["One", "Two", "Three"]);
    let saved = home.store.load().expect("read");
    let ids = ["One", "Three"].map(|name| find(&saved, name).id);
    let rest = home.store.remove(&ids).expect("deleted");
    assert_eq!(names(&rest), ["Two"]);
    assert_eq!(home.store.load().expect("read"), rest);
    assert_eq!(
        home.store.remove(&[ProfileId::random()]).expect("none"),
        rest
    );
}

#[test]
fn what_changes_nothing_writes_nothing_and_the_version_before_stays() {
    let home = Home::with(&["One"]);
    let first = home.bytes();
    let saved = home.store.save(&profile("Two")).expect("saved");
    let second = home.bytes();
    assert_eq!(fs::read(home.store.previous()).expect("kept"), first);
    home.store.save(find(&saved, "Two")).expect("the same");
    home.store.remove(&[ProfileId::random()]).expect("none");
    home.store.change(|_| Ok(())).expect("nothing");
    assert_eq!(home.bytes(), second);
    assert_eq!(fs::read(home.store.previous()).expect("kept"), first);
    home.store
        .remove(&[find(&saved, "Two").id])
        .expect("deleted");
    assert_eq!(fs::read(home.store.previous()).expect("kept"), second);
}

#[cfg(unix)]
#[test]
fn the_folder_and_its_files_are_their_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;

    let home = Home::new();
    let folder = home.path("a/b");
    let store = stackday::profile::Store::new(&folder);
    store.save(&profile("One")).expect("saved");
    store.save(&profile("Two")).expect("saved");
    let mode = |path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
    assert_eq!(mode(folder.clone()), 0o700);
    for entry in fs::read_dir(&folder).expect("the folder") {
        let path = entry.expect("an entry").path();
        assert_eq!(mode(path.clone()), 0o600, "{}", path.display());
    }
}

#[cfg(unix)]
#[test]
fn a_link_stays_a_link() {
    let home = Home::with(&["One"]);
    let elsewhere = tempfile::tempdir().expect("a folder");
    let file = elsewhere.path().join("connections.json");
    fs::rename(home.store.file(), &file).expect("moved");
    std::os::unix::fs::symlink(&file, home.store.file()).expect("linked");
    let saved = home.store.save(&profile("Two")).expect("saved");
    assert!(
        fs::symlink_metadata(home.store.file())
            .expect("there")
            .is_symlink()
    );
    assert_eq!(home.store.load().expect("read"), saved);
    assert!(fs::read_to_string(file).expect("read").contains("Two"));
}

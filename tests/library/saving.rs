//! Saving, changing and deleting one connection beside others.

use stackday::domain::{ProfileId, SecretId, SecretStoreKind, Standing, StepId};
use stackday::library::{Edit, Merged, Purpose, SavedSecrets};

use crate::support::{Home, again, findings, found, names_of, new, put, refusal, save, settings};

#[test]
fn a_new_connection_is_saved_with_all_that_is_known_of_it() {
    let home = Home::new();
    let mut save = new("  Café ");
    let steps = [(
        StepId::A2,
        found(
            Standing::Verified,
            "The app answers.",
            "2026-07-01T10:00:00Z",
        ),
    )];
    save.steps = steps.clone().into();
    let id = SecretId::Token(save.id);
    let token = home.library.reserve(&id, SecretStoreKind::Keyring);
    let token = token.expect("reserved");
    let secrets = SavedSecrets {
        token: Some(token.clone()),
        api_key: None,
    };
    let (stored, left) = home.library.save(save.clone(), secrets).expect("saved");
    assert_eq!(left, []);
    assert_eq!(
        (stored.id, stored.name.as_str(), stored.revision),
        (save.id, "Café", 1)
    );
    assert_eq!(stored.token, Some(token));
    assert_eq!(stored.steps, steps.into());
    assert_eq!(stored.settings, save.settings);
    assert_eq!(stored.created_at, stored.changed_at);
    assert_eq!(home.stored(save.id), stored);
    let named = home.another().named("cAFÉ").expect("read");
    assert_eq!(named, Some(stored));
}

#[test]
fn saving_changes_what_a_person_entered_and_keeps_what_the_checks_found() {
    let home = Home::with(&[]);
    let mine = home.save("One");
    // A verification ends while a person types.
    let ended = findings(
        mine.evidence_revision,
        Standing::Failed,
        "no",
        "2026-07-01T10:00:00Z",
    );
    let merged = home.another().merge_findings(vec![(mine.id, ended)]);
    assert_eq!(merged.expect("merged"), [Merged::Yes]);
    let mut save = again(&mine);
    save.name = "Two".to_owned();
    save.settings.owner_name = Some("Nord".to_owned());
    put(&home.library, save).expect("saved");
    let stored = home.stored(mine.id);
    assert_eq!((stored.name.as_str(), stored.revision), ("Two", 2));
    assert_eq!(stored.settings.owner_name.as_deref(), Some("Nord"));
    assert_eq!((stored.history.len(), stored.history[0].exit), (1, 4));
    assert_eq!(stored.steps[&StepId::B2].standing, Standing::Failed);
}

#[test]
fn an_empty_or_taken_name_is_refused() {
    let home = Home::with(&["One", "Two"]);
    let bytes = home.bytes();
    let library = &home.library;
    // The last one is empty once what cannot be seen is taken away.
    for empty in ["", " ", "\u{200b}\u{202e} "] {
        let why = refusal(save(library, empty));
        assert_eq!(why, "A profile needs a name.");
        refusal(library.check_save(&new(empty)));
        refusal(library.import(vec![(empty.to_owned(), settings())]));
    }
    let taken = refusal(save(library, "oNE "));
    assert!(
        taken.starts_with("Another profile is called “oNE” already"),
        "{taken}"
    );
    let two = library.named("two").expect("read").expect("there");
    let mut renamed = again(&two);
    renamed.name = "one".to_owned();
    refusal(library.check_save(&renamed));
    refusal(put(library, renamed.clone()));
    refusal(library.edit(two.id, Edit::Name("one\u{200b}".to_owned())));
    refusal(library.edit(two.id, Edit::Name(" ".to_owned())));
    refusal(library.duplicate(two.id, "ONE"));
    assert_eq!(home.bytes(), bytes, "nothing was changed");
    renamed.name = "TWO".to_owned();
    put(library, renamed).expect("its own name");
    assert_eq!(names_of(library), ["One", "TWO"]);
}

#[test]
fn whoever_saves_an_older_state_is_told_that_another_one_changed_it() {
    let home = Home::new();
    let stored = home.save("One");
    let (mut mine, mut theirs) = (again(&stored), again(&stored));
    theirs.settings.notes = "theirs".to_owned();
    mine.settings.notes = "mine".to_owned();
    put(&home.another(), theirs).expect("saved");
    for why in [
        refusal(home.library.check_save(&mine)),
        refusal(put(&home.library, mine.clone())),
    ] {
        assert!(
            why.starts_with("“One” was changed by another program at ")
                && why.ends_with("save yours as a new profile."),
            "{why}"
        );
    }
    home.another().remove(&[mine.id]).expect("deleted");
    for why in [
        refusal(home.library.check_save(&mine)),
        refusal(put(&home.library, mine.clone())),
    ] {
        assert!(
            why.starts_with("“One” was deleted by another program"),
            "{why}"
        );
    }
    assert_eq!(names_of(&home.library), [""; 0]);
}

#[test]
fn a_token_is_refused_where_another_one_came_meanwhile_and_so_is_what_replaces_it() {
    let home = Home::new();
    let stored = home.save("One");
    let id = SecretId::Token(stored.id);
    let theirs = home.another();
    let record = theirs
        .reserve(&id, SecretStoreKind::File)
        .expect("reserved");
    theirs
        .adopt(&id, &record, Purpose::Save)
        .expect("their Token");
    let mut mine = again(&stored);
    mine.with_token = true;
    let why = refusal(home.library.check_save(&mine));
    assert!(why.starts_with("“One” was changed by another"), "{why}");
    assert_eq!(home.stored(stored.id).token, Some(record));
    mine.with_token = false;
    home.library
        .check_save(&mine)
        .expect("what was entered beside it is the same");
}

#[test]
fn notes_too_long_to_keep_are_refused_and_not_cut() {
    let home = Home::new();
    let mut long = new("Long");
    long.settings.notes = "x".repeat(20_001);
    let said = "The notes have 20001 characters, and 20000 are kept: shorten them.";
    assert_eq!(refusal(home.library.check_save(&long)), said);
    assert_eq!(refusal(put(&home.library, long.clone())), said);
    let stored = home.save("Short");
    let edit = home
        .library
        .edit(stored.id, Edit::Notes(long.settings.notes.clone()));
    assert_eq!(refusal(edit), said);
    long.settings.notes.pop();
    put(&home.library, long).expect("saved");
}

#[test]
fn what_the_forms_have_no_field_for_is_edited_beside_them() {
    let home = Home::new();
    let stored = home.save("One");
    let edit = |edit| home.library.edit(stored.id, edit).expect("edited");
    assert_eq!(edit(Edit::Tags("#b, a  b".to_owned())), "“One” has 2 tags");
    assert_eq!(
        edit(Edit::Notes("a\nb".to_owned())),
        "the notes of “One” are saved"
    );
    assert_eq!(
        edit(Edit::Name(" Two ".to_owned())),
        "“One” is called “Two” now"
    );
    let now = home.stored(stored.id);
    assert_eq!((now.name.as_str(), now.revision), ("Two", 4));
    assert_eq!(now.settings.tags, ["a".to_owned(), "b".to_owned()].into());
    assert_eq!(now.settings.notes, "a\nb");
    assert_eq!(now.evidence_revision, stored.evidence_revision);

    edit(Edit::Archived(true));
    let archived = home.stored(stored.id);
    assert!(archived.archived_at.is_some());
    edit(Edit::Archived(true));
    assert_eq!(home.stored(stored.id), archived, "since the first time");
    edit(Edit::Archived(false));
    assert_eq!(home.stored(stored.id).archived_at, None);
    let gone = home.library.edit(ProfileId::random(), Edit::Archived(true));
    assert!(refusal(gone).contains("not saved any more"));
}

#[test]
fn a_copy_has_what_was_entered_and_nothing_that_was_found() {
    let home = Home::new();
    let stored = home.save("One");
    let works = findings(
        stored.evidence_revision,
        Standing::Verified,
        "works",
        "2026-07-01T10:00:00Z",
    );
    home.library
        .merge_findings(vec![(stored.id, works)])
        .expect("merged");
    let copy = home.library.duplicate(stored.id, "Copy").expect("copied");
    assert_eq!(copy.settings, stored.settings);
    assert_ne!(copy.id, stored.id);
    assert!(copy.steps.is_empty() && copy.seen.is_none() && copy.history.is_empty());
    assert_eq!((copy.token, copy.revision), (None, 1));
    assert_eq!(names_of(&home.library), ["Copy", "One"]);
}

#[test]
fn deleting_takes_those_and_no_others() {
    let home = Home::with(&["One", "Two", "Three"]);
    let saved = home.library.load().expect("read");
    let ids = ["One", "Three"].map(|name| saved.named(name).expect("there").id);
    home.library.remove(&ids).expect("deleted");
    assert_eq!(names_of(&home.library), ["Two"]);
    let left = home.library.remove(&[ids[0], ProfileId::random()]);
    assert_eq!(left.expect("gone already is no error"), []);
    assert_eq!(names_of(&home.another()), ["Two"]);
}

#[test]
fn an_import_adds_and_changes_by_name_all_or_none() {
    let home = Home::with(&["One", "Two"]);
    let one = home.library.named("One").expect("read").expect("there");
    let mut other = settings();
    other.owner_id = Some("17".to_owned());
    let entries = vec![
        ("ONE".to_owned(), other.clone()),
        ("Three".to_owned(), settings()),
    ];
    let mut broken = entries.clone();
    broken.push((" ".to_owned(), settings()));
    refusal(home.library.import(broken));
    assert_eq!(names_of(&home.library), ["One", "Two"], "none");
    home.library.import(entries).expect("imported");
    assert_eq!(names_of(&home.library), ["ONE", "Three", "Two"]);
    let changed = home.stored(one.id);
    assert_eq!((changed.settings, changed.revision), (other, 2));
}

#[test]
fn what_changes_nothing_writes_nothing() {
    let home = Home::with(&["One", "Two"]);
    let library = &home.library;
    let two = library.named("Two").expect("read").expect("there");
    library
        .edit(two.id, Edit::Tags("x y".to_owned()))
        .expect("edited");
    let two = home.stored(two.id);
    let bytes = home.bytes();
    let change = library.load().expect("read").change;
    put(library, again(&two)).expect("the same");
    let mut said = again(&two);
    said.name = " Two ".to_owned();
    put(library, said).expect("the same");
    library
        .edit(two.id, Edit::Tags("y x".to_owned()))
        .expect("the same");
    library
        .edit(two.id, Edit::Name("Two".to_owned()))
        .expect("the same");
    library
        .edit(two.id, Edit::Archived(false))
        .expect("the same");
    library.remove(&[ProfileId::random()]).expect("none");
    library
        .import(vec![("Two".to_owned(), two.settings.clone())])
        .expect("the same");
    library
        .merge_steps(two.id, two.evidence_revision, &two.steps)
        .expect("the same");
    library.discard_draft(Some(two.id), None).expect("none");
    assert_eq!(library.load().expect("read").change, change);
    assert_eq!(home.stored(two.id), two);
    assert_eq!(home.bytes(), bytes);
}

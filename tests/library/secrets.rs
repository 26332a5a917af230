//! The records of secrets: at every moment one leads to where a secret is, or may be.

use stackday::domain::{ProfileId, SecretId, SecretRecord, SecretStoreKind};
use stackday::library::{Leftover, Library, Purpose, SavedSecrets};

use crate::support::{Home, again, new, record, refusal};

fn reserve(library: &Library, id: &SecretId) -> SecretRecord {
    let record = library.reserve(id, SecretStoreKind::File);
    record.expect("reserved")
}

fn leftovers(library: &Library) -> Vec<(SecretId, u64)> {
    let left = library.leftovers().expect("read").into_iter();
    left.map(|left| (left.id, left.record.generation)).collect()
}

#[test]
fn a_new_secret_never_takes_the_place_of_an_old_one() {
    let home = Home::new();
    let profile = home.save("One");
    let library = &home.library;
    let id = SecretId::Token(profile.id);
    let first = reserve(library, &id);
    assert_eq!(library.secret(&id).expect("read"), None, "not yet");
    assert_eq!(
        library.adopt(&id, &first, Purpose::Save).expect("adopted"),
        []
    );
    let second = reserve(library, &id);
    assert_ne!(
        id.key(first.generation),
        id.key(second.generation),
        "beside each other in one store"
    );
    assert_eq!(library.secret(&id).expect("read"), Some(first.clone()));
    let left = library.adopt(&id, &second, Purpose::Save).expect("adopted");
    let old = Leftover {
        id: id.clone(),
        record: first,
    };
    let left_of_old = [old];
    assert_eq!(left, left_of_old);
    assert_eq!(library.secret(&id).expect("read"), Some(second.clone()));
    assert_eq!(home.stored(profile.id).token, Some(second));
    // Until it is removed, every run is told.
    assert_eq!(home.another().leftovers().expect("read"), left_of_old);
    library.removed(&left_of_old).expect("noted");
    assert_eq!(leftovers(&home.another()), []);
}

#[test]
fn the_store_of_before_is_left_to_be_removed() {
    // Fault 5: from the file into the keyring.
    let home = Home::new();
    let profile = home.save("One");
    let id = SecretId::Token(profile.id);
    let library = &home.library;
    let in_file = reserve(library, &id);
    library
        .adopt(&id, &in_file, Purpose::Save)
        .expect("adopted");
    let in_keyring = library
        .reserve(&id, SecretStoreKind::Keyring)
        .expect("reserved");
    let secrets = SavedSecrets {
        token: Some(in_keyring.clone()),
        api_key: None,
    };
    let now = home.stored(profile.id);
    let (saved, left) = library.save(again(&now), secrets).expect("saved");
    assert_eq!(saved.token, Some(in_keyring));
    assert_eq!(
        left,
        [Leftover {
            id,
            record: in_file
        }]
    );
}

#[test]
fn a_save_that_is_refused_leaves_the_record_of_before() {
    // Fault 4: their Token stays the current one, and what was put beside it is found.
    let home = Home::new();
    let profile = home.save("One");
    let id = SecretId::Token(profile.id);
    let theirs = home.another();
    let their_token = reserve(&theirs, &id);
    theirs
        .adopt(&id, &their_token, Purpose::Save)
        .expect("adopted");
    let mine = reserve(&home.library, &id);
    let mut save = again(&profile);
    save.with_token = true;
    let secrets = SavedSecrets {
        token: Some(mine.clone()),
        api_key: None,
    };
    refusal(home.library.save(save, secrets));
    assert_eq!(home.stored(profile.id).token, Some(their_token));
    assert_eq!(leftovers(&home.library), [], "it may be tried again");
    home.library.give_up(&id, &mine).expect("given up");
    assert_eq!(leftovers(&home.library), [(id, mine.generation)]);
}

#[test]
fn what_was_reserved_is_a_leftover_once_its_run_has_ended() {
    let home = Home::new();
    let library = home.another();
    let id = SecretId::Token(ProfileId::random());
    let reserved = reserve(&library, &id);
    assert_eq!(leftovers(&library), [], "it is about to be saved");
    assert_eq!(leftovers(&home.library), [], "by one that lives");
    drop(library);
    assert_eq!(
        leftovers(&home.library),
        [(id.clone(), reserved.generation)]
    );
    // Its generation is never given to another one while it is there.
    let next = reserve(&home.library, &id);
    assert!(next.generation > reserved.generation);
}

#[test]
fn a_delete_leaves_what_is_to_be_removed_until_it_is() {
    // Fault 8: the record first.
    let home = Home::new();
    let (one, two) = (home.save("One"), home.save("Two"));
    let library = &home.library;
    let mut records = Vec::new();
    for id in [
        SecretId::Token(one.id),
        SecretId::OldToken(one.id),
        SecretId::Token(two.id),
    ] {
        let record = reserve(library, &id);
        library.adopt(&id, &record, Purpose::Save).expect("adopted");
        records.push(Leftover { id, record });
    }
    // A renewal that its program did not finish belongs to it too.
    let renewed = library
        .reserve_renewal(one.id, SecretStoreKind::Keyring, Some(&records[0].record))
        .expect("reserved");
    let mut left = library.remove(&[one.id]).expect("deleted");
    left.sort_by_key(|left| left.id.clone());
    let renewed = Leftover {
        id: SecretId::Token(one.id),
        record: renewed,
    };
    // The renewal is left to its program while that one is at it.
    assert_eq!(left, records[..2], "and not those of the other");
    home.close();
    let next = home.another();
    let mut told = next.leftovers().expect("read");
    told.sort_by_key(|left| (left.id.clone(), left.record.generation));
    left.insert(1, renewed);
    assert_eq!(told, left);
    // One store could not be used: that one stays.
    next.removed(&left[1..]).expect("noted");
    assert_eq!(next.leftovers().expect("read"), left[..1]);
    next.removed(&left).expect("noted");
    assert_eq!(next.leftovers().expect("read"), []);
    assert_eq!(
        next.secret(&records[2].id).expect("read"),
        Some(records[2].record.clone())
    );
}

#[test]
fn a_current_secret_is_not_taken_for_removed() {
    let home = Home::new();
    let profile = home.save("One");
    let id = SecretId::Token(profile.id);
    let record = reserve(&home.library, &id);
    home.library
        .adopt(&id, &record, Purpose::Save)
        .expect("adopted");
    let wrong = Leftover {
        id: id.clone(),
        record: record.clone(),
    };
    home.library.removed(&[wrong]).expect("noted");
    assert_eq!(home.library.secret(&id).expect("read"), Some(record));
}

#[test]
fn what_is_adopted_must_be_reserved_and_belong_to_something() {
    let home = Home::new();
    let profile = home.save("One");
    let id = SecretId::Token(profile.id);
    let library = &home.library;
    let never = record(SecretStoreKind::File, 4);
    refusal(library.adopt(&id, &never, Purpose::Save));
    refusal(library.give_up(&id, &never));
    let reserved = reserve(library, &id);
    library.remove(&[profile.id]).expect("deleted");
    refusal(library.adopt(&id, &reserved, Purpose::Save));
    // Its program may still be putting it into the store: until it ends, nobody else removes it there.
    assert_eq!(leftovers(library), []);
    home.close();
    let left = leftovers(&home.another());
    assert_eq!(left, [(id, reserved.generation)]);
}

#[test]
fn a_secret_is_moved_only_where_nobody_changed_it() {
    let home = Home::new();
    let profile = home.save("One");
    let id = SecretId::Token(profile.id);
    let library = &home.library;
    let first = reserve(library, &id);
    library.adopt(&id, &first, Purpose::Save).expect("adopted");
    let before = home.stored(profile.id);
    let copy = library
        .reserve(&id, SecretStoreKind::Keyring)
        .expect("reserved");
    let left = library.moved(&id, &first, &copy).expect("moved");
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].record, first);
    let now = home.stored(profile.id);
    assert_eq!(now.token, Some(copy.clone()));
    assert_eq!(
        now.evidence_revision, before.evidence_revision,
        "it is the same secret"
    );
    assert!(now.change > before.change, "a screen is told");
    let late = reserve(library, &id);
    refusal(library.moved(&id, &first, &late));
    assert_eq!(library.secret(&id).expect("read"), Some(copy));
}

#[test]
fn forgetting_a_key_takes_its_project_where_no_connection_names_it() {
    let home = Home::new();
    let library = &home.library;
    let mut used = new("One");
    used.settings.project = Some("Used".to_owned());
    crate::support::put(library, used).expect("saved");
    for project in ["Used", "Unused"] {
        let id = SecretId::ApiKey(project.to_owned());
        library.add_project(project, false).expect("added");
        let key = reserve(library, &id);
        library.adopt(&id, &key, Purpose::Save).expect("adopted");
        let left = library
            .forget(&id, &key)
            .expect("forgotten")
            .expect("a key");
        assert_eq!(left.record, key);
        assert_eq!(library.forget(&id, &key).expect("gone already"), None);
    }
    let (projects, _) = library.projects().expect("read");
    let names: Vec<_> = projects.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["Used"]);
    assert_eq!(leftovers(library).len(), 2);
}

#[test]
fn many_that_reserve_at_once_get_generations_of_their_own() {
    let home = Home::new();
    let profile = home.save("One");
    let id = SecretId::Token(profile.id);
    let mut all: Vec<u64> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..6)
            .map(|_| {
                let (library, id) = (home.another(), &id);
                scope.spawn(move || reserve(&library, id).generation)
            })
            .collect();
        let ended = threads.into_iter().map(std::thread::ScopedJoinHandle::join);
        ended.map(|it| it.expect("reserved")).collect()
    });
    all.sort_unstable();
    assert_eq!(all, [1, 2, 3, 4, 5, 6]);
}

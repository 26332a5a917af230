//! Token exchanges: one at a time of a connection, and none forgotten that was begun.

use jiff::Timestamp;
use stackday::domain::{ProfileId, SecretId, SecretStoreKind};
use stackday::library::{Library, Purpose, SavedSecrets};

use crate::support::{Actor, Home, again, refusal, say, wait};

/// Holds the right to exchange, having begun one, until it is told to end.
pub fn play(library: &Library, of: &str) {
    let id: ProfileId = uuid::Uuid::parse_str(of).expect("an id").into();
    let lock = library.try_exchange_lock(id).expect("a lock");
    assert!(lock.is_some());
    library.begin_exchange(id).expect("begun");
    say("begun");
    wait();
    drop(lock);
    say("let go");
    wait();
}

fn is_free(library: &Library, id: ProfileId) -> bool {
    library.try_exchange_lock(id).expect("asked").is_some()
}

#[test]
fn one_has_the_right_at_a_time() {
    let home = Home::new();
    let one = home.save("One");
    let other = home.another();
    let lock = home.library.try_exchange_lock(one.id).expect("asked");
    assert!(lock.is_some());
    for library in [&home.library, &other] {
        assert!(!is_free(library, one.id), "also within one program");
    }
    // One of another two digits is another lock.
    let begins = one.id.to_string()[..2].to_owned();
    let mut another = ProfileId::random();
    while another.to_string().starts_with(&begins) {
        another = ProfileId::random();
    }
    assert!(is_free(&other, another));
    drop(lock);
    assert!(is_free(&other, one.id));
    assert!(is_free(&home.library, one.id));
}

#[test]
fn the_right_ends_with_the_program_that_has_it_however_it_ends() {
    let home = Home::new();
    let one = home.save("One");
    let part = format!("exchange {}", one.id);
    let mut actor = Actor::start(&part, home.folder.path());
    assert_eq!(actor.hear().as_deref(), Some("begun"));
    assert!(!is_free(&home.library, one.id), "another program has it");
    actor.kill();
    assert!(is_free(&home.library, one.id));
    // It was cut off before its answer.
    let begun = home.library.begin_exchange(one.id).expect("begun");
    assert!(begun.unanswered_since.is_some());

    let mut actor = Actor::start(&part, home.folder.path());
    assert_eq!(actor.hear().as_deref(), Some("begun"));
    assert!(!is_free(&home.library, one.id));
    actor.go();
    assert_eq!(actor.hear().as_deref(), Some("let go"));
    assert!(is_free(&home.library, one.id));
    actor.end();
}

#[test]
fn an_exchange_without_an_answer_is_remembered_until_one_comes() {
    let home = Home::new();
    let one = home.save("One");
    let before = Timestamp::now();
    let begun = home.library.begin_exchange(one.id).expect("begun");
    assert_eq!((begun.unanswered_since, begun.token), (None, None));
    home.close();
    // The program ended here. The next two get no answer either: the first cut is what counts.
    let next = home.another();
    let first = next.begin_exchange(one.id).expect("begun");
    let since = first.unanswered_since.expect("unanswered");
    assert!((before..=Timestamp::now()).contains(&since));
    let second = next.begin_exchange(one.id).expect("begun");
    assert_eq!(second.unanswered_since, Some(since));
    next.end_exchange(one.id).expect("answered");
    let third = next.begin_exchange(one.id).expect("begun");
    assert_eq!(third.unanswered_since, None);
    next.end_exchange(one.id).expect("answered");
    next.end_exchange(one.id).expect("answered already");
}

#[test]
fn an_exchange_is_told_where_the_token_is_now() {
    let home = Home::new();
    let one = home.save("One");
    let id = SecretId::Token(one.id);
    let other = home.another();
    let record = other
        .reserve_renewal(one.id, SecretStoreKind::File, None)
        .expect("reserved");
    other
        .adopt(&id, &record, Purpose::Renewal)
        .expect("adopted");
    let begun = home.library.begin_exchange(one.id).expect("begun");
    assert_eq!(begun.token, Some(record.clone()));
    assert_eq!(
        home.library.token_record(one.id).expect("read"),
        Some(record)
    );
}

#[test]
fn a_connection_that_is_gone_has_no_exchange() {
    let home = Home::new();
    let one = home.save("One");
    home.library.begin_exchange(one.id).expect("begun");
    home.library.remove(&[one.id]).expect("deleted");
    refusal(home.library.begin_exchange(one.id));
    home.library.end_exchange(one.id).expect("nothing to end");
}

#[test]
fn a_renewed_token_is_found_where_its_program_ended_before_it_was_recorded() {
    let home = Home::new();
    let one = home.save("One");
    let id = SecretId::Token(one.id);
    let ended = home.another();
    let reserve = |library: &Library| {
        let record = library.reserve_renewal(one.id, SecretStoreKind::File, None);
        record.expect("reserved")
    };
    assert_eq!(ended.unfinished_renewal(one.id).expect("read"), None);
    let first = reserve(&ended);
    let second = reserve(&ended);
    assert!(second.generation > first.generation);
    drop(ended);
    let library = &home.library;
    assert_eq!(
        library.leftovers().expect("read"),
        [],
        "it may be the only one that works: nobody removes it"
    );
    let found = library.unfinished_renewal(one.id).expect("read");
    assert_eq!(found, Some(second.clone()), "the newest");
    library
        .adopt(&id, &second, Purpose::Renewal)
        .expect("adopted");
    assert_eq!(home.stored(one.id).token, Some(second));
    // The one before it is overtaken, and nobody puts it in its place.
    assert_eq!(library.unfinished_renewal(one.id).expect("read"), None);
    let left = library.leftovers().expect("read");
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].record, first);
}

#[test]
fn an_older_renewal_never_takes_the_place_of_a_newer_token() {
    let home = Home::new();
    let one = home.save("One");
    let id = SecretId::Token(one.id);
    let library = &home.library;
    let renewed = library
        .reserve_renewal(one.id, SecretStoreKind::File, None)
        .expect("reserved");
    // A person enters the current Token meanwhile.
    let entered = library
        .reserve(&id, SecretStoreKind::File)
        .expect("reserved");
    library
        .adopt(&id, &entered, Purpose::Save)
        .expect("adopted");
    assert!(entered.generation > renewed.generation);
    assert_eq!(library.unfinished_renewal(one.id).expect("read"), None);
    assert_eq!(library.leftovers().expect("read"), [], "its program lives");
    assert_eq!(home.stored(one.id).token, Some(entered));
}

#[test]
fn a_renewal_takes_the_place_of_the_token_that_was_sent_and_of_no_other() {
    let home = Home::new();
    let one = home.save("One");
    let id = SecretId::Token(one.id);
    let library = &home.library;
    let enter = || {
        let record = library.reserve(&id, SecretStoreKind::File);
        let record = record.expect("reserved");
        library.adopt(&id, &record, Purpose::Save).expect("entered");
        record
    };
    let renew = |sent| library.reserve_renewal(one.id, SecretStoreKind::File, sent);
    let first = enter();
    let begun = library.begin_exchange(one.id).expect("begun");
    assert_eq!(begun.token.as_ref(), Some(&first));
    // A person enters another one before the answer comes; then before what it brought is recorded.
    let second = enter();
    refusal(renew(begun.token.as_ref()));
    let late = renew(Some(&second)).expect("reserved");
    let third = enter();
    refusal(library.adopt(&id, &late, Purpose::Renewal));
    assert_eq!(home.stored(one.id).token, Some(third.clone()));
    // One that comes from no store takes the place of none.
    refusal(renew(None));
    let now = renew(Some(&third)).expect("reserved");
    library.adopt(&id, &now, Purpose::Renewal).expect("adopted");
    assert_eq!(home.stored(one.id).token, Some(now.clone()));
    // A Token that a person has removed does not come back.
    refusal(library.forget(&id, &third));
    library.forget(&id, &now).expect("removed");
    refusal(renew(Some(&now)));
    library.remove(&[one.id]).expect("deleted");
    refusal(renew(None));
}

#[test]
fn an_unfinished_renewal_of_a_token_that_is_moved_is_found() {
    let home = Home::new();
    let one = home.save("One");
    let id = SecretId::Token(one.id);
    let library = &home.library;
    let first = library.reserve(&id, SecretStoreKind::File);
    let first = first.expect("reserved");
    library.adopt(&id, &first, Purpose::Save).expect("entered");
    let renewed = library
        .reserve_renewal(one.id, SecretStoreKind::File, Some(&first))
        .expect("reserved");
    let copy = library.reserve(&id, SecretStoreKind::Keyring);
    let copy = copy.expect("reserved");
    library.moved(&id, &first, &copy).expect("moved");
    let found = library.unfinished_renewal(one.id).expect("read");
    assert_eq!(found.as_ref(), Some(&renewed));
    library
        .adopt(&id, &renewed, Purpose::Renewal)
        .expect("adopted");
    assert_eq!(home.stored(one.id).token, Some(renewed));
}

#[test]
fn an_exchange_without_an_answer_says_nothing_of_a_token_that_is_entered_after_it() {
    let home = Home::new();
    let one = home.save("One");
    let id = SecretId::Token(one.id);
    let library = &home.library;
    let unanswered = || {
        let begun = library.begin_exchange(one.id).expect("begun");
        begun.unanswered_since.is_some()
    };
    let reserve = || {
        library
            .reserve(&id, SecretStoreKind::File)
            .expect("reserved")
    };
    assert!(!unanswered());
    assert!(unanswered());
    let entered = reserve();
    library
        .adopt(&id, &entered, Purpose::Save)
        .expect("entered");
    assert!(!unanswered(), "set alone");
    let secrets = SavedSecrets {
        token: Some(reserve()),
        api_key: None,
    };
    let mut save = again(&home.stored(one.id));
    save.with_token = true;
    library.save(save, secrets).expect("saved");
    assert!(!unanswered(), "saved with the forms");
    let before = home.stored(one.id).token;
    library
        .rotate(one.id, before.as_ref(), &reserve(), None, &[].into())
        .expect("rotated");
    assert!(!unanswered(), "rotated to");
    // The same Token elsewhere is the same Token.
    let before = home.stored(one.id).token.expect("recorded");
    let copy = library.reserve(&id, SecretStoreKind::Keyring);
    let moved = library.moved(&id, &before, &copy.expect("reserved"));
    moved.expect("moved");
    assert!(unanswered());
}

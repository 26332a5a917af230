//! Drafts: each run has its own, and none is dropped in silence.

use stackday::domain::ProfileId;
use stackday::library::Connection;
use stackday::library::{Draft, DraftId, Library};

use crate::support::{Actor, Home, again, new, put, settings, time};

/// What is typed of a connection, or of a new one.
pub fn typed(of: Option<ProfileId>, notes: &str, second: u32) -> Draft {
    Draft {
        id: None,
        of,
        name: Some("Café".to_owned()),
        base_revision: of.map_or(0, |_| 1),
        settings: Connection {
            notes: notes.to_owned(),
            ..settings()
        },
        at: time(&format!("2026-07-01T10:00:{second:02}Z")),
    }
}

/// The notes of all drafts, the newest draft first.
pub fn notes(library: &Library) -> Vec<String> {
    let drafts = library.drafts().expect("read").into_iter();
    drafts.map(|draft| draft.settings.notes).collect()
}

#[test]
fn each_connection_has_one_draft_and_the_newest_comes_first() {
    let home = Home::new();
    assert_eq!(notes(&home.library), [""; 0]);
    let one = home.save("One");
    let keep = |draft: &Draft| home.library.keep_draft(draft).expect("kept");
    assert_eq!(keep(&typed(None, "new, at first", 5)), []);
    keep(&typed(None, "new", 10));
    keep(&typed(Some(one.id), "of one", 20));
    let drafts = home.library.drafts().expect("read");
    let unnamed = |draft: &Draft| Draft {
        id: None,
        ..draft.clone()
    };
    assert_eq!(
        drafts.iter().map(unnamed).collect::<Vec<_>>(),
        [typed(Some(one.id), "of one", 20), typed(None, "new", 10)]
    );
    assert!(drafts.iter().all(|draft| draft.id.is_some()));
    home.library.discard_draft(None, None).expect("dropped");
    home.library
        .discard_draft(None, None)
        .expect("none is left");
    assert_eq!(notes(&home.library), ["of one"]);
    home.library
        .discard_draft(Some(one.id), None)
        .expect("dropped");
    assert_eq!(notes(&home.library), [""; 0]);
}

#[test]
fn an_empty_draft_is_a_draft() {
    let home = Home::new();
    let empty = Draft {
        name: None,
        settings: Connection::default(),
        ..typed(None, "", 0)
    };
    home.library.keep_draft(&empty).expect("kept");
    let drafts = home.library.drafts().expect("read");
    assert_eq!(drafts.len(), 1);
    assert_eq!(drafts[0].settings, empty.settings);
    assert_eq!(drafts[0].name, None);
}

#[test]
fn texts_of_a_draft_are_made_safe() {
    let home = Home::new();
    let mut steering = typed(None, "a\nb\u{202e}", 1);
    steering.name = Some("a\u{1b}b".to_owned());
    home.library.keep_draft(&steering).expect("kept");
    let all = home.library.drafts().expect("read");
    assert_eq!(all[0].name.as_deref(), Some("a\u{fffd}b"));
    assert_eq!(all[0].settings.notes, "a\nb");
}

#[test]
fn what_cannot_be_read_stays_and_is_in_nobodys_way() {
    let home = Home::new();
    home.library
        .keep_draft(&typed(None, "mine", 1))
        .expect("kept");
    home.close();
    let database = home.database();
    let damage = "UPDATE draft SET settings = '{'";
    database.execute(damage, []).expect("damaged");
    drop(database);
    let next = home.another();
    assert_eq!(notes(&next), [""; 0]);
    next.keep_draft(&typed(None, "next", 2)).expect("kept");
    assert_eq!(notes(&next), ["next"]);
    next.close().expect("closed");
    let count = "SELECT count(*) FROM draft";
    let count: i64 = home
        .database()
        .query_row(count, [], |row| row.get(0))
        .expect("read");
    assert_eq!(count, 2);
}

#[test]
fn drafts_of_two_programs_do_not_overwrite_each_other() {
    let home = Home::new();
    let one = home.save("One");
    let theirs = home.another();
    for of in [None, Some(one.id)] {
        home.library
            .keep_draft(&typed(of, "mine", 1))
            .expect("kept");
        theirs.keep_draft(&typed(of, "theirs", 2)).expect("kept");
    }
    // Neither is offered what the other one types.
    assert_eq!(notes(&home.library), ["mine", "mine"]);
    assert_eq!(notes(&theirs), ["theirs", "theirs"]);
    // What one saves or throws away is its own.
    home.library.discard_draft(None, None).expect("thrown away");
    put(&home.library, again(&one)).expect("saved");
    assert_eq!(notes(&home.library), [""; 0]);
    assert_eq!(notes(&theirs), ["theirs", "theirs"]);
}

#[test]
fn the_save_that_takes_a_draft_over_clears_it() {
    // Fault 2: edit, save, change it elsewhere, come back: what was typed must not come back over it.
    let home = Home::new();
    let one = home.save("One");
    let keep = |draft: &Draft| home.library.keep_draft(draft).expect("kept");
    keep(&typed(Some(one.id), "of one", 1));
    keep(&typed(None, "new", 2));
    let mut save = again(&one);
    save.settings.notes = "of one".to_owned();
    put(&home.library, save).expect("saved");
    assert_eq!(notes(&home.library), ["new"], "that of another stays");
    put(&home.library, new("New")).expect("saved");
    assert_eq!(notes(&home.library), [""; 0]);
}

#[test]
fn a_save_that_is_refused_clears_nothing() {
    let home = Home::new();
    let one = home.save("One");
    home.library
        .keep_draft(&typed(Some(one.id), "mine", 1))
        .expect("kept");
    let mut theirs = again(&one);
    theirs.settings.notes = "theirs".to_owned();
    put(&home.another(), theirs).expect("saved");
    crate::support::refusal(put(&home.library, again(&one)));
    assert_eq!(notes(&home.library), ["mine"]);
}

#[test]
fn a_draft_of_a_run_that_has_ended_is_gone_on_with_by_one() {
    let home = Home::new();
    let one = home.save("One");
    let ended = home.another();
    ended
        .keep_draft(&typed(Some(one.id), "from before", 1))
        .expect("kept");
    drop(ended);
    let first = home.another();
    assert_eq!(notes(&first), ["from before"]);
    assert_eq!(notes(&home.library), [""; 0], "another one has it");
    // It goes on with it, beside one of its own.
    let mut goes_on = first.drafts().expect("read").remove(0);
    goes_on.settings.notes = "more".to_owned();
    first.keep_draft(&goes_on).expect("kept");
    first
        .keep_draft(&typed(Some(one.id), "its own", 2))
        .expect("kept");
    assert_eq!(notes(&first), ["its own", "more"]);
    // Saving takes over the one that it names and its own.
    let mut save = again(&one);
    save.draft = goes_on.id;
    put(&first, save).expect("saved");
    assert_eq!(notes(&first), [""; 0]);
}

#[test]
fn a_draft_that_nobody_names_stays_when_its_connection_is_saved() {
    let home = Home::new();
    let one = home.save("One");
    let ended = home.another();
    ended
        .keep_draft(&typed(Some(one.id), "from before", 1))
        .expect("kept");
    drop(ended);
    assert_eq!(notes(&home.library), ["from before"]);
    put(&home.library, again(&one)).expect("saved");
    assert_eq!(notes(&home.library), ["from before"]);
    let id: Option<DraftId> = home.library.drafts().expect("read")[0].id;
    home.library
        .discard_draft(Some(one.id), id)
        .expect("thrown away");
    assert_eq!(notes(&home.library), [""; 0]);
}

#[test]
fn a_draft_outlives_its_connection_as_one_of_a_new_connection() {
    let home = Home::new();
    let (one, two) = (home.save("One"), home.save("Two"));
    let theirs = home.another();
    for (of, said) in [
        (Some(one.id), "of one"),
        (Some(two.id), "of two"),
        (None, "new"),
    ] {
        theirs.keep_draft(&typed(of, said, 1)).expect("kept");
    }
    home.library.remove(&[one.id]).expect("deleted");
    let of = |library: &Library| -> Vec<_> {
        let mut drafts: Vec<_> = library
            .drafts()
            .expect("read")
            .into_iter()
            .map(|draft| (draft.settings.notes, draft.of, draft.base_revision))
            .collect();
        drafts.sort();
        drafts
    };
    assert_eq!(
        of(&theirs),
        [
            ("new".to_owned(), None, 0),
            ("of one".to_owned(), None, 0),
            ("of two".to_owned(), Some(two.id), 1)
        ]
    );
    // They type on: each keeps its place.
    for (of, said) in [(Some(one.id), "of one, more"), (None, "new, more")] {
        theirs.keep_draft(&typed(of, said, 2)).expect("kept");
    }
    let left: Vec<_> = of(&theirs).into_iter().map(|draft| draft.0).collect();
    assert_eq!(left, ["new, more", "of one, more", "of two"]);
    // Saved as a new connection, it is taken over.
    let mut save = new("One again");
    save.settings.notes = "of one, more".to_owned();
    theirs
        .save(save, stackday::library::SavedSecrets::default())
        .expect("saved");
    let left: Vec<_> = of(&theirs).into_iter().map(|draft| draft.0).collect();
    assert!(!left.contains(&"of one, more".to_owned()), "{left:?}");
    drop(theirs);
    assert!(of(&home.library).len() <= 2);
}

#[test]
fn a_draft_that_cannot_be_kept_is_an_error_and_not_a_loss() {
    // Fault 7: another program holds the database.
    let home = Home::new();
    home.library
        .keep_draft(&typed(None, "before", 1))
        .expect("kept");
    home.close();
    let other = home.database();
    other.execute_batch("BEGIN EXCLUSIVE").expect("held");
    let error = home
        .library
        .keep_draft(&typed(None, "after", 2))
        .expect_err("held");
    assert!(
        matches!(error, stackday::library::LibraryError::Busy { .. }),
        "{error:?}"
    );
    drop(other);
    assert_eq!(notes(&home.library), ["before"]);
    home.library
        .keep_draft(&typed(None, "after", 2))
        .expect("kept");
    assert_eq!(notes(&home.library), ["after"]);
}

#[test]
fn drafts_of_a_program_that_is_killed_are_taken_over_and_of_a_living_one_are_not() {
    let home = Home::new();
    let mut actor = Actor::start("session", home.folder.path());
    assert_eq!(actor.hear().as_deref(), Some("ready"));
    assert_eq!(notes(&home.library), [""; 0]);
    assert_eq!(home.library.leftovers().expect("read"), []);
    actor.kill();
    assert_eq!(notes(&home.library), ["of the session"]);
    assert_eq!(home.library.leftovers().expect("read").len(), 1);
    assert_eq!(home.names_of_locks().len(), 1, "only our own is left");
}

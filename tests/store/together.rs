//! Several programs at one file.

use std::sync::mpsc;

use stackday::profile::StoreError;

use crate::support::{Actor, Home, names, profile};

#[test]
fn two_programs_that_change_at_once_lose_nothing() {
    let home = Home::with(&["Shared"]);
    let mut actors: Vec<_> = ["a", "b"]
        .map(|whose| Actor::start(&format!("tags {whose}"), home.folder.path()))
        .into();
    for actor in &mut actors {
        assert_eq!(actor.hear().as_deref(), Some("ready"));
    }
    for actor in &mut actors {
        actor.go();
    }
    for actor in actors {
        actor.end();
    }
    let saved = home.store.load().expect("read");
    let tags = &saved.profiles[0].settings.tags;
    for whose in ["a", "b"] {
        for number in 0..50 {
            assert!(tags.contains(&format!("{whose}-{number}")), "{tags:?}");
        }
    }
}

#[test]
fn whoever_waits_too_long_is_told_that_another_one_writes() {
    let home = Home::with(&["One"]);
    let (entered, has_entered) = mpsc::channel();
    let (leave, may_leave) = mpsc::channel::<()>();
    let store = home.store.clone();
    let other = std::thread::spawn(move || {
        store.change(|saved| {
            saved.profiles.push(profile("Two"));
            entered.send(()).expect("told");
            may_leave.recv().expect("told");
            Ok(())
        })
    });
    has_entered.recv().expect("the lock is held");
    let busy = home.store.save(&profile("Three")).expect_err("locked");
    assert!(matches!(busy, StoreError::Busy { .. }), "{busy:?}");
    assert!(
        busy.to_string()
            .starts_with("Another stackday is writing beside ")
    );
    // Reading waits for nobody.
    assert_eq!(names(&home.store.load().expect("read")), ["One"]);
    leave.send(()).expect("told");
    other.join().expect("ended").expect("saved");
    let saved = home.store.save(&profile("Three")).expect("saved");
    assert_eq!(names(&saved), ["One", "Three", "Two"]);
}

//! What is put in order among the auth links, and what is left to the program that makes or follows it.

use jiff::Timestamp;
use stackday::domain::{Link, LinkState, clock};
use stackday::library::Library;

use crate::links::{link, minutes, names, stored, with_url};
use crate::support::{Actor, Home, say, wait};

/// Has a link that is being made and one that it follows, until it is told to end.
pub fn play(library: &Library) {
    let making = Link {
        state: LinkState::Making,
        session: None,
        ..link(library, "Half")
    };
    library.add_link(&making).expect("kept");
    with_url(library, making.id);
    let followed = Link {
        expires_at: minutes(-20),
        ..link(library, "Followed")
    };
    library.add_link(&followed).expect("kept");
    library.begin_following(&[followed.id]).expect("noted");
    say("ready");
    wait();
}

#[test]
fn what_another_run_makes_and_follows_is_put_in_order_when_that_run_has_ended() {
    let home = Home::new();
    let mut actor = Actor::start("links", home.folder.path());
    assert_eq!(actor.hear().as_deref(), Some("ready"));
    let library = &home.library;
    let swept = library.sweep_links(clock::now()).expect("swept");
    assert!(swept.is_empty(), "it lives: {swept:?}");
    actor.kill();
    let swept = library.sweep_links(clock::now()).expect("swept");
    assert_eq!(names(&swept.half_made), ["Half"]);
    assert_eq!(names(&swept.expired), ["Followed"]);
    assert_eq!(swept.expired[0].state, LinkState::Expired);
    assert_eq!(swept.left.len(), 1);
    assert_eq!(library.leftovers().expect("read"), swept.left);
    let links = library.links().expect("read");
    assert_eq!(links, swept.expired);
    assert!(library.sweep_links(clock::now()).expect("swept").is_empty());
}

#[test]
fn links_end_some_minutes_after_their_end_and_are_removed_after_a_month() {
    let home = Home::new();
    let library = &home.library;
    let days = |days: i64| minutes(-60 * 24 * days);
    let add = |owner: &str, expires_at: Timestamp, state: LinkState, state_at: Timestamp| {
        let made = Link {
            expires_at,
            state,
            state_at,
            ..link(library, owner)
        };
        library.add_link(&made).expect("kept");
        if !state.is_over() {
            with_url(library, made.id);
        }
        made.id
    };
    add("works", minutes(1), LinkState::Sent, minutes(-9));
    add("just ended", minutes(-9), LinkState::Opened, minutes(-9));
    add("ended", minutes(-11), LinkState::Cancelled, minutes(-9));
    let agreed = add("agreed", minutes(-11), LinkState::SignedIn, minutes(-9));
    add("proven", days(29), LinkState::Proven, days(29));
    add("old", days(31), LinkState::Proven, days(31));
    add("agreed long ago", days(31), LinkState::Active, days(31));
    let left_alone = add("left alone", minutes(-11), LinkState::Sent, minutes(-9));
    library.begin_following(&[left_alone]).expect("noted");
    let making = add("making", days(40), LinkState::Making, days(40));

    let swept = library.sweep_links(clock::now()).expect("swept");
    assert_eq!(names(&swept.half_made), [""; 0]);
    assert_eq!(names(&swept.expired), ["ended"]);
    let mut removed = names(&swept.removed);
    removed.sort_unstable();
    assert_eq!(removed, ["agreed long ago", "old"]);
    assert_eq!(swept.left.len(), 3, "of three nobody needs the address");
    let agreed = stored(library, agreed);
    assert_eq!((agreed.state, agreed.url), (LinkState::SignedIn, None));
    assert_eq!(stored(library, left_alone).state, LinkState::Sent);
    assert_eq!(stored(library, making).state, LinkState::Making);
    assert_eq!(library.links().expect("read").len(), 7);

    library.end_following(&[left_alone]).expect("noted");
    let swept = library.sweep_links(clock::now()).expect("swept");
    assert_eq!(names(&swept.expired), ["left alone"]);
}

#[test]
fn a_run_that_ends_following_leaves_the_link_to_the_one_that_follows_it_now() {
    let home = Home::new();
    let (one, other) = (home.another(), home.another());
    let made = Link {
        expires_at: minutes(-20),
        ..link(&one, "One")
    };
    one.add_link(&made).expect("kept");
    one.begin_following(&[made.id]).expect("noted");
    other.begin_following(&[made.id]).expect("noted");
    one.end_following(&[made.id]).expect("noted");
    assert!(one.sweep_links(clock::now()).expect("swept").is_empty());
    drop(other);
    let swept = one.sweep_links(clock::now()).expect("swept");
    assert_eq!(swept.expired.len(), 1);
}

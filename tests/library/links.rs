//! Auth links: what is kept of each, what changes it, and what becomes of its address.

use jiff::{SignedDuration, Timestamp};
use stackday::domain::text::Text;
use stackday::domain::{
    Link, LinkId, LinkRead, LinkState, SecretId, SecretRecord, SecretStoreKind, clock,
};
use stackday::library::{Leftover, Library, Purpose};

use crate::accounts::source;
use crate::support::{Home, refusal, time};

/// A time so many minutes from now.
pub fn minutes(minutes: i64) -> Timestamp {
    clock::now() + SignedDuration::from_mins(minutes)
}

/// A link that was made a while ago and ends in half an hour.
pub fn link(library: &Library, owner: &str) -> Link {
    let source = source(library, "a key");
    Link {
        session: Some(Text::new("session-1")),
        profile_id: Text::new("cp-1"),
        profile_name: Text::new("Planday"),
        owner_id: Text::new("cust-1"),
        owner_name: Text::new(owner),
        seconds: 3_600,
        state: LinkState::Sent,
        ..Link::new(LinkId::random(), source, minutes(-30), minutes(30))
    }
}

/// A link that is kept, with its address in a store.
fn kept(library: &Library, owner: &str) -> (Link, SecretRecord) {
    let link = link(library, owner);
    library.add_link(&link).expect("kept");
    (link.clone(), with_url(library, link.id))
}

pub fn with_url(library: &Library, id: LinkId) -> SecretRecord {
    let id = SecretId::AuthLink(id);
    let record = library.reserve(&id, SecretStoreKind::File);
    let record = record.expect("reserved");
    let left = library.adopt(&id, &record, Purpose::Save);
    assert_eq!(left.expect("adopted"), []);
    record
}

#[track_caller]
pub fn stored(library: &Library, id: LinkId) -> Link {
    library.link(id).expect("read").expect("there")
}

#[track_caller]
fn reach(library: &Library, id: LinkId, state: LinkState) -> Vec<Leftover> {
    let at = clock::now();
    let changed = library.change_link(id, at, |link| link.reach(state, at));
    changed.expect("changed").left
}

pub fn names(links: &[Link]) -> Vec<&str> {
    links.iter().map(|link| link.owner_name.as_str()).collect()
}

#[test]
fn what_is_known_of_a_link_is_read_again() {
    let home = Home::new();
    let library = &home.library;
    assert_eq!(library.links().expect("read"), []);
    let full = Link {
        label: Some(Text::new("Main portal")),
        kind: Some(Text::new("test")),
        multiple: true,
        relinks: Some(Text::new("17")),
        state: LinkState::Active,
        state_at: time("2026-11-01T08:00:00.5Z"),
        opened_at: Some(time("2026-11-01T07:00:00Z")),
        account: Some(Text::new("18")),
        account_status: Some(Text::new("active")),
        error_code: Some(Text::new("access_denied")),
        error_description: Some(Text::new("The customer said no")),
        read: Some(LinkRead {
            action: Text::new("planday_list_departments"),
            records: Some(4),
            at: time("2026-11-01T08:00:01Z"),
        }),
        trouble: Some(Text::new("StackOne did not answer.")),
        ..link(library, "Café Nord")
    };
    let older = Link {
        created_at: minutes(-90),
        ..link(library, "Older")
    };
    let newer = Link {
        created_at: minutes(-1),
        ..link(library, "Newer")
    };
    for link in [&full, &newer, &older] {
        library.add_link(link).expect("kept");
    }
    refusal(library.add_link(&full));
    let record = with_url(library, full.id);
    home.close();
    let again = home.another();
    let links = again.links().expect("read");
    assert_eq!(names(&links), ["Newer", "Café Nord", "Older"]);
    let expected = Link {
        url: Some(record),
        ..full
    };
    assert_eq!(links[1], expected);
    assert_eq!(stored(&again, expected.id), expected);
    for state in LinkState::ALL {
        assert_eq!(LinkState::named(state.name()), Some(state));
    }
}

#[test]
fn a_change_is_made_on_the_newest_state_and_on_what_may_change() {
    let home = Home::new();
    let (made, record) = kept(&home.library, "One");
    let (one, other) = (home.another(), home.another());
    let at = clock::now();
    let first = one.change_link(made.id, at, |link| link.account = Some(Text::new("17")));
    assert!(first.expect("changed").changed);
    let second = other.change_link(made.id, at, |link| {
        link.account_status = Some(Text::new("active"));
        link.reach(LinkState::Active, at);
        link.id = LinkId::random();
        link.created_at = at;
        link.url = None;
    });
    let second = second.expect("changed").link;
    let expected = Link {
        account: Some(Text::new("17")),
        account_status: Some(Text::new("active")),
        state: LinkState::Active,
        state_at: at,
        looked_at: at,
        url: Some(record),
        ..made.clone()
    };
    assert_eq!(second, expected);
    assert_eq!(stored(&one, made.id), expected);
    // A look that brings nothing new is no change.
    let same = one.change_link(made.id, minutes(1), |link| {
        link.reach(LinkState::Active, minutes(1));
    });
    let same = same.expect("looked");
    assert!(!same.changed);
    assert_eq!(same.link.state_at, at);
    refusal(one.change_link(LinkId::random(), at, |_| ()));
}

#[test]
fn an_older_look_changes_nothing_and_what_is_over_stays_over() {
    let home = Home::new();
    let library = &home.library;
    let (made, _) = kept(library, "One");
    reach(library, made.id, LinkState::SignedIn);
    let late = library.change_link(made.id, minutes(-5), |link| {
        link.reach(LinkState::Opened, minutes(-5));
    });
    let late = late.expect("late");
    assert!(!late.changed);
    assert_eq!(late.link.state, LinkState::SignedIn);
    for over in [
        LinkState::Proven,
        LinkState::Refused,
        LinkState::Expired,
        LinkState::Stopped,
    ] {
        let (made, _) = kept(library, "Over");
        reach(library, made.id, over);
        let before = stored(library, made.id);
        assert_eq!(reach(library, made.id, LinkState::Opened), []);
        assert_eq!(stored(library, made.id), before, "{over}");
    }
}

#[test]
fn a_look_by_a_clock_that_was_wrong_is_not_the_newest_for_ever() {
    let home = Home::new();
    let library = &home.library;
    let (made, _) = kept(library, "One");
    let years = minutes(60 * 24 * 900);
    library
        .change_link(made.id, years, |link| link.reach(LinkState::Opened, years))
        .expect("changed");
    reach(library, made.id, LinkState::SignedIn);
    assert_eq!(stored(library, made.id).state, LinkState::SignedIn);
}

#[test]
fn a_link_that_is_over_gives_up_its_address_and_takes_no_new_one() {
    let home = Home::new();
    let library = &home.library;
    let (made, record) = kept(library, "One");
    let (other, _) = kept(library, "Other");
    let id = SecretId::AuthLink(made.id);
    assert_eq!(
        reach(library, made.id, LinkState::Cancelled),
        [],
        "it works"
    );
    assert_eq!(stored(library, made.id).url, Some(record.clone()));
    // Another program is about to put one into a store.
    let late = library
        .reserve(&id, SecretStoreKind::File)
        .expect("reserved");
    let left = reach(library, made.id, LinkState::Proven);
    let expected = [Leftover {
        id: id.clone(),
        record,
    }];
    assert_eq!(left, expected);
    assert_eq!(stored(library, made.id).url, None);
    refusal(library.adopt(&id, &late, Purpose::Save));
    // The next run removes what this one does not.
    assert_eq!(home.another().leftovers().expect("read"), expected);
    library.removed(&expected).expect("noted");
    library.give_up(&id, &late).expect("given up");
    assert!(stored(library, other.id).url.is_some());

    // Nor does a link that was removed.
    let left = library.remove_link(other.id).expect("removed");
    assert_eq!(left.len(), 1);
    assert_eq!(library.link(other.id).expect("read"), None);
    assert_eq!(library.remove_link(other.id).expect("gone already"), []);
    let id = SecretId::AuthLink(other.id);
    let late = library
        .reserve(&id, SecretStoreKind::File)
        .expect("reserved");
    refusal(library.adopt(&id, &late, Purpose::Save));
}

#[test]
fn the_address_of_a_link_is_listed_and_moved_like_every_secret() {
    let home = Home::new();
    let library = &home.library;
    let (made, record) = kept(library, "Café Nord");
    let id = SecretId::AuthLink(made.id);
    let saved = library.load().expect("read");
    assert_eq!(saved.links.len(), 1);
    assert_eq!(saved.links[0].owner_name, "Café Nord");
    assert_eq!(saved.links[0].record, record);
    assert_eq!(
        library.secrets().expect("read").get(&id),
        Some(&record.clone())
    );
    let copy = library
        .reserve(&id, SecretStoreKind::Keyring)
        .expect("reserved");
    let left = library.moved(&id, &record, &copy).expect("moved");
    assert_eq!(left[0].record, record);
    assert_eq!(stored(library, made.id).url, Some(copy.clone()));
    let left = library.forget(&id, &copy).expect("forgotten");
    assert_eq!(left.expect("an address").record, copy);
    assert_eq!(stored(library, made.id).url, None);
}

#[test]
fn a_person_stops_a_link_whatever_was_seen_of_it_by_then() {
    let home = Home::new();
    let library = &home.library;
    let (made, _) = kept(library, "One");
    let later = minutes(2);
    library
        .change_link(made.id, later, |link| link.reach(LinkState::Opened, later))
        .expect("changed");
    let stopped = library.stop_link(made.id, clock::now()).expect("stopped");
    assert_eq!(
        (stopped.link.state, stopped.left.len()),
        (LinkState::Stopped, 1)
    );
    assert_eq!(stored(library, made.id), stopped.link);
    let again = library.stop_link(made.id, minutes(5)).expect("asked");
    assert!(!again.changed);
    refusal(library.stop_link(LinkId::random(), later));
}

#[test]
fn only_a_link_that_was_stopped_is_followed_again() {
    let home = Home::new();
    let library = &home.library;
    for (opened, account, state) in [
        (None, None, LinkState::Sent),
        (Some(minutes(-3)), None, LinkState::Opened),
        (Some(minutes(-3)), Some("17"), LinkState::SignedIn),
    ] {
        let made = Link {
            opened_at: opened,
            account: account.map(Text::new),
            ..link(library, "One")
        };
        library.add_link(&made).expect("kept");
        reach(library, made.id, LinkState::Stopped);
        let again = library.resume_link(made.id, clock::now()).expect("again");
        assert_eq!((again.link.state, again.changed), (state, true));
        reach(library, made.id, LinkState::Proven);
        let never = library.resume_link(made.id, clock::now()).expect("asked");
        assert_eq!(
            (never.link.state, never.changed),
            (LinkState::Proven, false)
        );
    }
    let never = Link {
        session: None,
        state: LinkState::Stopped,
        ..link(library, "Never made")
    };
    library.add_link(&never).expect("kept");
    refusal(library.resume_link(never.id, clock::now()));
}

#[test]
fn a_row_that_cannot_be_read_hides_one_link_and_is_told() {
    let home = Home::new();
    let library = &home.library;
    kept(library, "One");
    let (two, _) = kept(library, "Two");
    home.close();
    home.database()
        .execute(
            "UPDATE link SET state = 'later' WHERE id = ?1",
            [two.id.to_string()],
        )
        .expect("damaged");
    assert_eq!(names(&library.links().expect("read")), ["One"]);
    let problems = library.check().expect("checked").problems;
    assert!(
        problems[0].contains("1 auth links and 0 linked accounts cannot be read"),
        "{problems:?}"
    );
}

/// Ends the one link that is there, and says every moment of it.
pub fn play_end(library: &Library) {
    let made = library.links().expect("read").remove(0);
    reach(library, made.id, LinkState::Expired);
    library.close().expect("closed");
}

#[test]
#[cfg(unix)]
fn the_end_of_a_link_and_of_its_address_are_one_change() {
    let begin = || {
        let home = Home::new();
        let (made, record) = kept(&home.library, "One");
        home.close();
        (home, made, record)
    };
    let points = crate::support::points("link ends", begin().0.folder.path());
    assert_eq!(points, ["Changed", "Committed"]);
    for (number, point) in points.iter().enumerate() {
        let (home, made, record) = begin();
        crate::support::kill_at("link ends", home.folder.path(), number);
        let now = stored(&home.library, made.id);
        let left = home.library.leftovers().expect("read");
        if point == "Committed" {
            assert_eq!((now.state, now.url), (LinkState::Expired, None));
            assert_eq!(left[0].record, record, "the next start removes it");
        } else {
            assert_eq!((now.state, now.url), (LinkState::Sent, Some(record)));
            assert_eq!(left, []);
        }
    }
}

#[test]
fn links_and_accounts_come_with_a_backup() {
    let home = Home::new();
    let (made, record) = kept(&home.library, "One");
    let whole = home.path("whole.db");
    let copied = home.library.back_up(&whole, &home.path("secrets.enc"));
    let copied = copied.expect("copied");
    assert_eq!(copied.secrets.get(&SecretStoreKind::File), Some(&1));
    let other = Home::new();
    other.library.restore(&whole).expect("restored");
    let back = stored(&other.library, made.id);
    assert_eq!(back.url, Some(record));
    assert_eq!(
        source(&other.library, "a key"),
        made.source,
        "the same hash of the same key"
    );
}

use super::*;
use crate::domain::{AccountSource, LinkId};

fn at(minutes: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes)
}

/// A link that was sent at minute 0 and ends after two days.
fn link() -> Link {
    let source = AccountSource {
        api: String::new(),
        project: None,
        key: String::new(),
    };
    Link {
        seconds: 48 * 3_600,
        state: LinkState::Sent,
        ..Link::new(LinkId::random(), source, at(0), at(48 * 60))
    }
}

fn attempt(status: AttemptStatus) -> Attempt {
    Attempt {
        status,
        ..Attempt::default()
    }
}

#[test]
fn it_looks_less_often_the_longer_nothing_happens_and_at_the_end_of_the_link() {
    let every = Duration::from_secs(5);
    let mut link = link();
    for (minutes, seconds) in [(0, 5), (4, 5), (6, 15), (40, 30), (180, 60), (25 * 60, 300)] {
        assert_eq!(
            pace(&link, every, at(minutes)).as_secs(),
            seconds,
            "{minutes}"
        );
    }
    // Whoever opened it is at it: the looks are close again.
    link.reach(LinkState::Opened, at(25 * 60));
    assert_eq!(pace(&link, every, at(25 * 60 + 1)).as_secs(), 5);
    // Not past the end, and not closer than is allowed.
    let end = link.expires_at;
    let before = |seconds| end - SignedDuration::from_secs(seconds);
    assert_eq!(pace(&link, every, before(30)).as_secs(), 30);
    assert_eq!(pace(&link, every, before(1)).as_secs(), 5);
}

#[test]
fn every_answer_of_an_attempt_has_its_meaning() {
    use AttemptStatus as Status;
    use LinkState as State;

    for (status, state) in [
        (None, State::Sent),
        (Some(Status::Pending), State::Opened),
        (Some(Status::Other), State::Opened),
        (Some(Status::Cancelled), State::Cancelled),
        (Some(Status::Expired), State::Cancelled),
        (Some(Status::Authenticated), State::SignedIn),
        (Some(Status::Error), State::Refused),
    ] {
        let mut link = link();
        link.trouble = Some(Text::new("It rained."));
        let attempt = status.map(attempt);
        attempted(&mut link, attempt.as_ref(), at(3));
        assert_eq!((link.state, &link.trouble), (state, &None), "{status:?}");
        assert_eq!(link.opened_at.is_some(), status.is_some(), "{status:?}");
    }
}

#[test]
fn the_end_of_a_link_ends_it_unless_the_customer_has_agreed_or_is_just_at_it() {
    use AttemptStatus as Status;
    use LinkState as State;

    let end = 48 * 60;
    for (status, minutes, state) in [
        (None, end - 1, State::Sent),
        (None, end, State::Expired),
        (Some(Status::Cancelled), end, State::Expired),
        (Some(Status::Pending), end + 9, State::Opened),
        (Some(Status::Pending), end + 10, State::Expired),
        (Some(Status::Authenticated), end + 60, State::SignedIn),
    ] {
        let mut link = link();
        let attempt = status.map(attempt);
        attempted(&mut link, attempt.as_ref(), at(minutes));
        assert_eq!(link.state, state, "{status:?} {minutes}");
    }
}

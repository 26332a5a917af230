//! The time, also from a clock that is set to where no calendar reaches.

use std::time::SystemTime;

use jiff::{SignedDuration, Timestamp};

/// The time now. A clock that is set beyond what can be named (the end of the year 9999) reads as its last moment, and one
/// before as its first: evidence from then is stale, and nothing panics.
#[must_use]
pub fn now() -> Timestamp {
    at(SystemTime::now())
}

/// Whether a time lies so far ahead of this clock (more than a day) that a clock which was wrong wrote it: nothing is older
/// for its sake.
#[must_use]
pub fn is_far_ahead(time: Timestamp) -> bool {
    time.duration_since(now()) > SignedDuration::from_hours(24)
}

fn at(time: SystemTime) -> Timestamp {
    Timestamp::try_from(time).unwrap_or_else(|_| {
        if time > SystemTime::UNIX_EPOCH {
            Timestamp::MAX
        } else {
            Timestamp::MIN
        }
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn no_clock_makes_it_panic() {
        let after = |seconds| SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(seconds));
        let last = after(253_402_300_799).expect("a time of this machine");
        assert_eq!(at(last), Timestamp::MAX, "9999-12-31T23:59:59Z");
        let later = after(1 << 40).expect("a time of this machine");
        assert_eq!(at(later), Timestamp::MAX);
        assert_eq!(at(SystemTime::UNIX_EPOCH), Timestamp::UNIX_EPOCH);
    }
}

//! What changed of a connection, when, and by whom: verifications that found the same are one event.

use jiff::Timestamp;
use serde::Serialize;

use super::connection_state::words_of;
use crate::domain::ChangeOrigin;
use crate::library::Profile;

/// A result that differs from the one before it, and the verifications that found it again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TimelineEvent {
    /// When it was found first.
    pub since: Timestamp,
    /// When it was found last.
    pub at: Timestamp,
    /// How often.
    pub looks: u64,
    /// The exit code of the verification.
    pub exit: u8,
    /// What it was, in a few words.
    pub words: String,
    /// Who had it looked at when it was found first; none where that was not written down.
    pub origin: Option<ChangeOrigin>,
}

/// The events of a connection, the newest first.
#[must_use]
pub fn timeline(profile: &Profile) -> Vec<TimelineEvent> {
    let mut events: Vec<TimelineEvent> = Vec::new();
    for found in &profile.history {
        let words = words_of(profile, found);
        match events.last_mut() {
            // They differ in what a person does not see here: one and the same.
            Some(newer) if newer.exit == found.exit && newer.words == words => {
                newer.since = found.since.min(newer.since);
                newer.looks += found.looks;
                newer.origin.clone_from(&found.origin);
            }
            _ => events.push(TimelineEvent {
                since: found.since,
                at: found.at,
                looks: found.looks,
                exit: found.exit,
                words,
                origin: found.origin.clone(),
            }),
        }
    }
    events
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::{Connection, Verification};

    #[test]
    fn results_that_read_the_same_are_one_event() {
        let at = |second| Timestamp::from_second(second).expect("a time");
        let found = |since, until, looks, exit: u8, line: &str| Verification {
            since: at(since),
            looks,
            at: at(until),
            exit,
            line: line.to_owned(),
            checks: [].into(),
            origin: (since < 40).then_some(ChangeOrigin::Screen),
        };
        let mut profile = Profile::new("acme", Connection::default(), at(0));
        assert!(timeline(&profile).is_empty());
        for verification in [
            found(10, 20, 2, 0, "held"),
            found(
                30,
                30,
                1,
                6,
                "Planday did not answer within 20 s. Exchange 7.",
            ),
            found(
                40,
                50,
                3,
                6,
                "Planday did not answer within 20 s. Exchange 9.",
            ),
        ] {
            profile.remember(verification);
        }
        let events = timeline(&profile);
        let told: Vec<_> = events
            .iter()
            .map(|event| {
                let by_screen = event.origin == Some(ChangeOrigin::Screen);
                (
                    event.since,
                    event.at,
                    event.looks,
                    event.words.as_str(),
                    by_screen,
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                (
                    at(30),
                    at(50),
                    4,
                    "Planday did not answer within 20 s",
                    true
                ),
                (at(10), at(20), 2, "everything that was checked holds", true),
            ]
        );
    }
}

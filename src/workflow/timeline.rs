//! What changed of a connection and when: verifications that found the same are one event.

use jiff::Timestamp;
use serde::Serialize;

use super::connection_state::words_of;
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
            }
            _ => events.push(TimelineEvent {
                since: found.since,
                at: found.at,
                looks: found.looks,
                exit: found.exit,
                words,
            }),
        }
    }
    events
}

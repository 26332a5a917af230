//! What all rows together come to: how many are in which state, and why those that failed did.

use jiff::{SignedDuration, Timestamp};

use crate::library::Profile;
use crate::tui::screens::profiles::entries::Entry;
use crate::workflow::{Cause, ConnectionState};

/// Counted when the rows are gathered, not when they are drawn. Archived connections are left out.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Summary {
    counts: [usize; ConnectionState::ALL.len()],
    /// The causes of the failures, the most frequent first.
    pub(crate) causes: Vec<(Cause, usize)>,
    /// When the next connection gets stale.
    pub(crate) next_stale: Option<Timestamp>,
}

impl Summary {
    /// Of these rows.
    pub(crate) fn of(entries: &[Entry]) -> Self {
        let mut summary = Self::default();
        for entry in entries {
            let facts = &entry.facts;
            let Some(state) = facts.state.filter(|_| !facts.is_archived) else {
                continue;
            };
            summary.counts[state as usize] += 1;
            if let Some(cause) = facts.cause {
                let known = summary.causes.iter_mut().find(|(own, _)| *own == cause);
                match known {
                    Some((_, count)) => *count += 1,
                    None => summary.causes.push((cause, 1)),
                }
            }
        }
        summary
            .causes
            .sort_by_key(|(cause, count)| (std::cmp::Reverse(*count), *cause));
        summary
    }

    /// With the time at which the next of these gets stale that is not yet.
    pub(crate) fn going_stale(
        mut self,
        profiles: &[Profile],
        now: Timestamp,
        fresh_for: SignedDuration,
    ) -> Self {
        let held = profiles.iter().filter_map(Profile::verified);
        let ends = held.filter_map(|last| last.at.checked_add(fresh_for).ok());
        self.next_stale = ends.filter(|end| *end >= now).min();
        self
    }

    /// How many are in this state.
    pub(crate) fn count(&self, state: ConnectionState) -> usize {
        self.counts[state as usize]
    }

    /// How many there are.
    pub(crate) fn all(&self) -> usize {
        self.counts.iter().sum()
    }
}

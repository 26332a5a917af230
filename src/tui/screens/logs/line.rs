//! A line of the log as it is shown: an entry, with what was folded into it.

use std::time::Duration;

use jiff::Timestamp;

use crate::journal::Entry;

/// A line as it is shown: an entry, with what was folded into it.
#[derive(Debug)]
pub struct LogLine {
    /// The newest of its entries, with the time of the first.
    pub entry: Entry,
    /// When the newest of them was written.
    pub last: Timestamp,
    /// How often it happened alike.
    pub repeats: u32,
    /// How many attempts of one call it stands for.
    pub tries: u32,
    /// How long its call waits before it is repeated.
    pub waits: Option<Duration>,
}

impl LogLine {
    /// A line of one entry.
    pub(crate) fn new(entry: Entry) -> Self {
        Self {
            last: entry.at,
            repeats: 1,
            tries: 1,
            waits: None,
            entry,
        }
    }

    /// Takes another entry into it.
    pub(crate) fn take(&mut self, entry: Entry, fold: Fold) {
        self.last = entry.at;
        match fold {
            Fold::Wait(wait) => {
                self.waits = Some(wait);
                return;
            }
            Fold::Try => {
                self.tries += 1;
                self.waits = None;
            }
            Fold::Alike => self.repeats += 1,
        }
        let at = self.entry.at;
        let meaning = self.entry.meaning.take();
        self.entry = Entry {
            at,
            meaning: entry.meaning.clone().or(meaning),
            ..entry
        };
    }
}

/// How an entry goes into the line before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fold {
    /// The attempt of the line is repeated after this time.
    Wait(Duration),
    /// The next attempt of the same call ended the same way.
    Try,
    /// The same once more.
    Alike,
}

//! The lines that are kept: as many as were asked for, in a bounded number of bytes. The oldest go first, and are counted.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use crate::journal::{CallState, Entry, Exchange, Outcome};
use crate::tui::screens::logs::fold::fold;
use crate::tui::screens::logs::line::{Fold, LogLine};

/// How many bytes of exchanges are kept for looking at; older exchanges keep their line and lose their detail.
const EXCHANGE_BYTES: usize = 8 << 20;

/// How many bytes all lines may take, without their exchanges: 100,000 ordinary ones fit.
const LINE_BYTES: usize = 64 << 20;

/// What became of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Taken {
    /// It is a line of its own.
    Line,
    /// It went into an earlier line.
    Folded,
}

/// The lines that are kept. Each has a number that it keeps while older ones go.
pub(crate) struct Book {
    lines: VecDeque<LogLine>,
    longest: usize,
    most_bytes: usize,
    bytes: usize,
    exchange_bytes: usize,
    /// How many of the front lines have lost their exchange.
    bare: usize,
    /// The number of the oldest line.
    first: u64,
    /// The number of the newest line of each connection.
    newest: HashMap<Option<Arc<str>>, u64>,
    /// How many entries went into another's line.
    pub(crate) folded: u64,
}

impl Book {
    /// An empty one of at most this many lines.
    pub(crate) fn new(longest: usize) -> Self {
        Self {
            lines: VecDeque::new(),
            longest: longest.max(1),
            most_bytes: LINE_BYTES,
            bytes: 0,
            exchange_bytes: 0,
            bare: 0,
            first: 0,
            newest: HashMap::new(),
            folded: 0,
        }
    }

    /// The same of at most this many bytes.
    #[cfg(test)]
    pub(crate) fn bounded_by(mut self, bytes: usize) -> Self {
        self.most_bytes = bytes;
        self
    }

    /// How many lines there are.
    pub(crate) fn len(&self) -> usize {
        self.lines.len()
    }

    /// The number of the oldest line.
    pub(crate) fn first(&self) -> u64 {
        self.first
    }

    /// The line with this place among the kept ones.
    pub(crate) fn at(&self, index: usize) -> Option<&LogLine> {
        self.lines.get(index)
    }

    /// The line with this number, if it is still kept.
    pub(crate) fn numbered(&self, number: u64) -> Option<&LogLine> {
        let index = usize::try_from(number.checked_sub(self.first)?).ok()?;
        self.lines.get(index)
    }

    /// All lines with their numbers, oldest first.
    pub(crate) fn all(&self) -> impl Iterator<Item = (u64, &LogLine)> {
        (self.first..).zip(&self.lines)
    }

    /// Takes an entry in, at the end or into the newest line of its connection.
    pub(crate) fn push(&mut self, entry: Entry) -> Taken {
        let taken = if let Some((index, fold)) = self.fold_of(&entry) {
            self.fold_in(index, entry, fold);
            Taken::Folded
        } else {
            let number = self.first + self.lines.len() as u64;
            self.newest.insert(entry.connection.clone(), number);
            self.bytes += weight(&entry);
            self.exchange_bytes += exchange_weight(&entry);
            self.lines.push_back(LogLine::new(entry));
            Taken::Line
        };
        self.strip_exchanges();
        taken
    }

    /// Whether the oldest line has to go.
    pub(crate) fn is_full(&self) -> bool {
        self.lines.len() > self.longest || (self.bytes > self.most_bytes && self.lines.len() > 1)
    }

    /// Lets go of the oldest line.
    pub(crate) fn drop_oldest(&mut self) {
        let Some(LogLine { entry, .. }) = self.lines.pop_front() else {
            return;
        };
        self.bytes -= weight(&entry);
        self.exchange_bytes -= exchange_weight(&entry);
        self.bare = self.bare.saturating_sub(1);
        if self.newest.get(&entry.connection) == Some(&self.first) {
            self.newest.remove(&entry.connection);
        }
        self.first += 1;
    }

    /// The line that the entry goes into.
    fn fold_of(&self, entry: &Entry) -> Option<(usize, Fold)> {
        let number = self.newest.get(&entry.connection)?;
        let index = usize::try_from(number.checked_sub(self.first)?).ok()?;
        // Where exchanges are not kept any more, a new one has a line of its own.
        if index < self.bare {
            return None;
        }
        Some((index, fold(self.lines.get(index)?, entry)?))
    }

    fn fold_in(&mut self, index: usize, entry: Entry, fold: Fold) {
        self.folded += 1;
        let Some(line) = self.lines.get_mut(index) else {
            return;
        };
        self.bytes -= weight(&line.entry);
        self.exchange_bytes -= exchange_weight(&line.entry);
        line.take(entry, fold);
        self.bytes += weight(&line.entry);
        self.exchange_bytes += exchange_weight(&line.entry);
    }

    fn strip_exchanges(&mut self) {
        while self.exchange_bytes > EXCHANGE_BYTES
            && let Some(line) = self.lines.get_mut(self.bare)
        {
            self.exchange_bytes -= exchange_weight(&line.entry);
            line.entry.exchange = None;
            self.bare += 1;
        }
    }
}

/// Roughly how many bytes a line takes without its exchange.
fn weight(entry: &Entry) -> usize {
    let call = entry.call.as_deref().map_or(0, |call| {
        let reason = match &call.state {
            CallState::Unanswered { reason, .. } | CallState::NotSent { reason } => reason.len(),
            _ => 0,
        };
        96 + call.path.len() + call.purpose.len() + reason
    });
    let meaning = entry
        .meaning
        .as_deref()
        .map_or(0, |meaning| 64 + meaning.summary.len() + meaning.next.len());
    size_of::<LogLine>() + entry.text.len() + call + meaning
}

fn exchange_weight(entry: &Entry) -> usize {
    entry.exchange.as_deref().map_or(0, |exchange: &Exchange| {
        let answer = match &exchange.outcome {
            Outcome::Answered { response, .. } => response.body.len() + headers(&response.headers),
            Outcome::Failed { reason } => reason.len(),
        };
        let request = &exchange.request;
        512 + exchange.url.len() + request.body.len() + headers(&request.headers) + answer
    })
}

fn headers(headers: &[(String, String)]) -> usize {
    let each = headers.iter();
    each.map(|(name, value)| 48 + name.len() + value.len())
        .sum()
}

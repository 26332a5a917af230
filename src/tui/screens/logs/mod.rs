//! The log as the screens hold it: a bounded book, and a view with follow mode and filters.

pub(crate) mod book;
pub(crate) mod commands;
pub(crate) mod curl;
pub(crate) mod export;
pub(crate) mod filter;
pub(crate) mod fold;
pub(crate) mod line;
pub(crate) mod query;
pub(crate) mod screen;
#[cfg(test)]
mod tests;
pub(crate) mod view;
pub(crate) mod words;

use std::collections::VecDeque;
use std::sync::Arc;

use crate::journal::{Entry, Exchange, Level, Meaning};
use crate::tui::widgets::list_filter::ListFilter;
use crate::tui::widgets::rows::onwards;
use crate::tui::widgets::text_field::Edit;

use book::{Book, Taken};
use filter::Passes;

pub use line::LogLine;

/// How many lines behind an exchange may stand between it and the line that says what it means.
const MEANING_WITHIN: usize = 500;

/// How many of the newest lines are looked through for a failure with each frame.
const NEWEST: usize = 1_000;

/// How long texts are laid out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TextLayout {
    /// Whether long lines take as many rows as they need.
    pub wraps: bool,
    /// Whether only the outermost fields of a JSON body are shown.
    pub folds_json: bool,
}

/// The log and how it is looked at.
pub struct LogView {
    book: Book,
    /// Entries that are gone: pushed out here, or never arrived.
    pub lost: u64,
    /// Whether there is a log file that does not take everything.
    pub unwritten: bool,
    /// Whether the view stays at the newest line.
    pub follow: bool,
    /// How many lines came since it does not.
    pub unseen: usize,
    /// The selected line among those that pass the filter; counted from the oldest.
    pub selected: usize,
    /// Lines below this level are not shown.
    pub level: Level,
    /// What lines must hold for.
    pub filter: ListFilter,
    /// Whether the selected line's exchange has the keyboard, and from which line of it it is shown.
    pub detail: Option<usize>,
    /// How long texts are laid out.
    pub layout: TextLayout,
    has_requests: bool,
    passes: Passes,
    /// The numbers of the lines that pass, kept up to date as entries come; `None` where all pass.
    passing: Option<VecDeque<u64>>,
}

impl LogView {
    /// An empty log of at most `longest` lines.
    #[must_use]
    pub fn new(longest: usize) -> Self {
        Self::of(Book::new(longest))
    }

    fn of(book: Book) -> Self {
        Self {
            book,
            lost: 0,
            unwritten: false,
            has_requests: false,
            follow: true,
            unseen: 0,
            selected: 0,
            level: Level::Debug,
            filter: ListFilter::new(&query::VOCABULARY),
            detail: None,
            layout: TextLayout::default(),
            passes: Passes::default(),
            passing: None,
        }
    }

    /// Takes an entry in; the oldest line goes when there is no room.
    pub fn push(&mut self, entry: Entry) {
        let number = self.book.first() + self.book.len() as u64;
        let passes = self.passes.takes(&entry);
        self.has_requests |= entry.call.is_some();
        if self.book.push(entry) == Taken::Line && passes {
            if let Some(passing) = &mut self.passing {
                passing.push_back(number);
            }
            if !self.follow {
                self.unseen += 1;
            }
        }
        while self.book.is_full() {
            self.drop_oldest();
        }
        if self.follow {
            self.selected = self.len().saturating_sub(1);
        }
    }

    fn drop_oldest(&mut self) {
        let first = self.book.first();
        self.book.drop_oldest();
        self.lost += 1;
        let shown = match &mut self.passing {
            Some(passing) if passing.front() == Some(&first) => passing.pop_front().is_some(),
            Some(_) => false,
            None => true,
        };
        if shown && !self.follow {
            // What a person looks at stays under the cursor while older lines go.
            self.selected = self.selected.saturating_sub(1);
            self.unseen = self.unseen.min(self.len());
        }
    }

    /// The level and the text of the newest line, whether or not it passes the filter.
    pub(crate) fn newest(&self) -> Option<(Level, &str)> {
        let line = self.book.at(self.book.len().checked_sub(1)?)?;
        Some((line.entry.level, line.entry.text.as_str()))
    }

    /// Whether a request was sent, or was to be.
    pub(crate) fn has_requests(&self) -> bool {
        self.has_requests
    }

    /// How many lines pass the filter.
    #[must_use]
    pub fn len(&self) -> usize {
        self.passing.as_ref().map_or(self.book.len(), VecDeque::len)
    }

    /// Whether no line passes the filter.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many lines there are without the filter.
    #[must_use]
    pub fn total(&self) -> usize {
        self.book.len()
    }

    /// How many entries went into the line of another.
    #[must_use]
    pub fn folded(&self) -> u64 {
        self.book.folded
    }

    /// The lines that pass, from the `from`-th on, oldest first.
    pub fn lines(&self, from: usize, count: usize) -> impl Iterator<Item = (usize, &Entry)> {
        (from..self.len().min(from.saturating_add(count)))
            .filter_map(|at| Some((at, self.get(at)?)))
    }

    /// One of the lines that pass, with what was folded into it.
    #[must_use]
    pub fn line(&self, at: usize) -> Option<&LogLine> {
        match &self.passing {
            Some(passing) => self.book.numbered(*passing.get(at)?),
            None => self.book.at(at),
        }
    }

    /// The entry of one of the lines that pass.
    #[must_use]
    pub fn get(&self, at: usize) -> Option<&Entry> {
        self.line(at).map(|line| &line.entry)
    }

    /// The exchange of the selected line.
    #[must_use]
    pub fn selected_exchange(&self) -> Option<&Arc<Exchange>> {
        self.get(self.selected)?.exchange.as_ref()
    }

    /// What the exchange of the selected line means, where a line behind it says so.
    #[must_use]
    pub fn selected_meaning(&self) -> Option<&Meaning> {
        let exchange = self.selected_exchange()?.id;
        let number = match &self.passing {
            Some(passing) => *passing.get(self.selected)?,
            None => self.book.first() + self.selected as u64,
        };
        let behind = usize::try_from(number - self.book.first()).ok()?;
        (behind..self.book.len().min(behind + MEANING_WITHIN))
            .filter_map(|at| self.book.at(at)?.entry.meaning.as_deref())
            .find(|meaning| meaning.exchange == exchange)
    }

    /// Moves the selection; moving up pauses follow mode, reaching the end does not resume it.
    pub fn select(&mut self, at: usize) {
        let last = self.len().saturating_sub(1);
        self.selected = at.min(last);
        if self.follow {
            self.follow = false;
            self.unseen = 0;
        }
        self.detail = self.detail.map(|_| 0);
    }

    /// Moves by lines. Below the newest line there is nothing to move to, so it is followed still.
    pub fn step(&mut self, by: isize) {
        if !(self.follow && by > 0) {
            self.select(self.selected.saturating_add_signed(by));
        }
    }

    /// Selects the next line of a failure, or the one before; says whether there is one.
    pub(crate) fn next_failure(&mut self, by: isize) -> bool {
        let is_failure = |at: &usize| self.get(*at).is_some_and(query::is_failure);
        let found = onwards(self.selected, self.len(), by).find(is_failure);
        if let Some(at) = found {
            self.select(at);
        }
        found.is_some()
    }

    /// Whether one of the newest lines is of a failure. It is asked for each frame, so it does not look through all.
    pub(crate) fn has_late_failure(&self) -> bool {
        let newest = self.len().saturating_sub(NEWEST)..self.len();
        let mut newest = newest.filter_map(|at| self.get(at));
        newest.any(query::is_failure)
    }

    /// Follows the newest line again, or stops to.
    pub fn set_follow(&mut self, follow: bool) {
        self.follow = follow;
        self.unseen = 0;
        if follow {
            self.selected = self.len().saturating_sub(1);
        }
    }

    /// Shows one level more or less: everything, then from info, warnings, errors alone, and round again.
    pub fn next_level(&mut self) {
        self.level = match self.level {
            Level::Debug => Level::Info,
            Level::Info => Level::Warn,
            Level::Warn => Level::Error,
            Level::Error => Level::Debug,
        };
        self.refilter();
    }

    /// Sets the text of the filter.
    pub fn set_filter(&mut self, text: &str) {
        if self.filter.edit(|field| field.replace(text)) == Edit::Changed {
            self.refilter();
        }
    }

    /// Works out which lines pass: among all, or among those that passed where none can come to them.
    fn refilter(&mut self) {
        let before = self.passing.take();
        let passes = Passes::new(self.level, self.filter.query());
        let is_within = passes.is_within(&self.passes);
        self.passes = passes;
        if !self.passes.all() {
            let (book, passes) = (&self.book, &self.passes);
            let passing = if let Some(mut passing) = before.filter(|_| is_within) {
                passing.retain(|number| {
                    let line = book.numbered(*number);
                    line.is_some_and(|line| passes.takes(&line.entry))
                });
                passing
            } else {
                let passing = book.all().filter(|(_, line)| passes.takes(&line.entry));
                passing.map(|(number, _)| number).collect()
            };
            self.passing = Some(passing);
        }
        let last = self.len().saturating_sub(1);
        self.selected = if self.follow {
            last
        } else {
            self.selected.min(last)
        };
        self.unseen = self.unseen.min(self.len());
        self.detail = None;
    }
}

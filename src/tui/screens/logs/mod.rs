//! The log as the screens hold it: a bounded book, and a view with follow mode and filters.

pub(crate) mod commands;
pub(crate) mod query;
pub(crate) mod screen;
pub(crate) mod view;

use std::collections::VecDeque;
use std::sync::Arc;

use crate::journal::{Entry, Exchange, Level, Outcome};
use crate::query::Query;
use crate::tui::widgets::list_filter::ListFilter;
use crate::tui::widgets::rows::onwards;
use crate::tui::widgets::text_field::Edit;

/// How many bytes of exchanges are kept for looking at; older exchanges keep their line and lose their detail.
const EXCHANGE_BYTES: usize = 4 << 20;

/// The log and how it is looked at.
pub struct LogView {
    entries: VecDeque<Entry>,
    longest: usize,
    exchange_bytes: usize,
    /// How many of the front entries have lost their exchange.
    bare: usize,
    /// Entries that are gone: pushed out here, or never arrived.
    pub lost: u64,
    /// Whether there is a log file that does not take everything.
    pub unwritten: bool,
    /// Whether the view stays at the newest line.
    pub follow: bool,
    /// The selected line among those that pass the filter; counted from the oldest.
    pub selected: usize,
    /// Lines below this level are not shown.
    pub level: Level,
    /// What lines must hold for.
    pub filter: ListFilter,
    /// Whether the selected line's exchange is shown, and from which line of it.
    pub detail: Option<usize>,
    /// The numbers of the entries that pass, kept up to date as entries come; `None` where all pass.
    passing: Option<VecDeque<u64>>,
    /// The number of the oldest entry.
    first: u64,
}

impl LogView {
    /// An empty log of at most `longest` lines.
    #[must_use]
    pub fn new(longest: usize) -> Self {
        Self {
            entries: VecDeque::new(),
            longest: longest.max(1),
            exchange_bytes: 0,
            bare: 0,
            lost: 0,
            unwritten: false,
            follow: true,
            selected: 0,
            level: Level::Debug,
            filter: ListFilter::new(&query::VOCABULARY),
            detail: None,
            passing: None,
            first: 0,
        }
    }

    /// Takes a line in; the oldest goes when there is no room.
    pub fn push(&mut self, entry: Entry) {
        if self.entries.len() == self.longest {
            self.drop_oldest();
        }
        self.exchange_bytes += entry.exchange.as_deref().map_or(0, weight);
        let number = self.first + self.entries.len() as u64;
        if let Some(passing) = &mut self.passing
            && passes(&entry, self.level, self.filter.query())
        {
            passing.push_back(number);
        }
        self.entries.push_back(entry);
        while self.exchange_bytes > EXCHANGE_BYTES && self.bare < self.entries.len() {
            if let Some(exchange) = self.entries[self.bare].exchange.take() {
                self.exchange_bytes -= weight(&exchange);
            }
            self.bare += 1;
        }
        if self.follow {
            self.selected = self.len().saturating_sub(1);
        }
    }

    fn drop_oldest(&mut self) {
        let Some(oldest) = self.entries.pop_front() else {
            return;
        };
        self.exchange_bytes -= oldest.exchange.as_deref().map_or(0, weight);
        self.bare = self.bare.saturating_sub(1);
        self.lost += 1;
        let shown = match &mut self.passing {
            Some(passing) if passing.front() == Some(&self.first) => passing.pop_front().is_some(),
            Some(_) => false,
            None => true,
        };
        self.first += 1;
        if shown && !self.follow {
            // What a person looks at stays under the cursor while older lines go.
            self.selected = self.selected.saturating_sub(1);
        }
    }

    /// How many lines pass the filter.
    #[must_use]
    pub fn len(&self) -> usize {
        self.passing
            .as_ref()
            .map_or(self.entries.len(), VecDeque::len)
    }

    /// Whether no line passes the filter.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many lines there are without the filter.
    #[must_use]
    pub fn total(&self) -> usize {
        self.entries.len()
    }

    /// The lines that pass, from the `from`-th on, oldest first.
    pub fn lines(&self, from: usize, count: usize) -> impl Iterator<Item = (usize, &Entry)> {
        (from..self.len().min(from.saturating_add(count)))
            .filter_map(|at| Some((at, self.get(at)?)))
    }

    /// One of the lines that pass.
    #[must_use]
    pub fn get(&self, at: usize) -> Option<&Entry> {
        let index = match &self.passing {
            Some(passing) => usize::try_from(passing.get(at)?.checked_sub(self.first)?).ok()?,
            None => at,
        };
        self.entries.get(index)
    }

    /// The exchange of the selected line.
    #[must_use]
    pub fn selected_exchange(&self) -> Option<&Arc<Exchange>> {
        self.get(self.selected)?.exchange.as_ref()
    }

    /// Moves the selection; moving up pauses follow mode, reaching the end does not resume it.
    pub fn select(&mut self, at: usize) {
        let last = self.len().saturating_sub(1);
        self.selected = at.min(last);
        self.follow = false;
        self.detail = self.detail.map(|_| 0);
    }

    /// Moves by lines.
    pub fn step(&mut self, by: isize) {
        self.select(self.selected.saturating_add_signed(by));
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

    /// Follows the newest line again, or stops to.
    pub fn set_follow(&mut self, follow: bool) {
        self.follow = follow;
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

    fn refilter(&mut self) {
        self.passing = (self.level > Level::Debug || !self.filter.query().is_empty()).then(|| {
            let numbered = (self.first..).zip(&self.entries);
            numbered
                .filter(|(_, entry)| passes(entry, self.level, self.filter.query()))
                .map(|(number, _)| number)
                .collect()
        });
        let last = self.len().saturating_sub(1);
        self.selected = if self.follow {
            last
        } else {
            self.selected.min(last)
        };
        self.detail = None;
    }
}

fn passes(entry: &Entry, level: Level, query: &Query) -> bool {
    entry.level >= level && query.matches(&query::Line(entry))
}

fn weight(exchange: &Exchange) -> usize {
    let answer = match &exchange.outcome {
        Outcome::Answered { response, .. } => response.body.len(),
        Outcome::Failed { reason } => reason.len(),
    };
    512 + exchange.url.len() + exchange.request.body.len() + answer
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::journal::Part;

    fn entry(text: &str, level: Level) -> Entry {
        Entry {
            at: Timestamp::UNIX_EPOCH,
            level,
            source: "planday",
            text: text.into(),
            waits_until: None,
            exchange: None,
        }
    }

    fn texts(log: &LogView) -> Vec<&str> {
        log.lines(0, 100)
            .map(|(_, entry)| entry.text.as_str())
            .collect()
    }

    #[test]
    fn the_newest_lines_stay_and_the_loss_is_counted() {
        let mut log = LogView::new(3);
        for n in 0..5 {
            log.push(entry(&n.to_string(), Level::Info));
        }
        assert_eq!(texts(&log), ["2", "3", "4"]);
        assert_eq!((log.lost, log.selected), (2, 2));
    }

    #[test]
    fn scrolling_pauses_following_and_keeps_the_line_under_the_cursor() {
        let mut log = LogView::new(3);
        for n in 0..3 {
            log.push(entry(&n.to_string(), Level::Info));
        }
        log.step(-1);
        assert!(!log.follow);
        assert_eq!(
            log.get(log.selected).map(|entry| entry.text.as_str()),
            Some("1")
        );
        log.push(entry("3", Level::Info));
        assert_eq!(
            log.get(log.selected).map(|entry| entry.text.as_str()),
            Some("1")
        );
        log.set_follow(true);
        log.push(entry("4", Level::Info));
        assert_eq!(
            log.get(log.selected).map(|entry| entry.text.as_str()),
            Some("4")
        );
    }

    #[test]
    fn filters_hold_for_lines_that_come_later_and_survive_old_ones_going() {
        let mut log = LogView::new(4);
        log.push(entry("old failure", Level::Error));
        log.push(entry("fine", Level::Debug));
        log.set_filter("FAIL");
        log.push(entry("new failure", Level::Error));
        log.push(entry("fine", Level::Debug));
        assert_eq!(texts(&log), ["old failure", "new failure"]);
        log.push(entry("fine", Level::Debug));
        assert_eq!(texts(&log), ["new failure"]);
        log.set_filter("");
        log.next_level();
        assert_eq!(texts(&log), ["new failure"]);
    }

    #[test]
    fn the_next_failure_is_a_warning_or_an_error_or_an_exchange_that_failed() {
        let answered = |text: &str, outcome| Entry {
            exchange: Some(Arc::new(Exchange {
                id: 1,
                service: "planday",
                purpose: "a read".into(),
                method: "GET".into(),
                url: "https://example.com".into(),
                attempt: 1,
                started: Timestamp::UNIX_EPOCH,
                elapsed: std::time::Duration::ZERO,
                request: Part::default(),
                outcome,
            })),
            ..entry(text, Level::Debug)
        };
        let status = |status| Outcome::Answered {
            status,
            response: Part::default(),
        };
        let mut log = LogView::new(10);
        assert!(!log.next_failure(1), "there is no line");
        log.push(answered("fine", status(200)));
        log.push(entry("odd", Level::Warn));
        assert!(log.next_failure(1) && !log.follow);
        log.push(answered("refused", status(403)));
        log.push(entry("fine", Level::Info));
        let reason = "no route".to_owned();
        log.push(answered("unanswered", Outcome::Failed { reason }));
        let mut visited = Vec::new();
        for by in [1, 1, 1, -1, -1] {
            assert!(log.next_failure(by));
            visited.push(log.get(log.selected).map(|entry| entry.text.clone()));
        }
        let expected = ["refused", "unanswered", "odd", "unanswered", "refused"];
        assert_eq!(
            visited,
            expected.map(|text| Some(text.to_owned())),
            "round and back"
        );
        log.set_filter("fine");
        let selected = log.selected;
        assert!(!log.next_failure(1), "none of those that are shown");
        assert_eq!(log.selected, selected);
    }
}

//! Rate limits kept on this side: no more calls a second and a minute than the server allows.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use super::limits;

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);

/// A limit that calls share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Budget {
    /// Calls with the same key count together: a portal, an API key's name. Not a secret.
    pub key: String,
    /// At most so many in any second.
    pub per_second: Option<u32>,
    /// At most so many in any minute.
    pub per_minute: Option<u32>,
}

/// The calls sent lately, per key. Clones share them.
#[derive(Clone, Default)]
pub(super) struct Budgets(Arc<Mutex<HashMap<String, Window>>>);

#[derive(Default)]
struct Window {
    /// When calls were or will be sent, each with its number: in order, the last minute only.
    slots: VecDeque<(Instant, u64)>,
    next: u64,
    /// Nothing is sent before: the server said that nothing is left.
    hold: Option<Instant>,
    /// What the server announced as its limits.
    announced: (Option<u32>, Option<u32>),
}

impl Budgets {
    /// Waits for the turn of one call. `waiting` hears how long it will take, each time that is known anew.
    ///
    /// A turn is booked when it is asked for, so turns come in the order of asking; giving up returns it.
    pub(super) async fn turn(&self, budget: &Budget, mut waiting: impl FnMut(Duration)) {
        loop {
            let now = Instant::now();
            let booking = self.book(budget, now);
            if booking.at > now {
                waiting(booking.at - now);
                sleep_until(booking.at).await;
            }
            // The server may have said meanwhile that nothing is left: then the turn is given back for a later one.
            if !self.held(&budget.key, Instant::now()) {
                booking.keep();
                return;
            }
        }
    }

    /// Takes in what an answer says about the limits.
    pub(super) fn heard(&self, budget: &Budget, headers: &[(String, String)]) {
        let spent = limits::spent_for(headers);
        let policy = limits::header(headers, "x-ratelimit-limit").map(limits::policy);
        if spent.is_none() && policy.is_none() {
            return;
        }
        self.with(&budget.key, |window| {
            if let Some(wait) = spent {
                // No documented window is longer than a minute; a server that says otherwise may say so again then.
                let until = Instant::now() + wait.min(MINUTE);
                window.hold = window.hold.max(Some(until));
            }
            if let Some((second, minute)) = policy {
                window.announced.0 = smaller(window.announced.0, second);
                window.announced.1 = smaller(window.announced.1, minute);
            }
        });
    }

    fn book(&self, budget: &Budget, now: Instant) -> Booking<'_> {
        self.with(&budget.key, |window| {
            let (at, id) = window.book(budget, now);
            Booking {
                budgets: self,
                key: budget.key.clone(),
                at,
                id: Some(id),
            }
        })
    }

    fn held(&self, key: &str, now: Instant) -> bool {
        self.with(key, |window| window.hold.is_some_and(|hold| hold > now))
    }

    fn with<T>(&self, key: &str, work: impl FnOnce(&mut Window) -> T) -> T {
        let mut windows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        work(windows.entry(key.to_owned()).or_default())
    }
}

impl Window {
    fn book(&mut self, budget: &Budget, now: Instant) -> (Instant, u64) {
        while self
            .slots
            .front()
            .is_some_and(|(at, _)| *at + MINUTE <= now)
        {
            self.slots.pop_front();
        }
        let free_after = |limit: Option<u32>, length: Duration| {
            let limit = usize::try_from(limit?.max(1)).unwrap_or(usize::MAX);
            let blocking = self.slots.len().checked_sub(limit)?;
            Some(self.slots.get(blocking)?.0 + length)
        };
        let at = [
            self.hold,
            // Not before whoever asked earlier.
            self.slots.back().map(|(at, _)| *at),
            free_after(smaller(budget.per_second, self.announced.0), SECOND),
            free_after(smaller(budget.per_minute, self.announced.1), MINUTE),
        ]
        .into_iter()
        .flatten()
        .fold(now, Instant::max);
        let id = self.next;
        self.next += 1;
        self.slots.push_back((at, id));
        (at, id)
    }
}

/// A turn that is given back unless it is kept.
struct Booking<'a> {
    budgets: &'a Budgets,
    key: String,
    at: Instant,
    id: Option<u64>,
}

impl Booking<'_> {
    fn keep(mut self) {
        self.id = None;
    }
}

impl Drop for Booking<'_> {
    fn drop(&mut self) {
        if let Some(id) = self.id {
            self.budgets.with(&self.key, |window| {
                window.slots.retain(|(_, have)| *have != id);
            });
        }
    }
}

/// The smaller of two limits, where `None` is none.
fn smaller(one: Option<u32>, other: Option<u32>) -> Option<u32> {
    one.into_iter().chain(other).min()
}

//! Rate limits kept on this side: no more calls a second and a minute than the server allows.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use super::limits;
use crate::domain::clock;

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
        // No documented window is longer than a minute: what is further away is not the end of one, and waiting for it
        // would only hold up calls that the service may well answer.
        let spent = limits::spent_for(headers, clock::now()).filter(|wait| *wait <= MINUTE);
        let policy = limits::header(headers, "x-ratelimit-limit").map(limits::policy);
        if spent.is_none() && policy.is_none() {
            return;
        }
        self.with(&budget.key, |window| {
            if let Some(wait) = spent {
                let until = Instant::now() + wait;
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

#[cfg(test)]
mod tests {
    use futures::FutureExt as _;
    use futures::future::join_all;

    use super::*;

    fn budget(per_second: Option<u32>, per_minute: Option<u32>) -> Budget {
        Budget {
            key: "portal".to_owned(),
            per_second,
            per_minute,
        }
    }

    fn headers(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    /// Asks for `count` turns at once and returns after how many milliseconds each came.
    async fn turns(budgets: &Budgets, budget: &Budget, count: usize) -> Vec<u128> {
        let start = Instant::now();
        join_all((0..count).map(|_| async {
            budgets.turn(budget, |_| ()).await;
            start.elapsed().as_millis()
        }))
        .await
    }

    #[tokio::test(start_paused = true)]
    async fn no_second_and_no_minute_has_too_many() {
        let budgets = Budgets::default();
        let times = turns(&budgets, &budget(Some(2), Some(5)), 8).await;
        assert_eq!(times, [0, 0, 1000, 1000, 2000, 60_000, 60_000, 61_000]);
    }

    #[tokio::test(start_paused = true)]
    async fn clones_share_and_keys_do_not() {
        let budgets = Budgets::default();
        let one = budget(Some(1), None);
        let other = Budget {
            key: "another".to_owned(),
            ..one.clone()
        };
        assert_eq!(turns(&budgets, &one, 1).await, [0]);
        assert_eq!(turns(&budgets.clone(), &one, 1).await, [1000]);
        assert_eq!(turns(&budgets, &other, 1).await, [0]);
        assert_eq!(turns(&budgets, &budget(None, None), 3).await, [0, 0, 0]);
    }

    #[tokio::test(start_paused = true)]
    async fn nothing_is_sent_while_nothing_is_left() {
        let budgets = Budgets::default();
        let budget = budget(Some(2), None);
        budgets.heard(
            &budget,
            &headers(&[("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "33")]),
        );
        let times = turns(&budgets, &budget, 3).await;
        assert_eq!(times, [33_000, 33_000, 34_000]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_hold_reaches_those_who_wait_already() {
        let budgets = Budgets::default();
        let budget = budget(Some(1), None);
        let start = Instant::now();
        let told = Mutex::new(Vec::new());
        let waiting = async {
            budgets.turn(&budget, |_| ()).await;
            budgets
                .turn(&budget, |wait| {
                    told.lock().expect("the waits").push(wait.as_secs());
                })
                .await;
        };
        tokio::pin!(waiting);
        assert!(waiting.as_mut().now_or_never().is_none());
        budgets.heard(
            &budget,
            &headers(&[("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "9")]),
        );
        waiting.await;
        assert_eq!(start.elapsed().as_secs(), 9);
        assert_eq!(*told.lock().expect("the waits"), [1, 8]);
    }

    #[tokio::test(start_paused = true)]
    async fn an_absurd_reset_or_limit_holds_nothing() {
        let budgets = Budgets::default();
        let budget = budget(None, None);
        let later = (clock::now().as_second() + 3_600).to_string();
        for reset in [u64::MAX.to_string().as_str(), "61", "-5", "", &later] {
            let answer = [("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", reset)];
            budgets.heard(&budget, &headers(&answer));
        }
        budgets.heard(&budget, &headers(&[("x-ratelimit-limit", "0;w=60, 0;w=1")]));
        assert_eq!(turns(&budgets, &budget, 3).await, [0, 0, 0]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_reset_may_be_a_point_in_time() {
        let budgets = Budgets::default();
        let budget = budget(None, None);
        let reset = (clock::now().as_second() + 5).to_string();
        let answer = [
            ("x-ratelimit-remaining", "0"),
            ("x-ratelimit-reset", &reset),
        ];
        budgets.heard(&budget, &headers(&answer));
        let waited = turns(&budgets, &budget, 1).await[0];
        assert!((3_900..=5_000).contains(&waited), "{waited}");
    }

    #[tokio::test(start_paused = true)]
    async fn an_announced_limit_lowers_the_budget_and_never_raises_it() {
        let budgets = Budgets::default();
        let policy = |value| headers(&[("x-ratelimit-limit", value)]);
        budgets.heard(&budget(Some(2), None), &policy("20, 20;w=1, 750;w=60"));
        assert_eq!(
            turns(&budgets, &budget(Some(2), None), 3).await,
            [0, 0, 1000]
        );
        tokio::time::advance(MINUTE).await;
        budgets.heard(&budget(Some(2), None), &policy("1;w=1"));
        budgets.heard(&budget(Some(2), None), &policy("9;w=1"));
        assert_eq!(
            turns(&budgets, &budget(Some(2), None), 3).await,
            [0, 1000, 2000]
        );
    }

    #[tokio::test(start_paused = true)]
    async fn giving_up_returns_the_turn() {
        let budgets = Budgets::default();
        let budget = budget(Some(1), None);
        budgets.turn(&budget, |_| ()).await;
        {
            let given_up = budgets.turn(&budget, |_| ());
            tokio::pin!(given_up);
            assert!(given_up.as_mut().now_or_never().is_none());
        }
        assert_eq!(turns(&budgets, &budget, 1).await, [1000]);
    }

    #[tokio::test(start_paused = true)]
    async fn turns_come_in_the_order_of_asking() {
        let budgets = Budgets::default();
        let budget = budget(Some(1), None);
        let free = Budget {
            per_second: None,
            ..budget.clone()
        };
        let order = Mutex::new(Vec::new());
        join_all((0..4).map(|n| {
            budgets.turn(&budget, |_| ()).map({
                let order = &order;
                move |()| order.lock().expect("the order").push(n)
            })
        }))
        .await;
        assert_eq!(*order.lock().expect("the order"), [0, 1, 2, 3]);
        // Nor does one of greater liberties overtake those who wait.
        let all = async { tokio::join!(turns(&budgets, &budget, 2), turns(&budgets, &free, 1)) };
        assert_eq!(all.await, (vec![1000, 2000], vec![2000]));
    }
}

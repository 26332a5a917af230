//! Counting requests in fixed windows, as a gateway does.

use std::collections::HashMap;

use jiff::Timestamp;

/// So many requests in so many seconds.
#[derive(Debug, Clone, Copy)]
pub struct Window {
    /// The length.
    pub seconds: i64,
    /// How many requests fit.
    pub quota: u64,
}

/// How things stand after a request was counted, in the window closest to its limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Whether the request may pass.
    pub allowed: bool,
    /// That window's quota.
    pub quota: u64,
    /// How many requests are left in it.
    pub remaining: u64,
    /// In how many seconds it starts afresh.
    pub reset: i64,
}

/// The counts.
#[derive(Debug, Default)]
pub struct Limiter {
    counts: HashMap<(String, i64), (i64, u64)>,
}

impl Limiter {
    /// Counts one request against everybody's windows; nothing when there are none.
    pub fn count(&mut self, now: Timestamp, budgets: &[(&str, Window)]) -> Option<Standing> {
        let second = now.as_second();
        let mut standings = Vec::new();
        for (who, window) in budgets {
            let number = second.div_euclid(window.seconds);
            let entry = self
                .counts
                .entry(((*who).to_owned(), window.seconds))
                .or_default();
            if entry.0 != number {
                *entry = (number, 0);
            }
            entry.1 += 1;
            standings.push(Standing {
                allowed: entry.1 <= window.quota,
                quota: window.quota,
                remaining: window.quota.saturating_sub(entry.1),
                reset: window.seconds - second.rem_euclid(window.seconds),
            });
        }
        let allowed = standings.iter().all(|standing| standing.allowed);
        // The refusing window matters most; of two, the one that lasts longer.
        let closest = standings
            .into_iter()
            .min_by_key(|s| (s.allowed, s.remaining, -s.reset))?;
        Some(Standing { allowed, ..closest })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BUDGETS: [(&str, Window); 2] = [
        (
            "portal",
            Window {
                seconds: 1,
                quota: 2,
            },
        ),
        (
            "portal",
            Window {
                seconds: 60,
                quota: 3,
            },
        ),
    ];

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(6000 + second).expect("a timestamp")
    }

    #[test]
    fn the_closest_window_is_told() {
        let mut limiter = Limiter::default();
        let first = limiter.count(at(0), &BUDGETS);
        assert_eq!(
            first,
            Some(Standing {
                allowed: true,
                quota: 2,
                remaining: 1,
                reset: 1
            })
        );
        limiter.count(at(0), &BUDGETS);
        let third = limiter.count(at(0), &BUDGETS);
        assert_eq!(
            third,
            Some(Standing {
                allowed: false,
                quota: 2,
                remaining: 0,
                reset: 1
            })
        );
    }

    #[test]
    fn a_window_starts_afresh_but_the_longer_one_goes_on() {
        let mut limiter = Limiter::default();
        for second in 0..3 {
            assert!(
                limiter
                    .count(at(second), &BUDGETS)
                    .is_some_and(|s| s.allowed),
                "second {second}"
            );
        }
        let fourth = limiter.count(at(3), &BUDGETS);
        assert_eq!(
            fourth,
            Some(Standing {
                allowed: false,
                quota: 3,
                remaining: 0,
                reset: 57
            })
        );
        assert!(limiter.count(at(60), &BUDGETS).is_some_and(|s| s.allowed));
    }
}

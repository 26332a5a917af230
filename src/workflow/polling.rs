//! Looking again and again for what a person is about to do, through trouble on the way.
//!
//! One bad look ends nothing: it is told, the next one comes later, and the wait goes on to its own end. What the service
//! itself refuses ends the wait, once it was said twice: a refusal that is gone at the next look was none.

use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::{Observer, Progress, pause};
use crate::domain::clock;
use crate::domain::diagnosis::{Diagnosis, Kind, Party};
use crate::http::Failure;

/// The longest pause after bad looks.
const LONGEST: Duration = Duration::from_secs(60);

/// The longest pause that a service is granted when it asks for one.
const LONGEST_ASKED: Duration = Duration::from_secs(5 * 60);

/// A wait: how often it looks, until when, and how the last look went.
pub(super) struct Polling<'a, O> {
    every: Duration,
    end: Option<End>,
    observer: &'a O,
    cancel: &'a CancellationToken,
    /// Bad looks in a row.
    bad: u32,
    trouble: Option<Diagnosis>,
    told: String,
}

/// When a wait ends, on two clocks: a machine that slept wakes past the one, a clock that was set back shows it on the
/// other.
#[derive(Clone, Copy)]
struct End {
    at: Timestamp,
    instant: Instant,
}

impl End {
    fn at(at: Timestamp) -> Self {
        let left = Duration::try_from(at.duration_since(clock::now())).unwrap_or_default();
        // Past what the clock can count is as good as a day.
        let day = || Instant::now() + Duration::from_secs(24 * 60 * 60);
        Self {
            at,
            instant: Instant::now().checked_add(left).unwrap_or_else(day),
        }
    }

    fn is_over(self) -> bool {
        clock::now() >= self.at || Instant::now() >= self.instant
    }

    fn left(self) -> Duration {
        self.instant.saturating_duration_since(Instant::now())
    }
}

impl<'a, O: Observer> Polling<'a, O> {
    /// Looks so often, until that time if one is given.
    pub(super) fn new(
        every: Duration,
        end: Option<Timestamp>,
        observer: &'a O,
        cancel: &'a CancellationToken,
    ) -> Self {
        Self {
            every,
            end: end.map(End::at),
            observer,
            cancel,
            bad: 0,
            trouble: None,
            told: String::new(),
        }
    }

    /// Looks so often from now on.
    pub(super) fn set_pace(&mut self, every: Duration) {
        self.every = every;
    }

    /// What a look brought; `None` is trouble that is waited out. The error ends the wait.
    pub(super) fn judge<T>(
        &mut self,
        looked: Result<T, Diagnosis>,
    ) -> Result<Option<T>, Diagnosis> {
        let trouble = match looked {
            Ok(found) => {
                self.bad = 0;
                self.trouble = None;
                return Ok(Some(found));
            }
            Err(trouble) => trouble,
        };
        let again = self
            .trouble
            .as_ref()
            .is_some_and(|before| before.kind == trouble.kind);
        let ends = match trouble.kind {
            Kind::Cancelled | Kind::Refused | Kind::NotConfigured => true,
            Kind::Rejected | Kind::Absent => again,
            _ => false,
        };
        if ends {
            return Err(trouble);
        }
        self.bad = self.bad.saturating_add(1);
        self.trouble = Some(trouble);
        Ok(None)
    }

    /// Why the last look brought nothing, where it did not.
    pub(super) fn trouble(&self) -> Option<&Diagnosis> {
        self.trouble.as_ref()
    }

    /// Tells what is waited for, or the trouble of the last look, and waits. Says whether there is to be another look: the
    /// last one comes at the very end.
    pub(super) async fn next(&mut self, waits: &str) -> Result<bool, Diagnosis> {
        if self.end.is_some_and(End::is_over) {
            return Ok(false);
        }
        let left = self.end.map_or(Duration::MAX, End::left);
        let wait = self.wait().min(left);
        let line = match &self.trouble {
            None => waits.to_owned(),
            Some(trouble) => format!(
                "could not look ({}), trying again in {} s",
                trouble.summary.trim_end_matches('.'),
                wait.as_secs_f64().ceil()
            ),
        };
        if line != self.told {
            self.observer.tell(Progress::Waiting(line.clone())).await;
            self.told = line;
        }
        if pause(wait, self.cancel).await {
            Ok(true)
        } else {
            Err(Failure::Cancelled.diagnosis(Party::StackOne))
        }
    }

    /// How long to wait for the next look: longer with each bad one, and as long as the service asks for, within reason.
    fn wait(&self) -> Duration {
        let factor = 2_u32.saturating_pow(self.bad.min(16));
        let backoff = match self.bad {
            0 => self.every,
            _ => self
                .every
                .saturating_mul(factor)
                .min(LONGEST.max(self.every)),
        };
        let asked = self.trouble.as_ref().and_then(|trouble| trouble.retry_at);
        let asked = asked.and_then(|at| at.duration_since(clock::now()).try_into().ok());
        asked.map_or(backoff, |asked: Duration| {
            backoff.max(asked.min(LONGEST_ASKED))
        })
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    struct Silent;

    impl Observer for Silent {
        async fn tell(&self, _: Progress) {}
    }

    fn trouble(kind: Kind) -> Result<(), Diagnosis> {
        Err(Diagnosis::new(Party::StackOne, kind, "No.", "Wait."))
    }

    #[test]
    fn a_refusal_ends_it_when_it_is_said_twice_in_a_row() {
        let cancel = CancellationToken::new();
        let every = Duration::from_secs(2);
        for kind in [Kind::Rejected, Kind::Absent] {
            let mut polling = Polling::new(every, None, &Silent, &cancel);
            assert_eq!(polling.judge(trouble(kind)), Ok(None));
            assert_eq!(polling.judge(trouble(Kind::Trouble)), Ok(None));
            assert_eq!(polling.judge(trouble(kind)), Ok(None));
            assert_eq!(polling.judge(Ok(())), Ok(Some(())));
            assert_eq!(polling.judge(trouble(kind)), Ok(None));
            assert!(polling.judge(trouble(kind)).is_err(), "{kind:?}");
        }
        for kind in [
            Kind::Network,
            Kind::RateLimited,
            Kind::Trouble,
            Kind::Failed,
        ] {
            let mut polling = Polling::new(every, None, &Silent, &cancel);
            for _ in 0..100 {
                assert_eq!(polling.judge(trouble(kind)), Ok(None), "{kind:?}");
            }
        }
        for kind in [Kind::Cancelled, Kind::Refused, Kind::NotConfigured] {
            let mut polling = Polling::new(every, None, &Silent, &cancel);
            assert!(polling.judge(trouble(kind)).is_err(), "{kind:?}");
        }
    }

    #[test]
    fn it_looks_less_often_while_it_cannot_look() {
        let cancel = CancellationToken::new();
        let mut polling = Polling::new(Duration::from_secs(2), None, &Silent, &cancel);
        let mut waits = vec![polling.wait().as_secs()];
        for _ in 0..7 {
            let _ = polling.judge(trouble(Kind::Trouble));
            waits.push(polling.wait().as_secs());
        }
        assert_eq!(waits, [2, 4, 8, 16, 32, 60, 60, 60]);
        let _ = polling.judge(Ok(()));
        assert_eq!(polling.wait().as_secs(), 2);
        let mut slow = Polling::new(Duration::from_secs(90), None, &Silent, &cancel);
        let _ = slow.judge(trouble(Kind::Trouble));
        assert_eq!(slow.wait().as_secs(), 90, "never more often than asked for");
    }

    #[test]
    fn what_a_service_asks_for_is_granted_within_reason() {
        let cancel = CancellationToken::new();
        let mut polling = Polling::new(Duration::from_secs(2), None, &Silent, &cancel);
        for (asked, least, most) in [(100, 95, 100), (1_000_000, 300, 300), (-5, 4, 120)] {
            let mut limited = trouble(Kind::RateLimited).expect_err("trouble");
            limited.retry_at = Some(clock::now() + SignedDuration::from_secs(asked));
            let _ = polling.judge(Err::<(), _>(limited));
            let wait = polling.wait().as_secs();
            assert!((least..=most).contains(&wait), "{asked}: {wait}");
        }
    }
}

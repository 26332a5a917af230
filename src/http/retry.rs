//! Whether and when a call is sent once more.

use std::future::Future;
use std::time::Duration;

use backon::{BackoffBuilder as _, ExponentialBuilder};
use tokio_util::sync::CancellationToken;

use super::call::Repeat;
use super::failure::{Failure, Phase, ProxyProblem};
use super::reply::Reply;

/// How often and how patiently.
#[derive(Debug, Clone, Copy)]
pub(super) struct Policy {
    pub(super) attempts: u32,
    pub(super) first_delay: Duration,
    pub(super) longest_wait: Duration,
}

/// What is repeated.
pub(super) trait Attempts {
    /// Makes one attempt; they count from 1.
    fn attempt(&mut self, number: u32) -> impl Future<Output = Result<Reply, Failure>> + Send;

    /// Hears of a wait before it begins: why, for how long, and which attempt follows.
    fn waiting(&mut self, ended: &Result<Reply, Failure>, wait: Duration, next: u32);
}

/// Makes attempts until one ends it.
pub(super) async fn run(
    policy: Policy,
    repeat: Repeat,
    cancel: &CancellationToken,
    attempts: &mut impl Attempts,
) -> Result<Reply, Failure> {
    let mut delays = Delays::new(policy);
    let mut number = 1;
    loop {
        let ended = attempts.attempt(number).await;
        if number >= policy.attempts || !worthwhile(repeat, number, &ended) {
            return ended;
        }
        let announced = ended.as_ref().ok().and_then(Reply::retry_after);
        let Some(wait) = delays.next(announced) else {
            return ended;
        };
        number += 1;
        attempts.waiting(&ended, wait, number);
        if cancel
            .run_until_cancelled(tokio::time::sleep(wait))
            .await
            .is_none()
        {
            return Err(Failure::Cancelled);
        }
    }
}

/// Whether the attempt may be repeated without harm, and may end otherwise then.
fn worthwhile(repeat: Repeat, number: u32, ended: &Result<Reply, Failure>) -> bool {
    match ended {
        Ok(reply) => match reply.status() {
            // Turned away at the gate.
            429 => true,
            408 => repeat == Repeat::Safe,
            502..=504 => repeat != Repeat::Unprocessed,
            // Often one bad machine of many, as often a bug that answers so for ever: one more try tells.
            500 => repeat == Repeat::Safe && number == 1,
            _ => false,
        },
        Err(failure) => match failure {
            // Nothing of the call was sent.
            Failure::Unreachable { .. }
            | Failure::Timeout {
                phase: Phase::Connect,
                ..
            } => true,
            Failure::Proxy { problem, .. } => matches!(
                problem,
                ProxyProblem::NoTime(_)
                    | ProxyProblem::Closed
                    | ProxyProblem::Unreachable(_)
                    | ProxyProblem::Answered {
                        status: 429 | 502..=504
                    }
            ),
            // It may have been processed.
            Failure::Reset { .. } | Failure::Timeout { .. } => repeat == Repeat::Safe,
            // These are answers of a kind, and the same a moment later: a person should hear of them at once.
            Failure::Dns { .. }
            | Failure::Refused { .. }
            | Failure::Tls { .. }
            | Failure::TooLarge { .. }
            | Failure::Cancelled
            | Failure::ReadOnly { .. }
            | Failure::PlainHttp { .. }
            | Failure::BadAddress { .. }
            | Failure::Setup { .. }
            | Failure::Other { .. } => false,
        },
    }
}

/// The waits: doubling, with full jitter, so that clients which failed together do not come back together.
struct Delays {
    steps: Box<dyn Iterator<Item = Duration> + Send>,
    first: Duration,
    longest: Duration,
}

impl Delays {
    fn new(policy: Policy) -> Self {
        let steps = ExponentialBuilder::new()
            .with_min_delay(policy.first_delay)
            .with_max_delay(policy.longest_wait)
            .without_max_times();
        // The library's jitter comes on top of the step; what it adds, anything up to the step, is full jitter.
        let jittered = steps.with_jitter().build().zip(steps.build());
        Self {
            steps: Box::new(jittered.map(|(jittered, step)| jittered.saturating_sub(step))),
            first: policy.first_delay,
            longest: policy.longest_wait,
        }
    }

    /// The next wait; `None` if the server asks for more patience than there is.
    fn next(&mut self, announced: Option<Duration>) -> Option<Duration> {
        let jitter = self.steps.next()?;
        match announced {
            Some(announced) if announced > self.longest => None,
            Some(announced) => Some(announced.saturating_add(jitter.min(self.first))),
            None => Some(jitter),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use tokio::time::Instant;

    use super::super::failure::TlsProblem;
    use super::super::reply::tests::reply;
    use super::*;

    const POLICY: Policy = Policy {
        attempts: 4,
        first_delay: Duration::from_millis(300),
        longest_wait: Duration::from_secs(20),
    };

    type Ended = Result<Reply, Failure>;

    /// Ends as it was told, the last way over and over, and remembers the waits.
    struct Script {
        ends: VecDeque<Ended>,
        attempts: u32,
        waits: Vec<Duration>,
        cancel_while_waiting: Option<CancellationToken>,
    }

    impl Script {
        fn new(ends: impl IntoIterator<Item = Ended>) -> Self {
            Self {
                ends: ends.into_iter().collect(),
                attempts: 0,
                waits: Vec::new(),
                cancel_while_waiting: None,
            }
        }

        async fn run(&mut self, repeat: Repeat) -> Ended {
            let cancel = self.cancel_while_waiting.clone().unwrap_or_default();
            run(POLICY, repeat, &cancel, self).await
        }
    }

    impl Attempts for Script {
        async fn attempt(&mut self, number: u32) -> Ended {
            self.attempts += 1;
            assert_eq!(number, self.attempts);
            let end = self.ends.pop_front().expect("an end");
            if self.ends.is_empty() {
                self.ends.push_back(end.clone());
            }
            end
        }

        fn waiting(&mut self, _: &Ended, wait: Duration, next: u32) {
            assert_eq!(next, self.attempts + 1);
            self.waits.push(wait);
            if let Some(cancel) = &self.cancel_while_waiting {
                cancel.cancel();
            }
        }
    }

    fn host() -> String {
        "localhost".to_owned()
    }

    fn timeout(phase: Phase) -> Ended {
        Err(Failure::Timeout {
            host: host(),
            phase,
            after: Duration::from_secs(1),
        })
    }

    fn unreachable() -> Ended {
        Err(Failure::Unreachable {
            host: host(),
            problem: String::new(),
        })
    }

    #[tokio::test(start_paused = true)]
    async fn only_what_is_safe_is_repeated() {
        use Repeat::{Grant, Safe, Unprocessed};
        let status = |status| Ok(reply(status, &[], ""));
        let reset = || Err(Failure::Reset { host: host() });
        // How many attempts a GET, a POST and a token grant make when each ends so.
        let table: Vec<(Ended, [u32; 3])> = vec![
            (status(200), [1, 1, 1]),
            (status(302), [1, 1, 1]),
            (status(400), [1, 1, 1]),
            (status(401), [1, 1, 1]),
            (status(408), [4, 1, 1]),
            (status(429), [4, 4, 4]),
            (status(500), [2, 1, 1]),
            (status(501), [1, 1, 1]),
            (status(502), [4, 1, 4]),
            (status(503), [4, 1, 4]),
            (status(504), [4, 1, 4]),
            (unreachable(), [4, 4, 4]),
            (timeout(Phase::Connect), [4, 4, 4]),
            (timeout(Phase::Answer), [4, 1, 1]),
            (reset(), [4, 1, 1]),
            (Err(Failure::Dns { host: host() }), [1, 1, 1]),
            (
                Err(Failure::Refused {
                    host: host(),
                    port: 1,
                }),
                [1, 1, 1],
            ),
            (
                Err(Failure::Tls {
                    host: host(),
                    problem: TlsProblem::Expired,
                    issuer: None,
                }),
                [1, 1, 1],
            ),
            (
                Err(Failure::TooLarge {
                    host: host(),
                    cap: 1,
                }),
                [1, 1, 1],
            ),
            (Err(Failure::Cancelled), [1, 1, 1]),
        ];
        for (end, expected) in table {
            for (repeat, expected) in [Safe, Unprocessed, Grant].into_iter().zip(expected) {
                let mut script = Script::new([end.clone()]);
                let ended = script.run(repeat).await;
                assert_eq!(script.attempts, expected, "{repeat:?} {end:?}");
                assert_eq!(ended.is_ok(), end.is_ok());
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_better_end_ends_it() {
        let mut script = Script::new([
            unreachable(),
            Ok(reply(503, &[], "")),
            Ok(reply(200, &[], "")),
        ]);
        let ended = script.run(Repeat::Safe).await.expect("an answer");
        assert_eq!((ended.status(), script.attempts), (200, 3));
    }

    #[tokio::test(start_paused = true)]
    async fn waits_are_jittered_doubling_and_really_waited() {
        let start = Instant::now();
        let mut script = Script::new([unreachable()]);
        script.run(Repeat::Safe).await.expect_err("a failure");
        let limits = [300, 600, 1200].map(Duration::from_millis);
        assert_eq!(script.waits.len(), limits.len());
        assert!(
            script
                .waits
                .iter()
                .zip(limits)
                .all(|(wait, limit)| *wait < limit)
        );
        let total: Duration = script.waits.iter().sum();
        // The clock has milliseconds and rounds up.
        assert!(start.elapsed() >= total && start.elapsed() <= total + Duration::from_millis(9));
    }

    #[test]
    fn jitter_is_full() {
        let first = || Delays::new(POLICY).next(None).expect("a wait").as_millis();
        let many: Vec<u128> = (0..400).map(|_| first()).collect();
        assert!(many.iter().any(|wait| *wait < 75));
        assert!(many.iter().any(|wait| *wait > 225));
        let mut delays = Delays::new(POLICY);
        assert!((0..60).all(|_| {
            delays
                .next(None)
                .is_some_and(|wait| wait <= POLICY.longest_wait)
        }));
    }

    #[tokio::test(start_paused = true)]
    async fn the_servers_own_reset_is_honoured() {
        for name in ["retry-after", "x-ratelimit-reset"] {
            let mut script =
                Script::new([Ok(reply(429, &[(name, "7")], "")), Ok(reply(200, &[], ""))]);
            script.run(Repeat::Unprocessed).await.expect("an answer");
            let wait = script.waits[0].as_secs_f32();
            assert!((7.0..7.3).contains(&wait), "{name}: {wait}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_longer_wait_than_there_is_patience_for_returns_the_answer() {
        let start = Instant::now();
        for wait in ["21", "60", "18446744073709551615"] {
            let mut script = Script::new([Ok(reply(429, &[("retry-after", wait)], ""))]);
            let ended = script.run(Repeat::Safe).await.expect("an answer");
            assert_eq!((ended.status(), script.attempts), (429, 1));
        }
        assert_eq!(start.elapsed(), Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn cancelling_ends_a_wait_at_once() {
        let start = Instant::now();
        let mut script = Script::new([Ok(reply(429, &[("retry-after", "20")], ""))]);
        script.cancel_while_waiting = Some(CancellationToken::new());
        let ended = script.run(Repeat::Safe).await;
        assert_eq!(ended.err(), Some(Failure::Cancelled));
        assert_eq!((script.attempts, start.elapsed()), (1, Duration::ZERO));
    }
}

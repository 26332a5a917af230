//! Whether and when a call is sent once more.

use std::future::Future;
use std::time::Duration;

use backon::{BackoffBuilder as _, ExponentialBuilder};
use tokio_util::sync::CancellationToken;

use super::call::Repeat;
use super::failure::{Failure, Phase};
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
            Some(announced) => Some(announced + jitter.min(self.first)),
            None => Some(jitter),
        }
    }
}

//! A customer's link among random failures, on a clock of its own: it ends as the link ends, and never before.

use std::sync::Mutex;
use std::time::Duration;

use jiff::SignedDuration;
use proptest::prelude::*;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::*;
use crate::domain::clock;
use crate::workflow::Progress;

/// How long the link works, in seconds.
const LIFE: u64 = 1_800;

/// How often it is looked at, in seconds.
const EVERY: u64 = 2;

/// What a look brings, before the customer is done.
#[derive(Debug, Clone)]
enum Look {
    Nothing,
    Attempt(AttemptStatus),
    Trouble(Kind, Option<i64>),
}

fn look() -> impl Strategy<Value = Look> {
    let status = prop_oneof![
        Just(AttemptStatus::Pending),
        Just(AttemptStatus::Cancelled),
        Just(AttemptStatus::Expired),
        Just(AttemptStatus::Other)
    ];
    let kind = prop_oneof![
        Just(Kind::Network),
        Just(Kind::RateLimited),
        Just(Kind::Trouble),
        Just(Kind::Failed),
        Just(Kind::ScopeMissing),
    ];
    let asked = prop_oneof![Just(None), (-10_i64..100_000).prop_map(Some)];
    prop_oneof![
        2 => Just(Look::Nothing),
        2 => status.prop_map(Look::Attempt),
        3 => (kind, asked).prop_map(|(kind, asked)| Look::Trouble(kind, asked)),
    ]
}

fn answer(look: &Look) -> Result<Session, Diagnosis> {
    match look {
        Look::Nothing => Ok(Session::default()),
        Look::Attempt(status) => Ok(session(*status)),
        Look::Trouble(kind, asked) => {
            let mut trouble =
                Diagnosis::new(Party::Network, *kind, "A proxy answered.", "See to it.");
            trouble.retry_at = asked.map(|asked| {
                clock::now()
                    .checked_add(SignedDuration::from_secs(asked))
                    .expect("a time")
            });
            Err(trouble)
        }
    }
}

fn session(status: AttemptStatus) -> Session {
    Session {
        latest_connection_attempt: Some(Attempt {
            status,
            ..Attempt::default()
        }),
    }
}

#[derive(Default)]
struct Lines(Mutex<Vec<String>>);

impl Observer for Lines {
    async fn tell(&self, progress: Progress) {
        if let Progress::Waiting(line) = progress {
            self.0.lock().expect("a lock").push(line);
        }
    }
}

/// What came of it, after how long, how often it looked, and what it told.
struct Followed {
    ended: Result<Attempt, Stopped>,
    after: Duration,
    looks: usize,
    lines: Vec<String>,
}

/// Follows a link through these looks, over and over, until `done` seconds have passed and the customer is done.
fn followed(looks: &[Look], done: Option<u64>) -> Followed {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let (lines, cancel) = (Lines::default(), CancellationToken::new());
        let end = clock::now() + SignedDuration::from_secs(LIFE.cast_signed());
        let every = Duration::from_secs(EVERY);
        let begun = Instant::now();
        let mut looked = 0;
        let polling = Polling::new(every, Some(end), &lines, &cancel);
        let ended = follow(polling, "Acme", || {
            let look = looks[looked % looks.len()].clone();
            looked += 1;
            let is_done = done.is_some_and(|done| begun.elapsed() >= Duration::from_secs(done));
            async move {
                // What fails now may answer at the next look.
                match (is_done, &look) {
                    (true, Look::Nothing | Look::Attempt(_)) => {
                        Ok(session(AttemptStatus::Authenticated))
                    }
                    _ => answer(&look),
                }
            }
        })
        .await;
        Followed {
            ended,
            after: begun.elapsed(),
            looks: looked,
            lines: lines.0.into_inner().expect("a lock"),
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_link_that_nobody_completes_ends_with_its_time_and_not_before(
        looks in prop::collection::vec(look(), 1..40),
    ) {
        let run = followed(&looks, None);
        let stopped = run.ended.expect_err("nobody completed it");
        let ended = stopped.diagnosis().clone();
        let life = Duration::from_secs(LIFE);
        // The link's end is a time of day, which goes on by microseconds while this runs.
        prop_assert!(run.after + Duration::from_secs(1) >= life && run.after <= life, "{:?}", run.after);
        let last = &looks[(run.looks - 1) % looks.len()];
        if matches!(last, Look::Trouble(..)) {
            prop_assert!(matches!(stopped, Stopped::Unseen(_)), "it may have been completed");
            prop_assert_eq!(ended.party, Party::Network);
            prop_assert!(ended.summary.contains("could not look"), "{:?}", ended);
        } else {
            prop_assert!(ended.summary == LINK_EXPIRED, "{:?}", ended);
        }
        prop_assert_ne!(ended.kind, Kind::Rejected);
        let bad = run.lines.iter().filter(|line| line.contains("could not look")).count();
        let any = looks.iter().take(run.looks).any(|look| matches!(look, Look::Trouble(..)));
        prop_assert_eq!(any && run.looks > 1, bad > 0, "{:?}", run.lines);
        for line in run.lines.iter().filter(|line| line.contains("could not look")) {
            prop_assert!(line.contains("A proxy answered") && line.contains("trying again in "), "{}", line);
        }
    }

    #[test]
    fn a_customer_who_completes_it_is_seen_whatever_failed_before(
        looks in prop::collection::vec(look(), 1..40),
        done in 0..LIFE,
    ) {
        prop_assume!(looks.iter().any(|look| !matches!(look, Look::Trouble(..))));
        let run = followed(&looks, Some(done));
        match run.ended {
            Ok(attempt) => prop_assert_eq!(attempt.status, AttemptStatus::Authenticated),
            // The last looks failed, up to the end: then that is what is said.
            Err(unseen) => prop_assert!(unseen.diagnosis().summary.contains("could not look"), "{:?}", unseen),
        }
    }
}

#[test]
fn the_last_look_is_at_the_very_end() {
    let run = followed(&[Look::Nothing], Some(LIFE - 1));
    assert!(run.ended.is_ok());
    let pauses = [Look::Trouble(Kind::RateLimited, Some(250)), Look::Nothing];
    assert!(followed(&pauses, Some(LIFE - 1)).ended.is_ok());
}

#[test]
fn an_attempt_that_failed_ends_it() {
    let looks = [Look::Nothing, Look::Attempt(AttemptStatus::Error)];
    let run = followed(&looks, None);
    let Err(Stopped::Over(ended)) = &run.ended else {
        panic!("{:?}", run.ended);
    };
    assert!(
        ended.summary.contains("Planday refused to connect"),
        "{ended:?}"
    );
    assert_eq!(run.looks, 2);
}

#[test]
fn an_attempt_that_expired_is_followed_by_another_one() {
    let looks = [Look::Attempt(AttemptStatus::Expired)];
    assert!(followed(&looks, Some(LIFE / 2)).ended.is_ok());
}

#[test]
fn a_look_that_is_refused_stops_following_and_says_nothing_of_the_link() {
    for kind in [Kind::Rejected, Kind::Absent] {
        let run = followed(
            &[
                Look::Nothing,
                Look::Trouble(kind, None),
                Look::Trouble(kind, None),
            ],
            None,
        );
        let Err(Stopped::Unseen(why)) = &run.ended else {
            panic!("{:?}", run.ended);
        };
        assert!(why.summary.contains("may still work"), "{why:?}");
        assert!(why.next.contains("Check the link now"), "{why:?}");
    }
}

//! A model-based test: random interleavings of saves, verifications, exchanges, moves and deletions of two programs,
//! each of which may be killed at any step, against what a person may rely on.
//!
//! Every run has a seed, which a failure names. One run again: `STACKDAY_SEED=17 cargo test --test model`. Many:
//! `STACKDAY_RUNS=500 cargo test --test model`. Many others: both, the seed being the first one.

mod exchanging;
mod mistakes;
mod moving;
mod program;
mod promises;
mod rng;
mod world;

use rng::Rng;
use world::World;

/// How many runs, and how many steps each has.
const RUNS: u64 = 12;
const STEPS: usize = 120;

/// One run. Says what was acknowledged in it, connection by connection.
async fn run(seed: u64) -> String {
    let mut rng = Rng::new(seed);
    let mut world = World::new(seed);
    for step in 0..STEPS {
        let which = rng.below(2);
        world.act(which, &mut rng).await;
        world
            .assert_holds(&format!("seed {seed}, step {step}"))
            .await;
    }
    // Whatever was under way is dead now; the next program tidies up behind it.
    world.kill(0);
    world.kill(1);
    world.settle().await;
    world.assert_tidy(&format!("seed {seed}, at the end")).await;
    world.acknowledged()
}

#[tokio::test]
async fn whatever_happens_at_the_same_time_promises_are_kept() {
    let given = |name: &str| std::env::var(name).ok()?.parse::<u64>().ok();
    let first = given("STACKDAY_SEED");
    let usual = if first.is_some() { 1 } else { RUNS };
    let first = first.unwrap_or(0);
    for seed in first..first + given("STACKDAY_RUNS").unwrap_or(usual) {
        run(seed).await;
    }
}

#[tokio::test]
async fn a_run_is_the_same_again_for_the_same_seed() {
    assert_eq!(run(7).await, run(7).await);
    assert_ne!(run(7).await, run(8).await);
}

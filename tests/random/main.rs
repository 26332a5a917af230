//! A model-based test of the dashboard: random keys, clicks, pastes, sizes, times and task events, in any order, against what a
//! person may rely on. Typed text stays where it was typed, no secret is shown, evidence never goes back, `Esc` leaves every
//! layer, and a command that is off does nothing.
//!
//! Every run has a seed, which a failure names with the last steps. One run again: `STACKDAY_SEED=17 cargo test --test random`.
//! Many: `STACKDAY_RUNS=500 cargo test --test random`.

mod answers;
#[path = "../screens/build/mod.rs"]
#[expect(dead_code, reason = "the screens' tests use the rest of it")]
mod build;
mod checks;
mod disk;
mod linked;
mod person;
mod pointer;
#[path = "../model/rng.rs"]
#[expect(dead_code, reason = "the model of the library makes ids with it")]
mod rng;
mod screen;
mod services;
mod state;
mod world;

use world::World;

/// How many runs, and how many steps each has.
const RUNS: u64 = 30;
const STEPS: usize = 300;

fn run(seed: u64) {
    let mut world = World::new(seed);
    for _ in 0..STEPS {
        world.step();
    }
    world.rest();
    world.end();
}

#[test]
fn whatever_is_pressed_and_whatever_comes_what_was_typed_is_safe() {
    let given = |name: &str| std::env::var(name).ok()?.parse::<u64>().ok();
    match given("STACKDAY_SEED") {
        Some(seed) => run(seed),
        None => (0..given("STACKDAY_RUNS").unwrap_or(RUNS)).for_each(run),
    }
}

//! Everything the sandbox knows: one world that the five sites share.

mod planday;
mod seed;
mod stackone;

pub use planday::{ACCESS_SECONDS, App, Grant};
pub use seed::{REDIRECT_URI, Seeded};
pub use stackone::{Account, Attempt, Key, Pin, Profile, Reason, Session, categories};

use super::clock::Clock;
use super::dice::Dice;
use super::hostile::Voice;
use super::limits::Limiter;
use super::openapi::{Portal, Refusals};
use super::scenario::{Scenario, Scenarios};

/// Where the five sites are, without a slash at the end.
#[derive(Debug, Clone, Default)]
pub struct Urls {
    /// Planday's identity server.
    pub identity: String,
    /// Planday's Open API.
    pub planday: String,
    /// `StackOne`'s API.
    pub stackone: String,
    /// Planday's portal, the web site.
    pub portal: String,
    /// `StackOne`'s dashboard, the web site.
    pub dashboard: String,
}

/// The state of both services.
#[derive(Debug)]
pub struct World {
    /// Where the sites are.
    pub urls: Urls,
    /// What time it is.
    pub clock: Clock,
    /// Where ids come from.
    pub dice: Dice,
    /// What goes wrong.
    pub scenarios: Scenarios,
    /// How texts are said.
    pub voice: Voice,
    /// Planday's half.
    pub planday: planday::State,
    /// `StackOne`'s half.
    pub stackone: stackone::State,
    /// The portal's people and schedules.
    pub portal: Portal,
    /// Refusals of the Open API, counted.
    pub refusals: Refusals,
    /// Requests counted, of both services.
    pub limits: Limiter,
}

impl World {
    /// A world in the state that the scenarios ask for, and what it hands to whoever starts it.
    pub fn new(urls: Urls, clock: Clock, scenarios: Scenarios) -> (Self, Seeded) {
        let voice = if scenarios.has(Scenario::HostileText) {
            Voice::Hostile
        } else {
            Voice::Plain
        };
        let portal = Portal::new(&scenarios, voice, clock.now());
        let mut world = Self {
            urls,
            clock,
            dice: Dice::new(),
            scenarios,
            voice,
            planday: planday::State::default(),
            stackone: stackone::State::default(),
            portal,
            refusals: Refusals::default(),
            limits: Limiter::default(),
        };
        let seeded = world.seed();
        (world, seeded)
    }
}

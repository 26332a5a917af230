//! The state of both services, in one place.

use super::restless::Restless;
use super::{planday, stackone};
use crate::sandbox::clock::Clock;
use crate::sandbox::dice::Dice;
use crate::sandbox::hostile::Voice;
use crate::sandbox::limits::Limiter;
use crate::sandbox::openapi::{Portal, Refusals};
use crate::sandbox::scenario::Scenarios;

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
    /// How accounts change by themselves, if they do.
    pub restless: Option<Restless>,
    /// The portal's people and schedules.
    pub portal: Portal,
    /// Refusals of the Open API, counted.
    pub refusals: Refusals,
    /// Requests counted, of both services.
    pub limits: Limiter,
}

//! What exists before anybody did anything.

use super::restless::Restless;
use super::stackone::Profile;
use super::state::{Urls, World};
use super::{customers, planday, stackone};
use crate::sandbox::clock::Clock;
use crate::sandbox::dice::Dice;
use crate::sandbox::hostile::Voice;
use crate::sandbox::limits::Limiter;
use crate::sandbox::openapi::{Portal, Refusals};
use crate::sandbox::scenario::{Scenario, Scenarios};
use crate::sandbox::scopes::WANTED;

/// Where Planday sends the browser back to, for `StackOne` (guide.md A2).
pub const REDIRECT_URI: &str = "https://api.stackone.com/connect/oauth2/planday/callback";

/// The name that the guide suggests for the app (guide.md A2).
const APP_NAME: &str = "StackOne Integration";

/// How many profiles and accounts there are when there are many.
const MANY: usize = 10_000;

/// The connectors of most of the many profiles.
const OTHER_CONNECTORS: [(&str, &str); 6] = [
    ("bamboohr", "BambooHR"),
    ("greenhouse", "Greenhouse"),
    ("hibob", "HiBob"),
    ("personio", "Personio"),
    ("salesforce", "Salesforce"),
    ("slack", "Slack"),
];

/// What whoever starts the sandbox is told.
#[derive(Debug, Clone, Default)]
pub struct Seeded {
    /// The API key.
    pub api_key: String,
    /// The App Id, unless nothing exists yet.
    pub app_id: Option<String>,
    /// The Token, unless nothing exists yet.
    pub token: Option<String>,
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
            restless: None,
            portal,
            refusals: Refusals::default(),
            limits: Limiter::default(),
        };
        let seeded = world.seed();
        if world.scenarios.has(Scenario::Restless) {
            world.restless = Some(Restless::new(world.clock.now(), &world.stackone));
        }
        (world, seeded)
    }

    /// Makes what the scenarios want there to be.
    pub(super) fn seed(&mut self) -> Seeded {
        let api_key = format!("v1.eu1.{}", self.dice.handle(24));
        // A key that is refused is one the service never heard of.
        if !self.scenarios.has(Scenario::BadApiKey) {
            let platform = !self.scenarios.has(Scenario::WeakApiKey);
            self.add_key("sandbox", api_key.clone(), platform);
        }
        if self.scenarios.has(Scenario::Fresh) {
            return Seeded {
                api_key,
                ..Seeded::default()
            };
        }
        let (app_id, token) = self.seed_app();
        self.seed_profiles(&app_id);
        if !self.scenarios.has(Scenario::EmptyPortal) {
            self.seed_accounts();
        }
        // Last, so that what was linked before was linked with a living app.
        if self.scenarios.strikes(Scenario::DeletedApp) {
            self.delete_app(&app_id);
        }
        Seeded {
            api_key,
            app_id: Some(app_id),
            token: Some(token),
        }
    }

    fn seed_app(&mut self) -> (String, String) {
        let wanted: Vec<String> = WANTED.into_iter().map(str::to_owned).collect();
        let app_id = self
            .create_app(APP_NAME, &wanted, &[REDIRECT_URI.to_owned()])
            .unwrap_or_default();
        self.authorise(&app_id);
        let token = self
            .app(&app_id)
            .and_then(|app| app.shown_token())
            .unwrap_or_default()
            .to_owned();
        (app_id, token)
    }

    fn seed_profiles(&mut self, app_id: &str) {
        let scopes: Vec<String> = WANTED.into_iter().map(str::to_owned).collect();
        // The profile was made with the Token as it is, even where the page now shows less of it.
        let token = self
            .app(app_id)
            .and_then(|app| app.token())
            .unwrap_or_default()
            .to_owned();
        self.create_profile("Planday", app_id, &token, scopes.clone());
        if !self.scenarios.has(Scenario::Many) {
            return;
        }
        for number in 1..MANY {
            if number % 1500 == 0 {
                let name = format!("Planday {number}");
                let id = self.create_profile(&name, app_id, &token, scopes.clone());
                // One was given up; its accounts are inactive.
                if number == 9000 {
                    self.enable_profile(&id, false);
                }
                continue;
            }
            let (key, label) = OTHER_CONNECTORS[number % OTHER_CONNECTORS.len()];
            let id = self.dice.uuid();
            let now = self.clock.now();
            self.stackone.profiles.push(Profile {
                id,
                name: format!("{label} {number}"),
                connector_key: key.to_owned(),
                connector_label: label.to_owned(),
                active: number % 7 != 0,
                default: number <= OTHER_CONNECTORS.len(),
                created_at: now,
                updated_at: now,
                app_id: String::new(),
                token_secret: String::new(),
                scopes: Vec::new(),
                pin: None,
            });
        }
    }

    fn seed_accounts(&mut self) {
        let Some(profile) = self.stackone.profiles.first().cloned() else {
            return;
        };
        let now = self.clock.now();
        for account in customers::few(&mut self.dice, &profile, now) {
            self.stackone.add_account(account);
        }
        if self.scenarios.has(Scenario::Many) {
            let many = customers::many(&self.stackone.profiles, MANY, now);
            for account in many {
                self.stackone.add_account(account);
            }
        }
        if self.scenarios.has(Scenario::ProfileDisabled) {
            self.enable_profile(&profile.id, false);
        }
    }
}

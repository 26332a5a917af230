//! What is done to `StackOne`'s half of the world: keys, connector profiles, accounts, sessions and logs.

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::account::{Account, INACTIVE};
use super::stackone::{Key, Profile, Session};
use super::state::World;
use crate::sandbox::scenario::Scenario;

/// How many request logs are kept; the real service keeps 90 days (stackone.md 7).
const LOGS: usize = 2000;

impl World {
    /// Create API key, on the dashboard. What is shown may not be what was kept.
    pub fn create_key(&mut self, name: &str) -> String {
        let secret = format!("v1.eu1.{}", self.dice.handle(24));
        let mut shown = secret.clone();
        if self.scenarios.strikes(Scenario::BadApiKey) {
            shown.pop();
        }
        let weak = self.scenarios.strikes(Scenario::WeakApiKey);
        self.add_key(name, secret, !weak);
        shown
    }

    /// Keeps a key.
    pub fn add_key(&mut self, name: &str, secret: String, platform: bool) {
        let id = self.dice.uuid();
        self.stackone.keys.push(Key {
            id,
            name: name.to_owned(),
            secret,
            platform,
            enabled: true,
        });
    }

    /// Create profile, on the dashboard: gives its id. The first of a connector is its default.
    pub fn create_profile(
        &mut self,
        name: &str,
        app_id: &str,
        token_secret: &str,
        scopes: Vec<String>,
    ) -> String {
        let now = self.clock.now();
        let id = self.dice.uuid();
        let default = !self
            .stackone
            .profiles
            .iter()
            .any(|profile| profile.connector_key == "planday");
        self.stackone.profiles.push(Profile {
            id: id.clone(),
            name: name.to_owned(),
            connector_key: "planday".to_owned(),
            connector_label: "Planday".to_owned(),
            active: !self.scenarios.has(Scenario::ProfileDisabled),
            default,
            created_at: now,
            updated_at: now,
            app_id: app_id.to_owned(),
            token_secret: token_secret.to_owned(),
            scopes,
            pin: None,
        });
        id
    }

    /// A profile by its id.
    pub fn profile(&self, id: &str) -> Option<&Profile> {
        self.stackone
            .profiles
            .iter()
            .find(|profile| profile.id == id)
    }

    /// A profile by its id, to change it.
    pub fn profile_mut(&mut self, id: &str) -> Option<&mut Profile> {
        self.stackone
            .profiles
            .iter_mut()
            .find(|profile| profile.id == id)
    }

    /// Switches a profile on or off, and its accounts with it (stackone.md 3, "Disable effects").
    pub fn enable_profile(&mut self, id: &str, active: bool) -> bool {
        let now = self.clock.now();
        let Some(profile) = self.profile_mut(id) else {
            return false;
        };
        profile.active = active;
        profile.updated_at = now;
        for account in self
            .stackone
            .accounts
            .iter_mut()
            .filter(|account| account.profile_id == id)
        {
            if active && account.status == "inactive" {
                account.set_status("active", None, now);
            } else if !active && account.status != "archived" {
                account.set_status("inactive", Some(INACTIVE), now);
            }
        }
        true
    }

    /// Deletes a profile. Its accounts stay, inactive.
    pub fn delete_profile(&mut self, id: &str) -> bool {
        let found = self.enable_profile(id, false);
        let gone = self
            .stackone
            .profiles
            .iter()
            .position(|profile| profile.id == id);
        if let Some(gone) = gone.map(|at| self.stackone.profiles.remove(at))
            && gone.default
            && let Some(next) = self
                .stackone
                .profiles
                .iter_mut()
                .find(|next| next.connector_key == gone.connector_key)
        {
            next.default = true;
        }
        found
    }

    /// Lets the accounts change that change by themselves, up to now.
    pub fn catch_up(&mut self) {
        let now = self.clock.now();
        if let Some(restless) = &mut self.restless {
            restless.catch_up(now, &mut self.stackone);
        }
    }

    /// Puts an account into use, or makes it inactive where its profile is disabled or gone.
    pub fn wake_account(&mut self, id: &str) {
        let now = self.clock.now();
        let profile_id = self.account(id).map(|account| account.profile_id.clone());
        let in_use = profile_id
            .and_then(|id| self.profile(&id))
            .is_some_and(|profile| profile.active);
        if let Some(account) = self.account_mut(id) {
            if in_use {
                account.set_status("active", None, now);
            } else {
                account.set_status("inactive", Some(INACTIVE), now);
            }
        }
    }

    /// An account by its id.
    pub fn account(&self, id: &str) -> Option<&Account> {
        self.stackone
            .accounts
            .iter()
            .find(|account| account.id == id)
    }

    /// An account by its id, to change it.
    pub fn account_mut(&mut self, id: &str) -> Option<&mut Account> {
        self.stackone
            .accounts
            .iter_mut()
            .find(|account| account.id == id)
    }

    /// The default profile of a connector.
    pub fn default_profile(&self, connector_key: &str) -> Option<&Profile> {
        self.stackone
            .profiles
            .iter()
            .find(|profile| profile.connector_key == connector_key && profile.default)
    }

    /// A connect session's place by the token in its link.
    pub fn session_of(&self, token: &str) -> Option<usize> {
        self.stackone
            .sessions
            .iter()
            .position(|session| session.token == token)
    }

    /// Keeps a request log.
    pub fn log(&mut self, entry: Value) {
        self.stackone.logs.push_front(entry);
        self.stackone.logs.truncate(LOGS);
    }

    /// Whether a session's link no longer works.
    pub fn expired(&self, session: &Session) -> bool {
        session.expires_at <= self.clock.now()
    }

    /// A time so many seconds from now.
    pub fn in_seconds(&self, seconds: i64) -> Timestamp {
        let now = self.clock.now();
        now.saturating_add(SignedDuration::from_secs(seconds))
            .unwrap_or(Timestamp::MAX)
    }
}

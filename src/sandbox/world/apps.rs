//! What is done to Planday's half of the world: apps created, authorised, revoked and deleted, and Tokens exchanged.

use jiff::{SignedDuration, Timestamp};

use super::planday::{Access, App, Grant, Refusal, Token};
use super::state::World;
use crate::sandbox::jwt::{self, ACCESS_SECONDS};
use crate::sandbox::scenario::Scenario;
use crate::sandbox::scopes;

/// Planday keeps at most three redirect URIs per app (planday.md 2).
const REDIRECT_URIS: usize = 3;

impl World {
    /// Create App, then Save: gives the App Id, or what the form says is wrong.
    pub fn create_app(
        &mut self,
        name: &str,
        scopes: &[String],
        redirect_uris: &[String],
    ) -> Result<String, String> {
        let name = name.trim();
        if name.is_empty() {
            return Err("Give the app a name.".to_owned());
        }
        if let Some(unknown) = scopes.iter().find(|scope| !scopes::for_apps(scope)) {
            return Err(format!("There is no scope “{unknown}” for apps."));
        }
        if redirect_uris.len() > REDIRECT_URIS {
            return Err("An app has at most 3 redirect URIs.".to_owned());
        }
        if let Some(bad) = redirect_uris
            .iter()
            .find(|uri| url::Url::parse(uri).is_err())
        {
            return Err(format!("“{bad}” is not a redirect URI."));
        }
        // In the grid's order, each once, whatever the form sent.
        let mut kept: Vec<String> = Vec::new();
        for scope in scopes::SUPPORTED
            .into_iter()
            .filter(|scope| scopes.iter().any(|asked| asked == scope))
        {
            kept.push(scope.to_owned());
        }
        if self.scenarios.strikes(Scenario::MissingScopes)
            && let Some(last) = kept.iter().rposition(|scope| scope.ends_with(":read"))
        {
            kept.remove(last);
        }
        let id = self.dice.uuid();
        let mut redirect_uris = redirect_uris.to_vec();
        if self.scenarios.strikes(Scenario::SlippedRedirect) {
            for uri in &mut redirect_uris {
                *uri = format!("{}/", uri.trim_end_matches('/'));
            }
        }
        self.planday.apps.push(App {
            id: id.clone(),
            name: name.to_owned(),
            scopes: kept,
            redirect_uris,
            token: None,
        });
        Ok(id)
    }

    /// An app by its App Id.
    pub fn app(&self, app_id: &str) -> Option<&App> {
        self.planday.apps.iter().find(|app| app.id == app_id)
    }

    /// Authorize, on the consent screen. Authorising again gives a new Token. Says whether there is such an app.
    pub fn authorise(&mut self, app_id: &str) -> bool {
        let value = self.dice.planday_token();
        let Some(at) = self.planday.apps.iter().position(|app| app.id == app_id) else {
            return false;
        };
        let mut shown = value.clone();
        if self.scenarios.strikes(Scenario::WrongToken) {
            shown.pop();
        }
        let revoked = self.scenarios.strikes(Scenario::RevokedToken);
        self.planday.apps[at].token = Some(Token {
            value,
            shown,
            revoked,
        });
        true
    }

    /// Revoke, on the app's tile: the Token dies and is gone from the page.
    pub fn revoke(&mut self, app_id: &str) -> bool {
        let app = self.planday.apps.iter_mut().find(|app| app.id == app_id);
        app.is_some_and(|app| app.token.take().is_some())
    }

    /// The revocation endpoint: kills this app's Token if it is this one.
    pub fn revoke_token(&mut self, app_id: &str, token: &str) {
        if self
            .app(app_id)
            .is_some_and(|app| app.token() == Some(token))
        {
            self.revoke(app_id);
        }
    }

    /// Delete, on the app's tile. Its access tokens die with it.
    pub fn delete_app(&mut self, app_id: &str) -> bool {
        let before = self.planday.apps.len();
        self.planday.apps.retain(|app| app.id != app_id);
        before != self.planday.apps.len()
    }

    /// The refresh grant.
    pub fn refresh(&mut self, app_id: &str, token: &str) -> Result<Grant, Refusal> {
        if self.app(app_id).is_some() && self.scenarios.strikes(Scenario::DeletedApp) {
            self.delete_app(app_id);
        }
        let now = self.clock.now();
        let rotated = self
            .scenarios
            .has(Scenario::RotatingToken)
            .then(|| self.dice.planday_token());
        let app = self
            .planday
            .apps
            .iter_mut()
            .find(|app| app.id == app_id)
            .ok_or(Refusal::InvalidClient)?;
        let held = app
            .token
            .as_mut()
            .filter(|held| held.value == token && !held.revoked);
        let held = held.ok_or(Refusal::InvalidGrant)?;
        if let Some(next) = rotated {
            held.shown.clone_from(&next);
            held.value = next;
        }
        let refresh_token = held.value.clone();
        let scopes = app.granted();
        let access_token = if self.scenarios.has(Scenario::OpaqueToken) {
            self.dice.handle(32)
        } else {
            jwt::mint(&mut self.dice, &self.urls.identity, app_id, &scopes, now)
        };
        let expires_at = now
            .saturating_add(SignedDuration::from_secs(ACCESS_SECONDS))
            .unwrap_or(Timestamp::MAX);
        self.planday
            .access
            .retain(|_, access| access.expires_at > now);
        let access = Access {
            app_id: app_id.to_owned(),
            scopes: scopes.clone(),
            expires_at,
        };
        self.planday.access.insert(access_token.clone(), access);
        Ok(Grant {
            access_token,
            refresh_token,
            scopes,
        })
    }

    /// What an access token stands for, while it lives, its app exists and its administrator is active.
    pub fn access(&self, access_token: &str) -> Option<&Access> {
        let access = self.planday.access.get(access_token)?;
        let alive = access.expires_at > self.clock.now() && self.app(&access.app_id).is_some();
        (alive && !self.scenarios.has(Scenario::InactiveAdmin)).then_some(access)
    }
}

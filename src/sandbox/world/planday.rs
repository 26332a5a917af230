//! Planday's half of the world: API apps, their Tokens, and the access tokens made from them.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};

use super::World;
use crate::sandbox::jwt;
use crate::sandbox::scenario::Scenario;
use crate::sandbox::scopes;

/// An access token lives for one hour (planday.md 1.5).
pub const ACCESS_SECONDS: i64 = 3600;

/// Planday keeps at most three redirect URIs per app (planday.md 2).
const REDIRECT_URIS: usize = 3;

/// Planday's apps and tokens.
#[derive(Debug, Default)]
pub struct State {
    /// The apps, oldest first.
    pub apps: Vec<App>,
    access: HashMap<String, Access>,
}

/// An API app on the portal.
#[derive(Debug, Clone)]
pub struct App {
    /// The App Id.
    pub id: String,
    /// Its name in the list.
    pub name: String,
    /// What it was created with; Planday adds none later.
    pub scopes: Vec<String>,
    /// Where an authorization may lead back to.
    pub redirect_uris: Vec<String>,
    /// The Token, once it is authorised.
    token: Option<Token>,
}

#[derive(Debug, Clone)]
struct Token {
    value: String,
    shown: String,
    revoked: bool,
}

impl App {
    /// The Token as the portal page shows it.
    pub fn shown_token(&self) -> Option<&str> {
        self.token.as_ref().map(|token| token.shown.as_str())
    }

    /// The Token as it is.
    pub fn token(&self) -> Option<&str> {
        self.token.as_ref().map(|token| token.value.as_str())
    }

    /// What a token of this app grants, in the order of Planday's sample (planday.md 1.3).
    pub fn granted(&self) -> Vec<String> {
        let own = self.scopes.iter().map(String::as_str);
        std::iter::once("openid")
            .chain(own)
            .chain(["offline_access"])
            .map(str::to_owned)
            .collect()
    }
}

/// An access token that was issued.
#[derive(Debug, Clone)]
pub struct Access {
    /// For which app.
    pub app_id: String,
    /// What it grants.
    pub scopes: Vec<String>,
    /// Until when.
    pub expires_at: Timestamp,
}

/// What a refresh grant gives.
#[derive(Debug, Clone)]
pub struct Grant {
    /// The access token.
    pub access_token: String,
    /// The Token to use next time.
    pub refresh_token: String,
    /// What was granted.
    pub scopes: Vec<String>,
}

/// Why a refresh grant was refused (planday.md 1.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The App Id is unknown or its app is deleted.
    InvalidClient,
    /// The Token is wrong, revoked, or another app's.
    InvalidGrant,
}

impl Refusal {
    /// The OAuth error code.
    pub fn code(self) -> &'static str {
        match self {
            Self::InvalidClient => "invalid_client",
            Self::InvalidGrant => "invalid_grant",
        }
    }
}

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

//! Planday's half of the world: API apps, their Tokens, and the access tokens made from them.

use std::collections::HashMap;

use jiff::Timestamp;

/// Planday's apps and tokens.
#[derive(Debug, Default)]
pub struct State {
    /// The apps, oldest first.
    pub apps: Vec<App>,
    pub(super) access: HashMap<String, Access>,
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
    pub(super) token: Option<Token>,
}

#[derive(Debug, Clone)]
pub(super) struct Token {
    pub(super) value: String,
    pub(super) shown: String,
    pub(super) revoked: bool,
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

//! The clicks that only a person can do, as a vocabulary.
//!
//! No public API creates a Planday app, an API key or a `StackOne` connector profile (facts: guide.md, "What is
//! documented as an API, and what is a person's click"). On the real services a person does them in a browser.
//! A rehearsal has somebody who does them on request: it implements [`SandboxUser`]. Nobody implements it for live services.

use std::future::Future;
use std::pin::Pin;

use crate::secret::Secret;

/// One thing a person does on one of the two web sites.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Click {
    /// A1: sign in to the portal and open Settings > Integrations > API Access.
    OpenApiAccess,
    /// A2: Create App, with its name, its scopes and its redirect URI; Save.
    CreateApp {
        /// What the app is called in the list.
        name: String,
        /// The scopes to tick. Planday adds none later.
        scopes: Vec<String>,
        /// The redirect URI to register.
        redirect_uri: String,
    },
    /// A3: Authorize, read the consent screen, Authorize again, for the newest app of this name.
    AuthorizeApp {
        /// The app's name in the list.
        name: String,
    },
    /// B1 and B2: copy App Id and Token from the tile of the newest app of this name.
    CopyCredentials {
        /// The app's name in the list.
        name: String,
    },
    /// C1: open Connector Profiles, and create an API key for this project.
    CreateApiKey,
    /// C2: + Connector Profile, Planday, OAuth 2.0, fill in, Create profile.
    CreateProfile {
        /// Display name of the profile.
        name: String,
        /// Application ID.
        app_id: String,
        /// Token Secret.
        token_secret: Secret,
        /// Scopes (optional on the form).
        scopes: Vec<String>,
    },
    /// D: open the auth link and consent.
    OpenAuthLink {
        /// The link that the connect session returned. It carries a token, so it is a secret.
        url: Secret,
    },
}

/// What came of a click.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Clicked {
    /// One line on what was done, and where.
    pub said: String,
    /// The App Id that the page showed, where it showed one.
    pub app_id: Option<String>,
    /// The Token that the page showed, where it showed one.
    pub token: Option<Secret>,
    /// The API key that the page showed, where it showed one.
    pub api_key: Option<Secret>,
}

/// A click being done.
pub type Clicking<'a> = Pin<Box<dyn Future<Output = Result<Clicked, String>> + Send + 'a>>;

/// Somebody who does the clicks when asked.
pub trait SandboxUser: Send + Sync {
    /// Does one click. The error is one line for the person at the screen: what the web page answered.
    fn click(&self, click: Click) -> Clicking<'_>;
}

//! `StackOne`'s half of the world: API keys, connector profiles, linked accounts, connect sessions, request logs.

use std::collections::VecDeque;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::account::Account;
use crate::sandbox::clock::written;

/// `StackOne`'s state.
#[derive(Debug, Default)]
pub struct State {
    /// API keys, oldest first.
    pub keys: Vec<Key>,
    /// Connector profiles, oldest first.
    pub profiles: Vec<Profile>,
    /// Linked accounts, oldest first; each with a larger [`Account::serial`] than the one before.
    pub accounts: Vec<Account>,
    /// Connect sessions; the id is the place plus one.
    pub sessions: Vec<Session>,
    /// Request logs, newest first.
    pub logs: VecDeque<Value>,
}

impl State {
    /// Keeps a new account, the last in the order of linking.
    pub fn add_account(&mut self, mut account: Account) {
        account.serial = self.accounts.last().map_or(1, |last| last.serial + 1);
        self.accounts.push(account);
    }

    /// Deletes an account and gives it.
    pub fn delete_account(&mut self, id: &str) -> Option<Account> {
        let at = self.accounts.iter().position(|account| account.id == id)?;
        Some(self.accounts.remove(at))
    }
}

/// An API key.
#[derive(Debug, Clone)]
pub struct Key {
    /// Its id on the page.
    pub id: String,
    /// Its label.
    pub name: String,
    /// The key itself.
    pub secret: String,
    /// Whether it has the Platform API scope (stackone.md 1).
    pub platform: bool,
    /// Whether it is switched on.
    pub enabled: bool,
}

/// A connector profile.
#[derive(Debug, Clone)]
pub struct Profile {
    /// Its id, a UUID.
    pub id: String,
    /// Its display name.
    pub name: String,
    /// The connector, e.g. `planday`.
    pub connector_key: String,
    /// The connector's name, e.g. `Planday`.
    pub connector_label: String,
    /// Whether it is enabled.
    pub active: bool,
    /// Whether it is the connector's default.
    pub default: bool,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// The Application ID typed into its form.
    pub app_id: String,
    /// The Token Secret typed into its form.
    pub token_secret: String,
    /// The scopes typed into its form.
    pub scopes: Vec<String>,
    /// The version it is held at, if any.
    pub pin: Option<Pin>,
}

/// A pinned version.
#[derive(Debug, Clone)]
pub struct Pin {
    /// The version, or a pattern of one.
    pub version: String,
    /// Whose version.
    pub owner: Option<String>,
    /// When it was first pinned.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// A connect session.
#[derive(Debug, Clone)]
pub struct Session {
    /// Its id, a number.
    pub id: usize,
    /// The token in its link.
    pub token: String,
    /// The request's fields as they came, without those that are null.
    pub asked: Value,
    /// The profile to link through, when one is known.
    pub profile_id: Option<String>,
    /// When it was created.
    pub created_at: Timestamp,
    /// Until when its link works.
    pub expires_at: Timestamp,
    /// The newest attempt, once the link was opened.
    pub attempt: Option<Attempt>,
}

impl Session {
    /// Whether an attempt is under way.
    pub fn is_pending(&self) -> bool {
        let attempt = self.attempt.as_ref();
        attempt.is_some_and(|attempt| attempt.status == "pending")
    }

    /// A text field of the request.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.asked.get(name).and_then(Value::as_str)
    }
}

/// One go at a connect session.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// Its id.
    pub id: String,
    /// `pending | authenticated | error | cancelled | expired` (stackone.md 4.2).
    pub status: &'static str,
    /// When the link was opened.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// The account, after success.
    pub account_id: Option<String>,
    /// What went wrong: an OAuth error code and a sentence.
    pub error: Option<(String, String)>,
}

impl Attempt {
    /// What the API shows of it.
    pub fn wire(&self, voice: crate::sandbox::hostile::Voice) -> Value {
        let mut wire = json!({
            "id": self.id,
            "status": self.status,
            "created_at": written(self.created_at),
            "updated_at": written(self.updated_at),
        });
        if let Some(account) = &self.account_id {
            wire["account_secure_id"] = json!(account);
        }
        if let Some((code, description)) = &self.error {
            wire["oauth_error_code"] = json!(code);
            wire["oauth_error_description"] = json!(voice.say(description));
        }
        voice.unasked(wire)
    }
}

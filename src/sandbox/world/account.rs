//! Linked accounts as `StackOne` keeps them, and how they come to stand otherwise (stackone.md 3; newer.md 2.1 and 2.4).

use jiff::Timestamp;
use serde_json::{Value, json};

/// Why an account is suspended. No list of codes is documented (stackone.md 3).
pub const SUSPENDED: (&str, &str) = ("AccountSuspended", "Suspended from the dashboard");

/// Why an account is inactive (stackone.md 3, "Disable effects").
pub const INACTIVE: (&str, &str) = (
    "AccountIntegrationInactiveError",
    "The connector profile of this account is disabled",
);

/// Why an account has its status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// A code; no list of them is documented.
    pub code: String,
    /// In words.
    pub description: String,
    /// Since when.
    pub timestamp: Timestamp,
}

/// A linked account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its place in the order of linking: it only grows, so a cursor made of it stays right when others are deleted.
    pub serial: usize,
    /// Its id.
    pub id: String,
    /// The profile it was linked through.
    pub profile_id: String,
    /// The connector.
    pub provider: String,
    /// `active | inactive | suspended | archived | expired | error` (stackone.md 3).
    pub status: String,
    /// Why.
    pub reasons: Vec<Reason>,
    /// The customer's id.
    pub owner_id: String,
    /// The customer's name.
    pub owner_name: String,
    /// The user, if one was named.
    pub username: Option<String>,
    /// A label, if one was given.
    pub label: Option<String>,
    /// `production | test`.
    pub kind: String,
    /// Whether it is shared.
    pub shared: bool,
    /// When it was linked.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// The access token in use, if one was fetched.
    pub access_token: Option<String>,
}

impl Account {
    /// Gives the account a status, and the reason for it if there is one.
    pub fn set_status(&mut self, status: &str, why: Option<(&str, &str)>, now: Timestamp) {
        status.clone_into(&mut self.status);
        self.updated_at = now;
        self.reasons = why
            .into_iter()
            .map(|(code, description)| Reason {
                code: code.to_owned(),
                description: description.to_owned(),
                timestamp: now,
            })
            .collect();
    }

    /// Makes it a `production` or a `test` account. A test account whose time was over is in use again as a production
    /// account (newer.md 3, inferred).
    pub fn set_kind(&mut self, kind: &str, now: Timestamp) {
        if self.status == "expired" && kind == "production" {
            self.set_status("active", None, now);
        }
        kind.clone_into(&mut self.kind);
        self.updated_at = now;
    }
}

/// The categories of a connector; those of Planday are a guess (stackone.md 5).
pub fn categories(connector_key: &str) -> Value {
    match connector_key {
        "planday" | "bamboohr" | "personio" | "hibob" => json!(["hris"]),
        "salesforce" | "hubspot" => json!(["crm"]),
        "slack" => json!(["messaging"]),
        _ => json!(["ats"]),
    }
}

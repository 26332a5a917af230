//! A failure in full: what happened, the cause, the effect, who repairs it, and how.

use super::{Cause, reason};
use crate::library::Profile;

/// A failure of a connection, explained. What is not known is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// What happened: one sentence.
    pub title: String,
    /// What it comes from.
    pub cause: String,
    /// What it does to the customer.
    pub effect: String,
    /// Who can repair it.
    pub who: String,
    /// What is to be done.
    pub fix: String,
}

/// Why the last verification failed, in full; none where it held or where there was none.
#[must_use]
pub fn explain(profile: &Profile) -> Option<Explanation> {
    let reason = reason(profile)?;
    let (title, cause, who, fix) = texts(reason.cause);
    let title = if title.is_empty() {
        sentence(&reason.words)
    } else {
        title.to_owned()
    };
    Some(Explanation {
        title,
        cause: cause.to_owned(),
        effect: effect(profile, reason.cause),
        who: who.to_owned(),
        fix: fix.to_owned(),
    })
}

/// Title (empty where the reason is the title), cause, who, fix.
fn texts(cause: Cause) -> (&'static str, &'static str, &'static str, &'static str) {
    const ADMINISTRATOR: &str = "the customer's Planday administrator";
    const YOU: &str = "you";
    match cause {
        Cause::TokenRefused => (
            "Planday refuses the Token.",
            "revoked, or its administrator has left, or it belongs to another app",
            ADMINISTRATOR,
            "Authorize the app again and copy the new Token.",
        ),
        Cause::AppIdUnknown => (
            "Planday does not know the App Id.",
            "mistyped, or the app was deleted in Planday",
            ADMINISTRATOR,
            "Copy the App Id from the app's tile. If the app is gone, create it again.",
        ),
        Cause::AdministratorInactive => (
            "Planday refuses the administrator's access.",
            "the administrator who authorized the app is inactive",
            ADMINISTRATOR,
            "An active administrator authorizes the app again and copies the new Token.",
        ),
        Cause::OtherPortal => (
            "The Token opens another portal than the one entered.",
            "App Id and Token are from an app in another portal",
            YOU,
            "Correct the portal, or enter the App Id and the Token of the right portal.",
        ),
        Cause::ScopeMissing => (
            "",
            "the app was created without it; scopes cannot be added later",
            ADMINISTRATOR,
            "Create a new app with all scopes, then enter its App Id and Token.",
        ),
        Cause::ApiKeyRefused => (
            "StackOne refuses the API key.",
            "mistyped, disabled or deleted",
            YOU,
            "Create an API key in StackOne under Project Settings > API Keys.",
        ),
        Cause::ConnectorProfile => (
            "",
            "the connector profile was deleted, disabled or renamed in StackOne",
            YOU,
            "Open Connector Profiles in StackOne and create or enable it.",
        ),
        Cause::NoAnswer => (
            "",
            "the service is down, or this machine's network is",
            "nobody, if it passes",
            "Verify again in some minutes. If it lasts, look at the status page of the service.",
        ),
        Cause::RateLimited => (
            "",
            "too many requests in a short time",
            "nobody, it passes",
            "Verify again in some minutes.",
        ),
        Cause::NotConfigured => (
            "",
            "something is not entered, or its secret is not stored",
            YOU,
            "Open it in Setup, enter what is missing, and save.",
        ),
        Cause::Other => (
            "",
            "",
            "",
            "Open it in Setup and verify there: each step then says what it found.",
        ),
    }
}

/// What the failure does to the linked accounts that were seen last.
fn effect(profile: &Profile, cause: Cause) -> String {
    let seen = profile
        .seen
        .as_ref()
        .and_then(|seen| seen.accounts.as_ref());
    let active = seen.and_then(|accounts| accounts.get("active")).copied();
    let stops = matches!(
        cause,
        Cause::TokenRefused
            | Cause::AppIdUnknown
            | Cause::AdministratorInactive
            | Cause::ConnectorProfile
    );
    match (cause, active) {
        (_, Some(1)) if stops => "1 account stops working".to_owned(),
        (_, Some(count)) if stops && count > 1 => format!("{count} accounts stop working"),
        (_, _) if stops => "nothing can be read from Planday".to_owned(),
        (Cause::ScopeMissing, _) => "actions that need this scope will fail".to_owned(),
        (Cause::ApiKeyRefused, _) => "accounts and profiles in StackOne cannot be seen".to_owned(),
        (Cause::NoAnswer | Cause::RateLimited, _) => {
            "not known: the connection may well work".to_owned()
        }
        _ => String::new(),
    }
}

/// The words as a sentence.
fn sentence(words: &str) -> String {
    let mut characters = words.chars();
    let first = characters
        .next()
        .map(|first| first.to_uppercase().to_string());
    let mut text = first.unwrap_or_default() + characters.as_str();
    if !text.ends_with(['.', '!', '?']) {
        text.push('.');
    }
    text
}

//! The inputs in words: their labels, what they are for, and what a field says of a secret that does not belong there.

use crate::domain::Input;
use crate::domain::guard::{Guard, SecretForm};
use crate::library::Connection;

/// The inputs that are lines of text; the scopes are a choice.
pub const TEXT_FIELDS: [Input; 10] = [
    Input::Portal,
    Input::AppName,
    Input::RedirectUri,
    Input::AppId,
    Input::TokenSecret,
    Input::ApiKey,
    Input::Project,
    Input::ProfileName,
    Input::OwnerId,
    Input::OwnerName,
];

/// Whether an input is a secret, to be drawn masked.
#[must_use]
pub fn is_secret(input: Input) -> bool {
    matches!(input, Input::TokenSecret | Input::ApiKey)
}

/// The label of an input: as the web page that it is copied from or to calls it.
#[must_use]
pub fn label(input: Input) -> &'static str {
    match input {
        Input::Portal => "Portal address",
        Input::AppName => "App name",
        Input::Scopes => "Scopes",
        Input::RedirectUri => "Registered URI",
        Input::AppId => "App Id",
        Input::TokenSecret => "Token Secret",
        Input::ApiKey => "StackOne API key",
        Input::Project => "StackOne project",
        Input::ProfileName => "Profile name",
        Input::OwnerId => "Owner id",
        Input::OwnerName => "Owner name",
    }
}

/// Its other names, or what it is for.
#[must_use]
pub fn also(input: Input) -> &'static str {
    match input {
        Input::Portal => "where you sign in to Planday",
        Input::AppName => "visible to you and on the consent screen",
        Input::Scopes => "cannot be added to an app later",
        Input::RedirectUri => "optional: paste the redirect URI that the app shows",
        Input::AppId => "StackOne: Application ID; OAuth: client id",
        Input::TokenSecret => "Planday: Token, Refresh Token",
        Input::ApiKey => "Project Settings > API Keys",
        Input::Project => "the name to save the key under; empty: the default one",
        Input::ProfileName => "empty: any active profile for Planday will do",
        Input::OwnerId => "your customer number, for example acme-01",
        Input::OwnerName => "the customer's name, as people know it",
    }
}

/// What an empty field that is needed asks for.
#[must_use]
pub fn empty_words(input: Input) -> &'static str {
    match input {
        Input::Portal => "Enter the portal address, such as acme.planday.com.",
        Input::AppName => "Enter a name for the app, such as StackOne Integration.",
        Input::Scopes => "Choose the scopes. They cannot be added later.",
        Input::RedirectUri => "Paste the redirect URI that the app shows.",
        Input::AppId => "Enter the App Id. It is on the app's tile in Planday.",
        Input::TokenSecret => "Enter the Token. It is on the app's tile in Planday.",
        Input::ApiKey => "Enter the API key. It is in StackOne, Project Settings.",
        Input::Project => "Enter a name for the project.",
        Input::ProfileName => "Enter the name of the connector profile.",
        Input::OwnerId => "Enter your customer number, for example acme-01.",
        Input::OwnerName => "Enter the name of this customer.",
    }
}

/// What a field says of a secret in it, in one line.
pub(crate) fn misplaced_words(form: SecretForm) -> String {
    match form.home() {
        Some(home) if !form.is_certain() => format!(
            "This looks like a Planday Token, so it is not saved. It belongs in {}",
            label(home)
        ),
        Some(home) => format!(
            "This is {}, so it is not saved. It belongs in {}",
            form.words(),
            label(home)
        ),
        None => format!("This is {}, so it is not saved", form.words()),
    }
}

/// What a profile has in its texts was asked about when it was saved. An App Id never has the form of a Token.
pub(crate) fn accept_saved(guard: &Guard, saved: &Connection) {
    let lines = [
        &saved.portal,
        &saved.app_name,
        &saved.project,
        &saved.connector_profile,
        &saved.owner_id,
        &saved.owner_name,
    ];
    let texts = lines.into_iter().flatten().chain(&saved.tags);
    for text in texts.chain([&saved.notes]) {
        guard.allow(text);
    }
}

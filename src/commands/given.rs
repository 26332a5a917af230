//! What a command is given: arguments over the environment over the profile of the config file over the rest of it.

use std::io::{self, IsTerminal, Read as _};

use crate::cli::{ActionList, PersonalList, ScopeList};
use crate::config::{Credentials, Profile, Settings};
use crate::output::complain;
use crate::planday::PersonalDataConsent;
use crate::planday::scope::{self, Scopes};
use crate::scopes::Chosen;
use crate::secret::Secret;

/// The longest secret that is read from standard input, in bytes.
const LONGEST_SECRET: u64 = 64 * 1024;

/// Settings and environment; the methods take the argument that wins over both.
pub(super) struct Given<'a> {
    pub(super) settings: &'a Settings,
    pub(super) credentials: &'a Credentials,
}

impl Given<'_> {
    pub(super) fn profile(&self) -> Option<&Profile> {
        self.settings.chosen_profile().map(|(_, profile)| profile)
    }

    /// The App Id; empty where nobody names one.
    pub(super) fn app_id(&self, argument: Option<&String>) -> String {
        argument
            .or(self.credentials.app_id.as_ref())
            .or_else(|| self.profile()?.app_id.as_ref())
            .cloned()
            .unwrap_or_default()
    }

    /// The Token.
    pub(super) fn token(&self, from_stdin: bool) -> Result<Option<Secret>, String> {
        if from_stdin {
            return secret_from_stdin("the Token").map(Some);
        }
        Ok(self.credentials.token_secret.clone())
    }

    /// `StackOne`'s API key.
    pub(super) fn api_key(&self, from_stdin: bool) -> Result<Option<Secret>, String> {
        if from_stdin {
            return secret_from_stdin("the API key").map(Some);
        }
        Ok(self.credentials.api_key.clone())
    }

    /// The wanted scopes. Says of those that nobody knows that they are checked all the same.
    pub(super) fn scopes(&self, argument: Option<&ScopeList>) -> Scopes {
        let saved = self
            .profile()
            .map(|profile| &profile.scopes)
            .filter(|scopes| !scopes.is_empty());
        let wanted = argument
            .map(|list| &list.0)
            .or(self.credentials.scopes.as_ref())
            .or(saved)
            .unwrap_or(&self.settings.app.scopes);
        let wanted = scope::read(&wanted.join(" "));
        for unknown in &wanted.unknown {
            complain(&format!("stackday: {unknown}; it is checked as it stands"));
        }
        wanted.scopes
    }

    /// The actions that the integration will use.
    pub(super) fn actions(&self, argument: Option<&ActionList>) -> Chosen {
        argument.map_or_else(
            || self.settings.actions(self.credentials),
            |list| list.0.clone(),
        )
    }

    /// Consent to read personal data.
    pub(super) fn leave(&self, argument: Option<&PersonalList>) -> PersonalDataConsent {
        argument.map_or_else(
            || self.settings.planday.read_personal.clone(),
            |list| list.0.clone(),
        )
    }
}

pub(super) fn secret_from_stdin(what: &str) -> Result<Secret, String> {
    let stdin = io::stdin();
    if stdin.is_terminal() {
        // Typed there it would stand on the screen, and a script would hang.
        return Err(format!(
            "{what} is read from standard input, which is a terminal; pipe it in"
        ));
    }
    let mut text = zeroize::Zeroizing::new(String::new());
    stdin
        .lock()
        .take(LONGEST_SECRET)
        .read_to_string(&mut text)
        .map_err(|error| format!("{what} could not be read from standard input: {error}"))?;
    if text.trim().is_empty() {
        return Err(format!(
            "{what} was expected on standard input, and nothing came"
        ));
    }
    Ok(Secret::new(text.trim()))
}

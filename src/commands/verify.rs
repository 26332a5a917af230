//! `stackday verify`: the checks of the dashboard, without a screen.

use std::io::{self, IsTerminal, Read as _};

use super::say::{Aloud, Silent, table};
use super::{conclude, interruptible, live_services, log_file};
use crate::cli;
use crate::config::{Credentials, Settings};
use crate::exit::Exit;
use crate::input;
use crate::journal::Journal;
use crate::output::complain;
use crate::planday::scope;
use crate::secret::Secret;
use crate::workflow::{Inputs, verify};

/// The longest secret that is read from standard input, in bytes.
const LONGEST_SECRET: u64 = 64 * 1024;

pub(super) async fn run(
    options: &cli::Verify,
    settings: &Settings,
    credentials: Credentials,
) -> Exit {
    let file = match log_file(settings) {
        Ok(file) => file,
        Err(exit) => return exit,
    };
    let inputs = match inputs(options, settings, credentials) {
        Ok(inputs) => inputs,
        Err(problem) => {
            complain(&format!("stackday: {problem}"));
            return Exit::NotConfigured;
        }
    };
    let services = live_services(settings, Journal::silent(file));
    for secret in [&inputs.token_secret, &inputs.api_key]
        .into_iter()
        .flatten()
    {
        services.door.protect(secret);
    }
    let (report, interrupted) = interruptible(async |cancel| {
        if options.json {
            verify(&services, &inputs, &Silent, &cancel).await
        } else {
            verify(&services, &inputs, &Aloud, &cancel).await
        }
    })
    .await;
    conclude(&report, options.json, table, report.exit(), interrupted)
}

/// What is to be verified: arguments over the environment over the profile of the config file.
fn inputs(
    options: &cli::Verify,
    settings: &Settings,
    credentials: Credentials,
) -> Result<Inputs, String> {
    let profile = settings.chosen_profile().map(|(_, profile)| profile);
    let from_profile = |pick: fn(&crate::config::Profile) -> Option<String>| profile.and_then(pick);
    let mut token_secret = credentials.token_secret;
    let mut api_key = credentials.api_key;
    if options.token_stdin {
        token_secret = Some(secret_from_stdin("the Token")?);
    }
    if options.api_key_stdin {
        api_key = Some(secret_from_stdin("the API key")?);
    }
    let wanted = options
        .scopes
        .as_ref()
        .map(|list| list.0.clone())
        .or(credentials.scopes)
        .or_else(|| {
            profile
                .map(|profile| profile.scopes.clone())
                .filter(|scopes| !scopes.is_empty())
        })
        .unwrap_or_else(|| settings.app.scopes.clone());
    let wanted = scope::read(&wanted.join(" "));
    for unknown in &wanted.unknown {
        complain(&format!("stackday: {unknown}; it is checked as it stands"));
    }
    let portal =
        from_profile(|profile| profile.portal.clone()).or_else(|| settings.planday.portal.clone());
    Ok(Inputs {
        portal: portal.and_then(|portal| input::portal(&portal).value.ok()),
        app_id: options
            .app_id
            .clone()
            .or(credentials.app_id)
            .or_else(|| from_profile(|profile| profile.app_id.clone()))
            .unwrap_or_default(),
        token_secret,
        scopes: wanted.scopes,
        api_key,
        connector_profile: options
            .connector_profile
            .clone()
            .or_else(|| from_profile(|profile| profile.connector_profile.clone())),
        ..Inputs::default()
    })
}

fn secret_from_stdin(what: &str) -> Result<Secret, String> {
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

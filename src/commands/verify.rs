//! `stackday verify`: the checks of the dashboard, without a screen.

use super::given::Given;
use super::say::{Aloud, Silent, name_odd_actions, table};
use super::{
    conclude, interruptible, live_services, log_file, protect, verify_all, with_kept_secrets,
};
use crate::cli;
use crate::config::{Credentials, Settings};
use crate::exit::Exit;
use crate::input;
use crate::journal::Journal;
use crate::output::complain;
use crate::scopes::Required;
use crate::workflow::{Inputs, Services, kept_actions, remember, verify};

pub(super) async fn run(
    options: &cli::Verify,
    settings: &Settings,
    credentials: Credentials,
) -> Exit {
    if options.many.all || !options.many.tag.is_empty() {
        return verify_all::run(options, settings, &credentials).await;
    }
    let file = match log_file(settings) {
        Ok(file) => file,
        Err(exit) => return exit,
    };
    let services = live_services(settings, Journal::silent(file));
    let credentials = match with_kept_secrets(&services, settings, credentials).await {
        Ok(credentials) => credentials,
        Err(exit) => return exit,
    };
    let given = Given {
        settings,
        credentials: &credentials,
    };
    let mut inputs = match inputs(options, &given) {
        Ok(inputs) => inputs,
        Err(problem) => {
            complain(&format!("stackday: {problem}"));
            return Exit::NotConfigured;
        }
    };
    protect(
        &services,
        [inputs.token_secret.as_ref(), inputs.api_key.as_ref()],
    );
    let required = required(options, &given, &services).await;
    inputs.required = required.names();
    let (report, interrupted) = interruptible(async |cancel| {
        if options.json {
            verify(&services, &inputs, &Silent, &cancel).await
        } else {
            verify(&services, &inputs, &Aloud, &cancel).await
        }
    })
    .await;
    if let Some(id) = inputs.profile {
        let connector = inputs.connector_profile.as_deref();
        if let Err(problem) = remember(&services, id, &report, connector, &Silent).await {
            complain(&format!(
                "stackday: what was found is not written down: {problem}"
            ));
        }
    }
    conclude(&report, options.json, table, report.exit(), interrupted)
}

/// What the chosen actions need, as the kept list of actions says, else their names.
async fn required(options: &cli::Verify, given: &Given<'_>, services: &Services) -> Required {
    let actions = given.actions(options.actions.as_ref());
    if actions.is_empty() {
        return Required::default();
    }
    let kept = kept_actions(services).await;
    let required = Required::of(&actions, &[], kept.as_ref());
    name_odd_actions(&required);
    required
}

/// What is to be verified.
fn inputs(options: &cli::Verify, given: &Given<'_>) -> Result<Inputs, String> {
    let profile = given.profile();
    let portal = profile.and_then(|profile| profile.portal.as_ref()).or(given
        .settings
        .planday
        .portal
        .as_ref());
    Ok(Inputs {
        portal: portal.and_then(|portal| input::portal(portal).value.ok()),
        app_id: given.app_id(options.app_id.as_ref()),
        token_secret: given.token(options.token_stdin)?,
        api_key: given.api_key(options.api_key_stdin)?,
        scopes: given.scopes(options.scopes.as_ref()),
        leave: given.leave(options.read_personal.as_ref()),
        connector_profile: options
            .connector_profile
            .clone()
            .or_else(|| profile.and_then(|profile| profile.connector_profile.clone())),
        owner_id: profile.and_then(|profile| profile.owner_id.clone()),
        profile: profile.and_then(|profile| profile.id),
        ..Inputs::default()
    })
}

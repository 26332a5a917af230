//! Which web click a person does in a step, for the sandbox to do it.

use crate::domain::diagnosis::{Diagnosis, Kind};
use crate::domain::{Input, Standing, StepId};
use crate::sandbox_user::Click;
use crate::tui::shared::Shared;

/// The name of the connector profile where a person gave none.
const PROFILE_NAME: &str = "Planday";

/// The click of the selected step, or why there is none now.
pub fn click(step: StepId, shared: &Shared) -> Result<Click, &'static str> {
    let form = &shared.form;
    let app_name = || {
        form.value(Input::AppName)
            .ok_or("enter the app's name first (step A2)")
    };
    let scopes = || -> Vec<String> { form.scopes().iter().cloned().collect() };
    match step {
        StepId::A1 => Ok(Click::OpenApiAccess),
        StepId::A2 if form.scopes().is_empty() => {
            Err("choose the scopes first: none can be added later")
        }
        // It clears the fields of the old app first: what they hold is of no use with the new one.
        StepId::A2 if needs_new_app(shared) => Err("begin the new app first: {scopes.new_app}"),
        StepId::A2 => Ok(Click::CreateApp {
            name: app_name()?,
            scopes: scopes(),
            redirect_uri: shared.env.redirect_uri.clone(),
        }),
        StepId::A3 => Ok(Click::AuthorizeApp { name: app_name()? }),
        StepId::B1 | StepId::B2 => Ok(Click::CopyCredentials { name: app_name()? }),
        // Every press would leave another key behind; a refused one is worth replacing.
        StepId::C1
            if form.secret(Input::ApiKey).is_some()
                && shared.ledger.of(StepId::C1).standing != Standing::Failed =>
        {
            Err("an API key is here already: press {setup.verify} to try it")
        }
        StepId::C1 => Ok(Click::CreateApiKey),
        StepId::C2 => Ok(Click::CreateProfile {
            name: form
                .value(Input::ProfileName)
                .unwrap_or_else(|| PROFILE_NAME.to_owned()),
            app_id: form
                .value(Input::AppId)
                .ok_or("enter the App Id first (step B1)")?,
            token_secret: form
                .secret(Input::TokenSecret)
                .ok_or("enter the Token Secret first (step B2)")?,
            scopes: scopes(),
        }),
        StepId::D2 => match &shared.remote.link {
            Some(link) => Ok(Click::OpenAuthLink {
                url: link.url.clone(),
            }),
            None => Err("create the auth link first (step D1)"),
        },
        StepId::D1 | StepId::D3 | StepId::D4 => {
            Err("Nothing to click here. stackday does this step: press Enter.")
        }
    }
}

/// Whether the app of the forms lacks a scope, so that only another app can have it.
#[must_use]
pub fn needs_new_app(shared: &Shared) -> bool {
    let evidence = shared.ledger.of(StepId::A2);
    let lacks = |diagnosis: &Diagnosis| diagnosis.kind == Kind::ScopeMissing;
    evidence.standing == Standing::Failed && evidence.diagnosis.as_ref().is_some_and(lacks)
}

/// Why there is no click for the selected step now, if there is none.
#[must_use]
pub fn why_not(step: StepId, shared: &Shared) -> Option<&'static str> {
    click(step, shared).err()
}

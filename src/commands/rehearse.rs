//! `stackday rehearse`: the whole main job against a fresh sandbox, with the person's clicks played.

use std::fmt::Write as _;
use std::time::Duration;

use super::say::{Aloud, Silent, explain, mark};
use super::{
    Folders, conclude, interruptible, log_file, passing_folder, person, services, start_sandbox,
};
use crate::cli;
use crate::config::Settings;
use crate::exit::Exit;
use crate::input;
use crate::journal::Journal;
use crate::output::complain;
use crate::planday::scope::{self, Scopes};
use crate::sandbox::{Options, Scenario};
use crate::secret::Vault;
use crate::workflow::{Plan, Rehearsal, Services, rehearse};

/// The pace of polling: nobody has to be waited for.
const POLL: Duration = Duration::from_millis(50);

pub(super) async fn run(options: &cli::Rehearse, mut settings: Settings) -> Exit {
    let file = match log_file(&settings) {
        Ok(file) => file,
        Err(exit) => return exit,
    };
    let mut scenarios = options.scenario.clone();
    scenarios.push(Scenario::Fresh);
    let sandbox = match start_sandbox(
        &mut settings,
        Options {
            scenarios,
            ..Options::default()
        },
    )
    .await
    {
        Ok(sandbox) => sandbox,
        Err(exit) => return exit,
    };
    settings.network.poll = POLL;
    // What the sandbox is asked for, no password manager knows.
    settings.secrets.command = None;
    let folder = passing_folder();
    let passing = folder.as_ref().map(|folder| folder.path().to_owned());
    let folders = Folders {
        cache: passing.clone(),
        data: passing,
    };
    let services = services(
        &settings,
        Journal::silent(file),
        &folders,
        Vault::in_memory(),
    );
    let Some(plan) = plan(&settings, &sandbox.ready().scopes) else {
        complain("stackday: the sandbox's portal has no usable address");
        return Exit::Failed;
    };
    let person = person(&sandbox);
    let (rehearsal, interrupted) = interruptible(async |cancel| {
        play(&services, person.as_ref(), &plan, options.json, &cancel).await
    })
    .await;
    sandbox.stop().await;
    conclude(&rehearsal, options.json, table, rehearsal.exit, interrupted)
}

async fn play(
    services: &Services,
    person: &dyn crate::person::Person,
    plan: &Plan,
    json: bool,
    cancel: &tokio_util::sync::CancellationToken,
) -> Rehearsal {
    if json {
        rehearse(services, person, plan, &Silent, cancel).await
    } else {
        rehearse(services, person, plan, &Aloud, cancel).await
    }
}

/// What is set up: what the settings name, else an example.
fn plan(settings: &Settings, example: &[String]) -> Option<Plan> {
    let profile = settings.chosen_profile().map(|(_, profile)| profile);
    let named = profile
        .map(|profile| profile.scopes.clone())
        .filter(|scopes| !scopes.is_empty());
    let named = scope::read(
        &named
            .unwrap_or_else(|| settings.app.scopes.clone())
            .join(" "),
    )
    .scopes;
    let example: Scopes = example.iter().cloned().collect();
    let or = |one: Option<String>, other: &Option<String>, example: &str| {
        one.or_else(|| other.clone())
            .unwrap_or_else(|| example.to_owned())
    };
    Some(Plan {
        portal: settings
            .planday
            .portal
            .as_deref()
            .and_then(|portal| input::portal(portal).value.ok())?,
        app_name: settings.app.name.clone(),
        scopes: if named.is_empty() { example } else { named },
        profile_name: profile
            .and_then(|p| p.connector_profile.clone())
            .unwrap_or_else(|| "Planday".to_owned()),
        owner_id: or(
            profile.and_then(|p| p.owner_id.clone()),
            &settings.link.owner_id,
            "customer-1",
        ),
        owner_name: or(
            profile.and_then(|p| p.owner_name.clone()),
            &settings.link.owner_name,
            "Example customer",
        ),
        expires_in: settings.link.expires_in.as_secs(),
    })
}

fn table(rehearsal: &Rehearsal) -> String {
    let mut text = String::new();
    for step in &rehearsal.steps {
        let _ = writeln!(
            text,
            "{:<6} {:?} {:<32} {}",
            mark(step.state),
            step.id,
            step.title,
            step.evidence
        );
        if let Some(diagnosis) = &step.diagnosis {
            let _ = writeln!(text, "{}", explain(diagnosis));
        }
    }
    let proven = rehearsal
        .steps
        .iter()
        .filter(|step| step.state.holds())
        .count();
    let verdict = if rehearsal.ok {
        "proven end to end"
    } else {
        "not proven"
    };
    let _ = write!(
        text,
        "{verdict}: {proven} of {} steps hold",
        rehearsal.steps.len()
    );
    text
}

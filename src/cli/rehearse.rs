//! `stackday rehearse`: the whole main job against a fresh sandbox, with the person's clicks played.

use std::fmt::Write as _;
use std::time::Duration;

use clap::Args;

use super::context::{conclude, settings, unless};
use super::failure::Failure;
use super::global::Global;
use super::interrupt::interruptible;
use super::registry::RunCommand;
use super::reporter::Reporter;
use super::services::{
    Folders, LogWatch, log_file, passing_folder, person, services, start_sandbox,
};
use super::table::{explain, mark};
use crate::config::{Credentials, Settings};
use crate::domain::exit::Exit;
use crate::domain::scope::Scopes;
use crate::input;
use crate::journal::Journal;
use crate::sandbox::{Options, Scenario};
use crate::secret::Vault;
use crate::workflow::{self, Layers, Plan, Rehearsal};

/// The pace of polling: nobody has to be waited for.
const POLL: Duration = Duration::from_millis(50);

/// How long a link works that is opened too late.
const SHORT_LINK: Duration = Duration::from_secs(1);

const EXAMPLES: &str = "\
Examples:
  stackday rehearse                 walk through the setup and print each step
  stackday rehearse --json          the same for a script";

/// Walk through the whole setup against the sandbox, and say of each step whether it worked.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(after_help = EXAMPLES)]
pub struct Rehearse {
    /// A mishap to play; may be given more than once.
    #[arg(long, value_name = "NAME")]
    pub scenario: Vec<Scenario>,
}

impl RunCommand for Rehearse {
    async fn run(&self, global: &Global) -> Result<Exit, Failure> {
        let mut settings = settings(global)?;
        let file = log_file(&settings)?;
        let mut scenarios = self.scenario.clone();
        scenarios.push(Scenario::Fresh);
        let options = Options {
            scenarios,
            ..Options::default()
        };
        let sandbox = start_sandbox(&mut settings, options).await?;
        settings.network.poll = POLL;
        // Nobody tries such a link a second time here: its end, which a real link comes to as well, is near.
        if self.scenario.contains(&Scenario::LinkExpires) {
            settings.link.expires_in = SHORT_LINK;
        }
        // What the sandbox is asked for, no password manager knows.
        settings.secrets.command = None;
        let folder = passing_folder();
        let passing = folder.as_ref().map(|folder| folder.path().to_owned());
        let folders = Folders {
            cache: passing.clone(),
            data: passing,
        };
        let vault = Vault::in_memory();
        let journal = Journal::silent(file);
        let _watch = LogWatch::new(&settings, &journal);
        let services = services(&settings, journal, &folders, vault, global.origin());
        let plan = plan(&settings, &sandbox.ready().scopes)
            .ok_or_else(|| Failure::failed("the sandbox's portal has no usable address"))?;
        let person = person(&sandbox);
        let reporter = Reporter::new(global.json);
        let (mut rehearsal, interrupted) = interruptible(async |cancel| {
            workflow::rehearse(&services, person.as_ref(), &plan, &reporter, &cancel).await
        })
        .await;
        sandbox.stop().await;
        rehearsal.exit = unless(interrupted, rehearsal.exit);
        conclude(global.json, &rehearsal, table, rehearsal.exit)
    }
}

/// What is set up: what the settings name, else an example.
fn plan(settings: &Settings, example: &[String]) -> Option<Plan> {
    let values = Layers::of_run(settings, &Credentials::default()).resolve();
    let named = values.scopes.value;
    let example: Scopes = example.iter().cloned().collect();
    let or = |value: Option<String>, example: &str| value.unwrap_or_else(|| example.to_owned());
    let portal = settings.planday.portal.as_deref();
    Some(Plan {
        portal: portal.and_then(|portal| input::portal(portal).value.ok())?,
        app_name: settings.app.name.clone(),
        scopes: if named.is_empty() { example } else { named },
        profile_name: or(values.connector_profile.value, "Planday"),
        owner_id: or(values.owner_id.value, "customer-1"),
        owner_name: or(values.owner_name.value, "Example customer"),
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

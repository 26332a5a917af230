//! `stackday verify`: the checks of the dashboard, without a screen.

use std::fmt::Write as _;

use clap::Args;

use super::context::{Context, Stdin, unless};
use super::failure::Failure;
use super::global::Global;
use super::interrupt::{interruptible, settle};
use super::lists::{ActionList, PersonalList, ScopeList, UnknownScopes};
use super::many::{self, Choice};
use super::registry::RunCommand;
use super::scopes::required::name_odd_actions;
use super::table::{explain, mark};
use crate::domain::exit::Exit;
use crate::output::eprint_line;
use crate::scopes::{Chosen, Required};
use crate::workflow::{
    self, Inputs, Services, Values, VerifyReport, Wanted, kept_actions, remember,
};

const EXAMPLES: &str = "\
Examples:
  STACKDAY_APP_ID=… STACKDAY_TOKEN_SECRET=… stackday verify --scopes employee:read,shift:read
  pass planday/token | stackday verify --app-id … --token-stdin --json
  stackday verify --scopes employee:read --api-key-stdin < key      the other credential this way
  stackday verify --all                                             every saved connection, a line each
  stackday verify --tag nordic --json                               those with this tag, for a script
  stackday verify --failed                                          those that did not hold when last verified

Of many, the exit code is the worst: what a person has most to do about.";

/// Check App Id, Token and every scope, and say what is missing.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(after_help = EXAMPLES)]
pub struct Verify {
    /// Saved connections instead of one that is given here.
    #[command(flatten)]
    pub many: Which,
    /// The App Id; else `STACKDAY_APP_ID` or the profile's.
    #[arg(
        long,
        value_name = "ID",
        conflicts_with = "of_many",
        help = "The App Id; else STACKDAY_APP_ID or the profile's"
    )]
    pub app_id: Option<String>,
    /// The scopes to prove, separated by commas or spaces; else `STACKDAY_SCOPES` or the profile's.
    #[arg(
        long,
        value_name = "LIST",
        conflicts_with = "of_many",
        help = "The scopes to prove, separated by commas or spaces; else STACKDAY_SCOPES or the profile's"
    )]
    pub scopes: Option<ScopeList>,
    /// What is done about scopes that stackday does not know.
    #[command(flatten)]
    pub unknown: UnknownScopes,
    /// The actions that the integration will use: their scopes are required; else `STACKDAY_ACTIONS` or the profile's.
    #[arg(
        long,
        value_name = "LIST",
        conflicts_with = "of_many",
        help = "The actions the integration will use: their scopes are required; else STACKDAY_ACTIONS or the profile's"
    )]
    pub actions: Option<ActionList>,
    /// Consent to prove scopes by reading personal data: resources, separated by commas, or all.
    #[arg(
        long,
        value_name = "LIST",
        conflicts_with = "of_many",
        help = "Consent to prove scopes by reading personal data: resources, separated by commas, or all"
    )]
    pub read_personal: Option<PersonalList>,
    /// Read the Token from standard input instead of `STACKDAY_TOKEN_SECRET`.
    #[arg(
        long,
        conflicts_with_all = ["api_key_stdin", "of_many"],
        help = "Read the Token from standard input instead of STACKDAY_TOKEN_SECRET"
    )]
    pub token_stdin: bool,
    /// Read the `StackOne` API key from standard input instead of `STACKDAY_STACKONE_API_KEY`.
    #[arg(
        long,
        conflicts_with = "of_many",
        help = "Read the StackOne API key from standard input instead of STACKDAY_STACKONE_API_KEY"
    )]
    pub api_key_stdin: bool,
    /// The connector profile in `StackOne` to check as well.
    #[arg(
        long,
        value_name = "NAME",
        conflicts_with = "of_many",
        help = "The connector profile in StackOne to check as well"
    )]
    pub connector_profile: Option<String>,
}

/// Which saved connections are meant.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub struct Which {
    /// Verify every saved connection, and write down what is found.
    #[arg(long, group = "of_many")]
    pub all: bool,
    /// Verify the saved connections with this tag; may be given more than once, then any of them will do.
    #[arg(
        long,
        value_name = "TAG",
        group = "of_many",
        help = "Verify the saved connections with this tag; may be given more than once"
    )]
    pub tag: Vec<String>,
    /// Verify the saved connections that did not hold when they were last verified.
    #[arg(long, group = "of_many")]
    pub failed: bool,
}

impl RunCommand for Verify {
    async fn run(&self, global: &Global) -> Result<Exit, Failure> {
        let context = Context::open(global)?;
        let Which { all, tag, failed } = &self.many;
        if *all || *failed || !tag.is_empty() {
            let choice = Choice {
                tags: tag,
                failed: *failed,
                meant: None,
            };
            return many::verify(&context, &choice).await;
        }
        let stdin = Stdin {
            token: self.token_stdin,
            api_key: self.api_key_stdin,
        };
        let resolved = context.resolve(self.flags()?, stdin, Wanted::BOTH).await?;
        let required = required(&resolved.values.actions.value, &context.services).await;
        let inputs = resolved.inputs(required.names());
        let reporter = context.reporter();
        let (report, interrupted) = interruptible(async |cancel| {
            workflow::verify(&context.services, &inputs, &reporter, &cancel).await
        })
        .await;
        settle(&context.services.planday).await;
        write_down(&context, &inputs, &report).await;
        context.conclude(&report, table, unless(interrupted, report.exit()))
    }
}

impl Verify {
    fn flags(&self) -> Result<Values, Failure> {
        Ok(Values {
            app_id: self.app_id.clone(),
            scopes: self.unknown.judge(self.scopes.as_ref())?,
            actions: self.actions.clone().map(|list| list.0),
            personal_data: self.read_personal.clone().map(|list| list.0),
            connector_profile: self.connector_profile.clone(),
            ..Values::default()
        })
    }
}

/// Remembers what was found of a saved connection; or says why it is not remembered.
async fn write_down(context: &Context, inputs: &Inputs, report: &VerifyReport) {
    let chosen = context.settings.chosen_profile();
    let is_saved = chosen.is_some_and(|(_, profile)| profile.id.is_some());
    let remembered = match &inputs.saved {
        Some(basis) if basis.revision.is_some() => {
            let connector = inputs.connector_profile.as_deref();
            let reporter = context.reporter();
            remember(&context.services, basis, report, connector, &reporter).await
        }
        _ if is_saved => Err("other values were given than those that are saved".to_owned()),
        _ => Ok(()),
    };
    if let Err(problem) = remembered {
        eprint_line(&format!(
            "stackday: what was found is not written down: {problem}"
        ));
    }
}

/// What the chosen actions need, as the kept list of actions says, else their names.
async fn required(actions: &Chosen, services: &Services) -> Required {
    if actions.is_empty() {
        return Required::default();
    }
    let kept = kept_actions(services).await;
    let required = Required::of(actions, &[], kept.as_ref());
    name_odd_actions(&required);
    required
}

/// A verification as a table.
fn table(report: &VerifyReport) -> String {
    let mut text = String::new();
    for check in &report.checks {
        let evidence = &check.evidence;
        let _ = writeln!(
            text,
            "{:<6} {:<18} {}",
            mark(evidence.standing),
            check.id.name(),
            evidence.line
        );
        if let Some(diagnosis) = &evidence.diagnosis {
            let _ = writeln!(text, "{}", explain(diagnosis));
        }
    }
    let scopes = &report.scopes;
    let known = scopes
        .granted_by
        .map_or("not known", crate::planday::GrantedBy::words);
    let _ = write!(
        text,
        "scopes: {} wanted, {} granted ({known}), {} missing, {} proven by a call",
        scopes.wanted.len(),
        scopes.granted.len(),
        scopes.missing.len(),
        scopes.proven.len()
    );
    for caveat in &report.caveats {
        let _ = write!(text, "\n{caveat}");
    }
    text
}

//! What `stackday scopes diff` and `stackday scopes prove` have in common: their options, and required, wanted, granted and
//! proven side by side.

use clap::Args;

use super::required::{Asking, Doing, tell};
use crate::cli::context::{Context, Stdin, unless};
use crate::cli::failure::Failure;
use crate::cli::interrupt::{interruptible, settle};
use crate::cli::lists::{PersonalList, ScopeList, UnknownScopes};
use crate::cli::table::columns;
use crate::domain::exit::Exit;
use crate::domain::scope::{self, Scopes};
use crate::output::eprint_line;
use crate::scopes::{By, Granted, Reason};
use crate::workflow::{
    RowReport, ScopesReport, ScopesRequest, Values, Wanted, diff, prove_scopes, require,
};

/// The options of `stackday scopes diff` and `stackday scopes prove`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub struct Compare {
    /// What the integration will do.
    #[command(flatten)]
    pub doing: Doing,
    /// The wanted scopes, separated by commas or spaces; else `STACKDAY_SCOPES` or the profile's.
    #[arg(
        long,
        value_name = "LIST",
        help = "The wanted scopes, separated by commas or spaces; else STACKDAY_SCOPES or the profile's"
    )]
    pub scopes: Option<ScopeList>,
    /// What is done about scopes that stackday does not know.
    #[command(flatten)]
    pub unknown: UnknownScopes,
    /// Consent to prove scopes by reading personal data: resources, separated by commas, or all.
    #[arg(
        long,
        value_name = "LIST",
        help = "Consent to prove scopes by reading personal data: resources, separated by commas, or all"
    )]
    pub read_personal: Option<PersonalList>,
    /// The App Id; else `STACKDAY_APP_ID` or the profile's.
    #[arg(
        long,
        value_name = "ID",
        help = "The App Id; else STACKDAY_APP_ID or the profile's"
    )]
    pub app_id: Option<String>,
    /// Read the Token from standard input instead of `STACKDAY_TOKEN_SECRET`.
    #[arg(
        long,
        conflicts_with = "api_key_stdin",
        help = "Read the Token from standard input instead of STACKDAY_TOKEN_SECRET"
    )]
    pub token_stdin: bool,
    /// How `StackOne` is asked.
    #[command(flatten)]
    pub asking: Asking,
    /// Show every scope, also those that nobody asks for and the Token does not grant.
    #[arg(long)]
    pub all: bool,
}

/// How the columns are filled.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// With what the answer to the exchange says.
    Diff,
    /// With calls.
    Prove,
}

impl Compare {
    pub(super) async fn run(&self, way: Way, mut context: Context) -> Result<Exit, Failure> {
        let flags = Values {
            app_id: self.app_id.clone(),
            scopes: self.unknown.judge(self.scopes.as_ref())?,
            actions: self.doing.actions.clone().map(|list| list.0),
            personal_data: self.read_personal.clone().map(|list| list.0),
            ..Values::default()
        };
        let stdin = Stdin {
            token: self.token_stdin,
            api_key: self.asking.api_key_stdin,
        };
        let resolved = context.resolve(flags, stdin, Wanted::BOTH).await?;
        let values = &resolved.values;
        let nothing = values.actions.value.is_empty()
            && values.scopes.value.is_empty()
            && self.doing.preset.is_none();
        if nothing && way == Way::Diff {
            return Err(Failure::usage("there is nothing to compare with").next(
                "Give --actions LIST, --preset NAME or --scopes LIST, or set actions or scopes in the config file.",
            ));
        }
        let api_key = resolved.api_key.as_ref().map(|found| found.secret.clone());
        let actions = values.actions.value.clone();
        let request = self.doing.request(actions, api_key, &self.asking);
        // Of a saved connection nothing is remembered, but a Token that is renewed is kept.
        let inputs = resolved.inputs(Scopes::new());
        let reporter = context.reporter();
        let (mut report, interrupted) = interruptible(async |cancel| {
            let requirement = require(&context.services, &request, &cancel).await;
            tell(&mut context, &requirement, &request.actions);
            let asked = ScopesRequest::new(inputs, requirement);
            match way {
                Way::Diff => diff(&context.services, &asked, &reporter, &cancel).await,
                Way::Prove => prove_scopes(&context.services, &asked, &reporter, &cancel).await,
            }
        })
        .await;
        settle(&context.services.planday).await;
        context.pass_on_warnings();
        report.exit = unless(interrupted, report.exit);
        let table = |report: &ScopesReport| table(report, self.all);
        let ended = context.conclude(&report, table, report.exit);
        explain(&report);
        ended
    }
}

/// Says what failed or is wrong, and the way out.
fn explain(report: &ScopesReport) {
    if let Some(diagnosis) = &report.diagnosis {
        eprint_line(&format!(
            "stackday: {} {}",
            diagnosis.summary, diagnosis.next
        ));
        return;
    }
    let Some(way_out) = &report.verdict.way_out else {
        return;
    };
    let what = if report.missing.is_empty() {
        report.verdict.sentence.clone()
    } else {
        format!("not granted: {}.", report.missing.join(" "))
    };
    eprint_line(&format!("stackday: {what} The way out:"));
    for (at, step) in way_out.steps.iter().enumerate() {
        eprint_line(&format!("  {}. {step}", at + 1));
    }
    if way_out.new_app {
        eprint_line(&format!(
            "  The new app's scopes: {}",
            scope::join(&way_out.scopes)
        ));
    }
}

fn table(report: &ScopesReport, all: bool) -> String {
    let row = |row: &RowReport| {
        let findings: Vec<_> = row.findings.iter().map(|found| found.word()).collect();
        [
            row.scope.clone(),
            needed_by(&row.required),
            if row.wanted { "yes" } else { "" }.to_owned(),
            match row.granted {
                Granted::Yes => "yes",
                Granted::No => "NO",
                Granted::Unknown => "?",
            }
            .to_owned(),
            row.proven.word().to_owned(),
            findings.join(", "),
        ]
    };
    let shown = report.scopes.iter().filter(|row| all || row.in_play());
    let rows: Vec<_> = shown.map(row).collect();
    let head = [
        "SCOPE",
        "NEEDED BY",
        "WANTED",
        "GRANTED",
        "PROVEN",
        "TO BE SAID",
    ];
    // A verdict on what could not be looked at would only mislead.
    let last = report
        .diagnosis
        .as_ref()
        .map_or(&report.verdict.sentence, |diagnosis| &diagnosis.summary);
    format!("{}\n\n{last}", columns(head, &rows))
}

/// The first reason, and how many more.
fn needed_by(reasons: &[Reason]) -> String {
    let first = reasons.first().map_or("", |reason| match &reason.by {
        By::Action(name) | By::Preset(name) | By::Scope(name) => name.as_str(),
    });
    match reasons.len() {
        0 | 1 => first.to_owned(),
        more => format!("{first} and {} more", more - 1),
    }
}

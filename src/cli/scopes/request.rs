//! `stackday scopes request`: whether Planday takes the request, before anybody signs in.

use clap::Args;
use serde::Serialize;

use crate::cli::context::{Context, unless};
use crate::cli::failure::Failure;
use crate::cli::global::Global;
use crate::cli::interrupt::interruptible;
use crate::cli::lists::{ScopeList, UnknownScopes};
use crate::cli::registry::RunCommand;
use crate::domain::diagnosis::Diagnosis;
use crate::domain::exit::Exit;
use crate::domain::scope;
use crate::input::{self, Compared};
use crate::output::eprint_line;
use crate::workflow::{Finding, RequestInputs, RequestReport, Values, check_request};

const EXAMPLES: &str = "\
Examples:
  stackday scopes request --app-id … --scopes scheduling
  stackday scopes request --redirect-uri https://api.stackone.com/connect/oauth2/planday/callback/
                                        what the app shows, beside what it must be

Nobody signs in and nothing is granted: Planday is asked whether it would send the
request on to its login page, and the same with one impossible value at a time. That
is an observation, not proof.

Exit codes: 0 App Id, redirect URI and scopes are accepted, and the redirect URI given
is the expected one; 5 scopes are refused; 1 something else is refused, differs or stays
unknown. Others as in stackday --help.";

/// Ask whether Planday takes App Id, redirect URI and scopes, before anybody signs in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
#[command(after_help = EXAMPLES)]
pub struct Request {
    /// The App Id; else `STACKDAY_APP_ID` or the profile's.
    #[arg(
        long,
        value_name = "ID",
        help = "The App Id; else STACKDAY_APP_ID or the profile's"
    )]
    pub app_id: Option<String>,
    /// The scopes to ask for, separated by commas or spaces; else `STACKDAY_SCOPES` or the profile's.
    #[arg(
        long,
        value_name = "LIST",
        help = "The scopes to ask for, separated by commas or spaces; else STACKDAY_SCOPES or the profile's"
    )]
    pub scopes: Option<ScopeList>,
    /// What is done about scopes that stackday does not know.
    #[command(flatten)]
    pub unknown: UnknownScopes,
    /// The redirect URI that the app in Planday shows, to compare with the expected one.
    #[arg(long, value_name = "URI")]
    pub redirect_uri: Option<String>,
}

impl RunCommand for Request {
    async fn run(&self, global: &Global) -> Result<Exit, Failure> {
        let context = Context::open(global)?;
        let expected = &context.settings.app.redirect_uri;
        let values = context.values(Values {
            app_id: self.app_id.clone(),
            scopes: self.unknown.judge(self.scopes.as_ref())?,
            ..Values::default()
        });
        let inputs = RequestInputs {
            app_id: values.app_id.value,
            redirect_uri: expected.clone(),
            scopes: values.scopes.value,
        };
        let shown = self.redirect_uri.as_deref();
        let comparison = shown.map(|shown| Comparison::new(expected, shown));
        if inputs.app_id.is_empty() {
            let Some(comparison) = comparison else {
                return Err(Failure::not_configured("there is no App Id to ask about")
                    .next("Give --app-id or set STACKDAY_APP_ID."));
            };
            eprint_line(
                "stackday: without an App Id only the redirect URI is compared; Planday is not asked",
            );
            let found = Found::new(None, None, Some(comparison));
            return context.conclude(&found, table, found.exit);
        }
        let reporter = context.reporter();
        let (checked, interrupted) = interruptible(async |cancel| {
            check_request(&context.services, &inputs, &reporter, &cancel).await
        })
        .await;
        let mut found = match checked {
            Ok(report) => Found::new(Some(report), None, comparison),
            Err(diagnosis) => Found::new(None, Some(diagnosis), comparison),
        };
        found.unknown_scopes = scope::unknown(&inputs.scopes).map(str::to_owned).collect();
        let ended = context.conclude(&found, table, unless(interrupted, found.exit));
        explain(&found);
        ended
    }
}

/// What was found, as it is written out.
#[derive(Serialize)]
struct Found {
    /// Whether everything that was looked at is as it should be.
    ok: bool,
    /// What Planday's answers tell; `null` where it was not asked, or nothing came of it.
    request: Option<RequestReport>,
    /// The redirect URI that was given, beside the expected one.
    comparison: Option<Comparison>,
    /// Why nothing came of it.
    diagnosis: Option<Diagnosis>,
    /// Those of the scopes that stackday does not know: they are asked about as they stand.
    unknown_scopes: Vec<String>,
    #[serde(skip)]
    exit: Exit,
}

#[derive(Serialize)]
struct Comparison {
    same: bool,
    expected: String,
    given: String,
    findings: Vec<String>,
    #[serde(skip)]
    compared: Compared,
}

impl Comparison {
    fn new(expected: &str, shown: &str) -> Self {
        let compared = input::redirect_uri(expected, shown);
        Self {
            same: compared.same,
            expected: expected.to_owned(),
            given: input::visible(shown),
            findings: compared.findings.clone(),
            compared,
        }
    }
}

impl Found {
    fn new(
        request: Option<RequestReport>,
        diagnosis: Option<Diagnosis>,
        comparison: Option<Comparison>,
    ) -> Self {
        let same = comparison.as_ref().is_none_or(|found| found.same);
        let asked = match (&request, &diagnosis) {
            (_, Some(diagnosis)) => diagnosis.kind.exit(),
            (Some(report), None) => match (&report.whole, &report.scopes) {
                (Finding::Accepted, _) => Exit::Success,
                (Finding::Refused, Finding::Refused) => Exit::ScopeMissing,
                _ => Exit::Failed,
            },
            (None, None) => Exit::Success,
        };
        let exit = match asked {
            Exit::Success if !same => Exit::Failed,
            exit => exit,
        };
        Self {
            ok: exit == Exit::Success,
            request,
            comparison,
            diagnosis,
            unknown_scopes: Vec::new(),
            exit,
        }
    }
}

fn table(found: &Found) -> String {
    let mut lines = Vec::new();
    if let Some(report) = &found.request {
        for (name, part) in [
            ("App Id", &report.client),
            ("redirect URI", &report.redirect_uri),
            ("scopes", &report.scopes),
        ] {
            let (mark, words) = match part {
                Finding::Accepted => ("[ok]", "accepted".to_owned()),
                Finding::Refused => ("[FAIL]", "refused".to_owned()),
                Finding::Unknown(why) => ("[?]", format!("unknown: {why}")),
            };
            lines.push(format!("{mark:<6} {name:<12}  {words}"));
        }
        if !report.refused_scopes.is_empty() {
            lines.push(format!("refused: {}", scope::join(&report.refused_scopes)));
        }
        if let Some(registered) = &report.registered {
            lines.push(format!("registered: {registered}"));
        }
        lines.push(if report.whole == Finding::Accepted {
            // Its own words say how far it can be trusted.
            report.summary.clone()
        } else {
            format!("{} (observed, not proven)", report.summary)
        });
    }
    if let Some(comparison) = &found.comparison {
        lines.extend(side_by_side(comparison));
    }
    lines.join("\n")
}

/// Both addresses, one below the other, with a mark under every character that differs.
fn side_by_side(comparison: &Comparison) -> Vec<String> {
    let Compared {
        expected, typed, ..
    } = &comparison.compared;
    let line = |pieces: &[input::Piece]| {
        pieces
            .iter()
            .map(|piece| piece.shown.as_str())
            .collect::<String>()
    };
    if comparison.same {
        return vec![format!(
            "redirect URI: the same, character by character: {}",
            comparison.expected
        )];
    }
    let marks: String = expected
        .iter()
        .map(|piece| {
            let mark = if piece.same { ' ' } else { '^' };
            std::iter::repeat_n(mark, piece.shown.chars().count()).collect::<String>()
        })
        .collect();
    let mut lines = vec![
        format!("expected  {}", line(expected)),
        format!("given     {}", line(typed)),
        format!("          {}", marks.trim_end()),
    ];
    lines.extend(
        comparison
            .findings
            .iter()
            .map(|finding| format!("- {finding}")),
    );
    lines
}

fn explain(found: &Found) {
    if let Some(diagnosis) = &found.diagnosis {
        eprint_line(&format!(
            "stackday: {} {}",
            diagnosis.summary, diagnosis.next
        ));
    } else if let Some(next) = found
        .request
        .as_ref()
        .and_then(|report| report.next.as_ref())
    {
        eprint_line(&format!("stackday: {next}"));
    }
}

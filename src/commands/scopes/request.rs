//! `stackday scopes request`: whether Planday takes App Id, redirect URI and scopes, before anybody signs in.

use serde::Serialize;

use super::super::say::{Aloud, Silent};
use super::{Given, Tools, conclude, interruptible, not_configured};
use crate::cli;
use crate::diagnosis::Diagnosis;
use crate::exit::Exit;
use crate::input::{self, Compared};
use crate::output::complain;
use crate::planday::scope;
use crate::workflow::{Finding, RequestInputs, RequestReport, check_request};

pub(super) async fn run(options: &cli::Request, json: bool, given: &Given<'_>) -> Exit {
    let expected = &given.settings.app.redirect_uri;
    let inputs = RequestInputs {
        app_id: given.app_id(options.app_id.as_ref()),
        redirect_uri: expected.clone(),
        scopes: given.scopes(options.scopes.as_ref()),
    };
    let comparison = options
        .redirect_uri
        .as_deref()
        .map(|shown| Comparison::new(expected, shown));
    if inputs.app_id.is_empty() {
        let Some(comparison) = comparison else {
            return not_configured(
                "there is no App Id to ask about; give --app-id or set STACKDAY_APP_ID",
            );
        };
        complain(
            "stackday: without an App Id only the redirect URI is compared; Planday is not asked",
        );
        let found = Found::new(None, None, Some(comparison));
        let exit = found.exit;
        return conclude(&found, json, table, exit, false);
    }
    let tools = match Tools::open(given, [None, None]) {
        Ok(tools) => tools,
        Err(exit) => return exit,
    };
    let (checked, interrupted) = interruptible(async |cancel| {
        if json {
            check_request(&tools.services, &inputs, &Silent, &cancel).await
        } else {
            check_request(&tools.services, &inputs, &Aloud, &cancel).await
        }
    })
    .await;
    let found = match checked {
        Ok(report) => Found::new(Some(report), None, comparison),
        Err(diagnosis) => Found::new(None, Some(diagnosis), comparison),
    };
    let exit = conclude(&found, json, table, found.exit, interrupted);
    explain(&found);
    exit
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
        complain(&format!(
            "stackday: {} {}",
            diagnosis.summary, diagnosis.next
        ));
    } else if let Some(next) = found
        .request
        .as_ref()
        .and_then(|report| report.next.as_ref())
    {
        complain(&format!("stackday: {next}"));
    }
}

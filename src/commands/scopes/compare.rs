//! `stackday scopes diff` and `stackday scopes prove`: required, wanted, granted, proven.

use super::super::say::{Aloud, Silent};
use super::{Given, Tools, columns, conclude, doing, interruptible, not_configured, tell};
use crate::cli;
use crate::exit::Exit;
use crate::output::complain;
use crate::planday::scope;
use crate::scopes::{By, Granted, Reason};
use crate::workflow::{
    Inputs, Observer, RequireRequest, RowReport, ScopesReport, ScopesRequest, diff as compare,
    prove_scopes, require,
};

pub(super) async fn diff(options: &cli::Compare, json: bool, given: &Given<'_>) -> Exit {
    let (inputs, request) = match given_for(options, given) {
        Ok(found) => found,
        Err(problem) => return not_configured(&problem),
    };
    let nothing = request.actions.is_empty() && request.presets.is_empty();
    if nothing && inputs.scopes.is_empty() {
        complain(
            "stackday: there is nothing to compare with; give --actions LIST, --preset NAME or --scopes LIST, or set actions or scopes in the config file",
        );
        return Exit::Usage;
    }
    run(Way::Diff, options, json, given, (inputs, request)).await
}

pub(super) async fn prove(options: &cli::Compare, json: bool, given: &Given<'_>) -> Exit {
    match given_for(options, given) {
        Ok(found) => run(Way::Prove, options, json, given, found).await,
        Err(problem) => not_configured(&problem),
    }
}

/// How the columns are filled.
#[derive(Clone, Copy)]
enum Way {
    Diff,
    Prove,
}

fn given_for(
    options: &cli::Compare,
    given: &Given<'_>,
) -> Result<(Inputs, RequireRequest), String> {
    let inputs = Inputs {
        app_id: given.app_id(options.app_id.as_ref()),
        token_secret: given.token(options.token_stdin)?,
        scopes: given.scopes(options.scopes.as_ref()),
        leave: given.leave(options.read_personal.as_ref()),
        ..Inputs::default()
    };
    Ok((inputs, doing(&options.doing, &options.asking, given)?))
}

async fn run(
    way: Way,
    options: &cli::Compare,
    json: bool,
    given: &Given<'_>,
    (inputs, request): (Inputs, RequireRequest),
) -> Exit {
    let secrets = [inputs.token_secret.as_ref(), request.api_key.as_ref()];
    let mut tools = match Tools::open(given, secrets) {
        Ok(tools) => tools,
        Err(exit) => return exit,
    };
    let (report, interrupted) = interruptible(async |cancel| {
        let requirement = require(&tools.services, &request, &cancel).await;
        tools.pass_on_warnings();
        tell(&requirement, &request.actions);
        let asked = ScopesRequest::new(inputs, requirement);
        if json {
            fill(way, &tools, &asked, &Silent, &cancel).await
        } else {
            fill(way, &tools, &asked, &Aloud, &cancel).await
        }
    })
    .await;
    tools.pass_on_warnings();
    let table = |report: &ScopesReport| table(report, options.all);
    let exit = conclude(&report, json, table, report.exit, interrupted);
    explain(&report);
    exit
}

async fn fill(
    way: Way,
    tools: &Tools,
    asked: &ScopesRequest,
    observer: &impl Observer,
    cancel: &tokio_util::sync::CancellationToken,
) -> ScopesReport {
    match way {
        Way::Diff => compare(&tools.services, asked, observer, cancel).await,
        Way::Prove => prove_scopes(&tools.services, asked, observer, cancel).await,
    }
}

/// Says what failed or is wrong, and the way out.
fn explain(report: &ScopesReport) {
    if let Some(diagnosis) = &report.diagnosis {
        complain(&format!(
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
    complain(&format!("stackday: {what} The way out:"));
    for (at, step) in way_out.steps.iter().enumerate() {
        complain(&format!("  {}. {step}", at + 1));
    }
    if way_out.new_app {
        complain(&format!(
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

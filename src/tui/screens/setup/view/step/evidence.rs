//! What is known of a step: its evidence, the diagnosis of a failure, the scopes, the auth link.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::domain::diagnosis::Diagnosis;
use crate::domain::scope::Scopes;
use crate::domain::{Standing, StepId};
use crate::scopes::Tone;
use crate::tui::screens::setup::view::step::labelled::labelled;
use crate::tui::screens::setup::view::step::request;
use crate::tui::ui::Ui;
use crate::tui::widgets::{when, words};

/// The column in which the answers stand.
const LABEL: usize = 11;

pub(crate) fn lines(ui: Ui<'_>, width: usize) -> Vec<Line<'static>> {
    let mut lines = working(ui, width);
    lines.extend(evidence(ui, width));
    match ui.model.setup.step {
        StepId::A2 => {
            lines.extend(to_scopes(ui, width));
            lines.extend(request::lines(ui, width));
            scopes(ui, width, &mut lines);
        }
        StepId::B1 => lines.extend(request::lines(ui, width)),
        StepId::B2 => scopes(ui, width, &mut lines),
        StepId::D2 => link(ui, width, &mut lines),
        _ => {}
    }
    lines
}

/// That the step is being looked at right now, and what the look is at.
fn working(ui: Ui<'_>, width: usize) -> Vec<Line<'static>> {
    let Some(running) = ui.at_work(ui.model.setup.step) else {
        return Vec::new();
    };
    let at = if running.at.is_empty() {
        running.what
    } else {
        &running.at
    };
    let text = format!("{} {at}", ui.spinner());
    words::wrap(&[Span::styled(text, ui.theme.accent())], width, 2)
}

/// How well the step is known, since when, and by what.
fn evidence(ui: Ui<'_>, width: usize) -> Vec<Line<'static>> {
    let model = ui.model;
    let evidence = model.shared.ledger.of(model.setup.step);
    let standing = evidence.standing_at(model.shared.now, model.shared.env.fresh_for);
    let style = ui.theme.standing(standing);
    let mut spans = vec![
        Span::styled(format!("{} ", ui.glyphs.standing(standing)), style),
        Span::styled(standing.word(), style.patch(ui.theme.strong())),
    ];
    if let Some(at) = evidence.at {
        let at = when::moment(at, model.shared.now, &model.shared.env.zone);
        spans.push(Span::styled(format!(" {at}"), ui.theme.muted()));
    }
    let text = if standing == Standing::Failed {
        style
    } else {
        Style::new()
    };
    spans.push(Span::styled(" · ", ui.theme.muted()));
    spans.push(Span::styled(evidence.line.clone(), text));
    let mut lines = words::wrap(&spans, width, 2);
    if let Some(diagnosis) = &evidence.diagnosis {
        // The line of a failure is the diagnosis's own; an inconclusive answer has a line besides.
        let summary = diagnosis.summary != evidence.line;
        lines.extend(self::diagnosis(ui, diagnosis, summary, width));
    }
    lines
}

/// Who failed, what it said, what to do.
pub(crate) fn diagnosis(
    ui: Ui<'_>,
    diagnosis: &Diagnosis,
    summary: bool,
    width: usize,
) -> Vec<Line<'static>> {
    let (theme, model) = (ui.theme, ui.model);
    let mut lines = Vec::new();
    let mut row = |label: &str, text: String, style: Style| {
        lines.extend(labelled(ui, (label, LABEL), text, style, width));
    };
    if summary {
        row("What", diagnosis.summary.clone(), Style::new());
    }
    row(
        "At fault",
        diagnosis.party.name().to_owned(),
        theme.strong(),
    );
    row("Next", diagnosis.next.clone(), Style::new());
    if let Some(at) = diagnosis.retry_at.filter(|at| *at > model.shared.now) {
        let text = format!(
            "in {} (at {})",
            when::left(at, model.shared.now),
            when::moment(at, model.shared.now, &model.shared.env.zone)
        );
        row("Try again", text, theme.warn());
    }
    if let Some(said) = &diagnosis.said {
        row("It said", said.clone(), theme.muted());
    }
    if let Some(exchange) = diagnosis.exchange {
        row(
            "Seen in",
            format!("exchange #{exchange}, screen 5 Logs"),
            theme.muted(),
        );
    }
    lines
}

/// What the last verification showed of the scopes.
fn scopes(ui: Ui<'_>, width: usize, lines: &mut Vec<Line<'static>>) {
    let report = &ui.shared.remote.scopes;
    let Some(by) = report.granted_by else { return };
    let theme = ui.theme;
    let wanted_granted = report.wanted.intersection(&report.granted).count();
    let text = format!(
        "{wanted_granted} of {} wanted are granted ({})",
        report.wanted.len(),
        by.words()
    );
    let mut row = |label: &str, text: String, style: Style| {
        lines.extend(labelled(ui, (label, LABEL), text, style, width));
    };
    row("Scopes", text, Style::new());
    // The failure of the step has told of them already.
    let told = ui.shared.ledger.of(ui.model.setup.step).standing == Standing::Failed;
    if !report.missing.is_empty() && !told {
        row("Missing", names(&report.missing), theme.bad());
    }
    if !report.proven.is_empty() {
        row(
            "Proven",
            format!(
                "{} by a call: {}",
                report.proven.len(),
                names(&report.proven)
            ),
            theme.ok(),
        );
    }
    let untried: Scopes = report
        .granted
        .intersection(&report.wanted)
        .filter(|scope| !report.proven.contains(*scope))
        .cloned()
        .collect();
    if !untried.is_empty() {
        row(
            "Granted",
            format!("not proven by a call: {}", names(&untried)),
            theme.muted(),
        );
    }
    let more: Scopes = report.granted.difference(&report.wanted).cloned().collect();
    if !more.is_empty() {
        row(
            "Besides",
            format!("granted, not wanted: {}", names(&more)),
            theme.muted(),
        );
    }
}

/// The way to the screen on which scopes are chosen and looked at, with its verdict where that is bad.
fn to_scopes(ui: Ui<'_>, width: usize) -> Vec<Line<'static>> {
    let verdict = ui.model.scopes.verdict();
    let (text, style) = if verdict.tone == Tone::Bad {
        (verdict.sentence.as_str(), ui.theme.bad())
    } else {
        (
            "what the integration will do, what it needs, what is proven",
            ui.theme.muted(),
        )
    };
    let spans = [
        Span::styled("4", ui.theme.key()),
        Span::styled(" Scopes: ", ui.theme.muted()),
        Span::styled(text, style),
    ];
    words::wrap(&spans, width, 2)
}

fn names(scopes: &Scopes) -> String {
    scopes
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(", ")
}

/// For whom the auth link is, and how long it works.
fn link(ui: Ui<'_>, width: usize, lines: &mut Vec<Line<'static>>) {
    let model = ui.model;
    let Some(link) = &model.shared.remote.link else {
        return;
    };
    lines.extend(labelled(
        ui,
        ("Link for", LABEL),
        link.owner_name.clone(),
        ui.theme.strong(),
        width,
    ));
    let at = when::moment(link.expires_at, model.shared.now, &model.shared.env.zone);
    let standing = model.shared.ledger.of(StepId::D2).standing;
    let (text, style) = match standing {
        Standing::Verified => ("no longer: it was used".to_owned(), Style::new()),
        Standing::Failed => (
            "no longer: create a new one (step D1)".to_owned(),
            ui.theme.bad(),
        ),
        // The looks failed, and the link may have been completed: the diagnosis says what to do.
        _ if link.expires_at <= model.shared.now
            && model.shared.ledger.of(StepId::D2).diagnosis.is_some() =>
        {
            (format!("no longer: it ended at {at}"), ui.theme.bad())
        }
        _ if link.expires_at > model.shared.now => {
            let left = when::left(link.expires_at, model.shared.now);
            (format!("until {at}, {left} left"), Style::new())
        }
        _ => (
            format!("no longer: it ended at {at}; create a new one (step D1)"),
            ui.theme.bad(),
        ),
    };
    lines.extend(labelled(ui, ("It works", LABEL), text, style, width));
    if let Some(account) = &model.shared.remote.account {
        let text = format!(
            "{} of {} is {}",
            account.id, account.origin_owner_name, account.status
        );
        lines.extend(labelled(ui, ("Account", LABEL), text, Style::new(), width));
    }
}

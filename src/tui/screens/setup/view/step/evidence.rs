//! What is known of a step: its evidence, the diagnosis of a failure, the scopes, the auth link.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::domain::scope::Scopes;
use crate::domain::{Standing, StepId};
use crate::scopes::Tone;
use crate::tui::registry;
use crate::tui::screens::setup::view::short;
use crate::tui::screens::setup::view::step::labelled::labelled;
use crate::tui::screens::setup::view::step::request;
use crate::tui::ui::Ui;
use crate::tui::widgets::{when, words};

/// The column in which the answers stand.
const LABEL: usize = 12;

/// What the ledger says of a step of which nothing is known.
const NOT_CHECKED: &str = "not checked yet";

/// All of it.
pub(crate) fn lines(ui: Ui<'_>, width: usize) -> Vec<Line<'static>> {
    let mut lines = working(ui, width);
    if lines.is_empty() || ui.shared.ledger.of(ui.model.setup.step).at.is_some() {
        lines.extend(last_check(ui, width));
    }
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
    let spans = [
        Span::styled(format!("{} ", ui.spinner()), ui.theme.accent()),
        Span::styled(words::sentence(at), ui.theme.strong()),
    ];
    words::wrap(&spans, width, 2)
}

/// How well the step is known, since when, and by what.
fn last_check(ui: Ui<'_>, width: usize) -> Vec<Line<'static>> {
    let (shared, step) = (ui.shared, ui.model.setup.step);
    let evidence = shared.ledger.of(step);
    let standing = shared.standing(step);
    let seen = evidence
        .at
        .map(|at| when::moment(at, shared.now, &shared.env.zone));
    let (text, style) = match (seen, short::reason(evidence)) {
        // The reason stands above.
        (Some(at), Some(_)) => (format!("{at}, {}", standing.word()), Style::new()),
        // The line says itself how it is known.
        (Some(at), None)
            if standing == Standing::Attested || evidence.line.contains(". Before: ") =>
        {
            (format!("{at}: {}", evidence.line), Style::new())
        }
        (Some(at), None) => (
            format!("{at}, {}: {}", standing.word(), evidence.line),
            Style::new(),
        ),
        (None, None) if evidence.line != NOT_CHECKED => (evidence.line.clone(), ui.theme.muted()),
        (None, _) => ("none".to_owned(), ui.theme.muted()),
    };
    let label = if standing == Standing::Attested {
        "Ticked"
    } else {
        "Last check"
    };
    labelled(ui, (label, LABEL), text, style, width)
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
    let key = registry::key_of(ui.model, "screens.scopes").unwrap_or_default();
    let key = Span::styled(key, ui.theme.key());
    let spans = if verdict.tone == Tone::Bad {
        vec![
            Span::styled(format!("{} ", ui.glyphs.wrong()), ui.theme.bad()),
            Span::raw(format!("{} (", words::sentence(&verdict.sentence))),
            key,
            Span::raw(" shows it)"),
        ]
    } else {
        vec![
            key,
            Span::raw(" shows what the integration needs, and what is proven"),
        ]
    };
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
    let shared = ui.shared;
    let Some(link) = &shared.remote.link else {
        return;
    };
    let mut row = |label: &str, text: String, style: Style| {
        lines.extend(labelled(ui, (label, LABEL), text, style, width));
    };
    row("Customer", link.owner_name.clone(), ui.theme.strong());
    let at = when::moment(link.expires_at, shared.now, &shared.env.zone);
    let evidence = shared.ledger.of(StepId::D2);
    let (text, style) = match evidence.standing {
        Standing::Verified => ("The link was used.".to_owned(), Style::new()),
        Standing::Failed => (
            "This link no longer works. Press {setup.new_link} for a new link.".to_owned(),
            ui.theme.warn(),
        ),
        _ if link.expires_at > shared.now => {
            let left = when::left(link.expires_at, shared.now);
            (format!("{at}, in {left}"), Style::new())
        }
        // The looks failed, and the link may have been completed: the diagnosis says what to do.
        _ if evidence.diagnosis.is_some() => (format!("It ended at {at}."), ui.theme.warn()),
        _ => (
            "Link expired. Press {setup.new_link} for a new link.".to_owned(),
            ui.theme.warn(),
        ),
    };
    row("Ends", registry::with_keys(ui.model, &text), style);
    if let Some(account) = &shared.remote.account {
        let text = format!(
            "{} of {} is {}",
            account.id, account.origin_owner_name, account.status
        );
        row("Account", text, Style::new());
    }
}

//! What Planday said to the request, before anybody signed in.

use ratatui::style::Style;
use ratatui::text::Line;

use crate::domain::{Standing, scope};
use crate::tui::screens::setup::view::step::labelled::labelled;
use crate::tui::ui::Ui;
use crate::tui::widgets::when;
use crate::workflow::{Finding, RequestReport};

/// The column in which the answers stand: the longest label and a space.
const LABEL: usize = 14;

/// One line for each part of the request, what is refused of it, and what to do.
pub(crate) fn lines(ui: Ui<'_>, width: usize) -> Vec<Line<'static>> {
    let Some(report) = &ui.shared.remote.request else {
        return Vec::new();
    };
    let theme = ui.theme;
    let mut lines = Vec::new();
    let mut row = |label: &str, text: String, style: Style| {
        lines.extend(labelled(ui, (label, LABEL), text, style, width));
    };
    let at = when::moment(report.at, ui.shared.now, &ui.shared.env.zone);
    row(
        "Request",
        format!("{at} · observed, not proven"),
        theme.muted(),
    );
    for (part, finding) in [
        ("App Id", &report.client),
        ("Redirect URI", &report.redirect_uri),
        ("Scopes", &report.scopes),
    ] {
        let (text, style) = words(ui, finding);
        row(part, text, style);
    }
    // Where the step's own evidence is this very report, it has told the rest.
    if is_told(ui, report) {
        return lines;
    }
    let mut row = |label: &str, text: String, style: Style| {
        lines.extend(labelled(ui, (label, LABEL), text, style, width));
    };
    if !report.refused_scopes.is_empty() {
        let names = scope::join(&report.refused_scopes).replace(' ', ", ");
        row("Refused", names, theme.bad());
    }
    if let Some(registered) = &report.registered {
        row("Registered", registered.clone(), theme.strong());
    }
    if let Some(next) = &report.next {
        row("Next", next.clone(), Style::new());
    }
    if let Some(said) = &report.said {
        row("It said", said.to_string(), theme.muted());
    }
    lines
}

/// Whether the step's own evidence is this very report.
fn is_told(ui: Ui<'_>, report: &RequestReport) -> bool {
    let evidence = ui.shared.ledger.of(ui.model.setup.step);
    evidence
        .diagnosis
        .as_ref()
        .is_some_and(|diagnosis| diagnosis.summary == report.summary)
}

/// A finding: a sign, a word, and why where it is unknown.
fn words(ui: Ui<'_>, finding: &Finding) -> (String, Style) {
    let (glyphs, theme) = (ui.glyphs, ui.theme);
    match finding {
        Finding::Accepted => (format!("{} accepted", glyphs.right()), theme.ok()),
        Finding::Refused => (format!("{} refused", glyphs.wrong()), theme.bad()),
        Finding::Unknown(why) => {
            let sign = glyphs.standing(Standing::Unknown);
            (format!("{sign} unknown: {why}"), Style::new())
        }
    }
}

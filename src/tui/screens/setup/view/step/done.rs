//! The end of the setup: what was proven, what is not saved, and what comes next.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::domain::StepId;
use crate::tui::registry;
use crate::tui::screens::setup::Focus;
use crate::tui::screens::setup::view::step::labelled::labelled;
use crate::tui::ui::Ui;
use crate::tui::widgets::{when, words};

/// The column in which the answers stand.
const LABEL: usize = 9;

/// Whether the last step shows the end: every step is proven, and none of its fields has the keyboard.
pub(crate) fn is_shown(ui: Ui<'_>) -> bool {
    let proven = ui.shared.ledger.proven(ui.shared.now);
    let setup = &ui.model.setup;
    proven == StepId::ALL.len()
        && setup.step == StepId::D4
        && !matches!(setup.focus, Focus::Item(_))
        && ui.at_work(StepId::D4).is_none()
}

/// On which services it works.
pub(crate) fn services(ui: Ui<'_>) -> &'static str {
    if ui.shared.env.rehearsal {
        "sandbox, nothing real"
    } else {
        "live"
    }
}

/// The whole of it.
pub(crate) fn lines(ui: Ui<'_>, width: usize) -> Vec<Line<'static>> {
    let shared = ui.shared;
    let customer = shared
        .remote
        .account
        .as_ref()
        .map(|account| account.origin_owner_name.to_string())
        .or_else(|| shared.form.value(crate::domain::Input::OwnerName))
        .unwrap_or_else(|| "The account".to_owned());
    let sign = ui.glyphs.right();
    let headline = [
        Span::styled(format!("{sign} "), ui.theme.ok()),
        Span::styled(
            format!("{customer} is active and answered one read."),
            ui.theme.strong(),
        ),
    ];
    let mut lines = words::wrap(&headline, width, 2);
    let evidence = shared.ledger.of(StepId::D4);
    let proof = match evidence.at {
        Some(at) => format!(
            "{} ({})",
            evidence.line,
            when::moment(at, shared.now, &shared.env.zone)
        ),
        None => evidence.line.clone(),
    };
    let mut row = |label: &str, text: String, style: Style| {
        lines.extend(labelled(ui, (label, LABEL), text, style, width));
    };
    row("Proof", proof, Style::new());
    let lost = shared.would_lose_of_typed();
    if !lost.is_empty() {
        row("Unsaved", lost.join(", "), ui.theme.warn());
    }
    lines.push(Line::default());
    lines.push(Line::styled("What next", ui.theme.strong()));
    let save = shared.library.changed && shared.env.has_store;
    let keys = [
        ("setup.save", "Save this connection", save),
        ("setup.verify", "Verify it again", true),
        (
            "screens.profiles",
            "See all connections",
            shared.env.has_store,
        ),
    ];
    for (id, text, _) in keys.into_iter().filter(|(.., shown)| *shown) {
        let key = registry::key_of(ui.model, id).unwrap_or_default();
        lines.push(Line::from(vec![
            Span::styled(words::fill(&key, LABEL), ui.theme.key()),
            Span::raw(text),
        ]));
    }
    lines
}

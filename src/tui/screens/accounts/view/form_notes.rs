//! What a form will do at its end, below its fields: when the link ends, who has an account already, what will change.

use jiff::SignedDuration;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::input::link_life;
use crate::tui::overlays::entry_form::{Control, EntryForm, FieldId, FormField, FormKind, OTHER};
use crate::tui::ui::Ui;
use crate::tui::widgets::words;
use crate::zone;

/// Where labels end.
const LABEL: usize = 14;

pub(crate) fn notes(ui: Ui<'_>, form: &EntryForm, width: usize) -> Vec<Line<'static>> {
    match &form.kind {
        FormKind::EditAccounts(targets) => changes(ui, form, targets.len(), width),
        FormKind::NewLink | FormKind::LinkAgain(_) => link(ui, form, width),
    }
}

fn row(ui: Ui<'_>, label: &str, text: String, style: Style, width: usize) -> Vec<Line<'static>> {
    let room = width.saturating_sub(LABEL);
    let lines = words::wrap(&[Span::styled(text, style)], room, 0);
    let labelled = lines.into_iter().enumerate().map(|(at, mut line)| {
        let label = if at == 0 { label } else { "" };
        let label = format!("  {}", words::fill(label, LABEL - 2));
        line.spans.insert(0, Span::styled(label, ui.theme.muted()));
        line
    });
    labelled.collect()
}

/// The seconds that the link is to work, as far as what is chosen or typed says it.
pub(crate) fn life(form: &EntryForm) -> Result<u64, String> {
    match form.value(FieldId::Life) {
        OTHER => link_life(form.value(FieldId::OtherLife)),
        chosen => link_life(chosen),
    }
}

fn link(ui: Ui<'_>, form: &EntryForm, width: usize) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    if let Ok(seconds) = life(form) {
        let seconds = SignedDuration::from_secs(i64::try_from(seconds).unwrap_or(i64::MAX));
        if let Ok(ends) = ui.shared.now.checked_add(seconds) {
            let text = zone::in_full(ends, &ui.shared.env.zone);
            lines.extend(row(ui, "Ends", text, Style::new(), width));
        }
    }
    let owner = form.value(FieldId::OwnerId);
    if form.kind == FormKind::NewLink && !owner.is_empty() {
        let mut active = ui.shared.accounts.active_of(owner);
        if let Some(account) = active.next() {
            let more = active.count();
            let more = match more {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            let text = format!(
                "{} has an active account already: {}{more}.",
                account.name(),
                account.id
            );
            lines.extend(row(ui, "Others", text, ui.theme.warn(), width));
        }
    }
    lines
}

/// What is another value than before.
fn changes(ui: Ui<'_>, form: &EntryForm, count: usize, width: usize) -> Vec<Line<'static>> {
    let shown = |field: &FormField, value: &str| match &field.control {
        Control::Choice(choices, _) => {
            let found = choices.iter().find(|choice| choice.value == value);
            found.map_or_else(|| "as it is".to_owned(), |choice| choice.label.clone())
        }
        Control::Text(_) if value.is_empty() => "nothing".to_owned(),
        Control::Text(_) => format!("“{value}”"),
    };
    let mut lines = Vec::new();
    for field in form.fields.iter().filter(|field| field.is_changed()) {
        let before = if count == 1 {
            format!("{} → ", shown(field, field.before()))
        } else {
            format!("{count} accounts → ")
        };
        let text = format!("{before}{}", shown(field, field.value()));
        lines.extend(row(ui, field.label, text, Style::new(), width));
    }
    if !lines.is_empty() {
        lines.insert(0, Line::styled("  Will change", ui.theme.strong()));
    }
    lines
}

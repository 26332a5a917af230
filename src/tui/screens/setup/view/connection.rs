//! The connection that the forms show, value by value, with what is known of each.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use crate::domain::{Input, PersonalDataConsent};
use crate::tui::form;
use crate::tui::registry;
use crate::tui::screens::setup::view::step::labelled::labelled;
use crate::tui::ui::Ui;
use crate::tui::widgets::panel::Panel;

/// The column of the values.
const LABEL: usize = 15;

/// Draws it.
pub(crate) fn draw(ui: Ui<'_>, frame: &mut Frame, area: Rect) {
    let shared = ui.shared;
    let name = match shared.session.name.as_str() {
        "" => "new",
        name => name,
    };
    let saved = if shared.library.changed {
        ", unsaved"
    } else {
        ""
    };
    let key = registry::key_of(ui.model, "setup.save").unwrap_or_default();
    let mut panel = Panel::new("Connection").state([Span::raw(format!("{name}{saved}"))]);
    if shared.env.has_store {
        panel = panel.key(ui, key, "saves");
    }
    let inner = panel.draw(ui, frame, area);
    let lines = lines(ui, usize::from(inner.width));
    frame.render_widget(Paragraph::new(lines), inner);
}

fn lines(ui: Ui<'_>, width: usize) -> Vec<Line<'static>> {
    let (shared, form) = (ui.shared, &ui.shared.form);
    let mut lines = Vec::new();
    let mut row = |label: &str, text: Option<String>| {
        let style = match text {
            Some(_) => Style::new(),
            None => ui.theme.muted(),
        };
        let text = text.unwrap_or_else(|| "not entered".to_owned());
        lines.extend(labelled(ui, (label, LABEL), text, style, width));
    };
    let portal = form.portal().map(|url| match &shared.remote.portal {
        Some(portal) => format!("{url}, {}", portal.title()),
        None => url.to_string(),
    });
    row("Portal", portal);
    row(form::label(Input::AppId), form.value(Input::AppId));
    row("Token", secret(ui, Input::TokenSecret));
    row("API key", secret(ui, Input::ApiKey));
    row("Scopes", Some(scopes(ui)));
    let personal = if form.consent == PersonalDataConsent::default() {
        "not read"
    } else if form.consent == PersonalDataConsent::everything() {
        "read to prove scopes"
    } else {
        "read to prove some scopes"
    };
    row("Personal data", Some(personal.to_owned()));
    let profile = shared.usable_profile().map(crate::workflow::describe);
    row(
        "Profile",
        profile.or_else(|| form.value(Input::ProfileName)),
    );
    if let Some(account) = &shared.remote.account {
        let text = format!(
            "{} of {} is {}",
            account.id, account.origin_owner_name, account.status
        );
        row("Account", Some(text));
    }
    if shared.guide.live.is_some() {
        let differing = crate::domain::StepId::ALL
            .into_iter()
            .filter(|step| shared.guide.differs(*step))
            .count();
        let text = match differing {
            0 => "no differences to StackOne's guide".to_owned(),
            1 => "1 step differs from StackOne's guide".to_owned(),
            count => format!("{count} steps differ from StackOne's guide"),
        };
        row("Guide", Some(text));
    }
    let connection = shared.connection();
    if !connection.tags.is_empty() {
        let tags: Vec<_> = connection.tags.iter().map(String::as_str).collect();
        row("Tags", Some(tags.join(", ")));
    }
    if !connection.notes.is_empty() {
        row("Notes", Some(connection.notes));
    }
    lines
}

/// A secret by its length, and where it comes from.
fn secret(ui: Ui<'_>, input: Input) -> Option<String> {
    let held = ui.shared.form.secret(input)?;
    let source = ui
        .shared
        .source(input)
        .map_or_else(String::new, |source| format!(", {}", source.words()));
    Some(format!(
        "{}{source}",
        crate::domain::text::characters(held.chars())
    ))
}

/// How many scopes are wanted, granted and proven.
fn scopes(ui: Ui<'_>) -> String {
    let wanted = ui.shared.form.scopes().len();
    let report = &ui.shared.remote.scopes;
    let key = registry::key_of(ui.model, "screens.scopes").unwrap_or_default();
    if report.granted_by.is_none() {
        return format!("{wanted} wanted, none looked at yet ({key} shows each one)");
    }
    let granted = report.wanted.intersection(&report.granted).count();
    format!(
        "{} wanted, {granted} granted, {} proven ({key} shows each one)",
        report.wanted.len(),
        report.proven.len()
    )
}

//! Everything known of the selected row.

use jiff::Timestamp;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use crate::app::profiles::Row;
use crate::guide::{Input, StepId};
use crate::stackone::ConnectorProfile;
use crate::ui::pane::side_pane;
use crate::ui::{Ui, step, when, words};

/// The column in which the values stand.
const LABEL: usize = 12;

pub(super) fn draw(ui: Ui<'_>, frame: &mut Frame, area: Rect, beside: bool) {
    let name = match ui.state.profiles.row() {
        Some(Row::ThisRun) => "This run",
        Some(Row::Saved(_) | Row::Config(_)) => "Saved connection",
        Some(Row::Connector(_)) => "Connector profile",
        None => "Nothing selected",
    };
    let inner = side_pane(ui, frame, area, name, false, beside);
    let mut page = Page {
        ui,
        width: usize::from(inner.width),
        lines: Vec::new(),
    };
    match ui.state.profiles.row() {
        Some(Row::ThisRun) => page.this_run(),
        Some(Row::Saved(at) | Row::Config(at)) => page.saved(at),
        Some(Row::Connector(at)) => {
            if let Some(profile) = ui.state.seen.profiles.get(at) {
                page.connector(profile);
            }
        }
        None => {}
    }
    frame.render_widget(Paragraph::new(page.lines), inner);
}

struct Page<'a> {
    ui: Ui<'a>,
    width: usize,
    lines: Vec<Line<'static>>,
}

impl Page<'_> {
    fn row(&mut self, label: &str, value: Option<String>) {
        let (text, style) = match value {
            Some(text) if !text.is_empty() => (text, Style::new()),
            _ => ("–".to_owned(), self.ui.theme.dim()),
        };
        self.styled(label, text, style);
    }

    fn styled(&mut self, label: &str, text: String, style: Style) {
        let spans = [Span::styled(text, style)];
        let room = self.width.saturating_sub(LABEL);
        for (at, mut line) in words::wrap(&spans, room, 0).into_iter().enumerate() {
            let label = if at == 0 { label } else { "" };
            let label = words::fill(label, LABEL);
            line.spans
                .insert(0, Span::styled(label, self.ui.theme.dim()));
            self.lines.push(line);
        }
    }

    fn moment(&self, at: Timestamp) -> String {
        when::moment(at, self.ui.state.now, &self.ui.state.env.zone)
    }

    fn this_run(&mut self) {
        let state = self.ui.state;
        let portal = state.seen.portal.as_ref();
        self.row("Saved as", state.env.profile.clone());
        self.row("Portal", state.form.portal().map(|url| url.to_string()));
        self.row("It is", portal.map(crate::planday::Portal::title));
        self.row("App Id", state.form.value(Input::AppId));
        let scopes = state.form.scopes();
        self.row(
            "Scopes",
            (!scopes.is_empty()).then(|| step::summary(scopes)),
        );
        let report = &state.seen.scopes;
        if report.granted_by.is_some() {
            let granted = report.wanted.intersection(&report.granted).count();
            self.row(
                "Granted",
                Some(format!("{granted} of {} wanted", report.wanted.len())),
            );
            self.row("Proven", Some(format!("{} by a call", report.proven.len())));
        }
        if !report.missing.is_empty() {
            let missing: Vec<_> = report.missing.iter().map(String::as_str).collect();
            self.styled("Missing", missing.join(", "), self.ui.theme.bad());
        }
        self.row(
            "Profile",
            state
                .seen
                .profile
                .as_ref()
                .map(|found| found.name.to_string()),
        );
        self.row(
            "Account",
            state
                .seen
                .account
                .as_ref()
                .map(|account| format!("{} is {}", account.id, account.status)),
        );
        let done = state.ledger.proven(state.now);
        self.row(
            "Steps",
            Some(format!("{done} of {} proven", StepId::ALL.len())),
        );
        match state.seen.verified {
            Some((at, ok)) => {
                let (word, style) = if ok {
                    ("everything held", self.ui.theme.good())
                } else {
                    ("not everything held", self.ui.theme.bad())
                };
                let at = self.moment(at);
                self.styled("Verified", format!("{at}, {word}"), style);
            }
            None => self.row("Verified", Some("not in this run".into())),
        }
    }

    fn saved(&mut self, at: usize) {
        let Some(saved) = self.ui.state.connections.get(at) else {
            return;
        };
        self.row("Name", Some(saved.name.clone()));
        self.row("Portal", saved.portal.clone());
        self.row("App Id", saved.app_id.clone());
        self.row("Scopes", Some(format!("{} wanted", saved.wanted)));
        self.row(
            "Use it",
            Some(format!("start with --profile {}", saved.name)),
        );
    }

    fn connector(&mut self, profile: &ConnectorProfile) {
        let text = |value: &Option<crate::text::Text>| value.as_ref().map(ToString::to_string);
        self.row("Name", Some(profile.name.to_string()));
        self.row("Id", Some(profile.id.to_string()));
        self.row("Connector", Some(profile.connector_key.to_string()));
        let (word, style) = if profile.active {
            ("active", self.ui.theme.good())
        } else {
            (
                "disabled: StackOne refuses its accounts' calls",
                self.ui.theme.doubt(),
            )
        };
        self.styled("State", word.into(), style);
        let default = if profile.default { "yes" } else { "no" };
        self.row("Default", Some(default.into()));
        self.row(
            "Type",
            text(&profile.authentication_config_label)
                .or_else(|| text(&profile.authentication_config_key)),
        );
        self.row("Version", text(&profile.connector_version));
        self.row(
            "Pinned to",
            text(&profile.connector_pinned_version).or_else(|| Some("no version".into())),
        );
        self.row("Stage", text(&profile.release_stage));
        self.row("For", text(&profile.environment));
        self.row("Made", profile.created_at.map(|at| self.moment(at)));
        self.row("Changed", profile.updated_at.map(|at| self.moment(at)));
    }
}

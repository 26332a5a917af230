//! Everything known of the selected row: in the pane, as far as there is room, and in full over the screen.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};

use crate::domain::{Input, StepId};
use crate::library::Profile;
use crate::stackone::ConnectorProfile;
use crate::tui::registry::key_of;
use crate::tui::screens::profiles::Row;
use crate::tui::screens::profiles::view::failure;
use crate::tui::screens::setup::view::step;
use crate::tui::ui::Ui;
use crate::tui::widgets::page::{Page, cut};
use crate::tui::widgets::panel::Panel;
use crate::workflow::step_to_repair;

pub(crate) fn draw(ui: Ui<'_>, frame: &mut Frame, area: Rect) {
    let Some(profile) = ui.model.profiles.selected_profile(ui.shared) else {
        let inner = Panel::new(title(ui)).draw(ui, frame, area);
        return cut(ui, frame, inner, full_detail(ui, usize::from(inner.width)));
    };
    if !ui.size_class().is_boxed() {
        let inner = state_panel(ui, profile).draw(ui, frame, area);
        let mut page = Page::new(ui, usize::from(inner.width)).labels(NARROW);
        page.state_in_short(profile);
        return cut(ui, frame, inner, page.lines);
    }
    let halves = [Constraint::Fill(31), Constraint::Fill(29)];
    let [left, right] = Layout::horizontal(halves).areas(area);
    let mut page = Page::new(ui, usize::from(Panel::room(ui, left).width));
    page.state(profile);
    let inner = state_panel(ui, profile).draw(ui, frame, left);
    cut(ui, frame, inner, page.lines);
    let checks: u64 = profile.history.iter().map(|found| found.looks).sum();
    let checks = match checks {
        // Where the list was read, only the newest is known: what it was found with before is not.
        _ if profile.history.len() < 2 => String::new(),
        1 => "1 check".to_owned(),
        checks => format!("{checks} checks"),
    };
    let state = (!checks.is_empty()).then(|| Span::styled(checks, ui.theme.muted()));
    let key = key_of(ui.model, "profiles.detail").unwrap_or_default();
    let inner = Panel::new("Facts and history")
        .state(state)
        .key(ui, key, "shows all")
        .draw(ui, frame, right);
    let mut page = Page::new(ui, usize::from(inner.width));
    // What changed when is the point of this pane: the facts take a line each.
    page.is_brief = true;
    page.facts(profile, false);
    page.is_brief = false;
    page.history(profile, false);
    cut(ui, frame, inner, page.lines);
}

/// Where labels end in a small pane.
const NARROW: usize = 9;

/// The panel of how a connection is: its name, and since when it is so.
fn state_panel<'a>(ui: Ui<'_>, profile: &Profile) -> Panel<'a> {
    let model = ui.model;
    let mut state = failure::since(ui, profile);
    if ui.shared.library.open == Some(profile.id) {
        state = format!("open in Setup, {state}");
    }
    let key = key_of(model, "profiles.open").unwrap_or_default();
    let what = match step_to_repair(profile) {
        Some(_) => "opens the step",
        None => "opens it in Setup",
    };
    Panel::new(profile.name.clone())
        .state([Span::styled(state, ui.theme.muted())])
        .key(ui, key, what)
}

fn title(ui: Ui<'_>) -> String {
    let model = ui.model;
    match model.profiles.row() {
        Some(Row::ThisRun) => "This run".to_owned(),
        Some(Row::Saved(_)) => "Saved connection".to_owned(),
        Some(Row::Config(_)) => "Connection of the config file".to_owned(),
        Some(Row::Connector(_)) => "Connector profile".to_owned(),
        None => "Nothing selected".to_owned(),
    }
}

/// The title over everything about the selected row.
pub(crate) fn detail_title(ui: Ui<'_>) -> String {
    match ui.model.profiles.selected_profile(ui.shared) {
        Some(profile) => profile.name.clone(),
        None => title(ui),
    }
}

/// Everything about the selected row.
pub(crate) fn full_detail(ui: Ui<'_>, width: usize) -> Vec<Line<'static>> {
    let mut page = Page::new(ui, width);
    match ui.model.profiles.row() {
        Some(Row::ThisRun) => page.this_run(),
        Some(Row::Saved(_)) => {
            if let Some(profile) = ui.model.profiles.selected_profile(ui.shared) {
                page.state(profile);
                page.heading("Facts");
                page.facts(profile, true);
                let made = page.moment(profile.created_at);
                page.row("Made", Some(made));
                let changed = page.moment(profile.changed_at);
                page.row("Changed", Some(changed));
                page.known("New secrets", ui.shared.library.store_words.clone());
                page.history(profile, true);
                page.steps(profile);
            }
        }
        Some(Row::Config(at)) => page.config(at),
        Some(Row::Connector(at)) => {
            if let Some(profile) = ui.shared.remote.profiles.get(at) {
                page.connector(profile);
            }
        }
        None => {}
    }
    page.lines
}

impl Page<'_> {
    fn this_run(&mut self) {
        let shared = self.ui.shared;
        let portal = shared.remote.portal.as_ref();
        self.row("Saved as", shared.env.profile.clone());
        self.row("Portal", shared.form.portal().map(|url| url.to_string()));
        self.row("It is", portal.map(crate::planday::Portal::title));
        self.row("App Id", shared.form.value(Input::AppId));
        let scopes = shared.form.scopes();
        self.row(
            "Scopes",
            (!scopes.is_empty()).then(|| step::summary(scopes)),
        );
        let report = &shared.remote.scopes;
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
            shared
                .remote
                .profile
                .as_ref()
                .map(|found| found.name.to_string()),
        );
        self.row(
            "Account",
            shared
                .remote
                .account
                .as_ref()
                .map(|account| format!("{} is {}", account.id, account.status)),
        );
        let done = shared.ledger.proven(shared.now);
        self.row(
            "Steps",
            Some(format!("{done} of {} proven", StepId::ALL.len())),
        );
        match shared.remote.verified {
            Some((at, ok)) => {
                let (word, style) = if ok {
                    ("everything held", self.ui.theme.ok())
                } else {
                    ("not everything held", self.ui.theme.bad())
                };
                let at = self.moment(at);
                self.styled("Verified", format!("{at}, {word}"), style);
            }
            None => self.row("Verified", Some("not in this run".into())),
        }
        self.known("New secrets", shared.library.store_words.clone());
    }

    fn config(&mut self, at: usize) {
        let Some(saved) = self.ui.shared.connections.get(at) else {
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
        let text =
            |value: &Option<crate::domain::text::Text>| value.as_ref().map(ToString::to_string);
        self.row("Name", Some(profile.name.to_string()));
        self.row("Id", Some(profile.id.to_string()));
        self.row("Connector", Some(profile.connector_key.to_string()));
        let (word, style) = match profile.active {
            Some(true) => ("active", self.ui.theme.ok()),
            Some(false) => (
                "disabled: StackOne refuses its accounts' calls",
                self.ui.theme.warn(),
            ),
            None => (
                "not told: StackOne does not say whether it is enabled",
                self.ui.theme.muted(),
            ),
        };
        self.styled("State", word.into(), style);
        let default = match profile.default {
            Some(true) => "yes",
            Some(false) => "no",
            None => "not told",
        };
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

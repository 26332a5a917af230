//! Everything known of the selected row: in the pane, as far as there is room, and in full over the screen.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use crate::domain::{Input, StepId};
use crate::stackone::ConnectorProfile;
use crate::tui::screens::profiles::Row;
use crate::tui::screens::profiles::view::page::Page;
use crate::tui::screens::setup::view::step;
use crate::tui::ui::Ui;
use crate::tui::widgets::pane::side_pane;

/// From this many columns on, what happened stands beside what is.
const TWO: u16 = 100;

pub(crate) fn draw(ui: Ui<'_>, frame: &mut Frame, area: Rect, beside: bool) {
    let inner = side_pane(ui, frame, area, &title(ui), false, beside);
    let Some(profile) = ui.model.profiles.selected_profile(ui.shared) else {
        return cut(ui, frame, inner, full_detail(ui, usize::from(inner.width)));
    };
    if inner.width < TWO {
        let mut page = Page::new(ui, usize::from(inner.width));
        page.facts(profile);
        page.story(profile, false);
        return cut(ui, frame, inner, page.lines);
    }
    let halves = [Constraint::Fill(1), Constraint::Fill(1)];
    let [left, right] = Layout::horizontal(halves).spacing(2).areas(inner);
    let mut page = Page::new(ui, usize::from(left.width));
    page.facts(profile);
    cut(ui, frame, left, page.lines);
    let mut page = Page::new(ui, usize::from(right.width));
    page.story(profile, false);
    cut(ui, frame, right, page.lines);
}

/// Draws what there is room for, and says how the rest is seen.
fn cut(ui: Ui<'_>, frame: &mut Frame, area: Rect, mut lines: Vec<Line<'static>>) {
    let rows = usize::from(area.height);
    if lines.len() > rows {
        let more = lines.len() - rows.saturating_sub(1);
        lines.truncate(rows.saturating_sub(1));
        let text = format!("… {more} more lines: Enter shows all");
        lines.push(Line::styled(text, ui.theme.muted()));
    }
    frame.render_widget(Paragraph::new(lines), area);
}

fn title(ui: Ui<'_>) -> String {
    let model = ui.model;
    match model.profiles.row() {
        Some(Row::ThisRun) => "This run".to_owned(),
        Some(Row::Saved(_)) => {
            let mut title = "Saved connection".to_owned();
            if let Some(profile) = model.profiles.selected_profile(ui.shared) {
                let marked = model.profiles.marked.contains(&profile.id);
                let open = ui.shared.library.open == Some(profile.id);
                for (so, words) in [(open, " · open"), (marked, " · marked")] {
                    title.push_str(if so { words } else { "" });
                }
            }
            title
        }
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
                page.facts(profile);
                let made = page.moment(profile.created_at);
                page.row("Made", Some(made));
                let changed = page.moment(profile.changed_at);
                page.row("Changed", Some(changed));
                page.known("New secrets", ui.shared.library.store_words.clone());
                page.story(profile, true);
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

//! How the selected connection is: what failed, the cause, the effect, who repairs it, how, and the keys for it.

use ratatui::style::Style;
use ratatui::text::Span;

use crate::library::Profile;
use crate::tui::screens::profiles::view::row::standing;
use crate::tui::ui::Ui;
use crate::tui::widgets::page::Page;
use crate::tui::widgets::when;
use crate::workflow::{ConnectionState, Explanation, explain, reason, step_to_repair};

/// Since when it is as it is.
pub(crate) fn since(ui: Ui<'_>, profile: &Profile) -> String {
    let shared = ui.shared;
    let moment = |at| when::minute(at, shared.now, &shared.env.zone);
    let state = ConnectionState::of(profile, shared.now, shared.env.fresh_for);
    match (state, profile.verified()) {
        (ConnectionState::Failed, Some(last)) => format!("failed since {}", moment(last.since)),
        (ConnectionState::Stale, Some(last)) => format!("stale, checked {}", moment(last.at)),
        (ConnectionState::Ok, Some(last)) => format!("ok, checked {}", moment(last.at)),
        _ => "not verified yet".to_owned(),
    }
}

impl Page<'_> {
    /// Everything about how it is.
    pub(crate) fn state(&mut self, profile: &Profile) {
        let explained = explain(profile);
        match &explained {
            Some(explained) => self.failed(explained),
            None => self.calm(profile),
        }
        self.gap();
        self.keys(profile);
        if explained.is_some() {
            self.said(profile);
        }
    }

    /// The same in the few rows of a small window.
    pub(crate) fn state_in_short(&mut self, profile: &Profile) {
        match explain(profile) {
            Some(explained) => self.failed(&explained),
            None => self.calm(profile),
        }
        self.lines.retain(|line| line.width() > 0);
        self.spans("Checks", &self.strip(profile));
    }

    fn failed(&mut self, explained: &Explanation) {
        let failed = standing(ConnectionState::Failed);
        let sign = Span::styled(
            format!("{} ", self.ui.glyphs.standing(failed)),
            self.ui.theme.standing(failed),
        );
        let title = Span::styled(explained.title.clone(), self.ui.theme.strong());
        self.line(&[sign, title], 0, 2);
        self.gap();
        for (label, text) in [
            ("Cause", &explained.cause),
            ("Effect", &explained.effect),
            ("Who", &explained.who),
            ("Fix", &explained.fix),
        ] {
            self.known(label, Some(text.clone()));
        }
    }

    /// One that did not fail.
    fn calm(&mut self, profile: &Profile) {
        let shared = self.ui.shared;
        let state = ConnectionState::of(profile, shared.now, shared.env.fresh_for);
        let standing = standing(state);
        let sign = Span::styled(
            format!("{} ", self.ui.glyphs.standing(standing)),
            self.ui.theme.standing(standing),
        );
        let title = match state {
            ConnectionState::Unknown => "Not verified yet.",
            ConnectionState::Stale => "The last check is too old to rely on.",
            ConnectionState::Failed | ConnectionState::Ok => "Everything that was checked holds.",
        };
        let title = Span::styled(title, self.ui.theme.strong());
        self.line(&[sign, title], 0, 2);
        if let Some(last) = profile.verified() {
            self.gap();
            self.known("Seen", Some(last.line.clone()));
        }
    }

    fn keys(&mut self, profile: &Profile) {
        let open = match step_to_repair(profile) {
            Some(step) => format!("Open step {}", step.name()),
            None => "Open it in Setup".to_owned(),
        };
        self.key("profiles.open", &open);
        let verify = match profile.verified() {
            Some(_) => "Verify again",
            None => "Verify",
        };
        self.key("profiles.verify", verify);
    }

    /// What was written down when it failed, where that is more than the reason, and when it held last.
    fn said(&mut self, profile: &Profile) {
        let Some(last) = profile.verified() else {
            return;
        };
        self.gap();
        let is_news = reason(profile).is_none_or(|reason| reason.words != last.line);
        if is_news {
            self.styled("Found", last.line.clone(), Style::new());
        }
        let good = profile.history.iter().find(|found| found.holds());
        self.known("Last good", good.map(|found| self.moment(found.at)));
    }
}

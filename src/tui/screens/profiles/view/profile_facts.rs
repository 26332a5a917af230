//! Everything known of a saved connection.

use ratatui::style::Style;
use ratatui::text::Span;

use crate::domain::scope;
use crate::domain::{SecretRecord, SecretStoreKind, StepId, StoredEvidence, exit};
use crate::library::{LastSeen, Profile, Verification};
use crate::tui::screens::profiles::view::page::Page;
use crate::tui::screens::profiles::view::row;
use crate::tui::widgets::when;

impl Page<'_> {
    /// What it is, where its secrets are kept, and what was seen of it last.
    pub(crate) fn facts(&mut self, profile: &Profile) {
        let settings = &profile.settings;
        let seen = profile.seen.as_ref();
        if let Some(at) = profile.archived_at {
            let text = format!(
                "since {}: left out of counts and of verifying all",
                self.moment(at)
            );
            self.row("Archived", Some(text));
        }
        self.row("Portal", settings.portal.clone());
        self.known("It is", seen.and_then(|seen| seen.portal_name.clone()));
        self.row("App Id", settings.app_id.clone());
        self.token(profile);
        self.last_verified(profile);
        self.scopes(profile);
        if let Some(seen) = seen {
            self.seen(seen);
        } else {
            self.known("Profile", settings.connector_profile.clone());
        }
        self.project(profile);
        self.row(
            "Owner",
            match (&settings.owner_name, &settings.owner_id) {
                (Some(name), Some(id)) => Some(format!("{name} ({id})")),
                (name, id) => name.as_ref().or(id.as_ref()).cloned(),
            },
        );
        self.known("App name", settings.app_name.clone());
        let tags: Vec<_> = settings.tags.iter().map(|tag| format!("#{tag}")).collect();
        self.known("Tags", Some(tags.join(" ")));
    }

    /// Its notes, its steps, and its verifications, the newest first; `whole` with every step and every check.
    pub(crate) fn story(&mut self, profile: &Profile, whole: bool) {
        if !profile.settings.notes.trim().is_empty() {
            self.heading("Notes");
            for line in profile.settings.notes.trim().lines() {
                self.line(&[Span::raw(line.to_owned())], 0, 0);
            }
        }
        self.heading("Verifications");
        if profile.history.is_empty() {
            let text = "It has not been verified yet.";
            self.line(&[Span::styled(text, self.ui.theme.muted())], 0, 0);
        }
        for verification in &profile.history {
            self.verification(verification, whole);
        }
        let held = profile.steps.values().filter(|step| step.standing.holds());
        let held = format!("Steps: {} of {} hold", held.count(), StepId::ALL.len());
        self.heading(&held);
        for (step, proved) in &profile.steps {
            if whole || !proved.standing.holds() {
                self.proved(step.name(), proved, 0);
            }
        }
    }

    fn kept(&self, kept: &SecretRecord) -> String {
        format!("{}, since {}", kept.place.words(), self.moment(kept.at))
    }

    fn token(&mut self, profile: &Profile) {
        match &profile.token {
            Some(kept) => self.secret("Token", kept),
            None => self.styled("Token", "no Token kept".into(), self.ui.theme.warn()),
        }
        if let Some(kept) = &profile.old_token {
            self.secret("Old Token", kept);
        }
    }

    /// Where a secret is kept. Plaintext is never said in passing.
    fn secret(&mut self, label: &str, kept: &SecretRecord) {
        let text = Span::raw(self.kept(kept));
        if kept.place == SecretStoreKind::Plaintext {
            let badge = Span::styled(" PLAINTEXT ", self.ui.theme.alarm());
            let who = Span::styled(
                " anyone who can read the file can use it;",
                self.ui.theme.bad(),
            );
            self.spans(label, &[badge, who, Span::raw(" "), text]);
        } else {
            self.spans(label, &[text]);
        }
    }

    fn last_verified(&mut self, profile: &Profile) {
        let Some(last) = profile.verified() else {
            return self.row("Verified", Some("never".into()));
        };
        let (_, style) = row::verified(self.ui, last.at, last.holds());
        let too_old = row::stale(self.ui, last.at);
        let text = format!(
            "{}, {}{}: {}",
            self.moment(last.at),
            when::ago(last.at, self.ui.shared.now),
            if too_old { ", stale" } else { "" },
            exit::words(last.exit)
        );
        self.styled("Verified", text, style);
    }

    fn scopes(&mut self, profile: &Profile) {
        let text = match row::granted(profile) {
            Some((granted, wanted)) => format!("{granted} of {wanted} granted"),
            None => format!("{} wanted", profile.settings.scopes.len()),
        };
        self.row("Scopes", Some(text));
        let unknown: Vec<_> = scope::unknown(&profile.settings.scopes).collect();
        if !unknown.is_empty() {
            let text = format!(
                "{}: not among the scopes that stackday knows, checked as it stands",
                unknown.join(", ")
            );
            self.styled("Unknown", text, self.ui.theme.warn());
        }
    }

    fn seen(&mut self, seen: &LastSeen) {
        if !seen.missing.is_empty() {
            let missing: Vec<_> = seen.missing.iter().map(String::as_str).collect();
            self.styled("Missing", missing.join(", "), self.ui.theme.bad());
        }
        match &seen.connector {
            Some(found) => {
                let mut text = format!("{} ({})", found.name, found.id);
                for (so, words) in [
                    (found.default, ", default"),
                    (found.active == Some(false), ", disabled"),
                    (found.active.is_none(), ", state not told"),
                ] {
                    text.push_str(if so { words } else { "" });
                }
                match (&found.pinned, &found.version) {
                    (Some(pinned), _) => text.extend([", pinned to ", pinned]),
                    (None, Some(version)) => text.extend([", version ", version]),
                    (None, None) => {}
                }
                let style = if found.active == Some(false) {
                    self.ui.theme.warn()
                } else {
                    Style::new()
                };
                self.styled("Profile", text, style);
            }
            None => self.row("Profile", None),
        }
        match &seen.accounts {
            Some(accounts) => {
                let (text, style) = row::accounts(self.ui, accounts);
                self.styled("Accounts", text, style);
            }
            None => self.row("Accounts", None),
        }
    }

    fn project(&mut self, profile: &Profile) {
        let contents = &self.ui.shared.library.contents;
        let own = profile.settings.project.as_ref();
        let Some(name) = own.or(contents.default_project.as_ref()) else {
            return;
        };
        let by_default = if own.is_none() { " (the default)" } else { "" };
        self.row("Project", Some(format!("{name}{by_default}")));
        match contents.project(name).map(|project| &project.key) {
            Some(Some(kept)) => self.secret("API key", kept),
            Some(None) => self.styled("API key", "no key kept".into(), self.ui.theme.warn()),
            None => {
                let text = "there is no such project here".to_owned();
                self.styled("API key", text, self.ui.theme.bad());
            }
        }
    }

    fn verification(&mut self, verification: &Verification, whole: bool) {
        let theme = self.ui.theme;
        let (mark, style) = if verification.holds() {
            (self.ui.glyphs.right(), theme.ok())
        } else {
            (self.ui.glyphs.wrong(), theme.bad())
        };
        let when = format!(" {}  ", self.moment(verification.at));
        let words = exit::words(verification.exit);
        // Looks that found the same are one row.
        let looks = match verification.looks {
            0 | 1 => String::new(),
            looks => format!(" · {looks} looks since {}", self.moment(verification.since)),
        };
        let spans = [
            Span::styled(mark, style),
            Span::styled(when, theme.muted()),
            Span::styled(words, style),
            Span::raw(format!(": {}", verification.line)),
            Span::styled(looks, theme.muted()),
        ];
        self.line(&spans, 0, 2);
        if whole {
            for (check, proved) in &verification.checks {
                self.proved(check.name(), proved, 2);
            }
        }
    }

    fn proved(&mut self, name: &str, proved: &StoredEvidence, indent: usize) {
        let theme = self.ui.theme;
        let style = theme.standing(proved.standing);
        let mark = self.ui.glyphs.standing(proved.standing);
        let at = proved.at.map(|at| format!(", {}", self.moment(at)));
        let spans = [
            Span::styled(format!("{mark} {name} "), style),
            Span::raw(proved.line.clone()),
            Span::styled(at.unwrap_or_default(), theme.muted()),
        ];
        self.line(&spans, indent, 2);
    }
}

//! Everything known of a saved connection.

use ratatui::style::Style;
use ratatui::text::Span;

use crate::domain::scope;
use crate::domain::{SecretRecord, SecretStoreKind, StepId, StoredEvidence};
use crate::library::{LastSeen, Profile};
use crate::tui::screens::profiles::view::row;
use crate::tui::widgets::page::Page;

impl Page<'_> {
    /// What it is, where its secrets are kept, and what was seen of it last; `whole` with what is not known of it too.
    pub(crate) fn facts(&mut self, profile: &Profile, whole: bool) {
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
        if whole {
            self.known("It is", seen.and_then(|seen| seen.portal_name.clone()));
        }
        self.row("App Id", settings.app_id.clone());
        self.token(profile);
        self.scopes(profile);
        if let Some(seen) = seen {
            self.seen(seen);
        } else {
            self.known("Profile", settings.connector_profile.clone());
        }
        self.project(profile, whole);
        self.known(
            "Owner",
            match (&settings.owner_name, &settings.owner_id) {
                (Some(name), Some(id)) => Some(format!("{name} ({id})")),
                (name, id) => name.as_ref().or(id.as_ref()).cloned(),
            },
        );
        if whole {
            self.known("App name", settings.app_name.clone());
        }
        let tags: Vec<_> = settings.tags.iter().map(|tag| format!("#{tag}")).collect();
        self.known("Tags", Some(tags.join(" ")));
        let notes: Vec<_> = settings.notes.trim().lines().collect();
        self.known("Notes", (!notes.is_empty()).then(|| notes.join(" / ")));
    }

    /// What is known of each step of Setup.
    pub(crate) fn steps(&mut self, profile: &Profile) {
        let held = profile.steps.values().filter(|step| step.standing.holds());
        let held = format!("Steps: {} of {} proven", held.count(), StepId::ALL.len());
        self.heading(&held);
        for (step, proved) in &profile.steps {
            self.proved(step.name(), proved, 0);
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
        if let Some(found) = &seen.connector {
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
        if let Some(accounts) = &seen.accounts {
            let (text, style) = row::accounts(self.ui, accounts);
            self.styled("Accounts", text, style);
        }
    }

    fn project(&mut self, profile: &Profile, whole: bool) {
        let contents = &self.ui.shared.library.contents;
        let own = profile.settings.project.as_ref();
        let Some(name) = own.or(contents.default_project.as_ref()) else {
            return;
        };
        if own.is_none() && !whole {
            return;
        }
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

    pub(crate) fn proved(&mut self, name: &str, proved: &StoredEvidence, indent: usize) {
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

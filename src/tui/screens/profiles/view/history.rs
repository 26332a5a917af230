//! The last results of a connection, and below them what changed when and by whom: looks that found the same are one row.

use ratatui::text::{Line, Span};

use crate::domain::Standing;
use crate::domain::exit::Exit;
use crate::library::{Profile, Verification};
use crate::tui::widgets::page::Page;
use crate::tui::widgets::when;
use crate::workflow::timeline;

/// How many results there are at most in the strip.
const RESULTS: usize = 24;

/// How many cells the time of a change takes.
const WHEN: usize = 14;

impl Page<'_> {
    /// The last results and the changes; `whole` with every check of each.
    pub(crate) fn history(&mut self, profile: &Profile, whole: bool) {
        let (muted, theme) = (self.ui.theme.muted(), self.ui.theme);
        self.gap();
        if profile.history.is_empty() {
            let text = "Not verified yet.";
            return self.line(&[Span::styled(text, muted)], 0, 0);
        }
        let last = match profile.recent.len() {
            0 => String::new(),
            1 => "Last check".to_owned(),
            count => format!("Last {} checks", count.min(RESULTS)),
        };
        if !last.is_empty() {
            self.lines.push(Line::styled(last, muted));
            let strip = self.strip(profile);
            self.line(&strip, 0, 0);
            self.gap();
        }
        let label = std::mem::replace(&mut self.label, WHEN);
        for event in timeline(profile) {
            let standing = standing(event.exit);
            let shared = self.ui.shared;
            let since = when::minute(event.since, shared.now, &shared.env.zone);
            let mut spans = vec![
                Span::styled(
                    format!("{} ", self.ui.glyphs.standing(standing)),
                    theme.standing(standing),
                ),
                Span::raw(event.words.clone()),
            ];
            if event.looks > 1 {
                let text = format!("  {} times", event.looks);
                spans.push(Span::styled(text, muted));
            }
            let by = event.origin.as_ref().map(ToString::to_string);
            let by = by.as_deref().unwrap_or("–");
            spans.push(Span::styled(format!(", by {by}"), muted));
            self.spans(&since, &spans);
            if whole && let Some(found) = found(profile, event.at) {
                for (check, proved) in &found.checks {
                    self.proved(check.name(), proved, 2);
                }
            }
        }
        self.label = label;
    }

    /// The results of the last checks, the oldest first.
    pub(crate) fn strip(&self, profile: &Profile) -> Vec<Span<'static>> {
        let skipped = profile.recent.len().saturating_sub(RESULTS);
        let results = profile.recent.iter().skip(skipped);
        let sign = |exit: &u8| {
            let standing = standing(*exit);
            let sign = self.ui.glyphs.standing(standing);
            Span::styled(sign, self.ui.theme.standing(standing))
        };
        results.map(sign).collect()
    }
}

/// What a result says of a connection: what may pass by itself is in doubt.
fn standing(exit: u8) -> Standing {
    let may_pass = [Exit::Network, Exit::RateLimited];
    if exit == Exit::Success.code() {
        Standing::Verified
    } else if may_pass.iter().any(|own| own.code() == exit) {
        Standing::Stale
    } else {
        Standing::Failed
    }
}

fn found(profile: &Profile, at: jiff::Timestamp) -> Option<&Verification> {
    profile.history.iter().find(|found| found.at == at)
}

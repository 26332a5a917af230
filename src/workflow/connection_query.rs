//! What saved connections can be filtered by, on the screen and on the command line.

use jiff::{SignedDuration, Timestamp};

use super::connection_state::{Cause, ConnectionState, reason};
use crate::library::Profile;
use crate::query::{Key, Subject, Vocabulary};

/// The words of the filter of connections.
pub const CONNECTION_WORDS: Vocabulary = Vocabulary {
    states: &["ok", "failed", "stale", "unknown", "archived"],
    keys: &[
        Key::of(
            "party",
            &["planday", "stackone", "network", "input", "other"],
        ),
        Key::any("reason"),
        Key::any("portal"),
        Key::any("project"),
        Key::any("profile"),
    ],
    has_tags: true,
    has_colons: false,
};

/// A connection, as a filter sees it: all its texts in small letters. Made once when the connection changes, not with every
/// key.
#[derive(Debug, Default)]
pub struct ConnectionFacts {
    /// How it is; none where it is not a saved one.
    pub state: Option<ConnectionState>,
    /// Whether it is archived.
    pub is_archived: bool,
    /// What sort of failure its last verification met.
    pub cause: Option<Cause>,
    /// Whether the last verification of many reached it.
    is_just_checked: bool,
    /// Its tags.
    pub tags: Vec<String>,
    reason: String,
    portal: String,
    project: String,
    profile: String,
    texts: Vec<String>,
}

impl ConnectionFacts {
    /// A connection that is not saved, with the texts that it can be found by.
    #[must_use]
    pub fn unsaved(texts: impl IntoIterator<Item = String>) -> Self {
        Self {
            texts: texts.into_iter().map(|text| text.to_lowercase()).collect(),
            ..Self::default()
        }
    }

    /// A saved connection, as it is now.
    #[must_use]
    pub fn of(profile: &Profile, now: Timestamp, fresh_for: SignedDuration) -> Self {
        let settings = &profile.settings;
        let small = |text: &Option<String>| text.as_deref().unwrap_or_default().to_lowercase();
        let reason = reason(profile);
        let seen = profile
            .seen
            .as_ref()
            .and_then(|seen| seen.connector.as_ref());
        let profile_name = seen.map_or_else(
            || small(&settings.connector_profile),
            |found| found.name.to_lowercase(),
        );
        let words = reason.as_ref().map_or("", |reason| reason.words.as_str());
        let mut facts = Self {
            state: Some(ConnectionState::of(profile, now, fresh_for)),
            is_archived: profile.archived_at.is_some(),
            cause: reason.as_ref().map(|reason| reason.cause),
            is_just_checked: false,
            tags: settings.tags.iter().map(|tag| tag.to_lowercase()).collect(),
            reason: words.to_lowercase(),
            portal: small(&settings.portal),
            project: small(&settings.project),
            profile: profile_name,
            texts: vec![
                profile.name.to_lowercase(),
                small(&settings.owner_name),
                small(&settings.owner_id),
                small(&settings.app_id),
                settings.notes.to_lowercase(),
            ],
        };
        facts.texts.extend(facts.tags.iter().cloned());
        facts.texts.push(first_label(&facts.portal).to_owned());
        facts
    }
}

impl ConnectionFacts {
    /// Says whether the last verification of many reached it.
    #[must_use]
    pub fn just_checked(mut self, is_so: bool) -> Self {
        self.is_just_checked = is_so;
        self
    }

    /// Why its last verification failed, in small letters; empty where it did not.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

impl Subject for ConnectionFacts {
    fn is(&self, state: &str) -> bool {
        match state {
            "archived" => self.is_archived,
            "just-checked" => self.is_just_checked,
            _ => self.state.is_some_and(|own| own.word() == state),
        }
    }

    fn has_tag(&self, start: &str) -> bool {
        self.tags.iter().any(|tag| tag.starts_with(start))
    }

    fn has(&self, key: &str, value: &str) -> bool {
        match key {
            "party" => self.cause.is_some_and(|cause| cause.party() == value),
            "reason" => self.reason.contains(value),
            "portal" => self.portal.contains(value),
            "project" => self.project.contains(value),
            _ => self.profile.contains(value),
        }
    }

    fn contains(&self, text: &str) -> bool {
        let texts = self.texts.iter().chain([&self.reason, &self.profile]);
        // All portals stand below one address: what they have in common tells nothing.
        let address = || !COMMON.contains(text) && self.portal.contains(text);
        texts.into_iter().any(|own| own.contains(text)) || address()
    }
}

/// What the addresses of all portals have in common.
const COMMON: &str = "https://.planday.com/";

/// What tells a portal from the others: the first label of its host. Not read as a URL: that takes its time with thousands of
/// them.
fn first_label(address: &str) -> &str {
    let host = address.split_once("://").map_or(address, |(_, rest)| rest);
    host.split(['.', '/']).next().unwrap_or(host)
}

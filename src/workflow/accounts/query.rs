//! What linked accounts can be filtered by, on the screen and on the command line.

use crate::domain::account::{Account, AccountState};
use crate::domain::text::Text;
use crate::query::{Key, Subject, Vocabulary};

/// The words of the filter of linked accounts.
pub const ACCOUNT_WORDS: Vocabulary = Vocabulary {
    states: &[
        "failed",
        "active",
        "error",
        "expired",
        "suspended",
        "inactive",
        "archived",
        "unknown",
        "gone",
        "marked",
    ],
    keys: &[
        Key::any("owner"),
        Key::any("profile"),
        Key::any("reason"),
        Key::any("connector"),
        Key::any("label"),
        Key::any("status"),
        Key::of("type", &["production", "test"]),
    ],
    has_tags: false,
    has_colons: false,
};

/// An account, as a filter sees it: all its texts in small letters. Made once when the account changes, not with every key.
#[derive(Debug, Clone, Default)]
pub struct AccountFacts {
    /// How it stands.
    state: Option<AccountState>,
    is_gone: bool,
    /// Whether a person marked it.
    pub is_marked: bool,
    status: String,
    kind: String,
    label: String,
    reason: String,
    connector: String,
    profile: String,
    /// Name, owner id, id and user, one a line: a text to find goes over no line.
    texts: String,
}

impl AccountFacts {
    /// An account with the name of its connector profile, where that is known.
    #[must_use]
    pub fn of(account: &Account, profile: Option<&str>, is_gone: bool) -> Self {
        let small =
            |text: Option<&Text>| text.map_or_else(String::new, |text| lower(text.as_str()));
        let profile_id = account.connector_profile_id.as_ref();
        let parts = [
            account.origin_owner_name.as_str(),
            account.origin_owner_id.as_str(),
            account.id.as_str(),
            account.origin_username.as_ref().map_or("", Text::as_str),
        ];
        Self {
            state: Some(account.state()),
            is_gone,
            is_marked: false,
            status: lower(account.status_words()),
            kind: small(account.kind.as_ref()),
            label: small(account.label.as_ref()),
            reason: lower(&account.why()),
            connector: lower(account.provider.as_str()),
            profile: match (profile, profile_id) {
                (Some(name), Some(id)) => lower(&format!("{name}\n{id}")),
                (Some(name), None) => lower(name),
                (None, id) => small(id),
            },
            texts: lower(&parts.join("\n")),
        }
    }
}

/// In small letters; most texts are ASCII, where that is quick.
fn lower(text: &str) -> String {
    if text.is_ascii() {
        text.to_ascii_lowercase()
    } else {
        text.to_lowercase()
    }
}

impl Subject for AccountFacts {
    fn is(&self, state: &str) -> bool {
        match state {
            "gone" => self.is_gone,
            "marked" => self.is_marked,
            _ if self.is_gone => false,
            "failed" => self.state.is_some_and(AccountState::is_broken),
            _ => self.state.is_some_and(|own| own.name() == state),
        }
    }

    fn has_tag(&self, _: &str) -> bool {
        false
    }

    fn has(&self, key: &str, value: &str) -> bool {
        match key {
            "owner" => self.texts.contains(value),
            "profile" => self.profile.contains(value),
            "reason" => self.reason.contains(value),
            "connector" => self.connector.contains(value),
            "label" => self.label.contains(value),
            "status" => self.status.contains(value),
            _ => self.kind == value,
        }
    }

    fn contains(&self, text: &str) -> bool {
        let texts = [&self.texts, &self.label, &self.reason, &self.status];
        texts.into_iter().any(|own| own.contains(text)) || self.profile.contains(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::Query;
    use crate::stackone::StatusReason;

    fn found(query: &str, facts: &AccountFacts) -> bool {
        Query::parse(query, &ACCOUNT_WORDS)
            .expect("a query")
            .matches(facts)
    }

    #[test]
    fn an_account_is_found_by_its_texts_its_status_and_its_profile() {
        let account = Account {
            id: Text::new("4233"),
            origin_owner_id: Text::new("cust-1003"),
            origin_owner_name: Text::new("Østmark Butik"),
            kind: Some(Text::new("TEST")),
            status: Text::new("error"),
            status_reasons: vec![StatusReason {
                description: Some(Text::new("Planday: unauthorized")),
                ..StatusReason::default()
            }],
            ..Account::default()
        };
        let facts = AccountFacts::of(&account, Some("Planday EU"), false);
        for query in [
            "østmark",
            "1003",
            "unauthorized",
            "is:failed",
            "is:error",
            "profile:eu",
            "type:test",
            "-is:gone",
            "reason:planday owner:cust",
        ] {
            assert!(found(query, &facts), "{query}");
        }
        for query in ["is:active", "is:gone", "type:production", "cafe"] {
            assert!(!found(query, &facts), "{query}");
        }
        let gone = AccountFacts::of(&account, None, true);
        assert!(found("is:gone", &gone) && !found("is:failed", &gone));
    }
}

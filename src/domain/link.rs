//! Auth links and what became of them (facts: stackone.md, section 4; newer.md, section 2.5).

use std::fmt;

use jiff::{SignedDuration, Timestamp};

use super::account_source::AccountSource;
use super::id::LinkId;
use super::secret::SecretRecord;
use super::text::Text;

/// The error code of a link whose last attempt expired, as `StackOne` names that status.
pub const ATTEMPT_EXPIRED: &str = "expired";

/// An auth link: one customer's way in. Its address carries a token, and is not in here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Its identity here.
    pub id: LinkId,
    /// Whose it is.
    pub source: AccountSource,
    /// The connect session; none while it is being made.
    pub session: Option<Text>,
    /// The connector profile's id.
    pub profile_id: Text,
    /// The connector profile's name.
    pub profile_name: Text,
    /// The customer's id in the integrator's own system.
    pub owner_id: Text,
    /// The customer's name.
    pub owner_name: Text,
    /// The label that the account gets.
    pub label: Option<Text>,
    /// `production` or `test`; none where it was not said.
    pub kind: Option<Text>,
    /// Whether more than one account may come of it.
    pub multiple: bool,
    /// The account that it links again.
    pub relinks: Option<Text>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it stops to work.
    pub expires_at: Timestamp,
    /// How long it works, in seconds.
    pub seconds: u64,
    /// What became of it.
    pub state: LinkState,
    /// When it came to be so.
    pub state_at: Timestamp,
    /// When it was last looked at, or changed here. A look of before changes nothing.
    pub looked_at: Timestamp,
    /// When the customer was first seen to have opened it.
    pub opened_at: Option<Timestamp>,
    /// The account that came of it.
    pub account: Option<Text>,
    /// How that account stood at the last look.
    pub account_status: Option<Text>,
    /// The code of the error that the last attempt ended with.
    pub error_code: Option<Text>,
    /// The same in words.
    pub error_description: Option<Text>,
    /// The read that proved it.
    pub read: Option<LinkRead>,
    /// Why the last look brought nothing, as one sentence.
    pub trouble: Option<Text>,
    /// Where its address is kept; none where it is not, or not any more.
    pub url: Option<SecretRecord>,
}

/// The read that proved a link. The count alone is kept, nothing of what was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkRead {
    /// The action.
    pub action: Text,
    /// How many records came; none where the answer is no list.
    pub records: Option<u64>,
    /// When.
    pub at: Timestamp,
}

impl LinkRead {
    /// How many records came, in words; only that there was data where the answer is no list.
    #[must_use]
    pub fn counted(&self) -> String {
        match self.records {
            Some(1) => "1 record".to_owned(),
            Some(count) => format!("{count} records"),
            None => "data".to_owned(),
        }
    }
}

/// How far an auth link came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LinkState {
    /// It is noted here and not yet known to be made: only half of it is there if the program ends now.
    Making,
    /// `StackOne` made it.
    Sent,
    /// The customer opened it: an attempt is pending.
    Opened,
    /// The customer signed in; the account is not active yet.
    SignedIn,
    /// The account is active; no read has proven it yet.
    Active,
    /// A read through the account was answered.
    Proven,
    /// The attempt ended with an error.
    Refused,
    /// The customer cancelled the attempt. The link still works.
    Cancelled,
    /// Its end passed.
    Expired,
    /// A person stopped following it, or there is nothing left to follow.
    Stopped,
}

impl LinkState {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Making,
        Self::Sent,
        Self::Opened,
        Self::SignedIn,
        Self::Active,
        Self::Proven,
        Self::Refused,
        Self::Cancelled,
        Self::Expired,
        Self::Stopped,
    ];

    /// Whether nothing more comes of it by itself.
    #[must_use]
    pub fn is_over(self) -> bool {
        matches!(
            self,
            Self::Proven | Self::Refused | Self::Expired | Self::Stopped
        )
    }

    /// Whether the customer has agreed already, so that the end of the link ends nothing.
    #[must_use]
    pub fn is_agreed(self) -> bool {
        matches!(self, Self::SignedIn | Self::Active | Self::Proven)
    }

    /// Its name in JSON and in the library.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Making => "making",
            Self::Sent => "sent",
            Self::Opened => "opened",
            Self::SignedIn => "signed-in",
            Self::Active => "active",
            Self::Proven => "proven",
            Self::Refused => "refused",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
            Self::Stopped => "stopped",
        }
    }

    /// By its name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

impl fmt::Display for LinkState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl Link {
    /// A link that is being made, of which nothing more is known.
    #[must_use]
    pub fn new(
        id: LinkId,
        source: AccountSource,
        created_at: Timestamp,
        expires_at: Timestamp,
    ) -> Self {
        Self {
            id,
            source,
            session: None,
            profile_id: Text::default(),
            profile_name: Text::default(),
            owner_id: Text::default(),
            owner_name: Text::default(),
            label: None,
            kind: None,
            multiple: false,
            relinks: None,
            created_at,
            expires_at,
            seconds: 0,
            state: LinkState::Making,
            state_at: created_at,
            looked_at: created_at,
            opened_at: None,
            account: None,
            account_status: None,
            error_code: None,
            error_description: None,
            read: None,
            trouble: None,
            url: None,
        }
    }

    /// Whether its last attempt ended because its time was over. The link itself may still work.
    #[must_use]
    pub fn attempt_expired(&self) -> bool {
        let code = self.error_code.as_ref();
        self.state == LinkState::Cancelled
            && code.is_some_and(|code| code.as_str() == ATTEMPT_EXPIRED)
    }

    /// Brings it into a state, which it has since that time; a state that it has already stays as old as it is.
    pub fn reach(&mut self, state: LinkState, at: Timestamp) {
        if self.state != state {
            self.state = state;
            self.state_at = at;
        }
        if state == LinkState::Opened {
            self.opened_at.get_or_insert(at);
        }
    }

    /// Whether its end is longer ago than that.
    #[must_use]
    pub fn ended_before(&self, now: Timestamp, grace: SignedDuration) -> bool {
        now.duration_since(self.expires_at) > grace
    }
}

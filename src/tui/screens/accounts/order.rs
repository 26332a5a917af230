//! The columns that accounts are sorted by.

use jiff::Timestamp;

use crate::domain::text::Text;
use crate::library::KeptAccount;
use crate::tui::screens::accounts::standing::Standing;
use crate::workflow::AccountsReport;

/// A column to sort by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SortBy {
    /// How it stands, the worst first, then the customer.
    #[default]
    Status,
    /// The customer's name.
    Customer,
    /// The owner's id.
    OwnerId,
    /// The connector profile.
    Profile,
    /// Production or test.
    Type,
    /// The newest reason, the newest first.
    Reason,
    /// When it was linked, the newest first.
    Created,
    /// When it was last seen.
    Seen,
}

/// What stands for a row in the order: whether there is something to sort by, that, and the name where it is the same.
pub(crate) type Key = (u8, i64, String, String);

impl SortBy {
    /// All of them, in the order in which the key goes through them.
    pub const ALL: [Self; 8] = [
        Self::Status,
        Self::Customer,
        Self::OwnerId,
        Self::Profile,
        Self::Type,
        Self::Reason,
        Self::Created,
        Self::Seen,
    ];

    /// The heading of its column.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Customer => "customer",
            Self::OwnerId => "owner id",
            Self::Profile => "profile",
            Self::Type => "type",
            Self::Reason => "reason",
            Self::Created => "created",
            Self::Seen => "seen",
        }
    }

    /// The next one.
    #[must_use]
    pub fn next(self) -> Self {
        let at = Self::ALL.iter().position(|own| *own == self);
        Self::ALL[at.map_or(0, |at| (at + 1) % Self::ALL.len())]
    }

    /// What an account is sorted by. What is missing comes last, whichever way the order goes.
    pub(crate) fn key(
        self,
        kept: &KeptAccount,
        standing: Standing,
        report: &AccountsReport,
        reversed: bool,
    ) -> Key {
        let account = &kept.account;
        let name = account.name().to_lowercase();
        let text = |text: Option<&str>| {
            let text = text.map(str::to_lowercase).filter(|text| !text.is_empty());
            (0, text)
        };
        // The newest first.
        let time = |at: Option<Timestamp>| {
            (
                at.map_or(0, |at| -at.as_second()),
                at.map(|_| String::new()),
            )
        };
        let (number, words) = match self {
            Self::Status => (standing as i64, Some(String::new())),
            Self::Customer => text(Some(account.name())),
            Self::OwnerId => text(Some(account.origin_owner_id.as_str())),
            Self::Profile => {
                let id = account.connector_profile_id.as_ref();
                let named = id.and_then(|id| report.profile(id));
                text(named.map(|profile| &profile.name).or(id).map(Text::as_str))
            }
            Self::Type => text(account.kind.as_ref().map(Text::as_str)),
            Self::Reason => time(account.newest_reason().and_then(|reason| reason.timestamp)),
            Self::Created => time(account.created_at),
            Self::Seen => time(Some(kept.last_seen)),
        };
        let is_missing = words.is_none();
        (
            u8::from(is_missing != reversed),
            number,
            words.unwrap_or_default(),
            name,
        )
    }
}

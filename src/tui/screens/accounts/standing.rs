//! How an account stands, as the list says it: its status, and what makes the status not the whole story.

use ratatui::style::Style;

use crate::domain::account::AccountState;
use crate::library::KeptAccount;
use crate::stackone::ConnectorProfile;
use crate::tui::ui::Ui;

/// How an account stands, the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// In error.
    Error,
    /// A test account whose time is over.
    Expired,
    /// Suspended by a person.
    Suspended,
    /// Inactive: its profile is disabled.
    Inactive,
    /// Active in the list, and its profile is disabled: its calls are refused.
    ProfileDisabled,
    /// A status that this program does not know.
    Unknown,
    /// Active.
    Active,
    /// Archived.
    Archived,
    /// Not listed any more.
    Gone,
}

impl Standing {
    /// All of them, the worst first.
    pub const ALL: [Self; 9] = [
        Self::Error,
        Self::Expired,
        Self::Suspended,
        Self::Inactive,
        Self::ProfileDisabled,
        Self::Unknown,
        Self::Active,
        Self::Archived,
        Self::Gone,
    ];

    /// How an account of the list stands; `profile` is its connector profile, where that is known.
    #[must_use]
    pub fn of(kept: &KeptAccount, profile: Option<&ConnectorProfile>) -> Self {
        if kept.gone_since.is_some() {
            return Self::Gone;
        }
        match kept.account.state() {
            AccountState::Error => Self::Error,
            AccountState::Expired => Self::Expired,
            AccountState::Suspended => Self::Suspended,
            AccountState::Inactive => Self::Inactive,
            AccountState::Unknown => Self::Unknown,
            AccountState::Active if profile.is_some_and(ConnectorProfile::is_disabled) => {
                Self::ProfileDisabled
            }
            AccountState::Active => Self::Active,
            AccountState::Archived => Self::Archived,
        }
    }

    /// In a word, for the counts above the list.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Expired => "expired",
            Self::Suspended => "suspended",
            Self::Inactive => "inactive",
            Self::ProfileDisabled => "profile off",
            Self::Unknown => "unknown",
            Self::Active => "active",
            Self::Archived => "archived",
            Self::Gone => "gone",
        }
    }

    /// Whether a person has to do something before it works.
    #[must_use]
    pub fn is_problem(self) -> bool {
        matches!(
            self,
            Self::Error | Self::Expired | Self::Suspended | Self::Inactive | Self::ProfileDisabled
        )
    }

    /// Its sign, and the style of the sign.
    pub(crate) fn sign(self, ui: Ui<'_>) -> (&'static str, Style) {
        let (sign, style) = match self {
            Self::Error => ("✗", ui.theme.bad()),
            Self::Expired | Self::Unknown | Self::ProfileDisabled => ("▲", ui.theme.warn()),
            Self::Suspended => ("‖", ui.theme.warn()),
            Self::Inactive => ("○", ui.theme.muted()),
            Self::Active => ("●", ui.theme.ok()),
            Self::Archived => ("□", ui.theme.muted()),
            Self::Gone => ("–", ui.theme.muted()),
        };
        (ui.glyphs.sign(sign), style)
    }
}

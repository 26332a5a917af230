//! What runs in the background, and what is waited for.

use jiff::Timestamp;

use crate::domain::CheckId;
use crate::tui::worker::JobId;

/// What a running job is doing, for the line that shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunningTask {
    /// Its number.
    pub id: JobId,
    /// What it is, in two or three words.
    pub what: &'static str,
    /// What it is at.
    pub at: String,
    /// The check that is being made.
    pub check: Option<CheckId>,
}

/// A wait that a server asked for, or a retry in a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wait {
    /// When it is over.
    pub until: Timestamp,
    /// What is waited for.
    pub text: String,
}

/// The kinds of job that run at most once at a time each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TaskKind {
    /// The check of the request.
    Request,
    /// Verification.
    Verify,
    /// Waiting for the profile.
    Wait,
    /// Linking.
    Link,
    /// Listing the profiles.
    Profiles,
    /// Listing the actions.
    Actions,
    /// A rehearsal's click.
    Click,
    /// Reading `StackOne`'s own guide.
    Guide,
    /// Looking at pins, or changing one.
    Pins,
    /// Reading what is saved at the start.
    Load,
    /// Opening, saving, changing what is saved.
    Keep,
    /// Reading what is saved, beside whatever else goes on.
    Read,
    /// Looking for a keyring.
    Store,
    /// Unlocking the encrypted file.
    Unlock,
    /// Verifying profiles.
    Many,
    /// Replacing a Token, or revoking the replaced one.
    Rotate,
}

impl TaskKind {
    /// All of them.
    pub const ALL: [Self; 16] = [
        Self::Request,
        Self::Verify,
        Self::Wait,
        Self::Link,
        Self::Profiles,
        Self::Actions,
        Self::Click,
        Self::Guide,
        Self::Many,
        Self::Rotate,
        Self::Pins,
        Self::Load,
        Self::Keep,
        Self::Read,
        Self::Store,
        Self::Unlock,
    ];

    /// Whether it is about the connection in the forms, so that it ends when another one is opened.
    #[must_use]
    pub fn is_of_connection(self) -> bool {
        !matches!(
            self,
            Self::Load
                | Self::Keep
                | Self::Read
                | Self::Store
                | Self::Unlock
                | Self::Many
                | Self::Rotate
                | Self::Actions
        )
    }

    /// Whether a person can cancel it. What is being written is not left half done.
    #[must_use]
    pub fn can_be_cancelled(self) -> bool {
        !matches!(
            self,
            Self::Load | Self::Keep | Self::Read | Self::Store | Self::Unlock
        )
    }
}

//! What the screens know of saved connections: what is kept, which one the forms show, and what a verification of many
//! is at.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::domain::ProfileId;
use crate::library::LibrarySnapshot;
use crate::tui::change::Loss;
use crate::workflow::Opened;

/// Saved connections, as the screens see them. A change of `contents` or `open` sets `Shared::profiles_stale`, so that the
/// list follows.
#[derive(Debug, Default)]
pub struct LibraryView {
    /// Everything that is saved, or what of it can be read.
    pub contents: LibrarySnapshot,
    /// The profile whose history was asked for last, as of which change.
    pub shown: Option<(ProfileId, i64)>,
    /// Whether it has been read.
    pub loaded: bool,
    /// What is wrong with the file, and what to do.
    pub trouble: Option<String>,
    /// The profile that the forms on Setup show.
    pub open: Option<ProfileId>,
    /// A connection that was read to be shown, and waits until nothing has the keyboard.
    pub(crate) arrived: Option<Box<Opened>>,
    /// What a person agreed to lose when it was asked for.
    pub(crate) agreed: Loss,
    /// Whether the forms hold a draft: something that is not saved.
    pub changed: bool,
    /// Where new secrets are kept, and why there.
    pub store_words: Option<String>,
    /// What the verification of a profile is at, of each that is being verified.
    pub busy: BTreeMap<ProfileId, String>,
    /// How far a verification of many has come.
    pub progress: Option<Progress>,
    /// The connections that the last verification of many reached.
    pub just_checked: BTreeSet<ProfileId>,
}

/// How far a verification of many has come, in profiles.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// How many have ended, whatever came of them.
    pub done: usize,
    /// How many there are.
    pub total: usize,
    /// How many of those that ended failed.
    pub failed: usize,
    /// When it began.
    pub begun: Option<Timestamp>,
}

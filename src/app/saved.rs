//! What the screens know of the saved connections.

use std::collections::BTreeMap;

use crate::profile::{ProfileId, Saved};

/// The saved connections, as they are shown.
#[derive(Debug, Default)]
pub struct SavedView {
    /// What is saved.
    pub contents: Saved,
    /// Whether it has been read.
    pub loaded: bool,
    /// What is wrong with the file.
    pub trouble: Option<String>,
    /// The profile that the forms on Setup show.
    pub open: Option<ProfileId>,
    /// Whether the forms hold what is not saved.
    pub changed: bool,
    /// Where new secrets go, and why.
    pub store_words: Option<String>,
    /// What a verification is at.
    pub busy: BTreeMap<ProfileId, String>,
    /// How far a verification of many has come.
    pub progress: Option<Progress>,
    /// What came of the last one.
    pub summary: Option<String>,
}

/// How far a verification of many has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// How many have ended.
    pub done: usize,
    /// How many there are.
    pub total: usize,
    /// How many have failed.
    pub failed: usize,
}

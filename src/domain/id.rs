//! The identities of what is saved.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The identity of a profile: it stays when the profile is renamed, and its secrets are kept under it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ProfileId(Uuid);

impl ProfileId {
    /// A new one.
    #[must_use]
    pub fn random() -> Self {
        Self(Uuid::new_v4())
    }
}

impl From<Uuid> for ProfileId {
    fn from(id: Uuid) -> Self {
        Self(id)
    }
}

impl From<ProfileId> for Uuid {
    fn from(id: ProfileId) -> Self {
        id.0
    }
}

impl fmt::Display for ProfileId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The identity of an auth link that is kept here. `StackOne` does not know it: it is there before the link is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LinkId(Uuid);

impl LinkId {
    /// A new one.
    #[must_use]
    pub fn random() -> Self {
        Self(Uuid::new_v4())
    }
}

impl From<Uuid> for LinkId {
    fn from(id: Uuid) -> Self {
        Self(id)
    }
}

impl From<LinkId> for Uuid {
    fn from(id: LinkId) -> Self {
        id.0
    }
}

impl fmt::Display for LinkId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

//! The five sites.

/// One of the five listeners.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Site {
    /// Planday's identity server.
    Identity,
    /// Planday's Open API.
    OpenApi,
    /// `StackOne`'s API.
    StackOne,
    /// Planday's portal.
    Portal,
    /// `StackOne`'s dashboard.
    Dashboard,
}

impl Site {
    /// All five, in the order of their ports.
    pub const ALL: [Self; 5] = [
        Self::Identity,
        Self::OpenApi,
        Self::StackOne,
        Self::Portal,
        Self::Dashboard,
    ];

    /// Whether programs talk to it, not people.
    pub fn is_api(self) -> bool {
        matches!(self, Self::Identity | Self::OpenApi | Self::StackOne)
    }
}

//! What a row is, and which parts the screen has.

/// One row of the list, by where its data stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Row {
    /// The connection that is being set up, as long as it is none of the saved ones.
    ThisRun,
    /// A saved connection, by its place in [`crate::library::LibrarySnapshot::profiles`].
    Saved(usize),
    /// A connection that the config file names, by its place in `Shared::connections`. It can be read, not changed.
    Config(usize),
    /// A connector profile in `StackOne`, by its place in `RemoteData::profiles`.
    Connector(usize),
}

/// The parts of the screen. Each has columns of its own kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Part {
    /// The connections of this program.
    #[default]
    Connections,
    /// The connector profiles in `StackOne`.
    Connectors,
}

impl Part {
    /// All parts, as the title names them.
    pub const ALL: [(Self, &'static str); 2] = [
        (Self::Connections, "Connections"),
        (Self::Connectors, "StackOne's connector profiles"),
    ];

    /// The other part.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Connections => Self::Connectors,
            Self::Connectors => Self::Connections,
        }
    }
}

//! How a scope stands, in one word: what it is sorted by, and the sign before its name.

use crate::scopes::{Proven, Row};

/// How a scope stands, the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Something will not work.
    Wrong,
    /// Something is to be thought about.
    Doubt,
    /// It is asked for or granted, and no call has proven it.
    Open,
    /// A call has proven it.
    Proven,
    /// Nothing asks for it.
    Unused,
}

impl State {
    /// How this scope stands.
    #[must_use]
    pub fn of(row: &Row) -> Self {
        if row.is_wrong() {
            Self::Wrong
        } else if !row.findings.is_empty() {
            Self::Doubt
        } else if row.proven == Proven::Proven {
            Self::Proven
        } else if row.in_play() && row.proven != Proven::NoData {
            Self::Open
        } else {
            Self::Unused
        }
    }
}

//! The exit codes: one for each kind of outcome that a script would treat differently.

use std::process::ExitCode;

/// How a run ended.
///
/// | code | name | means | what a script does |
/// | ---: | --- | --- | --- |
/// | 0 | proven | everything that was asked for was done and proven | goes on |
/// | 1 | failed | something failed that none of the others names | shows the output |
/// | 2 | usage | the command line was wrong: an option, a name that does not exist or is taken, a missing confirmation | is mended |
/// | 3 | not configured | a setting or a credential is missing or wrong, nothing is saved, or a store is locked | sets it |
/// | 4 | rejected | a service refused the credentials | gets new ones |
/// | 5 | scope missing | the credentials are good, and a scope is not granted | has a new app made |
/// | 6 | network | a service could not be reached, or something between here and it answered in its place | tries again later |
/// | 7 | rate limited | a service asked for a pause longer than this run waits | tries again later |
/// | 8 | cancelled | a customer cancelled the sign-in of a link; the link still works | writes to the customer |
/// | 9 | link expired | the end of a link passed before a customer finished | makes a new link |
/// | 130 | interrupted | somebody stopped it | stops too |
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Exit {
    /// Everything that was asked for was done and proven.
    Success = 0,
    /// Something failed that none of the others names.
    Failed = 1,
    /// The command line was wrong.
    Usage = 2,
    /// A setting or a credential is missing or wrong.
    NotConfigured = 3,
    /// A service refused the credentials.
    Rejected = 4,
    /// The credentials are good, and a scope is not granted.
    ScopeMissing = 5,
    /// A service could not be reached.
    Network = 6,
    /// A service asked for a pause longer than this run waits.
    RateLimited = 7,
    /// A customer cancelled the sign-in of a link.
    Cancelled = 8,
    /// The end of a link passed before a customer finished.
    LinkExpired = 9,
    /// Somebody stopped it.
    Interrupted = 130,
}

impl Exit {
    /// The number.
    #[must_use]
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// The worse of two, for a run of many parts that ends with one code: the one that a person has more to do about.
    ///
    /// From the least to the worst:
    ///
    /// | | because |
    /// | --- | --- |
    /// | proven | nothing is to be done |
    /// | rate limited | it passes by itself, and the service works |
    /// | network | it mostly passes by itself, and says nothing about the connection |
    /// | cancelled | the link still works: a customer has to open it once more |
    /// | link expired | a new link has to be made and sent |
    /// | not configured | nothing was looked at, and it is mended here |
    /// | scope missing | the connection works in part; mending it takes a new app at Planday |
    /// | failed | something is wrong that has to be read first |
    /// | rejected | the connection is dead until a person at Planday or `StackOne` acts |
    /// | usage | nothing ran at all |
    /// | interrupted | not everything was looked at, so nothing is known of the whole |
    #[must_use]
    pub fn worst(self, other: Self) -> Self {
        if other.weight() > self.weight() {
            other
        } else {
            self
        }
    }

    const fn weight(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::RateLimited => 1,
            Self::Network => 2,
            Self::Cancelled => 3,
            Self::LinkExpired => 4,
            Self::NotConfigured => 5,
            Self::ScopeMissing => 6,
            Self::Failed => 7,
            Self::Rejected => 8,
            Self::Usage => 9,
            Self::Interrupted => 10,
        }
    }
}

/// What an exit code that was kept says of a connection, in few words.
#[must_use]
pub fn words(code: u8) -> &'static str {
    const NAMES: [(Exit, &str); 11] = [
        (Exit::Success, "everything held"),
        (Exit::Failed, "something failed"),
        (Exit::Usage, "asked for wrongly"),
        (Exit::NotConfigured, "not configured"),
        (Exit::Rejected, "rejected"),
        (Exit::ScopeMissing, "a scope is missing"),
        (Exit::Network, "not reached"),
        (Exit::RateLimited, "rate limited"),
        (Exit::Cancelled, "cancelled by the customer"),
        (Exit::LinkExpired, "link expired"),
        (Exit::Interrupted, "interrupted"),
    ];
    let found = NAMES.iter().find(|(exit, _)| exit.code() == code);
    found.map_or("ended in an unknown way", |(_, words)| words)
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_a_promise() {
        let all = [
            Exit::Success,
            Exit::Failed,
            Exit::Usage,
            Exit::NotConfigured,
            Exit::Rejected,
            Exit::ScopeMissing,
            Exit::Network,
            Exit::RateLimited,
            Exit::Cancelled,
            Exit::LinkExpired,
            Exit::Interrupted,
        ];
        assert_eq!(all.map(Exit::code), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 130]);
    }

    #[test]
    fn the_worst_of_many_is_the_one_with_most_to_do() {
        let order = [
            Exit::Success,
            Exit::RateLimited,
            Exit::Network,
            Exit::Cancelled,
            Exit::LinkExpired,
            Exit::NotConfigured,
            Exit::ScopeMissing,
            Exit::Failed,
            Exit::Rejected,
            Exit::Usage,
            Exit::Interrupted,
        ];
        for (at, exit) in order.into_iter().enumerate() {
            for (other_at, other) in order.into_iter().enumerate() {
                let worst = order[at.max(other_at)];
                assert_eq!(exit.worst(other), worst, "{exit:?} {other:?}");
            }
        }
    }
}

//! How a saved connection is, in one word, and why, in a few.

mod explain;

pub use explain::{Explanation, explain};

use jiff::{SignedDuration, Timestamp};

use crate::domain::exit::Exit;
use crate::domain::{Standing, StepId, is_stale};
use crate::library::{Profile, Verification};

/// How a saved connection is, the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ConnectionState {
    /// Its last verification failed.
    Failed,
    /// Its last verification is too long ago.
    Stale,
    /// It was never verified.
    Unknown,
    /// Its last verification held.
    Ok,
}

impl ConnectionState {
    /// All of them, the worst first.
    pub const ALL: [Self; 4] = [Self::Failed, Self::Stale, Self::Unknown, Self::Ok];

    /// How it is now.
    #[must_use]
    pub fn of(profile: &Profile, now: Timestamp, fresh_for: SignedDuration) -> Self {
        match profile.verified() {
            None => Self::Unknown,
            Some(last) if !last.holds() => Self::Failed,
            Some(last) if is_stale(last.at, now, fresh_for) => Self::Stale,
            Some(_) => Self::Ok,
        }
    }

    /// Its word, as a query writes it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Stale => "stale",
            Self::Unknown => "unknown",
            Self::Ok => "ok",
        }
    }
}

/// What sort of failure it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// Planday refuses the Token.
    TokenRefused,
    /// Planday does not know the App Id.
    AppIdUnknown,
    /// Planday refuses the administrator's access.
    AdministratorInactive,
    /// The Token opens another portal.
    OtherPortal,
    /// A scope is not granted.
    ScopeMissing,
    /// `StackOne` refuses the API key.
    ApiKeyRefused,
    /// The connector profile is missing or disabled.
    ConnectorProfile,
    /// Nothing usable came over the network.
    NoAnswer,
    /// A service asks to wait.
    RateLimited,
    /// Something is not entered or not stored.
    NotConfigured,
    /// Anything else.
    Other,
}

/// Why the last verification of a connection failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// What sort of failure.
    pub cause: Cause,
    /// In a few words.
    pub words: String,
}

impl Cause {
    /// What it is called where several connections have it in common.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::TokenRefused => "Token refused",
            Self::AppIdUnknown => "App Id unknown",
            Self::AdministratorInactive => "administrator inactive",
            Self::OtherPortal => "other portal",
            Self::ScopeMissing => "scope missing",
            Self::ApiKeyRefused => "API key refused",
            Self::ConnectorProfile => "connector profile",
            Self::NoAnswer => "no answer",
            Self::RateLimited => "rate limited",
            Self::NotConfigured => "not set up",
            Self::Other => "other",
        }
    }

    /// Whose failure it is, as a query writes it.
    #[must_use]
    pub fn party(self) -> &'static str {
        match self {
            Self::TokenRefused
            | Self::AppIdUnknown
            | Self::AdministratorInactive
            | Self::ScopeMissing => "planday",
            Self::ApiKeyRefused | Self::ConnectorProfile => "stackone",
            Self::NoAnswer | Self::RateLimited => "network",
            Self::NotConfigured | Self::OtherPortal => "input",
            Self::Other => "other",
        }
    }

    /// The step of Setup where it is repaired; none where nothing there repairs it.
    #[must_use]
    pub fn step(self) -> Option<StepId> {
        match self {
            Self::TokenRefused => Some(StepId::B2),
            Self::AppIdUnknown => Some(StepId::B1),
            Self::AdministratorInactive => Some(StepId::A3),
            Self::OtherPortal => Some(StepId::A1),
            Self::ScopeMissing => Some(StepId::A2),
            Self::ApiKeyRefused => Some(StepId::C1),
            Self::ConnectorProfile => Some(StepId::C2),
            Self::NoAnswer | Self::RateLimited | Self::NotConfigured | Self::Other => None,
        }
    }
}

/// Why the last verification failed; none where it held or where there was none.
#[must_use]
pub fn reason(profile: &Profile) -> Option<Reason> {
    let last = profile.verified().filter(|last| !last.holds())?;
    let cause = cause(profile, last);
    let words = words(profile, last, cause);
    Some(Reason { cause, words })
}

/// What a verification came to, in a few words. Of an older one only what was written down then is known.
pub(super) fn words_of(profile: &Profile, found: &Verification) -> String {
    let is_last = profile.verified() == Some(found);
    if found.holds() {
        let seen = profile.seen.as_ref().filter(|_| is_last);
        return match seen.and_then(|seen| Some((seen.granted?, seen.wanted))) {
            Some((granted, wanted)) if wanted > 0 => {
                format!("{granted} of {wanted} scopes granted")
            }
            _ => "everything that was checked holds".to_owned(),
        };
    }
    let cause = if is_last {
        cause(profile, found)
    } else {
        cause_by_line(found)
    };
    match cause {
        Cause::ScopeMissing if is_last => missing(profile, found),
        Cause::ScopeMissing => clause(&found.line),
        cause => words(profile, found, cause),
    }
}

/// The step of Setup that is to be looked at first: the one that failed, else one that did not hold.
#[must_use]
pub fn step_to_repair(profile: &Profile) -> Option<StepId> {
    let with = |standing: Standing| {
        let mut steps = profile.steps.iter();
        steps.find_map(|(step, found)| (found.standing == standing).then_some(*step))
    };
    let by_cause = || reason(profile)?.cause.step();
    with(Standing::Failed)
        .or_else(by_cause)
        .or_else(|| with(Standing::Unknown))
}

/// What sort of failure the last verification met: its exit code says what kind it is, the step that failed says where.
fn cause(profile: &Profile, last: &Verification) -> Cause {
    let failed = |step: StepId| {
        let found = profile.steps.get(&step);
        found.is_some_and(|found| found.standing == Standing::Failed)
    };
    let is_rejected = last.exit == Exit::Rejected.code();
    let by_step: &[(StepId, Cause)] = if is_rejected {
        &[
            (StepId::B2, Cause::TokenRefused),
            (StepId::B1, Cause::AppIdUnknown),
            (StepId::A3, Cause::AdministratorInactive),
            (StepId::C1, Cause::ApiKeyRefused),
        ]
    } else if last.exit == Exit::Failed.code() {
        &[
            (StepId::A1, Cause::OtherPortal),
            (StepId::C2, Cause::ConnectorProfile),
        ]
    } else {
        &[]
    };
    let found = by_step.iter().find(|(step, _)| failed(*step));
    found.map_or_else(|| cause_by_line(last), |(_, cause)| *cause)
}

/// The same where only its exit code and its line are known.
fn cause_by_line(found: &Verification) -> Cause {
    let says = |text: &str| found.line.contains(text);
    let is = |exit: Exit| found.exit == exit.code();
    if is(Exit::Rejected) {
        if says("refuses this Token") {
            Cause::TokenRefused
        } else if says("App Id") {
            Cause::AppIdUnknown
        } else if says("API key") {
            Cause::ApiKeyRefused
        } else if says("administrator") {
            Cause::AdministratorInactive
        } else {
            Cause::Other
        }
    } else if is(Exit::ScopeMissing) {
        Cause::ScopeMissing
    } else if is(Exit::Network) {
        Cause::NoAnswer
    } else if is(Exit::RateLimited) {
        Cause::RateLimited
    } else if is(Exit::NotConfigured) {
        Cause::NotConfigured
    } else if says("connector profile") {
        Cause::ConnectorProfile
    } else {
        Cause::Other
    }
}

/// The failure in a few words: short ones of our own where the cause is known, else the beginning of what was written down.
fn words(profile: &Profile, last: &Verification, cause: Cause) -> String {
    let own = match cause {
        Cause::TokenRefused => "Token refused by Planday",
        Cause::AppIdUnknown => "App Id not known to Planday",
        Cause::AdministratorInactive => "administrator account is inactive",
        Cause::OtherPortal => "the Token opens another portal",
        Cause::ApiKeyRefused => "API key refused by StackOne",
        Cause::ScopeMissing => return missing(profile, last),
        Cause::ConnectorProfile
        | Cause::NoAnswer
        | Cause::RateLimited
        | Cause::NotConfigured
        | Cause::Other => return clause(&last.line),
    };
    own.to_owned()
}

/// Which scope is missing, and how many more.
fn missing(profile: &Profile, last: &Verification) -> String {
    let scopes = profile.seen.as_ref().map(|seen| &seen.missing);
    let mut scopes = scopes.into_iter().flatten();
    match (scopes.next(), scopes.count()) {
        (None, _) => clause(&last.line),
        (Some(first), 0) => format!("scope missing: {first}"),
        (Some(first), more) => format!("scopes missing: {first} and {more} more"),
    }
}

/// What stands before the first stop that ends a part of a sentence.
fn clause(line: &str) -> String {
    let end = [": ", "; ", ". ", ", and "]
        .iter()
        .filter_map(|stop| line.find(stop))
        .min();
    let first = &line[..end.unwrap_or(line.len())];
    let first = first.trim_end_matches(['.', ':', ';', ' ']);
    if first.is_empty() {
        "failed, without a reason".to_owned()
    } else {
        first.to_owned()
    }
}

#[cfg(test)]
mod tests;

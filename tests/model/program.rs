//! One program: its handle on the library, and what it has under way, step by step.

use std::sync::Arc;

use jiff::Timestamp;
use stackday::domain::{Evidence, ProfileId, SecretId, SecretRecord, Standing, StepId};
use stackday::library::{ExchangeLock, Findings, Guard, Leftover, Library, SaveProfile};
use stackday::library::{LastSeen, Verification};

/// What a program has under way. Each variant holds what it has read or done so far.
pub enum Doing {
    /// A save with a new Token: reserved, put, recorded, the old one removed.
    Save {
        save: Box<SaveProfile>,
        record: Option<SecretRecord>,
        put: bool,
        left: Option<Vec<Leftover>>,
    },
    /// A verification: it has read a state, and will merge what it found of that.
    Verify {
        id: ProfileId,
        findings: Box<Findings>,
    },
    /// An exchange that renews the Token: begun, answered, put, recorded, ended.
    Exchange {
        id: ProfileId,
        /// Held from begin to end.
        lock: Option<ExchangeLock>,
        /// The Token that was sent, and whether the server has answered with a new one.
        sent: String,
        /// Where it was recorded then.
        from: Option<SecretRecord>,
        new: Option<String>,
        record: Option<SecretRecord>,
        put: bool,
        left: Option<Vec<Leftover>>,
    },
    /// A Token on its way to another store: reserved, put, recorded, then removed from the old one.
    Move {
        id: ProfileId,
        /// Held until it is recorded.
        lock: ExchangeLock,
        from: SecretRecord,
        record: Option<SecretRecord>,
        put: bool,
    },
    /// A deletion: the record is gone, what is left is to be removed.
    Remove { left: Vec<Leftover> },
}

/// What every secret of this world begins with.
pub const MARK: &str = "hush-";

/// A guard that knows the secrets of this world, as each program knows those of its run.
pub fn guard() -> Guard {
    Guard::new(Arc::new(|text| !text.contains(MARK)))
}

/// A program that runs.
pub struct Program {
    pub library: Library,
    pub doing: Option<Doing>,
}

impl Program {
    pub fn start(folder: &std::path::Path) -> Self {
        Self {
            library: Library::new(folder, guard()),
            doing: None,
        }
    }
}

/// What a verification finds that worked, as of this Token.
pub fn findings(revision: u64, token: &str, app: &str) -> Findings {
    let at = Timestamp::now();
    let line = made_with(token, app);
    Findings {
        revision,
        verification: Verification {
            since: at,
            looks: 1,
            at,
            exit: 0,
            line: line.clone(),
            checks: [].into(),
            origin: None,
        },
        seen: LastSeen {
            at,
            portal_name: None,
            granted: None,
            wanted: 0,
            missing: [].into(),
            connector: None,
            accounts: None,
        },
        steps: vec![(StepId::B2, Evidence::now(Standing::Verified, line))],
    }
}

/// Evidence says what it was made with: the Token as a person entered it, and the App Id. No secret is among it.
pub fn made_with(token: &str, app: &str) -> String {
    // A Token is `hush-{number}` or, renewed, `hush-{number}.{times}`: the number alone is told.
    let entered = token.trim_start_matches(MARK);
    let entered = entered.split('.').next().unwrap_or_default();
    format!("Token number {entered}, App Id {app}")
}

pub fn token_of(id: ProfileId) -> SecretId {
    SecretId::Token(id)
}

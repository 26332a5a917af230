//! What a verification found, and its form as JSON.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Renewed;
use super::directory::AccountCounts;
use crate::domain::exit::Exit;
use crate::domain::{Check, CheckId, SecretStoreKind, Standing};
use crate::planday::Portal;
use crate::scopes::ScopeReport;
use crate::secret::Secret;
use crate::stackone::ConnectorProfile;

/// What a verification found. Its JSON form is the output of `stackday verify --json`.
#[derive(Debug, Clone, Serialize)]
pub struct VerifyReport {
    /// Whether everything that was looked at holds.
    pub ok: bool,
    /// The checks, in order.
    pub checks: Vec<Check>,
    /// The scopes.
    pub scopes: ScopeReport,
    /// The portal that the token opens.
    pub portal: Option<Portal>,
    /// The connector profiles for Planday.
    pub profiles: Vec<ConnectorProfile>,
    /// The linked accounts for Planday by status, of the customer alone where an owner id is known. None, `null` in the
    /// JSON, where `StackOne` was not asked or did not answer.
    pub accounts: Option<BTreeMap<String, usize>>,
    /// What is to be said of the lists that were read: that one is not whole, or that an entry of it could not be read. A
    /// sentence each.
    pub caveats: Vec<String>,
    /// That Planday returned another Token, and where it is kept since. None, `null` in the JSON, where none came or the
    /// connection is not a saved one.
    pub renewed: Option<Renewal>,
    /// Another Token that Planday returned. Never written out.
    #[serde(skip)]
    pub new_token: Option<Secret>,
    /// Whether the portal is the one that was entered, where that can be told.
    #[serde(skip)]
    pub portal_matches: Option<bool>,
}

/// That the Token of a saved connection was renewed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Renewal {
    /// The store that the new Token is kept in; none where it could not be saved.
    pub kept_in: Option<SecretStoreKind>,
    /// Why it could not be saved, in one sentence.
    pub problem: Option<String>,
}

/// What a verification comes across besides its checks and the scopes.
#[derive(Default)]
pub(super) struct Found {
    pub(super) portal: Option<Portal>,
    pub(super) portal_matches: Option<bool>,
    pub(super) profiles: Vec<ConnectorProfile>,
    pub(super) accounts: Option<AccountCounts>,
    pub(super) caveats: Vec<String>,
    pub(super) new_token: Option<Secret>,
    pub(super) renewed: Option<Renewed>,
}

impl VerifyReport {
    pub(super) fn new(checks: Vec<Check>, scopes: ScopeReport, found: Found) -> Self {
        let renewed = found.renewed.map(|renewed| Renewal {
            kept_in: renewed.kept.as_ref().ok().map(|kept| kept.place),
            problem: renewed.kept.err(),
        });
        let lost = renewed
            .as_ref()
            .is_some_and(|renewed| renewed.problem.is_some());
        let all_hold = checks.iter().all(|check| {
            check.evidence.standing.holds() || check.evidence.standing == Standing::Skipped
        });
        Self {
            // A connection whose only Token is kept nowhere will not hold the next time.
            ok: all_hold && !lost,
            checks,
            scopes,
            portal: found.portal,
            profiles: found.profiles,
            accounts: found.accounts,
            caveats: found.caveats,
            renewed,
            new_token: found.new_token,
            portal_matches: found.portal_matches,
        }
    }

    /// One of its checks.
    #[must_use]
    pub fn check(&self, id: CheckId) -> Option<&Check> {
        self.checks.iter().find(|check| check.id == id)
    }

    /// What came of it, in one line: the first check that failed, else the first that stayed unknown.
    #[must_use]
    pub fn line(&self) -> String {
        if let Some(problem) = self
            .renewed
            .as_ref()
            .and_then(|renewed| renewed.problem.as_ref())
        {
            return format!("Planday returned a NEW Token, and it could NOT be saved. {problem}");
        }
        let open = self.open_check();
        match (open, &self.portal) {
            (Some(check), _) => check.evidence.line.clone(),
            (None, Some(portal)) => {
                format!(
                    "opens {}; everything that was checked holds",
                    portal.title()
                )
            }
            (None, None) => "everything that was checked holds".into(),
        }
    }

    /// The first check that failed, else the first that does not hold.
    pub(super) fn open_check(&self) -> Option<&Check> {
        let mut open = self.checks.iter().filter(|check| {
            let standing = check.evidence.standing;
            !standing.holds() && standing != Standing::Skipped
        });
        let first = open.clone().next();
        open.find(|check| check.evidence.standing == Standing::Failed)
            .or(first)
    }

    /// The exit code: of the first check that failed, else 1 where something stayed unknown.
    #[must_use]
    pub fn exit(&self) -> Exit {
        if self.ok {
            return Exit::Success;
        }
        self.checks
            .iter()
            .filter(|check| !check.evidence.standing.holds())
            .find_map(|check| check.evidence.diagnosis.as_ref())
            .map_or(Exit::Failed, |diagnosis| diagnosis.kind.exit())
    }
}

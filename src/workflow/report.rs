//! What a verification found, and its form as JSON.

use serde::Serialize;

use crate::exit::Exit;
use crate::guide::{Check, CheckId, Standing};
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
    /// Another Token that Planday returned. Never written out.
    #[serde(skip)]
    pub new_token: Option<Secret>,
}

impl VerifyReport {
    pub(super) fn new(
        checks: Vec<Check>,
        scopes: ScopeReport,
        portal: Option<Portal>,
        profiles: Vec<ConnectorProfile>,
        new_token: Option<Secret>,
    ) -> Self {
        let ok = checks.iter().all(|check| {
            check.evidence.standing.holds() || check.evidence.standing == Standing::Skipped
        });
        Self {
            ok,
            checks,
            scopes,
            portal,
            profiles,
            new_token,
        }
    }

    /// One of its checks.
    #[must_use]
    pub fn check(&self, id: CheckId) -> Option<&Check> {
        self.checks.iter().find(|check| check.id == id)
    }

    /// The exit code: of the first check that failed, else 1 where something stayed unknown.
    #[must_use]
    pub fn exit(&self) -> Exit {
        if self.ok {
            return Exit::Proven;
        }
        self.checks
            .iter()
            .filter(|check| !check.evidence.standing.holds())
            .find_map(|check| check.evidence.diagnosis.as_ref())
            .map_or(Exit::Failed, |diagnosis| diagnosis.kind.exit())
    }
}

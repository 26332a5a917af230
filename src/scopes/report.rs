//! What was found out about the scopes of one connection.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;

use crate::domain::Probe;
use crate::domain::clock;
use crate::domain::scope::Scopes;
use crate::planday::{GrantedBy, Proof};

/// The scopes of one connection: required, wanted, granted, missing, proven.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ScopeReport {
    /// Needed by what the integration will do.
    pub required: Scopes,
    /// Wanted by the person.
    pub wanted: Scopes,
    /// Those of them that are not among the scopes that stackday knows: checked as they stand.
    pub unknown: Scopes,
    /// Granted, as far as that is known.
    pub granted: Scopes,
    /// How the granted ones are known.
    pub granted_by: Option<GrantedBy>,
    /// Required or wanted, and shown to be missing.
    pub missing: Scopes,
    /// Proven by a call that succeeded.
    pub proven: Scopes,
    /// What each probe showed.
    #[serde(skip)]
    pub outcomes: BTreeMap<String, Probed>,
}

/// What a probe showed, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probed {
    /// What it showed.
    pub proof: Proof,
    /// When.
    pub at: Timestamp,
}

impl ScopeReport {
    /// What the app must have: required or wanted.
    #[must_use]
    pub fn asked(&self) -> Scopes {
        self.required.union(&self.wanted).cloned().collect()
    }

    /// Writes down what a probe showed just now.
    pub(crate) fn note(&mut self, probe: &Probe, proof: Proof) {
        let at = clock::now();
        self.outcomes
            .insert(probe.scope.clone(), Probed { proof, at });
    }

    /// The scopes whose probes showed such an outcome.
    pub(crate) fn showing(&self, holds: impl Fn(&Proof) -> bool) -> Scopes {
        let shown = self
            .outcomes
            .iter()
            .filter(|(_, shown)| holds(&shown.proof));
        shown.map(|(scope, _)| scope.clone()).collect()
    }
}

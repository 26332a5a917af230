//! What a verification found out about a saved connection, as it is remembered.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::VerifyReport;
use crate::guide::StepId;
use crate::profile::{ProfileId, Proved, Saved, Sight, Verification};

/// What a verification found out, ready to be written down.
#[derive(Debug, Clone)]
pub struct Findings {
    /// The verification itself, for the history.
    pub verification: Verification,
    /// What was seen of the services.
    pub sight: Sight,
    /// What it says about the steps of the guide.
    pub steps: BTreeMap<StepId, Proved>,
}

/// What is to be remembered of a verification. `connector` is the connector profile that was meant, by name or id.
#[must_use]
pub fn findings(report: &VerifyReport, connector: Option<&str>, now: Timestamp) -> Findings {
    let _ = (report, connector, now);
    todo!()
}

/// Writes the findings down. Says whether the connection is still saved.
pub fn record(saved: &mut Saved, id: ProfileId, findings: &Findings) -> bool {
    let _ = (saved, id, findings);
    todo!()
}

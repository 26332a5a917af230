//! What a verification found out about a saved connection, as it is remembered.

use jiff::Timestamp;

use super::profile::meant_profile;
use super::{Observer, Progress, Services, VerifyReport, saving};
use crate::exit::Exit;
use crate::guide::{Evidence, Ledger, StepId, ticks};
use crate::journal::Level;
use crate::planday::GrantedBy;
use crate::planday::scope::Scopes;
use crate::profile::{
    Connector, LastSeen, Profile, ProfileId, Saved, StoreError, StoredEvidence, Verification,
};
use crate::scopes::ScopeReport;
use crate::stackone::ConnectorProfile;
use crate::text;

/// The longest line that is remembered, in characters.
const LONGEST: usize = 300;

/// What a verification found out, ready to be written down.
#[derive(Debug, Clone)]
pub struct Findings {
    /// The verification itself, for the history.
    pub verification: Verification,
    /// What was seen of the services.
    pub sight: LastSeen,
    /// What it says about the steps of the guide, in the order in which it was found out.
    pub steps: Vec<(StepId, Evidence)>,
}

/// What is to be remembered of a verification. `connector` is the connector profile that was meant, by name or id.
#[must_use]
pub fn findings(report: &VerifyReport, connector: Option<&str>, now: Timestamp) -> Findings {
    let checks = report
        .checks
        .iter()
        .map(|check| (check.id, proved(&check.evidence)))
        .collect();
    let (granted, missing) = scopes(&report.scopes);
    Findings {
        verification: Verification {
            at: now,
            exit: report.exit().code(),
            line: short(&report.line()),
            checks,
        },
        sight: LastSeen {
            at: now,
            portal_name: report.portal.as_ref().map(|portal| short(&portal.title())),
            granted,
            wanted: report.scopes.wanted.len(),
            missing,
            connector: meant_profile(&report.profiles, connector).map(seen),
            accounts: report.accounts.clone(),
        },
        steps: report
            .checks
            .iter()
            .flat_map(|check| ticks(check, report.portal_matches))
            .collect(),
    }
}

/// Writes the findings down. Says whether the connection is still saved.
///
/// A verification that was cancelled came to no end: nothing of it is written down, and nothing known before gets old by it.
pub fn record(saved: &mut Saved, id: ProfileId, findings: &Findings) -> bool {
    let Some(profile) = saved.find_mut(id) else {
        return false;
    };
    if findings.verification.exit == Exit::Interrupted.code() {
        return true;
    }
    take_steps(profile, &findings.steps);
    profile.remember(findings.verification.clone());
    let mut sight = findings.sight.clone();
    // A portal keeps its name while nobody answers for it.
    if sight.portal_name.is_none() {
        sight.portal_name = profile.seen.take().and_then(|seen| seen.portal_name);
    }
    profile.seen = Some(sight);
    true
}

/// Writes down what a verification of a saved connection found out, and tells what is saved then. The error is one
/// sentence.
pub async fn remember(
    services: &Services,
    id: ProfileId,
    report: &VerifyReport,
    connector: Option<&str>,
    observer: &impl Observer,
) -> Result<(), String> {
    let findings = findings(report, connector, Timestamp::now());
    let noted = saving::change(services.store.as_ref(), move |saved| {
        if record(saved, id, &findings) {
            Ok(())
        } else {
            Err(StoreError::Refused(saving::gone()))
        }
    });
    match noted.await {
        Ok((saved, ())) => {
            observer.tell(Progress::Saved(saved)).await;
            Ok(())
        }
        Err(problem) => {
            let text = format!("findings could not be saved: {problem}");
            services.door.note(Level::Error, &text);
            Err(problem)
        }
    }
}

/// Takes the evidence in by the rules of the ledger: what was not reached hides nothing that was seen before.
fn take_steps(profile: &mut Profile, steps: &[(StepId, Evidence)]) {
    let mut ledger = Ledger::default();
    for (step, proved) in &profile.steps {
        let evidence = Evidence {
            standing: proved.standing,
            line: proved.line.clone(),
            at: proved.at,
            diagnosis: None,
        };
        ledger.record(*step, evidence);
    }
    for (step, evidence) in steps {
        ledger.record(*step, evidence.clone());
    }
    for (step, _) in steps {
        profile.steps.insert(*step, proved(ledger.of(*step)));
    }
}

fn proved(evidence: &Evidence) -> StoredEvidence {
    StoredEvidence {
        standing: evidence.standing,
        line: short(&evidence.line),
        at: evidence.at,
    }
}

/// How many of the wanted scopes are granted, where that is known of all of them; and which are missing.
fn scopes(report: &ScopeReport) -> (Option<usize>, Scopes) {
    let held = report.wanted.intersection(&report.granted).count();
    match report.granted_by {
        None => (None, Scopes::new()),
        // The answer names them all, whether or not the calls that prove them came to an end.
        Some(GrantedBy::Response | GrantedBy::Token) => {
            let asked = report.asked();
            let missing = asked.difference(&report.granted).cloned().collect();
            (Some(held), missing)
        }
        Some(GrantedBy::Probes) => {
            let decided = held + report.wanted.intersection(&report.missing).count();
            let all = decided == report.wanted.len();
            (all.then_some(held), report.missing.clone())
        }
    }
}

fn seen(profile: &ConnectorProfile) -> Connector {
    let version = |text: &Option<text::Text>| text.as_ref().map(|text| short(text.as_str()));
    Connector {
        id: short(profile.id.as_str()),
        name: short(profile.name.as_str()),
        active: profile.active,
        default: profile.default,
        version: version(&profile.connector_version),
        pinned: version(&profile.connector_pinned_version),
    }
}

fn short(line: &str) -> String {
    text::line(line, LONGEST)
}

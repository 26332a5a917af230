//! What a verification found out about a saved connection, as it is remembered.

use jiff::Timestamp;

use super::inputs::Basis;
use super::library::{changes, gone, on_library};
use super::profile::meant_profile;
use super::{Observer, Progress, Services, VerifyReport};
use crate::domain::clock;
use crate::domain::scope::Scopes;
use crate::domain::{ChangeOrigin, Evidence, StoredEvidence, text, ticks};
use crate::journal::Level;
use crate::library::{Connector, LastSeen, Verification};
use crate::library::{Findings, Merged};
use crate::planday::GrantedBy;
use crate::scopes::ScopeReport;
use crate::stackone::ConnectorProfile;

/// The longest line that is remembered, in characters.
const LONGEST: usize = 300;

/// What is to be remembered of a verification. `connector` is the connector profile that was meant, by name or id.
#[must_use]
pub fn findings(
    report: &VerifyReport,
    revision: u64,
    connector: Option<&str>,
    origin: &ChangeOrigin,
    now: Timestamp,
) -> Findings {
    let checks = report
        .checks
        .iter()
        .map(|check| (check.id, proved(&check.evidence)))
        .collect();
    let (granted, missing) = scopes(&report.scopes);
    Findings {
        revision,
        verification: Verification {
            since: now,
            looks: 1,
            at: now,
            exit: report.exit().code(),
            line: short(&report.line()),
            checks,
            origin: Some(origin.clone()),
        },
        seen: LastSeen {
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

/// Merges what a verification of a saved connection found out, and tells what has changed. The error is one sentence.
pub async fn remember(
    services: &Services,
    basis: &Basis,
    report: &VerifyReport,
    connector: Option<&str>,
    observer: &impl Observer,
) -> Result<(), String> {
    let Some(revision) = basis.revision else {
        return Ok(());
    };
    let findings = findings(report, revision, connector, &services.origin, clock::now());
    let id = basis.id;
    let merged = on_library(services, move |library| {
        library.merge_findings(vec![(id, findings)])
    });
    let problem = match merged.await.as_deref() {
        Ok([Merged::Yes]) => {
            if let Some(changes) = changes(services).await {
                observer.tell(Progress::LibraryChanged(changes)).await;
            }
            return Ok(());
        }
        Ok([Merged::OtherRevision]) => {
            "the connection was changed meanwhile; verify it again".to_owned()
        }
        Ok(_) => gone(),
        Err(error) => error.to_string(),
    };
    let text = format!("findings could not be saved: {problem}");
    services.door.note(Level::Error, &text);
    Err(problem)
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
        default: profile.is_default(),
        version: version(&profile.connector_version),
        pinned: version(&profile.connector_pinned_version),
    }
}

fn short(line: &str) -> String {
    text::line(line, LONGEST)
}

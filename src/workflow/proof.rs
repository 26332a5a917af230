//! Proving scopes: one cheap read for each that has a known path, a few at a time.

use std::collections::BTreeSet;

use futures::StreamExt as _;
use futures::stream;
use tokio_util::sync::CancellationToken;

use super::{Observer, Progress, Services};
use crate::domain::diagnosis::{Diagnosis, Kind};
use crate::domain::scope::{self, Scopes};
use crate::domain::{PersonalDataConsent, Probe, ProbeIds};
use crate::planday::{GrantedBy, Probed, Proof, Session};
use crate::scopes::ScopeReport;

/// How many probes run side by side (facts: planday.md, section 5.2).
const SIDE_BY_SIDE: usize = 3;

/// Probes the scopes of the report and writes down what came of it: outcomes, proven, missing.
///
/// The error ends the run: the token is refused, or the person cancelled.
pub(super) async fn prove(
    services: &Services,
    session: &Session,
    report: &mut ScopeReport,
    leave: &PersonalDataConsent,
    observer: &impl Observer,
    cancel: &CancellationToken,
) -> Result<(), Diagnosis> {
    let known = report.granted_by != Some(GrantedBy::Probes);
    // What the token does not grant needs no call to be missing.
    let asked = report.asked();
    let targets: Scopes = match (known, asked.is_empty()) {
        (true, true) => report.granted.clone(),
        (true, false) => asked.intersection(&report.granted).cloned().collect(),
        (false, _) => asked.clone(),
    };
    let (allowed, held_back): (Vec<&'static Probe>, Vec<&'static Probe>) = targets
        .iter()
        .filter_map(|scope| scope::probe_of(scope))
        .partition(|probe| leave.allows(probe));
    for probe in held_back {
        report.note(probe, Proof::HeldBack);
    }
    let (first, second): (Vec<_>, Vec<_>) = allowed
        .into_iter()
        .partition(|probe| probe.after().is_none());
    // A probe that needs an id asks for one even where nobody wants the scope that yields it, if it may be there.
    let may_help =
        |scope: &str| !targets.contains(scope) && (!known || report.granted.contains(scope));
    let mut helpers = helpers(&second, may_help);
    helpers.retain(|probe| leave.allows(probe));

    // Answers that say nothing by themselves, until it shows that Planday answers at all.
    let mut undecided = Vec::new();
    let mut planday_answers = false;
    let total = first.len() + second.len() + helpers.len();
    let mut done = 0;
    let mut ids = ProbeIds::default();
    for (round, probes) in [first.into_iter().chain(helpers).collect::<Vec<_>>(), second]
        .into_iter()
        .enumerate()
    {
        let with = ids;
        let mut calls = Vec::with_capacity(probes.len());
        for probe in probes {
            calls.push(async move {
                let proof = services.planday.probe(session, probe, &with, cancel).await;
                (probe, proof)
            });
        }
        let mut answers = stream::iter(calls).buffer_unordered(SIDE_BY_SIDE);
        while let Some((probe, proof)) = answers.next().await {
            let probed = match proof {
                Ok(probed) => probed,
                // No answer to one probe says nothing about the others, or about the token.
                Err(diagnosis) if diagnosis.kind == Kind::Network => {
                    Proof::Unclear(diagnosis).into()
                }
                Err(diagnosis) => return Err(diagnosis),
            };
            planday_answers |= probed.is_plandays();
            let Probed {
                proof,
                if_planday_answers,
            } = probed;
            if let Some(then) = if_planday_answers.filter(|_| targets.contains(&probe.scope)) {
                undecided.push((probe, then));
            }
            if let Proof::Unclear(diagnosis) = &proof
                && diagnosis.kind == Kind::RateLimited
            {
                // Every further call would only make the wait longer.
                return Err(diagnosis.clone());
            }
            done += 1;
            observer.tell(Progress::Probed { done, total }).await;
            if let (0, Proof::Proven(found)) = (round, &proof) {
                match probe.scope.as_str() {
                    "department:read" => ids.department = found.first_id,
                    "employee:read" => ids.employee = found.first_id,
                    _ => {}
                }
            }
            if targets.contains(&probe.scope) {
                report.note(probe, proof);
            }
        }
    }
    if planday_answers {
        for (probe, proof) in undecided {
            report.note(probe, proof);
        }
    }
    report.proven = report.showing(|proof| matches!(proof, Proof::Proven(_)));
    report.missing = if known {
        asked.difference(&report.granted).cloned().collect()
    } else {
        report.showing(|proof| matches!(proof, Proof::Refused(_)))
    };
    if !known {
        report.granted.clone_from(&report.proven);
    }
    Ok(())
}

/// The probes that yield the ids which these need, each once.
fn helpers(probes: &[&'static Probe], may_help: impl Fn(&str) -> bool) -> Vec<&'static Probe> {
    let scopes: BTreeSet<_> = probes.iter().filter_map(|probe| probe.after()).collect();
    scopes
        .into_iter()
        .filter(|scope| may_help(scope))
        .filter_map(scope::probe_of)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_helper_is_sent_once_however_often_and_in_which_order_it_is_needed() {
        let needing = ["payroll:read", "employee:history", "timeandcost:read"];
        let probes: Vec<_> = needing.into_iter().filter_map(scope::probe_of).collect();
        let helpers = helpers(&probes, |_| true);
        let scopes: Vec<_> = helpers.iter().map(|probe| probe.scope.as_str()).collect();
        assert_eq!(scopes, ["department:read", "employee:read"]);
    }
}

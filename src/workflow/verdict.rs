//! What the scopes amount to: granted, missing, proven, or not known.

use crate::domain::clock;
use crate::domain::diagnosis::{Diagnosis, Kind, Party};
use crate::domain::scope::Scopes;
use crate::domain::{Evidence, Standing};
use crate::planday::{GrantedBy, Proof};
use crate::scopes::{Probed, ScopeReport};

/// What the scopes amount to.
pub(super) fn judge(report: &ScopeReport) -> Evidence {
    let by = report.granted_by.unwrap_or(GrantedBy::Probes);
    let asked = report.asked();
    let wanted = asked.len();
    if !report.missing.is_empty() {
        let missing = list(&report.missing);
        return Evidence::failed(Diagnosis::new(
            Party::PlandayApi,
            Kind::ScopeMissing,
            format!(
                "{} of {wanted} wanted scopes missing: {missing}.",
                report.missing.len()
            ),
            format!(
                "Create a new app with all the wanted scopes ticked, {} among them: scopes cannot be added later. Then authorise it and copy its App Id and Token.",
                few(&report.missing)
            ),
        ));
    }
    if let Some((scope, diagnosis)) = report
        .outcomes
        .iter()
        .find_map(|(scope, shown)| match &shown.proof {
            Proof::Refused(diagnosis) => Some((scope, diagnosis)),
            _ => None,
        })
    {
        let line = format!("{scope} is granted, yet Planday refused a call that needs it");
        return Evidence {
            line,
            ..Evidence::inconclusive(diagnosis.clone())
        };
    }
    if by == GrantedBy::Probes {
        let unproven: Scopes = asked.difference(&report.proven).cloned().collect();
        if !unproven.is_empty() || wanted == 0 {
            let line = if wanted == 0 {
                "the answer names no scopes, and none are wanted that a call could prove".to_owned()
            } else {
                format!(
                    "the answer names no scopes; not shown by a call: {}{}",
                    list(&unproven),
                    if report
                        .outcomes
                        .values()
                        .any(|shown| shown.proof == Proof::HeldBack)
                    {
                        " (some only if you allow personal data)"
                    } else {
                        ""
                    }
                )
            };
            return report.outcomes.values().find_map(unclear).map_or_else(
                || Evidence {
                    at: Some(clock::now()),
                    ..Evidence::unknown(line.clone())
                },
                |diagnosis| Evidence {
                    line: line.clone(),
                    ..Evidence::inconclusive(diagnosis)
                },
            );
        }
        return Evidence::now(
            Standing::Verified,
            format!("{wanted} of {wanted} wanted scopes proven by calls"),
        );
    }
    let proven = report.proven.len();
    let line = if wanted == 0 {
        format!(
            "{} scopes granted ({}), {proven} proven by a call; none were named as wanted",
            report.granted.len(),
            by.words()
        )
    } else {
        format!(
            "{wanted} of {wanted} wanted scopes granted ({}), {proven} proven by a call",
            by.words()
        )
    };
    Evidence::now(Standing::Verified, line)
}

fn unclear(shown: &Probed) -> Option<Diagnosis> {
    match &shown.proof {
        Proof::Unclear(diagnosis) => Some(diagnosis.clone()),
        _ => None,
    }
}

/// The first scopes, and how many more.
fn few(scopes: &Scopes) -> String {
    const FEW: usize = 3;
    let first: Vec<_> = scopes.iter().take(FEW).map(String::as_str).collect();
    match scopes.len().saturating_sub(FEW) {
        0 => first.join(", "),
        more => format!("{} and {more} more", first.join(", ")),
    }
}

fn list(scopes: &Scopes) -> String {
    scopes
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(", ")
}

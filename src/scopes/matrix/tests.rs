//! What the matrix must hold to.

use std::collections::BTreeMap;

use super::*;
use crate::domain::diagnosis::{Diagnosis, Kind as Why, Party};
use crate::planday::ProbeYield;
use crate::scopes::{By, Chosen, Probed, Source};

fn needs(names: &[&str]) -> Required {
    let reason = |_: &&str| {
        vec![Reason {
            by: By::Action("planday_do".into()),
            source: Source::Stackone,
        }]
    };
    Required {
        scopes: names
            .iter()
            .map(|name| ((*name).to_owned(), reason(name)))
            .collect(),
        ..Required::of(&Chosen::new(), &[], None)
    }
}

fn set(list: &str) -> Scopes {
    scope::read(list).scopes
}

fn seen(by: GrantedBy, granted: &str, outcomes: &[(&str, Proof)]) -> ScopeReport {
    let at = Timestamp::UNIX_EPOCH;
    let outcome = |(name, proof): &(&str, Proof)| {
        let proof = proof.clone();
        ((*name).to_owned(), Probed { proof, at })
    };
    ScopeReport {
        granted: set(granted),
        granted_by: Some(by),
        outcomes: outcomes.iter().map(outcome).collect::<BTreeMap<_, _>>(),
        ..ScopeReport::default()
    }
}

fn no() -> Proof {
    Proof::Refused(Diagnosis::new(
        Party::PlandayApi,
        Why::ScopeMissing,
        "refused",
        "new app",
    ))
}

fn row(matrix: &Matrix, scope: &str) -> Row {
    matrix.row(scope).expect("a row").clone()
}

#[test]
fn every_catalogued_scope_has_a_row_and_so_has_an_unknown_one() {
    let matrix = Matrix::new(
        &needs(&[]),
        &set("brand:new"),
        &ScopeReport::default(),
        &PersonalDataConsent::default(),
    );
    assert_eq!(matrix.rows.len(), 80);
    let last = matrix.rows.last().expect("rows");
    assert_eq!(
        (last.scope.as_str(), last.group()),
        ("brand:new", "Not in the catalogue")
    );
    assert_eq!(last.findings, [Finding::Unlisted]);
    assert!(
        matrix
            .rows
            .iter()
            .all(|row| row.granted == Granted::Unknown)
    );
}

#[test]
fn every_outcome_of_a_call_stays_apart() {
    let trouble = Diagnosis::new(Party::PlandayApi, Why::Trouble, "503", "later");
    let proven = Proof::Proven(ProbeYield::default());
    let granted = "shift:read revenue:read skill:read ssn:read employee:read payroll:read timeandcost:read shift:update datacenter:read openid";
    let report = seen(
        GrantedBy::Response,
        granted,
        &[
            ("shift:read", proven),
            ("revenue:read", no()),
            ("skill:read", Proof::Probable),
            ("ssn:read", Proof::Silent),
            ("payroll:read", Proof::Unclear(trouble)),
            ("timeandcost:read", Proof::NoId),
            ("employee:read", Proof::HeldBack),
        ],
    );
    let matrix = Matrix::new(
        &needs(&[]),
        &set(granted),
        &report,
        &PersonalDataConsent::default(),
    );
    for (scope, expected) in [
        ("shift:read", Proven::Proven),
        ("revenue:read", Proven::Refused),
        ("skill:read", Proven::Probable),
        ("ssn:read", Proven::Silent),
        ("payroll:read", Proven::Unclear),
        ("timeandcost:read", Proven::NoId),
        ("employee:read", Proven::HeldBack),
        ("shift:update", Proven::SideEffect),
        ("datacenter:read", Proven::NoPath),
        ("openid", Proven::NoData),
        ("department:read", Proven::NotGranted),
    ] {
        assert_eq!(row(&matrix, scope).proven, expected, "{scope}");
    }
    assert_eq!(
        row(&matrix, "employee:read").at,
        None,
        "what was not asked has no time"
    );
    assert_eq!(row(&matrix, "payroll:read").said.as_deref(), Some("503"));
    assert_eq!(row(&matrix, "revenue:read").findings, [Finding::Refused]);
}

#[test]
fn leave_that_was_given_since_makes_a_scope_untried() {
    let report = seen(
        GrantedBy::Response,
        "employee:read",
        &[("employee:read", Proof::HeldBack)],
    );
    let leave = PersonalDataConsent::read(["employee"]).expect("a resource");
    let matrix = Matrix::new(&needs(&[]), &set("employee:read"), &report, &leave);
    assert_eq!(row(&matrix, "employee:read").proven, Proven::Untried);
}

#[test]
fn where_only_calls_tell_nothing_else_is_said_to_be_granted_or_missing() {
    let proven = Proof::Proven(ProbeYield::default());
    let report = seen(
        GrantedBy::Probes,
        "shift:read",
        &[
            ("shift:read", proven),
            ("revenue:read", no()),
            ("skill:read", Proof::Probable),
        ],
    );
    let wanted = set("shift:read revenue:read skill:read shift:update");
    let matrix = Matrix::new(
        &needs(&["revenue:read"]),
        &wanted,
        &report,
        &PersonalDataConsent::default(),
    );
    for (scope, expected) in [
        ("shift:read", Granted::Yes),
        ("revenue:read", Granted::No),
        ("skill:read", Granted::Unknown),
        ("shift:update", Granted::Unknown),
        ("employee:read", Granted::Unknown),
    ] {
        assert_eq!(row(&matrix, scope).granted, expected, "{scope}");
    }
    assert_eq!(row(&matrix, "revenue:read").findings, [Finding::Missing]);
}

#[test]
fn what_is_wrong_is_said_of_the_row_it_is_about() {
    let report = seen(
        GrantedBy::Token,
        "shift:read salaries:read skill:read openid offline_access",
        &[],
    );
    let required = needs(&[
        "shift:read",
        "payroll:read",
        "absence:read",
        "portal:create",
    ]);
    let wanted = set("shift:read payroll:read salaries:read revenue:read portal:create");
    let matrix = Matrix::new(&required, &wanted, &report, &PersonalDataConsent::default());
    for (scope, expected) in [
        ("shift:read", &[][..]),
        ("payroll:read", &[Finding::Missing, Finding::Sensitive]),
        ("absence:read", &[Finding::Missing, Finding::NotWanted]),
        ("salaries:read", &[Finding::Sensitive, Finding::Unused]),
        ("revenue:read", &[Finding::WantedMissing, Finding::Unused]),
        ("skill:read", &[Finding::Excess]),
        ("portal:create", &[Finding::Missing, Finding::NotForApps]),
        ("openid", &[]),
    ] {
        assert_eq!(row(&matrix, scope).findings, expected, "{scope}");
    }
    assert!(row(&matrix, "revenue:read").is_wrong() && !row(&matrix, "salaries:read").is_wrong());
}

//! Whatever the services answer: nothing is called proven that no call proved, and nothing missing goes unsaid.

use std::collections::BTreeMap;

use jiff::Timestamp;
use proptest::prelude::*;

use super::{
    Chosen, Finding, Granted, Matrix, Probed, Proven, Required, ScopeReport, Tone, Verdict,
};
use crate::domain::PersonalDataConsent;
use crate::domain::diagnosis::{Diagnosis, Kind, Party};
use crate::domain::scope::{self, Scopes};
use crate::planday::{GrantedBy, ProbeYield, Proof};

fn scopes() -> impl Strategy<Value = Scopes> {
    let names: Vec<String> = scope::all()
        .iter()
        .map(|scope| scope.name.clone())
        .chain(["brandnew:read".to_owned()])
        .collect();
    prop::collection::btree_set(prop::sample::select(names), 0..12)
}

fn proof() -> impl Strategy<Value = Proof> {
    let why = || Diagnosis::new(Party::PlandayApi, Kind::ScopeMissing, "no", "next");
    prop_oneof![
        Just(Proof::Proven(ProbeYield::default())),
        Just(Proof::Refused(why())),
        Just(Proof::Probable),
        Just(Proof::Silent),
        Just(Proof::Unclear(why())),
        Just(Proof::NoId),
        Just(Proof::HeldBack),
    ]
}

prop_compose! {
    fn report()(
        granted in scopes(),
        by in prop_oneof![
            Just(None),
            Just(Some(GrantedBy::Response)),
            Just(Some(GrantedBy::Token)),
            Just(Some(GrantedBy::Probes)),
        ],
        probed in prop::collection::btree_map(
            scopes().prop_filter_map("a scope", |some| some.into_iter().next()), proof(), 0..8),
    ) -> ScopeReport {
        let at = Timestamp::UNIX_EPOCH;
        let outcomes: BTreeMap<_, _> = probed
            .into_iter()
            .map(|(name, proof)| (name, Probed { proof, at }))
            .collect();
        ScopeReport { granted, granted_by: by, outcomes, ..ScopeReport::default() }
    }
}

fn actions() -> impl Strategy<Value = Chosen> {
    let ids = [
        "planday_list_shifts",
        "planday_get_payroll",
        "planday_list_employees",
        "planday_create_shift",
        "planday_get_portal",
        "planday_get_employee_ssn",
    ];
    prop::collection::btree_set(prop::sample::select(ids.map(str::to_owned).to_vec()), 0..4)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_called_proven_that_no_call_proved(
        chosen in actions(), wanted in scopes(), report in report(), leave in any::<bool>(),
    ) {
        let leave = if leave { PersonalDataConsent::everything() } else { PersonalDataConsent::default() };
        let required = Required::of(&chosen, &[], None);
        let matrix = Matrix::new(&required, &wanted, &report, &leave);
        for row in &matrix.rows {
            let by_call = report.outcomes.get(&row.scope).map(|shown| &shown.proof);
            prop_assert_eq!(row.proven == Proven::Proven, matches!(by_call, Some(Proof::Proven(_))));
            let by_word = report.granted_by.is_some_and(|by| by != GrantedBy::Probes)
                && report.granted.contains(&row.scope);
            let by_proof = report.granted_by == Some(GrantedBy::Probes) && row.proven == Proven::Proven;
            prop_assert_eq!(row.granted == Granted::Yes, by_word || by_proof, "{}", row.scope);
            if report.granted_by.is_none() {
                prop_assert_eq!(row.granted, Granted::Unknown);
            }
        }
        // A good word is for what is granted, all of it.
        let verdict = Verdict::of(&matrix, &required);
        if verdict.tone == Tone::Good {
            for row in matrix.rows.iter().filter(|row| row.wanted || !row.required.is_empty()) {
                let signing_in = row.known.is_some_and(|scope| scope.kind != scope::Kind::Data);
                prop_assert!(signing_in || row.granted == Granted::Yes, "{}", row.scope);
            }
        }
    }

    #[test]
    fn what_is_required_and_not_granted_is_never_passed_over(
        chosen in actions(), wanted in scopes(), report in report(),
    ) {
        let required = Required::of(&chosen, &[], None);
        let matrix = Matrix::new(&required, &wanted, &report, &PersonalDataConsent::default());
        let verdict = Verdict::of(&matrix, &required);
        let lacking: Vec<_> = required
            .names()
            .into_iter()
            .filter(|name| matrix.row(name).is_some_and(|row| row.granted == Granted::No))
            .collect();
        if !lacking.is_empty() {
            prop_assert_eq!(verdict.tone, Tone::Bad);
            let way_out = verdict.way_out.expect("a way out");
            prop_assert!(way_out.new_app);
            for name in &lacking {
                prop_assert!(way_out.scopes.contains(name));
                prop_assert!(matrix.with(Finding::Missing).any(|row| &row.scope == name));
            }
            for action in &verdict.breaks {
                prop_assert!(chosen.contains(action));
            }
        }
        // The list for a new app is what was asked for, and nothing that was merely granted.
        if let Some(way_out) = Verdict::of(&matrix, &required).way_out {
            for name in &way_out.scopes {
                prop_assert!(wanted.contains(name) || !required.why(name).is_empty());
            }
        }
    }
}

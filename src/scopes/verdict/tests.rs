//! What the verdict must hold to.

use super::*;
use crate::domain::{PersonalDataConsent, scope};
use crate::planday::{ProbeYield, Proof};
use crate::scopes::{ScopeReport, keys_of};

fn judged(actions: &str, wanted: &str, report: &ScopeReport) -> Verdict {
    let required = Required::of(&keys_of(actions), &[], None);
    let wanted = scope::read(wanted).scopes;
    let matrix = Matrix::new(&required, &wanted, report, &PersonalDataConsent::default());
    Verdict::of(&matrix, &required)
}

fn granting(list: &str, proven: &str) -> ScopeReport {
    let mut report = ScopeReport {
        granted: scope::read(list).scopes,
        granted_by: Some(GrantedBy::Response),
        ..ScopeReport::default()
    };
    for name in scope::read(proven).scopes {
        let probe = crate::domain::scope::probe_of(&name).expect("a probe");
        report.note(probe, Proof::Proven(ProbeYield::default()));
    }
    report
}

#[test]
fn a_missing_scope_names_what_breaks_and_the_new_app() {
    let verdict = judged(
        "planday_list_shifts planday_get_payroll",
        "shift:read payroll:read department:read",
        &granting("shift:read department:read openid", "shift:read"),
    );
    assert_eq!(verdict.tone, Tone::Bad);
    assert_eq!(
        verdict.sentence,
        "payroll:read is missing: planday_get_payroll will fail."
    );
    assert_eq!(verdict.breaks, ["planday_get_payroll"]);
    let way_out = verdict.way_out.expect("a way out");
    assert!(way_out.new_app);
    assert_eq!(
        scope::join(&way_out.scopes),
        "department:read payroll:read shift:read"
    );
    assert!(way_out.steps[0].contains("these 3 scopes"));
}

#[test]
fn what_nobody_needs_may_be_missing() {
    let verdict = judged(
        "planday_list_shifts",
        "shift:read skill:read",
        &granting("shift:read", "shift:read"),
    );
    assert_eq!(verdict.tone, Tone::Open);
    assert_eq!(
        verdict.sentence,
        "skill:read is missing: no chosen action needs that."
    );
}

#[test]
fn without_a_choice_of_actions_the_list_is_what_counts() {
    let verdict = judged(
        "",
        "shift:read skill:read",
        &granting("shift:read", "shift:read"),
    );
    assert_eq!(verdict.tone, Tone::Bad);
    assert_eq!(
        verdict.sentence,
        "skill:read is missing: the app was created without what was wanted."
    );
    assert!(verdict.way_out.expect("a way out").new_app);
}

#[test]
fn before_the_app_is_made_the_list_is_what_matters() {
    let none = ScopeReport::default();
    assert_eq!(judged("", "", &none).tone, Tone::Open);
    let verdict = judged(
        "planday_list_shifts planday_list_skills",
        "shift:read",
        &none,
    );
    assert_eq!(
        verdict.sentence,
        "skill:read is needed and not in the list to tick."
    );
    assert_eq!(verdict.breaks, ["planday_list_skills"]);
    assert!(!verdict.way_out.expect("a way out").new_app);
    let ready = judged("planday_list_shifts", "shift:read openid", &none);
    assert_eq!(
        (ready.tone, ready.sentence.as_str()),
        (
            Tone::Open,
            "1 scope to tick when the app is created; nothing is verified yet."
        )
    );
}

#[test]
fn green_is_for_what_was_proven_or_cannot_be() {
    let all = judged("", "shift:read", &granting("shift:read", "shift:read"));
    assert_eq!(
        (all.tone, all.sentence.as_str()),
        (
            Tone::Good,
            "The one scope is granted, and a call has proven it."
        )
    );
    let writes = judged(
        "",
        "shift:read shift:update",
        &granting("shift:read shift:update", "shift:read"),
    );
    assert_eq!(writes.tone, Tone::Good);
    assert!(
        writes
            .sentence
            .contains("1 writes, so no call can prove it"),
        "{}",
        writes.sentence
    );
    let held = judged(
        "",
        "shift:read employee:read",
        &granting("shift:read employee:read", "shift:read"),
    );
    assert_eq!(held.tone, Tone::Open);
    assert!(
        held.sentence.contains("1 needs permission"),
        "{}",
        held.sentence
    );
}

#[test]
fn an_answer_without_scopes_makes_nothing_certain() {
    let mut report = granting("", "shift:read");
    report.granted_by = Some(GrantedBy::Probes);
    let verdict = judged("", "shift:read shift:update", &report);
    assert_eq!(verdict.tone, Tone::Open);
    assert!(
        verdict.sentence.starts_with("1 of 2 scopes are proven"),
        "{}",
        verdict.sentence
    );
}

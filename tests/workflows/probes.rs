//! What the probes of scopes show.

use serde_json::Value;
use stackday::domain::diagnosis::{Kind, Party};
use stackday::domain::{CheckId, PersonalDataConsent, ProbeIds, Standing, scope};
use stackday::planday::{GrantedBy, Proof};
use stackday::sandbox::Scenario;
use stackday::workflow::{Inputs, VerifyReport};
use tokio_util::sync::CancellationToken;

use super::support::{Stage, scopes};

/// Verifies an app that has `held` where `wanted` is wanted.
async fn verified(stage: &Stage, held: &[&str], wanted: &[&str]) -> VerifyReport {
    let (app_id, token) = stage.app(held).await;
    let inputs = Inputs {
        app_id,
        token_secret: Some(token),
        scopes: scopes(wanted),
        leave: PersonalDataConsent::everything(),
        ..Inputs::default()
    };
    stage.verify(&inputs).await
}

fn standing(report: &VerifyReport) -> Standing {
    report
        .check(CheckId::Scopes)
        .expect("a check")
        .evidence
        .standing
}

#[tokio::test]
async fn granted_scopes_are_known_by_the_response_else_by_the_token_else_by_calls() {
    for (scenario, by) in [
        (None, GrantedBy::Response),
        (Some(Scenario::NoScopeField), GrantedBy::Token),
        (Some(Scenario::OpaqueToken), GrantedBy::Probes),
    ] {
        let stage = Stage::new(scenario.as_slice()).await;
        let report = verified(
            &stage,
            &["department:read", "shift:read"],
            &["department:read"],
        )
        .await;
        assert_eq!(report.scopes.granted_by, Some(by));
        assert_eq!(standing(&report), Standing::Verified);
        assert_eq!(report.scopes.proven, scopes(&["department:read"]));
        assert_eq!(
            report.scopes.granted.contains("shift:read"),
            by != GrantedBy::Probes,
            "calls show only what was wanted"
        );
    }
}

#[tokio::test]
async fn a_missing_scope_is_missing_by_word_or_by_a_call_that_is_refused() {
    for scenario in [None, Some(Scenario::OpaqueToken)] {
        let stage = Stage::new(scenario.as_slice()).await;
        let report = verified(
            &stage,
            &["department:read"],
            &["department:read", "revenue:read", "skill:read"],
        )
        .await;
        assert_eq!(standing(&report), Standing::Failed);
        assert_eq!(
            report.scopes.missing,
            scopes(&["revenue:read", "skill:read"])
        );
        assert_eq!(report.scopes.proven, scopes(&["department:read"]));
        let diagnosis = report
            .check(CheckId::Scopes)
            .and_then(|check| check.evidence.diagnosis.clone())
            .expect("a diagnosis");
        assert_eq!(
            (diagnosis.party, diagnosis.kind),
            (Party::PlandayApi, Kind::ScopeMissing)
        );
        let asked = stage.planday.requests();
        let asked = asked.iter().any(|request| request.head.contains("revenue"));
        // What Planday says is missing needs no call to be refused.
        assert_eq!(asked, scenario.is_some());
        if scenario.is_some() {
            let proof = &report.scopes.outcomes["revenue:read"].proof;
            assert!(matches!(proof, Proof::Refused(why) if why.kind == Kind::ScopeMissing));
        }
    }
}

#[tokio::test]
async fn a_scope_that_no_call_can_show_is_believed_by_word_and_unknown_without() {
    for (scenario, expected) in [
        (None, Standing::Verified),
        (Some(Scenario::OpaqueToken), Standing::Unknown),
    ] {
        for unseen in ["datacenter:read", "employee:create"] {
            let stage = Stage::new(scenario.as_slice()).await;
            let held = ["department:read", unseen];
            let report = verified(&stage, &held, &held).await;
            assert_eq!(standing(&report), expected, "{unseen}");
            assert_eq!(report.scopes.proven, scopes(&["department:read"]));
            assert_eq!(report.ok, expected == Standing::Verified);
        }
    }
}

#[tokio::test]
async fn a_probe_takes_its_id_from_another_whether_that_one_is_wanted_or_not() {
    let wanted = ["timeandcost:read", "payroll:read", "employee:history"];
    let held = [&wanted[..], &["department:read", "employee:read"]].concat();
    for scenario in [None, Some(Scenario::OpaqueToken)] {
        let stage = Stage::new(scenario.as_slice()).await;
        let report = verified(&stage, &held, &wanted).await;
        assert_eq!(standing(&report), Standing::Verified, "{report:?}");
        assert_eq!(report.scopes.proven, scopes(&wanted));
        assert_eq!(report.scopes.outcomes.len(), 3, "helpers are no outcome");
    }
}

#[tokio::test]
async fn without_an_id_a_probe_shows_nothing() {
    let held = ["department:read", "timeandcost:read", "employee:history"];
    for (scenarios, expected) in [
        (vec![Scenario::EmptyPortal], Standing::Verified),
        (
            vec![Scenario::EmptyPortal, Scenario::OpaqueToken],
            Standing::Unknown,
        ),
    ] {
        let stage = Stage::new(&scenarios).await;
        let report = verified(&stage, &held, &held).await;
        assert_eq!(standing(&report), expected, "{report:?}");
        for scope in ["timeandcost:read", "employee:history"] {
            assert_eq!(report.scopes.outcomes[scope].proof, Proof::NoId);
        }
        assert!(report.scopes.missing.is_empty(), "not shown is not missing");
    }
}

#[tokio::test]
async fn a_special_field_proves_its_scope_only_by_being_there() {
    let special = ["bankaccount:read", "birthdate:read", "ssn:read"];
    for scenario in [None, Some(Scenario::OpaqueToken)] {
        let stage = Stage::new(scenario.as_slice()).await;
        let held = [&special[..], &["employee:read"]].concat();
        let report = verified(&stage, &held, &special).await;
        assert_eq!(standing(&report), Standing::Verified, "{report:?}");
        assert_eq!(report.scopes.proven, scopes(&special));
    }
    // The call succeeds without the scope, and the field is not there: that proves neither.
    let stage = Stage::new(&[Scenario::OpaqueToken]).await;
    let report = verified(&stage, &["employee:read"], &special).await;
    assert_eq!(standing(&report), Standing::Unknown, "{report:?}");
    assert!(report.scopes.proven.is_empty() && report.scopes.missing.is_empty());
    for scope in special {
        assert_eq!(report.scopes.outcomes[scope].proof, Proof::Silent);
    }
}

#[tokio::test]
async fn an_id_that_does_not_exist_makes_a_scope_probable() {
    let stage = Stage::new(&[]).await;
    let (app_id, token) = stage.app(&["timeandcost:read"]).await;
    let cancel = CancellationToken::new();
    let planday = &stage.services.planday;
    let grant = planday.grant(&app_id, &token, &cancel).await;
    let session = stackday::planday::Session {
        app_id,
        access_token: grant.expect("a grant").access_token,
    };
    let ids = ProbeIds {
        department: Some(999_999),
        employee: None,
    };
    let probe = scope::probe_of("timeandcost:read").expect("a probe");
    let proof = planday.probe(&session, probe, &ids, &cancel).await;
    assert_eq!(proof, Ok(Proof::Probable.into()));
}

#[tokio::test]
async fn every_probe_of_every_readable_scope_succeeds_where_all_are_held() {
    let stage = Stage::new(&[Scenario::OpaqueToken]).await;
    let all: Vec<_> = scope::probes()
        .iter()
        .map(|probe| probe.scope.as_str())
        .collect();
    let report = verified(&stage, &all, &all).await;
    assert_eq!(report.scopes.proven.len(), all.len(), "{report:?}");
}

#[tokio::test]
async fn without_leave_no_personal_record_is_asked_for() {
    let stage = Stage::new(&[Scenario::OpaqueToken]).await;
    let all: Vec<_> = scope::probes()
        .iter()
        .map(|probe| probe.scope.as_str())
        .collect();
    let (app_id, token) = stage.app(&all).await;
    let mut inputs = Inputs {
        app_id,
        token_secret: Some(token),
        scopes: scopes(&all),
        ..Inputs::default()
    };
    let report = stage.verify(&inputs).await;
    let asked: Vec<_> = stage
        .planday
        .requests()
        .into_iter()
        .map(|request| request.head)
        .collect();
    for probe in scope::probes() {
        let shown = &report.scopes.outcomes[&probe.scope].proof;
        assert_eq!(*shown == Proof::HeldBack, probe.personal, "{}", probe.scope);
    }
    for path in [
        "hr/v1.0/employees",
        "payroll",
        "punchclock",
        "absencerecords",
        "timeandcost",
    ] {
        assert!(
            !asked.iter().any(|head| head.contains(path)),
            "{path}: {asked:?}"
        );
    }
    assert_eq!(
        standing(&report),
        Standing::Unknown,
        "not asked is not proven"
    );
    // PersonalDataConsent is given by resource: the others are still left alone.
    inputs.leave = PersonalDataConsent::read(["payroll"]).expect("a resource");
    let report = stage.verify(&inputs).await;
    assert!(matches!(
        report.scopes.outcomes["payroll:read"].proof,
        Proof::Proven(_)
    ));
    assert_eq!(
        report.scopes.outcomes["employee:read"].proof,
        Proof::HeldBack
    );
}

#[tokio::test]
async fn what_is_required_is_proven_and_missed_like_what_is_wanted() {
    let stage = Stage::new(&[]).await;
    let (app_id, token) = stage.app(&["department:read", "shift:read"]).await;
    let inputs = Inputs {
        app_id,
        token_secret: Some(token),
        scopes: scopes(&["department:read"]),
        required: scopes(&["shift:read", "revenue:read"]),
        ..Inputs::default()
    };
    let report = stage.verify(&inputs).await;
    assert_eq!(standing(&report), Standing::Failed);
    assert_eq!(report.scopes.missing, scopes(&["revenue:read"]));
    assert_eq!(
        report.scopes.proven,
        scopes(&["department:read", "shift:read"])
    );
}

#[tokio::test]
async fn no_personal_record_reaches_the_journal_or_the_report() {
    let mut stage = Stage::new(&[]).await;
    let all: Vec<_> = scope::probes()
        .iter()
        .map(|probe| probe.scope.as_str())
        .collect();
    let report = verified(&stage, &all, &all).await;
    let answers = stage.planday.answers();
    let (log, report) = (
        stage.log(),
        serde_json::to_string(&report).expect("a report"),
    );
    for value in ["010190-1234", "firstName", "accountNumber", "birthDate"] {
        assert!(answers.contains(value), "the sandbox sends {value}");
        for text in [&log, &report] {
            let shown = text.matches(value).count();
            let asked = text.matches(&format!("special={value}")).count();
            assert_eq!(shown, asked, "{value}: {text}");
        }
    }
    let personal = scope::probes()
        .iter()
        .filter(|probe| probe.personal)
        .count();
    let hidden = log.lines().filter(|line| {
        let entry: Value = serde_json::from_str(line).expect("JSON");
        entry["exchange"]["outcome"]["answered"]["response"]["body"]
            == "[not kept: it may hold personal data]"
    });
    assert_eq!(hidden.count(), personal);
}

#[tokio::test]
async fn an_id_that_several_probes_need_is_asked_for_once() {
    let stage = Stage::new(&[]).await;
    let needing = ["employee:history", "payroll:read", "timeandcost:read"];
    let helpers = ["department:read", "employee:read"];
    verified(&stage, &[&needing[..], &helpers].concat(), &needing).await;
    let requests = stage.planday.requests();
    let sent = |path: &str| {
        let sent = requests.iter();
        sent.filter(|request| request.head.starts_with(&format!("GET {path}")))
            .count()
    };
    let heads: Vec<_> = requests.iter().map(|request| &request.head).collect();
    assert_eq!(sent("/hr/v1.0/departments"), 1, "{heads:?}");
    assert_eq!(sent("/hr/v1.0/employees?"), 1, "{heads:?}");
    // The portal, two helpers, three probes.
    assert_eq!(requests.len(), 6, "{heads:?}");
}

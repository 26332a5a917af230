//! Verification as a workflow: what is told on the way, and what is asked of whom.

use stackday::domain::exit::Exit;
use stackday::domain::{CheckId, Standing};
use stackday::http::DoorOptions;
use stackday::sandbox::Scenario;
use stackday::workflow::{Inputs, Progress, verify};
use tokio_util::sync::CancellationToken;

use super::support::{Ear, Stage, door, scopes, standings};

#[tokio::test]
async fn every_check_is_told_once_and_in_order() {
    let stage = Stage::new(&[]).await;
    let (ear, _news) = Ear::new();
    let report = verify(
        &stage.services,
        &stage.inputs(),
        &ear,
        &CancellationToken::new(),
    )
    .await;
    assert!(report.ok);
    let checked: Vec<_> = ear
        .told()
        .into_iter()
        .filter_map(|told| match told {
            Progress::Checked { check, .. } => Some(check),
            _ => None,
        })
        .collect();
    assert_eq!(checked, report.checks);
    let probed: Vec<_> = ear
        .told()
        .into_iter()
        .filter_map(|told| match told {
            Progress::Probed { done, total } => Some((done, total)),
            _ => None,
        })
        .collect();
    assert_eq!(probed, (1..=12).map(|done| (done, 12)).collect::<Vec<_>>());
}

#[tokio::test]
async fn nobody_is_asked_further_who_refuses_or_asks_to_wait() {
    for (scenario, asked) in [
        (Scenario::InactiveAdmin, 1),
        (Scenario::RateLimited, 1),
        (Scenario::RevokedToken, 0),
    ] {
        let stage = Stage::new(&[scenario]).await;
        let report = stage.verify(&stage.inputs()).await;
        assert!(!report.ok);
        assert_eq!(stage.planday.requests().len(), asked, "{scenario:?}");
        assert!(
            !report
                .check(CheckId::Scopes)
                .expect("a check")
                .evidence
                .standing
                .holds()
        );
        assert!(report.scopes.proven.is_empty());
    }
}

#[tokio::test]
async fn the_portal_that_was_entered_is_compared_where_it_can_be() {
    for (entered, expected) in [
        (Some("https://nordlys.planday.com/"), Some(true)),
        (Some("https://another.planday.com/"), Some(false)),
        (Some("http://127.0.0.1:4000/"), None),
        (None, None),
    ] {
        let stage = Stage::new(&[]).await;
        let inputs = Inputs {
            portal: entered.map(|address| address.parse().expect("an address")),
            scopes: scopes(&["department:read"]),
            ..stage.inputs()
        };
        let (ear, _news) = Ear::new();
        let report = verify(&stage.services, &inputs, &ear, &CancellationToken::new()).await;
        let is_another = expected == Some(false);
        assert_eq!(report.ok, !is_another, "{entered:?}");
        let exit = if is_another {
            Exit::Failed
        } else {
            Exit::Success
        };
        assert_eq!(report.exit(), exit, "{entered:?}");
        let scopes = report.check(CheckId::Scopes).expect("a check");
        assert!(
            scopes.evidence.standing.holds(),
            "they are looked at all the same"
        );
        let matches = ear.told().into_iter().find_map(|told| match told {
            Progress::Checked {
                check,
                portal_matches,
            } if check.id == CheckId::Portal => Some((portal_matches, check.evidence.line)),
            _ => None,
        });
        let (matches, line) = matches.expect("the portal was told");
        assert_eq!(matches, expected, "{entered:?}");
        assert_eq!(
            line.contains("Nordlys") && line.contains("another.planday.com"),
            is_another,
            "both are named: {line}"
        );
    }
}

#[tokio::test]
async fn a_client_that_is_patient_gets_through_and_one_attempt_does_not() {
    let patient = Stage::new(&[Scenario::Flaky]).await;
    assert!(patient.verify(&patient.inputs()).await.ok);
    let hasty = Stage::with(
        &[Scenario::Flaky],
        DoorOptions {
            attempts: 1,
            ..door()
        },
    )
    .await;
    let report = hasty.verify(&hasty.inputs()).await;
    assert_eq!(standings(&report)[1], Standing::Failed, "{report:?}");
}

#[tokio::test]
async fn a_probe_that_gets_no_answer_says_nothing_against_the_others() {
    // With one attempt each: the portal breaks, and so does every probe; the Token is exchanged at the second try.
    let stage = Stage::with(
        &[Scenario::Flaky],
        DoorOptions {
            attempts: 1,
            ..door()
        },
    )
    .await;
    stage.verify(&stage.inputs()).await;
    let report = stage.verify(&stage.inputs()).await;
    let standings = standings(&report);
    assert_eq!(standings[1], Standing::Verified, "{report:?}");
    assert_eq!(standings[2], Standing::Failed, "{report:?}");
    // The token response named the scopes, so they are granted; that none is proven is told.
    assert_eq!(standings[3], Standing::Verified, "{report:?}");
    assert!(report.scopes.proven.is_empty() && report.scopes.missing.is_empty());
    assert!(report.checks[3].evidence.line.contains("0 proven"));
    assert!(!report.ok);
}

//! Cancelling: every workflow ends at once, and nothing turns green for it.

use stackday::domain::Standing::{Unknown, Verified};
use stackday::domain::diagnosis::Kind;
use stackday::domain::exit::Exit;
use stackday::domain::{Standing, StepId};
use stackday::sandbox::Scenario;
use stackday::workflow::{Plan, Progress, link, rehearse, verify, wait_for_profile};
use tokio_util::sync::CancellationToken;

use super::support::{Deaf, Ear, Stage, standings, until, within};
use super::tap::Tap;

/// Cancels as soon as the service was asked something that it does not answer.
async fn once_asked(tap: &Tap, cancel: &CancellationToken) {
    tap.used().await;
    cancel.cancel();
}

#[tokio::test]
async fn a_verification() {
    let stage = Stage::new(&[Scenario::Slow]).await;
    let cancel = CancellationToken::new();
    let inputs = stage.inputs();
    let verifying = verify(&stage.services, &inputs, &Deaf, &cancel);
    let (report, ()) =
        within(async { tokio::join!(verifying, once_asked(&stage.identity, &cancel)) }).await;
    assert_eq!(
        standings(&report),
        [Verified, Unknown, Unknown, Unknown, Unknown, Unknown]
    );
    assert!(!report.ok);
    assert_eq!(report.exit(), Exit::Interrupted);
    assert_eq!(
        (
            stage.planday.requests().len(),
            stage.stackone.requests().len()
        ),
        (0, 0)
    );
}

#[tokio::test]
async fn a_verification_before_it_begins() {
    let stage = Stage::new(&[]).await;
    let cancel = CancellationToken::new();
    cancel.cancel();
    let report = within(verify(&stage.services, &stage.inputs(), &Deaf, &cancel)).await;
    assert_eq!(report.exit(), Exit::Interrupted);
    assert!(
        standings(&report)[1..]
            .iter()
            .all(|s| *s == Standing::Unknown)
    );
    assert_eq!(stage.identity.requests().len(), 0);
}

#[tokio::test]
async fn a_verification_among_its_probes() {
    let stage = Stage::new(&[]).await;
    let cancel = CancellationToken::new();
    let inputs = stage.inputs();
    let (ear, mut news) = Ear::new();
    let verifying = verify(&stage.services, &inputs, &ear, &cancel);
    let person = async {
        until(&mut news, |told| {
            matches!(told, Progress::Probed { .. }).then_some(())
        })
        .await;
        cancel.cancel();
    };
    let (report, ()) = within(async { tokio::join!(verifying, person) }).await;
    assert!(!report.ok);
    assert_eq!(
        standings(&report),
        [Verified, Verified, Verified, Unknown, Unknown, Unknown],
        "what was seen before stays seen: {report:?}"
    );
    assert!(report.scopes.missing.is_empty());
}

#[tokio::test]
async fn a_wait_for_the_answer_and_a_wait_for_the_person() {
    for scenario in [Scenario::Slow, Scenario::Fresh] {
        let stage = Stage::new(&[scenario]).await;
        let cancel = CancellationToken::new();
        let (ear, _news) = Ear::new();
        let request = stage.wait_request("Planday");
        let waiting = wait_for_profile(&stage.services, &request, &ear, &cancel);
        let (ended, ()) =
            within(async { tokio::join!(waiting, once_asked(&stage.stackone, &cancel)) }).await;
        assert_eq!(ended.expect_err("cancelled").kind, Kind::Cancelled);
        let failed = ear.steps().into_iter().any(|(_, s)| s == Standing::Failed);
        assert!(!failed, "{:?}", ear.steps());
        assert!(!ear.steps().iter().any(|(step, _)| step.name() == "C2"));
    }
}

#[tokio::test]
async fn a_link_before_there_is_one() {
    let request = Stage::new(&[]).await.link_request().await;
    let stage = Stage::new(&[Scenario::Slow]).await;
    let cancel = CancellationToken::new();
    let (ear, _news) = Ear::new();
    let linking = link(&stage.services, &request, &ear, &cancel);
    let (ended, ()) =
        within(async { tokio::join!(linking, once_asked(&stage.stackone, &cancel)) }).await;
    assert_eq!(ended.expect_err("cancelled").kind, Kind::Cancelled);
    assert!(ear.told().is_empty(), "{:?}", ear.told());
}

#[tokio::test]
async fn a_link_that_waits_for_the_customer() {
    let stage = Stage::new(&[]).await;
    let request = stage.link_request().await;
    let cancel = CancellationToken::new();
    let (ear, mut news) = Ear::new();
    let linking = link(&stage.services, &request, &ear, &cancel);
    let person = async {
        until(&mut news, |told| {
            matches!(told, Progress::Waiting(_)).then_some(())
        })
        .await;
        cancel.cancel();
    };
    let (ended, ()) = within(async { tokio::join!(linking, person) }).await;
    assert_eq!(ended.expect_err("cancelled").kind, Kind::Cancelled);
    assert_eq!(ear.steps(), [(StepId::D1, Verified)], "the link is there");
}

#[tokio::test]
async fn a_rehearsal() {
    let stage = Stage::new(&[Scenario::Slow, Scenario::Fresh]).await;
    let cancel = CancellationToken::new();
    let plan = Plan {
        portal: stage.ready.portal_url.parse().expect("an address"),
        app_name: "StackOne Integration".to_owned(),
        scopes: stage.ready.scopes.iter().cloned().collect(),
        profile_name: "Planday".to_owned(),
        owner_id: "owner-1".to_owned(),
        owner_name: "An owner".to_owned(),
        expires_in: 1_800,
    };
    let playing = Box::pin(rehearse(
        &stage.services,
        &stage.person,
        &plan,
        &Deaf,
        &cancel,
    ));
    let (rehearsal, ()) =
        within(async { tokio::join!(playing, once_asked(&stage.identity, &cancel)) }).await;
    assert!(!rehearsal.ok);
    assert_eq!(rehearsal.exit, Exit::Interrupted);
    let proven = rehearsal.steps.iter().filter(|step| {
        matches!(
            step.state,
            Standing::Verified | Standing::Observed | Standing::Failed
        )
    });
    assert_eq!(proven.count(), 0, "{:?}", rehearsal.steps);
}

//! Waiting for the connector profile that a person is about to make.

use stackday::domain::diagnosis::Kind;
use stackday::domain::{Standing, StepId};
use stackday::http::DoorOptions;
use stackday::sandbox::Scenario;
use stackday::sandbox_user::Click;
use stackday::workflow::{Progress, WaitRequest, wait_for_profile};
use tokio::sync::mpsc::UnboundedReceiver;
use tokio_util::sync::CancellationToken;

use super::support::Ear;
use super::support::Stage;
use super::support::door;
use super::support::until;
use super::support::within;

async fn waits(news: &mut UnboundedReceiver<Progress>) -> String {
    until(news, |told| match told {
        Progress::Waiting(what) => Some(what),
        _ => None,
    })
    .await
}

/// Waits while the person makes a profile of this name.
async fn found(stage: &Stage, request: &WaitRequest, made: &str) -> (String, Ear) {
    let (ear, mut news) = Ear::new();
    let cancel = CancellationToken::new();
    let person = async {
        waits(&mut news).await;
        let app = stage.app(&["department:read"]).await;
        stage.profile(made, app).await;
    };
    let waiting = wait_for_profile(&stage.services, request, &ear, &cancel);
    let (profile, ()) = within(async { tokio::join!(waiting, person) }).await;
    (profile.expect("a profile").name.to_string(), ear)
}

#[tokio::test]
async fn a_profile_is_seen_as_soon_as_it_is_made() {
    let stage = Stage::new(&[Scenario::Fresh]).await;
    let (name, ear) = found(&stage, &stage.wait_request("Planday"), "Planday").await;
    assert_eq!(name, "Planday");
    let steps = ear.steps();
    assert_eq!(steps[0], (StepId::C1, Standing::Verified));
    assert_eq!(steps.last(), Some(&(StepId::C2, Standing::Verified)));
    let seen = ear
        .told()
        .into_iter()
        .any(|told| matches!(told, Progress::Profiles(profiles) if profiles.items.len() == 1));
    assert!(seen, "the list is told as it is");
}

#[tokio::test]
async fn a_new_profile_of_another_name_will_do_and_an_old_one_will_not() {
    // There is a profile before; it is not the one that is waited for.
    let stage = Stage::new(&[]).await;
    let (name, _) = found(&stage, &stage.wait_request("Ours"), "Theirs").await;
    assert_eq!(name, "Theirs");
    let known = WaitRequest {
        known: Some(Vec::new()),
        ..stage.wait_request("Ours")
    };
    let (ear, _news) = Ear::new();
    let cancel = CancellationToken::new();
    let waiting = wait_for_profile(&stage.services, &known, &ear, &cancel);
    let profile = within(waiting).await.expect("a profile");
    assert_eq!(
        profile.name.as_str(),
        "Planday",
        "nothing was known before, so the default is new"
    );
}

#[tokio::test]
async fn a_disabled_profile_is_waited_out_with_the_reason() {
    let stage = Stage::new(&[Scenario::ProfileDisabled]).await;
    let (ear, mut news) = Ear::new();
    let cancel = CancellationToken::new();
    let person = async {
        let what = waits(&mut news).await;
        assert!(what.contains("disabled"), "{what}");
        cancel.cancel();
    };
    let request = stage.wait_request("Planday");
    let waiting = wait_for_profile(&stage.services, &request, &ear, &cancel);
    let (ended, ()) = within(async { tokio::join!(waiting, person) }).await;
    assert_eq!(ended.expect_err("cancelled").kind, Kind::Cancelled);
    assert!(ear.steps().iter().all(|(step, _)| *step == StepId::C1));
}

#[tokio::test]
async fn a_key_that_is_refused_ends_the_wait() {
    for scenario in [Scenario::BadApiKey, Scenario::WeakApiKey] {
        let stage = Stage::new(&[scenario, Scenario::Fresh]).await;
        let (ear, _news) = Ear::new();
        let request = stage.wait_request("Planday");
        let cancel = CancellationToken::new();
        let waiting = wait_for_profile(&stage.services, &request, &ear, &cancel);
        let ended = within(waiting).await;
        assert_eq!(ended.expect_err("refused").kind, Kind::Rejected);
        assert_eq!(ear.steps(), [(StepId::C1, Standing::Failed)]);
        // Another key, made as the diagnosis says, heals it (a weak one twice, as the sandbox plays it).
        let mut healed = request;
        for _ in 0..2 {
            let key = stage.click(Click::CreateApiKey).await.api_key;
            healed.api_key = key.expect("a key");
        }
        let (name, _) = found(&stage, &healed, "Planday").await;
        assert_eq!(name, "Planday");
    }
}

#[tokio::test]
async fn trouble_on_the_way_is_waited_out() {
    let hasty = DoorOptions {
        attempts: 1,
        ..door()
    };
    // The first look breaks, the second fails at the gateway, the third is answered.
    let stage = Stage::with(&[Scenario::Flaky], hasty.clone()).await;
    let (ear, _news) = Ear::new();
    let request = stage.wait_request("Planday");
    let cancel = CancellationToken::new();
    let waiting = wait_for_profile(&stage.services, &request, &ear, &cancel);
    let profile = within(waiting).await.expect("a profile");
    assert_eq!(profile.name.as_str(), "Planday");
    assert!(ear.steps().iter().all(|(_, standing)| standing.holds()));
    for (scenario, words) in [
        // As long as StackOne asks for.
        (Scenario::RateLimited, "trying again in 60 s"),
        (Scenario::HtmlErrors, "trying again in 1 s"),
    ] {
        let stage = Stage::with(&[scenario], hasty.clone()).await;
        let (ear, mut news) = Ear::new();
        let cancel = CancellationToken::new();
        let person = async {
            let line = waits(&mut news).await;
            assert!(line.starts_with("could not look (StackOne "), "{line}");
            assert!(line.ends_with(words), "{line}");
            cancel.cancel();
        };
        let request = stage.wait_request("Planday");
        let waiting = wait_for_profile(&stage.services, &request, &ear, &cancel);
        let (ended, ()) = within(async { tokio::join!(waiting, person) }).await;
        assert_eq!(
            ended.expect_err("cancelled").kind,
            Kind::Cancelled,
            "{scenario:?}"
        );
        assert_eq!(ear.steps(), [], "nothing is known of either step");
    }
}

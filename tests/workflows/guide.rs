//! `StackOne`'s own guide, as the sandbox serves it.

use stackday::domain::StepId;
use stackday::domain::diagnosis::Kind;
use stackday::guide::REDIRECT_URI;
use stackday::guide::live::COMPARED;
use stackday::sandbox::Scenario;
use stackday::secret::Secret;
use stackday::tui::worker::{Job, JobId, TaskEvent, TaskOutcome, Worker, WorkerRequest};
use stackday::workflow::{GuideRequest, live_guide};
use tokio_util::sync::CancellationToken;

use super::support::Stage;
use super::support::within;

fn request(stage: &Stage) -> GuideRequest {
    GuideRequest {
        api_key: stage.key(),
        redirect_uri: REDIRECT_URI.to_owned(),
    }
}

#[tokio::test]
async fn the_guide_of_the_sandbox_says_the_same_in_every_step() {
    let mut stage = Stage::new(&[]).await;
    let cancel = CancellationToken::new();
    let live = within(live_guide(&stage.services, &request(&stage), &cancel)).await;
    let live = live.expect("a guide");
    for step in COMPARED {
        assert!(live.agrees(step), "{step:?}: {:?}", live.differences(step));
    }
    assert_eq!(
        live.version
            .as_ref()
            .map(stackday::domain::text::Text::as_str),
        Some("1.2.0")
    );
    assert!(live.link.is_some() && !live.warning.is_empty());
    let log = stage.log();
    assert!(log.contains("it says the same as this checklist"), "{log}");
    let requests = stage.stackone.requests();
    assert_eq!(
        requests.len(),
        1,
        "one request, and no action is listed for it"
    );
    for part in [
        "filter%5Bconnectors%5D=planday",
        "include=authentication_guides",
        "exclude=actions",
    ] {
        assert!(requests[0].head.contains(part), "{}", requests[0].head);
    }
}

#[tokio::test]
async fn a_redirect_uri_of_one_s_own_is_the_one_that_counts() {
    let mut stage = Stage::new(&[]).await;
    let request = GuideRequest {
        redirect_uri: "https://acme.example/connect/oauth2/planday/callback".to_owned(),
        ..request(&stage)
    };
    let live = live_guide(&stage.services, &request, &CancellationToken::new()).await;
    let live = live.expect("a guide");
    assert_eq!(live.differing().collect::<Vec<_>>(), [StepId::A2]);
    let log = stage.log();
    assert!(
        log.contains("it differs from this checklist in A2"),
        "{log}"
    );
}

#[tokio::test]
async fn hostile_text_and_a_refused_key_stop_nothing() {
    for (scenario, kind) in [
        (Scenario::HostileText, None),
        (Scenario::BadApiKey, Some(Kind::Rejected)),
        (Scenario::HtmlErrors, Some(Kind::Trouble)),
    ] {
        let mut stage = Stage::new(&[scenario]).await;
        let cancel = CancellationToken::new();
        let read = within(live_guide(&stage.services, &request(&stage), &cancel)).await;
        match (read, kind) {
            (Err(problem), Some(kind)) => assert_eq!(problem.kind, kind, "{problem:?}"),
            // What makes a text hostile changes: a guide with some texts left, or a reason why there is none.
            (Ok(live), None) => {
                for line in COMPARED
                    .iter()
                    .filter_map(|step| live.text(*step))
                    .flatten()
                {
                    assert!(line.to_string().chars().all(|c| !c.is_control()), "{line}");
                }
            }
            (Err(problem), None) => {
                assert!(problem.summary.contains("cannot be used"), "{problem:?}");
                assert!(
                    problem.summary.chars().all(|c| !c.is_control()),
                    "{problem:?}"
                );
                assert!(stage.log().contains("The built-in steps stand"));
            }
            (Ok(live), Some(_)) => panic!("{scenario:?} gave {live:?}"),
        }
    }
}

#[tokio::test]
async fn the_task_reads_it_and_a_look_can_be_cancelled() {
    let stage = Stage::new(&[]).await;
    let (worker, mut news) = Worker::start(stage.services.clone(), None);
    assert!(worker.order(WorkerRequest::Start(
        JobId(1),
        Job::Guide(request(&stage)),
        None
    )));
    let ending = within(news.recv()).await;
    assert!(
        matches!(ending, Some(TaskEvent::Ended(JobId(1), TaskOutcome::Guide(live))) if live.agrees(StepId::A1))
    );
    let unknown = GuideRequest {
        api_key: Secret::new("v1.eu1.c29tZWJvZHktZWxzZQ"),
        ..request(&stage)
    };
    assert!(worker.order(WorkerRequest::Start(JobId(2), Job::Guide(unknown), None)));
    let ending = within(news.recv()).await;
    assert!(
        matches!(ending, Some(TaskEvent::Ended(JobId(2), TaskOutcome::Failed(why))) if why.kind == Kind::Rejected)
    );
    within(worker.stop(|| ())).await;

    let slow = Stage::new(&[Scenario::Slow]).await;
    let cancel = CancellationToken::new();
    let request = request(&slow);
    let reading = live_guide(&slow.services, &request, &cancel);
    let cancelling = async {
        slow.stackone.used().await;
        cancel.cancel();
    };
    let (read, ()) = within(async { tokio::join!(reading, cancelling) }).await;
    assert!(read.is_err_and(|why| why.is_cancelled()));
}

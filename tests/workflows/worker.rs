//! The background task: jobs side by side, each cancelled by its number, and all of them stopped.

use std::collections::HashMap;
use std::sync::Arc;

use stackday::domain::StepId;
use stackday::domain::diagnosis::Kind;
use stackday::sandbox::Scenario;
use stackday::sandbox_user::{Click, Clicking, SandboxUser};
use stackday::tui::worker::{Job, JobId, TaskEvent, TaskOutcome, Worker, WorkerRequest};
use stackday::workflow::Progress;
use tokio::sync::mpsc::Receiver;

use super::support::Stage;
use super::support::within;

fn started(stage: &Stage) -> (Worker, Receiver<TaskEvent>) {
    let person: Arc<dyn SandboxUser> = Arc::new(stage.person.clone());
    Worker::start(stage.services.clone(), Some(person))
}

fn start(worker: &Worker, number: u64, job: Job) {
    assert!(worker.order(WorkerRequest::Start(JobId(number), job, None)));
}

/// How the next job ends.
async fn ended(news: &mut Receiver<TaskEvent>) -> (u64, TaskOutcome) {
    within(async {
        loop {
            if let TaskEvent::Ended(id, ending) = news.recv().await.expect("more news") {
                return (id.0, ending);
            }
        }
    })
    .await
}

#[tokio::test]
async fn jobs_run_side_by_side_and_each_tells_under_its_own_number() {
    let stage = Stage::new(&[]).await;
    let (worker, mut news) = started(&stage);
    start(&worker, 1, Job::Wait(stage.wait_request("Not there yet")));
    start(&worker, 2, Job::Verify(Box::new(stage.inputs())));
    start(&worker, 3, Job::Profiles(stage.key()));
    start(&worker, 4, Job::Click(StepId::A1, Click::OpenApiAccess));
    let mut endings = HashMap::new();
    // The first job waits for a person all the while.
    while endings.len() < 3 {
        let (id, ending) = ended(&mut news).await;
        endings.insert(id, ending);
    }
    assert!(matches!(&endings[&2], TaskOutcome::Verified(report) if report.ok));
    assert!(matches!(&endings[&3], TaskOutcome::Profiles(profiles) if profiles.items.len() == 1));
    assert!(
        matches!(&endings[&4], TaskOutcome::Clicked(StepId::A1, clicked) if clicked.said.contains("API Access"))
    );
    assert!(worker.order(WorkerRequest::Cancel(JobId(1))));
    let (id, ending) = ended(&mut news).await;
    assert_eq!(id, 1);
    assert!(matches!(ending, TaskOutcome::Failed(why) if why.kind == Kind::Cancelled));
    within(worker.stop(|| ())).await;
    assert!(
        within(news.recv()).await.is_none(),
        "nothing comes after the end"
    );
}

#[tokio::test]
async fn one_job_is_cancelled_and_the_other_goes_on() {
    let stage = Stage::new(&[Scenario::Fresh]).await;
    let (worker, mut news) = started(&stage);
    start(&worker, 1, Job::Wait(stage.wait_request("One")));
    start(&worker, 2, Job::Wait(stage.wait_request("Two")));
    let mut waiting = [false; 2];
    within(async {
        while waiting != [true; 2] {
            if let TaskEvent::Progress(JobId(id @ 1..=2), Progress::Waiting(_)) =
                news.recv().await.expect("more news")
            {
                waiting[usize::from(id == 2)] = true;
            }
        }
    })
    .await;
    assert!(worker.order(WorkerRequest::Cancel(JobId(1))));
    // A number that nobody has is no harm.
    assert!(worker.order(WorkerRequest::Cancel(JobId(99))));
    let (id, ending) = ended(&mut news).await;
    assert_eq!(id, 1);
    assert!(matches!(ending, TaskOutcome::Failed(why) if why.kind == Kind::Cancelled));
    let person = async {
        let app = stage.app(&["department:read"]).await;
        stage.profile("Two", app).await;
    };
    let ((), (id, ending)) = tokio::join!(person, ended(&mut news));
    assert_eq!(id, 2);
    assert!(matches!(ending, TaskOutcome::Found(profile) if profile.name.as_str() == "Two"));
    within(worker.stop(|| ())).await;
}

#[tokio::test]
async fn a_link_is_made_and_followed_by_the_task() {
    let stage = Stage::new(&[]).await;
    let request = stage.link_request().await;
    let (worker, mut news) = started(&stage);
    start(&worker, 7, Job::Link(Box::new(request)));
    let link = within(async {
        loop {
            if let TaskEvent::Progress(JobId(7), Progress::Link(link)) =
                news.recv().await.expect("more news")
            {
                return link;
            }
        }
    })
    .await;
    start(
        &worker,
        8,
        Job::Click(StepId::D2, Click::OpenAuthLink { url: link.url }),
    );
    let mut linked = false;
    for _ in 0..2 {
        linked |= matches!(ended(&mut news).await, (7, TaskOutcome::Linked(account)) if account.is_active());
    }
    assert!(linked);
    within(worker.stop(|| ())).await;
}

#[tokio::test]
async fn it_stops_while_every_answer_hangs_and_nobody_reads_its_news() {
    let stage = Stage::new(&[Scenario::Slow]).await;
    let (worker, news) = started(&stage);
    for number in 0..10 {
        start(&worker, number, Job::Verify(Box::new(stage.inputs())));
        start(&worker, 100 + number, Job::Profiles(stage.key()));
    }
    within(stage.identity.used()).await;
    within(worker.stop(|| ())).await;
    drop(news);
}

#[tokio::test]
async fn it_stops_while_its_news_are_full() {
    // A wait that looks every ten milliseconds tells more than fits where nobody reads.
    let stage = Stage::new(&[Scenario::Fresh]).await;
    let (worker, news) = started(&stage);
    for number in 0..20 {
        start(&worker, number, Job::Wait(stage.wait_request("Never")));
    }
    within(async {
        while news.len() < news.max_capacity() {
            tokio::task::yield_now().await;
        }
    })
    .await;
    within(worker.stop(|| ())).await;
}

#[tokio::test]
async fn on_live_services_nobody_clicks() {
    let stage = Stage::new(&[]).await;
    let (worker, mut news) = Worker::start(stage.services.clone(), None);
    start(&worker, 1, Job::Click(StepId::C1, Click::CreateApiKey));
    let (_, ending) = ended(&mut news).await;
    assert!(
        matches!(ending, TaskOutcome::Failed(why) if why.summary.contains("on live services you do it yourself"))
    );
    within(worker.stop(|| ())).await;
}

#[tokio::test]
async fn what_a_page_shows_is_kept_out_of_the_log_from_then_on() {
    let mut stage = Stage::new(&[Scenario::Fresh]).await;
    let (worker, mut news) = started(&stage);
    start(&worker, 1, Job::Click(StepId::C1, Click::CreateApiKey));
    let (_, ending) = ended(&mut news).await;
    let TaskOutcome::Clicked(_, clicked) = ending else {
        panic!("{ending:?}");
    };
    let key = clicked.api_key.expect("a key");
    assert!(
        !stage
            .services
            .door
            .redact(key.expose())
            .contains(key.expose())
    );
    start(&worker, 2, Job::Profiles(key.clone()));
    let (_, ending) = ended(&mut news).await;
    assert!(matches!(ending, TaskOutcome::Profiles(_)));
    within(worker.stop(|| ())).await;
    let log = stage.log();
    assert!(!log.is_empty() && !log.contains(key.expose()));
}

/// Somebody who stumbles over a bug.
struct Stumbles;

impl SandboxUser for Stumbles {
    fn click(&self, _: Click) -> Clicking<'_> {
        Box::pin(async { panic!("a bug on purpose") })
    }
}

#[tokio::test]
async fn a_job_that_hits_a_bug_ends_and_the_others_go_on() {
    let stage = Stage::new(&[]).await;
    let (worker, mut news) = Worker::start(stage.services.clone(), Some(Arc::new(Stumbles)));
    start(&worker, 1, Job::Click(StepId::A1, Click::OpenApiAccess));
    let (number, ending) = ended(&mut news).await;
    assert_eq!(number, 1);
    assert!(matches!(ending, TaskOutcome::Failed(_)), "{ending:?}");
    start(&worker, 2, Job::Profiles(stage.key()));
    let (number, ending) = ended(&mut news).await;
    assert_eq!(number, 2);
    assert!(matches!(ending, TaskOutcome::Profiles(_)), "{ending:?}");
    worker.stop(|| ()).await;
}

//! A Token that the server renews is saved before anything else happens, whoever cancels.

use std::sync::Mutex;

use stackday::domain::exit::Exit;
use stackday::domain::{CheckId, ProfileId, SecretId, SecretStoreKind, Standing};
use stackday::library::Connection;
use stackday::sandbox::Scenario;
use stackday::secret::Secret;
use stackday::tui::worker::{Job, JobId, TaskEvent, TaskOutcome, Worker, WorkerRequest};
use stackday::workflow::{Inputs, Observer, Progress, Services, verify};
use tokio_util::sync::CancellationToken;

use super::gate::Gate;
use super::saved::Shelf;
use super::support::Deaf;
use super::support::Ear;
use super::support::within;

/// Looks into the vault whenever a new Token is told.
struct Auditor {
    services: Services,
    id: ProfileId,
    found: Mutex<Vec<(Secret, Option<Secret>)>>,
}

impl Observer for Auditor {
    async fn tell(&self, progress: Progress) {
        if let Progress::NewToken(told) = progress {
            let name = SecretId::Token(self.id);
            let library = self.services.library.as_ref().expect("a library");
            let record = library.secret(&name).expect("readable").expect("recorded");
            let kept = self.services.vault.get(&name, &record).await.expect("kept");
            self.found.lock().expect("a lock").push((told, kept));
        }
    }
}

#[tokio::test]
async fn it_is_in_the_store_before_it_is_told_and_works_the_next_time() {
    let shelf = Shelf::new(&[Scenario::RotatingToken]).await;
    let id = shelf.save_first("Acme").await;
    let auditor = Auditor {
        services: shelf.stage.services.clone(),
        id,
        found: Mutex::default(),
    };
    let cancel = CancellationToken::new();
    let services = &shelf.stage.services;
    let before = shelf.profile(id).token.expect("kept").at;
    let report = verify(services, &shelf.inputs(id), &auditor, &cancel).await;
    assert!(report.ok, "{report:?}");
    let found = auditor.found.into_inner().expect("a lock");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].1.as_ref(), Some(&found[0].0), "saved first");
    assert_ne!(found[0].0, shelf.first_token());
    assert!(shelf.profile(id).token.expect("kept").at > before);
    let renewed = report.renewed.as_ref().expect("told in the report");
    assert_eq!(
        (renewed.kept_in, renewed.problem.as_ref()),
        (Some(SecretStoreKind::Memory), None)
    );
    let line = &report.check(CheckId::Token).expect("a check").evidence.line;
    assert!(line.contains("NEW Token, now kept in memory"), "{line}");
    let again = Inputs {
        token_secret: shelf.token(id).await,
        ..shelf.inputs(id)
    };
    assert!(verify(services, &again, &Deaf, &cancel).await.ok);
}

#[tokio::test]
async fn where_a_new_token_could_not_be_recorded_none_is_asked_for() {
    let shelf = Shelf::new(&[Scenario::RotatingToken]).await;
    let id = shelf.save_first("Acme").await;
    let inputs = shelf.inputs(id);
    shelf.spoil();
    let cancel = CancellationToken::new();
    let report = verify(&shelf.stage.services, &inputs, &Deaf, &cancel).await;
    assert_eq!((report.ok, report.exit()), (false, Exit::Failed));
    assert!(report.line().contains("was not begun"), "{}", report.line());
    assert_eq!(shelf.stage.identity.requests().len(), 0);
}

#[tokio::test]
async fn where_it_cannot_be_saved_that_is_loud_and_whoever_listens_has_it() {
    let mut shelf = Shelf::new(&[Scenario::RotatingToken]).await;
    let id = shelf.save_first("Acme").await;
    let mut gate = Gate::before_identity(&mut shelf).await;
    let (ear, _news) = Ear::new();
    let cancel = CancellationToken::new();
    let inputs = shelf.inputs(id);
    // Planday has answered, and before the answer is here the database is gone.
    let spoiling = async {
        gate.answered.wait_for(|told| *told).await.expect("asked");
        shelf.spoil();
        gate.open.send_replace(true);
    };
    let verifying = verify(&shelf.stage.services, &inputs, &ear, &cancel);
    let (report, ()) = within(async { tokio::join!(verifying, spoiling) }).await;
    assert_eq!((report.ok, report.exit()), (false, Exit::Failed));
    assert!(
        report.line().contains("could NOT be saved"),
        "{}",
        report.line()
    );
    let token = &report.check(CheckId::Token).expect("a check").evidence;
    assert_eq!(token.standing, Standing::Verified, "the exchange was fine");
    assert!(token.line.contains("could NOT be saved"), "{}", token.line);
    let told = ear.told();
    let told = told.iter().find_map(|told| match told {
        Progress::Renewed(renewed) => Some(renewed),
        _ => None,
    });
    let told = told.expect("told");
    assert_eq!(Some(&told.token), report.new_token.as_ref());
    assert!(told.kept.is_err());
}

#[tokio::test]
async fn it_never_takes_the_place_of_another_app_s_token() {
    let shelf = Shelf::new(&[Scenario::RotatingToken]).await;
    let settings = Connection {
        app_id: Some("6f1f9f3e-0000-4000-8000-000000000000".to_owned()),
        ..Connection::default()
    };
    let other = shelf.save_as("Other", settings);
    let own = Secret::new("the-other-apps-own-token");
    shelf.keep(other, &own).await;
    let cancel = CancellationToken::new();
    let report = verify(&shelf.stage.services, &shelf.inputs(other), &Deaf, &cancel).await;
    let problem = report.renewed.expect("renewed").problem.expect("not saved");
    assert!(problem.contains("another app"), "{problem}");
    assert_eq!(shelf.token(other).await, Some(own));
}

#[tokio::test]
async fn cancelling_in_the_middle_of_the_exchange_ends_at_once_and_loses_no_token() {
    let mut shelf = Shelf::new(&[Scenario::RotatingToken]).await;
    let id = shelf.save_first("Acme").await;
    let mut gate = Gate::before_identity(&mut shelf).await;
    let services = &shelf.stage.services;
    let cancel = CancellationToken::new();
    let inputs = shelf.inputs(id);
    let verifying = verify(services, &inputs, &Deaf, &cancel);
    // Planday has answered: the Token that was sent is dead. Nobody here knows of it yet.
    let person = async {
        gate.answered.wait_for(|told| *told).await.expect("asked");
        cancel.cancel();
    };
    let (report, ()) = within(async { tokio::join!(verifying, person) }).await;
    assert_eq!(report.exit(), Exit::Interrupted);
    assert_eq!(shelf.token(id).await, Some(shelf.first_token()), "not yet");
    gate.open.send_replace(true);
    within(services.planday.settled()).await;
    let renewed = shelf.token(id).await.expect("kept");
    assert_ne!(renewed, shelf.first_token());
    let again = Inputs {
        token_secret: Some(renewed),
        ..shelf.inputs(id)
    };
    let again = verify(services, &again, &Deaf, &CancellationToken::new()).await;
    assert!(again.ok, "it works: {}", again.line());
    let log = shelf.stage.log();
    assert!(log.contains("NEW Token, now kept in memory"), "{log}");
}

#[tokio::test]
async fn what_a_job_found_out_about_a_saved_connection_is_written_down() {
    let shelf = Shelf::new(&[]).await;
    let id = shelf.save_first("Acme").await;
    let (worker, mut news) = Worker::start(shelf.stage.services.clone(), None);
    worker.followed_to(shelf.saved().change);
    let job = Job::Verify(Box::new(shelf.inputs(id)));
    assert!(worker.order(WorkerRequest::Start(JobId(1), job, None)));
    let mut changes = None;
    within(async {
        loop {
            match news.recv().await.expect("news") {
                TaskEvent::Progress(_, Progress::LibraryChanged(told)) => changes = Some(told),
                TaskEvent::Ended(_, TaskOutcome::Verified(_)) => break,
                TaskEvent::Progress(..) | TaskEvent::Library(_) => {}
                TaskEvent::Ended(_, other) => panic!("{other:?}"),
            }
        }
    })
    .await;
    let profile = shelf.profile(id);
    assert_eq!(
        changes.expect("told").profiles,
        std::slice::from_ref(&profile)
    );
    assert_eq!(profile.history.len(), 1);
    assert!(profile.history[0].holds());
    assert_eq!(profile.history[0].checks.len(), 6);
    let seen = profile.seen.expect("seen");
    let wanted = shelf.stage.ready.scopes.len();
    assert_eq!((seen.granted, seen.wanted), (Some(wanted), wanted));
    assert!(seen.portal_name.is_some() && seen.connector.expect("one").active == Some(true));
    assert!(seen.accounts.expect("counted").values().sum::<usize>() > 0);
    let steps: Vec<_> = profile.steps.keys().map(|step| step.name()).collect();
    assert_eq!(steps, ["A1", "A2", "A3", "B1", "B2", "C1", "C2"]);
    within(worker.stop(|| ())).await;
}

#[tokio::test]
async fn a_job_that_is_cancelled_writes_nothing_down() {
    let shelf = Shelf::new(&[Scenario::Slow]).await;
    let id = shelf.save_first("Acme").await;
    let (worker, mut news) = Worker::start(shelf.stage.services.clone(), None);
    let job = Job::Verify(Box::new(shelf.inputs(id)));
    assert!(worker.order(WorkerRequest::Start(JobId(1), job, None)));
    shelf.stage.identity.used().await;
    assert!(worker.order(WorkerRequest::Cancel(JobId(1))));
    within(async { while !matches!(news.recv().await.expect("news"), TaskEvent::Ended(..)) {} })
        .await;
    let profile = shelf.profile(id);
    assert!(profile.history.is_empty() && profile.steps.is_empty() && profile.seen.is_none());
}

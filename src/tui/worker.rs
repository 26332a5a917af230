//! The background task: it owns the clients, takes requests, and reports over bounded channels.
//!
//! Jobs run side by side; each has a number and can be cancelled by it. Nothing here holds state of the screen.

pub(crate) mod ended;
mod export;
pub mod jobs;
pub(crate) mod linked;
pub(crate) mod perform;

use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt as _;
use tokio::sync::{Notify, mpsc};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

use crate::journal::{Level, about};
use crate::library::Library;
use crate::planday::Planday;
use crate::sandbox_user::SandboxUser;
use crate::tui::autosave::{Autosave, AutosaveRequest};
use crate::workflow::{Observer, Progress, Services, changes, show};

pub use jobs::{
    ExportRequest, ExportTo, Exported, Job, JobId, TaskEvent, TaskOutcome, WorkerRequest,
};

use jobs::NO_JOB;
use perform::{broken, perform};

/// How many requests, and how many reports, may wait.
const WAITING: usize = 64;

/// The shortest time between two looks at what other programs have changed.
const BETWEEN_LOOKS: Duration = Duration::from_secs(1);

/// How long the end of the program may take before a person is told why.
const UNNOTICED: Duration = Duration::from_millis(300);

/// How long the task may take to end: longer than the library waits for another program.
const LAST_MOMENT: Duration = Duration::from_secs(10);

/// The running task, as its owner holds it.
pub struct Worker {
    orders: mpsc::Sender<WorkerRequest>,
    stop: CancellationToken,
    task: JoinHandle<Vec<String>>,
    autosave: Autosave,
    library: Option<Library>,
    in_flight: Planday,
    look: Arc<Notify>,
}

impl Worker {
    /// Starts the task on the current runtime. `person` does the web clicks in the sandbox; on live services there is none.
    #[must_use]
    pub fn start(
        services: Services,
        person: Option<Arc<dyn SandboxUser>>,
    ) -> (Self, mpsc::Receiver<TaskEvent>) {
        let (orders, inbox) = mpsc::channel(WAITING);
        let (outbox, news) = mpsc::channel(WAITING);
        let stop = CancellationToken::new();
        let library = services.library.clone();
        let in_flight = services.planday.clone();
        let autosave = Autosave::start(library.clone(), services.door.journal().clone());
        let look = Arc::new(Notify::new());
        let task = tokio::spawn(run(
            services,
            person,
            inbox,
            outbox,
            look.clone(),
            stop.clone(),
        ));
        (
            Self {
                orders,
                stop,
                task,
                autosave,
                library,
                in_flight,
                look,
            },
            news,
        )
    }

    /// Hands a request over without waiting. Says whether there was room.
    #[must_use]
    pub fn order(&self, order: WorkerRequest) -> bool {
        self.orders.try_send(order).is_ok()
    }

    /// Looks whether another program has changed the library: at once, or where that was looked at a moment ago, after it.
    pub fn look(&self) {
        // Not a request: a flood of keys must not take the room of those.
        self.look.notify_one();
    }

    /// Keeps something in the library, soon.
    pub fn autosave(&self, request: AutosaveRequest) {
        self.autosave.take(request);
    }

    /// The screen has taken in what changed in the library up to here.
    pub fn followed_to(&self, change: i64) {
        if let Some(library) = &self.library {
            library.followed_to(change);
        }
    }

    /// Cancels what can be cancelled, and waits until what is being written is written: bounded, so that quitting never
    /// hangs. `waiting` is called if that takes a while.
    ///
    /// Returns what could not be kept, in sentences.
    pub async fn stop(self, waiting: impl FnOnce()) -> Vec<String> {
        self.stop.cancel();
        let mut finishing = std::pin::pin!(self.finish());
        tokio::select! {
            problems = &mut finishing => problems,
            () = tokio::time::sleep(UNNOTICED) => {
                waiting();
                finishing.await
            }
        }
    }

    async fn finish(mut self) -> Vec<String> {
        let mut problems = Vec::new();
        let ending = async {
            let ended = (&mut self.task).await;
            self.in_flight.settled().await;
            ended
        };
        match tokio::time::timeout(LAST_MOMENT, ending).await {
            Ok(Ok(failed)) => problems.extend(failed),
            Ok(Err(error)) => problems.push(format!("The background task broke off: {error}.")),
            Err(_) => problems.push(
                "What was being saved did not end in time; look whether it is there.".to_owned(),
            ),
        }
        // What was typed comes last: whatever is saved by now needs no draft.
        problems.extend(self.autosave.stop().await);
        if let Some(library) = self.library.take() {
            let closed = tokio::task::spawn_blocking(move || library.close()).await;
            if let Ok(Err(problem)) = closed {
                problems.push(problem);
            }
        }
        problems
    }
}

async fn run(
    services: Services,
    person: Option<Arc<dyn SandboxUser>>,
    mut inbox: mpsc::Receiver<WorkerRequest>,
    outbox: mpsc::Sender<TaskEvent>,
    look: Arc<Notify>,
    stop: CancellationToken,
) -> Vec<String> {
    let mut jobs = JoinSet::new();
    let mut cancels: HashMap<JobId, CancellationToken> = HashMap::new();
    let (mut looked, mut look_at): (Option<Instant>, Option<Instant>) = (None, None);
    loop {
        tokio::select! {
            // Stopping comes before new requests, and requests (which may cancel) before ended jobs.
            biased;
            () = stop.cancelled() => break,
            order = inbox.recv() => match order {
                None => break,
                Some(WorkerRequest::Cancel(id)) => {
                    if let Some(cancel) = cancels.get(&id) {
                        cancel.cancel();
                    }
                }
                Some(WorkerRequest::Show(id)) => {
                    let (services, outbox) = (services.clone(), outbox.clone());
                    jobs.spawn(async move {
                        if let Some(changes) = show(&services, id).await {
                            let _ = outbox.send(TaskEvent::Library(changes)).await;
                        }
                        (NO_JOB, None)
                    });
                }
                Some(WorkerRequest::Start(id, job, connection)) => {
                    let cancel = stop.child_token();
                    cancels.insert(id, cancel.clone());
                    let (services, person, outbox) = (services.clone(), person.clone(), outbox.clone());
                    let writes = job.writes();
                    jobs.spawn(async move {
                        let reporter = Reporter { id, outbox: outbox.clone() };
                        let work = perform(&services, person.as_deref(), job, &reporter, &cancel);
                        let work = about(connection, work);
                        // A bug must not leave a job running on the screen for ever.
                        let ending = AssertUnwindSafe(work).catch_unwind().await.unwrap_or_else(|_| broken());
                        explain(&services, &ending);
                        let failed = writes.and_then(|what| failure_of(what, &ending));
                        // The screen is the only reader, and it may be gone by now.
                        let unheard = outbox.send(TaskEvent::Ended(id, ending)).await.is_err();
                        (id, failed.filter(|_| unheard))
                    });
                }
            },
            () = look.notified(), if look_at.is_none() => {
                look_at = Some(looked.map_or_else(Instant::now, |at| at + BETWEEN_LOOKS));
            }
            () = due(look_at) => {
                look_at = None;
                looked = Some(Instant::now());
                let (services, outbox) = (services.clone(), outbox.clone());
                jobs.spawn(async move {
                    if let Some(changes) = changes(&services).await {
                        let _ = outbox.send(TaskEvent::Library(changes)).await;
                    }
                    (NO_JOB, None)
                });
            }
            Some(ended) = jobs.join_next() => {
                if let Ok((id, _)) = ended {
                    cancels.remove(&id);
                }
            }
        }
    }
    // Every job runs to its end: what can be cancelled ends at once, and what writes is finished. Orders that were handed
    // over and not begun are begun where they write.
    drop(outbox);
    inbox.close();
    while let Ok(order) = inbox.try_recv() {
        if let WorkerRequest::Start(id, job, connection) = order
            && let Some(what) = job.writes()
        {
            let services = services.clone();
            jobs.spawn(async move {
                let quiet = Quiet;
                let cancel = CancellationToken::new();
                let work = perform(&services, None, job, &quiet, &cancel);
                let ending = about(connection, work).await;
                let failed = failure_of(what, &ending);
                (id, failed)
            });
        }
    }
    let mut problems = Vec::new();
    while let Some(ended) = jobs.join_next().await {
        match ended {
            Ok((_, failed)) => problems.extend(failed),
            Err(error) => problems.push(format!("A job broke off: {error}.")),
        }
    }
    problems
}

/// Why something was not written, in a sentence.
fn failure_of(what: &str, ending: &TaskOutcome) -> Option<String> {
    match ending {
        TaskOutcome::Failed(diagnosis) => Some(format!("{what}: {}", diagnosis.summary)),
        TaskOutcome::Locked { .. } => Some(format!("{what}: the encrypted file is locked.")),
        _ => None,
    }
}

/// Writes to the log what the exchange means that a job failed at.
fn explain(services: &Services, ending: &TaskOutcome) {
    if let TaskOutcome::Failed(diagnosis) = ending
        && diagnosis.exchange.is_some()
        && !diagnosis.is_cancelled()
    {
        services.door.explain(Level::Error, diagnosis);
    }
}

/// Ends at the time given; without one, never.
async fn due(at: Option<Instant>) {
    match at {
        Some(at) => sleep_until(at).await,
        None => std::future::pending().await,
    }
}

/// Hears nothing: the screen is gone.
struct Quiet;

impl Observer for Quiet {
    async fn tell(&self, _: Progress) {}
}

struct Reporter {
    id: JobId,
    outbox: mpsc::Sender<TaskEvent>,
}

impl Observer for Reporter {
    async fn tell(&self, progress: Progress) {
        let _ = self
            .outbox
            .send(TaskEvent::Progress(self.id, progress))
            .await;
    }
}

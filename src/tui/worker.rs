//! The background task: it owns the clients, takes orders, and sends news over bounded channels.
//!
//! Jobs run side by side; each has a number and can be cancelled by it. Nothing here holds state of the screen.

use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt as _;
use tokio::sync::{Notify, mpsc};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

use crate::domain::diagnosis::{Diagnosis, Kind, Party};
use crate::domain::{ProfileId, StepId};
use crate::guide;
use crate::http::Listed;
use crate::library::{Changes, Library};
use crate::planday::Planday;
use crate::sandbox_user::{Click, Clicked, SandboxUser};
use crate::scopes::ActionCatalogue;
use crate::secret::{Choice, Secret};
use crate::stackone::{Account, ConnectorProfile};
use crate::tui::autosave::{Autosave, AutosaveRequest};
use crate::workflow::{
    ActionsRequest, GuideRequest, Inputs, LibraryCommand, LibraryFault, LibraryOutcome,
    LinkRequest, ManyReport, ManyRequest, Observer, PinReport, PinRequest, Progress, RequestInputs,
    RequestReport, RevokeReport, RotateReport, Services, VerifyReport, WaitRequest, actions,
    changes, check_request, drop_old, link, live_guide, needs_unlocking, pins, remember,
    revoke_old, rotate, run_command, set_pin, show, verify, verify_many, wait_for_profile,
};

/// How many orders, and how many news, may wait.
const WAITING: usize = 64;

/// The shortest time between two looks at what other programs have changed.
const BETWEEN_LOOKS: Duration = Duration::from_secs(1);

/// How long the end of the program may take before a person is told why.
const UNNOTICED: Duration = Duration::from_millis(300);

/// How long the task may take to end: longer than the library waits for another program.
const LAST_MOMENT: Duration = Duration::from_secs(10);

/// The number of a job. Whoever orders it chooses it; news of a job that is no longer wanted are known by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct JobId(pub u64);

/// The number of what is no job of the screen.
const NO_JOB: JobId = JobId(0);

/// Something to do.
#[derive(Debug, Clone)]
pub enum Job {
    /// Check the request before anybody signs in.
    Request(RequestInputs),
    /// Verify what was entered; of a saved connection, what was found is written down as well.
    Verify(Box<Inputs>),
    /// Verify saved connections side by side.
    VerifyMany(ManyRequest),
    /// Prove a new Token of a saved connection, and use it from then on.
    Rotate(ProfileId, Secret),
    /// Revoke the Token that a rotation replaced, if this is the connection's name. It dies for everybody.
    Revoke(ProfileId, String),
    /// Forget the Token that a rotation replaced, without revoking it.
    DropOld(ProfileId),
    /// Wait for a connector profile to appear.
    Wait(WaitRequest),
    /// Make an auth link and follow it.
    Link(LinkRequest),
    /// List the connector profiles.
    Profiles(Secret),
    /// List the actions for Planday.
    Actions(ActionsRequest),
    /// Read `StackOne`'s own guide.
    Guide(GuideRequest),
    /// Do something with what is saved.
    Library(Box<LibraryCommand>),
    /// Find out which store new secrets go to.
    ChooseStore,
    /// Unlock the encrypted file with this passphrase.
    Unlock(Secret),
    /// Look at the versions and the pin of a connector profile.
    Pins(PinRequest),
    /// Pin a connector profile to this version, or clear its pin.
    SetPin(PinRequest, Option<String>),
    /// Do a person's click, in a rehearsal.
    Click(StepId, Click),
}

impl Job {
    /// Whether it may find the encrypted file locked, so that it is done once more after it was unlocked.
    #[must_use]
    pub fn may_need_unlocking(&self) -> bool {
        matches!(
            self,
            Self::Library(_) | Self::VerifyMany(_) | Self::Rotate(..) | Self::Revoke(..)
        )
    }
}

impl Job {
    /// What it writes, as a person calls it, where it must not be left half done; none where it can be cancelled.
    fn writes(&self) -> Option<&'static str> {
        let Self::Library(command) = self else {
            return None;
        };
        written_by(command)
    }
}

/// The same of a command of the library.
fn written_by(command: &LibraryCommand) -> Option<&'static str> {
    match command {
        LibraryCommand::Save(_) => Some("Saving the connection"),
        LibraryCommand::Edit(..) => Some("Saving the change"),
        LibraryCommand::Duplicate(..) => Some("Copying the connection"),
        LibraryCommand::Remove(_) => Some("Deleting"),
        LibraryCommand::Reopen(..) => Some("Discarding the draft"),
        LibraryCommand::Load | LibraryCommand::Open(..) | LibraryCommand::Refresh(..) => None,
    }
}

/// An order to the task.
#[derive(Debug, Clone)]
pub enum WorkerRequest {
    /// Start a job.
    Start(JobId, Job),
    /// Cancel a job.
    Cancel(JobId),
    /// Read a connection with all of its history.
    Show(ProfileId),
}

/// How a job ended.
#[derive(Debug, Clone)]
pub enum TaskOutcome {
    /// A check of the request, with what it found.
    Request(Box<RequestReport>),
    /// A verification, with what it found.
    Verified(Box<VerifyReport>),
    /// A verification of many, with how each ended.
    Many(Box<ManyReport>),
    /// A rotation, with what came of it.
    Rotated(Box<RotateReport>),
    /// A revocation, or the forgetting of a replaced Token, with what came of it.
    Revoked(Box<RevokeReport>),
    /// The profile that was waited for.
    Found(Box<ConnectorProfile>),
    /// The account that was linked.
    Linked(Box<Account>),
    /// The profiles.
    Profiles(Listed<ConnectorProfile>),
    /// The actions for Planday.
    Actions(Box<ActionCatalogue>),
    /// `StackOne`'s own guide.
    Guide(Box<guide::Live>),
    /// What has changed in the library, and what was done.
    Library(Box<LibraryOutcome>),
    /// The store that new secrets go to.
    Store(Choice),
    /// The encrypted file has to be unlocked first; `new` where its passphrase is yet to be chosen.
    Locked {
        /// Whether there is no file yet.
        new: bool,
    },
    /// The encrypted file is open.
    Unlocked,
    /// The versions and the pin of a connector profile, as they are or as they were changed.
    Pins(Box<PinReport>),
    /// A click, with what the page said.
    Clicked(StepId, Box<Clicked>),
    /// It failed, or was cancelled.
    Failed(Box<Diagnosis>),
}

/// What the background task reports.
#[derive(Debug, Clone)]
pub enum TaskEvent {
    /// A job goes on.
    Progress(JobId, Progress),
    /// A job has ended; nothing more comes of it.
    Ended(JobId, TaskOutcome),
    /// The library has changed, or more of it was read; whoever changed it.
    Library(Arc<Changes>),
}

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
    /// Starts the task on the current runtime. `person` does the clicks of a rehearsal; on live services there is nobody.
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

    /// Hands an order over without waiting. Says whether there was room.
    #[must_use]
    pub fn order(&self, order: WorkerRequest) -> bool {
        self.orders.try_send(order).is_ok()
    }

    /// Looks whether another program has changed the library: at once, or where that was looked at a moment ago, after it.
    pub fn look(&self) {
        // Not an order: a flood of keys must not take the room of those.
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
            // Stopping comes before new orders, and orders (which may cancel) before ended jobs.
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
                Some(WorkerRequest::Start(id, job)) => {
                    let cancel = stop.child_token();
                    cancels.insert(id, cancel.clone());
                    let (services, person, outbox) = (services.clone(), person.clone(), outbox.clone());
                    let writes = job.writes();
                    jobs.spawn(async move {
                        let reporter = Reporter { id, outbox: outbox.clone() };
                        let work = perform(&services, person.as_deref(), job, &reporter, &cancel);
                        // A bug must not leave a job running on the screen for ever.
                        let ending = AssertUnwindSafe(work).catch_unwind().await.unwrap_or_else(|_| broken());
                        let failed = match (&ending, writes) {
                            (TaskOutcome::Failed(diagnosis), Some(what)) => Some(format!("{what}: {}", diagnosis.summary)),
                            (TaskOutcome::Locked { .. }, Some(what)) => {
                                Some(format!("{what}: the encrypted file is locked."))
                            }
                            _ => None,
                        };
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
        if let WorkerRequest::Start(id, job) = order
            && let Some(what) = job.writes()
        {
            let services = services.clone();
            jobs.spawn(async move {
                let quiet = Quiet;
                let ending = perform(&services, None, job, &quiet, &CancellationToken::new()).await;
                let failed = match ending {
                    TaskOutcome::Failed(diagnosis) => {
                        Some(format!("{what}: {}", diagnosis.summary))
                    }
                    TaskOutcome::Locked { .. } => {
                        Some(format!("{what}: the encrypted file is locked."))
                    }
                    _ => None,
                };
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

/// How a job ends that hit a bug of this program.
fn broken() -> TaskOutcome {
    TaskOutcome::Failed(Box::new(Diagnosis::new(
        Party::Input,
        Kind::Failed,
        "stackday itself failed in this job.",
        "Please report it, with what you did; nothing you entered is lost.",
    )))
}

/// How a job ended that has an answer, or failed.
fn ended<T>(answer: Result<T, Diagnosis>, ending: impl FnOnce(T) -> TaskOutcome) -> TaskOutcome {
    match answer {
        Ok(answer) => ending(answer),
        Err(diagnosis) => TaskOutcome::Failed(Box::new(diagnosis)),
    }
}

async fn perform(
    services: &Services,
    person: Option<&dyn SandboxUser>,
    job: Job,
    reporter: &impl Observer,
    cancel: &CancellationToken,
) -> TaskOutcome {
    if let Some(new) = locked(services, &job).await {
        return TaskOutcome::Locked { new };
    }
    match job {
        Job::Request(inputs) => ended(
            check_request(services, &inputs, reporter, cancel).await,
            |report| TaskOutcome::Request(Box::new(report)),
        ),
        Job::Verify(inputs) => {
            protect(services, inputs.token_secret.as_ref());
            protect(services, inputs.api_key.as_ref());
            let report = verify(services, &inputs, reporter, cancel).await;
            if let Some(basis) = &inputs.saved {
                let connector = inputs.connector_profile.as_deref();
                // Why not, if not, stands in the log: what was found out is on the screen all the same.
                let _ = remember(services, basis, &report, connector, reporter).await;
            }
            TaskOutcome::Verified(Box::new(report))
        }
        Job::VerifyMany(request) => {
            protect(services, request.env.token.as_ref());
            protect(services, request.env.api_key.as_ref());
            ended(
                verify_many(services, &request, reporter, cancel).await,
                |report| TaskOutcome::Many(Box::new(report)),
            )
        }
        Job::Rotate(id, token) => {
            protect(services, Some(&token));
            let report = rotate(services, id, token, reporter, cancel).await;
            TaskOutcome::Rotated(Box::new(report))
        }
        Job::Revoke(id, confirmation) => {
            let report = revoke_old(services, id, &confirmation, reporter, cancel).await;
            TaskOutcome::Revoked(Box::new(report))
        }
        Job::DropOld(id) => {
            let report = drop_old(services, id, reporter).await;
            TaskOutcome::Revoked(Box::new(report))
        }
        Job::Wait(request) => {
            protect(services, Some(&request.api_key));
            ended(
                wait_for_profile(services, &request, reporter, cancel).await,
                |profile| TaskOutcome::Found(Box::new(profile)),
            )
        }
        Job::Link(request) => {
            protect(services, Some(&request.api_key));
            ended(
                link(services, &request, reporter, cancel).await,
                |account| TaskOutcome::Linked(Box::new(account)),
            )
        }
        Job::Profiles(key) => {
            protect(services, Some(&key));
            ended(services.stackone.profiles(&key, cancel).await, |profiles| {
                TaskOutcome::Profiles(profiles)
            })
        }
        Job::Actions(request) => {
            protect(services, request.api_key.as_ref());
            ended(actions(services, &request, cancel).await, |catalogue| {
                TaskOutcome::Actions(Box::new(catalogue))
            })
        }
        Job::Guide(request) => {
            protect(services, Some(&request.api_key));
            ended(live_guide(services, &request, cancel).await, |live| {
                TaskOutcome::Guide(Box::new(live))
            })
        }
        Job::Library(command) => on_library(services, *command, cancel).await,
        Job::ChooseStore => TaskOutcome::Store(services.vault.choice().await),
        Job::Unlock(passphrase) => unlock(services, &passphrase).await,
        Job::Pins(request) => ended(pins(services, &request, cancel).await, |report| {
            TaskOutcome::Pins(Box::new(report))
        }),
        Job::SetPin(request, version) => ended(
            set_pin(services, &request, version.as_deref(), cancel).await,
            |report| TaskOutcome::Pins(Box::new(report)),
        ),
        Job::Click(step, click) => ended(
            click_for(services, person, click, cancel).await,
            |clicked| TaskOutcome::Clicked(step, Box::new(clicked)),
        ),
    }
}

/// Does what the list asks for. What only reads can be cancelled: a keyring or a program may take its time.
async fn on_library(
    services: &Services,
    command: LibraryCommand,
    cancel: &CancellationToken,
) -> TaskOutcome {
    let writes = written_by(&command).is_some();
    let work = run_command(services, command);
    let done = if writes {
        Some(work.await)
    } else {
        cancel.run_until_cancelled(work).await
    };
    match done {
        Some(Ok(outcome)) => TaskOutcome::Library(Box::new(outcome)),
        Some(Err(LibraryFault::Locked { new })) => TaskOutcome::Locked { new },
        Some(Err(LibraryFault::Failed(diagnosis))) => TaskOutcome::Failed(diagnosis),
        None => TaskOutcome::Failed(Box::new(
            crate::http::Failure::Cancelled.diagnosis(Party::Input),
        )),
    }
}

/// Whether a person has to unlock the encrypted file before this job; whether its passphrase is yet to be chosen.
async fn locked(services: &Services, job: &Job) -> Option<bool> {
    match job {
        Job::VerifyMany(request) => needs_unlocking(services, &request.targets, false).await,
        Job::Rotate(id, _) => needs_unlocking(services, &[*id], true).await,
        Job::Revoke(id, _) => needs_unlocking(services, &[*id], false).await,
        _ => None,
    }
}

async fn unlock(services: &Services, passphrase: &Secret) -> TaskOutcome {
    match services.vault.unlock(passphrase).await {
        Ok(()) => TaskOutcome::Unlocked,
        Err(error) => TaskOutcome::Failed(Box::new(Diagnosis::new(
            Party::Input,
            Kind::NotConfigured,
            error.to_string(),
            "Nothing was lost.",
        ))),
    }
}

async fn click_for(
    services: &Services,
    person: Option<&dyn SandboxUser>,
    click: Click,
    cancel: &CancellationToken,
) -> Result<Clicked, Diagnosis> {
    let refused = |problem: String| {
        Diagnosis::new(
            Party::Authoriser,
            Kind::Failed,
            format!("The click could not be done: {problem}."),
            "Do this step by hand on the web page to see what it says.",
        )
    };
    let Some(person) = person else {
        return Err(refused("on live services you do it yourself".into()));
    };
    let clicked = tokio::select! {
        biased;
        () = cancel.cancelled() => Err(crate::http::Failure::Cancelled.diagnosis(Party::Input)),
        clicked = person.click(click) => clicked.map_err(refused),
    }?;
    protect(services, clicked.token.as_ref());
    protect(services, clicked.api_key.as_ref());
    Ok(clicked)
}

fn protect(services: &Services, secret: Option<&Secret>) {
    if let Some(secret) = secret {
        services.door.protect(secret);
    }
}

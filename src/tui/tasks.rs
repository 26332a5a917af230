//! What runs in the background, and what is waited for.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::domain::CheckId;
use crate::secret::Secret;
use crate::tui::worker::{Job, JobId};

/// What a running task is doing, for the line that shows it, and what must be known of it when it ends.
#[derive(Debug, Clone)]
pub struct RunningTask {
    /// Its number.
    pub id: JobId,
    /// What it is, in two or three words.
    pub what: &'static str,
    /// What it is at.
    pub at: String,
    /// The check that is being made.
    pub check: Option<CheckId>,
    /// When it was started.
    pub begun: Option<Timestamp>,
    /// Of a verification: how many checks have ended.
    pub(crate) checked: usize,
    /// Of a verification: how many calls that prove scopes were made, and how many there are.
    pub(crate) probed: (usize, usize),
    /// Whether a value that it works with was changed since it was started.
    pub(crate) is_outdated: bool,
    /// The session that it was started in: which connection the forms showed.
    pub(crate) session: u64,
    /// What that connection was called.
    pub(crate) session_name: String,
    /// The Token that the forms held.
    pub(crate) token: Option<Secret>,
    /// The job itself, where it may find the encrypted file locked and is then done once more.
    job: Option<Box<Job>>,
}

impl RunningTask {
    /// One that has just begun.
    #[must_use]
    pub fn new(id: JobId, what: &'static str) -> Self {
        Self {
            id,
            what,
            at: String::new(),
            check: None,
            begun: None,
            checked: 0,
            probed: (0, 0),
            is_outdated: false,
            session: 0,
            session_name: String::new(),
            token: None,
            job: None,
        }
    }

    /// How much of it is done, of how much in all, where that is counted.
    #[must_use]
    pub fn counts(&self) -> Option<(usize, usize)> {
        let (done, calls) = self.probed;
        (self.checked + done > 0).then(|| (self.checked + done, CheckId::ALL.len() + calls))
    }
}

/// A wait that a server asked for, or a retry in a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wait {
    /// When it is over.
    pub until: Timestamp,
    /// What is waited for.
    pub text: String,
}

/// The kinds of job that run at most once at a time each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TaskKind {
    /// The check of the request.
    Request,
    /// Verification.
    Verify,
    /// Waiting for the profile.
    Wait,
    /// Linking.
    Link,
    /// Listing the profiles.
    Profiles,
    /// Listing the linked accounts.
    Accounts,
    /// Reading one linked account.
    AccountRecord,
    /// Trying one read through a linked account.
    AccountRead,
    /// Changing or deleting linked accounts.
    AccountChange,
    /// Reading the links that are kept.
    Links,
    /// Making a link.
    MakeLink,
    /// Following the links in flight.
    FollowLinks,
    /// Stopping to follow a link, or following it again.
    StopLink,
    /// Reading the address of a link.
    LinkUrl,
    /// Keeping the address of a link, or reading it with the passphrase.
    UnlockLink,
    /// Listing the actions.
    Actions,
    /// A rehearsal's click.
    Click,
    /// Reading `StackOne`'s own guide.
    Guide,
    /// Looking at pins, or changing one.
    Pins,
    /// Reading what is saved at the start.
    Load,
    /// Opening, saving, changing what is saved.
    Keep,
    /// Reading what is saved, beside whatever else goes on.
    Read,
    /// Looking for a keyring.
    Store,
    /// Unlocking the encrypted file.
    Unlock,
    /// Verifying profiles.
    Many,
    /// Replacing a Token, or revoking the replaced one.
    Rotate,
    /// Writing the log to a file.
    Export,
}

impl TaskKind {
    /// All of them.
    pub const ALL: [Self; 27] = [
        Self::Links,
        Self::MakeLink,
        Self::FollowLinks,
        Self::StopLink,
        Self::LinkUrl,
        Self::UnlockLink,
        Self::Accounts,
        Self::AccountRecord,
        Self::AccountRead,
        Self::AccountChange,
        Self::Request,
        Self::Verify,
        Self::Wait,
        Self::Link,
        Self::Profiles,
        Self::Actions,
        Self::Click,
        Self::Guide,
        Self::Many,
        Self::Rotate,
        Self::Pins,
        Self::Load,
        Self::Keep,
        Self::Read,
        Self::Store,
        Self::Unlock,
        Self::Export,
    ];

    /// Whether it goes on in the background, for days perhaps: it is no work that a person waits for.
    #[must_use]
    pub fn is_background(self) -> bool {
        matches!(self, Self::FollowLinks | Self::Links | Self::LinkUrl)
    }

    /// What holds for a task of this kind.
    #[must_use]
    pub fn policy(self) -> Policy {
        // of the connection · cancelled by a key · goes on when superseded
        let of = |of_connection, can_be_cancelled, goes_on| Policy {
            of_connection,
            can_be_cancelled,
            goes_on,
        };
        match self {
            Self::Request
            | Self::Verify
            | Self::Wait
            | Self::Link
            | Self::Profiles
            | Self::Click
            | Self::Guide
            | Self::Pins
            | Self::Accounts
            | Self::AccountRecord
            | Self::AccountRead => of(true, true, false),
            // What was changed is changed and a link that was made is there, whoever has turned away meanwhile.
            Self::AccountChange | Self::MakeLink => of(false, true, true),
            Self::Actions | Self::Many | Self::Rotate => of(false, true, false),
            Self::StopLink | Self::UnlockLink | Self::Keep => of(false, false, true),
            Self::Links
            | Self::FollowLinks
            | Self::LinkUrl
            | Self::Load
            | Self::Read
            | Self::Store
            | Self::Unlock
            | Self::Export => of(false, false, false),
        }
    }
}

/// What holds for the tasks of one kind. Of each kind at most one runs: the newest takes the place of the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// It is about the connection in the forms, so it ends when another one is opened.
    pub of_connection: bool,
    /// A person can cancel it. What is being written is not left half done.
    pub can_be_cancelled: bool,
    /// It runs to its end when another of its kind takes its place: what it has read or changed of what is saved is taken in
    /// all the same. Which job must be finished before the program ends, the job itself says.
    pub goes_on: bool,
}

/// What runs in the background.
#[derive(Debug, Default)]
pub struct Tasks {
    /// What runs, by kind.
    pub running: BTreeMap<TaskKind, RunningTask>,
    /// What is waited for before a request goes out.
    pub wait: Option<Wait>,
    /// What is not wanted any more and has not ended yet. What it has written or was given is taken in all the same.
    unwanted: BTreeMap<JobId, (TaskKind, RunningTask)>,
    /// What waits for the encrypted file to be unlocked.
    awaiting_unlock: BTreeMap<TaskKind, (&'static str, Box<Job>)>,
    /// What is to be cancelled with the next effects.
    to_cancel: Vec<JobId>,
    last_job: u64,
}

/// What the forms showed when a task was started.
pub(crate) struct StartedIn {
    /// When.
    pub(crate) at: Timestamp,
    /// The session: which connection.
    pub(crate) session: u64,
    /// What it was called.
    pub(crate) name: String,
    /// The Token in the forms.
    pub(crate) token: Option<Secret>,
}

impl Tasks {
    /// Whether a task of this kind runs.
    #[must_use]
    pub fn runs(&self, kind: TaskKind) -> bool {
        self.running.contains_key(&kind)
    }

    /// What a person is shown as running. What goes on in the background has its own place on its own screen.
    pub fn in_sight(&self) -> impl Iterator<Item = (TaskKind, &RunningTask)> {
        let running = self.running.iter();
        running
            .filter(|(kind, _)| !kind.is_background())
            .map(|(kind, task)| (*kind, task))
    }

    /// Whether something runs that a person can cancel.
    #[must_use]
    pub fn can_cancel(&self) -> bool {
        self.running
            .keys()
            .any(|kind| kind.policy().can_be_cancelled)
    }

    /// The kind of a task that is wanted.
    #[must_use]
    pub fn kind_of(&self, id: JobId) -> Option<TaskKind> {
        self.running
            .iter()
            .find(|(_, running)| running.id == id)
            .map(|(kind, _)| *kind)
    }

    /// The kind of a task that has not ended, and whether it is wanted still.
    pub(crate) fn kind_of_any(&self, id: JobId) -> Option<(TaskKind, bool)> {
        let unwanted = || self.unwanted.get(&id).map(|(kind, _)| (*kind, false));
        self.kind_of(id).map(|kind| (kind, true)).or_else(unwanted)
    }

    /// A task that has not ended.
    pub(crate) fn task(&self, id: JobId) -> Option<&RunningTask> {
        let running = self.running.values().find(|running| running.id == id);
        running.or_else(|| self.unwanted.get(&id).map(|(_, task)| task))
    }

    /// Notes what a task is at.
    pub(crate) fn note(&mut self, kind: TaskKind, change: impl FnOnce(&mut RunningTask)) {
        if let Some(running) = self.running.get_mut(&kind) {
            change(running);
        }
    }

    /// Notes that a task runs, and gives it its number. One of the same kind that runs is superseded.
    pub(crate) fn begin(
        &mut self,
        kind: TaskKind,
        what: &'static str,
        job: &Job,
        started_in: StartedIn,
    ) -> JobId {
        self.supersede(kind);
        self.last_job += 1;
        let id = JobId(self.last_job);
        let running = RunningTask {
            begun: Some(started_in.at),
            session: started_in.session,
            session_name: started_in.name,
            token: started_in.token,
            job: job.may_need_unlocking().then(|| Box::new(job.clone())),
            ..RunningTask::new(id, what)
        };
        self.running.insert(kind, running);
        id
    }

    /// The task of this kind is not wanted any more: it is cancelled, unless its kind goes on.
    pub(crate) fn supersede(&mut self, kind: TaskKind) {
        self.let_go(kind, !kind.policy().goes_on);
    }

    /// The task of this kind is not wanted any more, and is cancelled or goes on.
    fn let_go(&mut self, kind: TaskKind, is_cancelled: bool) {
        let Some(task) = self.running.remove(&kind) else {
            return;
        };
        if is_cancelled {
            self.to_cancel.push(task.id);
        }
        self.unwanted.insert(task.id, (kind, task));
        self.forget_wait();
    }

    /// Nothing that is about the connection in the forms is wanted any more: another one comes.
    pub(crate) fn supersede_of_connection(&mut self) {
        let kinds: Vec<_> = self.running.keys().copied().collect();
        for kind in kinds.into_iter().filter(|kind| kind.policy().of_connection) {
            self.supersede(kind);
        }
    }

    /// A task has ended: what it was, and whether it was wanted still.
    pub(crate) fn end(&mut self, id: JobId) -> Option<(TaskKind, RunningTask, bool)> {
        if let Some((kind, task)) = self.unwanted.remove(&id) {
            return Some((kind, task, false));
        }
        let kind = self.kind_of(id)?;
        let task = self.running.remove(&kind)?;
        self.forget_wait();
        Some((kind, task, true))
    }

    /// A task could not be handed over: it never began.
    pub(crate) fn drop_unstarted(&mut self, id: JobId) {
        if let Some(kind) = self.kind_of(id) {
            self.running.remove(&kind);
        }
    }

    /// Cancels what a person can cancel, and gives it.
    pub(crate) fn cancel(&mut self) -> Vec<(TaskKind, RunningTask)> {
        let kinds = self.running.iter();
        let kinds = kinds.filter(|(kind, _)| kind.policy().can_be_cancelled);
        let cancelled: Vec<_> = kinds.map(|(kind, task)| (*kind, task.clone())).collect();
        for (kind, _) in &cancelled {
            self.let_go(*kind, true);
        }
        cancelled
    }

    /// A task found the encrypted file locked: it is done once more when it is open.
    pub(crate) fn await_unlock(&mut self, kind: TaskKind, task: RunningTask) {
        if let Some(job) = task.job {
            self.awaiting_unlock.insert(kind, (task.what, job));
        }
    }

    /// A job is to be done once the encrypted file is open.
    pub(crate) fn await_unlock_of(&mut self, kind: TaskKind, what: &'static str, job: Job) {
        self.awaiting_unlock.insert(kind, (what, Box::new(job)));
    }

    /// The encrypted file is open, or stays locked: what waited for it.
    pub(crate) fn unlocked(&mut self) -> Vec<(TaskKind, &'static str, Job)> {
        std::mem::take(&mut self.awaiting_unlock)
            .into_iter()
            .map(|(kind, (what, job))| (kind, what, *job))
            .collect()
    }

    /// What is to be cancelled outside.
    pub(crate) fn take_cancelled(&mut self) -> Vec<JobId> {
        std::mem::take(&mut self.to_cancel)
    }

    /// A task could not be cancelled yet: it is tried again with the next effects.
    pub(crate) fn cancel_later(&mut self, id: JobId) {
        self.to_cancel.push(id);
    }

    /// A wait is over when nothing runs any more that could wait.
    fn forget_wait(&mut self) {
        let waits = |kind: &TaskKind| kind.policy().can_be_cancelled;
        if !self.running.keys().any(waits) {
            self.wait = None;
        }
    }
}

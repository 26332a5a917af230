//! Keeps what is typed and not saved, and the evidence of the open profile, on disk while a person works.
//!
//! Whatever comes within a moment is written at once at its end, the newest of each sort alone. Nobody waits for it: it is
//! its own task, and it writes what is left before the program ends.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::guide::StepId;
use crate::journal::{Journal, Level};
use crate::profile::{Draft, ProfileId, Store, StoreError, StoredEvidence};

/// How long to wait for more before writing: a crash loses what was typed in this time.
pub const MOMENT: Duration = Duration::from_secs(1);

/// Something to keep.
#[derive(Debug, Clone, PartialEq)]
pub enum Note {
    /// What is typed and not saved, of a profile or of a new connection; none throws away what was kept of it.
    Draft(Option<ProfileId>, Option<Box<Draft>>),
    /// The evidence of a profile's steps.
    Steps(ProfileId, BTreeMap<StepId, StoredEvidence>),
}

/// What waits to be written.
#[derive(Debug, Default)]
struct Pending {
    drafts: BTreeMap<Option<ProfileId>, Option<Box<Draft>>>,
    steps: BTreeMap<ProfileId, BTreeMap<StepId, StoredEvidence>>,
}

impl Pending {
    fn take(&mut self, note: Note) {
        match note {
            Note::Draft(of, draft) => _ = self.drafts.insert(of, draft),
            Note::Steps(of, steps) => _ = self.steps.insert(of, steps),
        }
    }

    fn is_empty(&self) -> bool {
        self.drafts.is_empty() && self.steps.is_empty()
    }
}

/// The task that keeps.
pub struct Keeper {
    pending: Arc<Mutex<Pending>>,
    more: Arc<Notify>,
    stop: CancellationToken,
    task: Option<JoinHandle<()>>,
}

impl Keeper {
    /// Starts it on the current runtime. Without a store nothing is kept.
    #[must_use]
    pub fn start(store: Option<Store>, journal: Journal) -> Self {
        let pending = Arc::new(Mutex::new(Pending::default()));
        let (more, stop) = (Arc::new(Notify::new()), CancellationToken::new());
        let task = store.map(|store| {
            tokio::spawn(run(
                store,
                journal,
                pending.clone(),
                more.clone(),
                stop.clone(),
            ))
        });
        Self {
            pending,
            more,
            stop,
            task,
        }
    }

    /// Takes a note, without waiting.
    pub fn take(&self, note: Note) {
        if self.task.is_some() {
            self.pending
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take(note);
            self.more.notify_one();
        }
    }

    /// Writes what is left, and ends.
    pub async fn stop(self) {
        self.stop.cancel();
        if let Some(task) = self.task {
            // It ends by itself; if it hit a bug there is nothing more to write.
            let _ = task.await;
        }
    }
}

async fn run(
    store: Store,
    journal: Journal,
    pending: Arc<Mutex<Pending>>,
    more: Arc<Notify>,
    stop: CancellationToken,
) {
    loop {
        let stopping = tokio::select! {
            () = stop.cancelled() => true,
            () = more.notified() => tokio::select! {
                () = stop.cancelled() => true,
                () = tokio::time::sleep(MOMENT) => false,
            },
        };
        let taken = std::mem::take(&mut *pending.lock().unwrap_or_else(PoisonError::into_inner));
        if !taken.is_empty() {
            let (store, journal) = (store.clone(), journal.clone());
            let written = tokio::task::spawn_blocking(move || {
                if let Err(error) = write(&store, taken) {
                    let text = format!("What is typed and not saved could not be kept: {error}");
                    journal.note(Level::Warn, text);
                }
            });
            let _ = written.await;
        }
        if stopping {
            return;
        }
    }
}

/// Writes everything, also what comes behind something that could not be written.
fn write(store: &Store, pending: Pending) -> Result<(), StoreError> {
    let drafts = store.drafts();
    let mut outcome = Ok(());
    for (of, draft) in pending.drafts {
        let written = match draft {
            Some(draft) => drafts.keep(&draft),
            None => drafts.discard(of),
        };
        outcome = outcome.and(written);
    }
    if !pending.steps.is_empty() {
        let written = store.change(|saved| {
            for (id, steps) in pending.steps {
                // A profile that was removed since needs no evidence.
                if let Some(profile) = saved.find_mut(id) {
                    profile.steps = steps;
                }
            }
            Ok(())
        });
        outcome = outcome.and(written.map(|_| ()));
    }
    outcome
}

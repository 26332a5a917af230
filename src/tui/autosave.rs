//! Keeps drafts, the evidence that a person makes, and how the screens are arranged in the library while a person works.
//!
//! What comes within a short time is written at its end, the newest of each sort alone. Nothing waits for it: it is a task
//! of its own. What could not be written stays, is tried again with the next, and is told at the end of the program.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::domain::{ProfileId, StepId, StoredEvidence};
use crate::journal::{Journal, Level};
use crate::library::{Draft, DraftId, Library, LibraryError, Merged, UiSetting, UiSettings};

/// How long to wait for more before writing: a crash loses what was typed in this time.
pub const DEBOUNCE: Duration = Duration::from_secs(1);

/// Something to keep.
#[derive(Debug, Clone, PartialEq)]
pub enum AutosaveRequest {
    /// What is typed and not saved.
    Draft(Box<Draft>),
    /// Nothing is typed that is not saved, of a connection or of a new one; and the draft that was gone on with.
    Discard(Option<ProfileId>, Option<DraftId>),
    /// Evidence of a connection that the screen has found, made with this evidence revision.
    Steps {
        /// The connection.
        id: ProfileId,
        /// The evidence revision.
        revision: u64,
        /// The steps that changed.
        steps: BTreeMap<StepId, StoredEvidence>,
    },
    /// A setting of the screens. Where it cannot be kept it holds for this run, which is no failure.
    Ui(UiSetting),
}

/// The draft that waits to be written, none where it is to be discarded; and the stored one whose place it takes.
type PendingDraft = (Option<Box<Draft>>, Option<DraftId>);

/// What waits to be written.
#[derive(Debug, Default)]
struct Pending {
    drafts: BTreeMap<Option<ProfileId>, PendingDraft>,
    steps: BTreeMap<(ProfileId, u64), BTreeMap<StepId, StoredEvidence>>,
    ui: UiSettings,
}

impl Pending {
    fn take(&mut self, request: AutosaveRequest) {
        match request {
            AutosaveRequest::Draft(draft) => {
                _ = self
                    .drafts
                    .insert(draft.of, (Some(draft.clone()), draft.id));
            }
            AutosaveRequest::Discard(of, id) => _ = self.drafts.insert(of, (None, id)),
            AutosaveRequest::Steps {
                id,
                revision,
                steps,
            } => self.steps.entry((id, revision)).or_default().extend(steps),
            AutosaveRequest::Ui(setting) => self.ui.set(setting),
        }
    }

    /// Puts back what could not be written, unless something newer has come since.
    fn put_back(&mut self, older: Self) {
        for (of, draft) in older.drafts {
            self.drafts.entry(of).or_insert(draft);
        }
        for (of, steps) in older.steps {
            let newer = self.steps.entry(of).or_default();
            for (step, found) in steps {
                newer.entry(step).or_insert(found);
            }
        }
        let newer = std::mem::replace(&mut self.ui, older.ui);
        for setting in newer.made() {
            self.ui.set(setting);
        }
    }

    fn is_empty(&self) -> bool {
        self.drafts.is_empty() && self.steps.is_empty() && self.ui.is_empty()
    }
}

/// The task that keeps.
pub struct Autosave {
    pending: Arc<Mutex<Pending>>,
    more: Arc<Notify>,
    stop: CancellationToken,
    task: Option<JoinHandle<Option<String>>>,
}

impl Autosave {
    /// Starts it on the current runtime. Without a library nothing is kept.
    #[must_use]
    pub fn start(library: Option<Library>, journal: Journal) -> Self {
        let pending = Arc::new(Mutex::new(Pending::default()));
        let (more, stop) = (Arc::new(Notify::new()), CancellationToken::new());
        let task = library.map(|library| {
            tokio::spawn(run(
                library,
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

    /// Takes a request, without waiting.
    pub fn take(&self, request: AutosaveRequest) {
        if self.task.is_some() {
            lock(&self.pending).take(request);
            self.more.notify_one();
        }
    }

    /// Writes what is left, and ends. Says why not all of it is kept, in a sentence.
    pub async fn stop(self) -> Option<String> {
        self.stop.cancel();
        match self.task?.await {
            Ok(problem) => problem,
            Err(error) => Some(format!("What was typed and not saved is lost: {error}.")),
        }
    }
}

fn lock(pending: &Mutex<Pending>) -> std::sync::MutexGuard<'_, Pending> {
    pending.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn run(
    library: Library,
    journal: Journal,
    pending: Arc<Mutex<Pending>>,
    more: Arc<Notify>,
    stop: CancellationToken,
) -> Option<String> {
    loop {
        let stopping = tokio::select! {
            () = stop.cancelled() => true,
            () = more.notified() => tokio::select! {
                () = stop.cancelled() => true,
                () = tokio::time::sleep(DEBOUNCE) => false,
            },
        };
        let taken = std::mem::take(&mut *lock(&pending));
        let mut problem = None;
        if !taken.is_empty() {
            let (library, noting) = (library.clone(), journal.clone());
            let written = tokio::task::spawn_blocking(move || write(&library, taken, &noting));
            if let Ok((left, why)) = written.await {
                lock(&pending).put_back(left);
                problem = why;
            }
            if let Some(problem) = &problem {
                journal.note(Level::Warn, problem.clone());
            }
        }
        if stopping {
            return problem;
        }
    }
}

/// Writes everything, also what comes behind something that could not be written. Gives that back, and why.
fn write(library: &Library, pending: Pending, journal: &Journal) -> (Pending, Option<String>) {
    let mut left = Pending::default();
    let mut problem = None;
    let mut failed = |what: &str, error: &LibraryError| {
        problem.get_or_insert_with(|| format!("{what} could not be kept: {error}"));
    };
    for (of, (draft, id)) in pending.drafts {
        let written = match &draft {
            Some(draft) => library.keep_draft(draft).map(|left_out| {
                journal.note(Level::Debug, "Draft saved without secrets");
                for (field, form) in left_out {
                    let text = format!(
                        "{field} holds {}, so it is not kept in the draft",
                        form.words()
                    );
                    journal.note(Level::Warn, text);
                }
            }),
            None => library.discard_draft(of, id),
        };
        if let Err(error) = written {
            failed("The draft of what was typed", &error);
            left.drafts.insert(of, (draft, id));
        }
    }
    for ((id, revision), steps) in pending.steps {
        match library.merge_steps(id, revision, &steps) {
            // What belongs to other settings, or to a connection that is gone, is not wanted any more.
            Ok(Merged::Yes | Merged::OtherRevision | Merged::Gone) => {}
            Err(error) => {
                failed("The evidence of the checklist", &error);
                left.steps.insert((id, revision), steps);
            }
        }
    }
    if !pending.ui.is_empty()
        && let Err(error) = library.keep_ui_settings(&pending.ui)
    {
        let text = format!("How the screens are arranged holds for this run alone: {error}");
        journal.note(Level::Info, text);
        // Only another program's write ends by itself.
        if matches!(error, LibraryError::Busy { .. }) {
            left.ui = pending.ui;
        }
    }
    (left, problem)
}

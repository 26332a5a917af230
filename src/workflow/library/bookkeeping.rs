//! Findings of many verifications on their way to the library: merged in batches, one batch at a time, beside whatever
//! else goes on.

use std::future::pending;
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until};

use super::access::on_library;
use crate::domain::ProfileId;
use crate::library::{Findings, LibraryError, Merged};
use crate::workflow::Services;

/// How many findings are merged at once, at the latest.
const BATCH: usize = 25;

/// How long findings wait to be merged, at the longest.
const SOON: Duration = Duration::from_secs(1);

type Batch = Vec<(ProfileId, Findings)>;
type Written = (Batch, Result<Vec<Merged>, LibraryError>);

/// What is still to be merged.
pub(in crate::workflow) struct Bookkeeping {
    services: Services,
    waiting: Batch,
    due: Option<Instant>,
    writing: Option<JoinHandle<Written>>,
    /// Why the last batch could not be written; what was in it waits for the end.
    problem: Option<String>,
    /// Connections that were changed while they were verified: what was found is about what was there before.
    outdated: usize,
}

impl Bookkeeping {
    pub(in crate::workflow) fn new(services: &Services) -> Self {
        Self {
            services: services.clone(),
            waiting: Batch::new(),
            due: None,
            writing: None,
            problem: None,
            outdated: 0,
        }
    }

    /// Takes findings in; they are merged soon.
    pub(in crate::workflow) fn add(&mut self, id: ProfileId, findings: Findings) {
        self.waiting.push((id, findings));
        let soon = self.due.unwrap_or_else(|| Instant::now() + SOON);
        let now = self.waiting.len() >= BATCH;
        self.due = Some(if now { Instant::now() } else { soon });
    }

    /// Ends when a batch has been written, and says whether it could be. Without anything to write, it never ends.
    ///
    /// Letting go of it loses nothing: it is asked again, and goes on where it was.
    pub(in crate::workflow) async fn written(&mut self) -> bool {
        if self.writing.is_none() {
            match self.due {
                // A disk that refused once is asked again at the end only.
                Some(due) if self.problem.is_none() => sleep_until(due).await,
                _ => pending().await,
            }
            self.begin();
        }
        self.ended().await
    }

    /// Writes whatever is left. Says whether anything was written, why not all of it is, and how many connections were
    /// changed meanwhile.
    pub(in crate::workflow) async fn finish(mut self) -> (bool, Option<String>, usize) {
        let mut written = false;
        if self.writing.is_some() {
            written = self.ended().await;
        }
        if !self.waiting.is_empty() {
            self.problem = None;
            self.begin();
            written |= self.ended().await;
        }
        (written, self.problem, self.outdated)
    }

    fn begin(&mut self) {
        let services = self.services.clone();
        let batch = std::mem::take(&mut self.waiting);
        self.due = None;
        self.writing = Some(tokio::spawn(async move {
            let writing = batch.clone();
            let merged =
                on_library(&services, move |library| library.merge_findings(writing)).await;
            (batch, merged)
        }));
    }

    async fn ended(&mut self) -> bool {
        let Some(writing) = &mut self.writing else {
            return false;
        };
        let ended = writing.await;
        self.writing = None;
        match ended {
            Ok((_, Ok(merged))) => {
                let outdated = merged.iter().filter(|one| **one == Merged::OtherRevision);
                self.outdated += outdated.count();
                true
            }
            Ok((batch, Err(error))) => {
                self.waiting.splice(..0, batch);
                self.problem = Some(error.to_string());
                false
            }
            Err(error) => {
                self.problem = Some(format!("The findings could not be written: {error}."));
                false
            }
        }
    }
}

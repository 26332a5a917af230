//! Findings on their way to the disk: written down in batches, one batch at a time, beside whatever else goes on.

use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until};

use super::findings::{Findings, record};
use super::{Services, saving};
use crate::profile::{ProfileId, Saved};

/// How many findings are written down at once, at the latest.
const BATCH: usize = 25;

/// How long findings wait to be written down, at the longest.
const SOON: Duration = Duration::from_secs(1);

type Batch = Vec<(ProfileId, Findings)>;
type Written = (Batch, Result<Arc<Saved>, String>);

/// What is still to be written down.
pub(super) struct Notes {
    services: Services,
    waiting: Batch,
    due: Option<Instant>,
    writing: Option<JoinHandle<Written>>,
    /// Why the last batch could not be written; what was in it waits for the end.
    problem: Option<String>,
}

impl Notes {
    pub(super) fn new(services: &Services) -> Self {
        Self {
            services: services.clone(),
            waiting: Batch::new(),
            due: None,
            writing: None,
            problem: None,
        }
    }

    /// Takes findings in; they are written down soon.
    pub(super) fn add(&mut self, id: ProfileId, findings: Findings) {
        self.waiting.push((id, findings));
        let soon = self.due.unwrap_or_else(|| Instant::now() + SOON);
        let now = self.waiting.len() >= BATCH;
        self.due = Some(if now { Instant::now() } else { soon });
    }

    /// Ends when a batch has been written, or could not be: then it gives nothing. Without anything to write, it never ends.
    ///
    /// Letting go of it loses nothing: it is asked again, and goes on where it was.
    pub(super) async fn written(&mut self) -> Option<Arc<Saved>> {
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

    /// Writes down whatever is left. Gives what is saved then, and why not all of it is.
    pub(super) async fn finish(mut self) -> (Option<Arc<Saved>>, Option<String>) {
        let mut saved = None;
        if self.writing.is_some() {
            saved = self.ended().await;
        }
        if !self.waiting.is_empty() {
            self.problem = None;
            self.begin();
            saved = self.ended().await.or(saved);
        }
        (saved, self.problem)
    }

    fn begin(&mut self) {
        let services = self.services.clone();
        let batch = std::mem::take(&mut self.waiting);
        self.due = None;
        self.writing = Some(tokio::spawn(async move {
            let writing = batch.clone();
            let written = saving::change(services.store.as_ref(), move |saved| {
                for (id, findings) in &writing {
                    // Whoever deleted it meanwhile does not want them.
                    record(saved, *id, findings);
                }
                Ok(())
            });
            let saved = written.await.map(|(saved, ())| saved);
            (batch, saved)
        }));
    }

    async fn ended(&mut self) -> Option<Arc<Saved>> {
        let ended = self.writing.as_mut()?.await;
        self.writing = None;
        match ended {
            Ok((_, Ok(saved))) => Some(saved),
            Ok((batch, Err(problem))) => {
                self.waiting.splice(..0, batch);
                self.problem = Some(problem);
                None
            }
            Err(error) => {
                self.problem = Some(format!("The findings could not be written: {error}."));
                None
            }
        }
    }
}

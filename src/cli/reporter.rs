//! Progress of a workflow on standard error.

use super::table::mark;
use crate::guide::step;
use crate::output::eprint_line;
use crate::workflow::{Observer, Progress};

/// Follows a workflow on standard error.
pub(super) struct StderrReporter;

impl Observer for StderrReporter {
    async fn tell(&self, progress: Progress) {
        match progress {
            Progress::Waiting(what) => eprint_line(&format!("… {what}")),
            // Of a saved connection, the line above says where it is kept.
            Progress::NewToken(_) => eprint_line(
                "! Planday returned a NEW Token: the one that was sent may be dead. Unless it is kept, copy the current Token from the app's tile.",
            ),
            Progress::Renewed(renewed) => eprint_line(&match renewed.kept {
                Ok(kept) => format!(
                    "! Planday renewed the Token of a saved connection; the new one is kept in {}.",
                    kept.place.words()
                ),
                Err(problem) => format!(
                    "! Planday renewed the Token of a saved connection, and the new one could NOT be kept. {problem} Copy the current Token from the app's tile."
                ),
            }),
            Progress::Step(id, evidence) => {
                eprint_line(&format!(
                    "{} {id:?} {}: {}",
                    mark(evidence.standing),
                    step(id).1.title,
                    evidence.line
                ));
            }
            _ => {}
        }
    }
}

/// Follows a workflow without a word.
pub(super) struct QuietReporter;

impl Observer for QuietReporter {
    async fn tell(&self, progress: Progress) {
        // Losing a Token is worse than an unexpected line.
        if let Progress::NewToken(_) | Progress::Renewed(_) = progress {
            StderrReporter.tell(progress).await;
        }
    }
}

/// One of the two, as `--json` asks for.
pub(super) enum Reporter {
    /// Text is wanted.
    Stderr(StderrReporter),
    /// One JSON document is wanted.
    Quiet(QuietReporter),
}

impl Reporter {
    /// The one that goes with the output.
    pub(super) fn new(json: bool) -> Self {
        if json {
            Self::Quiet(QuietReporter)
        } else {
            Self::Stderr(StderrReporter)
        }
    }
}

impl Observer for Reporter {
    async fn tell(&self, progress: Progress) {
        match self {
            Self::Stderr(reporter) => reporter.tell(progress).await,
            Self::Quiet(reporter) => reporter.tell(progress).await,
        }
    }
}

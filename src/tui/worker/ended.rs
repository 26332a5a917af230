//! What every job does: it keeps secrets out of the log, and ends with an answer or with why there is none.

use crate::domain::diagnosis::Diagnosis;
use crate::secret::Secret;
use crate::tui::worker::jobs::TaskOutcome;
use crate::workflow::Services;

/// How a job ended that has an answer, or failed.
pub(crate) fn ended<T>(
    answer: Result<T, Diagnosis>,
    ending: impl FnOnce(T) -> TaskOutcome,
) -> TaskOutcome {
    match answer {
        Ok(answer) => ending(answer),
        Err(diagnosis) => TaskOutcome::Failed(Box::new(diagnosis)),
    }
}

/// Keeps a secret out of everything that is written down from now on.
pub(crate) fn protect(services: &Services, secret: Option<&Secret>) {
    if let Some(secret) = secret {
        services.door.protect(secret);
    }
}

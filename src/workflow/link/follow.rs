//! Following an auth link that is out, to the customer's consent or to the link's own end.

use crate::domain::diagnosis::{Diagnosis, Kind, Party};
use crate::domain::text::Text;
use crate::stackone::{Attempt, AttemptStatus, Session};
use crate::workflow::Observer;
use crate::workflow::polling::Polling;

/// What is seen of a link that the customer has completed.
pub(super) const AUTHENTICATED: &str = "StackOne reports the attempt as authenticated";

/// Looks until the customer has completed the link, `StackOne` says that it failed, or the link's time is over.
///
/// Nothing else ends it: the customer may be at it while this machine cannot look.
pub(super) async fn follow<O: Observer, F: Future<Output = Result<Session, Diagnosis>>>(
    mut polling: Polling<'_, O>,
    mut look: impl FnMut() -> F,
) -> Result<Attempt, Diagnosis> {
    loop {
        let found = polling.judge(look().await)?;
        let attempt = found.and_then(|session| session.latest_connection_attempt);
        let waits = match attempt.as_ref().map(|attempt| attempt.status) {
            None => "waiting for the auth link to be opened",
            Some(AttemptStatus::Cancelled) => {
                "the page was closed before the end; the link still works"
            }
            Some(AttemptStatus::Pending | AttemptStatus::Other) => {
                "the link was opened; waiting for the person to agree"
            }
            Some(AttemptStatus::Authenticated) => return Ok(attempt.unwrap_or_default()),
            Some(AttemptStatus::Error) => return Err(refused(&attempt.unwrap_or_default())),
            Some(AttemptStatus::Expired) => return Err(expired()),
        };
        if !polling.next(waits).await? {
            return Err(polling.trouble().map_or_else(expired, unseen));
        }
    }
}

fn refused(attempt: &Attempt) -> Diagnosis {
    let words = [&attempt.oauth_error_code, &attempt.oauth_error_description];
    let said: Vec<_> = words.into_iter().flatten().map(Text::as_str).collect();
    let mut diagnosis = Diagnosis::new(
        Party::Authoriser,
        Kind::Failed,
        "The link was opened, and Planday refused to connect.",
        "The profile in StackOne may hold another App Id or Token than the ones verified here: put these in, check the app's redirect URI, then create a new link.",
    );
    diagnosis.said = (!said.is_empty()).then(|| said.join(": "));
    diagnosis
}

fn expired() -> Diagnosis {
    Diagnosis::new(
        Party::Authoriser,
        Kind::Failed,
        "The auth link has expired before anybody completed it.",
        "Create a new link and send it; links may live longer (expires_in_seconds in the config file).",
    )
}

/// The link's time is over, and the last look failed: what the customer did with it is not known.
fn unseen(trouble: &Diagnosis) -> Diagnosis {
    Diagnosis {
        summary: format!(
            "The auth link's time is over, and stackday could not look whether it was completed: {}",
            trouble.summary
        ),
        next: "Look under Accounts in StackOne before you create a new link; the customer may be linked."
            .to_owned(),
        ..trouble.clone()
    }
}

#[cfg(test)]
mod tests;

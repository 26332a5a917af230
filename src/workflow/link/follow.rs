//! Following an auth link that is out, to the customer's consent or to the link's own end.

use crate::domain::diagnosis::{Diagnosis, Kind, Party};
use crate::domain::text::Text;
use crate::stackone::{Attempt, AttemptStatus, Session};
use crate::workflow::Observer;
use crate::workflow::polling::Polling;

/// What is seen of a link that the customer has completed.
pub(super) const AUTHENTICATED: &str = "StackOne reports the attempt as authenticated";

/// Why following stopped before the customer was seen to have completed the link.
#[derive(Debug)]
pub(super) enum Stopped {
    /// The link is of no more use: its attempt failed, or nobody completed it in its time.
    Over(Diagnosis),
    /// The looks failed, which says nothing of the link: the customer may still complete it, or may have.
    Unseen(Diagnosis),
}

impl Stopped {
    pub(super) fn diagnosis(&self) -> &Diagnosis {
        match self {
            Self::Over(why) | Self::Unseen(why) => why,
        }
    }
}

/// Looks until the customer has completed the link, `StackOne` says that the attempt failed, or the link's time is over.
///
/// An attempt that expired is like one that was cancelled (facts: newer.md, section 2.5): the next one may succeed. What
/// `StackOne` refuses to tell, for the key's sake or an account's, is no word about the link.
pub(super) async fn follow<O: Observer, F: Future<Output = Result<Session, Diagnosis>>>(
    mut polling: Polling<'_, O>,
    mut look: impl FnMut() -> F,
) -> Result<Attempt, Stopped> {
    loop {
        let found = polling
            .judge(look().await)
            .map_err(|trouble| Stopped::Unseen(stopped(trouble)))?;
        let attempt = found.and_then(|session| session.latest_connection_attempt);
        let waits = match attempt.as_ref().map(|attempt| attempt.status) {
            None => "waiting for the auth link to be opened",
            Some(AttemptStatus::Cancelled) => {
                "the page was closed before the end; the link still works"
            }
            Some(AttemptStatus::Expired) => {
                "an attempt took too long; waiting for another one with the same link"
            }
            Some(AttemptStatus::Pending | AttemptStatus::Other) => {
                "the link was opened; waiting for the person to agree"
            }
            Some(AttemptStatus::Authenticated) => return Ok(attempt.unwrap_or_default()),
            Some(AttemptStatus::Error) => {
                return Err(Stopped::Over(refused(&attempt.unwrap_or_default())));
            }
        };
        if !polling.next(waits).await.map_err(Stopped::Unseen)? {
            return Err(match polling.trouble() {
                Some(trouble) => Stopped::Unseen(unseen(trouble)),
                None => Stopped::Over(expired()),
            });
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

/// The looks were refused while the link's time goes on.
fn stopped(trouble: Diagnosis) -> Diagnosis {
    if trouble.is_cancelled() {
        return trouble;
    }
    Diagnosis {
        summary: format!(
            "Following the auth link stopped, and the link itself may still work: {}",
            trouble.summary
        ),
        next: format!(
            "{} Then choose “Follow the link” (steps D2 to D4); the customer needs no new link for that.",
            trouble.next
        ),
        ..trouble
    }
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

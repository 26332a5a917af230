//! Following an auth link that is out, to the customer's consent or to the link's own end.

use crate::domain::diagnosis::{Cause, Diagnosis, Kind, Party};
use crate::domain::text::Text;
use crate::stackone::{Attempt, AttemptStatus, Session};
use crate::workflow::Observer;
use crate::workflow::polling::Polling;

/// What is seen of a link that the customer has completed.
pub(super) const AUTHENTICATED: &str = "StackOne reports the attempt as authenticated";

/// How the diagnosis of an expired link begins.
pub const LINK_EXPIRED: &str = "Link expired.";

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
    customer: &str,
    mut look: impl FnMut() -> F,
) -> Result<Attempt, Stopped> {
    loop {
        let found = polling
            .judge(look().await)
            .map_err(|trouble| Stopped::Unseen(stopped(trouble)))?;
        let attempt = found.and_then(|session| session.latest_connection_attempt);
        let waits = match attempt.as_ref().map(|attempt| attempt.status) {
            None => format!("Waiting until {customer} opens the link."),
            Some(AttemptStatus::Cancelled) => {
                "The page was closed before its end. The link still works.".to_owned()
            }
            Some(AttemptStatus::Expired) => {
                "An attempt has expired. Try the link again, or create a new one.".to_owned()
            }
            Some(AttemptStatus::Pending | AttemptStatus::Other) => {
                format!("The link was opened. Waiting until {customer} agrees.")
            }
            Some(AttemptStatus::Authenticated) => return Ok(attempt.unwrap_or_default()),
            Some(AttemptStatus::Error) => {
                return Err(Stopped::Over(refused(&attempt.unwrap_or_default())));
            }
        };
        if !polling.next(&waits).await.map_err(Stopped::Unseen)? {
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
    diagnosis.cause = Some(Cause::ProfileNotAccepted);
    diagnosis.said = (!said.is_empty()).then(|| said.join(": "));
    diagnosis
}

fn expired() -> Diagnosis {
    Diagnosis::new(
        Party::Authoriser,
        Kind::Failed,
        LINK_EXPIRED,
        "Create a new link and send it; links may live longer (expires_in_seconds in the config file).",
    )
    .caused_by(Cause::LinkNotOpened)
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
            "{} Then choose “Check the link now” (steps D2 to D4); the customer needs no new link for that.",
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

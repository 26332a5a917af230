//! Following links on the command line: each change as a line, and how it ends.

use std::sync::{Mutex, PoisonError};

use serde::Serialize;
use tokio_util::sync::CancellationToken;

use super::row::{LinkRow, name_of, now_words};
use crate::cli::accounts::key::Holder;
use crate::cli::context::Context;
use crate::cli::interrupt::interruptible;
use crate::domain::diagnosis::Diagnosis;
use crate::domain::exit::Exit;
use crate::domain::{Link, LinkState};
use crate::output::eprint_line;
use crate::workflow::{FollowLinks, MadeLink, Observer, Progress, follow_links};

/// How following one link ended.
pub(in crate::cli) struct Followed {
    /// The link as it was seen last.
    pub(in crate::cli) link: Link,
    /// Why it could not be followed to its end.
    pub(in crate::cli) diagnosis: Option<Diagnosis>,
    /// Whether a signal ended it.
    pub(in crate::cli) interrupted: bool,
}

/// The JSON of it.
#[derive(Serialize)]
pub(in crate::cli) struct FollowedRow<'a> {
    ok: bool,
    link: LinkRow<'a>,
    diagnosis: Option<&'a Diagnosis>,
    exit: u8,
}

impl Followed {
    /// The exit code.
    pub(in crate::cli) fn exit(&self) -> Exit {
        match (exit_of(&self.link), &self.diagnosis) {
            (Some(exit), _) => exit,
            (None, _) if self.interrupted => Exit::Interrupted,
            (None, Some(diagnosis)) => diagnosis.kind.exit(),
            (None, None) => Exit::Failed,
        }
    }

    /// The JSON.
    pub(in crate::cli) fn row(&self) -> FollowedRow<'_> {
        let exit = self.exit();
        FollowedRow {
            ok: exit == Exit::Success,
            link: LinkRow::of(&self.link),
            diagnosis: self.diagnosis.as_ref(),
            exit: exit.code(),
        }
    }

    /// In lines.
    pub(in crate::cli) fn told(&self) -> String {
        let (name, now) = (name_of(&self.link), now_words(&self.link));
        let mark = match self.exit() {
            Exit::Success => "[ok]  ",
            _ => "[FAIL]",
        };
        let mut text = format!("{mark} {name}: {now}");
        if let Some(diagnosis) = &self.diagnosis {
            text = format!("{text}\n       {} {}", diagnosis.summary, diagnosis.next);
        } else if let Some(trouble) = &self.link.trouble {
            text = format!("{text}\n       {trouble}");
        }
        if !self.link.state.is_over() {
            text.push_str("\n       stackday links follow goes on.");
        }
        text
    }
}

/// The exit code for a link in this state; none where it is under way.
pub(super) fn exit_of(link: &Link) -> Option<Exit> {
    match link.state {
        LinkState::Proven => Some(Exit::Success),
        LinkState::Refused | LinkState::Stopped => Some(Exit::Failed),
        LinkState::Cancelled if link.attempt_expired() => Some(Exit::LinkExpired),
        LinkState::Cancelled => Some(Exit::Cancelled),
        LinkState::Expired => Some(Exit::LinkExpired),
        LinkState::Making
        | LinkState::Sent
        | LinkState::Opened
        | LinkState::SignedIn
        | LinkState::Active => None,
    }
}

/// Follows a link that was just made, until it is over or the customer cancels. The link works on after that.
pub(in crate::cli) async fn to_its_end(
    context: &Context,
    holder: &Holder,
    made: &MadeLink,
) -> Followed {
    let last = Mutex::new(made.link.clone());
    let request = FollowLinks {
        only: Some(vec![made.link.id]),
        unkept: if made.is_noted {
            Vec::new()
        } else {
            vec![made.link.clone()]
        },
        ..request(holder)
    };
    let (ended, interrupted) = interruptible(async |cancel| {
        let watcher = Watcher {
            last: &last,
            stop: cancel.child_token(),
            quiet: context.json,
        };
        follow_links(&context.services, &request, &watcher, &watcher.stop).await
    })
    .await;
    let link = last.into_inner().unwrap_or_else(PoisonError::into_inner);
    Followed {
        diagnosis: ended.err().filter(|diagnosis| !diagnosis.is_cancelled()),
        link,
        interrupted,
    }
}

/// Following all links of an API key.
pub(super) fn request(holder: &Holder) -> FollowLinks {
    FollowLinks {
        api_key: holder.request.api_key.clone(),
        project: holder.request.project.clone(),
        granted: holder.values.scopes.value.clone(),
        only: None,
        unkept: Vec::new(),
    }
}

/// Tells each change of one link on standard error, and stops where the customer cancels.
struct Watcher<'a> {
    last: &'a Mutex<Link>,
    stop: CancellationToken,
    quiet: bool,
}

impl Observer for Watcher<'_> {
    async fn tell(&self, progress: Progress) {
        let Progress::LinkFollowed(link) = progress else {
            return;
        };
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if !self.quiet && link.state != last.state {
            eprint_line(&format!("… {}: {}", name_of(&link), now_words(&link)));
        }
        if link.state == LinkState::Cancelled {
            self.stop.cancel();
        }
        *last = *link;
    }
}

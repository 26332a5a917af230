//! One link on its way: the attempt, the account, the read that proves it.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio_util::sync::CancellationToken;

use super::follow_request::FollowLinks;
use super::kept;
use crate::domain::clock;
use crate::domain::diagnosis::{Diagnosis, Kind};
use crate::domain::text::Text;
use crate::domain::{ATTEMPT_EXPIRED, Link, LinkRead, LinkState};
use crate::journal::Level;
use crate::library::LibraryError;
use crate::stackone::{Account, AccountState, Attempt, AttemptStatus};
use crate::workflow::library::on_library;
use crate::workflow::link::account::{LOOKS_AT_ACCOUNT, Wanted, find_account, no_active_account};
use crate::workflow::link::read::prove_by_read;
use crate::workflow::polling::Polling;
use crate::workflow::{Observer, Progress, Services};

/// How often `StackOne` must say in a row that it does not know a session.
const TIMES_UNKNOWN: u32 = 3;

/// How often a read may fail, for another reason than one that may pass, before this run gives it up.
const READS: u32 = 3;

/// How long after its end a link is followed that somebody has open.
const GRACE: SignedDuration = SignedDuration::from_mins(10);

/// How much slower the looks are, the longer ago anything happened: minutes, and by how much.
const PACES: [(i64, u32); 4] = [(5, 1), (30, 3), (2 * 60, 6), (24 * 60, 12)];

/// How much slower they are after that.
const SLOWEST: u32 = 60;

/// What a look brought.
enum Seen {
    Session(Option<Attempt>),
    Account(Option<Box<Account>>, Option<String>),
    Read(LinkRead),
}

/// Whether a link is looked at again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    /// At once: something came of the look that leads on.
    Now,
    /// After a while.
    Later,
    /// Not in this run.
    Never,
}

/// The follower of one link.
pub(super) struct Follower<'a, O> {
    services: &'a Services,
    request: &'a FollowLinks,
    observer: &'a O,
    cancel: &'a CancellationToken,
    polling: Polling<'a, Silent>,
    link: Link,
    /// Whether the library keeps it.
    is_kept: bool,
    unknown: u32,
    looks_at_account: u32,
    failed_reads: u32,
}

/// What is waited for is seen at the link: of several, nothing else is told.
struct Silent;

impl Observer for Silent {
    async fn tell(&self, _: Progress) {}
}

impl<'a, O: Observer> Follower<'a, O> {
    pub(super) fn new(
        services: &'a Services,
        request: &'a FollowLinks,
        observer: &'a O,
        cancel: &'a CancellationToken,
        link: Link,
        is_kept: bool,
    ) -> Self {
        Self {
            services,
            request,
            observer,
            cancel,
            polling: Polling::new(services.poll, None, &Silent, cancel),
            link,
            is_kept,
            unknown: 0,
            looks_at_account: 0,
            failed_reads: 0,
        }
    }

    /// Follows it until it is over, or until this run has nothing more to look for. The error is one that every look meets.
    pub(super) async fn follow(mut self) -> Result<(), Diagnosis> {
        while !self.link.state.is_over() {
            let at = clock::now();
            let looked = self.look().await;
            let next = match looked {
                Ok(seen) => {
                    // The trouble of before is over.
                    let _ = self.polling.judge(Ok(()));
                    self.take(seen, at).await
                }
                Err(trouble) => self.bear(trouble, at).await?,
            };
            match next {
                Next::Now => continue,
                Next::Never => break,
                Next::Later => {}
            }
            if !self.link.state.is_over() {
                let every = pace(&self.link, self.services.poll, clock::now());
                self.polling.set_pace(every);
                self.polling.next("").await?;
            }
        }
        Ok(())
    }

    async fn look(&self) -> Result<Seen, Diagnosis> {
        let (services, key) = (self.services, &self.request.api_key);
        match (self.link.state, &self.link.account) {
            (LinkState::Active, Some(account)) => {
                let granted = &self.request.granted;
                let read = prove_by_read(services, key, account, granted, self.cancel).await;
                read.map(Seen::Read)
            }
            (LinkState::SignedIn | LinkState::Active, account) => {
                let of = Wanted {
                    account: account.as_ref().or(self.link.relinks.as_ref()),
                    owner_id: self.link.owner_id.as_str(),
                };
                let mut caveat = None;
                match find_account(services, key, of, &mut caveat, self.cancel).await {
                    Ok(account) => Ok(Seen::Account(account.map(Box::new), caveat)),
                    // It may not be listed yet.
                    Err(absent) if absent.kind == Kind::Absent => Ok(Seen::Account(None, None)),
                    Err(trouble) => Err(trouble),
                }
            }
            _ => {
                let session = self.link.session.clone().unwrap_or_default();
                let session = services
                    .stackone
                    .session(key, &session, self.cancel)
                    .await?;
                Ok(Seen::Session(session.latest_connection_attempt))
            }
        }
    }

    async fn take(&mut self, seen: Seen, at: Timestamp) -> Next {
        match seen {
            Seen::Session(attempt) => {
                self.unknown = 0;
                self.change(at, move |link| attempted(link, attempt.as_ref(), at))
                    .await;
                if self.link.state.is_agreed() {
                    Next::Now
                } else {
                    Next::Later
                }
            }
            Seen::Account(account, caveat) => {
                self.looks_at_account += 1;
                let is_enough = self.looks_at_account >= LOOKS_AT_ACCOUNT;
                let account = account.map(|account| *account);
                if let Some(account) = &account {
                    self.note(account, at).await;
                }
                self.change(at, move |link| match &account {
                    Some(account) if account.state() != AccountState::Unknown => {
                        appeared(link, account, at);
                    }
                    // It may come yet, or say yet how it stands.
                    unclear => {
                        let none = || no_active_account(unclear.as_ref(), caveat.clone());
                        link.trouble = is_enough.then(|| Text::new(&none().summary));
                    }
                })
                .await;
                if self.link.state == LinkState::Active {
                    Next::Now
                } else if is_enough {
                    Next::Never
                } else {
                    Next::Later
                }
            }
            Seen::Read(read) => {
                self.change(at, move |link| {
                    link.read = Some(read.clone());
                    link.trouble = None;
                    link.reach(LinkState::Proven, at);
                })
                .await;
                Next::Later
            }
        }
    }

    /// Notes trouble at the link, and says whether it is waited out. The error ends it for all links.
    async fn bear(&mut self, trouble: Diagnosis, at: Timestamp) -> Result<Next, Diagnosis> {
        if trouble.is_cancelled() {
            return Err(trouble);
        }
        let is_read = self.link.state == LinkState::Active;
        let is_unknown = trouble.kind == Kind::Absent && !is_read;
        self.unknown = if is_unknown { self.unknown + 1 } else { 0 };
        let is_gone = self.unknown >= TIMES_UNKNOWN;
        let line = if is_gone {
            Text::new(
                "StackOne does not know this connect session any more, so there is nothing left to follow.",
            )
        } else {
            Text::new(&trouble.summary)
        };
        self.change(at, move |link| {
            link.trouble = Some(line.clone());
            if is_gone {
                link.reach(LinkState::Stopped, at);
            }
        })
        .await;
        let may_pass = trouble.may_pass();
        // What is refused twice in a row is refused to every link; but for a read, which the account itself may refuse.
        let judged = self.polling.judge(Err::<(), _>(trouble));
        if is_read {
            self.failed_reads += u32::from(!may_pass);
            let is_enough = self.failed_reads >= READS;
            return Ok(if is_enough { Next::Never } else { Next::Later });
        }
        match judged {
            Err(refused) if refused.kind != Kind::Absent => Err(refused),
            _ => Ok(Next::Later),
        }
    }

    /// Changes the link to what was seen at this time: in the library first, then it is told.
    async fn change(&mut self, at: Timestamp, change: impl Fn(&mut Link) + Send + Sync + 'static) {
        let before = self.link.clone();
        let change = Arc::new(change);
        if self.is_kept {
            let change = change.clone();
            match kept::change(self.services, before.id, at, move |link| change(link)).await {
                Ok(link) => self.link = link,
                Err(error) => self.lose(&error, at),
            }
        }
        if !self.is_kept && !self.link.state.is_over() {
            change(&mut self.link);
            self.link.looked_at = at;
        }
        let unlooked = |link: &Link| Link {
            looked_at: Timestamp::MIN,
            ..link.clone()
        };
        if unlooked(&self.link) != unlooked(&before) {
            let link = Box::new(self.link.clone());
            self.observer.tell(Progress::LinkFollowed(link)).await;
        }
    }

    /// The library does not take the change: a link that was removed there is followed no more, another one goes on in memory.
    fn lose(&mut self, error: &LibraryError, at: Timestamp) {
        if matches!(error, LibraryError::Refused(_)) {
            self.link.reach(LinkState::Stopped, at);
            return;
        }
        self.is_kept = false;
        let text = format!("an auth link is followed, and what becomes of it is not kept: {error}");
        self.services.door.note(Level::Warn, &text);
    }

    /// Notes the account in the list that is kept.
    async fn note(&self, account: &Account, at: Timestamp) {
        if self.is_kept {
            let (source, account) = (self.link.source.clone(), account.clone());
            let work = move |library: &crate::library::Library| {
                library.note_account(&source, &account, at)
            };
            let _ = on_library(self.services, work).await;
        }
    }
}

/// What an answered look at the session means for a link.
fn attempted(link: &mut Link, attempt: Option<&Attempt>, at: Timestamp) {
    link.trouble = None;
    match attempt.map(|attempt| attempt.status) {
        None => {}
        Some(AttemptStatus::Pending | AttemptStatus::Other) => {
            link.error_code = None;
            link.reach(LinkState::Opened, at);
        }
        // One that expired is like one that was cancelled: the next one may succeed (facts: newer.md, section 2.5).
        Some(status @ (AttemptStatus::Cancelled | AttemptStatus::Expired)) => {
            link.opened_at.get_or_insert(at);
            // Which of the two it was: the customer has another thing to do.
            let expired = status == AttemptStatus::Expired;
            link.error_code = expired.then(|| Text::new(ATTEMPT_EXPIRED));
            link.reach(LinkState::Cancelled, at);
        }
        Some(AttemptStatus::Authenticated) => {
            link.opened_at.get_or_insert(at);
            link.account = attempt.and_then(|attempt| attempt.account_secure_id.clone());
            link.reach(LinkState::SignedIn, at);
        }
        Some(AttemptStatus::Error) => {
            link.opened_at.get_or_insert(at);
            link.error_code = attempt.and_then(|attempt| attempt.oauth_error_code.clone());
            link.error_description =
                attempt.and_then(|attempt| attempt.oauth_error_description.clone());
            link.reach(LinkState::Refused, at);
        }
    }
    let is_open = !link.state.is_over() && !link.state.is_agreed();
    // Whoever has the page open may just be signing in.
    let grace = if link.state == LinkState::Opened {
        GRACE
    } else {
        SignedDuration::ZERO
    };
    if is_open && at.duration_since(link.expires_at) >= grace {
        link.reach(LinkState::Expired, at);
    }
}

/// What an account means for the link that it came of.
fn appeared(link: &mut Link, account: &Account, at: Timestamp) {
    link.account_status = Some(Text::new(account.status_words()));
    if account.is_active() {
        link.account = Some(account.id.clone());
        link.trouble = None;
        link.reach(LinkState::Active, at);
    } else {
        link.trouble = Some(Text::new(&account.trouble().summary));
    }
}

/// How long to wait between two looks: longer, the longer ago anything happened, but not past the link's end.
fn pace(link: &Link, every: Duration, now: Timestamp) -> Duration {
    let since = now.duration_since(link.state_at).as_mins();
    let pace = PACES.into_iter().find(|(minutes, _)| since < *minutes);
    let slow = every.saturating_mul(pace.map_or(SLOWEST, |(_, factor)| factor));
    match Duration::try_from(link.expires_at.duration_since(now)) {
        Ok(left) if !left.is_zero() => slow.min(left.max(every)),
        _ => slow,
    }
}

#[cfg(test)]
mod tests;

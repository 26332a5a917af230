//! Linking one customer: a connect session, its auth link, the attempt, the account, one real read.

pub(super) mod account;
mod follow;
pub(super) mod read;

pub use follow::LINK_EXPIRED;

use jiff::{SignedDuration, Timestamp};
use tokio_util::sync::CancellationToken;

use account::{LOOKS_AT_ACCOUNT, Wanted, find_account, no_active_account};
use follow::Stopped;
use read::prove_by_read;

use super::links::{LinkOrder, make_link, note_session};
use super::polling::Polling;
use super::{AuthLink, Observer, Progress, Services};
use crate::domain::clock;
use crate::domain::diagnosis::{Diagnosis, Kind};
use crate::domain::scope::Scopes;
use crate::domain::text::Text;
use crate::domain::{Evidence, Link, LinkRead, LinkState, Standing, StepId};
use crate::secret::Secret;
use crate::stackone::{Account, AccountState, Attempt, NewSession, SessionRequest};

/// What to link.
#[derive(Debug, Clone)]
pub struct LinkRequest {
    /// The API key.
    pub api_key: Secret,
    /// Where to begin.
    pub start: LinkStart,
    /// Your own id of the customer.
    pub owner_id: String,
    /// The granted scopes, where known: the read that proves the link must not need another.
    pub granted: Scopes,
    /// What the library is to note of the link beside that, so that it is found and followed after a restart; none where
    /// nothing is kept of it.
    pub noted: Option<NotedLink>,
}

/// What is noted of a link that its session does not say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NotedLink {
    /// The name of the API key's `StackOne` project here, where it has one.
    pub project: Option<String>,
    /// The connector profile's name.
    pub profile_name: String,
}

/// Where linking begins.
#[derive(Debug, Clone)]
pub enum LinkStart {
    /// With a new connect session.
    New(SessionRequest),
    /// With an auth link that is out already.
    Existing(AuthLink),
}

/// How long a fresh account is looked for at least, however close the link's end is.
const LEAST_FOR_ACCOUNT: SignedDuration = SignedDuration::from_mins(5);

/// Makes the link and follows it to an active account and one real read. Every step's evidence goes to the observer;
/// the error is that of the step that failed, already told.
pub async fn link(
    services: &Services,
    request: &LinkRequest,
    observer: &impl Observer,
    cancel: &CancellationToken,
) -> Result<Account, Diagnosis> {
    let flow = Flow {
        services,
        request,
        observer,
        cancel,
    };
    let link = match &request.start {
        LinkStart::New(session) => {
            // Boxed, as the others: each is large.
            let made = Box::pin(flow.create(session)).await;
            flow.step(StepId::D1, made).await?
        }
        LinkStart::Existing(link) => link.clone(),
    };
    let attempt = Box::pin(flow.follow(&link)).await?;
    let account = Box::pin(flow.account(&attempt, link.expires_at)).await;
    if let Ok((account, _)) = &account {
        let (id, status) = (account.id.clone(), account.status.clone());
        flow.note(&link, move |link, at| {
            link.account = Some(id);
            link.account_status = Some(status);
            link.reach(LinkState::Active, at);
        })
        .await;
    }
    let account = flow.step(StepId::D3, account).await?;
    let read = flow.read(&account).await;
    if let Ok((read, _)) = &read {
        let read = read.clone();
        flow.note(&link, move |link, at| {
            link.read = Some(read);
            link.reach(LinkState::Proven, at);
        })
        .await;
    }
    flow.step(StepId::D4, read).await?;
    Ok(account)
}

struct Flow<'a, O> {
    services: &'a Services,
    request: &'a LinkRequest,
    observer: &'a O,
    cancel: &'a CancellationToken,
}

impl<O: Observer> Flow<'_, O> {
    /// Tells a step's evidence, and goes on only if it holds. What was cancelled is left as it was.
    async fn step<T>(
        &self,
        step: StepId,
        outcome: Result<(T, String), Diagnosis>,
    ) -> Result<T, Diagnosis> {
        match outcome {
            Ok((value, line)) => {
                self.observer
                    .tell(Progress::Step(
                        step,
                        Evidence::now(Standing::Verified, line),
                    ))
                    .await;
                Ok(value)
            }
            Err(diagnosis) => {
                // From an answer that may be anybody's nothing follows.
                let evidence = if diagnosis.is_unclear() {
                    Evidence::inconclusive(diagnosis.clone())
                } else {
                    Evidence::failed(diagnosis.clone())
                };
                self.failed(step, diagnosis, evidence).await
            }
        }
    }

    async fn failed<T>(
        &self,
        step: StepId,
        diagnosis: Diagnosis,
        evidence: Evidence,
    ) -> Result<T, Diagnosis> {
        if !diagnosis.is_cancelled() {
            self.observer.tell(Progress::Step(step, evidence)).await;
        }
        Err(diagnosis)
    }

    async fn create(&self, request: &SessionRequest) -> Result<(AuthLink, String), Diagnosis> {
        let session = self.session(request).await?;
        // The answer names no end: it is this long after the session was made (facts: stackone.md, section 4.1). Counted on
        // this machine's clock, which the end is compared with: another's may be an hour off.
        let life = SignedDuration::from_secs(i64::try_from(request.expires_in).unwrap_or(i64::MAX));
        let made = clock::now();
        let seen = format!("connect session {} for {}", session.id, request.owner_name);
        let link = AuthLink {
            session: session.id,
            url: session.auth_link_url,
            expires_at: made.checked_add(life).unwrap_or(Timestamp::MAX),
            owner_name: request.owner_name.clone(),
        };
        self.observer.tell(Progress::Link(link.clone())).await;
        Ok((link, seen))
    }

    /// Makes the session; one that is to be noted is in the library before `StackOne` is asked.
    async fn session(&self, request: &SessionRequest) -> Result<NewSession, Diagnosis> {
        let (client, key) = (&self.services.stackone, &self.request.api_key);
        let Some(noted) = self.noted() else {
            return client.create_session(key, request, self.cancel).await;
        };
        let order = LinkOrder {
            api_key: key.clone(),
            project: noted.project.clone(),
            session: request.clone(),
            profile_name: noted.profile_name.clone(),
            alone: false,
        };
        let made = make_link(self.services, &order, self.cancel).await?;
        Ok(NewSession {
            id: made.link.session.unwrap_or_default(),
            auth_link_url: made.url,
        })
    }

    /// What is to be noted of the link, where there is a library for it.
    fn noted(&self) -> Option<&NotedLink> {
        let noted = self.request.noted.as_ref();
        noted.filter(|_| self.services.library.is_some())
    }

    /// Notes in the library how far the link came: before it is told. That it cannot be noted stops nothing.
    async fn note(
        &self,
        link: &AuthLink,
        change: impl FnOnce(&mut Link, Timestamp) + Send + 'static,
    ) {
        if self.noted().is_some() {
            note_session(self.services, &link.session, change).await;
        }
    }

    async fn follow(&self, link: &AuthLink) -> Result<Attempt, Diagnosis> {
        let (client, key) = (&self.services.stackone, &self.request.api_key);
        let look = || client.session(key, &link.session, self.cancel);
        let stopped =
            match follow::follow(self.polling(link.expires_at), &link.owner_name, look).await {
                Ok(attempt) => {
                    let account = attempt.account_secure_id.clone();
                    self.note(link, move |link, at| {
                        link.account = account;
                        link.reach(LinkState::SignedIn, at);
                    })
                    .await;
                    let seen = follow::AUTHENTICATED.to_owned();
                    return self.step(StepId::D2, Ok((attempt, seen))).await;
                }
                Err(stopped) => stopped,
            };
        let why = stopped.diagnosis().clone();
        if let Stopped::Over(why) = &stopped {
            let (is_expired, said) = (why.summary == LINK_EXPIRED, why.said.clone());
            self.note(link, move |link, at| {
                link.error_description = said.map(|said| Text::new(&said));
                let state = if is_expired {
                    LinkState::Expired
                } else {
                    LinkState::Refused
                };
                link.reach(state, at);
            })
            .await;
        }
        let evidence = match stopped {
            Stopped::Over(_) => Evidence::failed(why.clone()),
            Stopped::Unseen(_) => Evidence::inconclusive(why.clone()),
        };
        self.failed(StepId::D2, why, evidence).await
    }

    /// The account that came of the attempt, once it is active. The customer has agreed: trouble must not make that look
    /// like a failure, so only looks that were answered count.
    async fn account(
        &self,
        attempt: &Attempt,
        expires_at: Timestamp,
    ) -> Result<(Account, String), Diagnosis> {
        let soonest = clock::now()
            .checked_add(LEAST_FOR_ACCOUNT)
            .unwrap_or(Timestamp::MAX);
        let mut polling = self.polling(expires_at.max(soonest));
        let mut answered = 0;
        let mut unclear = None;
        let mut caveat = None;
        loop {
            let of = Wanted {
                account: attempt.account_secure_id.as_ref(),
                owner_id: &self.request.owner_id,
            };
            let key = &self.request.api_key;
            let found = find_account(self.services, key, of, &mut caveat, self.cancel).await;
            let found = match found {
                // It may not be listed yet.
                Err(absent) if absent.kind == Kind::Absent => Ok(None),
                found => found,
            };
            if let Some(found) = polling.judge(found)? {
                answered += 1;
                match found {
                    Some(account) if account.is_active() => {
                        let line = format!(
                            "account {} of {} is active",
                            account.id, account.origin_owner_name
                        );
                        return Ok((account, line));
                    }
                    // Found by its owner, it may be another one than this attempt's.
                    Some(account)
                        if attempt.account_secure_id.is_some()
                            && account.state() != AccountState::Unknown =>
                    {
                        return Err(account.trouble());
                    }
                    other => unclear = other,
                }
            }
            let waits = "waiting for the linked account to become active";
            if answered >= LOOKS_AT_ACCOUNT || !polling.next(waits).await? {
                break;
            }
        }
        let trouble = polling.trouble().cloned();
        Err(trouble.unwrap_or_else(|| no_active_account(unclear.as_ref(), caveat)))
    }

    async fn read(&self, account: &Account) -> Result<(LinkRead, String), Diagnosis> {
        let (key, granted) = (&self.request.api_key, &self.request.granted);
        let read = prove_by_read(self.services, key, &account.id, granted, self.cancel).await?;
        let line = match read.records {
            Some(records) => format!(
                "{} answered through StackOne with {records} records",
                read.action
            ),
            None => format!("{} answered through StackOne", read.action),
        };
        Ok((read, line))
    }

    fn polling(&self, end: Timestamp) -> Polling<'_, O> {
        Polling::new(self.services.poll, Some(end), self.observer, self.cancel)
    }
}

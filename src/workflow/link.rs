//! Linking one customer: a connect session, its auth link, the attempt, the account, one real read.

mod follow;

pub use follow::LINK_EXPIRED;

use jiff::{SignedDuration, Timestamp};
use tokio_util::sync::CancellationToken;

use follow::Stopped;

use super::polling::Polling;
use super::{AuthLink, Observer, Progress, Services};
use crate::domain::clock;
use crate::domain::diagnosis::{Diagnosis, Kind, Party};
use crate::domain::scope::Scopes;
use crate::domain::{Evidence, Standing, StepId};
use crate::http::ReadAction;
use crate::secret::Secret;
use crate::stackone::{
    Account, AccountState, Action, Attempt, Catalogue, Connector, SessionRequest,
};

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
}

/// Where linking begins.
#[derive(Debug, Clone)]
pub enum LinkStart {
    /// With a new connect session.
    New(SessionRequest),
    /// With an auth link that is out already.
    Existing(AuthLink),
}

/// How many answered looks at a fresh account are enough, where none says how it stands.
const LOOKS_AT_ACCOUNT: u32 = 10;

/// How long a fresh account is looked for at least, however close the link's end is.
const LEAST_FOR_ACCOUNT: SignedDuration = SignedDuration::from_mins(5);

/// What actions touch the least personal data, best first.
const IMPERSONAL: [&str; 8] = [
    "department",
    "employee_group",
    "employee_type",
    "shift_type",
    "position",
    "section",
    "skill",
    "absence_type",
];

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
        LinkStart::New(session) => flow.step(StepId::D1, flow.create(session).await).await?,
        LinkStart::Existing(link) => link.clone(),
    };
    let attempt = flow.follow(&link).await?;
    let account = flow.account(&attempt, link.expires_at).await;
    let account = flow.step(StepId::D3, account).await?;
    flow.step(StepId::D4, flow.read(&account).await).await?;
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
        let (client, key) = (&self.services.stackone, &self.request.api_key);
        let session = client.create_session(key, request, self.cancel).await?;
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

    async fn follow(&self, link: &AuthLink) -> Result<Attempt, Diagnosis> {
        let (client, key) = (&self.services.stackone, &self.request.api_key);
        let look = || client.session(key, &link.session, self.cancel);
        let stopped =
            match follow::follow(self.polling(link.expires_at), &link.owner_name, look).await {
                Ok(attempt) => {
                    let seen = follow::AUTHENTICATED.to_owned();
                    return self.step(StepId::D2, Ok((attempt, seen))).await;
                }
                Err(stopped) => stopped,
            };
        let why = stopped.diagnosis().clone();
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
            let found = match self.find_account(attempt, &mut caveat).await {
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

    /// The attempt's account, or the likeliest of the owner's; `caveat` becomes what is missing of their list.
    async fn find_account(
        &self,
        attempt: &Attempt,
        caveat: &mut Option<String>,
    ) -> Result<Option<Account>, Diagnosis> {
        let (client, key) = (&self.services.stackone, &self.request.api_key);
        if let Some(id) = &attempt.account_secure_id {
            return client.account(key, id, self.cancel).await.map(Some);
        }
        let owned = client
            .accounts_of(key, &self.request.owner_id, self.cancel)
            .await?;
        *caveat = owned.caveat("accounts of this owner");
        // An account that names no owner is a guess: one that names the owner goes before.
        Ok(owned.items.into_iter().max_by_key(|account| {
            let names_owner = !account.origin_owner_id.is_empty();
            (names_owner, account.is_active(), account.updated_at)
        }))
    }

    async fn read(&self, account: &Account) -> Result<((), String), Diagnosis> {
        let (client, key) = (&self.services.stackone, &self.request.api_key);
        let connector = client
            .connector(key, Catalogue::Actions, self.cancel)
            .await?;
        let Some(action) = pick(&connector, &self.request.granted) else {
            return Err(Diagnosis::new(
                Party::StackOne,
                Kind::Failed,
                "StackOne lists no action for Planday that only reads and that these scopes allow.",
                "Run any read in StackOne's playground to prove the link by hand.",
            ));
        };
        let result = client
            .read_action(key, &account.id, &action, self.cancel)
            .await?;
        let line = match result.records {
            Some(records) => format!(
                "{} answered through StackOne with {records} records",
                action.id()
            ),
            None => format!("{} answered through StackOne", action.id()),
        };
        Ok(((), line))
    }

    fn polling(&self, end: Timestamp) -> Polling<'_, O> {
        Polling::new(self.services.poll, Some(end), self.observer, self.cancel)
    }
}

/// The action that proves the link: it lists, the granted scopes allow it, and it touches the least personal data.
pub(super) fn pick(connector: &Connector, granted: &Scopes) -> Option<ReadAction> {
    let allowed = |action: &&Action| {
        granted.is_empty()
            || action
                .required_scopes
                .iter()
                .all(|scope| granted.contains(scope.as_str()))
    };
    let list = format!("{}_list_", connector.key.as_str().to_ascii_lowercase());
    let lists = |action: &&Action| action.id.as_str().starts_with(&list);
    let rank = |action: &&Action| {
        IMPERSONAL
            .iter()
            .position(|word| action.id.as_str().contains(word))
            .unwrap_or(IMPERSONAL.len())
    };
    let proven = connector.actions.iter().filter(lists).filter(allowed);
    proven
        .min_by_key(rank)
        .and_then(|action| connector.read_action(action.id.as_str()))
}

fn no_active_account(found: Option<&Account>, caveat: Option<String>) -> Diagnosis {
    let mut summary = match found {
        Some(account) => format!(
            "The attempt succeeded, and StackOne does not say that the account {} is active: its status is {}.",
            account.id,
            account.status_words()
        ),
        None => "The attempt succeeded, but no active account has appeared.".to_owned(),
    };
    // What is not in a part of the list may stand in the rest of it.
    let kind = match caveat {
        Some(caveat) => {
            summary = format!("{summary} {caveat}");
            Kind::Unclear
        }
        None => Kind::Failed,
    };
    Diagnosis::new(
        Party::StackOne,
        kind,
        summary,
        "Look under Accounts in StackOne, and create a new link if the account is not there.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::text::Text;

    fn action(id: &str, scopes: &[&str]) -> Action {
        Action {
            id: Text::new(id),
            required_scopes: scopes.iter().map(|scope| Text::new(scope)).collect(),
            ..Action::default()
        }
    }

    #[test]
    fn the_read_is_allowed_and_touches_the_least_personal_data() {
        let mut planday = Connector {
            key: Text::new("Planday"),
            ..Connector::default()
        };
        planday.actions = vec![
            action("other_list_departments", &[]),
            action("planday_create_department", &[]),
            action("planday_list_employees", &["employee:read"]),
            action("planday_list_departments", &["department:read"]),
            action("planday_list_shift_types", &[]),
        ];
        let all = Scopes::from(["employee:read".into(), "department:read".into()]);
        assert_eq!(
            pick(&planday, &all).expect("one").id(),
            "planday_list_departments"
        );
        let some = Scopes::from(["employee:read".into()]);
        assert_eq!(
            pick(&planday, &some).expect("one").id(),
            "planday_list_shift_types"
        );
        planday.actions.truncate(2);
        assert_eq!(pick(&planday, &all), None);
    }
}

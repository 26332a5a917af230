//! Linking one customer: a connect session, its auth link, the attempt, the account, one real read.

use jiff::{SignedDuration, Timestamp};
use tokio_util::sync::CancellationToken;

use super::{AuthLink, Observer, Progress, Services, pause};
use crate::domain::diagnosis::{Diagnosis, Kind, Party};
use crate::domain::scope::Scopes;
use crate::domain::text::Text;
use crate::domain::{Evidence, Standing, StepId};
use crate::http::{Failure, ReadAction};
use crate::secret::Secret;
use crate::stackone::{
    Account, Action, Attempt, AttemptStatus, Catalogue, Connector, SessionRequest,
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

/// How often a fresh account is looked at before its status is taken for final.
const LOOKS_AT_ACCOUNT: u32 = 10;

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
    let attempt = flow.step(StepId::D2, flow.follow(&link).await).await?;
    let account = flow.step(StepId::D3, flow.account(&attempt).await).await?;
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
                if !diagnosis.is_cancelled() {
                    self.observer
                        .tell(Progress::Step(step, Evidence::failed(diagnosis.clone())))
                        .await;
                }
                Err(diagnosis)
            }
        }
    }

    async fn create(&self, request: &SessionRequest) -> Result<(AuthLink, String), Diagnosis> {
        let (client, key) = (&self.services.stackone, &self.request.api_key);
        let session = client.create_session(key, request, self.cancel).await?;
        // The answer names no end: it is this long after the session was made (facts: stackone.md, section 4.1).
        let life = SignedDuration::from_secs(i64::try_from(request.expires_in).unwrap_or(i64::MAX));
        let made = session.created_at.unwrap_or_else(Timestamp::now);
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

    async fn follow(&self, link: &AuthLink) -> Result<(Attempt, String), Diagnosis> {
        let mut told = String::new();
        loop {
            let found = self
                .services
                .stackone
                .session(&self.request.api_key, &link.session, self.cancel)
                .await;
            let news = match found.map(|found| found.latest_connection_attempt) {
                Ok(Some(attempt)) => match attempt.status {
                    AttemptStatus::Authenticated => {
                        return Ok((
                            attempt,
                            "StackOne reports the attempt as authenticated".into(),
                        ));
                    }
                    AttemptStatus::Error => return Err(refused(&attempt)),
                    AttemptStatus::Expired => return Err(expired()),
                    AttemptStatus::Cancelled => {
                        "the page was closed before the end; the link still works".to_owned()
                    }
                    AttemptStatus::Pending | AttemptStatus::Other => {
                        "the link was opened; waiting for the person to agree".to_owned()
                    }
                },
                Ok(None) => "waiting for the auth link to be opened".to_owned(),
                // A passing trouble must not end a link that the customer is about to use.
                Err(trouble) if trouble.may_pass() => {
                    format!("still waiting for the customer: {}", trouble.summary)
                }
                Err(end) => return Err(end),
            };
            if Timestamp::now() >= link.expires_at {
                return Err(expired());
            }
            if news != told {
                self.observer.tell(Progress::Waiting(news.clone())).await;
                told = news;
            }
            self.pause().await?;
        }
    }

    async fn account(&self, attempt: &Attempt) -> Result<(Account, String), Diagnosis> {
        let mut last_trouble = None;
        for _ in 0..LOOKS_AT_ACCOUNT {
            let found = match self.find_account(attempt).await {
                // The customer has agreed: a passing trouble must not make that look like a failure.
                Err(trouble) if trouble.may_pass() => {
                    last_trouble = Some(trouble);
                    None
                }
                found => found?,
            };
            match found {
                Some(account) if account.is_active() => {
                    let line = format!(
                        "account {} of {} is active",
                        account.id, account.origin_owner_name
                    );
                    return Ok((account, line));
                }
                Some(account)
                    if matches!(
                        account.status.as_str(),
                        "error" | "expired" | "suspended" | "archived" | "inactive"
                    ) =>
                {
                    return Err(not_active(&account));
                }
                Some(_) | None => {
                    self.observer
                        .tell(Progress::Waiting(
                            "waiting for the linked account to become active".into(),
                        ))
                        .await;
                }
            }
            self.pause().await?;
        }
        Err(last_trouble.unwrap_or_else(|| Diagnosis::new(
            Party::StackOne,
            Kind::Failed,
            "The attempt succeeded, but no active account has appeared.",
            "Look under Accounts in StackOne, and create a new link if the account is not there.",
        )))
    }

    async fn find_account(&self, attempt: &Attempt) -> Result<Option<Account>, Diagnosis> {
        let (client, key) = (&self.services.stackone, &self.request.api_key);
        if let Some(id) = &attempt.account_secure_id {
            return client.account(key, id, self.cancel).await.map(Some);
        }
        let owned = client
            .accounts_of(key, &self.request.owner_id, self.cancel)
            .await?;
        Ok(owned.into_iter().max_by_key(|account| account.updated_at))
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

    async fn pause(&self) -> Result<(), Diagnosis> {
        if pause(self.services.poll, self.cancel).await {
            Ok(())
        } else {
            Err(Failure::Cancelled.diagnosis(Party::StackOne))
        }
    }
}

/// The action that proves the link: it lists, the granted scopes allow it, and it touches the least personal data.
fn pick(connector: &Connector, granted: &Scopes) -> Option<ReadAction> {
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

fn not_active(account: &Account) -> Diagnosis {
    let mut diagnosis = Diagnosis::new(
        Party::StackOne,
        Kind::Failed,
        format!(
            "The linked account {} is {}, not active.",
            account.id, account.status
        ),
        "Look at the account in StackOne; if its connector profile is disabled, enable it, else link it again.",
    );
    let why = account.why();
    diagnosis.said = (!why.is_empty()).then_some(why);
    diagnosis
}

#[cfg(test)]
mod tests {
    use super::*;

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

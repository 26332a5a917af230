//! `StackOne`'s platform API, as a typed client: profiles, connect sessions, accounts, actions.
//!
//! Lenient in what it accepts, strict in what it sends: Basic `key:` with an empty password, a User-Agent (the door's),
//! and never `provider_version` (facts: stackone.md, sections 1 and 4). It neither retries nor logs: the door does.

mod diagnose;
mod lenient;
mod pins;
mod wire;

use std::collections::HashSet;

use serde_json::json;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::domain::diagnosis::{Diagnosis, Party};
use crate::domain::text::Text;
use crate::http::{Budget, Call, Door, ReadAction, Reply, below, below_with};
use crate::secret::Secret;

pub use pins::{Pin, Version, pin_version};
pub use wire::{
    Account, Action, Attempt, AttemptStatus, Authentication, Connector, ConnectorProfile,
    LiveGuide, LiveImage, LiveSection, LiveStep, NewSession, PLANDAY, ReadResult, Session,
    StatusReason, Support,
};

/// The word for `StackOne` in the log.
pub const API: &str = "stackone";

/// Requests per minute per API key (facts: stackone.md, section 9).
const PER_MINUTE: u32 = 1_000;

/// How many records to ask for on a page.
const PAGE_SIZE: usize = 100;

/// The most pages that one list may have before it is taken for endless.
const MOST_PAGES: usize = 1_000;

/// The client.
#[derive(Clone)]
pub struct StackOne {
    door: Door,
    api: Url,
}

/// What a connect session is made from.
#[derive(Debug, Clone)]
pub struct SessionRequest {
    /// Your own id of the customer.
    pub owner_id: String,
    /// The customer's name.
    pub owner_name: String,
    /// The connector profile to link with.
    pub profile_id: String,
    /// How long the link works, in seconds.
    pub expires_in: u64,
}

impl StackOne {
    /// A client for this address.
    #[must_use]
    pub fn new(door: Door, api: Url) -> Self {
        Self { door, api }
    }

    /// All connector profiles for Planday, from `/connector_profiles`, or from its deprecated twin `/auth_configs`
    /// where the former does not exist (facts: stackone.md, section 2.2).
    pub async fn profiles(
        &self,
        key: &Secret,
        cancel: &CancellationToken,
    ) -> Result<Vec<ConnectorProfile>, Diagnosis> {
        let mut path = "connector_profiles";
        let mut profiles: Vec<ConnectorProfile> = Vec::new();
        for page in 1..=MOST_PAGES {
            let reply = self.profiles_page(key, path, page, cancel).await?;
            if reply.status() == 404 && path == "connector_profiles" && page == 1 {
                path = "auth_configs";
                let reply = self.profiles_page(key, path, page, cancel).await?;
                if !take_page(&reply, &mut profiles)? {
                    break;
                }
            } else if !take_page(&reply, &mut profiles)? {
                break;
            }
        }
        // A server that ignores the filter must not make another connector's profile pass for Planday's.
        profiles.retain(|profile| profile.connector_key.as_str() == PLANDAY);
        Ok(profiles)
    }

    async fn profiles_page(
        &self,
        key: &Secret,
        path: &str,
        page: usize,
        cancel: &CancellationToken,
    ) -> Result<Reply, Diagnosis> {
        let mut url = below(&self.api, path);
        url.query_pairs_mut()
            .append_pair("connector_key", PLANDAY)
            .append_pair("page", &page.to_string())
            .append_pair("page_size", &PAGE_SIZE.to_string());
        self.send(Call::get(API, "list connector profiles", url), key, cancel)
            .await
    }

    /// Makes a connect session and its auth link.
    pub async fn create_session(
        &self,
        key: &Secret,
        request: &SessionRequest,
        cancel: &CancellationToken,
    ) -> Result<NewSession, Diagnosis> {
        let url = below(&self.api, "connect_sessions");
        let call = Call::post(API, "create a connect session", url)
            .secret_fields(&["token", "auth_link_url"])
            .json(json!({
                "origin_owner_id": request.owner_id,
                "origin_owner_name": request.owner_name,
                "provider": PLANDAY,
                "connector_profile_id": request.profile_id,
                "expires_in": request.expires_in,
            }));
        let reply = self.send(call, key, cancel).await?;
        read(&reply)
    }

    /// Looks a connect session up.
    pub async fn session(
        &self,
        key: &Secret,
        id: &Text,
        cancel: &CancellationToken,
    ) -> Result<Session, Diagnosis> {
        let url = below_with(&self.api, "connect_sessions", id.as_str());
        let reply = self
            .send(Call::get(API, "ask how the link stands", url), key, cancel)
            .await?;
        read(&reply)
    }

    /// The linked accounts of an owner at Planday.
    pub async fn accounts_of(
        &self,
        key: &Secret,
        owner_id: &str,
        cancel: &CancellationToken,
    ) -> Result<Vec<Account>, Diagnosis> {
        self.accounts(key, Some(owner_id), cancel).await
    }

    /// All linked accounts for Planday, or those of one owner.
    pub async fn accounts(
        &self,
        key: &Secret,
        owner_id: Option<&str>,
        cancel: &CancellationToken,
    ) -> Result<Vec<Account>, Diagnosis> {
        let mut accounts: Vec<Account> = Vec::new();
        let mut seen: HashSet<Text> = HashSet::new();
        for page in 1..=MOST_PAGES {
            let mut url = below(&self.api, "accounts");
            {
                let mut query = url.query_pairs_mut();
                query.append_pair("providers", PLANDAY);
                if let Some(owner_id) = owner_id {
                    query.append_pair("origin_owner_id", owner_id);
                }
                query
                    .append_pair("page", &page.to_string())
                    .append_pair("page_size", &PAGE_SIZE.to_string());
            }
            let reply = self
                .send(Call::get(API, "list linked accounts", url), key, cancel)
                .await?;
            let found = read::<wire::List<Account>>(&reply)?.into_vec();
            let (count, known) = (found.len(), seen.len());
            // A server that ignores a filter must not make another's account pass for this one, and one that ignores
            // `page` must not make one account count twice.
            accounts.extend(found.into_iter().filter(|account| {
                seen.insert(account.id.clone())
                    && owner_id.is_none_or(|owner| account.origin_owner_id.as_str() == owner)
                    && account.may_be_planday()
            }));
            // v1 names no total: a short page is the last, and so is a page with nothing new.
            if count < PAGE_SIZE || seen.len() == known {
                break;
            }
        }
        Ok(accounts)
    }

    /// One linked account.
    pub async fn account(
        &self,
        key: &Secret,
        id: &Text,
        cancel: &CancellationToken,
    ) -> Result<Account, Diagnosis> {
        let url = below_with(&self.api, "accounts", id.as_str());
        let reply = self
            .send(Call::get(API, "read the linked account", url), key, cancel)
            .await?;
        read(&reply)
    }

    /// Planday's entry in the catalogue of connectors: its actions, or its guides.
    pub async fn connector(
        &self,
        key: &Secret,
        what: Catalogue,
        cancel: &CancellationToken,
    ) -> Result<Connector, Diagnosis> {
        let mut whole = Connector::default();
        let mut next: Option<String> = None;
        for _ in 0..MOST_PAGES {
            let mut url = below(&self.api, "actions");
            {
                let mut query = url.query_pairs_mut();
                query.append_pair("filter[connectors]", PLANDAY);
                query.append_pair("page_size", &PAGE_SIZE.to_string());
                if what == Catalogue::Guides {
                    query
                        .append_pair("include", "authentication_guides")
                        .append_pair("exclude", "actions");
                }
                if let Some(next) = &next {
                    query.append_pair("next", next);
                }
            }
            let reply = self
                .send(Call::get(API, what.purpose(), url), key, cancel)
                .await?;
            let page: wire::Actions = read(&reply)?;
            for connector in page.data {
                if connector.key.as_str() == PLANDAY {
                    whole.key = connector.key;
                    whole.version = connector.version.or(whole.version);
                    whole.actions.extend(connector.actions);
                    whole.authentication.extend(connector.authentication);
                }
            }
            // An empty page with a cursor is legal, the same cursor again is not (facts: stackone.md, section 9).
            if page.next.is_none() || page.next == next {
                break;
            }
            next = page.next;
        }
        Ok(whole)
    }

    /// Runs an action that only reads, for one account. No record of the answer is kept, not even in the log.
    pub async fn read_action(
        &self,
        key: &Secret,
        account: &Text,
        action: &ReadAction,
        cancel: &CancellationToken,
    ) -> Result<ReadResult, Diagnosis> {
        let call = Call::read_action(API, format!("run {}", action.id()), &self.api, action)
            .private_answer()
            .header("x-account-id", account.as_str());
        let reply = self.send(call, key, cancel).await?;
        let answer: wire::RpcAnswer = read(&reply)?;
        Ok(ReadResult {
            records: answer
                .data
                .as_ref()
                .and_then(|data| data.as_array())
                .map(Vec::len),
        })
    }

    async fn send(
        &self,
        call: Call,
        key: &Secret,
        cancel: &CancellationToken,
    ) -> Result<Reply, Diagnosis> {
        let call = call
            .basic(key)
            .header("Accept", "application/json")
            .budget(Budget {
                key: self.api.to_string(),
                per_second: None,
                per_minute: Some(PER_MINUTE),
            });
        self.door
            .send(call, cancel)
            .await
            .map_err(|failure| failure.diagnosis(Party::StackOne))
    }
}

/// Which part of the catalogue to ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Catalogue {
    /// The actions.
    Actions,
    /// The guides that `StackOne`'s documentation is made from.
    Guides,
}

impl Catalogue {
    fn purpose(self) -> &'static str {
        match self {
            Self::Actions => "list Planday's actions",
            Self::Guides => "read StackOne's own guide",
        }
    }
}

fn read<T: serde::de::DeserializeOwned>(reply: &Reply) -> Result<T, Diagnosis> {
    if reply.is_success() {
        reply
            .json()
            .map_err(|shape| shape.diagnosis(Party::StackOne, reply))
    } else {
        Err(diagnose::api(reply))
    }
}

/// Adds a page of profiles. Says whether there may be another.
fn take_page(reply: &Reply, profiles: &mut Vec<ConnectorProfile>) -> Result<bool, Diagnosis> {
    let page: wire::Numbered<ConnectorProfile> = read(reply)?;
    let size = page.page_size.unwrap_or(PAGE_SIZE).max(1);
    let repeats = page
        .data
        .first()
        .is_some_and(|first| profiles.iter().any(|known| known.id == first.id));
    if repeats {
        return Ok(false);
    }
    let count = page.data.len();
    profiles.extend(page.data);
    Ok(count > 0
        && page
            .total
            .map_or(count >= size, |total| profiles.len() < total))
}

//! `StackOne`'s platform API, as a typed client: profiles, connect sessions, accounts, actions.
//!
//! Lenient in what it accepts, strict in what it sends: Basic `key:` with an empty password, a User-Agent (the door's),
//! and never `provider_version` (facts: stackone.md, sections 1 and 4). It neither retries nor logs: the door does.

mod account;
mod account_record;
mod accounts;
mod answer;
mod catalogue;
mod diagnose;
mod pages;
mod pins;
mod wire;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use serde_json::json;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::domain::diagnosis::{Diagnosis, Kind, Party};
use crate::domain::text::Text;
use crate::http::{Budget, Call, Door, Listed, Lister, ReadAction, Reply, below, below_with};
use crate::secret::Secret;

use answer::{read, take};
use catalogue::Part;
use pages::{PAGE_SIZE, Pages, Which};

pub use crate::domain::{Account, AccountState, StatusReason};
pub use account_record::AccountRecord;
pub use accounts::{AccountEdit, LinkedAccounts, WhichAccounts};
pub use catalogue::{
    Action, Authentication, Catalogue, Connector, LiveGuide, LiveImage, LiveSection, LiveStep,
    Support,
};
pub use pins::{Pin, Version, pin_version};
pub use wire::{
    Attempt, AttemptStatus, ConnectorProfile, NewSession, PLANDAY, ReadResult, Session,
};

/// The word for `StackOne` in the log.
pub const API: &str = "stackone";

/// Requests per minute per API key (facts: stackone.md, section 9).
const PER_MINUTE: u32 = 1_000;

/// The client.
#[derive(Clone)]
pub struct StackOne {
    door: Door,
    api: Url,
    /// Whether `/v2/accounts` was answered with 404 by this address.
    lacks_v2: Arc<AtomicBool>,
}

/// What a connect session is made from (facts: stackone.md, section 4.1).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SessionRequest {
    /// Your own id of the customer.
    pub owner_id: String,
    /// The customer's name.
    pub owner_name: String,
    /// The connector profile to link with.
    pub profile_id: String,
    /// How long the link works, in seconds.
    pub expires_in: u64,
    /// The label that the account gets.
    pub label: Option<String>,
    /// `production` or `test`; `StackOne` decides where it is left out.
    pub kind: Option<String>,
    /// Whether the owner may have several accounts for Planday. Without it, owner id and name decide between a new account
    /// and the one that is there.
    pub multiple: bool,
    /// The account to link again: it keeps its id.
    pub account_id: Option<String>,
}

impl SessionRequest {
    /// What is sent. What was not asked for is left out.
    fn body(&self) -> serde_json::Value {
        let mut body = json!({
            "origin_owner_id": self.owner_id,
            "origin_owner_name": self.owner_name,
            "provider": PLANDAY,
            "connector_profile_id": self.profile_id,
            "expires_in": self.expires_in,
        });
        let texts = [
            ("label", &self.label),
            ("type", &self.kind),
            ("account_id", &self.account_id),
        ];
        for (name, text) in texts {
            if let Some(text) = text {
                body[name] = json!(text);
            }
        }
        if self.multiple {
            body["multiple"] = json!(true);
        }
        body
    }
}

impl StackOne {
    /// A client for this address.
    #[must_use]
    pub fn new(door: Door, api: Url) -> Self {
        Self {
            door,
            api,
            lacks_v2: Arc::default(),
        }
    }

    /// The address of the API.
    #[must_use]
    pub fn address(&self) -> &Url {
        &self.api
    }

    /// All connector profiles for Planday, from `/connector_profiles`, or from its deprecated twin `/auth_configs`
    /// where the former does not exist (facts: stackone.md, section 2.2).
    pub async fn profiles(
        &self,
        key: &Secret,
        cancel: &CancellationToken,
    ) -> Result<Listed<ConnectorProfile>, Diagnosis> {
        let mut path = "connector_profiles";
        let mut list = Lister::default();
        let mut pages = Pages::default();
        while let Some(page) = pages.next(&mut list) {
            let fetched = list
                .fetch(self.profiles_page(key, path, &page, cancel))
                .await;
            let Some(mut reply) = fetched.transpose()? else {
                break;
            };
            if reply.status() == 404 && path == "connector_profiles" && page.is_first() {
                path = "auth_configs";
                let fetched = list
                    .fetch(self.profiles_page(key, path, &page, cancel))
                    .await;
                let Some(other) = fetched.transpose()? else {
                    break;
                };
                reply = other;
            }
            // A server that ignores the filter must not make another connector's profile pass for Planday's.
            let keep = |profile: &ConnectorProfile| profile.may_be_planday();
            pages.take(&mut list, &reply, |profile| &profile.id, keep)?;
        }
        Ok(list.done())
    }

    async fn profiles_page(
        &self,
        key: &Secret,
        path: &str,
        page: &Which,
        cancel: &CancellationToken,
    ) -> Result<Reply, Diagnosis> {
        let mut url = below(&self.api, path);
        url.query_pairs_mut().append_pair("connector_key", PLANDAY);
        page.ask(&mut url);
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
        let call = self.session_call(request);
        self.make_session(call, key, cancel).await
    }

    /// The same, and once it is sent cancelling does not cut it off: the answer alone names the link that was made.
    pub async fn create_session_to_its_end(
        &self,
        key: &Secret,
        request: &SessionRequest,
        cancel: &CancellationToken,
    ) -> Result<NewSession, Diagnosis> {
        let call = self.session_call(request).naming_what_it_made();
        self.make_session(call, key, cancel).await
    }

    fn session_call(&self, request: &SessionRequest) -> Call {
        let url = below(&self.api, "connect_sessions");
        Call::post(API, "create a connect session", url)
            .secret_fields(&["token", "auth_link_url"])
            .json(request.body())
    }

    async fn make_session(
        &self,
        call: Call,
        key: &Secret,
        cancel: &CancellationToken,
    ) -> Result<NewSession, Diagnosis> {
        let reply = self.send(call, key, cancel).await?;
        let made: wire::MadeSession = read(&reply)?;
        match made.auth_link_url {
            Some(auth_link_url) if !made.id.is_empty() => Ok(NewSession {
                id: made.id,
                auth_link_url,
            }),
            _ => Err(Diagnosis::new(
                Party::StackOne,
                Kind::Failed,
                "StackOne made a connect session, and its answer names no id or no link.",
                "Create a link in StackOne under Accounts, or try again.",
            )
            .because(reply.exchange(), reply.status(), None)),
        }
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

    /// Planday's entry in the catalogue of connectors: its actions, or its guides.
    pub async fn connector(
        &self,
        key: &Secret,
        what: Catalogue,
        cancel: &CancellationToken,
    ) -> Result<Connector, Diagnosis> {
        let mut list = Lister::<Part>::default();
        let mut next: Option<String> = None;
        loop {
            let fetched = list.fetch(self.catalogue_page(key, what, next.as_deref(), cancel));
            let Some(reply) = fetched.await.transpose()? else {
                break;
            };
            let page = take(&mut list, &reply, Part::may_be_planday)?;
            // An empty page with a cursor is legal, the same cursor again is not (facts: stackone.md, section 9).
            if page.next.is_none() || !list.goes_on(page.next.as_deref()) {
                break;
            }
            next = page.next;
        }
        Ok(Connector::of(list.done()))
    }

    async fn catalogue_page(
        &self,
        key: &Secret,
        what: Catalogue,
        next: Option<&str>,
        cancel: &CancellationToken,
    ) -> Result<Reply, Diagnosis> {
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
            if let Some(next) = next {
                query.append_pair("next", next);
            }
        }
        self.send(Call::get(API, what.purpose(), url), key, cancel)
            .await
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
        let Some(data) = answer.data else {
            return Err(Diagnosis::new(
                Party::StackOne,
                Kind::Unclear,
                format!(
                    "StackOne answered HTTP {} without the data of {}: that proves no read, and something between here and the service may have answered instead.",
                    reply.status(),
                    action.id()
                ),
                "Look at the exchange in the log, try again, and check the address in the configuration.",
            )
            .because(reply.exchange(), reply.status(), None));
        };
        Ok(ReadResult {
            records: data.records(),
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
        // Large, and held in every list and workflow: it has a place of its own.
        Box::pin(self.door.send(call, cancel))
            .await
            .map_err(|failure| failure.diagnosis(Party::StackOne))
    }
}

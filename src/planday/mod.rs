//! Planday: the identity server's refresh grant and authorize endpoint, and the Open API, as a typed client.
//!
//! Lenient in what it accepts: unknown members, missing members and odd bodies are fine, statuses decide
//! (facts: planday.md, sections 0 and 4.4). It neither retries nor logs: the HTTP door does.

mod authorize;
mod diagnose;
mod grant;
mod oauth;
mod page;
mod probe;
mod token_answer;
mod under_way;
mod wire;

use jiff::ToSpan;
use jiff::tz::TimeZone;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::domain::clock;
use crate::domain::diagnosis::{Diagnosis, Party};
use crate::domain::{Probe, ProbeIds};
use crate::http::{Budget, Call, Door, Reply, below, unclear};
use crate::secret::Secret;
use oauth::OauthError;
use token_answer::GrantAnswer;
use under_way::Exchanges;

pub use authorize::{ALWAYS, Sent};
pub use grant::{Grant, Granted, GrantedBy, NoGrant};
pub use probe::{ProbeYield, Probed, Proof};
pub use under_way::UnderWay;
pub use wire::{Portal, SubPortal};

/// The word for the identity server in the log.
pub const IDENTITY: &str = "planday-id";

/// The word for the Open API in the log.
pub const API: &str = "planday";

/// Requests per second that a run allows itself per portal: the smallest figure that Planday's pages name
/// (facts: planday.md, section 4.5).
const PER_SECOND: u32 = 10;

/// Requests per minute per portal, of the older and smaller figure on the same pages.
const PER_MINUTE: u32 = 500;

/// The client.
#[derive(Clone)]
pub struct Planday {
    door: Door,
    identity: Url,
    api: Url,
    exchanges: Exchanges,
}

/// An access token of one app, good for an hour (facts: planday.md, section 1.5).
#[derive(Debug, Clone)]
pub struct Session {
    /// The App Id, sent along as `X-ClientId`.
    pub app_id: String,
    /// The access token.
    pub access_token: Secret,
}

impl Planday {
    /// A client for these two addresses.
    #[must_use]
    pub fn new(door: Door, identity: Url, api: Url) -> Self {
        Self {
            door,
            identity,
            api,
            exchanges: Exchanges::default(),
        }
    }

    /// Says that an exchange is under way that the program must not end before, as long as what comes back is held.
    #[must_use]
    pub fn under_way(&self) -> UnderWay {
        self.exchanges.one_more()
    }

    /// Waits until no exchange is under way: each ends by itself, at the latest after the door's time limit.
    pub async fn settled(&self) {
        self.exchanges.none_left().await;
    }

    /// Revokes a Token: it dies for everybody who uses it, at once (facts: planday.md, section 3). Refused in read-only
    /// mode. What Planday answers is not documented; a success says nothing on whether the Token was alive.
    pub async fn revoke(
        &self,
        app_id: &str,
        token: &Secret,
        cancel: &CancellationToken,
    ) -> Result<(), Diagnosis> {
        let url = below(&self.identity, "connect/revocation");
        let call = Call::post(IDENTITY, "revoke a Token", url)
            .form("client_id", app_id)
            .secret_form("token", token)
            .budget(self.identity_budget());
        let reply = self
            .door
            .send(call, cancel)
            .await
            .map_err(|failure| failure.diagnosis(Party::PlandayIdentity))?;
        // A success has no body (facts: planday.md, section 3, inferred); a web page with one is somebody else's.
        if reply.is_success() && reply.is_empty() {
            return Ok(());
        }
        match diagnose::revocation(&reply) {
            Some(diagnosis) => Err(diagnosis),
            None => Ok(()),
        }
    }

    fn identity_budget(&self) -> Budget {
        Budget {
            key: self.identity.to_string(),
            per_second: Some(PER_SECOND),
            per_minute: None,
        }
    }

    /// Exchanges the Token of an app for an access token: the refresh grant, with no client secret
    /// (facts: planday.md, section 1.2).
    pub async fn grant(
        &self,
        app_id: &str,
        token: &Secret,
        cancel: &CancellationToken,
    ) -> Result<Grant, NoGrant> {
        let url = below(&self.identity, "connect/token");
        let call = Call::token_grant(IDENTITY, "exchange the Token for an access token", url)
            .form("client_id", app_id)
            .form("grant_type", "refresh_token")
            .secret_form("refresh_token", token)
            .secret_fields(&["access_token", "refresh_token", "id_token"])
            .budget(self.identity_budget());
        let reply = self
            .door
            .send(call, cancel)
            .await
            .map_err(|failure| NoGrant {
                unanswered: failure.may_be_processed(),
                diagnosis: failure.diagnosis(Party::PlandayIdentity),
                new_token: None,
            })?;
        let no_grant = |unanswered: bool, diagnosis: Diagnosis| NoGrant {
            unanswered,
            diagnosis,
            // Whatever else is odd in the answer: the Token in it may be the only one that works from now on.
            new_token: reply.salvage("refresh_token").filter(|new| new != token),
        };
        let refused = OauthError::of(&reply).is_some_and(|error| error.is_known());
        if !reply.is_success() || refused {
            return Err(no_grant(false, diagnose::grant(&reply)));
        }
        if let Some(diagnosis) = diagnose::not_the_service(&reply, Party::PlandayIdentity) {
            return Err(no_grant(true, diagnosis));
        }
        let answer = reply.read::<GrantAnswer>().map_err(|shape| {
            no_grant(
                true,
                diagnose::shape(Party::PlandayIdentity, &reply, &shape),
            )
        })?;
        let mut grant = Grant::from_answer(answer, token)
            .ok_or_else(|| no_grant(true, diagnose::no_access_token(&reply)))?;
        // They may have been decoded from the access token, where the door does not look.
        let scopes = std::mem::take(&mut grant.granted.scopes);
        grant.granted.scopes = scopes.iter().map(|scope| reply.redact(scope)).collect();
        Ok(grant)
    }

    /// Asks which portal the access token opens. States no scope (facts: planday.md, section 6).
    pub async fn portal(
        &self,
        session: &Session,
        cancel: &CancellationToken,
    ) -> Result<Portal, Diagnosis> {
        let reply = self
            .get(
                session,
                "ask which portal this is",
                "portal/v1.0/info",
                false,
                cancel,
            )
            .await?;
        if !reply.is_success() {
            return Err(diagnose::api(&reply, None));
        }
        if let Some(diagnosis) = diagnose::not_the_service(&reply, Party::PlandayApi) {
            return Err(diagnosis);
        }
        let answer = reply
            .read::<wire::Wrapped>()
            .map_err(|shape| diagnose::shape(Party::PlandayApi, &reply, &shape))?;
        answer
            .into_portal()
            .ok_or_else(|| unclear(Party::PlandayApi, &reply))
    }

    /// Tries the one cheap read that shows whether a scope is there. The record it may return is not kept.
    ///
    /// An error ends the run of probes: the token or its administrator is refused, nothing comes back at all, or
    /// the person cancelled. Everything else is a [`Proof`], which may depend on what the other probes show.
    pub async fn probe(
        &self,
        session: &Session,
        probe: &Probe,
        ids: &ProbeIds,
        cancel: &CancellationToken,
    ) -> Result<Probed, Diagnosis> {
        let today = TimeZone::UTC.to_datetime(clock::now()).date();
        let day = today.saturating_sub(1.day());
        let Some(path) = probe.path(ids, day) else {
            return Ok(Proof::NoId.into());
        };
        let purpose = format!("prove {}", probe.scope);
        let reply = self
            .get(session, &purpose, &path, probe.personal, cancel)
            .await?;
        probe::read(probe, &reply)
    }

    async fn get(
        &self,
        session: &Session,
        purpose: &str,
        path: &str,
        personal: bool,
        cancel: &CancellationToken,
    ) -> Result<Reply, Diagnosis> {
        let call = Call::get(API, purpose, below(&self.api, path))
            .bearer(&session.access_token)
            .header("X-ClientId", session.app_id.clone())
            .header("Accept", "application/json")
            .budget(Budget {
                key: format!("{}#{}", self.api, session.app_id),
                per_second: Some(PER_SECOND),
                per_minute: Some(PER_MINUTE),
            });
        let call = if personal {
            call.private_answer()
        } else {
            call
        };
        self.door
            .send(call, cancel)
            .await
            .map_err(|failure| failure.diagnosis(Party::PlandayApi))
    }
}

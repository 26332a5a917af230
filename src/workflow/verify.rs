//! Verification: every check in order, each ending in evidence. What was not reached is unknown.

use std::time::Instant;

use tokio_util::sync::CancellationToken;
use url::Url;

use super::profile::{ANSWERED, describe, judge_profile};
use super::proof::prove;
use super::report::VerifyReport;
use super::verdict::judge;
use super::{Observer, Progress, Services};
use crate::diagnosis::{Diagnosis, Kind, Party};
use crate::guide::{Check, CheckId, Evidence, Standing};
use crate::input::{self, Input};
use crate::planday::scope::Scopes;
use crate::planday::{Grant, Leave, Portal, Session};
use crate::profile::ProfileId;
use crate::scopes::ScopeReport;
use crate::secret::Secret;
use crate::stackone::ConnectorProfile;

/// What is to be verified, as it was typed.
#[derive(Debug, Clone, Default)]
pub struct Inputs {
    /// The portal address, where one was entered.
    pub portal: Option<Url>,
    /// The App Id.
    pub app_id: String,
    /// The Token Secret.
    pub token_secret: Option<Secret>,
    /// The scopes that the person wants.
    pub scopes: Scopes,
    /// The scopes that the integration needs.
    pub required: Scopes,
    /// Leave to read personal data, one record each, to prove a scope.
    pub leave: Leave,
    /// The `StackOne` API key; without one, `StackOne` is left out.
    pub api_key: Option<Secret>,
    /// The name or id of the connector profile, where a certain one is meant.
    pub connector_profile: Option<String>,
    /// The customer's id in the integrator's own system: then only this customer's linked accounts are counted.
    pub owner_id: Option<String>,
    /// The saved connection that this is: a Token that the server renews is put into its secret store at once.
    pub profile: Option<ProfileId>,
}

/// The values of the format check, once they are well formed.
pub(super) struct WellFormed {
    pub(super) app_id: String,
    pub(super) token: Secret,
}

/// Runs the checks in order.
pub async fn verify(
    services: &Services,
    inputs: &Inputs,
    observer: &impl Observer,
    cancel: &CancellationToken,
) -> VerifyReport {
    let mut run = Run {
        services,
        inputs,
        observer,
        cancel,
        checks: Vec::new(),
    };
    let mut scopes = ScopeReport {
        wanted: inputs.scopes.clone(),
        required: inputs.required.clone(),
        ..ScopeReport::default()
    };
    let mut portal = None;
    let mut profiles = Vec::new();
    let mut new_token = None;

    let formed = run.format().await;
    let grant = match &formed {
        Some(formed) => run.token(formed).await,
        None => {
            run.not_reached(
                CheckId::Token,
                "not reached: the credentials are not well formed",
            )
            .await
        }
    };
    if let (Some(formed), Some(grant)) = (&formed, grant) {
        new_token.clone_from(&grant.new_token);
        scopes.granted.clone_from(&grant.granted.scopes);
        scopes.granted_by = Some(grant.granted.by);
        let session = Session {
            app_id: formed.app_id.clone(),
            access_token: grant.access_token,
        };
        portal = run.portal(&session).await;
        // A portal that refuses the token or asks to wait would answer every probe alike.
        if let Some(why) = run.blocked() {
            let _: Option<()> = run.not_reached(CheckId::Scopes, why).await;
        } else {
            run.scopes(&session, &mut scopes).await;
        }
    } else {
        let why = "not reached: there is no access token";
        let _: Option<()> = run.not_reached(CheckId::Portal, why).await;
        let _: Option<()> = run.not_reached(CheckId::Scopes, why).await;
    }

    match &inputs.api_key {
        Some(key) => {
            if let Some(found) = run.api_key(key).await {
                run.profile(&found).await;
                profiles = found;
            } else {
                let why = "not reached: StackOne did not answer this API key";
                let _: Option<()> = run.not_reached(CheckId::Profile, why).await;
            }
        }
        None => {
            for id in [CheckId::ApiKey, CheckId::Profile] {
                run.finish(id, Evidence::skipped("no StackOne API key given"), None)
                    .await;
            }
        }
    }
    VerifyReport::new(run.checks, scopes, portal, profiles, new_token)
}

struct Run<'a, O> {
    services: &'a Services,
    inputs: &'a Inputs,
    observer: &'a O,
    cancel: &'a CancellationToken,
    checks: Vec<Check>,
}

impl<O: Observer> Run<'_, O> {
    /// Why asking the API further makes no sense, if it makes none.
    fn blocked(&self) -> Option<&'static str> {
        match self.checks.last()?.evidence.diagnosis.as_ref()?.kind {
            Kind::Rejected => Some("not reached: Planday refuses the access token"),
            Kind::RateLimited => Some("not reached: Planday asks to wait"),
            Kind::Cancelled => Some("not reached: cancelled"),
            _ => None,
        }
    }

    async fn begin(&self, id: CheckId) -> Instant {
        self.observer.tell(Progress::Checking(id)).await;
        Instant::now()
    }

    async fn finish(&mut self, id: CheckId, evidence: Evidence, begun: Option<Instant>) {
        self.finish_portal(id, evidence, begun, None).await;
    }

    async fn finish_portal(
        &mut self,
        id: CheckId,
        evidence: Evidence,
        begun: Option<Instant>,
        portal_matches: Option<bool>,
    ) {
        let check = Check {
            id,
            evidence,
            duration: begun.map_or_else(Default::default, |begun| begun.elapsed()),
        };
        self.checks.push(check.clone());
        self.observer
            .tell(Progress::Checked {
                check,
                portal_matches,
            })
            .await;
    }

    async fn not_reached<T>(&mut self, id: CheckId, why: &str) -> Option<T> {
        let why = if self.cancel.is_cancelled() {
            "not reached: cancelled"
        } else {
            why
        };
        self.finish(id, Evidence::unknown(why), None).await;
        None
    }

    /// Ends a check that failed; a cancelled one is unknown, not failed.
    async fn failed(&mut self, id: CheckId, diagnosis: Diagnosis, begun: Instant) {
        let evidence = if diagnosis.is_cancelled() {
            Evidence {
                line: "cancelled before the answer".into(),
                at: None,
                ..Evidence::inconclusive(diagnosis)
            }
        } else {
            Evidence::failed(diagnosis)
        };
        self.finish(id, evidence, Some(begun)).await;
    }

    async fn format(&mut self) -> Option<WellFormed> {
        let id = CheckId::Format;
        let begun = self.begin(id).await;
        match well_formed(self.inputs) {
            Ok(formed) => {
                let line = format!(
                    "App Id is a UUID; Token has {} characters",
                    formed.token.chars()
                );
                self.finish(id, Evidence::now(Standing::Verified, line), Some(begun))
                    .await;
                Some(formed)
            }
            Err(diagnosis) => {
                self.failed(id, diagnosis, begun).await;
                None
            }
        }
    }

    async fn token(&mut self, formed: &WellFormed) -> Option<Grant> {
        let id = CheckId::Token;
        let begun = self.begin(id).await;
        match exchange(self.services, formed, self.observer, self.cancel).await {
            Ok(grant) => {
                let mut line = "Planday exchanged the Token for an access token".to_owned();
                if grant.new_token.is_some() {
                    line.push_str(", and returned a NEW Token: keep it, the old one may be dead, also in a connector profile that holds it");
                }
                self.finish(id, Evidence::now(Standing::Verified, line), Some(begun))
                    .await;
                Some(grant)
            }
            Err(diagnosis) => {
                self.failed(id, diagnosis, begun).await;
                None
            }
        }
    }

    async fn portal(&mut self, session: &Session) -> Option<Portal> {
        let check = CheckId::Portal;
        let begun = self.begin(check).await;
        match self.services.planday.portal(session, self.cancel).await {
            Ok(portal) => {
                let matches = self
                    .inputs
                    .portal
                    .as_ref()
                    .and_then(|address| portal.is_at(address));
                let id = portal
                    .id
                    .map_or_else(String::new, |id| format!(" (portal {id})"));
                let below = portal.portals.as_ref().filter(|below| !below.is_empty());
                let below = below.map_or_else(String::new, |below| {
                    format!(", with {} portals below it", below.len())
                });
                let elsewhere = if matches == Some(false) {
                    "; its addresses do not contain the one entered"
                } else {
                    ""
                };
                let line = format!("the Token opens {}{id}{below}{elsewhere}", portal.title());
                self.finish_portal(
                    check,
                    Evidence::now(Standing::Verified, line),
                    Some(begun),
                    matches,
                )
                .await;
                Some(portal)
            }
            Err(diagnosis) => {
                self.failed(check, diagnosis, begun).await;
                None
            }
        }
    }

    async fn scopes(&mut self, session: &Session, report: &mut ScopeReport) {
        let id = CheckId::Scopes;
        let begun = self.begin(id).await;
        let leave = &self.inputs.leave;
        match prove(
            self.services,
            session,
            report,
            leave,
            self.observer,
            self.cancel,
        )
        .await
        {
            Ok(()) => {
                let evidence = judge(report);
                self.finish(id, evidence, Some(begun)).await;
            }
            Err(diagnosis) => self.failed(id, diagnosis, begun).await,
        }
    }

    async fn api_key(&mut self, key: &Secret) -> Option<Vec<ConnectorProfile>> {
        let id = CheckId::ApiKey;
        let begun = self.begin(id).await;
        let key = match well_formed_key(key) {
            Ok(key) => key,
            Err(diagnosis) => {
                self.failed(id, diagnosis, begun).await;
                return None;
            }
        };
        match self.services.stackone.profiles(&key, self.cancel).await {
            Ok(profiles) => {
                let evidence = Evidence::now(Standing::Verified, ANSWERED);
                self.finish(id, evidence, Some(begun)).await;
                self.observer
                    .tell(Progress::Profiles(profiles.clone()))
                    .await;
                Some(profiles)
            }
            Err(diagnosis) => {
                self.failed(id, diagnosis, begun).await;
                None
            }
        }
    }

    async fn profile(&mut self, profiles: &[ConnectorProfile]) {
        let id = CheckId::Profile;
        let begun = self.begin(id).await;
        let evidence = match judge_profile(profiles, self.inputs.connector_profile.as_deref()) {
            Ok(profile) => Evidence::now(Standing::Verified, describe(profile)),
            Err(diagnosis) => Evidence::failed(diagnosis),
        };
        self.finish(id, evidence, Some(begun)).await;
    }
}

/// Exchanges the Token for an access token. A new Token is told before anything else happens: if the server rotates, the
/// one that was sent is dead by now.
pub(super) async fn exchange(
    services: &Services,
    formed: &WellFormed,
    observer: &impl Observer,
    cancel: &CancellationToken,
) -> Result<Grant, Diagnosis> {
    let grant = services
        .planday
        .grant(&formed.app_id, &formed.token, cancel)
        .await?;
    if let Some(token) = &grant.new_token {
        observer.tell(Progress::NewToken(token.clone())).await;
    }
    Ok(grant)
}

/// App Id and Token as they are sent, if they can be such.
pub(super) fn well_formed(inputs: &Inputs) -> Result<WellFormed, Diagnosis> {
    let token = inputs
        .token_secret
        .as_ref()
        .filter(|token| !token.is_empty());
    let missing = match (inputs.app_id.trim().is_empty(), token.is_none()) {
        (true, true) => Some("App Id and Token Secret are missing."),
        (true, false) => Some("The App Id is missing."),
        (false, true) => Some("The Token Secret is missing."),
        (false, false) => None,
    };
    if let Some(missing) = missing {
        return Err(Diagnosis::new(
            Party::Input,
            Kind::NotConfigured,
            missing,
            "Enter them in steps B1 and B2, or give STACKDAY_APP_ID and STACKDAY_TOKEN_SECRET.",
        ));
    }
    let wrong = |input: Input, name: &str, problem: &str| {
        Diagnosis::new(
            Party::Input,
            Kind::Rejected,
            format!("{name}: {problem}."),
            "Copy the value again from the app's tile in Planday; nothing was sent.",
        )
        .pointing_at(input)
    };
    let app_id = input::app_id(&inputs.app_id)
        .value
        .map_err(|problem| wrong(Input::AppId, "App Id", &problem))?;
    let token = input::token_secret(token.map_or("", Secret::expose))
        .value
        .map_err(|problem| wrong(Input::TokenSecret, "Token Secret", &problem))?;
    Ok(WellFormed { app_id, token })
}

/// The API key as it is sent, if it can be one.
pub(super) fn well_formed_key(key: &Secret) -> Result<Secret, Diagnosis> {
    input::api_key(key.expose()).value.map_err(|problem| {
        Diagnosis::new(
            Party::Input,
            Kind::Rejected,
            format!("StackOne API key: {problem}."),
            "Copy the key again from Project Settings > API Keys.",
        )
        .pointing_at(Input::ApiKey)
    })
}

//! Verification: every check in order, each ending in evidence. What was not reached is unknown.

use std::sync::Arc;
use std::time::Instant;

use tokio_util::sync::CancellationToken;
use url::Url;

use super::directory::{AccountCounts, Directory};
use super::inputs::Inputs;
use super::profile::{ANSWERED, CONNECTOR_PROFILES, describe, judge_listed};
use super::proof::prove;
use super::report::{Found, VerifyReport};
use super::token_exchange::{Exchanged, WellFormed, exchange, well_formed};
use super::verdict::judge;
use super::{Observer, Progress, Services};
use crate::domain::diagnosis::{Diagnosis, Kind, Party};
use crate::domain::scope;
use crate::domain::text::characters;
use crate::domain::{Check, CheckId, Evidence, Input, Standing};
use crate::http::Listed;
use crate::input;
use crate::journal::Level;
use crate::planday::{Portal, Session};
use crate::scopes::ScopeReport;
use crate::secret::Secret;
use crate::stackone::ConnectorProfile;

/// Runs the checks in order.
pub async fn verify(
    services: &Services,
    inputs: &Inputs,
    observer: &impl Observer,
    cancel: &CancellationToken,
) -> VerifyReport {
    let directory = Directory::alone();
    // Boxed: the future is large.
    Box::pin(verify_among(services, inputs, &directory, observer, cancel)).await
}

/// Runs the checks in order, as one of many that share what `StackOne` lists.
pub(super) async fn verify_among(
    services: &Services,
    inputs: &Inputs,
    directory: &Directory,
    observer: &impl Observer,
    cancel: &CancellationToken,
) -> VerifyReport {
    let mut run = Run {
        services,
        inputs,
        directory,
        observer,
        cancel,
        checks: Vec::new(),
    };
    let mut scopes = ScopeReport {
        wanted: inputs.scopes.clone(),
        unknown: scope::unknown(&inputs.scopes).map(str::to_owned).collect(),
        required: inputs.required.clone(),
        ..ScopeReport::default()
    };
    let mut found = Found::default();

    let formed = run.format().await;
    let exchanged = match &formed {
        Some(formed) => run.token(formed).await,
        None => {
            run.not_reached(
                CheckId::Token,
                "not reached: the credentials are not well formed",
            )
            .await
        }
    };
    if let (Some(formed), Some(exchanged)) = (&formed, exchanged) {
        let grant = exchanged.grant;
        found.new_token = grant.new_token;
        found.renewed = exchanged.renewed;
        scopes.granted.clone_from(&grant.granted.scopes);
        scopes.granted_by = Some(grant.granted.by);
        let session = Session {
            app_id: formed.app_id.clone(),
            access_token: grant.access_token,
        };
        found.portal = run.portal(&session).await;
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
            if let Some(listed) = run.api_key(key).await {
                run.profile(&listed).await;
                found.caveats.extend(listed.caveat(CONNECTOR_PROFILES));
                match run.accounts(key).await {
                    Some(Ok(counts)) => found.accounts = Some(counts),
                    Some(Err(caveat)) => found.caveats.push(caveat),
                    None => {}
                }
                found.profiles = directory.told(&listed, inputs.connector_profile.as_deref());
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
    found.portal_matches = run.portal_matches(found.portal.as_ref());
    VerifyReport::new(run.checks, scopes, found)
}

struct Run<'a, O> {
    services: &'a Services,
    inputs: &'a Inputs,
    directory: &'a Directory,
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
        if let Some(diagnosis) = &check.evidence.diagnosis
            && !diagnosis.is_cancelled()
        {
            let level = if check.evidence.standing == Standing::Failed {
                Level::Error
            } else {
                Level::Warn
            };
            self.services.door.explain(level, diagnosis);
        }
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

    /// Ends a check that failed; a cancelled one is unknown, not failed, and so is one whose answer allows no conclusion.
    async fn failed(&mut self, id: CheckId, diagnosis: Diagnosis, begun: Instant) {
        let evidence = if diagnosis.is_cancelled() {
            Evidence {
                line: "cancelled before the answer".into(),
                at: None,
                ..Evidence::inconclusive(diagnosis)
            }
        } else if diagnosis.is_unclear() {
            Evidence::inconclusive(diagnosis)
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
                let count = formed.token.chars();
                // Neither length nor alphabet of a Token is documented: another form is no fault, and no evidence either.
                let (standing, line) = if input::looks_like_token(formed.token.expose()) {
                    let line = format!("App Id is a UUID; Token has {}", characters(count));
                    (Standing::Verified, line)
                } else {
                    let line = format!(
                        "App Id is a UUID; Token has {count} characters, which is not the form of the Tokens seen so far: Planday decides"
                    );
                    (Standing::Skipped, line)
                };
                self.finish(id, Evidence::now(standing, line), Some(begun))
                    .await;
                Some(formed)
            }
            Err(diagnosis) => {
                self.failed(id, diagnosis, begun).await;
                None
            }
        }
    }

    async fn token(&mut self, formed: &WellFormed) -> Option<Exchanged> {
        let id = CheckId::Token;
        let begun = self.begin(id).await;
        let basis = self.inputs.saved.as_ref();
        match exchange(self.services, formed, basis, self.observer, self.cancel).await {
            Ok(exchanged) => {
                let line = exchanged.line();
                self.finish(id, Evidence::now(Standing::Verified, line), Some(begun))
                    .await;
                Some(exchanged)
            }
            Err(diagnosis) => {
                self.failed(id, diagnosis, begun).await;
                None
            }
        }
    }

    /// Whether this portal is the one that was entered, where that can be told.
    fn portal_matches(&self, portal: Option<&Portal>) -> Option<bool> {
        portal?.is_at(self.inputs.portal.as_ref()?)
    }

    async fn portal(&mut self, session: &Session) -> Option<Portal> {
        let check = CheckId::Portal;
        let begun = self.begin(check).await;
        match self.services.planday.portal(session, self.cancel).await {
            Ok(portal) => {
                let matches = self.portal_matches(Some(&portal));
                let id = portal
                    .id
                    .map_or_else(String::new, |id| format!(" (portal {id})"));
                let below = portal.portals.as_ref().filter(|below| !below.is_empty());
                let below = below.map_or_else(String::new, |below| {
                    format!(", with {} portals below it", below.len())
                });
                let what = format!("{}{id}{below}", portal.title());
                let entered = self
                    .inputs
                    .portal
                    .as_ref()
                    .filter(|_| matches == Some(false));
                let evidence = match entered {
                    Some(entered) => Evidence::failed(elsewhere(&what, entered)),
                    None => Evidence::now(Standing::Verified, format!("the Token opens {what}")),
                };
                self.finish_portal(check, evidence, Some(begun), matches)
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

    async fn api_key(&mut self, key: &Secret) -> Option<Arc<Listed<ConnectorProfile>>> {
        let id = CheckId::ApiKey;
        let begun = self.begin(id).await;
        let key = match well_formed_key(key) {
            Ok(key) => key,
            Err(diagnosis) => {
                self.failed(id, diagnosis, begun).await;
                return None;
            }
        };
        let stackone = &self.services.stackone;
        match self.directory.profiles(stackone, &key, self.cancel).await {
            Ok(profiles) => {
                let evidence = Evidence::now(Standing::Verified, ANSWERED);
                self.finish(id, evidence, Some(begun)).await;
                if !self.directory.is_shared() {
                    self.observer
                        .tell(Progress::Profiles((*profiles).clone()))
                        .await;
                }
                Some(profiles)
            }
            Err(diagnosis) => {
                self.failed(id, diagnosis, begun).await;
                None
            }
        }
    }

    async fn profile(&mut self, profiles: &Listed<ConnectorProfile>) {
        let id = CheckId::Profile;
        let begun = self.begin(id).await;
        let evidence = match judge_listed(profiles, self.inputs.connector_profile.as_deref()) {
            Ok(profile) => Evidence::now(Standing::Verified, describe(profile)),
            Err(unclear) if unclear.is_unclear() => Evidence::inconclusive(unclear),
            Err(diagnosis) => Evidence::failed(diagnosis),
        };
        self.finish(id, evidence, Some(begun)).await;
    }

    /// The linked accounts by status. Not a check: where they cannot be counted, that is a line in the log.
    /// A list that is not whole is not counted: the error says so.
    async fn accounts(&mut self, key: &Secret) -> Option<Result<AccountCounts, String>> {
        let key = well_formed_key(key).ok()?;
        let stackone = &self.services.stackone;
        let owner = self.inputs.owner_id.as_deref();
        match self
            .directory
            .accounts(stackone, &key, owner, self.cancel)
            .await
        {
            Ok(counted) => Some(counted),
            Err(diagnosis) => {
                if !diagnosis.is_cancelled() {
                    let text = format!("the linked accounts are not known: {}", diagnosis.summary);
                    self.services.door.note(Level::Info, &text);
                }
                None
            }
        }
    }
}

/// That the Token opens another portal than the one that was entered.
fn elsewhere(opened: &str, entered: &Url) -> Diagnosis {
    let entered = entered.host_str().unwrap_or_default();
    Diagnosis::new(
        Party::Input,
        Kind::Failed,
        format!("The Token opens {opened}, and the portal entered is {entered}: another one."),
        "Enter the portal that the Token belongs to, or the App Id and Token of the app in the portal entered.",
    )
    .pointing_at(Input::Portal)
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

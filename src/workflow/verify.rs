//! Verification: every check in order, each ending in evidence. What was not reached is unknown.

use std::time::Instant;

use tokio_util::sync::CancellationToken;
use url::Url;

use super::proof::prove;
use super::report::{ScopeReport, VerifyReport};
use super::{Observer, Progress, Services};
use crate::diagnosis::{Diagnosis, Kind, Party};
use crate::guide::{Check, CheckId, Evidence, Standing};
use crate::input;
use crate::planday::scope::Scopes;
use crate::planday::{Grant, GrantedBy, Portal, Session};
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
    /// The `StackOne` API key; without one, `StackOne` is left out.
    pub api_key: Option<Secret>,
    /// The name or id of the connector profile, where a certain one is meant.
    pub connector_profile: Option<String>,
}

/// The values of the format check, once they are well formed.
struct WellFormed {
    app_id: String,
    token: Secret,
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
        run.scopes(&session, &mut scopes).await;
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
        match self
            .services
            .planday
            .grant(&formed.app_id, &formed.token, self.cancel)
            .await
        {
            Ok(grant) => {
                let mut line = "Planday exchanged the Token for an access token".to_owned();
                if let Some(token) = &grant.new_token {
                    // Before anything else happens: if the server rotates, the Token that was sent is dead by now.
                    self.observer.tell(Progress::NewToken(token.clone())).await;
                    line.push_str(", and returned a NEW Token: keep it, the old one may be dead");
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
        let id = CheckId::Portal;
        let begun = self.begin(id).await;
        match self.services.planday.portal(session, self.cancel).await {
            Ok(portal) => {
                let matches = self
                    .inputs
                    .portal
                    .as_ref()
                    .and_then(|address| portal.is_at(address));
                let mut line = format!("the Token opens {}", portal.title());
                if let Some(id) = portal.id {
                    line.push_str(&format!(" (portal {id})"));
                }
                if let Some(below) = portal.portals.as_ref().filter(|below| !below.is_empty()) {
                    line.push_str(&format!(", with {} portals below it", below.len()));
                }
                if matches == Some(false) {
                    line.push_str("; its addresses do not contain the one entered");
                }
                self.finish_portal(
                    id,
                    Evidence::now(Standing::Verified, line),
                    Some(begun),
                    matches,
                )
                .await;
                Some(portal)
            }
            Err(diagnosis) => {
                self.failed(id, diagnosis, begun).await;
                None
            }
        }
    }

    async fn scopes(&mut self, session: &Session, report: &mut ScopeReport) {
        let id = CheckId::Scopes;
        let begun = self.begin(id).await;
        match prove(self.services, session, report, self.observer, self.cancel).await {
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
        if let Err(problem) = input::api_key(key.expose()).value {
            let diagnosis = Diagnosis::new(
                Party::Input,
                Kind::Rejected,
                format!("StackOne API key: {problem}."),
                "Copy the key again from Project Settings > API Keys.",
            );
            self.failed(id, diagnosis, begun).await;
            return None;
        }
        match self.services.stackone.profiles(key, self.cancel).await {
            Ok(profiles) => {
                let evidence = Evidence::now(Standing::Verified, "StackOne answered this API key");
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

fn well_formed(inputs: &Inputs) -> Result<WellFormed, Diagnosis> {
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
    let wrong = |name: &str, problem: &str| {
        Diagnosis::new(
            Party::Input,
            Kind::Rejected,
            format!("{name}: {problem}."),
            "Copy the value again from the app's tile in Planday; nothing was sent.",
        )
    };
    let app_id = input::app_id(&inputs.app_id)
        .value
        .map_err(|problem| wrong("App Id", &problem))?;
    let token = input::token_secret(token.map_or("", Secret::expose))
        .value
        .map_err(|problem| wrong("Token Secret", &problem))?;
    Ok(WellFormed { app_id, token })
}

/// What the scopes amount to.
fn judge(report: &ScopeReport) -> Evidence {
    use crate::planday::Proof;
    let by = report.granted_by.unwrap_or(GrantedBy::Probes);
    let wanted = report.wanted.len();
    if !report.missing.is_empty() {
        let missing = list(&report.missing);
        return Evidence::failed(Diagnosis::new(
            Party::PlandayApi,
            Kind::ScopeMissing,
            format!(
                "{} of {wanted} wanted scopes missing: {missing}.",
                report.missing.len()
            ),
            format!(
                "Create a new app with all the wanted scopes ticked: Planday adds none to an app later. Then authorise it and copy its App Id and Token. Missing: {missing}."
            ),
        ));
    }
    if let Some((scope, diagnosis)) =
        report
            .outcomes
            .iter()
            .find_map(|(scope, proof)| match proof {
                Proof::Refused(diagnosis) => Some((scope, diagnosis)),
                _ => None,
            })
    {
        let line = format!("{scope} is granted, yet Planday refused a call that needs it");
        return Evidence {
            line,
            ..Evidence::inconclusive(diagnosis.clone())
        };
    }
    if by == GrantedBy::Probes {
        let unproven: Scopes = report.wanted.difference(&report.proven).cloned().collect();
        if !unproven.is_empty() || wanted == 0 {
            let line = if wanted == 0 {
                "the answer names no scopes, and none are wanted that a call could prove".to_owned()
            } else {
                format!(
                    "the answer names no scopes; not shown by a call: {}",
                    list(&unproven)
                )
            };
            return report.outcomes.values().find_map(unclear).map_or_else(
                || Evidence {
                    at: Some(jiff::Timestamp::now()),
                    ..Evidence::unknown(line.clone())
                },
                |diagnosis| Evidence {
                    line: line.clone(),
                    ..Evidence::inconclusive(diagnosis)
                },
            );
        }
        return Evidence::now(
            Standing::Verified,
            format!("{wanted} of {wanted} wanted scopes proven by calls"),
        );
    }
    let proven = report.proven.len();
    let line = if wanted == 0 {
        format!(
            "{} scopes granted ({}), {proven} proven by a call; none were named as wanted",
            report.granted.len(),
            by.words()
        )
    } else {
        format!(
            "{wanted} of {wanted} wanted scopes granted ({}), {proven} proven by a call",
            by.words()
        )
    };
    Evidence::now(Standing::Verified, line)
}

fn unclear(proof: &crate::planday::Proof) -> Option<Diagnosis> {
    match proof {
        crate::planday::Proof::Unclear(diagnosis) => Some(diagnosis.clone()),
        _ => None,
    }
}

fn list(scopes: &Scopes) -> String {
    scopes
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(", ")
}

/// The profile that is meant, if it can be used.
#[must_use]
pub fn usable_profile<'a>(
    profiles: &'a [ConnectorProfile],
    meant: Option<&str>,
) -> Option<&'a ConnectorProfile> {
    judge_profile(profiles, meant).ok()
}

/// The profile that is meant, or why it cannot be used.
pub(super) fn judge_profile<'a>(
    profiles: &'a [ConnectorProfile],
    meant: Option<&str>,
) -> Result<&'a ConnectorProfile, Diagnosis> {
    let fail = |summary: String, next: &str| {
        Err(Diagnosis::new(Party::StackOne, Kind::Failed, summary, next))
    };
    let mut candidates = profiles.iter().filter(|profile| {
        meant.is_none_or(|meant| profile.name.as_str() == meant || profile.id.as_str() == meant)
    });
    let Some(first) = candidates.clone().next() else {
        return match meant.filter(|_| !profiles.is_empty()) {
            Some(meant) => fail(
                format!(
                    "StackOne lists {} for Planday, but none is named “{meant}”.",
                    count(profiles.len())
                ),
                "Check the profile's name in StackOne, or leave it out.",
            ),
            None => fail(
                "StackOne lists no connector profile for Planday.".into(),
                "Create it (step C2): + Connector Profile, Planday, OAuth 2.0.",
            ),
        };
    };
    // The default comes first: it is the one that StackOne uses where nobody names a profile.
    let usable = candidates
        .clone()
        .filter(|profile| profile.active && profile.is_oauth2() != Some(false));
    if let Some(profile) = usable
        .clone()
        .find(|profile| profile.default)
        .or_else(|| usable.clone().next())
    {
        return Ok(profile);
    }
    match candidates.find(|profile| profile.active) {
        Some(profile) => fail(
            format!(
                "The connector profile “{}” is not of type OAuth 2.0.",
                profile.name
            ),
            "Create a profile for Planday with Type OAuth 2.0.",
        ),
        None => fail(
            format!(
                "The connector profile “{}” is disabled; its accounts are inactive.",
                first.name
            ),
            "Enable it in StackOne under Connector Profiles.",
        ),
    }
}

fn count(profiles: usize) -> String {
    if profiles == 1 {
        "one connector profile".into()
    } else {
        format!("{profiles} connector profiles")
    }
}

/// One line on a profile.
pub(super) fn describe(profile: &ConnectorProfile) -> String {
    let mut line = format!("“{}” is active", profile.name);
    if profile.default {
        line.push_str(", the default");
    }
    if let Some(label) = &profile.authentication_config_label {
        line.push_str(&format!(", {label}"));
    }
    if let Some(version) = &profile.connector_version {
        line.push_str(&format!(", version {version}"));
    }
    line
}

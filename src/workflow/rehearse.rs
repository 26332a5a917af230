//! The whole main job in one go, with somebody who does the person's clicks: from nothing to one proven read.

use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use serde::Serialize;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::domain::diagnosis::{Diagnosis, Kind, Party};
use crate::domain::exit::Exit;
use crate::domain::scope::Scopes;
use crate::domain::{Evidence, PersonalDataConsent, Standing, StepId};
use crate::guide::{self, Ledger, REDIRECT_URI};
use crate::sandbox_user::{Click, Clicked, SandboxUser};
use crate::stackone::SessionRequest;
use crate::workflow::wait::look_for_profile;
use crate::workflow::{
    AuthLink, Inputs, LinkRequest, LinkStart, Observer, Progress, Services, VerifyReport,
    WaitRequest, link, verify,
};

/// What to set up.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The portal.
    pub portal: Url,
    /// The app's name.
    pub app_name: String,
    /// The scopes to tick, and to want.
    pub scopes: Scopes,
    /// The connector profile's name.
    pub profile_name: String,
    /// The customer's id.
    pub owner_id: String,
    /// The customer's name.
    pub owner_name: String,
    /// How long the auth link works, in seconds.
    pub expires_in: u64,
}

/// What came of it. Its JSON form is the output of `stackday rehearse --json`.
#[derive(Debug, Serialize)]
pub struct Rehearsal {
    /// Whether every step is proven.
    pub ok: bool,
    /// Every step of the guide with its evidence.
    pub steps: Vec<StepReport>,
    /// The verification on the way, if it was reached.
    pub verification: Option<VerifyReport>,
    /// The exit code.
    #[serde(skip)]
    pub exit: Exit,
}

/// One step with its evidence.
#[derive(Debug, Serialize)]
pub struct StepReport {
    /// `A1`.
    pub id: StepId,
    /// Its title.
    pub title: &'static str,
    /// How well it is known.
    pub state: Standing,
    /// What was seen.
    pub evidence: String,
    /// What failed, and what to do.
    pub diagnosis: Option<Diagnosis>,
    /// When it was seen.
    pub checked_at: Option<Timestamp>,
}

/// Goes through the guide from A1 to D4.
pub async fn rehearse(
    services: &Services,
    person: &dyn SandboxUser,
    plan: &Plan,
    observer: &impl Observer,
    cancel: &CancellationToken,
) -> Rehearsal {
    let (links, arrived) = mpsc::channel(1);
    let recorder = Recorder {
        ledger: Mutex::default(),
        links,
        outer: observer,
    };
    let stage = Stage {
        services,
        person,
        plan,
        recorder: &recorder,
        cancel,
    };
    let mut verification = None;
    let ended = stage.run(arrived, &mut verification).await;
    let ledger = recorder
        .ledger
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner);
    let steps: Vec<_> = StepId::ALL
        .into_iter()
        .map(|id| {
            let Evidence {
                standing,
                line,
                at,
                diagnosis,
            } = ledger.of(id).clone();
            StepReport {
                id,
                title: &guide::step(id).1.title,
                state: standing,
                evidence: line,
                diagnosis,
                checked_at: at,
            }
        })
        .collect();
    // Proven means that an API said so, for each step: what a person merely says does not count here.
    let ok = steps
        .iter()
        .all(|step| matches!(step.state, Standing::Verified | Standing::Observed));
    let exit = match ended {
        _ if ok => Exit::Success,
        Ok(()) => Exit::Failed,
        Err(exit) => exit,
    };
    Rehearsal {
        ok,
        steps,
        verification,
        exit,
    }
}

struct Stage<'a, O> {
    services: &'a Services,
    person: &'a dyn SandboxUser,
    plan: &'a Plan,
    recorder: &'a Recorder<'a, O>,
    cancel: &'a CancellationToken,
}

impl<O: Observer> Stage<'_, O> {
    async fn run(
        &self,
        mut arrived: mpsc::Receiver<AuthLink>,
        verification: &mut Option<VerifyReport>,
    ) -> Result<(), Exit> {
        let plan = self.plan;
        let name = plan.app_name.clone();
        self.click(StepId::A1, Click::OpenApiAccess).await?;
        let app = Click::CreateApp {
            name: name.clone(),
            scopes: plan.scopes.iter().cloned().collect(),
            redirect_uri: REDIRECT_URI.to_owned(),
        };
        self.click(StepId::A2, app).await?;
        self.click(StepId::A3, Click::AuthorizeApp { name: name.clone() })
            .await?;
        let shown = self
            .click(StepId::B1, Click::CopyCredentials { name })
            .await?;
        let app_id = self.copied(StepId::B1, "App Id", shown.app_id).await?;
        let token = self.copied(StepId::B2, "Token", shown.token).await?;

        let inputs = Inputs {
            portal: Some(plan.portal.clone()),
            app_id: app_id.clone(),
            token_secret: Some(token.clone()),
            scopes: plan.scopes.clone(),
            // The sandbox's people are made up.
            leave: PersonalDataConsent::everything(),
            ..Inputs::default()
        };
        let report = verify(self.services, &inputs, self.recorder, self.cancel).await;
        let token = report.new_token.clone().unwrap_or(token);
        let (ok, exit) = (report.ok, report.exit());
        let granted = report.scopes.granted.clone();
        *verification = Some(report);
        if !ok {
            // As a person would: without proven credentials, no profile is made from them.
            return Err(exit);
        }

        let shown = self.click(StepId::C1, Click::CreateApiKey).await?;
        let api_key = self.copied(StepId::C1, "API key", shown.api_key).await?;
        self.services.door.protect(&api_key);
        let before = self.services.stackone.profiles(&api_key, self.cancel).await;
        let before = match before {
            Ok(before) => before,
            Err(diagnosis) => return Err(self.failed(StepId::C1, diagnosis).await),
        };
        let mut wait = WaitRequest {
            api_key: api_key.clone(),
            name: Some(plan.profile_name.clone()),
            known: Some(before.items.into_iter().map(|profile| profile.id).collect()),
        };
        let profile = Click::CreateProfile {
            name: plan.profile_name.clone(),
            app_id,
            token_secret: token,
            scopes: plan.scopes.iter().cloned().collect(),
        };
        self.click(StepId::C2, profile).await?;
        // The person is done: a profile that is there but unusable will not mend itself, so one look decides. Planday is
        // not asked again: if it renews the Token at each use, the one in the profile would be dead by now.
        let profile =
            match look_for_profile(self.services, &mut wait, self.recorder, self.cancel).await {
                Ok(Ok(profile)) => profile,
                Ok(Err(diagnosis)) | Err(diagnosis) => {
                    return Err(self.failed(StepId::C2, diagnosis).await);
                }
            };

        let request = LinkRequest {
            api_key,
            start: LinkStart::New(SessionRequest {
                owner_id: plan.owner_id.clone(),
                owner_name: plan.owner_name.clone(),
                profile_id: profile.id.to_string(),
                expires_in: plan.expires_in,
                ..SessionRequest::default()
            }),
            owner_id: plan.owner_id.clone(),
            granted,
            noted: None,
        };
        let consenting = async {
            if let Some(link) = arrived.recv().await {
                let clicked = self
                    .person
                    .click(Click::OpenAuthLink { url: link.url })
                    .await;
                let said = clicked.map_or_else(|problem| problem, |clicked| clicked.said);
                self.recorder.tell(Progress::Waiting(said)).await;
            }
            std::future::pending::<std::convert::Infallible>().await
        };
        tokio::select! {
            linked = link(self.services, &request, self.recorder, self.cancel) => {
                linked.map(|_| ()).map_err(|diagnosis| diagnosis.kind.exit())
            }
            never = consenting => match never {},
        }
    }

    async fn click(&self, step: StepId, click: Click) -> Result<Clicked, Exit> {
        if self.cancel.is_cancelled() {
            return Err(Exit::Interrupted);
        }
        match self.person.click(click).await {
            Ok(clicked) => {
                for secret in [&clicked.token, &clicked.api_key].into_iter().flatten() {
                    self.services.door.protect(secret);
                }
                self.recorder
                    .tell(Progress::Step(
                        step,
                        Evidence::now(Standing::Attested, clicked.said.clone()),
                    ))
                    .await;
                Ok(clicked)
            }
            Err(problem) => Err(self.stopped(step, problem).await),
        }
    }

    async fn copied<T>(&self, step: StepId, what: &str, value: Option<T>) -> Result<T, Exit> {
        match value {
            Some(value) => Ok(value),
            None => Err(self
                .stopped(step, format!("the page shows no {what}"))
                .await),
        }
    }

    async fn stopped(&self, step: StepId, problem: String) -> Exit {
        let diagnosis = Diagnosis::new(
            Party::Authoriser,
            Kind::Failed,
            format!("The click could not be done: {problem}."),
            "Do this step by hand on the web page to see what it says.",
        );
        self.failed(step, diagnosis).await
    }

    async fn failed(&self, step: StepId, diagnosis: Diagnosis) -> Exit {
        let exit = diagnosis.kind.exit();
        if !diagnosis.is_cancelled() {
            let evidence = Evidence::failed(diagnosis);
            self.recorder.tell(Progress::Step(step, evidence)).await;
        }
        exit
    }
}

/// Keeps the evidence while it passes on.
struct Recorder<'a, O> {
    ledger: Mutex<Ledger>,
    links: mpsc::Sender<AuthLink>,
    outer: &'a O,
}

impl<O: Observer> Observer for Recorder<'_, O> {
    async fn tell(&self, progress: Progress) {
        {
            let mut ledger = self.ledger.lock().unwrap_or_else(PoisonError::into_inner);
            match &progress {
                Progress::Step(step, evidence) => ledger.record(*step, evidence.clone()),
                Progress::Checked {
                    check,
                    portal_matches,
                } => {
                    for (step, evidence) in crate::domain::ticks(check, *portal_matches) {
                        ledger.record(step, evidence);
                    }
                }
                _ => {}
            }
        }
        if let Progress::Link(link) = &progress {
            // One link a run, and room for one: this never fails.
            let _ = self.links.try_send(link.clone());
        }
        self.outer.tell(progress).await;
    }
}

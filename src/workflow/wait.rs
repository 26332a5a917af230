//! Waiting for a connector profile that a person is about to create: no API creates one, but the list shows it.

use tokio_util::sync::CancellationToken;

use super::verify::{describe, judge_profile};
use super::{Observer, Progress, Services, pause};
use crate::diagnosis::{Diagnosis, Kind};
use crate::guide::{Evidence, Standing, StepId};
use crate::secret::Secret;
use crate::stackone::ConnectorProfile;

/// What is waited for.
#[derive(Debug, Clone)]
pub struct WaitRequest {
    /// The API key to look with.
    pub api_key: Secret,
    /// The profile's name, where a certain one is expected.
    pub name: Option<String>,
}

/// Looks at the list again and again until a usable profile for Planday is in it.
///
/// Trouble on the way is told and waited out; a refused key ends it.
pub async fn wait_for_profile(
    services: &Services,
    request: &WaitRequest,
    observer: &impl Observer,
    cancel: &CancellationToken,
) -> Result<ConnectorProfile, Diagnosis> {
    let meant = request.name.as_deref();
    loop {
        let waits_for = match services.stackone.profiles(&request.api_key, cancel).await {
            Ok(profiles) => {
                let answered = Evidence::now(Standing::Verified, "StackOne answered this API key");
                observer.tell(Progress::Step(StepId::C1, answered)).await;
                observer.tell(Progress::Profiles(profiles.clone())).await;
                match judge_profile(&profiles, meant) {
                    Ok(profile) => {
                        let seen = Evidence::now(Standing::Verified, describe(profile));
                        observer.tell(Progress::Step(StepId::C2, seen)).await;
                        return Ok(profile.clone());
                    }
                    Err(not_yet) => not_yet.summary,
                }
            }
            Err(trouble) if matches!(trouble.kind, Kind::Network | Kind::RateLimited) => {
                trouble.summary
            }
            Err(end) => {
                if !end.is_cancelled() {
                    let step = if end.kind == Kind::Rejected {
                        StepId::C1
                    } else {
                        StepId::C2
                    };
                    observer
                        .tell(Progress::Step(step, Evidence::failed(end.clone())))
                        .await;
                }
                return Err(end);
            }
        };
        let expected = meant.map_or_else(
            || "a profile for Planday".to_owned(),
            |name| format!("“{name}”"),
        );
        observer
            .tell(Progress::Waiting(format!(
                "waiting for {expected} to appear in StackOne: {waits_for}"
            )))
            .await;
        if !pause(services.poll, cancel).await {
            return Err(Diagnosis::of_failure(
                crate::diagnosis::Party::StackOne,
                &crate::http::Failure::Cancelled,
            ));
        }
    }
}

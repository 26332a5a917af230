//! Waiting for a connector profile that a person is about to create: no API creates one, but the list shows it.

use tokio_util::sync::CancellationToken;

use super::polling::Polling;
use super::profile::{ANSWERED, describe, judge_listed, usable_profile};
use super::{Observer, Progress, Services};
use crate::domain::diagnosis::{Diagnosis, Kind};
use crate::domain::text::Text;
use crate::domain::{Evidence, Standing, StepId};
use crate::secret::Secret;
use crate::stackone::ConnectorProfile;

/// What is waited for.
#[derive(Debug, Clone)]
pub struct WaitRequest {
    /// The API key to look with.
    pub api_key: Secret,
    /// The profile's name, where a certain one is expected.
    pub name: Option<String>,
    /// The ids that were there before, where they are known: one that is new is taken whatever its name.
    pub known: Option<Vec<Text>>,
}

/// Looks at the list again and again until a usable profile for Planday is in it.
///
/// Trouble on the way is told and waited out; a key that is refused twice in a row ends it.
pub async fn wait_for_profile(
    services: &Services,
    request: &WaitRequest,
    observer: &impl Observer,
    cancel: &CancellationToken,
) -> Result<ConnectorProfile, Diagnosis> {
    let mut request = request.clone();
    let mut polling = Polling::new(services.poll, None, observer, cancel);
    loop {
        let looked = look_for_profile(services, &mut request, observer, cancel).await;
        let not_yet = match polling.judge(looked) {
            Ok(Some(Ok(profile))) => return Ok(profile),
            Ok(Some(Err(not_yet))) => not_yet.summary,
            Ok(None) => String::new(),
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
        let expected = request.name.as_deref();
        let expected = expected.map_or_else(
            || "a profile for Planday".to_owned(),
            |name| format!("“{name}”"),
        );
        polling
            .next(&format!(
                "waiting for {expected} to appear in StackOne: {not_yet}"
            ))
            .await?;
    }
}

/// Looks once. The outer error is that `StackOne` gave no list; the inner one says why no profile in it will do.
pub(super) async fn look_for_profile(
    services: &Services,
    request: &mut WaitRequest,
    observer: &impl Observer,
    cancel: &CancellationToken,
) -> Result<Result<ConnectorProfile, Diagnosis>, Diagnosis> {
    let profiles = services.stackone.profiles(&request.api_key, cancel).await?;
    let answered = Evidence::now(Standing::Verified, ANSWERED);
    observer.tell(Progress::Step(StepId::C1, answered)).await;
    observer.tell(Progress::Profiles(profiles.clone())).await;
    let found = judge_listed(&profiles, request.name.as_deref())
        .cloned()
        .or_else(|not_yet| {
            // Somebody who gave it another name than planned is done all the same.
            let is_new = |profile: &&ConnectorProfile| {
                request
                    .known
                    .as_ref()
                    .is_some_and(|known| !known.contains(&profile.id))
            };
            let new: Vec<_> = profiles.items.iter().filter(is_new).cloned().collect();
            usable_profile(&new, None).cloned().ok_or(not_yet)
        });
    // In a part of the list, one that was there before could be missing, and pass for new later.
    if request.known.is_none() && profiles.complete.is_ok() {
        let ids = profiles.items.iter().map(|profile| profile.id.clone());
        request.known = Some(ids.collect());
    }
    if let Ok(profile) = &found {
        let seen = Evidence::now(Standing::Verified, describe(profile));
        observer.tell(Progress::Step(StepId::C2, seen)).await;
    }
    Ok(found)
}

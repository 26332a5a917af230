//! The catalogue of `StackOne`'s actions for Planday: asked for, or kept from an earlier run.

use jiff::SignedDuration;
use tokio_util::sync::CancellationToken;

use super::Services;
use super::verify::well_formed_key;
use crate::domain::Input;
use crate::domain::clock;
use crate::domain::diagnosis::{Diagnosis, Kind, Party};
use crate::journal::Level;
use crate::scopes::{ActionCatalogue, Origin};
use crate::secret::Secret;
use crate::stackone::Catalogue;

/// How long a kept catalogue is used without asking again.
pub const KEPT_FOR: SignedDuration = SignedDuration::from_hours(24);

/// Which catalogue is asked for.
#[derive(Debug, Clone, Default)]
pub struct ActionsRequest {
    /// The API key; without one there is only what is kept.
    pub api_key: Option<Secret>,
    /// Whether `StackOne` is to be asked although a young catalogue is kept.
    pub fresh: bool,
}

/// The catalogue: a kept one while it is young, else `StackOne` is asked, page by page, and the answer kept.
///
/// An older one stands in where `StackOne` cannot be asked, with a line in the log that says why. The error says that
/// there is none, or that the key was refused, which a kept catalogue must not hide.
pub async fn actions(
    services: &Services,
    request: &ActionsRequest,
    cancel: &CancellationToken,
) -> Result<ActionCatalogue, Diagnosis> {
    let kept = kept_actions(services).await;
    let Some(key) = &request.api_key else {
        return kept.ok_or_else(no_key);
    };
    let key = well_formed_key(key)?;
    match kept {
        Some(kept) if !request.fresh && is_young(&kept) => Ok(kept),
        kept => match (ask(services, &key, cancel).await, kept) {
            (Err(diagnosis), Some(kept)) if may_stand_in(&diagnosis) => {
                services.door.journal().note(
                    Level::Warn,
                    format!(
                        "StackOne's list of actions is the one kept from an earlier run: {}",
                        diagnosis.summary
                    ),
                );
                Ok(kept)
            }
            (asked, _) => asked,
        },
    }
}

/// The catalogue that an earlier run kept, of whatever age. Nobody is asked.
pub async fn kept_actions(services: &Services) -> Option<ActionCatalogue> {
    match &services.cache {
        Some(cache) => cache.read().await,
        None => None,
    }
}

async fn ask(
    services: &Services,
    key: &Secret,
    cancel: &CancellationToken,
) -> Result<ActionCatalogue, Diagnosis> {
    let connector = services
        .stackone
        .connector(key, Catalogue::Actions, cancel)
        .await?;
    let catalogue = ActionCatalogue::new(
        connector.actions,
        connector.version,
        clock::now(),
        Origin::Asked,
    )
    .cut(connector.incomplete);
    // An empty list is more likely a mishap than the truth: kept, it would hide the real one for a day. So would a part of it.
    if let Some(cache) = &services.cache
        && !catalogue.actions.is_empty()
        && catalogue.incomplete.is_none()
    {
        let door = services.door.clone();
        cache.keep(&catalogue, move |text| door.redact(text)).await;
    }
    Ok(catalogue)
}

/// Whether it needs no asking again. One from the future was kept by a clock that was wrong.
fn is_young(kept: &ActionCatalogue) -> bool {
    let age = clock::now().duration_since(kept.read_at);
    !age.is_negative() && age < KEPT_FOR
}

/// Whether a kept catalogue may stand in for the answer: `StackOne` was not reached, or is in trouble. What the person
/// has to mend (the key, the settings) or decided (to cancel) stays an error.
fn may_stand_in(diagnosis: &Diagnosis) -> bool {
    diagnosis.may_pass() || matches!(diagnosis.kind, Kind::Failed | Kind::Absent)
}

fn no_key() -> Diagnosis {
    Diagnosis::new(
        Party::Input,
        Kind::NotConfigured,
        "StackOne's actions are listed only for an API key.",
        "Enter a StackOne API key (step C1), or give STACKDAY_STACKONE_API_KEY.",
    )
    .pointing_at(Input::ApiKey)
}

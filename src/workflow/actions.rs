//! The catalogue of `StackOne`'s actions for Planday.

use jiff::Timestamp;
use tokio_util::sync::CancellationToken;

use super::Services;
use crate::diagnosis::{Diagnosis, Kind, Party};
use crate::input::Input;
use crate::scopes::{ActionCatalogue, Origin};
use crate::secret::Secret;
use crate::stackone::Catalogue;

/// Which catalogue is asked for.
#[derive(Debug, Clone, Default)]
pub struct ActionsRequest {
    /// The API key.
    pub api_key: Option<Secret>,
}

/// Asks `StackOne` for its actions, page by page.
pub async fn actions(
    services: &Services,
    request: &ActionsRequest,
    cancel: &CancellationToken,
) -> Result<ActionCatalogue, Diagnosis> {
    let Some(key) = &request.api_key else {
        return Err(Diagnosis::new(
            Party::Input,
            Kind::Rejected,
            "StackOne's actions are listed only for an API key.",
            "Enter a StackOne API key (step C1).",
        )
        .pointing_at(Input::ApiKey));
    };
    let connector = services
        .stackone
        .connector(key, Catalogue::Actions, cancel)
        .await?;
    Ok(ActionCatalogue::new(
        connector.actions,
        connector.version,
        Timestamp::now(),
        Origin::Asked,
    ))
}

//! Reading `StackOne`'s own guide, to show it beside the built-in steps.

use tokio_util::sync::CancellationToken;

use super::Services;
use crate::domain::StepId;
use crate::domain::clock;
use crate::domain::diagnosis::{Diagnosis, Kind, Party};
use crate::guide::Live;
use crate::journal::Level;
use crate::secret::Secret;
use crate::stackone::Catalogue;

/// What is read, and compared with what.
#[derive(Debug, Clone)]
pub struct GuideRequest {
    /// The API key to ask with.
    pub api_key: Secret,
    /// The redirect URI of this run: the guide may name another.
    pub redirect_uri: String,
}

/// Reads `StackOne`'s own guide and compares it with the built-in steps. What comes of it is a line in the log too.
///
/// A guide that cannot be used fails like one that did not come: nothing depends on it, the built-in steps stand.
pub async fn live_guide(
    services: &Services,
    request: &GuideRequest,
    cancel: &CancellationToken,
) -> Result<Live, Diagnosis> {
    let connector = services
        .stackone
        .connector(&request.api_key, Catalogue::Guides, cancel)
        .await?;
    match Live::read(&connector, &request.redirect_uri, clock::now()) {
        Ok(live) => {
            services.door.note(Level::Info, &found(&live));
            Ok(live)
        }
        Err(unusable) => {
            let summary = format!("What StackOne sent as its guide cannot be used: {unusable}.");
            let text = format!("{summary} The built-in steps stand.");
            services.door.note(Level::Warn, &text);
            Err(Diagnosis::new(
                Party::StackOne,
                Kind::Failed,
                services.door.redact(&summary),
                "Nothing needs to be done: the built-in steps stand.",
            ))
        }
    }
}

fn found(live: &Live) -> String {
    let steps: Vec<_> = live.differing().map(StepId::name).collect();
    if steps.is_empty() {
        "StackOne's own guide was read: it says the same as this checklist".to_owned()
    } else {
        format!(
            "StackOne's own guide was read: it differs from this checklist in {}",
            steps.join(", ")
        )
    }
}

//! Which scopes the chosen actions and presets require, with `StackOne`'s word where it can be had.

use jiff::Timestamp;
use serde::Serialize;
use tokio_util::sync::CancellationToken;

use super::{ActionsRequest, Services, actions};
use crate::domain::diagnosis::{Diagnosis, Kind};
use crate::domain::scope::Preset;
use crate::domain::text::Text;
use crate::http::Incomplete;
use crate::scopes::{ActionCatalogue, Chosen, Origin, Required};
use crate::secret::Secret;

/// What the integration will do, and how `StackOne` may be asked about it.
#[derive(Debug, Clone, Default)]
pub struct RequireRequest {
    /// The actions that it will use.
    pub actions: Chosen,
    /// The presets whose scopes it needs.
    pub presets: Vec<&'static Preset>,
    /// The API key; without one, a kept catalogue counts, else the actions' names.
    pub api_key: Option<Secret>,
    /// Whether `StackOne` is to be asked although a young catalogue is kept.
    pub fresh: bool,
}

/// What is required, and how well that is known.
#[derive(Debug, Clone, Default)]
pub struct Requirement {
    /// The scopes with their reasons.
    pub required: Required,
    /// The catalogue that the actions were looked up in; without one, every scope of an action is a proposal. None either
    /// where no action was chosen.
    pub catalogue: Option<Source>,
    /// Why `StackOne` could not be asked, where it should have been and nothing is kept.
    pub trouble: Option<Diagnosis>,
}

/// Where a catalogue came from and how old it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Source {
    /// Whether it was asked for or kept.
    pub origin: Origin,
    /// When `StackOne` was asked.
    pub read_at: Timestamp,
    /// The connector's version.
    pub version: Option<Text>,
    /// How many actions are in it.
    #[serde(rename = "actions")]
    pub count: usize,
    /// Why it is not the whole list, where it is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incomplete: Option<Incomplete>,
}

impl From<&ActionCatalogue> for Source {
    fn from(catalogue: &ActionCatalogue) -> Self {
        Self {
            origin: catalogue.origin,
            read_at: catalogue.read_at,
            version: catalogue.version.clone(),
            count: catalogue.actions.len(),
            incomplete: catalogue.incomplete,
        }
    }
}

/// Works out what is required. Nobody is asked where no action is chosen.
pub async fn require(
    services: &Services,
    request: &RequireRequest,
    cancel: &CancellationToken,
) -> Requirement {
    if request.actions.is_empty() {
        return Requirement {
            required: Required::of(&request.actions, &request.presets, None),
            ..Requirement::default()
        };
    }
    let asked = ActionsRequest {
        api_key: request.api_key.clone(),
        fresh: request.fresh,
    };
    let (catalogue, trouble) = match actions(services, &asked, cancel).await {
        Ok(catalogue) => (Some(catalogue), None),
        // That there is no key is no trouble: names do, and whoever reads the result is told.
        Err(none) if none.kind == Kind::NotConfigured && request.api_key.is_none() => (None, None),
        Err(trouble) => (None, Some(trouble)),
    };
    Requirement {
        required: Required::of(&request.actions, &request.presets, catalogue.as_ref()),
        catalogue: catalogue.as_ref().map(Source::from),
        trouble,
    }
}

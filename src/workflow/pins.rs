//! The version that a connector profile is pinned to: looked at, set, cleared, with what it resolves to before and after.

use serde::Serialize;
use tokio_util::sync::CancellationToken;

use super::Services;
use super::profile::CONNECTOR_PROFILES;
use crate::domain::diagnosis::{Diagnosis, Kind, Party};
use crate::domain::text::Text;
use crate::secret::Secret;
use crate::stackone::{ConnectorProfile, Version, pin_version};

const NONE_NAMED: &str = "StackOne lists no connector profile for Planday with that name or id.";

/// Whose pin it is about.
#[derive(Debug, Clone)]
pub struct PinRequest {
    /// The API key.
    pub api_key: Secret,
    /// The connector profile, by id or name.
    pub profile: String,
}

/// The versions of a connector profile, and its pin. Its JSON form is the output of `stackday pins --json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PinReport {
    /// Its id.
    pub id: Text,
    /// Its name.
    pub name: Text,
    /// The versions that it can use.
    pub versions: Vec<Version>,
    /// What it is pinned to; none where it follows the newest.
    pub pinned: Option<Text>,
    /// The version in use, as `StackOne` resolves it.
    pub resolved: Option<Text>,
    /// What is to be said beside the versions: that they are not all, or that one of them could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caveat: Option<String>,
    /// What was changed, if something was.
    pub changed: Option<PinChange>,
}

/// What a change of the pin did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PinChange {
    /// The pin before.
    pub pinned_before: Option<Text>,
    /// The version in use before.
    pub resolved_before: Option<Text>,
}

impl PinReport {
    /// What came of it, in one sentence.
    #[must_use]
    pub fn line(&self) -> String {
        let or = |text: &Option<Text>, none: &str| {
            text.as_ref()
                .map_or_else(|| none.to_owned(), Text::to_string)
        };
        let pinned = match &self.pinned {
            Some(pin) => format!("pinned to {pin}"),
            None => "not pinned".to_owned(),
        };
        let resolved = or(&self.resolved, "unknown");
        match &self.changed {
            Some(change) => format!(
                "“{}” is {pinned} and resolves to {resolved}; before: {}, {}",
                self.name,
                or(&change.pinned_before, "not pinned"),
                or(&change.resolved_before, "unknown"),
            ),
            None => format!("“{}” is {pinned} and resolves to {resolved}", self.name),
        }
    }
}

/// Looks at the versions and the pin of a connector profile.
pub async fn pins(
    services: &Services,
    request: &PinRequest,
    cancel: &CancellationToken,
) -> Result<PinReport, Diagnosis> {
    let PinRequest { api_key, profile } = request;
    services.door.protect(api_key);
    let found = find(services, api_key, profile, cancel).await?;
    let id = found.id.as_str();
    let versions = services.stackone.versions(api_key, id, cancel).await?;
    let pinned = services.stackone.pinned(api_key, id, cancel).await?;
    Ok(PinReport {
        pinned: pinned.map(|pin| pin.pinned_version),
        resolved: found.connector_version,
        id: found.id,
        name: found.name,
        caveat: versions.caveat("versions"),
        versions: versions.items,
        changed: None,
    })
}

/// Pins a connector profile to a version, or clears its pin, and looks again.
pub async fn set_pin(
    services: &Services,
    request: &PinRequest,
    version: Option<&str>,
    cancel: &CancellationToken,
) -> Result<PinReport, Diagnosis> {
    let wrong = |problem| {
        let next = "Nothing was changed.";
        Diagnosis::new(Party::Input, Kind::NotConfigured, problem, next)
    };
    let version = version.map(pin_version).transpose().map_err(wrong)?;
    let before = pins(services, request, cancel).await?;
    let (key, id) = (&request.api_key, before.id.as_str());
    match &version {
        Some(version) => {
            services.stackone.pin(key, id, version, cancel).await?;
        }
        None => services.stackone.unpin(key, id, cancel).await?,
    }
    let after = PinRequest {
        profile: id.to_owned(),
        ..request.clone()
    };
    let now = pins(services, &after, cancel).await?;
    if now.pinned.as_ref().map(Text::as_str) != version.as_deref() {
        return Err(Diagnosis::new(
            Party::StackOne,
            Kind::Failed,
            format!(
                "StackOne took the change, and lists another pin: {}.",
                now.line()
            ),
            "Look again in a moment, or in StackOne's dashboard.",
        ));
    }
    Ok(PinReport {
        changed: Some(PinChange {
            pinned_before: before.pinned,
            resolved_before: before.resolved,
        }),
        ..now
    })
}

/// A connector profile by its id, else by its name.
async fn find(
    services: &Services,
    key: &Secret,
    meant: &str,
    cancel: &CancellationToken,
) -> Result<ConnectorProfile, Diagnosis> {
    let list = services.stackone.profiles(key, cancel).await?;
    let caveat = list.caveat(CONNECTOR_PROFILES);
    let profiles = list.items;
    let named = |profile: &&ConnectorProfile| {
        let name = profile.name.as_str().trim();
        name.eq_ignore_ascii_case(meant.trim())
    };
    let same: Vec<_> = profiles.iter().filter(named).collect();
    let of_id = profiles.iter().find(|profile| profile.id.as_str() == meant);
    if of_id.is_none() && same.len() > 1 {
        let ids: Vec<_> = same.iter().map(|found| found.id.as_str()).collect();
        return Err(Diagnosis::new(
            Party::Input,
            Kind::NotConfigured,
            format!("{} connector profiles have that name.", same.len()),
            format!("Name one by its id: {}.", ids.join(", ")),
        ));
    }
    let found = of_id.or(same.first().copied());
    found.cloned().ok_or_else(|| {
        let known: Vec<_> = profiles
            .iter()
            .map(|it| it.name.as_str())
            .take(12)
            .collect();
        Diagnosis::new(
            Party::StackOne,
            Kind::Absent,
            match caveat {
                Some(caveat) => format!("{NONE_NAMED} {caveat}"),
                None => NONE_NAMED.to_owned(),
            },
            if known.is_empty() {
                "There is none for Planday at all: create one (step C2).".to_owned()
            } else {
                format!("There are: {}.", known.join(", "))
            },
        )
    })
}

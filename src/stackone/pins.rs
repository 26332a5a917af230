//! Versions of a connector profile, and the one that it is pinned to (facts: stackone.md, section 2.3).

use serde::Serialize;
use serde_json::json;
use tokio_util::sync::CancellationToken;
use url::Url;

use super::answer::{read, success, take};
use super::{API, StackOne, diagnose};
use crate::domain::diagnosis::{Diagnosis, Kind};
use crate::domain::text::Text;
use crate::http::{Call, Listed, Lister, below_with};
use crate::members;
use crate::secret::Secret;

/// A version that a connector profile can use.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Version {
    /// The version.
    pub version: Text,
    /// Who made it.
    pub owner: Text,
    /// Whether it is `StackOne`'s own; `None` where `StackOne` does not say.
    pub builtin: Option<bool>,
    /// Whether the profile is pinned to it; `None` where `StackOne` does not say.
    pub pinned: Option<bool>,
}

members!(Version {
    version: "version",
    owner: "owner",
    builtin: "builtin",
    pinned: "pinned",
});

/// What a connector profile is pinned to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Pin {
    /// `latest`, `1.x.x`, `1.2.x` or `1.2.0`.
    pub pinned_version: Text,
    /// Whose connector is meant, where there are several.
    pub owner: Option<Text>,
}

members!(Pin {
    pinned_version: "pinned_version",
    owner: "owner",
});

/// A version to pin to, as `StackOne` documents it: `latest`, `1.x.x`, `1.2.x` or `1.2.0`; not `^1.2.0`, not `~1.2`. The
/// error is one line.
pub fn pin_version(raw: &str) -> Result<String, String> {
    let raw = raw.trim().to_ascii_lowercase();
    let wrong = || {
        "a pin is latest, 1.x.x, 1.2.x or 1.2.0; StackOne takes neither ^1.2.0 nor ~1.2".to_owned()
    };
    if raw == "latest" {
        return Ok(raw);
    }
    let parts: Vec<_> = raw.split('.').collect();
    let number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    match parts.as_slice() {
        [major, "x", "x"] if number(major) => Ok(raw),
        [major, minor, "x"] if number(major) && number(minor) => Ok(raw),
        [major, minor, patch] if number(major) && number(minor) && number(patch) => Ok(raw),
        _ => Err(wrong()),
    }
}

impl StackOne {
    fn of_profile(&self, id: &str, part: &str) -> Url {
        let mut url = below_with(&self.api, "connector_profiles", id);
        // The address has a path: it is https or http.
        if let Ok(mut path) = url.path_segments_mut() {
            path.push(part);
        }
        url
    }

    /// The versions that a connector profile can use.
    pub async fn versions(
        &self,
        key: &Secret,
        profile: &str,
        cancel: &CancellationToken,
    ) -> Result<Listed<Version>, Diagnosis> {
        let url = self.of_profile(profile, "versions");
        let call = Call::get(API, "list the connector's versions", url);
        let reply = self.send(call, key, cancel).await?;
        let mut list = Lister::default();
        take(&mut list, &reply, |_| true)?;
        Ok(list.done())
    }

    /// What a connector profile is pinned to. 404 is taken for "nothing" (inferred).
    pub async fn pinned(
        &self,
        key: &Secret,
        profile: &str,
        cancel: &CancellationToken,
    ) -> Result<Option<Pin>, Diagnosis> {
        let url = self.of_profile(profile, "pinned_version");
        let call = Call::get(API, "read the pinned version", url).expects(&[404]);
        let reply = self.send(call, key, cancel).await?;
        if reply.status() == 404 {
            // From a proxy on the way, it says nothing about a pin.
            let refusal = diagnose::api(&reply);
            return if refusal.kind == Kind::Absent {
                Ok(None)
            } else {
                Err(refusal)
            };
        }
        let pin: Pin = read(&reply)?;
        // Null in place of a version is the same as nothing.
        Ok((!pin.pinned_version.is_empty()).then_some(pin))
    }

    /// Pins a connector profile to this version.
    pub async fn pin(
        &self,
        key: &Secret,
        profile: &str,
        version: &str,
        cancel: &CancellationToken,
    ) -> Result<Pin, Diagnosis> {
        let url = self.of_profile(profile, "pinned_version");
        let call = Call::put(API, format!("pin to {version}"), url)
            .json(json!({ "pinned_version": version }));
        let reply = self.send(call, key, cancel).await?;
        read(&reply)
    }

    /// Clears the pin of a connector profile.
    pub async fn unpin(
        &self,
        key: &Secret,
        profile: &str,
        cancel: &CancellationToken,
    ) -> Result<(), Diagnosis> {
        let url = self.of_profile(profile, "pinned_version");
        let call = Call::delete(API, "clear the pin", url);
        let reply = self.send(call, key, cancel).await?;
        // 204, with no body (facts: section 2.3).
        success(&reply)
    }
}

#[cfg(test)]
mod tests {
    use super::pin_version;

    #[test]
    fn pins_are_what_is_documented_and_nothing_else() {
        for good in ["latest", "1.x.x", "1.2.x", "1.2.0", " 10.20.30 ", "1.X.X"] {
            assert!(pin_version(good).is_ok(), "{good}");
        }
        for bad in [
            "", "^1.2.0", "~1.2", "1", "1.x", "1.x.3", "x.x.x", "v1.2.0", "1.2.0.0",
        ] {
            assert!(pin_version(bad).is_err(), "{bad}");
        }
    }
}

//! Which connector profile is meant, whether it can be used, and what to say of it.

use crate::domain::diagnosis::{Diagnosis, Kind, Party};
use crate::stackone::ConnectorProfile;

/// What an answered list proves about the API key.
pub(super) const ANSWERED: &str = "StackOne answered this API key";

/// The profile that is meant, if it can be used.
#[must_use]
pub fn usable_profile<'a>(
    profiles: &'a [ConnectorProfile],
    meant: Option<&str>,
) -> Option<&'a ConnectorProfile> {
    judge_profile(profiles, meant).ok()
}

/// The profile that is meant, usable or not.
pub(super) fn meant_profile<'a>(
    profiles: &'a [ConnectorProfile],
    meant: Option<&str>,
) -> Option<&'a ConnectorProfile> {
    usable_profile(profiles, meant).or_else(|| profiles.iter().find(|profile| is(profile, meant)))
}

/// Whether this is the one that is meant, by name or id; any is, where nobody names one.
fn is(profile: &ConnectorProfile, meant: Option<&str>) -> bool {
    meant.is_none_or(|meant| profile.name.as_str() == meant || profile.id.as_str() == meant)
}

/// The profile that is meant, or why it cannot be used.
pub(super) fn judge_profile<'a>(
    profiles: &'a [ConnectorProfile],
    meant: Option<&str>,
) -> Result<&'a ConnectorProfile, Diagnosis> {
    let fail = |summary: String, next: &str| {
        Err(Diagnosis::new(Party::StackOne, Kind::Failed, summary, next))
    };
    let mut candidates = profiles.iter().filter(|profile| is(profile, meant));
    let Some(first) = candidates.clone().next() else {
        return match meant.filter(|_| !profiles.is_empty()) {
            Some(meant) => fail(
                format!(
                    "StackOne lists {} for Planday, but none is named “{meant}”.",
                    count(profiles.len())
                ),
                "Check the profile's name in StackOne, or leave it out.",
            ),
            None => Err(Diagnosis::new(
                Party::StackOne,
                Kind::Absent,
                "StackOne lists no connector profile for Planday yet.",
                "Create it (step C2): + Connector Profile, Planday, OAuth 2.0.",
            )),
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
#[must_use]
pub fn describe(profile: &ConnectorProfile) -> String {
    let mut line = format!("“{}” is active", profile.name);
    if profile.default {
        line.push_str(", the default");
    }
    if let Some(label) = &profile.authentication_config_label {
        line.extend([", ", label.as_str()]);
    }
    if let Some(version) = &profile.connector_version {
        line.extend([", version ", version.as_str()]);
    }
    line
}

//! Which connector profile is meant, whether it can be used, and what to say of it.

use crate::domain::diagnosis::{Diagnosis, Kind, Party};
use crate::http::Listed;
use crate::stackone::ConnectorProfile;

/// What an answered list proves about the API key.
pub(super) const ANSWERED: &str = "StackOne answered this API key";

/// What the list of them is called where something is said about it.
pub const CONNECTOR_PROFILES: &str = "connector profiles";

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
    usable_profile(profiles, meant).or_else(|| meant_ones(profiles, meant).first().copied())
}

/// The profiles that are meant, by name or id; all are, where nobody names one. A name that is written a little otherwise
/// will do where none is written so.
fn meant_ones<'a>(
    profiles: &'a [ConnectorProfile],
    meant: Option<&str>,
) -> Vec<&'a ConnectorProfile> {
    let Some(meant) = meant else {
        return profiles.iter().collect();
    };
    let by = |same: &dyn Fn(&str) -> bool| -> Vec<_> {
        let is =
            |profile: &&ConnectorProfile| same(profile.name.as_str()) || same(profile.id.as_str());
        profiles.iter().filter(is).collect()
    };
    let exact = by(&|name| name == meant);
    if exact.is_empty() {
        by(&|name| name.trim().eq_ignore_ascii_case(meant.trim()))
    } else {
        exact
    }
}

/// The profile that is meant, or why it cannot be used.
pub fn judge_profile<'a>(
    profiles: &'a [ConnectorProfile],
    meant: Option<&str>,
) -> Result<&'a ConnectorProfile, Diagnosis> {
    let fail = |summary: String, next: &str| {
        Err(Diagnosis::new(Party::StackOne, Kind::Failed, summary, next))
    };
    let candidates = meant_ones(profiles, meant);
    let Some(first) = candidates.first() else {
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
    // The default comes first: it is the one that StackOne uses where nobody names a profile. What StackOne does not say
    // speaks against none, and what it does say goes before.
    let usable = candidates
        .iter()
        .filter(|profile| !profile.is_disabled() && profile.is_oauth2() != Some(false))
        .filter(|profile| !profile.id.is_empty())
        .min_by_key(|profile| {
            (
                profile.connector_key.is_empty(),
                profile.active.is_none(),
                !profile.is_default(),
            )
        });
    if let Some(profile) = usable {
        return Ok(profile);
    }
    match candidates.iter().find(|profile| !profile.is_disabled()) {
        Some(profile) if profile.id.is_empty() => fail(
            format!(
                "StackOne lists the connector profile “{}” without an id.",
                profile.name
            ),
            "Look at it in StackOne under Connector Profiles; without its id it cannot be linked with from here.",
        ),
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

/// As [`judge_profile`], of a list that may not be whole: what is not in a part of it may be there all the same.
pub(super) fn judge_listed<'a>(
    list: &'a Listed<ConnectorProfile>,
    meant: Option<&str>,
) -> Result<&'a ConnectorProfile, Diagnosis> {
    judge_profile(&list.items, meant).map_err(|problem| {
        let known = !meant_ones(&list.items, meant).is_empty();
        match list.caveat(CONNECTOR_PROFILES) {
            Some(caveat) if !known => Diagnosis {
                kind: Kind::Unclear,
                summary: format!("{} {caveat}", problem.summary),
                ..problem
            },
            _ => problem,
        }
    })
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
    let state = match profile.active {
        Some(true) => "is active",
        Some(false) => "is disabled",
        None => "is listed, and StackOne does not say whether it is enabled",
    };
    let mut line = format!("“{}” {state}", profile.name);
    if profile.is_default() {
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

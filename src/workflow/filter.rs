//! Which saved connections are meant, and in which order they are listed.

use std::cmp::Ordering;

use jiff::{SignedDuration, Timestamp};

use crate::domain::is_stale;
use crate::library::Profile;

/// Which saved connections are meant: those that everything here is true of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// They have one of these tags; none means any.
    pub tags: Vec<String>,
    /// They did not hold when they were last verified.
    pub failed: bool,
    /// They were not verified since then: now, and how old a verification may be.
    pub stale: Option<(Timestamp, SignedDuration)>,
}

impl Filter {
    /// Whether this one is meant.
    #[must_use]
    pub fn takes(&self, profile: &Profile) -> bool {
        let last = profile.verified();
        let tagged = self.tags.is_empty() || self.tags.iter().any(|tag| has_tag(profile, tag));
        let failed = last.is_some_and(|last| !last.holds());
        let stale = |(now, age): (Timestamp, SignedDuration)| {
            last.is_none_or(|last| is_stale(last.at, now, age))
        };
        tagged && (!self.failed || failed) && self.stale.is_none_or(stale)
    }
}

/// Whether a connection has this tag, whatever the case of its letters.
#[must_use]
pub fn has_tag(profile: &Profile, tag: &str) -> bool {
    let wanted = tag.trim_start_matches('#').to_lowercase();
    let tags = &profile.settings.tags;
    tags.iter().any(|own| own.to_lowercase() == wanted)
}

/// What a list is sorted by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum SortKey {
    /// The name.
    #[default]
    Name,
    /// The portal's address; those without one come last.
    Portal,
    /// The App Id; those without one come last.
    AppId,
    /// The time of the last verification, the longest ago first; those never verified come before all.
    Verified,
    /// How the last verification ended, failures first; those never verified come last.
    Outcome,
}

impl SortKey {
    /// Sorts. Equals stand by their names.
    pub fn sort(self, profiles: &mut [&Profile]) {
        profiles.sort_by(|one, other| self.compare(one, other).then_with(|| by_name(one, other)));
    }

    fn compare(self, one: &Profile, other: &Profile) -> Ordering {
        let last = |text: &Option<String>| (text.is_none(), text.clone());
        match self {
            Self::Name => Ordering::Equal,
            Self::Portal => last(&one.settings.portal).cmp(&last(&other.settings.portal)),
            Self::AppId => last(&one.settings.app_id).cmp(&last(&other.settings.app_id)),
            Self::Verified => {
                let at = |profile: &Profile| profile.verified().map(|last| last.at);
                at(one).cmp(&at(other))
            }
            Self::Outcome => {
                let rank = |profile: &Profile| match profile.verified() {
                    Some(last) if last.holds() => 1,
                    Some(_) => 0,
                    None => 2,
                };
                rank(one).cmp(&rank(other))
            }
        }
    }
}

fn by_name(one: &Profile, other: &Profile) -> Ordering {
    let name = |profile: &Profile| (profile.name.to_lowercase(), profile.name.clone());
    name(one).cmp(&name(other))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::library::{Connection, Verification};

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn profile(name: &str, verified: Option<(i64, u8)>) -> Profile {
        let mut profile = Profile::new(name, Connection::default(), NOW);
        if let Some((hours_ago, exit)) = verified {
            let at = NOW - SignedDuration::from_hours(hours_ago);
            profile.remember(Verification {
                since: at,
                looks: 1,
                at,
                exit,
                line: String::new(),
                checks: BTreeMap::new(),
                origin: None,
            });
        }
        profile
    }

    #[test]
    fn failed_and_stale_are_told_by_the_last_verification() {
        let names = |filter: &Filter| -> Vec<String> {
            let all = [
                profile("never", None),
                profile("good", Some((1, 0))),
                profile("bad", Some((30, 4))),
            ];
            let taken = all.iter().filter(|profile| filter.takes(profile));
            taken.map(|profile| profile.name.clone()).collect()
        };
        assert_eq!(names(&Filter::default()), ["never", "good", "bad"]);
        let failed = Filter {
            failed: true,
            ..Filter::default()
        };
        assert_eq!(names(&failed), ["bad"]);
        let stale = Filter {
            stale: Some((NOW, SignedDuration::from_hours(24))),
            ..Filter::default()
        };
        assert_eq!(names(&stale), ["never", "bad"]);
        let tagged = Filter {
            tags: vec!["north".into()],
            ..Filter::default()
        };
        assert!(names(&tagged).is_empty());
    }

    #[test]
    fn each_order_has_its_own_first_and_equals_stand_by_name() {
        let mut near = profile("b", Some((1, 0)));
        near.settings.portal = Some("https://a.planday.com/".into());
        let all = [near, profile("A", Some((30, 4))), profile("c", None)];
        let sorted = |key: SortKey| -> String {
            let mut profiles: Vec<_> = all.iter().collect();
            key.sort(&mut profiles);
            profiles
                .iter()
                .map(|profile| profile.name.as_str())
                .collect()
        };
        assert_eq!(sorted(SortKey::Name), "Abc");
        assert_eq!(sorted(SortKey::Portal), "bAc");
        assert_eq!(sorted(SortKey::AppId), "Abc");
        assert_eq!(sorted(SortKey::Verified), "cAb");
        assert_eq!(sorted(SortKey::Outcome), "Abc");
    }
}

//! What it means that a linked account does not work, whose move it is, and what mends it (facts: newer.md, sections 2.1, 2.2
//! and 3; stackone.md, sections 3 and 4.1).

use super::connection_state::ConnectionState;
use crate::domain::account::{Account, AccountState};
use crate::library::{LibrarySnapshot, Profile};
use crate::stackone::ConnectorProfile;

/// What can be done about an account, the most useful first where several are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RepairMove {
    /// Verify the saved connection that belongs to it.
    Verify,
    /// Open the account's page in the dashboard.
    OpenAccount,
    /// Open the page of the connector profiles in the dashboard.
    OpenProfiles,
    /// Make it a production account.
    Convert,
    /// Link the customer once more: the account keeps its id.
    LinkAgain,
    /// Make a link for a new account.
    LinkAnew,
    /// Try one read through it.
    Read,
}

/// What is known of the connector profile that an account was linked through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProfileOf<'a> {
    /// This one.
    Known(&'a ConnectorProfile),
    /// It names this id, which is not in the list of profiles.
    Missing(&'a str),
    /// The API does not say which.
    NotNamed,
    /// The list of profiles is not there.
    Unlisted,
}

impl<'a> ProfileOf<'a> {
    /// Looks it up in a whole list of profiles; none is a list that is not there.
    #[must_use]
    pub fn account(account: &'a Account, profiles: Option<&'a [ConnectorProfile]>) -> Self {
        let Some(id) = &account.connector_profile_id else {
            return Self::NotNamed;
        };
        let Some(profiles) = profiles else {
            return Self::Unlisted;
        };
        let found = profiles.iter().find(|profile| profile.id == *id);
        found.map_or(Self::Missing(id.as_str()), Self::Known)
    }

    fn disabled_name(self) -> Option<&'a str> {
        match self {
            Self::Known(profile) if profile.is_disabled() => Some(profile.name.as_str()),
            _ => None,
        }
    }
}

/// What it means that an account stands as it does, and the remedy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    /// What is so, in one sentence.
    pub summary: String,
    /// Why, as far as it is known: in `StackOne`'s words where it gave a reason.
    pub cause: String,
    /// What does not work because of it.
    pub effect: &'static str,
    /// Whose move it is.
    pub who: &'static str,
    /// What to do.
    pub fix: &'static str,
    /// How to do it from here.
    pub moves: &'static [RepairMove],
}

const REFUSED: &str = "Reads through this account are refused.";

impl Repair {
    /// The remedy for an account; none where nothing is wrong. `gone` says that `StackOne` does not list it any more.
    #[must_use]
    pub fn of(account: &Account, profile: ProfileOf<'_>, gone: bool) -> Option<Self> {
        if gone {
            return Some(Self {
                summary: "StackOne does not list this account any more.".to_owned(),
                cause: "It was deleted, in StackOne or by a program.".to_owned(),
                effect: "Reads through it answer 404.",
                who: "you",
                fix: "If the customer is still yours, make a new link.",
                moves: &[RepairMove::LinkAnew],
            });
        }
        let said = account
            .newest_reason()
            .and_then(|reason| reason.words())
            .map(|words| format!("StackOne says: {words}"));
        let untold = "StackOne gives no reason.";
        Some(match account.state() {
            AccountState::Active if profile.disabled_name().is_some() => Self {
                summary: "Its connector profile is disabled.".to_owned(),
                cause: disabled(profile),
                effect: "StackOne documents that calls of its accounts are refused.",
                who: "a person who may change profiles in StackOne",
                fix: "Enable the profile. Its accounts become active again.",
                moves: &[RepairMove::OpenProfiles, RepairMove::Read],
            },
            AccountState::Active => return None,
            AccountState::Error => Self {
                summary: REFUSED.to_owned(),
                cause: said.unwrap_or_else(|| untold.to_owned()),
                effect: "The customer's data does not arrive.",
                who: "you, then the customer's administrator",
                fix: "Verify the connection first. Then link again: the account keeps its id.",
                moves: &[
                    RepairMove::Verify,
                    RepairMove::LinkAgain,
                    RepairMove::Read,
                    RepairMove::OpenAccount,
                ],
            },
            AccountState::Expired => Self {
                summary: "This was a test account, and its time is over.".to_owned(),
                cause: said.unwrap_or_else(|| "Test accounts end by themselves.".to_owned()),
                effect: REFUSED,
                who: "you",
                fix: "Make it a production account, or link the customer anew.",
                moves: &[
                    RepairMove::Convert,
                    RepairMove::LinkAnew,
                    RepairMove::OpenAccount,
                ],
            },
            AccountState::Suspended => Self {
                summary: "This account is suspended.".to_owned(),
                cause: said
                    .unwrap_or_else(|| "A person suspended it in StackOne's dashboard.".to_owned()),
                effect: REFUSED,
                who: "a person with access to StackOne's dashboard",
                fix: "Resume it there. No API can do that.",
                moves: &[RepairMove::OpenAccount, RepairMove::Read],
            },
            AccountState::Inactive if matches!(profile, ProfileOf::Known(found) if !found.is_disabled()) => {
                Self {
                    summary: "This account is inactive, and its profile is enabled.".to_owned(),
                    cause: said.unwrap_or_else(|| untold.to_owned()),
                    effect: REFUSED,
                    who: "you",
                    fix: "Link again: the account keeps its id. Or look at it in StackOne.",
                    moves: &[RepairMove::LinkAgain, RepairMove::Read],
                }
            }
            AccountState::Inactive => Self {
                summary: "This account is inactive: its connector profile is disabled.".to_owned(),
                cause: disabled(profile),
                effect: REFUSED,
                who: "a person who may change profiles in StackOne",
                fix: "Enable the profile. Its accounts become active again.",
                moves: &[RepairMove::OpenProfiles, RepairMove::Read],
            },
            AccountState::Archived => Self {
                summary: "This account is archived.".to_owned(),
                cause: said.unwrap_or_else(|| untold.to_owned()),
                effect: REFUSED,
                who: "you",
                fix: "If the customer is still yours, make a new link.",
                moves: &[RepairMove::LinkAnew, RepairMove::OpenAccount],
            },
            AccountState::Unknown => Self {
                summary: format!(
                    "StackOne gives the status “{}”, which stackday does not know.",
                    account.status_words()
                ),
                cause: said.unwrap_or_else(|| untold.to_owned()),
                effect: "Whether reads work is not known.",
                who: "you",
                fix: "Try one read, and look at the account in StackOne.",
                moves: &[RepairMove::Read, RepairMove::OpenAccount],
            },
        })
    }
}

impl Repair {
    /// The same where it is known how the saved connection is that belongs to the account: what was verified a moment ago need
    /// not be verified first.
    #[must_use]
    pub fn knowing(self, connection: Option<ConnectionState>) -> Self {
        if self.moves.first() != Some(&RepairMove::Verify) {
            return self;
        }
        match connection {
            Some(ConnectionState::Ok) => Self {
                fix: "The connection holds. Link again now: the account keeps its id.",
                moves: &[
                    RepairMove::LinkAgain,
                    RepairMove::Read,
                    RepairMove::Verify,
                    RepairMove::OpenAccount,
                ],
                ..self
            },
            Some(ConnectionState::Failed) => Self {
                fix: "Repair the connection first. Then link again: the account keeps its id.",
                ..self
            },
            Some(ConnectionState::Stale | ConnectionState::Unknown) => self,
            None => Self {
                fix: "Check App Id and Token in its profile. Then link again: it keeps its id.",
                ..self
            },
        }
    }
}

/// Which profile is disabled, as far as that is known.
fn disabled(profile: ProfileOf<'_>) -> String {
    match profile {
        ProfileOf::Known(found) if found.is_disabled() => {
            format!("The profile “{}” is disabled in StackOne.", found.name)
        }
        ProfileOf::Known(found) => format!(
            "Its profile “{}” is listed as enabled. Refresh the list.",
            found.name
        ),
        ProfileOf::Missing(id) => format!("StackOne does not list its profile {id}."),
        ProfileOf::NotNamed => "StackOne's API does not say which profile it has.".to_owned(),
        ProfileOf::Unlisted => "The list of profiles could not be read.".to_owned(),
    }
}

/// The saved connection that an account belongs to: the one with its owner id; else the only one with its connector profile.
#[must_use]
pub fn connection_of<'a>(
    account: &Account,
    profile: ProfileOf<'_>,
    saved: &'a LibrarySnapshot,
) -> Option<&'a Profile> {
    let owner = account.origin_owner_id.as_str();
    let in_use = || {
        let profiles = saved.profiles.iter();
        profiles.filter(|found| found.archived_at.is_none())
    };
    let of_owner = || in_use().find(|found| found.settings.owner_id.as_deref() == Some(owner));
    if !owner.is_empty()
        && let Some(found) = of_owner()
    {
        return Some(found);
    }
    let ProfileOf::Known(profile) = profile else {
        return None;
    };
    let mut named = in_use().filter(|found| {
        let meant = found.settings.connector_profile.as_deref();
        meant.is_some_and(|meant| meant == profile.id.as_str() || meant == profile.name.as_str())
    });
    let only = named.next()?;
    named.next().is_none().then_some(only)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::clock;
    use crate::domain::text::Text;
    use crate::library::Connection;
    use crate::stackone::StatusReason;

    fn account(status: &str) -> Account {
        Account {
            id: Text::new("a1"),
            status: Text::new(status),
            connector_profile_id: Some(Text::new("p1")),
            origin_owner_id: Text::new("cust-1"),
            ..Account::default()
        }
    }

    fn profile(active: bool) -> ConnectorProfile {
        ConnectorProfile {
            id: Text::new("p1"),
            name: Text::new("Planday EU"),
            active: Some(active),
            ..ConnectorProfile::default()
        }
    }

    #[test]
    fn only_an_active_account_with_an_enabled_profile_needs_nothing() {
        let (on, off) = (profile(true), profile(false));
        assert_eq!(
            Repair::of(&account("active"), ProfileOf::Known(&on), false),
            None
        );
        for (status, profile, gone) in [
            ("active", &off, false),
            ("active", &on, true),
            ("error", &on, false),
            ("expired", &on, false),
            ("suspended", &on, false),
            ("inactive", &off, false),
            ("archived", &on, false),
            ("paused", &on, false),
        ] {
            let repair = Repair::of(&account(status), ProfileOf::Known(profile), gone);
            let repair = repair.unwrap_or_else(|| panic!("{status} needs something"));
            assert!(
                !repair.moves.is_empty() && !repair.fix.is_empty(),
                "{status}"
            );
        }
    }

    #[test]
    fn a_disabled_profile_is_named_and_one_that_is_not_told_is_not_guessed() {
        let off = profile(false);
        let account = account("inactive");
        let cause = |profile| {
            let repair = Repair::of(&account, profile, false);
            repair.expect("a remedy").cause
        };
        assert!(cause(ProfileOf::Known(&off)).contains("“Planday EU” is disabled"));
        assert!(cause(ProfileOf::NotNamed).contains("does not say which profile"));
        assert!(cause(ProfileOf::Missing("p9")).contains("p9"));
    }

    #[test]
    fn the_reason_of_an_error_is_told_in_stackones_words() {
        let mut account = account("error");
        account.status_reasons = vec![StatusReason {
            description: Some(Text::new("token is not valid")),
            ..StatusReason::default()
        }];
        let repair = Repair::of(&account, ProfileOf::NotNamed, false).expect("a remedy");
        assert_eq!(repair.cause, "StackOne says: token is not valid");
        assert_eq!(repair.moves.first(), Some(&RepairMove::Verify));
    }

    #[test]
    fn what_is_known_of_the_connection_decides_what_comes_first() {
        let repair =
            || Repair::of(&account("error"), ProfileOf::NotNamed, false).expect("a remedy");
        let first = |state| repair().knowing(state).moves.first().copied();
        assert_eq!(
            first(Some(ConnectionState::Ok)),
            Some(RepairMove::LinkAgain)
        );
        assert_eq!(
            first(Some(ConnectionState::Failed)),
            Some(RepairMove::Verify)
        );
        let suspended = Repair::of(&account("suspended"), ProfileOf::NotNamed, false);
        let suspended = suspended.expect("a remedy");
        assert_eq!(
            suspended.clone().knowing(Some(ConnectionState::Ok)),
            suspended
        );
    }

    #[test]
    fn the_connection_of_an_account_is_found_by_its_owner_then_by_its_only_profile() {
        let saved = |name: &str, owner: Option<&str>, connector: Option<&str>| {
            let settings = Connection {
                owner_id: owner.map(str::to_owned),
                connector_profile: connector.map(str::to_owned),
                ..Connection::default()
            };
            Profile::new(name, settings, clock::now())
        };
        let on = profile(true);
        let name = |profiles: Vec<Profile>| {
            let saved = LibrarySnapshot {
                profiles,
                ..LibrarySnapshot::default()
            };
            let found = connection_of(&account("error"), ProfileOf::Known(&on), &saved);
            found.map(|found| found.name.clone())
        };
        let by_owner = saved("owner", Some("cust-1"), None);
        let by_profile = saved("profile", None, Some("Planday EU"));
        let other = saved("other", Some("cust-2"), Some("p1"));
        assert_eq!(
            name(vec![by_profile.clone(), by_owner]).as_deref(),
            Some("owner")
        );
        assert_eq!(name(vec![by_profile.clone()]).as_deref(), Some("profile"));
        assert_eq!(name(vec![by_profile, other]), None, "one of two is a guess");
    }
}

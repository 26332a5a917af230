//! The state, the cause and the words of every kind of failure.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::*;
use crate::domain::StoredEvidence;
use crate::library::{Connection, LastSeen};

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

fn ended(exit: Exit, line: &str) -> Profile {
    let mut profile = Profile::new("acme", Connection::default(), NOW);
    profile.remember(Verification {
        since: NOW,
        looks: 1,
        at: NOW,
        exit: exit.code(),
        line: line.to_owned(),
        checks: BTreeMap::new(),
        origin: None,
    });
    profile
}

fn with_step(mut profile: Profile, step: StepId) -> Profile {
    let found = StoredEvidence {
        standing: Standing::Failed,
        line: String::new(),
        at: Some(NOW),
    };
    profile.steps.insert(step, found);
    profile
}

#[test]
fn the_state_is_that_of_the_last_verification() {
    let day = SignedDuration::from_hours(24);
    let state = |profile: &Profile, hours: i64| {
        ConnectionState::of(profile, NOW + SignedDuration::from_hours(hours), day)
    };
    let held = ended(Exit::Success, "");
    assert_eq!(state(&held, 1), ConnectionState::Ok);
    assert_eq!(state(&held, 25), ConnectionState::Stale);
    let failed = ended(Exit::Rejected, "");
    assert_eq!(state(&failed, 25), ConnectionState::Failed, "however old");
    let new = Profile::new("new", Connection::default(), NOW);
    assert_eq!(state(&new, 0), ConnectionState::Unknown);
    assert!(ConnectionState::ALL.is_sorted(), "the worst first");
}

#[test]
fn every_failure_has_a_cause_and_words_and_the_step_says_more_than_the_line() {
    let token =
        "Planday refuses this Token. It is wrong or not complete. Or the administrator left.";
    for (profile, cause, words) in [
        (
            ended(Exit::Rejected, token),
            Cause::TokenRefused,
            "Token refused by Planday",
        ),
        (
            with_step(ended(Exit::Rejected, "no"), StepId::C1),
            Cause::ApiKeyRefused,
            "API key refused by StackOne",
        ),
        (
            with_step(ended(Exit::Rejected, token), StepId::A3),
            Cause::AdministratorInactive,
            "administrator account is inactive",
        ),
        (
            ended(
                Exit::Network,
                "Planday did not answer within 20 s. It may be down.",
            ),
            Cause::NoAnswer,
            "Planday did not answer within 20 s",
        ),
        (
            ended(Exit::NotConfigured, "no Token is stored for it"),
            Cause::NotConfigured,
            "no Token is stored for it",
        ),
        (
            with_step(
                ended(Exit::Failed, "The profile is disabled: enable it."),
                StepId::C2,
            ),
            Cause::ConnectorProfile,
            "The profile is disabled",
        ),
        (
            ended(Exit::Failed, ""),
            Cause::Other,
            "failed, without a reason",
        ),
    ] {
        let found = reason(&profile).expect("a reason");
        assert_eq!((found.cause, found.words.as_str()), (cause, words));
        let explained = explain(&profile).expect("an explanation");
        assert!(!explained.title.is_empty() && !explained.fix.is_empty());
    }
    assert_eq!(reason(&ended(Exit::Success, "fine")), None);
}

#[test]
fn missing_scopes_are_named() {
    let mut profile = ended(Exit::ScopeMissing, "2 scopes are missing.");
    let missing = |names: &[&str]| LastSeen {
        at: NOW,
        portal_name: None,
        granted: Some(1),
        wanted: 3,
        missing: names.iter().map(|name| (*name).to_owned()).collect(),
        connector: None,
        accounts: None,
    };
    let words = |profile: &Profile| reason(profile).expect("a reason").words;
    assert_eq!(words(&profile), "2 scopes are missing");
    profile.seen = Some(missing(&["shift:read"]));
    assert_eq!(words(&profile), "scope missing: shift:read");
    profile.seen = Some(missing(&["absence:read", "shift:read"]));
    assert_eq!(words(&profile), "scopes missing: absence:read and 1 more");
}

#[test]
fn the_step_to_repair_is_the_one_that_failed() {
    let profile = with_step(ended(Exit::Rejected, "no"), StepId::C1);
    assert_eq!(step_to_repair(&profile), Some(StepId::C1));
    let token = ended(
        Exit::Rejected,
        "Planday refuses this Token: it was revoked.",
    );
    assert_eq!(step_to_repair(&token), Some(StepId::B2), "by the cause");
    assert_eq!(step_to_repair(&ended(Exit::Success, "")), None);
}

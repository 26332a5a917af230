//! Whatever is saved is read again.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use proptest::collection::{btree_map, btree_set, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use stackday::domain::{
    ChangeOrigin, CheckId, SecretRecord, SecretStoreKind, Standing, StepId, StoredEvidence, text,
};
use stackday::library::{
    Connection, Connector, LastSeen, LibrarySnapshot, Profile, Project, Verification,
};
use uuid::Uuid;

use crate::support::{Home, new, put};

/// A line that may stand in the program: made safe where it came in.
fn line() -> impl Strategy<Value = String> {
    "(\\PC|[\"\\\\{}]){0,12}".prop_map(|raw| text::line(&raw, text::LONGEST))
}

fn set() -> impl Strategy<Value = BTreeSet<String>> {
    btree_set(line(), 0..3)
}

fn time() -> impl Strategy<Value = Timestamp> {
    (-2_000_000_000_i64..20_000_000_000, 0..1_000_000_000)
        .prop_map(|(second, nano)| Timestamp::new(second, nano).expect("a time"))
}

fn record() -> impl Strategy<Value = SecretRecord> {
    let places = [
        SecretStoreKind::Keyring,
        SecretStoreKind::File,
        SecretStoreKind::Plaintext,
        SecretStoreKind::Memory,
    ];
    (select(places.to_vec()), time(), 0_u64..1_000).prop_map(|(place, at, generation)| {
        SecretRecord {
            place,
            at,
            generation,
        }
    })
}

fn found<K: Copy + Ord + std::fmt::Debug + 'static>(
    all: &'static [K],
) -> impl Strategy<Value = BTreeMap<K, StoredEvidence>> {
    let standings = vec![
        Standing::Verified,
        Standing::Observed,
        Standing::Attested,
        Standing::Stale,
        Standing::Failed,
        Standing::Unknown,
        Standing::Skipped,
    ];
    let one = (select(standings), line(), option::of(time()));
    let one = one.prop_map(|(standing, line, at)| StoredEvidence { standing, line, at });
    btree_map(select(all), one, 0..4)
}

prop_compose! {
    fn settings()(
        texts in vec(option::of(line()), 7),
        sets in vec(set(), 4),
        notes in "(\\PC|\n){0,20}",
    ) -> Connection {
        let [portal, app_name, app_id, project, connector_profile, owner_id, owner_name] =
            texts.try_into().expect("seven");
        let [scopes, actions, read_personal, tags] = sets.try_into().expect("four");
        Connection {
            portal, app_name, app_id, scopes, actions, read_personal, project, connector_profile, owner_id,
            owner_name, tags,
            notes: text::lines(&notes, text::LONGEST_BODY),
        }
    }
}

prop_compose! {
    fn connector()(
        id in line(),
        name in line(),
        (active, default) in any::<(Option<bool>, bool)>(),
        version in option::of(line()),
        pinned in option::of(line()),
    ) -> Connector {
        Connector { id, name, active, default, version, pinned }
    }
}

prop_compose! {
    fn seen()(
        at in time(),
        portal_name in option::of(line()),
        granted in option::of(0_usize..100),
        wanted in 0_usize..100,
        missing in set(),
        connector in option::of(connector()),
        accounts in option::of(btree_map(line(), 0_usize..100, 0..3)),
    ) -> LastSeen {
        LastSeen { at, portal_name, granted, wanted, missing, connector, accounts }
    }
}

prop_compose! {
    fn verification()(
        (since, at) in (time(), time()),
        looks in 0_u64..1_000_000,
        exit in any::<u8>(),
        line in line(),
        checks in found(&CheckId::ALL),
        origin in prop::option::of(prop::sample::select(vec![
            ChangeOrigin::Screen,
            ChangeOrigin::Watch,
            ChangeOrigin::Command("profiles verify".to_owned()),
        ])),
    ) -> Verification {
        Verification { since, looks, at, exit, line, checks, origin }
    }
}

prop_compose! {
    fn profile()(
        id in any::<u128>(),
        name in line(),
        revision in 0..u64::MAX / 2,
        evidence_revision in 1..u64::MAX / 2,
        (created_at, changed_at, archived_at) in (time(), time(), option::of(time())),
        settings in settings(),
        (token, old_token) in (option::of(record()), option::of(record())),
        steps in found(&StepId::ALL),
        seen in option::of(seen()),
        mut history in vec(verification(), 0..3),
    ) -> Profile {
        // Two that are alike are one.
        for (number, one) in history.iter_mut().enumerate() {
            one.line = format!("{number}{}", one.line);
        }
        Profile {
            id: Uuid::from_u128(id).into(),
            recent: history.iter().rev().map(|one| one.exit).collect(),
            change: 0,
            name, revision, evidence_revision, created_at, changed_at, archived_at, settings, token, old_token, steps,
            seen, history,
        }
    }
}

prop_compose! {
    fn saved()(
        profiles in vec(profile(), 0..4),
        projects in btree_map(line(), option::of(record()), 0..3),
        default in any::<prop::sample::Index>(),
    ) -> LibrarySnapshot {
        let projects: Vec<_> =
            projects.into_iter().map(|(name, key)| Project { name, key }).collect();
        let mut saved = LibrarySnapshot {
            links: Vec::new(),
            default_project: (!projects.is_empty()).then(|| default.get(&projects).name.clone()),
            profiles,
            projects,
            change: 0,
        };
        for (number, profile) in saved.profiles.iter_mut().enumerate() {
            let name = format!("{number} {}", profile.name);
            name.trim().clone_into(&mut profile.name);
        }
        saved.profiles.sort_by_key(|profile| profile.name.to_lowercase());
        saved
    }
}

/// With the numbers of changes taken away, which are the library's own.
fn unnumbered(mut profile: Profile) -> Profile {
    profile.change = 0;
    profile
}

/// As it is where all are read at once.
fn in_list(mut profile: Profile) -> Profile {
    profile.history.truncate(1);
    for newest in &mut profile.history {
        newest.checks.clear();
    }
    profile
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn what_is_saved_is_read_again(saved in saved()) {
        let home = Home::new();
        home.library.seed(&saved).expect("saved");
        for library in [home.library.clone(), home.another()] {
            let read = library.load().expect("read");
            let profiles = read.profiles.into_iter().map(unnumbered);
            let expected: Vec<_> = saved.profiles.iter().cloned().map(in_list).collect();
            prop_assert_eq!(profiles.collect::<Vec<_>>(), expected);
            prop_assert_eq!(&read.projects, &saved.projects);
            prop_assert_eq!(&read.default_project, &saved.default_project);
            for profile in &saved.profiles {
                let whole = library.profile(profile.id).expect("read").map(unnumbered);
                prop_assert_eq!(whole.as_ref(), Some(profile));
                let named = library.named(&profile.name).expect("read").map(unnumbered);
                prop_assert_eq!(named.as_ref(), Some(profile));
            }
        }
    }

    #[test]
    fn what_is_entered_is_kept_as_it_was_entered(settings in settings(), name in line()) {
        let home = Home::new();
        let mut save = new(&format!("x{name}"));
        save.settings = settings.clone();
        let profile = put(&home.library, save.clone()).expect("saved");
        prop_assert_eq!(&profile.settings, &settings);
        prop_assert_eq!(&profile.name, save.name.trim());
        prop_assert_eq!(home.stored(save.id), profile);
    }
}

//! Whatever is saved is read again.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use proptest::collection::{btree_map, btree_set, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use stackday::guide::{CheckId, Standing, StepId};
use stackday::profile::{
    Connection, Connector, LastSeen, Profile, Project, Saved, StoredEvidence, Verification,
};
use stackday::secret::{SecretRecord, SecretStoreKind};
use stackday::text;
use uuid::Uuid;

use crate::support::Home;

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

fn kept() -> impl Strategy<Value = Option<SecretRecord>> {
    let places = [
        SecretStoreKind::Keyring,
        SecretStoreKind::File,
        SecretStoreKind::Plaintext,
        SecretStoreKind::Memory,
    ];
    option::of((select(places.to_vec()), time()).prop_map(|(place, at)| SecretRecord { place, at }))
}

fn proved<K: Copy + Ord + std::fmt::Debug + 'static>(
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
        (active, default) in any::<(bool, bool)>(),
        version in option::of(line()),
        pinned in option::of(line()),
    ) -> Connector {
        Connector { id, name, active, default, version, pinned }
    }
}

prop_compose! {
    fn sight()(
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
        at in time(),
        exit in any::<u8>(),
        line in line(),
        checks in proved(&CheckId::ALL),
    ) -> Verification {
        Verification { at, exit, line, checks }
    }
}

prop_compose! {
    fn profile()(
        id in any::<u128>(),
        name in line(),
        revision in any::<u64>(),
        (created_at, changed_at) in (time(), time()),
        settings in settings(),
        (token, old_token) in (kept(), kept()),
        steps in proved(&StepId::ALL),
        seen in option::of(sight()),
        history in vec(verification(), 0..3),
    ) -> Profile {
        Profile {
            id: Uuid::from_u128(id).into(),
            name, revision, created_at, changed_at, settings, token, old_token, steps, seen, history,
        }
    }
}

prop_compose! {
    fn saved()(
        profiles in vec(profile(), 0..4),
        projects in btree_map(line(), kept(), 0..3),
        default_project in option::of(line()),
    ) -> Saved {
        let mut saved = Saved {
            profiles,
            projects: projects.into_iter().map(|(name, key)| Project { name, key }).collect(),
            default_project,
        };
        for (number, profile) in saved.profiles.iter_mut().enumerate() {
            let name = format!("{number} {}", profile.name);
            name.trim().clone_into(&mut profile.name);
        }
        saved.profiles.sort_by_key(|profile| profile.name.to_lowercase());
        saved
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn what_is_saved_is_read_again(saved in saved()) {
        let home = Home::new();
        let (written, ()) = home.store.change(|state| {
            *state = saved.clone();
            Ok(())
        }).expect("saved");
        prop_assert_eq!(&written, &saved);
        prop_assert_eq!(&home.store.load().expect("read"), &saved);
    }
}

//! Which source wins, and what is asked for.

use jiff::Timestamp;

use super::*;
use crate::config::{self, Credentials, Settings};
use crate::library::Connection;

const APP: &str = "4b79b7ba-1c0b-4b1b-9d3c-1f0b5c2f7a10";
const OTHER_APP: &str = "6f1f9f3e-0000-4000-8000-000000000000";

fn record(place: SecretStoreKind) -> SecretRecord {
    SecretRecord {
        place,
        at: Timestamp::UNIX_EPOCH,
        generation: 1,
    }
}

/// The profile “Acme” with its Token in the encrypted file.
fn saved() -> LibrarySnapshot {
    let settings = Connection {
        app_id: Some(APP.to_owned()),
        scopes: ["shift:read".to_owned()].into(),
        ..Connection::default()
    };
    let mut profile = Profile::new("Acme", settings, Timestamp::UNIX_EPOCH);
    profile.token = Some(record(SecretStoreKind::File));
    LibrarySnapshot {
        profiles: vec![profile],
        ..LibrarySnapshot::default()
    }
}

fn environment(token: Option<&str>) -> Environment {
    Environment {
        token: token.map(Secret::new),
        profile: Some("Acme".to_owned()),
        ..Environment::default()
    }
}

/// The plan for “Acme”, with these flags above what is saved.
fn plan(saved: &LibrarySnapshot, flags: Values, env: &Environment, piped: Option<&str>) -> Plan {
    let profile = &saved.profiles[0];
    Plan::new(&ResolveRequest {
        layers: Layers::of_saved(&profile.settings).under_flags(flags),
        saved,
        profile: Some(profile.id),
        name: Some("Acme"),
        env,
        piped: Piped {
            token: piped.map(Secret::new),
            api_key: None,
        },
        wanted: Wanted::BOTH,
    })
}

fn stores(plan: &Plan) -> Vec<SecretStoreKind> {
    plan.stores().collect()
}

#[test]
fn a_store_is_asked_only_for_what_is_not_given() {
    let saved = saved();
    let asked = |token, piped| {
        let env = environment(token);
        stores(&plan(&saved, Values::default(), &env, piped))
    };
    assert_eq!(asked(None, None), [SecretStoreKind::File]);
    assert!(asked(Some("from the environment"), None).is_empty());
    assert!(asked(None, Some("piped")).is_empty());
}

#[test]
fn what_is_piped_in_beats_the_environment() {
    let saved = saved();
    let env = environment(Some("from the environment"));
    let plan = plan(&saved, Values::default(), &env, Some("piped"));
    let Some(SecretPlan::Given(token)) = plan.token else {
        panic!("{:?}", plan.token);
    };
    assert_eq!(token.secret.expose(), "piped");
    assert_eq!(token.source, Source::StandardInput);
    assert!(token.shadowed.is_some());
}

#[test]
fn evidence_is_merged_only_where_what_is_verified_is_what_is_saved() {
    let saved = saved();
    let profile = &saved.profiles[0];
    let token = |source| ResolvedSecret {
        secret: Secret::new("a Token"),
        source,
        shadowed: None,
    };
    let kept = token(Source::Kept(record(SecretStoreKind::File)));
    let basis_of = |flags: Values, token: &ResolvedSecret| {
        let layers = Layers::of_saved(&profile.settings).under_flags(flags);
        basis(profile, &layers.resolve(), Some(token))
    };
    let flags = |app_id: &str, scopes: &str| Values {
        app_id: Some(app_id.to_owned()),
        scopes: Some(crate::domain::scope::read(scopes)),
        ..Values::default()
    };
    let merged = |basis: &Option<Basis>| basis.as_ref().is_some_and(|it| it.revision.is_some());

    assert!(merged(&basis_of(Values::default(), &kept)));
    let same = flags(&APP.to_uppercase(), "shift:read");
    assert!(
        merged(&basis_of(same, &kept)),
        "the same values are no others"
    );
    let environment = token(Source::Environment("STACKDAY_TOKEN_SECRET"));
    assert!(merged(&basis_of(Values::default(), &environment)));

    let other_scopes = basis_of(flags(APP, "employee:read"), &kept);
    assert!(!merged(&other_scopes));
    assert!(
        other_scopes.is_some(),
        "a renewed Token is kept all the same"
    );
    assert_eq!(basis_of(flags(OTHER_APP, "shift:read"), &kept), None);
    let piped = token(Source::StandardInput);
    assert_eq!(basis_of(Values::default(), &piped), None);
}

#[test]
fn flags_beat_the_environment_that_the_profile_and_that_the_configuration() {
    let mut settings = Settings::default();
    settings.app.scopes = vec!["department:read".into()];
    settings.app.actions = vec!["planday_list_shifts".into()];
    settings.planday.portal = Some("config.planday.com".into());
    settings.profile = Some("acme".into());
    let template = config::Profile {
        portal: Some("acme.planday.com".into()),
        app_id: Some(APP.into()),
        scopes: vec!["shift:read".into()],
        ..config::Profile::default()
    };
    settings.profiles.insert("acme".into(), template);
    let credentials = Credentials {
        scopes: Some(vec!["employee:read".into()]),
        ..Credentials::default()
    };
    let flags = Values {
        app_id: Some(OTHER_APP.into()),
        ..Values::default()
    };
    let layers = Layers::of_run(&settings, &credentials).under_flags(flags);
    let values = layers.resolve();
    assert_eq!(values.app_id.value, OTHER_APP);
    assert_eq!(values.app_id.source, Some(ValueSource::Flag));
    assert_eq!(values.scopes.source, Some(ValueSource::Environment));
    assert_eq!(values.portal.source, Some(ValueSource::Template));
    assert_eq!(values.actions.source, Some(ValueSource::Config));
    assert_eq!(values.owner_id.source, None);
}

#[test]
fn consent_of_the_settings_is_not_widened_by_a_profile() {
    let mut settings = Settings {
        profile: Some("acme".into()),
        ..Settings::default()
    };
    let consent = |word| crate::domain::PersonalDataConsent::read([word]).expect("a resource");
    let template = config::Profile {
        read_personal: consent("all"),
        ..config::Profile::default()
    };
    settings.profiles.insert("acme".into(), template);
    let resolved = |settings: &Settings| {
        let layers = Layers::of_run(settings, &Credentials::default());
        layers.resolve().personal_data.value
    };
    assert_eq!(resolved(&settings), consent("all"));
    settings.planday.read_personal = consent("employee");
    assert_eq!(resolved(&settings), consent("employee"));
}

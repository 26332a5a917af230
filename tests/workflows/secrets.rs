//! Where the secret of a connection comes from.

use jiff::Timestamp;
use stackday::domain::{SecretId, SecretStoreKind};
use stackday::library::{Connection, LibrarySnapshot, Profile, Project};
use stackday::secret::{Command, Secret, VaultError};
use stackday::workflow::Services;
use stackday::workflow::secrets::{Environment, ResolvedSecret, Source, api_key_of, token_of};

use super::saved::in_memory;
use super::support::Stage;

const APP: &str = "4b79b7ba-1c0b-4b1b-9d3c-1f0b5c2f7a10";

/// Two saved profiles, the first of the App Id [`APP`], each with a Token in the store; and two projects, each with a key.
async fn saved(services: &Services) -> LibrarySnapshot {
    let mut saved = LibrarySnapshot::default();
    let keep = async |name: SecretId, value: &str| {
        let kept = in_memory();
        let put = services.vault.put(&name, &kept, &Secret::new(value)).await;
        put.expect("kept");
        Some(kept)
    };
    for (name, app_id) in [("Acme", APP), ("Bolt", "another")] {
        let settings = Connection {
            app_id: Some(app_id.to_owned()),
            ..Connection::default()
        };
        let mut profile = Profile::new(name, settings, Timestamp::UNIX_EPOCH);
        profile.token = keep(SecretId::Token(profile.id), &format!("{name} kept")).await;
        saved.profiles.push(profile);
    }
    for name in ["main", "other"] {
        let key = keep(SecretId::ApiKey(name.to_owned()), &format!("{name} key")).await;
        let name = name.to_owned();
        saved.projects.push(Project { name, key });
    }
    saved.default_project = Some("main".to_owned());
    saved
}

fn environment(app_id: Option<&str>, profile: Option<&str>) -> Environment {
    Environment {
        token: Some(Secret::new("from-the-environment")),
        api_key: Some(Secret::new("key-of-the-environment")),
        app_id: app_id.map(str::to_owned),
        profile: profile.map(str::to_owned),
    }
}

fn value(found: Result<Option<ResolvedSecret>, VaultError>) -> Option<String> {
    let found = found.expect("no failure")?;
    let shadowed = if found.shadowed.is_some() {
        " over a kept one"
    } else {
        ""
    };
    Some(format!("{}{shadowed}", found.secret.expose()))
}

#[tokio::test]
async fn the_environments_token_belongs_to_one_connection() {
    let stage = Stage::new(&[]).await;
    let saved = saved(&stage.services).await;
    let (own, env) = (
        "from-the-environment",
        "from-the-environment over a kept one",
    );
    for (app_id, started, [acme, bolt, nobody]) in [
        (None, None, ["Acme kept", "Bolt kept", own]),
        (
            Some("4B79B7BA-1c0b-4b1b-9d3c-1f0b5c2f7a10"),
            None,
            [env, "Bolt kept", own],
        ),
        (Some(APP), Some("bolt"), ["Acme kept", env, ""]),
        (None, Some("Acme"), [env, "Bolt kept", ""]),
        // A profile of the config file is none of the saved ones.
        (None, Some("elsewhere"), ["Acme kept", "Bolt kept", own]),
    ] {
        let env = environment(app_id, started);
        let profiles = [Some(&saved.profiles[0]), Some(&saved.profiles[1]), None];
        for (profile, expected) in profiles.into_iter().zip([acme, bolt, nobody]) {
            let found = value(token_of(&stage.services, &saved, profile, &env).await);
            assert_eq!(
                found.unwrap_or_default(),
                expected,
                "{app_id:?} {started:?}"
            );
        }
    }
}

#[tokio::test]
async fn the_environments_key_belongs_to_profiles_without_a_project_of_their_own() {
    let stage = Stage::new(&[]).await;
    let mut saved = saved(&stage.services).await;
    saved.profiles[1].settings.project = Some("other".to_owned());
    let (acme, bolt) = (Some(&saved.profiles[0]), Some(&saved.profiles[1]));
    for (env, profile, expected) in [
        (
            environment(None, None),
            acme,
            "key-of-the-environment over a kept one",
        ),
        (
            environment(None, None),
            None,
            "key-of-the-environment over a kept one",
        ),
        (environment(None, None), bolt, "other key"),
        (Environment::default(), acme, "main key"),
        (Environment::default(), None, "main key"),
    ] {
        let found = value(api_key_of(&stage.services, &saved, profile, &env).await);
        assert_eq!(found.as_deref(), Some(expected));
    }
}

#[tokio::test]
async fn a_secret_that_is_gone_from_its_store_is_told() {
    let stage = Stage::new(&[]).await;
    let saved = saved(&stage.services).await;
    let profile = &saved.profiles[0];
    let name = SecretId::Token(profile.id);
    assert!(
        stage
            .services
            .vault
            .remove(&name, &in_memory())
            .await
            .expect("removed")
    );
    let env = Environment::default();
    let error = token_of(&stage.services, &saved, Some(profile), &env).await;
    assert_eq!(error, Err(VaultError::Gone(SecretStoreKind::Memory)));
}

#[cfg(unix)]
#[tokio::test]
async fn the_command_is_asked_last_and_only_where_it_can_be() {
    let mut stage = Stage::new(&[]).await;
    let saved = saved(&stage.services).await;
    let words = ["/bin/sh", "-c", "echo $1/$2", "sh", "{profile}", "{kind}"];
    let command = Command::new(words.map(str::to_owned).to_vec()).expect("a command");
    stage.services.command = Some(command);
    let services = &stage.services;
    let env = Environment::default();
    let ask = async |profile: Option<&Profile>| token_of(services, &saved, profile, &env).await;
    assert_eq!(
        value(ask(Some(&saved.profiles[0])).await).as_deref(),
        Some("Acme kept")
    );
    let mut bare = saved.profiles[0].clone();
    bare.token = None;
    let found = ask(Some(&bare))
        .await
        .expect("no failure")
        .expect("a Token");
    assert_eq!(
        (found.secret.expose(), found.source),
        ("Acme/token", Source::Command)
    );
    assert_eq!(
        ask(None).await,
        Ok(None),
        "nobody's name can be told to the command"
    );
}

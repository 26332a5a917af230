//! Where the secret of a connection comes from: the environment beats the store, the store beats the command.

mod keeping;
#[cfg(test)]
mod tests;

use crate::config::Credentials;
use crate::profile::{Profile, ProfileId, Saved};
use crate::secret::{Asked, Kind, Secret, SecretId, SecretRecord, VaultError};

use super::Services;

pub use keeping::{
    KeepError, Settled, all_recorded, forget_secret, keep_secret, load, move_secret, recorded,
};

/// The environment's names for the Token and the API key.
const TOKEN: &str = "STACKDAY_TOKEN_SECRET";
const API_KEY: &str = "STACKDAY_STACKONE_API_KEY";

/// A secret, and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The secret.
    pub secret: Secret,
    /// Where it comes from.
    pub source: Source,
    /// The secret in a store that is not used because the environment brings another.
    pub shadowed: Option<SecretRecord>,
}

/// Where a secret comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// This variable of the environment.
    Environment(&'static str),
    /// A store.
    Kept(SecretRecord),
    /// The program of the setting `secret_command`.
    Command,
    /// A person typed it in this run, and no store holds it.
    Typed,
}

impl Source {
    /// Where that is, for the screen.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Environment(name) => format!("the environment ({name})"),
            Self::Kept(kept) => format!(
                "{}, since {}",
                kept.place.words(),
                kept.at.strftime("%Y-%m-%d %H:%M UTC")
            ),
            Self::Command => "the program in secret_command".to_owned(),
            Self::Typed => "typed in this run, kept nowhere".to_owned(),
        }
    }
}

/// What the environment brings, and whose it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Environment {
    /// `STACKDAY_TOKEN_SECRET`.
    pub token: Option<Secret>,
    /// `STACKDAY_STACKONE_API_KEY`.
    pub api_key: Option<Secret>,
    /// `STACKDAY_APP_ID`.
    pub app_id: Option<String>,
    /// The name of the profile that the program was started with.
    pub profile: Option<String>,
}

impl Environment {
    /// What these credentials bring to a program that was started with this profile.
    #[must_use]
    pub fn of(credentials: &Credentials, profile: Option<&str>) -> Self {
        Self {
            token: credentials.token_secret.clone(),
            api_key: credentials.api_key.clone(),
            app_id: credentials.app_id.clone(),
            profile: profile.map(str::to_owned),
        }
    }

    /// The environment's Token, if it is the one of this profile; without a profile, if it is nobody else's.
    ///
    /// A Token opens one portal. It belongs to the profile that the program was started with; else to the one with the
    /// environment's App Id; never to every profile.
    #[must_use]
    pub fn token_for(&self, saved: &Saved, profile: Option<&Profile>) -> Option<&Secret> {
        let started = self.started_with(saved);
        let ours = match (profile, started) {
            (Some(profile), Some(started)) => profile.id == started,
            (None, Some(_)) => false,
            (Some(profile), None) => {
                let wanted = self.app_id.as_deref();
                wanted.is_some_and(|wanted| {
                    let app_id = profile.settings.app_id.as_deref();
                    app_id.is_some_and(|app_id| app_id.eq_ignore_ascii_case(wanted))
                })
            }
            (None, None) => true,
        };
        self.token.as_ref().filter(|_| ours)
    }

    /// The environment's API key, unless this profile names a project of its own.
    #[must_use]
    pub fn api_key_for(&self, profile: Option<&Profile>) -> Option<&Secret> {
        let named = profile.is_some_and(|profile| profile.settings.project.is_some());
        self.api_key.as_ref().filter(|_| !named)
    }

    fn started_with(&self, saved: &Saved) -> Option<ProfileId> {
        let name = self.profile.as_deref()?;
        saved.named(name).map(|profile| profile.id)
    }
}

/// The Token of a profile, or of a connection that is not saved. None where nobody knows one.
pub async fn token_of(
    services: &Services,
    saved: &Saved,
    profile: Option<&Profile>,
    env: &Environment,
) -> Result<Option<Found>, VaultError> {
    let held = profile.and_then(|profile| {
        let kept = profile.token.clone()?;
        Some((SecretId::Token(profile.id), kept))
    });
    let asked = asked(Kind::Token, saved, profile, env);
    let from_env = env.token_for(saved, profile).map(|secret| (secret, TOKEN));
    find(services, from_env, held, &asked).await
}

/// The API key for a profile: of the project that it names, else of the default project. None where nobody knows one.
pub async fn api_key_of(
    services: &Services,
    saved: &Saved,
    profile: Option<&Profile>,
    env: &Environment,
) -> Result<Option<Found>, VaultError> {
    let project = match profile {
        Some(profile) => saved.project_of(profile),
        None => saved
            .default_project
            .as_deref()
            .and_then(|name| saved.project(name)),
    };
    let held = project.and_then(|project| {
        let kept = project.key.clone()?;
        Some((SecretId::ApiKey(project.name.clone()), kept))
    });
    let asked = asked(Kind::ApiKey, saved, profile, env);
    let from_env = env.api_key_for(profile).map(|secret| (secret, API_KEY));
    find(services, from_env, held, &asked).await
}

async fn find(
    services: &Services,
    from_env: Option<(&Secret, &'static str)>,
    held: Option<(SecretId, SecretRecord)>,
    asked: &Asked,
) -> Result<Option<Found>, VaultError> {
    if let Some((secret, name)) = from_env {
        return Ok(Some(Found {
            secret: secret.clone(),
            source: Source::Environment(name),
            shadowed: held.map(|(_, kept)| kept),
        }));
    }
    let found = |secret, source| {
        Ok(Some(Found {
            secret,
            source,
            shadowed: None,
        }))
    };
    let mut gone = None;
    if let Some((name, kept)) = held {
        match services.vault.get(&name, kept.place).await? {
            Some(secret) => return found(secret, Source::Kept(kept)),
            None => gone = Some(kept.place),
        }
    }
    if let Some(command) = services
        .command
        .as_ref()
        .filter(|command| command.knows(asked))
    {
        return found(command.read(asked).await?, Source::Command);
    }
    // A record of a secret that is no more is not the same as no secret.
    gone.map_or(Ok(None), |place| Err(VaultError::Gone(place)))
}

fn asked(kind: Kind, saved: &Saved, profile: Option<&Profile>, env: &Environment) -> Asked {
    let settings = profile.map(|profile| &profile.settings);
    let project = settings.and_then(|settings| settings.project.clone());
    Asked {
        kind,
        profile: profile.map(|profile| profile.name.clone()),
        app_id: match settings {
            Some(settings) => settings.app_id.clone(),
            None => env.app_id.clone(),
        },
        project: project.or_else(|| saved.default_project.clone()),
    }
}

//! Where the secret of a connection comes from: the environment beats the store, the store beats the command.

#[cfg(test)]
mod tests;

use crate::config::Credentials;
use crate::domain::{ProfileId, SecretId, SecretRecord, SecretStoreKind};
use crate::library::{LibrarySnapshot, Profile};
use crate::secret::{Asked, Kind, Secret, VaultError, entered};

use super::Services;

pub use super::library::{
    KeepError, Settled, all_recorded, forget_secret, keep_secret, move_secret, recorded,
};

/// The environment's names for the Token and the API key.
const TOKEN: &str = "STACKDAY_TOKEN_SECRET";
const API_KEY: &str = "STACKDAY_STACKONE_API_KEY";

/// A secret, and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResolvedSecret {
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
    /// The sandbox of this run.
    Sandbox,
    /// A store.
    Kept(SecretRecord),
    /// The program of the setting `secret_command`.
    Command,
    /// It was piped into this command.
    StandardInput,
    /// A person typed it in this run, and no store holds it.
    Typed,
}

impl Source {
    /// Where that is, for the screen.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Environment(name) => format!("the environment ({name})"),
            Self::Sandbox => "the sandbox".to_owned(),
            Self::Kept(kept) => format!(
                "{}, since {}",
                kept.place.words(),
                kept.at.strftime("%Y-%m-%d %H:%M UTC")
            ),
            Self::Command => "the program in secret_command".to_owned(),
            Self::StandardInput => "standard input".to_owned(),
            Self::Typed => "typed in this run, not saved".to_owned(),
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
    pub fn token_for(&self, saved: &LibrarySnapshot, profile: Option<&Profile>) -> Option<&Secret> {
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

    fn started_with(&self, saved: &LibrarySnapshot) -> Option<ProfileId> {
        let name = self.profile.as_deref()?;
        saved.named(name).map(|profile| profile.id)
    }
}

/// The Token of a profile, or of a connection that is not saved. None where nobody knows one.
pub async fn token_of(
    services: &Services,
    saved: &LibrarySnapshot,
    profile: Option<&Profile>,
    env: &Environment,
) -> Result<Option<ResolvedSecret>, VaultError> {
    let of = Owner::of(saved, profile, env);
    SecretPlan::token(&of, env, None).fetch(services).await
}

/// The API key for a profile: of the project that it names, else of the default project. None where nobody knows one.
pub async fn api_key_of(
    services: &Services,
    saved: &LibrarySnapshot,
    profile: Option<&Profile>,
    env: &Environment,
) -> Result<Option<ResolvedSecret>, VaultError> {
    let of = Owner::of(saved, profile, env);
    SecretPlan::api_key(&of, env, None).fetch(services).await
}

/// What was given, judged by the one rule before anything is sent.
fn fit(mut given: ResolvedSecret) -> Result<ResolvedSecret, VaultError> {
    match entered(given.secret.expose()) {
        Ok(entered) => {
            given.secret = entered.secret;
            Ok(given)
        }
        Err(unfit) => Err(VaultError::Unfit {
            given: given.source.words(),
            unfit,
        }),
    }
}

/// The connection that a secret belongs to, saved or not.
#[derive(Debug, Clone, Copy)]
pub(super) struct Owner<'a> {
    /// What is saved.
    pub(super) saved: &'a LibrarySnapshot,
    /// The saved connection; none where it is not saved.
    pub(super) profile: Option<&'a Profile>,
    /// Its name; none where it has none.
    pub(super) name: Option<&'a str>,
    /// Its App Id.
    pub(super) app_id: Option<&'a str>,
}

impl<'a> Owner<'a> {
    fn of(saved: &'a LibrarySnapshot, profile: Option<&'a Profile>, env: &'a Environment) -> Self {
        Self {
            saved,
            profile,
            name: profile.map(|profile| profile.name.as_str()),
            app_id: match profile {
                Some(profile) => profile.settings.app_id.as_deref(),
                None => env.app_id.as_deref(),
            },
        }
    }

    fn asked(&self, kind: Kind) -> Asked {
        let settings = self.profile.map(|profile| &profile.settings);
        let project = settings.and_then(|settings| settings.project.clone());
        Asked {
            kind,
            profile: self.name.map(str::to_owned),
            app_id: self.app_id.map(str::to_owned),
            project: project.or_else(|| self.saved.default_project.clone()),
        }
    }
}

/// How a secret is to be had. Making a plan asks no store and no program; [`SecretPlan::fetch`] does.
#[derive(Debug)]
pub(super) enum SecretPlan {
    /// It is there already.
    Given(ResolvedSecret),
    /// A store and the program are asked, in this order, as far as there are any.
    Ask {
        held: Option<(SecretId, SecretRecord)>,
        asked: Asked,
    },
}

impl SecretPlan {
    /// The plan for a Token. `piped` is one from standard input: it wins.
    pub(super) fn token(of: &Owner<'_>, env: &Environment, piped: Option<&Secret>) -> Self {
        let held = of.profile.and_then(|profile| {
            let kept = profile.token.clone()?;
            Some((SecretId::Token(profile.id), kept))
        });
        let from_env = env.token_for(of.saved, of.profile);
        Self::new(piped, from_env, TOKEN, held, of.asked(Kind::Token))
    }

    /// The plan for an API key: of the project that the connection names, else of the default project.
    pub(super) fn api_key(of: &Owner<'_>, env: &Environment, piped: Option<&Secret>) -> Self {
        let project = match of.profile {
            Some(profile) => of.saved.project_of(profile),
            None => of
                .saved
                .default_project
                .as_deref()
                .and_then(|name| of.saved.project(name)),
        };
        let held = project.and_then(|project| {
            let kept = project.key.clone()?;
            Some((SecretId::ApiKey(project.name.clone()), kept))
        });
        let from_env = env.api_key_for(of.profile);
        Self::new(piped, from_env, API_KEY, held, of.asked(Kind::ApiKey))
    }

    fn new(
        piped: Option<&Secret>,
        from_env: Option<&Secret>,
        variable: &'static str,
        held: Option<(SecretId, SecretRecord)>,
        asked: Asked,
    ) -> Self {
        let piped = piped.map(|secret| (secret, Source::StandardInput));
        let given = piped.or_else(|| Some((from_env?, Source::Environment(variable))));
        match given {
            Some((secret, source)) => Self::Given(ResolvedSecret {
                secret: secret.clone(),
                source,
                shadowed: held.map(|(_, kept)| kept),
            }),
            None => Self::Ask { held, asked },
        }
    }

    /// The store that is to be asked, if one is.
    pub(super) fn store(&self) -> Option<SecretStoreKind> {
        match self {
            Self::Given(_) => None,
            Self::Ask { held, .. } => held.as_ref().map(|(_, kept)| kept.place),
        }
    }

    /// Gets it. None where nobody knows one.
    pub(super) async fn fetch(
        self,
        services: &Services,
    ) -> Result<Option<ResolvedSecret>, VaultError> {
        let (held, asked) = match self {
            Self::Given(given) => return fit(given).map(Some),
            Self::Ask { held, asked } => (held, asked),
        };
        let found = |secret, source| {
            Ok(Some(ResolvedSecret {
                secret,
                source,
                shadowed: None,
            }))
        };
        let mut gone = None;
        if let Some((name, kept)) = held {
            match services.vault.get(&name, &kept).await? {
                Some(secret) => return found(secret, Source::Kept(kept)),
                None => gone = Some(kept.place),
            }
        }
        if let Some(command) = services
            .command
            .as_ref()
            .filter(|command| command.knows(&asked))
        {
            let hide = |text: &str, secrets: &[Secret]| {
                for secret in secrets {
                    services.door.protect(secret);
                }
                services.door.redact(text)
            };
            return found(command.read(&asked, &hide).await?, Source::Command);
        }
        // A record of a secret that is no more is not the same as no secret.
        gone.map_or(Ok(None), |place| Err(VaultError::Gone(place)))
    }
}

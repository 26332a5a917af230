//! The one resolver: flags, standard input, environment, saved profile, `[profiles.NAME]` of the configuration and the rest
//! of the configuration become the inputs of a verification.
//!
//! The Setup screen, the list and the command line say which [`Layers`] count for them; which layer wins, what a value
//! means, and whether a secret store or a program has to be asked is decided here. What is given already is never asked
//! for: making a [`Plan`] opens nothing, and [`Plan::stores`] says what fetching it would open.

mod layers;
#[cfg(test)]
mod tests;

use super::Services;
use super::inputs::{Basis, Inputs};
use super::secrets::{Environment, Owner, ResolvedSecret, SecretPlan, Source};
use crate::domain::scope::Scopes;
use crate::domain::{ProfileId, SecretRecord, SecretStoreKind};
use crate::input;
use crate::library::{LibrarySnapshot, Profile};
use crate::secret::{Secret, VaultError};

pub use layers::{Layers, Resolved, ResolvedValues, ValueSource, Values};

/// What is to be resolved.
#[derive(Debug)]
pub struct ResolveRequest<'a> {
    /// What says something about the connection, the strongest first.
    pub layers: Layers,
    /// What is saved; nothing where no saved profile is meant.
    pub saved: &'a LibrarySnapshot,
    /// The saved profile that is meant.
    pub profile: Option<ProfileId>,
    /// What the connection is called: the saved profile or the template. `secret_command` may ask for it.
    pub name: Option<&'a str>,
    /// What the environment brings, and whose it is.
    pub env: &'a Environment,
    /// Secrets from standard input.
    pub piped: Piped,
    /// Which secrets are needed.
    pub wanted: Wanted,
}

/// Secrets from standard input. They win over everything else.
#[derive(Debug, Clone, Default)]
pub struct Piped {
    /// The Token.
    pub token: Option<Secret>,
    /// The API key.
    pub api_key: Option<Secret>,
}

/// Which secrets are needed: no other is asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The Token.
    pub token: bool,
    /// The API key.
    pub api_key: bool,
}

impl Wanted {
    /// What a verification needs.
    pub const BOTH: Self = Self {
        token: true,
        api_key: true,
    };

    /// What a question to `StackOne` needs.
    pub const API_KEY: Self = Self {
        token: false,
        api_key: true,
    };
}

/// What is resolved, with the secrets still to be fetched.
#[derive(Debug)]
pub struct Plan {
    values: ResolvedValues,
    token: Option<SecretPlan>,
    api_key: Option<SecretPlan>,
    profile: Option<Profile>,
}

/// The inputs of a verification, and where each comes from.
#[derive(Debug, Clone)]
pub struct ResolvedInputs {
    /// Everything but the secrets.
    pub values: ResolvedValues,
    /// The Token.
    pub token: Option<ResolvedSecret>,
    /// The API key.
    pub api_key: Option<ResolvedSecret>,
    /// The saved connection that is verified.
    pub saved: Option<Basis>,
    /// Why the API key of a connection that is not saved could not be had, in a sentence: `StackOne` is left out then.
    pub problem: Option<String>,
}

impl Plan {
    /// Decides where everything comes from. Nothing is asked.
    #[must_use]
    pub fn new(request: &ResolveRequest<'_>) -> Self {
        let ResolveRequest {
            layers,
            saved,
            profile,
            name,
            env,
            piped,
            wanted,
        } = request;
        let values = layers.resolve();
        let profile = profile.and_then(|id| saved.find(id));
        let of = Owner {
            saved,
            profile,
            name: *name,
            app_id: Some(values.app_id.value.as_str()).filter(|app_id| !app_id.is_empty()),
        };
        let token = || SecretPlan::token(&of, env, piped.token.as_ref());
        let api_key = || SecretPlan::api_key(&of, env, piped.api_key.as_ref());
        Self {
            token: wanted.token.then(token),
            api_key: wanted.api_key.then(api_key),
            profile: profile.cloned(),
            values,
        }
    }

    /// The stores that are asked for what is not given.
    pub fn stores(&self) -> impl Iterator<Item = SecretStoreKind> {
        let plans = self.token.iter().chain(&self.api_key);
        plans.filter_map(SecretPlan::store)
    }

    /// Gets the secrets, and protects them: they show in no log from then on.
    ///
    /// The API key is no necessity: where a connection is not saved and `secret_command` does not give one, that is a
    /// problem to tell, and no failure.
    pub async fn fetch(self, services: &Services) -> Result<ResolvedInputs, VaultError> {
        let token = fetch(self.token, services).await?;
        let (api_key, problem) = match fetch(self.api_key, services).await {
            Ok(api_key) => (api_key, None),
            Err(error @ VaultError::Command { .. }) if self.profile.is_none() => {
                (None, Some(error.to_string()))
            }
            Err(error) => return Err(error),
        };
        let saved = self
            .profile
            .and_then(|profile| basis(&profile, &self.values, token.as_ref()));
        Ok(ResolvedInputs {
            values: self.values,
            token,
            api_key,
            saved,
            problem,
        })
    }
}

async fn fetch(
    plan: Option<SecretPlan>,
    services: &Services,
) -> Result<Option<ResolvedSecret>, VaultError> {
    let Some(plan) = plan else { return Ok(None) };
    let found = plan.fetch(services).await?;
    if let Some(found) = &found {
        services.door.protect(&found.secret);
    }
    Ok(found)
}

/// The saved state that a verification with these values rests on. Evidence is merged only where what is verified is what
/// is saved; a renewed Token is kept where the stored one was sent, to the app that it belongs to.
fn basis(
    profile: &Profile,
    values: &ResolvedValues,
    token: Option<&ResolvedSecret>,
) -> Option<Basis> {
    let record = token.and_then(|token| match &token.source {
        Source::Kept(record) => Some(record.clone()),
        _ => None,
    });
    // A Token that was piped in beside a stored one is another one.
    let other_token =
        token.is_some_and(|token| token.source == Source::StandardInput) && profile.token.is_some();
    let is_saved = !other_token && values.is_saved(&profile.settings);
    let own = profile.settings.app_id.as_deref().unwrap_or_default();
    let same_app = own.eq_ignore_ascii_case(&values.app_id.value);
    (is_saved || (record.is_some() && same_app)).then(|| Basis {
        id: profile.id,
        revision: is_saved.then_some(profile.evidence_revision),
        token: record,
    })
}

impl ResolvedInputs {
    /// What the forms of the Setup screen hold.
    #[must_use]
    pub fn of_forms(
        values: Values,
        token: Option<ResolvedSecret>,
        api_key: Option<ResolvedSecret>,
        saved: Option<Basis>,
    ) -> Self {
        Self {
            values: Layers::new([(ValueSource::Form, values)]).resolve(),
            token,
            api_key,
            saved,
            problem: None,
        }
    }

    /// What a verification works on. `required` is what the integration needs of it.
    #[must_use]
    pub fn inputs(&self, required: Scopes) -> Inputs {
        let values = &self.values;
        let portal = values.portal.value.as_deref();
        let secret = |secret: &Option<ResolvedSecret>| Some(secret.as_ref()?.secret.clone());
        Inputs {
            portal: portal.and_then(|portal| input::portal(portal).value.ok()),
            app_id: values.app_id.value.clone(),
            token_secret: secret(&self.token),
            scopes: values.scopes.value.clone(),
            required,
            leave: values.personal_data.value.clone(),
            api_key: secret(&self.api_key),
            connector_profile: values.connector_profile.value.clone(),
            owner_id: values.owner_id.value.clone(),
            saved: self.saved.clone(),
        }
    }

    /// The secrets in a store that are not used because another one is given: where that one comes from, and where the
    /// stored one is.
    pub fn shadowed(&self) -> impl Iterator<Item = (&Source, &SecretRecord)> {
        let found = self.token.iter().chain(&self.api_key);
        found.filter_map(|found| Some((&found.source, found.shadowed.as_ref()?)))
    }
}

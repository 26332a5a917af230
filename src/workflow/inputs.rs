//! What a verification works on.

use url::Url;

use crate::domain::scope::Scopes;
use crate::domain::{PersonalDataConsent, ProfileId, SecretRecord};
use crate::library::Profile;
use crate::secret::Secret;

/// The saved state that a verification rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basis {
    /// The connection.
    pub id: ProfileId,
    /// Its evidence revision: what is found counts only for this one. None where what is verified is not what is saved: then
    /// nothing of it is kept but a renewed Token.
    pub revision: Option<u64>,
    /// Where the Token was read; none where it is not the stored one.
    pub token: Option<SecretRecord>,
}

impl Basis {
    /// A connection as it is now. `token` is where its Token was read, if that is the one to be used.
    #[must_use]
    pub fn of(profile: &Profile, token: Option<SecretRecord>) -> Self {
        Self {
            id: profile.id,
            revision: Some(profile.evidence_revision),
            token,
        }
    }
}

/// What is to be verified, as it was typed.
#[derive(Debug, Clone, Default)]
pub struct Inputs {
    /// The portal address, where one was entered.
    pub portal: Option<Url>,
    /// The App Id.
    pub app_id: String,
    /// The Token Secret.
    pub token_secret: Option<Secret>,
    /// The scopes that the person wants.
    pub scopes: Scopes,
    /// The scopes that the integration needs.
    pub required: Scopes,
    /// Consent to read personal data, one record each, to prove a scope.
    pub leave: PersonalDataConsent,
    /// The `StackOne` API key; without one, `StackOne` is left out.
    pub api_key: Option<Secret>,
    /// The name or id of the connector profile, where a certain one is meant.
    pub connector_profile: Option<String>,
    /// The customer's id in the integrator's own system: then only this customer's linked accounts are counted.
    pub owner_id: Option<String>,
    /// The saved connection that this is: a Token that the server renews is put into its secret store at once, and what is
    /// found is merged into its evidence.
    pub saved: Option<Basis>,
}

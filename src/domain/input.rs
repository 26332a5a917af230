//! The values that a person enters.

use serde::Serialize;

/// A value that a person enters; changing it takes away the evidence that rests on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Input {
    /// The portal address.
    Portal,
    /// The app's name.
    AppName,
    /// The wanted scopes.
    Scopes,
    /// The redirect URI that the app in Planday shows, where somebody has it compared.
    RedirectUri,
    /// The App Id.
    AppId,
    /// The Token Secret.
    TokenSecret,
    /// The `StackOne` API key.
    ApiKey,
    /// The name under which the API key is saved: the `StackOne` project.
    Project,
    /// The connector profile's name.
    ProfileName,
    /// The owner id for linking.
    OwnerId,
    /// The owner's name for linking.
    OwnerName,
}

//! Reading what is kept of a connection, for a rotation.

use crate::domain::diagnosis::{Diagnosis, Kind, Party};
use crate::domain::{ProfileId, SecretId};
use crate::library::Profile;
use crate::secret::{Secret, VaultError};
use crate::workflow::Services;
use crate::workflow::library::{gone, on_library};

/// The connection, as it is saved.
pub(super) async fn saved(services: &Services, id: ProfileId) -> Result<Profile, Diagnosis> {
    let found = on_library(services, move |library| library.profile(id)).await;
    let found = found.map_err(|error| not_kept(error.to_string()))?;
    found.ok_or_else(|| not_kept(gone()))
}

/// A Token of a connection, from the store that it is recorded in; none where none is, or is no more.
pub(super) async fn token(
    services: &Services,
    profile: &Profile,
    name: SecretId,
) -> Result<Option<Secret>, VaultError> {
    let kept = match name {
        SecretId::OldToken(_) => &profile.old_token,
        _ => &profile.token,
    };
    let Some(kept) = kept else { return Ok(None) };
    let token = services.vault.get(&name, kept).await?;
    if let Some(token) = &token {
        services.door.protect(token);
    }
    Ok(token)
}

/// What it means that a kept Token cannot be read; notes where it is only locked.
pub(super) fn unread(error: &VaultError, locked: &mut bool) -> Diagnosis {
    *locked = matches!(error, VaultError::Locked { .. });
    let why = error.to_string();
    Diagnosis::new(
        Party::Input,
        Kind::NotConfigured,
        format!(
            "The kept Token cannot be read: {}.",
            why.trim_end_matches('.')
        ),
        "Unlock or repair the secret store first; nothing was sent and nothing was changed.",
    )
}

/// Something could not be read or written here.
pub(super) fn not_kept(problem: String) -> Diagnosis {
    let next = "Fix the cause above, then try again; the Token in use was not changed.";
    Diagnosis::new(Party::Input, Kind::NotConfigured, problem, next)
}

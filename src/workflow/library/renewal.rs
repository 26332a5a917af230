//! Keeping the Token that an exchange brings, in the place of the one that was sent.

use super::access::{gone, on_library};
use super::secrets::{KeepError, put, sweep_after, tidy};
use crate::domain::{ProfileId, SecretId, SecretRecord, SecretStoreKind};
use crate::journal::Level;
use crate::library::{LibraryError, Purpose};
use crate::secret::Secret;
use crate::workflow::Services;

/// A Token that is sent in an exchange.
pub(in crate::workflow) struct Sent {
    /// The Token.
    pub(in crate::workflow) token: Secret,
    /// Where it was read; none where it comes from no store.
    pub(in crate::workflow) record: Option<SecretRecord>,
}

/// Keeps the Token that a server gave in exchange for the one that was sent, before anything else is judged. It takes the
/// place of that one and of no other.
///
/// `app_id` is the one that it was exchanged for: a Token of another app must not take the place of the connection's own.
/// The error is one sentence; then the Token is nowhere.
pub(in crate::workflow) async fn keep_renewed(
    services: &Services,
    id: ProfileId,
    app_id: &str,
    sent: &Sent,
    token: &Secret,
) -> Result<SecretRecord, String> {
    let profile = on_library(services, move |library| library.profile(id)).await;
    let profile = profile
        .map_err(|error| error.to_string())?
        .ok_or_else(gone)?;
    let own = profile.settings.app_id.as_deref().unwrap_or_default();
    if !own.trim().eq_ignore_ascii_case(app_id) {
        return Err(format!(
            "The saved connection “{}” is of another app.",
            profile.name
        ));
    }
    let mut renews = sent.record.clone();
    if let Some(now) = profile.token {
        let is_another = renews.as_ref() != Some(&now);
        if is_another && is_in(services, id, &now, &sent.token).await {
            // It was entered once more, or used from elsewhere: what is stored there is what was sent.
            renews = Some(now);
        } else if is_another && renews.is_none() {
            return Err(
                "The Token that was sent is not the one stored for this connection, which stays in use."
                    .to_owned(),
            );
        }
    }
    let chosen = services.vault.choice().await.place;
    let first = renews.as_ref().map_or(chosen, |record| record.place);
    let mut put = reserve_and_put(services, id, token, first, renews.as_ref()).await;
    if matches!(put, Err(KeepError::Vault(_))) && chosen != first {
        // Elsewhere is better than nowhere, where its own store does not take it.
        let elsewhere = reserve_and_put(services, id, token, chosen, renews.as_ref()).await;
        put = elsewhere.or(put);
    }
    let record = put.map_err(|error| match error {
        KeepError::Vault(error) => format!("The secret store did not take it: {error}"),
        KeepError::Library(error) => error.to_string(),
    })?;
    match adopt(services, id, &record).await {
        Ok(()) => {}
        // What was sent is not in use any more.
        Err(error @ LibraryError::Refused(_)) => {
            sweep_after(services, vec![(SecretId::Token(id), record)]).await;
            return Err(error.to_string());
        }
        // The reservation leads to it: whoever verifies next finds it there.
        Err(error) => {
            let text =
                format!("the renewed Token is kept, and its record is not finished: {error}");
            services.door.note(Level::Warn, &text);
        }
    }
    Ok(record)
}

/// Finds the Token that an exchange gave to a program that ended before it could finish the record. Under the lock.
pub(in crate::workflow) async fn recover_renewal(services: &Services, id: ProfileId) {
    if let Err(error) = recover(services, id).await {
        let text = format!("a Token that was renewed earlier could not be read: {error}");
        services.door.note(Level::Warn, &text);
    }
}

async fn recover(services: &Services, id: ProfileId) -> Result<(), KeepError> {
    let found = on_library(services, move |library| library.unfinished_renewal(id)).await?;
    let Some(record) = found else { return Ok(()) };
    let secret = SecretId::Token(id);
    if services.vault.get(&secret, &record).await?.is_none() {
        sweep_after(services, vec![(secret, record)]).await;
        return Ok(());
    }
    Ok(adopt(services, id, &record).await?)
}

/// Whether this record leads to this Token.
async fn is_in(services: &Services, id: ProfileId, at: &SecretRecord, token: &Secret) -> bool {
    let held = services.vault.get(&SecretId::Token(id), at).await;
    held.is_ok_and(|held| held.as_ref() == Some(token))
}

async fn reserve_and_put(
    services: &Services,
    id: ProfileId,
    token: &Secret,
    place: SecretStoreKind,
    renews: Option<&SecretRecord>,
) -> Result<SecretRecord, KeepError> {
    let renews = renews.cloned();
    let reserved = on_library(services, move |library| {
        library.reserve_renewal(id, place, renews.as_ref())
    });
    let record = reserved.await?;
    put(services, &SecretId::Token(id), record, token).await
}

/// Makes a renewed Token the one in use, and removes the one of before.
async fn adopt(
    services: &Services,
    id: ProfileId,
    record: &SecretRecord,
) -> Result<(), LibraryError> {
    let record = record.clone();
    let adopted = on_library(services, move |library| {
        library.adopt(&SecretId::Token(id), &record, Purpose::Renewal)
    });
    tidy(services, adopted.await?).await;
    Ok(())
}

//! Keeping, moving and removing secrets, with the records of where each is.

use std::collections::BTreeMap;

use super::access::{exchange_lock, on_library};
use crate::domain::exit::Exit;
use crate::domain::{SecretId, SecretRecord, SecretStoreKind};
use crate::journal::Level;
use crate::library::LibrarySnapshot;
use crate::library::{Leftover, Library, LibraryError, Purpose};
use crate::secret::{Secret, VaultError};
use crate::workflow::Services;

/// Why a secret was not kept, moved or removed.
#[derive(Debug, thiserror::Error)]
pub enum KeepError {
    /// A secret store did not do it.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The library did not do it.
    #[error(transparent)]
    Library(#[from] LibraryError),
}

impl From<&KeepError> for Exit {
    fn from(error: &KeepError) -> Self {
        match error {
            KeepError::Vault(error) => error.into(),
            KeepError::Library(LibraryError::NoFolder | LibraryError::Shared { .. }) => {
                Self::NotConfigured
            }
            KeepError::Library(_) => Self::Failed,
        }
    }
}

/// What is kept now, and what could not be removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// Where the secret is.
    pub kept: SecretRecord,
    /// What is still to be removed from a store, and why it is not, in sentences.
    pub left: Vec<String>,
}

/// Where a secret is recorded to be.
#[must_use]
pub fn recorded<'a>(saved: &'a LibrarySnapshot, id: &SecretId) -> Option<&'a SecretRecord> {
    match id {
        SecretId::Token(id) => saved.find(*id)?.token.as_ref(),
        SecretId::OldToken(id) => saved.find(*id)?.old_token.as_ref(),
        SecretId::ApiKey(project) => saved.project(project)?.key.as_ref(),
        SecretId::AuthLink(id) => {
            let link = saved.links.iter().find(|link| link.id == *id)?;
            Some(&link.record)
        }
    }
}

/// Every secret that is recorded, with where it is.
#[must_use]
pub fn all_recorded(saved: &LibrarySnapshot) -> BTreeMap<SecretId, SecretRecord> {
    let tokens = saved.profiles.iter().flat_map(|profile| {
        [
            (SecretId::Token(profile.id), &profile.token),
            (SecretId::OldToken(profile.id), &profile.old_token),
        ]
    });
    let keys = saved
        .projects
        .iter()
        .map(|project| (SecretId::ApiKey(project.name.clone()), &project.key));
    let links = saved.links.iter();
    let links = links.map(|link| (SecretId::AuthLink(link.id), link.record.clone()));
    tokens
        .chain(keys)
        .filter_map(|(id, kept)| Some((id, kept.clone()?)))
        .chain(links)
        .collect()
}

/// Says that the encrypted file has to be unlocked, where this store is it and it is locked.
pub(in crate::workflow) async fn refuse_locked(
    services: &Services,
    place: SecretStoreKind,
) -> Result<(), VaultError> {
    if place != SecretStoreKind::File {
        return Ok(());
    }
    match services.vault.open().await {
        Err(locked @ VaultError::Locked { .. }) => Err(locked),
        // Whatever else is wrong is told by the store when it is used.
        _ => Ok(()),
    }
}

/// Reserves a record and puts the secret into its store, beside whatever is there. If that fails nothing is left.
pub(in crate::workflow) async fn reserve_and_put(
    services: &Services,
    id: &SecretId,
    secret: &Secret,
    place: SecretStoreKind,
) -> Result<SecretRecord, KeepError> {
    let reserved = id.clone();
    let record = on_library(services, move |library| library.reserve(&reserved, place)).await?;
    put(services, id, record, secret).await
}

/// Puts a secret into its store, where its record says. If that fails nothing is left.
pub(super) async fn put(
    services: &Services,
    id: &SecretId,
    record: SecretRecord,
    secret: &Secret,
) -> Result<SecretRecord, KeepError> {
    match services.vault.put(id, &record, secret).await {
        Ok(()) => Ok(record),
        Err(error) => {
            sweep_after(services, vec![(id.clone(), record)]).await;
            Err(error.into())
        }
    }
}

/// What was put into stores for a save that was refused: given up, and removed.
pub(in crate::workflow) async fn sweep_after(
    services: &Services,
    written: Vec<(SecretId, SecretRecord)>,
) {
    let given_up = on_library(services, move |library| {
        let mut left = Vec::new();
        for (id, record) in written {
            library.give_up(&id, &record)?;
            left.push(Leftover { id, record });
        }
        Ok(left)
    });
    if let Ok(left) = given_up.await {
        tidy(services, left).await;
    }
}

/// Removes from its store what nothing leads to any more. Says of each that is still there, and why, in a sentence; it
/// stays recorded, and is tried again.
pub(in crate::workflow) async fn tidy(services: &Services, left: Vec<Leftover>) -> Vec<String> {
    let mut gone = Vec::new();
    let mut problems = Vec::new();
    let names: Vec<_> = left
        .iter()
        .map(|leftover| (leftover.id.clone(), leftover.record.clone()))
        .collect();
    // Those of one file are one write.
    let outcomes = services.vault.remove_many(&names).await;
    for (leftover, outcome) in left.into_iter().zip(outcomes) {
        match outcome {
            Ok(_) => gone.push(leftover),
            Err(error) => problems.push(format!(
                "A secret is still to be removed from {}: {error}",
                leftover.record.place.words()
            )),
        }
    }
    if let Err(error) = on_library(services, move |library| library.removed(&gone)).await {
        let text = format!("what was removed from a secret store is not recorded: {error}");
        services.door.note(Level::Warn, &text);
    }
    for problem in &problems {
        services.door.note(Level::Warn, problem);
    }
    problems
}

/// Removes what earlier runs could not, as far as no passphrase is needed for it.
pub(super) async fn sweep(services: &Services) {
    let Ok(left) = on_library(services, Library::leftovers).await else {
        return;
    };
    let locked = services.vault.is_locked();
    let left: Vec<_> = left
        .into_iter()
        .filter(|leftover| !(locked && leftover.record.place == SecretStoreKind::File))
        .collect();
    if !left.is_empty() {
        tidy(services, left).await;
    }
}

/// Keeps a secret in this store, else in the one for new secrets, and records it.
///
/// The project of an API key is made; it becomes the default if it is the first, or if `default` says so.
pub async fn keep_secret(
    services: &Services,
    id: &SecretId,
    secret: &Secret,
    place: Option<SecretStoreKind>,
    default: bool,
) -> Result<Settled, KeepError> {
    let place = match place {
        Some(place) => place,
        None => services.vault.choice().await.place,
    };
    let record = reserve_and_put(services, id, secret, place).await?;
    let (kept, kept_id) = (record.clone(), id.clone());
    let adopted = on_library(services, move |library| {
        if let SecretId::ApiKey(project) = &kept_id {
            library.add_project(project, default)?;
        }
        library.adopt(&kept_id, &kept, Purpose::Save)
    });
    match adopted.await {
        Ok(left) => Ok(Settled {
            kept: record,
            left: tidy(services, left).await,
        }),
        Err(error) => {
            sweep_after(services, vec![(id.clone(), record)]).await;
            Err(error.into())
        }
    }
}

/// Moves a secret to another store: copied, read back, compared, recorded, and only then deleted from the old one.
pub async fn move_secret(
    services: &Services,
    id: &SecretId,
    from: &SecretRecord,
    to: SecretStoreKind,
) -> Result<Settled, KeepError> {
    if from.place == to {
        let kept = from.clone();
        let left = Vec::new();
        return Ok(Settled { kept, left });
    }
    // An exchange that is under way ends first: what it brings takes the place of what was sent, wherever that is.
    let _lock = match id {
        SecretId::Token(profile) => Some(exchange_lock(services, *profile).await?),
        _ => None,
    };
    let now = id.clone();
    let now = on_library(services, move |library| library.secret(&now)).await?;
    if now.as_ref() != Some(from) {
        return Err(LibraryError::changed().into());
    }
    let secret = services
        .vault
        .get(id, from)
        .await?
        .ok_or(VaultError::Gone(from.place))?;
    let record = reserve_and_put(services, id, &secret, to).await?;
    let (moved, from, to) = (id.clone(), from.clone(), record.clone());
    let noted = on_library(services, move |library| library.moved(&moved, &from, &to));
    match noted.await {
        Ok(left) => Ok(Settled {
            kept: record,
            left: tidy(services, left).await,
        }),
        Err(error) => {
            sweep_after(services, vec![(id.clone(), record)]).await;
            Err(error.into())
        }
    }
}

/// Removes a secret from the record, then from its store. Says whether the store had it; none where nothing is recorded.
///
/// A project that no connection names goes with its key.
pub async fn forget_secret(services: &Services, id: &SecretId) -> Result<Option<bool>, KeepError> {
    let wanted = id.clone();
    let Some(record) = on_library(services, move |library| library.secret(&wanted)).await? else {
        return Ok(None);
    };
    // A store that cannot be used now is told before anything is changed.
    let had = services.vault.get(id, &record).await?.is_some();
    let wanted = id.clone();
    let left = on_library(services, move |library| library.forget(&wanted, &record)).await?;
    tidy(services, left.into_iter().collect()).await;
    Ok(Some(had))
}

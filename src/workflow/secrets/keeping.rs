//! Keeping, moving and removing secrets, with the record of where each is.
//!
//! The order is the same everywhere: the secret is safe where it is to be, then the record says so, then the other copy
//! goes. Whatever fails on the way, the record leads to a secret that works.

use std::collections::BTreeMap;

use crate::exit::Exit;
use crate::profile::{Project, Saved, Store, StoreError};
use crate::secret::{Secret, SecretId, SecretRecord, SecretStoreKind, VaultError};
use crate::workflow::Services;

/// Why a secret was not kept, moved or removed.
#[derive(Debug, thiserror::Error)]
pub enum KeepError {
    /// A secret store did not do it.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The saved connections could not be changed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is no folder for saved connections.
    #[error("This machine names no folder for saved connections. Name one with --data-dir.")]
    Homeless,
    /// The work broke off.
    #[error("The work on the saved connections broke off. Try again.")]
    BrokenOff,
}

impl From<&KeepError> for Exit {
    fn from(error: &KeepError) -> Self {
        match error {
            KeepError::Vault(error) => error.into(),
            KeepError::Homeless => Self::NotConfigured,
            KeepError::Store(_) | KeepError::BrokenOff => Self::Failed,
        }
    }
}

/// What is kept now, and what could not be tidied away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// Where the secret is.
    pub kept: SecretRecord,
    /// The store that could not be made to delete its copy, and why.
    pub left: Option<(SecretStoreKind, VaultError)>,
}

/// Where a secret is recorded to be.
#[must_use]
pub fn recorded<'a>(saved: &'a Saved, name: &SecretId) -> Option<&'a SecretRecord> {
    match name {
        SecretId::Token(id) => saved.find(*id)?.token.as_ref(),
        SecretId::OldToken(id) => saved.find(*id)?.old_token.as_ref(),
        SecretId::ApiKey(project) => saved.project(project)?.key.as_ref(),
    }
}

/// Every secret that is recorded, with where it is.
#[must_use]
pub fn all_recorded(saved: &Saved) -> BTreeMap<SecretId, SecretRecord> {
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
    tokens
        .chain(keys)
        .filter_map(|(name, kept)| Some((name, kept.clone()?)))
        .collect()
}

/// The saved connections as they are now.
pub async fn load(services: &Services) -> Result<Saved, KeepError> {
    on_store(services, Store::load).await
}

/// Keeps a secret in this store, else in the one for new secrets, and records it.
///
/// The project of an API key is made; it becomes the default if it is the first, or if `default` says so.
pub async fn keep_secret(
    services: &Services,
    name: &SecretId,
    secret: &Secret,
    place: Option<SecretStoreKind>,
    default: bool,
) -> Result<Settled, KeepError> {
    let before = recorded(&load(services).await?, name).cloned();
    let kept = match place {
        Some(place) => services.vault.keep_in(name, secret, place).await?,
        None => services.vault.keep(name, secret).await?,
    };
    let before = before.map(|before| before.place);
    let noted = {
        let (name, kept) = (name.clone(), kept.clone());
        on_store(services, move |store| {
            store.change(|saved| {
                if let SecretId::ApiKey(project) = &name {
                    add_project(saved, project, default);
                }
                *slot(saved, &name)? = Some(kept);
                Ok(())
            })
        })
        .await
    };
    if let Err(error) = noted {
        // Nothing leads to the new copy; if it took the old one's place, the record still holds.
        if before != Some(kept.place) {
            services.vault.remove(name, kept.place).await.ok();
        }
        return Err(error);
    }
    let left = match before.filter(|old| *old != kept.place) {
        Some(place) => tidy(services, name, place, None).await,
        None => None,
    };
    Ok(Settled { kept, left })
}

/// Moves a secret to another store: copied, read back, compared, recorded, and only then deleted from the old one.
pub async fn move_secret(
    services: &Services,
    name: &SecretId,
    from: &SecretRecord,
    to: SecretStoreKind,
) -> Result<Settled, KeepError> {
    if from.place == to {
        let kept = from.clone();
        return Ok(Settled { kept, left: None });
    }
    let secret = services
        .vault
        .get(name, from.place)
        .await?
        .ok_or(VaultError::Gone(from.place))?;
    let kept = services.vault.keep_in(name, &secret, to).await?;
    let noted = {
        let (name, kept, from) = (name.clone(), kept.clone(), from.clone());
        on_store(services, move |store| {
            store.change(|saved| {
                let slot = slot(saved, &name)?;
                if slot.as_ref() != Some(&from) {
                    return Err(StoreError::Refused(
                        "This secret was changed elsewhere in the meantime; it is left as it is."
                            .to_owned(),
                    ));
                }
                *slot = Some(kept);
                Ok(())
            })
        })
        .await
    };
    if let Err(error) = noted {
        // The record still leads to the old one, and nothing to the copy. Unless somebody changed it: he may have put his
        // own there, which is not ours to delete.
        if !matches!(error, KeepError::Store(StoreError::Refused(_))) {
            services.vault.remove(name, to).await.ok();
        }
        return Err(error);
    }
    let left = tidy(services, name, from.place, Some(&secret)).await;
    Ok(Settled { kept, left })
}

/// Removes a secret from its store, then from the record. Says whether the store had it; none where nothing is recorded.
///
/// A project that no profile names goes with its key.
pub async fn forget_secret(
    services: &Services,
    name: &SecretId,
) -> Result<Option<bool>, KeepError> {
    let Some(kept) = recorded(&load(services).await?, name).cloned() else {
        return Ok(None);
    };
    let had = services.vault.remove(name, kept.place).await?;
    let name = name.clone();
    on_store(services, move |store| {
        store.change(|saved| {
            *slot(saved, &name)? = None;
            if let SecretId::ApiKey(project) = &name {
                drop_project(saved, project);
            }
            Ok(())
        })
    })
    .await?;
    Ok(Some(had))
}

/// Deletes the copy that nothing leads to any more. Says which store did not, and why.
async fn tidy(
    services: &Services,
    name: &SecretId,
    place: SecretStoreKind,
    moved: Option<&Secret>,
) -> Option<(SecretStoreKind, VaultError)> {
    let done = async {
        // Somebody may have kept a new one there since.
        if let Some(moved) = moved
            && services.vault.get(name, place).await?.as_ref() != Some(moved)
        {
            return Ok(());
        }
        services.vault.remove(name, place).await.map(|_| ())
    };
    done.await.err().map(|error| (place, error))
}

fn slot<'a>(
    saved: &'a mut Saved,
    name: &SecretId,
) -> Result<&'a mut Option<SecretRecord>, StoreError> {
    let gone = || {
        StoreError::Refused("What this secret belongs to was deleted in the meantime.".to_owned())
    };
    match name {
        SecretId::Token(id) => saved.find_mut(*id).map(|profile| &mut profile.token),
        SecretId::OldToken(id) => saved.find_mut(*id).map(|profile| &mut profile.old_token),
        SecretId::ApiKey(name) => saved
            .projects
            .iter_mut()
            .find(|project| project.name == *name)
            .map(|project| &mut project.key),
    }
    .ok_or_else(gone)
}

fn add_project(saved: &mut Saved, name: &str, default: bool) {
    if saved.project(name).is_none() {
        saved.projects.push(Project {
            name: name.to_owned(),
            key: None,
        });
    }
    if default || saved.default_project.is_none() {
        saved.default_project = Some(name.to_owned());
    }
}

fn drop_project(saved: &mut Saved, name: &str) {
    let named =
        |profile: &crate::profile::Profile| profile.settings.project.as_deref() == Some(name);
    if saved.profiles.iter().any(named) {
        return;
    }
    saved.projects.retain(|project| project.name != name);
    if saved.default_project.as_deref() == Some(name) {
        saved.default_project = None;
    }
}

async fn on_store<T: Send + 'static>(
    services: &Services,
    work: impl FnOnce(&Store) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, KeepError> {
    let store = services.store.clone().ok_or(KeepError::Homeless)?;
    let done = tokio::task::spawn_blocking(move || work(&store)).await;
    Ok(done.map_err(|_| KeepError::BrokenOff)??)
}

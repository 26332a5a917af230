//! Writing down what belongs to saved connections: their file and their secrets.

use std::sync::{Arc, Mutex, PoisonError};

use super::Services;
use crate::profile::{ProfileId, Saved, Store, StoreError};
use crate::secret::{Secret, SecretId, SecretRecord};

/// One thread of this program at a time: the file's own lock is for other programs.
static WRITING: Mutex<()> = Mutex::new(());

/// The saved connections, as they are on disk now. The error is one sentence.
pub async fn load(services: &Services) -> Result<Saved, String> {
    let Some(store) = services.store.clone() else {
        return Err("There is no folder on this machine to save connections in.".into());
    };
    let loading = tokio::task::spawn_blocking(move || store.load()).await;
    match loading {
        Ok(loaded) => loaded.map_err(|error| unreadable(&error)),
        Err(error) => Err(format!("The saved connections cannot be read: {error}.")),
    }
}

/// Changes what is saved, and gives it as it is then. The error is one sentence.
///
/// Once begun it is done, whoever stops waiting for it.
pub(super) async fn change<T: Send + 'static>(
    store: Option<&Store>,
    change: impl FnOnce(&mut Saved) -> Result<T, StoreError> + Send + 'static,
) -> Result<(Arc<Saved>, T), String> {
    let Some(store) = store.cloned() else {
        return Err("There is no folder on this machine to save connections in.".into());
    };
    let changing = move || {
        let _one_at_a_time = WRITING.lock().unwrap_or_else(PoisonError::into_inner);
        store.change(change)
    };
    match tokio::task::spawn_blocking(changing).await {
        Ok(Ok((saved, outcome))) => Ok((Arc::new(saved), outcome)),
        Ok(Err(error)) => Err(unwritable(&error)),
        Err(error) => Err(format!("The saved connections cannot be written: {error}.")),
    }
}

/// Keeps the Token that the server gave in place of the one that is kept, and writes down where.
///
/// `app_id` is the one that it was exchanged for: a Token of another app must not take the place of the connection's own.
/// The error is one sentence; then the Token is nowhere.
pub(super) async fn keep_renewed(
    services: &Services,
    id: ProfileId,
    app_id: &str,
    token: &Secret,
) -> Result<(SecretRecord, Option<Arc<Saved>>), String> {
    let saved = load(services).await?;
    let profile = saved.find(id).ok_or_else(gone)?;
    let own = profile.settings.app_id.as_deref().unwrap_or_default();
    if !own.trim().eq_ignore_ascii_case(app_id) {
        return Err(format!(
            "The saved connection “{}” is of another app.",
            profile.name
        ));
    }
    let name = SecretId::Token(id);
    let known = profile.token.as_ref().map(|kept| kept.place);
    let put = match known {
        // Elsewhere is better than nowhere, where its own store does not take it.
        Some(place) => match services.vault.keep_in(&name, token, place).await {
            Err(error) => services.vault.keep(&name, token).await.map_err(|_| error),
            kept => kept,
        },
        None => services.vault.keep(&name, token).await,
    };
    let kept = put.map_err(|error| format!("The secret store did not take it: {error}."))?;
    let note = kept.clone();
    let noted = change(services.store.as_ref(), move |saved| {
        let profile = saved
            .find_mut(id)
            .ok_or_else(|| StoreError::Refused(gone()))?;
        profile.token = Some(note);
        Ok(())
    })
    .await;
    match noted {
        Ok((saved, ())) => Ok((kept, Some(saved))),
        // It stands where the connection looks for it, only the time of it is not written down.
        Err(_) if known == Some(kept.place) => Ok((kept, None)),
        Err(problem) => Err(problem),
    }
}

/// What to say of a connection that somebody has deleted meanwhile.
pub(super) fn gone() -> String {
    "This connection is not saved any more.".into()
}

fn unreadable(error: &StoreError) -> String {
    sentence("The saved connections cannot be read", error)
}

fn unwritable(error: &StoreError) -> String {
    if let StoreError::Refused(why) = error {
        return why.clone();
    }
    sentence("The saved connections cannot be written", error)
}

fn sentence(what: &str, error: &StoreError) -> String {
    let why = error.to_string();
    format!("{what}: {}.", why.trim_end_matches('.'))
}

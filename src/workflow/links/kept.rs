//! What the library keeps of links, and the secret stores of their addresses.

use jiff::Timestamp;

use crate::domain::clock;
use crate::domain::diagnosis::{Diagnosis, Kind, Party};
use crate::domain::text::Text;
use crate::domain::{AccountSource, Link, LinkId, SecretId};
use crate::library::{LibraryError, SweptLinks};
use crate::secret::{Secret, VaultError};
use crate::workflow::Services;
use crate::workflow::library::{on_library, tidy};

/// Whose links this API key makes.
pub(super) async fn source(
    services: &Services,
    project: Option<&str>,
    api_key: &Secret,
) -> Result<AccountSource, LibraryError> {
    let api = services.stackone.address().clone();
    let (project, api_key) = (project.map(str::to_owned), api_key.clone());
    let source = move |library: &crate::library::Library| {
        library.account_source(&api, project.as_deref(), &api_key)
    };
    on_library(services, source).await
}

/// Changes a link to what was seen of it at this time, and removes its address where that ends it.
pub(super) async fn change(
    services: &Services,
    id: LinkId,
    at: Timestamp,
    change: impl FnOnce(&mut Link) + Send + 'static,
) -> Result<Link, LibraryError> {
    let work = move |library: &crate::library::Library| library.change_link(id, at, change);
    let changed = on_library(services, work).await?;
    tidy(services, changed.left).await;
    Ok(changed.link)
}

/// Notes how far the link of a connect session came, where it is kept. That it cannot be noted is no failure of the link.
pub(in crate::workflow) async fn note_session(
    services: &Services,
    session: &Text,
    note: impl FnOnce(&mut Link, Timestamp) + Send + 'static,
) {
    let links = kept_links(services).await.unwrap_or_default();
    let found = links
        .iter()
        .find(|link| link.session.as_ref() == Some(session));
    if let Some(link) = found {
        let at = clock::now();
        let _ = change(services, link.id, at, move |link| note(link, at)).await;
    }
}

/// The library's trouble, as a diagnosis.
pub(super) fn trouble(error: &LibraryError) -> Diagnosis {
    let kind = match error {
        LibraryError::NoFolder | LibraryError::Shared { .. } => Kind::NotConfigured,
        _ => Kind::Failed,
    };
    Diagnosis::new(
        Party::Input,
        kind,
        format!("The links that are kept could not be read or changed: {error}"),
        "Fix the cause above, then try again.",
    )
}

/// The address of a link, from its store; none where it is not kept, or not any more.
pub async fn link_url(services: &Services, link: &Link) -> Result<Option<Secret>, VaultError> {
    let Some(record) = &link.url else {
        return Ok(None);
    };
    let found = services
        .vault
        .get(&SecretId::AuthLink(link.id), record)
        .await?;
    if let Some(url) = &found {
        services.door.protect(url);
    }
    Ok(found)
}

/// The links that are kept, the newest first. Without a library there is none.
pub async fn kept_links(services: &Services) -> Result<Vec<Link>, Diagnosis> {
    if services.library.is_none() {
        return Ok(Vec::new());
    }
    let links = on_library(services, crate::library::Library::links).await;
    links.map_err(|error| trouble(&error))
}

/// A person stops following a link: it is over, and its address is not kept any more. One that is over stays as it is.
pub async fn stop_following(services: &Services, id: LinkId) -> Result<Link, Diagnosis> {
    let stopped = on_library(services, move |library| library.stop_link(id, clock::now()));
    let stopped = stopped.await.map_err(|error| trouble(&error))?;
    tidy(services, stopped.left).await;
    Ok(stopped.link)
}

/// A person wants a link followed again that was stopped. One that is over otherwise stays as it is.
pub async fn follow_again(services: &Services, id: LinkId) -> Result<Link, Diagnosis> {
    let resumed = on_library(services, move |library| {
        library.resume_link(id, clock::now())
    });
    let resumed = resumed.await.map_err(|error| trouble(&error))?;
    Ok(resumed.link)
}

/// Removes a link and its address. What `StackOne` made of it stays there.
pub async fn remove_link(services: &Services, id: LinkId) -> Result<(), Diagnosis> {
    let removed = on_library(services, move |library| library.remove_link(id)).await;
    tidy(services, removed.map_err(|error| trouble(&error))?).await;
    Ok(())
}

/// Puts the links in order: half-made ones of programs that have ended, those whose end passed unseen, and old ones. Without a
/// library there is nothing to do.
pub async fn sweep_links(services: &Services) -> Result<SweptLinks, Diagnosis> {
    if services.library.is_none() {
        return Ok(SweptLinks::default());
    }
    let swept = on_library(services, |library| library.sweep_links(clock::now())).await;
    let swept = swept.map_err(|error| trouble(&error))?;
    tidy(services, swept.left.clone()).await;
    Ok(swept)
}

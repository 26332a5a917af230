//! Following all links that are not over, side by side.

use futures::future::join_all;
use tokio_util::sync::CancellationToken;

use super::follow_request::FollowLinks;
use super::follower::Follower;
use super::kept;
use crate::domain::diagnosis::{Diagnosis, Party};
use crate::domain::{Link, LinkId, LinkState};
use crate::http::Failure;
use crate::library::Library;
use crate::workflow::library::on_library;
use crate::workflow::{Observer, Services};

/// Follows the links that are there now and not over, until none is left to follow. Each change is written to the library
/// and then told.
///
/// Trouble that may pass ends no link: it is noted at the link, and the next look comes later. Ends with an error where no look
/// can succeed, such as with a key that is refused; the links stay as they are.
pub async fn follow_links(
    services: &Services,
    request: &FollowLinks,
    observer: &impl Observer,
    cancel: &CancellationToken,
) -> Result<(), Diagnosis> {
    let links = to_follow(services, request).await?;
    let ids: Vec<_> = links.iter().map(|link| link.id).collect();
    note(services, &ids, Library::begin_following).await;
    // What ends one for all ends the others.
    let together = cancel.child_token();
    let kept = links.into_iter().map(|link| (link, true));
    let unkept = request.unkept.iter().map(|link| (link.clone(), false));
    let following = kept.chain(unkept).map(|(link, is_kept)| {
        let (follower, together) = (
            Follower::new(services, request, observer, &together, link, is_kept),
            &together,
        );
        async move {
            let ended = follower.follow().await;
            if ended.is_err() {
                together.cancel();
            }
            ended
        }
    });
    let ended = join_all(following).await;
    note(services, &ids, Library::end_following).await;
    let errors: Vec<_> = ended.into_iter().filter_map(Result::err).collect();
    let first = errors.iter().find(|error| !error.is_cancelled());
    match first {
        Some(error) => Err(error.clone()),
        None if errors.is_empty() => Ok(()),
        None => Err(Failure::Cancelled.diagnosis(Party::StackOne)),
    }
}

/// The kept links that are to be followed. One that is being made is its program's.
async fn to_follow(services: &Services, request: &FollowLinks) -> Result<Vec<Link>, Diagnosis> {
    if services.library.is_none() {
        return Ok(Vec::new());
    }
    let links = on_library(services, Library::links).await;
    let mut links = links.map_err(|error| kept::trouble(&error))?;
    links.retain(|link| !link.state.is_over() && link.state != LinkState::Making);
    if links.is_empty() {
        return Ok(links);
    }
    let source = kept::source(services, request.project.as_deref(), &request.api_key).await;
    let source = source.map_err(|error| kept::trouble(&error))?;
    links.retain(|link| match &request.only {
        None => link.source == source,
        Some(ids) => {
            let is_project = link.source.api == source.api && link.source.project == source.project;
            is_project && ids.contains(&link.id)
        }
    });
    Ok(links)
}

/// Notes that this run follows the links, or not any more. That it cannot be noted stops nothing.
async fn note(
    services: &Services,
    ids: &[LinkId],
    work: fn(&Library, &[LinkId]) -> Result<(), crate::library::LibraryError>,
) {
    if !ids.is_empty() {
        let ids = ids.to_vec();
        let _ = on_library(services, move |library| work(library, &ids)).await;
    }
}

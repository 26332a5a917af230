//! The address of a link in its store: put there when the link is made, or later, when the store is open.

use std::panic::resume_unwind;

use crate::domain::diagnosis::{Diagnosis, Kind, Party};
use crate::domain::{Link, LinkId, SecretId, SecretRecord, SecretStoreKind};
use crate::library::{Library, Purpose};
use crate::secret::Secret;
use crate::workflow::Services;
use crate::workflow::library::{
    LibraryFault, on_library, refuse_locked, reserve_and_put, sweep_after, tidy,
};

/// Puts the address of a link that is in memory alone into its store. The link as it is now.
///
/// Once begun it runs to its end, whoever stops waiting for it. A locked encrypted file is an error of its own.
pub async fn keep_link_url(
    services: &Services,
    id: LinkId,
    url: &Secret,
) -> Result<Link, LibraryFault> {
    let place = services.vault.choice().await.place;
    refuse_locked(services, place).await?;
    let under_way = services.planday.under_way();
    let (services, url) = (services.clone(), url.clone());
    let keeping = tokio::spawn(async move {
        let kept = keep_url(&services, id, &url).await;
        let kept = match kept {
            Ok((_, None)) => on_library(&services, move |library| library.link(id)).await,
            Ok((_, Some(forgets))) => return Err(not_kept(&forgets)),
            Err(why) => return Err(not_kept(&why)),
        };
        drop(under_way);
        match kept {
            Ok(Some(link)) => Ok(link),
            Ok(None) => Err(not_kept("this link is not in the library any more.")),
            Err(error) => Err(not_kept(&error.to_string())),
        }
    });
    match keeping.await {
        Ok(kept) => kept,
        Err(error) if error.is_panic() => resume_unwind(error.into_panic()),
        Err(_) => Err(not_kept("stackday ended meanwhile.")),
    }
}

fn not_kept(why: &str) -> LibraryFault {
    LibraryFault::Failed(Box::new(Diagnosis::new(
        Party::Input,
        Kind::NotConfigured,
        format!("The address of the link was not kept: {why}"),
        "Copy the link before you quit.",
    )))
}

/// Puts the address into a store and records it; with a warning where that store forgets it. The error is one sentence.
pub(super) async fn keep_url(
    services: &Services,
    id: LinkId,
    url: &Secret,
) -> Result<(SecretRecord, Option<String>), String> {
    let choice = services.vault.choice().await;
    let locked = refuse_locked(services, choice.place).await;
    locked.map_err(|error| error.to_string())?;
    let id = SecretId::AuthLink(id);
    let put = reserve_and_put(services, &id, url, choice.place).await;
    let record = put.map_err(|error| error.to_string())?;
    let (adopted, of) = (record.clone(), id.clone());
    let adopt = move |library: &Library| library.adopt(&of, &adopted, Purpose::Save);
    match on_library(services, adopt).await {
        Ok(left) => {
            tidy(services, left).await;
            let forgets = record.place == SecretStoreKind::Memory;
            Ok((record, forgets.then_some(choice.why)))
        }
        Err(error) => {
            sweep_after(services, vec![(id, record)]).await;
            Err(error.to_string())
        }
    }
}

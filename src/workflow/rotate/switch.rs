//! The switch from one Token to another: both are safe in the store before the library says so, in one transaction.

use std::collections::BTreeMap;

use super::kept::not_kept;
use crate::domain::diagnosis::Diagnosis;
use crate::domain::{SecretId, StepId, StoredEvidence};
use crate::journal::{about, connection};
use crate::library::{Library, Profile};
use crate::secret::Secret;
use crate::workflow::Services;
use crate::workflow::library::{KeepError, on_library, reserve_and_put, sweep_after, tidy};

/// What the rotation has proven of the new Token.
pub(super) type Steps = BTreeMap<StepId, StoredEvidence>;

/// Keeps the old Token as the old one and the new one as the Token, and records both. `profile` is the connection as it
/// was when the old Token was read: refused if another Token was put into it since.
///
/// It runs to its end even if nobody waits for it any more, and the program does not end before.
pub(super) async fn to(
    services: &Services,
    profile: &Profile,
    old: Option<Secret>,
    new: Secret,
    steps: Steps,
) -> Result<(), Diagnosis> {
    let under_way = services.planday.under_way();
    let (services, profile) = (services.clone(), profile.clone());
    let switching = tokio::spawn(about(connection(), async move {
        let switched = switch(&services, &profile, old, &new, steps).await;
        drop(under_way);
        switched
    }));
    match switching.await {
        Ok(switched) => switched.map_err(not_kept),
        Err(error) => Err(not_kept(format!("The switch broke off: {error}."))),
    }
}

async fn switch(
    services: &Services,
    profile: &Profile,
    old: Option<Secret>,
    new: &Secret,
    steps: Steps,
) -> Result<(), String> {
    let id = profile.id;
    // Where the connection's Token was, or where new secrets go.
    let place = match &profile.token {
        Some(before) => before.place,
        None => services.vault.choice().await.place,
    };
    let mut written = Vec::new();
    let (mut old_record, mut new_record) = (None, None);
    let secrets = [
        (SecretId::OldToken(id), old.as_ref(), &mut old_record, "old"),
        (SecretId::Token(id), Some(new), &mut new_record, "new"),
    ];
    for (name, secret, slot, which) in secrets {
        let Some(secret) = secret else { continue };
        match reserve_and_put(services, &name, secret, place).await {
            Ok(record) => {
                written.push((name, record.clone()));
                *slot = Some(record);
            }
            Err(error) => {
                sweep_after(services, written).await;
                return Err(refused(which, &error));
            }
        }
    }
    let before = profile.token.clone();
    let recorded = on_library(services, move |library: &Library| {
        let Some(new) = new_record else {
            return Ok(Vec::new());
        };
        library.rotate(id, before.as_ref(), &new, old_record.as_ref(), &steps)
    });
    match recorded.await {
        Ok(left) => {
            tidy(services, left).await;
            Ok(())
        }
        Err(error) => {
            sweep_after(services, written).await;
            Err(error.to_string())
        }
    }
}

fn refused(which: &str, error: &KeepError) -> String {
    let error = error.to_string();
    let error = error.trim_end_matches('.');
    format!("The secret store did not take the {which} Token: {error}.")
}

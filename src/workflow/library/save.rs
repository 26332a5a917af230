//! Saving and deleting connections with their secrets.

use super::access::on_library;
use super::secrets::{refuse_locked, reserve_and_put, sweep_after, tidy};
use super::types::{LibraryFault, Opened, ToSave};
use crate::domain::{ProfileId, SecretId, SecretStoreKind};
use crate::library::{Findings, Library, LibraryError, Profile, SaveProfile, SavedSecrets};
use crate::secret::Secret;
use crate::workflow::Services;
use crate::workflow::secrets::{ResolvedSecret, Source};

/// The project that a first API key is saved under where nobody names one.
pub(super) const FIRST_PROJECT: &str = "default";

/// Saves what the forms hold. Once begun it runs to its end, whoever stops waiting for it.
pub(super) async fn save(services: &Services, to_save: ToSave) -> Result<Opened, LibraryFault> {
    for secret in [&to_save.token, &to_save.api_key].into_iter().flatten() {
        services.door.protect(secret);
    }
    let services = services.clone();
    let under_way = services.planday.under_way();
    let saving = tokio::spawn(async move {
        let saved = to_its_end(&services, to_save).await;
        drop(under_way);
        saved
    });
    saving.await.unwrap_or_else(|_| {
        Err(LibraryError::Refused(
            "stackday itself failed while it saved; please report it.".into(),
        )
        .into())
    })
}

async fn to_its_end(services: &Services, to_save: ToSave) -> Result<Opened, LibraryFault> {
    let ToSave {
        id,
        name,
        revision,
        evidence_revision,
        mut settings,
        token,
        api_key,
        steps,
        draft,
        findings,
    } = to_save;
    let (_, default_project) = on_library(services, Library::projects).await?;
    let project = settings
        .project
        .clone()
        .or(default_project)
        .unwrap_or_else(|| FIRST_PROJECT.to_owned());
    if api_key.is_some() && settings.project.is_none() {
        // The default may change later; a connection stays with the project that it was set up with.
        settings.project = Some(project.clone());
    }
    let save = SaveProfile {
        id: id.unwrap_or_else(ProfileId::random),
        new: id.is_none(),
        name,
        revision,
        evidence_revision,
        settings,
        steps,
        with_token: token.is_some(),
        draft,
    };
    // Before a secret is written: what will be refused must not have changed anything.
    let checked = save.clone();
    on_library(services, move |library| library.check_save(&checked)).await?;
    let token_id = SecretId::Token(save.id);
    let key_id = SecretId::ApiKey(project.clone());
    let mut written = Vec::new();
    let mut secrets = SavedSecrets::default();
    if token.is_some() || api_key.is_some() {
        let place = services.vault.choice().await.place;
        refuse_locked(services, place).await?;
        for (id, secret) in [(&token_id, &token), (&key_id, &api_key)] {
            let Some(secret) = secret else { continue };
            match reserve_and_put(services, id, secret, place).await {
                Ok(record) => written.push((id.clone(), record)),
                Err(error) => {
                    sweep_after(services, written).await;
                    return Err(error.into());
                }
            }
        }
        let record_of = |wanted: &SecretId| {
            let found = written.iter().find(|(id, _)| id == wanted);
            found.map(|(_, record)| record.clone())
        };
        secrets.token = record_of(&token_id);
        secrets.api_key = record_of(&key_id).map(|record| (project.clone(), record));
    }
    let kept = secrets.clone();
    let saved = on_library(services, move |library| library.save(save, kept)).await;
    let (profile, left) = match saved {
        Ok(saved) => saved,
        Err(error) => {
            sweep_after(services, written).await;
            return Err(error.into());
        }
    };
    let mut problems = tidy(services, left).await;
    let profile = match findings {
        None => profile,
        Some(findings) => match remember(services, profile.clone(), *findings).await {
            Ok(profile) => profile,
            // The connection is saved: what was found out of it can be found out again.
            Err(error) => {
                problems.push(format!(
                    "What the verification found was not saved: {error}."
                ));
                profile
            }
        },
    };
    let found = |secret: Option<Secret>, record| {
        let (secret, record) = (secret?, record?);
        Some(ResolvedSecret {
            secret,
            source: Source::Kept(record),
            shadowed: None,
        })
    };
    Ok(Opened {
        token: found(token, secrets.token),
        api_key: found(api_key, secrets.api_key.map(|(_, record)| record)),
        profile,
        draft: None,
        locked: false,
        problems,
    })
}

/// Merges what was found out before the connection was saved, and gives the connection with it.
async fn remember(
    services: &Services,
    profile: Profile,
    findings: Findings,
) -> Result<Profile, LibraryError> {
    let (id, revision) = (profile.id, profile.evidence_revision);
    let findings = Findings {
        revision,
        ..findings
    };
    let found = on_library(services, move |library| {
        library.merge_findings(vec![(id, findings)])?;
        library.profile(id)
    });
    Ok(found.await?.unwrap_or(profile))
}

/// Deletes connections, then their Tokens. What could not be removed from its store stays recorded, and is tried again.
pub(super) async fn remove(services: &Services, ids: &[ProfileId]) -> Result<String, LibraryFault> {
    let meant = ids.to_vec();
    let (names, in_file) = on_library(services, move |library| {
        let mut names = Vec::new();
        let mut in_file = false;
        for id in meant {
            if let Some(profile) = library.profile(id)? {
                let kept = [&profile.token, &profile.old_token];
                in_file |= kept
                    .into_iter()
                    .flatten()
                    .any(|kept| kept.place == SecretStoreKind::File);
                names.push(profile.name);
            }
        }
        Ok((names, in_file))
    })
    .await?;
    if in_file {
        refuse_locked(services, SecretStoreKind::File).await?;
    }
    let services = services.clone();
    let ids = ids.to_vec();
    let under_way = services.planday.under_way();
    let removing = tokio::spawn(async move {
        let left = on_library(&services, move |library| library.remove(&ids)).await?;
        let count = left.len();
        let problems = tidy(&services, left).await;
        drop(under_way);
        Ok::<_, LibraryError>((count, problems))
    });
    let (count, problems) = removing.await.unwrap_or_else(|_| {
        Err(LibraryError::Refused(
            "stackday itself failed while it deleted; please report it.".into(),
        ))
    })?;
    let removed = count - problems.len();
    let mut said = format!(
        "{} gone, with {removed} {}; nothing changed at Planday or StackOne",
        match &names[..] {
            [name] => format!("“{name}” is"),
            names => format!("{} profiles are", names.len()),
        },
        if removed == 1 { "Token" } else { "Tokens" }
    );
    for problem in problems {
        said = format!("{said}. {problem}");
    }
    Ok(said)
}

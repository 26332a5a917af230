//! Saving, opening and removing connections together with their secrets.
//!
//! The order is always the one that loses nothing: a secret is in its store before a profile says so, and out of it
//! before the profile is gone.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::Services;
use super::secrets::{Environment, Found, Source, api_key_of, token_of};
use crate::diagnosis::{Diagnosis, Kind, Party};
use crate::guide::StepId;
use crate::profile::{
    Connection, Draft, Profile, ProfileId, Project, Saved, Store, StoreError, StoredEvidence,
};
use crate::secret::{Secret, SecretId, SecretRecord, SecretStoreKind, VaultError};

/// The project that a first API key is saved under where nobody names one.
pub const FIRST_PROJECT: &str = "default";

/// Something to do with what is saved.
#[derive(Debug, Clone)]
pub enum Keep {
    /// Read everything.
    Load,
    /// Open a profile: its secrets, and what was typed into it and not saved.
    Open(ProfileId, Environment),
    /// Save what the forms hold.
    Save(Box<ToSave>),
    /// Change what the forms have no field for.
    Edit(ProfileId, Edit),
    /// Make a copy under another name: without Token, without evidence.
    Copy(ProfileId, String),
    /// Remove profiles with their Tokens.
    Remove(Vec<ProfileId>),
    /// Read the secrets of a profile that is open anew.
    Refresh(ProfileId, Environment),
    /// Open a profile, and throw away what was typed.
    Reopen(ProfileId, Environment),
}

/// What the forms hold, to be saved.
#[derive(Debug, Clone)]
pub struct ToSave {
    /// The profile; none makes a new one.
    pub id: Option<ProfileId>,
    /// Its name.
    pub name: String,
    /// The revision that the forms were filled with.
    pub revision: u64,
    /// What was entered.
    pub settings: Connection,
    /// The Token, where it is not kept yet.
    pub token: Option<Secret>,
    /// The API key, where it is not kept yet.
    pub api_key: Option<Secret>,
    /// The evidence.
    pub steps: BTreeMap<StepId, StoredEvidence>,
}

/// A change to what the forms have no field for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// Another name.
    Name(String),
    /// Other tags, separated by spaces or commas.
    Tags(String),
    /// Other notes.
    Notes(String),
}

/// What is saved now, and what was done.
#[derive(Debug, Clone)]
pub struct Kepts {
    /// Everything that is saved.
    pub saved: Saved,
    /// What is wrong with the file, if something is.
    pub trouble: Option<String>,
    /// What was done.
    pub done: Done,
}

/// What was done.
#[derive(Debug, Clone)]
pub enum Done {
    /// Everything was read; and what was typed and not saved in earlier runs, the newest first.
    Loaded(Vec<Draft>),
    /// A profile was opened.
    Opened(Box<Opened>),
    /// The secrets of a profile were read anew.
    Refreshed(Box<Opened>),
    /// What the forms hold is saved.
    Saved(Box<Opened>),
    /// A change was made, in one sentence.
    Changed(String),
    /// These are gone, in one sentence.
    Removed(Vec<ProfileId>, String),
}

/// A profile with its secrets.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The profile.
    pub profile: Profile,
    /// Its Token.
    pub token: Option<Found>,
    /// The API key of its project.
    pub api_key: Option<Found>,
    /// What was typed and not saved.
    pub draft: Option<Draft>,
    /// Whether the encrypted file has to be unlocked for the rest.
    pub locked: bool,
    /// Why a secret that is kept could not be read, in sentences.
    pub problems: Vec<String>,
}

/// Why it did not work.
#[derive(Debug, Clone)]
pub enum KeepError {
    /// The encrypted file has to be unlocked first; `new` where its passphrase is yet to be chosen.
    Locked {
        /// Whether there is no file yet.
        new: bool,
    },
    /// Anything else.
    Failed(Box<Diagnosis>),
}

impl From<VaultError> for KeepError {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::Locked { new } => Self::Locked { new },
            other => Self::Failed(Box::new(Diagnosis::new(
                Party::Input,
                Kind::NotConfigured,
                format!("The secret was not kept: {other}"),
                "Nothing was lost: it is still in its field.",
            ))),
        }
    }
}

impl From<StoreError> for KeepError {
    fn from(error: StoreError) -> Self {
        Self::Failed(Box::new(Diagnosis::new(
            Party::Input,
            Kind::Failed,
            format!("Not saved: {error}"),
            "What you typed is still here.",
        )))
    }
}

/// Does it.
pub async fn keep(services: &Services, keep: Keep) -> Result<Kepts, KeepError> {
    let Some(store) = services.store.clone() else {
        return Err(KeepError::Failed(Box::new(Diagnosis::new(
            Party::Input,
            Kind::NotConfigured,
            "This machine has no folder for saved connections.",
            "Name one with --data-dir.",
        ))));
    };
    let done = match keep {
        Keep::Load => {
            let drafts = store.drafts();
            Done::Loaded(on_disk(move || Ok(drafts.all())).await?)
        }
        Keep::Open(id, environment) => {
            Done::Opened(Box::new(open(services, &store, id, &environment).await?))
        }
        Keep::Refresh(id, environment) => {
            Done::Refreshed(Box::new(open(services, &store, id, &environment).await?))
        }
        Keep::Save(to_save) => Done::Saved(Box::new(save(services, &store, *to_save).await?)),
        Keep::Edit(id, edit) => Done::Changed(change(&store, id, edit).await?),
        Keep::Copy(id, name) => Done::Changed(copy(&store, id, name).await?),
        Keep::Remove(ids) => {
            let said = remove(services, &store, &ids).await?;
            Done::Removed(ids, said)
        }
        Keep::Reopen(id, environment) => {
            let drafts = store.drafts();
            on_disk(move || drafts.discard(Some(id))).await?;
            Done::Opened(Box::new(open(services, &store, id, &environment).await?))
        }
    };
    let loaded = on_disk(move || store.read()).await?;
    Ok(Kepts {
        saved: loaded.saved,
        trouble: loaded.damage.map(|damage| damage.to_string()),
        done,
    })
}

/// The disk may be slow: nothing else waits for it.
async fn on_disk<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, KeepError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|_| {
        Err(StoreError::Refused(
            "stackday itself failed while it wrote; please report it".into(),
        ))
    })
    .map_err(KeepError::from)
}

fn gone() -> StoreError {
    StoreError::Refused("the profile is not there any more; another stackday has removed it".into())
}

async fn open(
    services: &Services,
    store: &Store,
    id: ProfileId,
    environment: &Environment,
) -> Result<Opened, KeepError> {
    let reader = store.clone();
    let saved = on_disk(move || reader.read()).await?.saved;
    let Some(profile) = saved.find(id).cloned() else {
        return Err(gone().into());
    };
    let drafts = store.drafts();
    let mut drafts = on_disk(move || Ok(drafts.all())).await?;
    drafts.retain(|draft| draft.of == Some(id));
    let mut opened = Opened {
        profile,
        token: None,
        api_key: None,
        draft: drafts.into_iter().next(),
        locked: false,
        problems: Vec::new(),
    };
    let token = token_of(services, &saved, Some(&opened.profile), environment).await;
    let api_key = api_key_of(services, &saved, Some(&opened.profile), environment).await;
    opened.token = taken(token, &mut opened);
    opened.api_key = taken(api_key, &mut opened);
    for found in [&opened.token, &opened.api_key].into_iter().flatten() {
        services.door.protect(&found.secret);
    }
    Ok(opened)
}

/// A secret, if it could be read; else why not is noted.
fn taken(found: Result<Option<Found>, VaultError>, opened: &mut Opened) -> Option<Found> {
    match found {
        Ok(found) => found,
        Err(VaultError::Locked { .. }) => {
            opened.locked = true;
            None
        }
        Err(error) => {
            opened.problems.push(error.to_string());
            None
        }
    }
}

async fn save(services: &Services, store: &Store, to_save: ToSave) -> Result<Opened, KeepError> {
    let now = Timestamp::now();
    let ToSave {
        id,
        name,
        revision,
        mut settings,
        token,
        api_key,
        steps,
    } = to_save;
    for secret in [&token, &api_key].into_iter().flatten() {
        services.door.protect(secret);
    }
    let reader = store.clone();
    let saved = on_disk(move || reader.load()).await?;
    let mut profile = match id {
        Some(id) => saved.find(id).cloned().ok_or_else(gone)?,
        None => Profile::new(name.clone(), Connection::default(), now),
    };
    if let Some(other) = saved.named(&name)
        && other.id != profile.id
    {
        let why = format!(
            "there is a profile “{}” already; choose another name",
            other.name
        );
        return Err(StoreError::Refused(why).into());
    }
    let project = settings.project.clone().or(saved.default_project.clone());
    let key = match &api_key {
        Some(key) => {
            let project = project.unwrap_or_else(|| FIRST_PROJECT.to_owned());
            let kept = services
                .vault
                .keep(&SecretId::ApiKey(project.clone()), key)
                .await?;
            Some((project, kept))
        }
        None => None,
    };
    let kept = match &token {
        Some(token) => Some(
            services
                .vault
                .keep(&SecretId::Token(profile.id), token)
                .await?,
        ),
        None => None,
    };
    if settings.project.is_none() {
        // The default may change later; a connection stays with the project that it was set up with.
        settings.project = key.as_ref().map(|(project, _)| project.clone());
    }
    profile.name = name;
    profile.revision = revision;
    profile.settings = settings;
    let writer = store.clone();
    let id = profile.id;
    let saved = on_disk(move || {
        writer.save(&profile)?;
        let (saved, ()) = writer.change(|saved| {
            if let Some((project, kept)) = &key {
                put_key(saved, project, kept);
            }
            let profile = saved.find_mut(id).ok_or_else(gone)?;
            if let Some(kept) = &kept {
                profile.token = Some(kept.clone());
            }
            profile.steps = steps;
            Ok(())
        })?;
        writer.drafts().discard(Some(id))?;
        Ok(saved)
    })
    .await?;
    let profile = saved.find(id).cloned().ok_or_else(gone)?;
    let found = |secret: Option<Secret>, kept: Option<SecretRecord>| match (secret, kept) {
        (Some(secret), Some(kept)) => Some(Found {
            secret,
            source: Source::Kept(kept),
            shadowed: None,
        }),
        _ => None,
    };
    let key_kept = saved
        .project_of(&profile)
        .and_then(|project| project.key.clone());
    Ok(Opened {
        token: found(token, profile.token.clone()),
        api_key: found(api_key, key_kept),
        profile,
        draft: None,
        locked: false,
        problems: Vec::new(),
    })
}

/// Writes down where the API key of a project is kept. The first project becomes the default.
fn put_key(saved: &mut Saved, project: &str, kept: &SecretRecord) {
    match saved
        .projects
        .iter_mut()
        .find(|known| known.name == project)
    {
        Some(known) => known.key = Some(kept.clone()),
        None => saved.projects.push(Project {
            name: project.to_owned(),
            key: Some(kept.clone()),
        }),
    }
    saved
        .default_project
        .get_or_insert_with(|| project.to_owned());
}

async fn change(store: &Store, id: ProfileId, edit: Edit) -> Result<String, KeepError> {
    let writer = store.clone();
    on_disk(move || {
        let saved = writer.load()?;
        let mut profile = saved.find(id).cloned().ok_or_else(gone)?;
        let said = match edit {
            Edit::Name(name) => {
                let said = format!("“{}” is called “{name}” now", profile.name);
                profile.name = name;
                said
            }
            Edit::Tags(tags) => {
                let words = tags.split([',', ' ']).filter(|word| !word.is_empty());
                profile.settings.tags = words
                    .map(|word| word.trim_start_matches('#').to_owned())
                    .collect();
                format!(
                    "“{}” has {} tags",
                    profile.name,
                    profile.settings.tags.len()
                )
            }
            Edit::Notes(notes) => {
                profile.settings.notes = notes;
                format!("the notes of “{}” are saved", profile.name)
            }
        };
        writer.save(&profile)?;
        Ok(said)
    })
    .await
}

async fn copy(store: &Store, id: ProfileId, name: String) -> Result<String, KeepError> {
    let writer = store.clone();
    on_disk(move || {
        let saved = writer.load()?;
        let original = saved.find(id).ok_or_else(gone)?;
        let copy = Profile::new(name, original.settings.clone(), Timestamp::now());
        writer.save(&copy)?;
        Ok(format!(
            "“{}” is a copy of “{}”, without its Token",
            copy.name, original.name
        ))
    })
    .await
}

async fn remove(
    services: &Services,
    store: &Store,
    ids: &[ProfileId],
) -> Result<String, KeepError> {
    let reader = store.clone();
    let saved = on_disk(move || reader.load()).await?;
    let mut tokens = 0;
    for profile in ids.iter().filter_map(|id| saved.find(*id)) {
        let kept = [
            (SecretId::Token(profile.id), &profile.token),
            (SecretId::OldToken(profile.id), &profile.old_token),
        ];
        for (name, kept) in kept {
            if let Some(kept) = kept
                && services.vault.remove(&name, kept.place).await?
            {
                tokens += 1;
            }
        }
    }
    let (writer, removed) = (store.clone(), ids.to_vec());
    on_disk(move || {
        writer.remove(&removed)?;
        let drafts = writer.drafts();
        removed.iter().try_for_each(|id| drafts.discard(Some(*id)))
    })
    .await?;
    let names = ids.iter().filter_map(|id| saved.find(*id));
    let names: Vec<_> = names.map(|profile| format!("“{}”", profile.name)).collect();
    Ok(format!(
        "{} gone, with {tokens} {}; nothing changed at Planday or StackOne",
        if names.len() == 1 {
            format!("{} is", names[0])
        } else {
            format!("{} profiles are", names.len())
        },
        if tokens == 1 { "Token" } else { "Tokens" }
    ))
}

/// Whether the encrypted file has to be unlocked by a person before the secrets of these profiles (none: of all) can be
/// read, or a new one be written; `Some(true)` where its passphrase is yet to be chosen.
pub async fn needs_unlocking(
    services: &Services,
    targets: &[ProfileId],
    writes: bool,
) -> Option<bool> {
    let in_file = |kept: &Option<SecretRecord>| {
        kept.as_ref()
            .is_some_and(|kept| kept.place == SecretStoreKind::File)
    };
    let store = services.store.clone()?;
    let saved = on_disk(move || store.read()).await.ok()?.saved;
    let meant = saved
        .profiles
        .iter()
        .filter(|profile| targets.is_empty() || targets.contains(&profile.id));
    let held = meant.clone().any(|profile| in_file(&profile.token))
        || saved.projects.iter().any(|project| in_file(&project.key));
    let needed = held || (writes && services.vault.choice().await.place == SecretStoreKind::File);
    if !needed {
        return None;
    }
    match services.vault.open().await {
        Err(VaultError::Locked { new }) => Some(new),
        // Whatever else is wrong is told by whoever needs the secret.
        _ => None,
    }
}

//! What a screen asks of the library.

use std::sync::Arc;

use crate::domain::{ProfileId, SecretStoreKind};
use crate::library::LibrarySnapshot;
use crate::library::{Changes, Draft, Edit, KeptUiSettings, Library, LibraryError, Loaded};
use crate::secret::VaultError;
use crate::workflow::Services;
use crate::workflow::secrets::{Environment, ResolvedSecret, api_key_of, token_of};

use super::access::on_library;
use super::save::{remove, save};
use super::secrets;
use super::types::{LibraryFault, Opened, ToSave};

/// Something to do with what is saved.
#[derive(Debug, Clone)]
pub enum LibraryCommand {
    /// Read everything.
    Load,
    /// Open a connection: its secrets, and its draft.
    Open(ProfileId, Environment),
    /// Save what the forms hold.
    Save(Box<ToSave>),
    /// Change what the forms have no field for.
    Edit(ProfileId, Edit),
    /// Make a copy under another name: without Token, without evidence.
    Duplicate(ProfileId, String),
    /// Remove connections with their Tokens.
    Remove(Vec<ProfileId>),
    /// Read the secrets of a connection that is open anew.
    Refresh(ProfileId, Environment),
    /// Open a connection, and discard its draft.
    Reopen(ProfileId, Environment),
}

/// What has changed, and what was done.
#[derive(Debug, Clone)]
pub struct LibraryOutcome {
    /// What has changed since the screen has looked last.
    pub changes: Changes,
    /// Why what is shown is perhaps not all that is saved, and cannot be changed.
    pub trouble: Option<String>,
    /// What was done.
    pub done: Done,
}

/// What was done.
#[derive(Debug, Clone)]
pub enum Done {
    /// Everything was read.
    Loaded(Box<BesideConnections>),
    /// A connection was opened.
    Opened(Box<Opened>),
    /// The secrets of a connection were read anew.
    Refreshed(Box<Opened>),
    /// What the forms hold is saved.
    Saved(Box<Opened>),
    /// A change was made, in one sentence.
    Changed(String),
    /// These are gone, in one sentence.
    Removed(Vec<ProfileId>, String),
}

impl Done {
    /// How the screens were arranged, where that was read.
    #[must_use]
    pub fn ui(&self) -> Option<&KeptUiSettings> {
        match self {
            Self::Loaded(beside) => beside.ui.as_ref(),
            _ => None,
        }
    }
}

/// What is read at the start beside the connections.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct BesideConnections {
    /// The drafts of earlier runs, the newest first.
    pub drafts: Vec<Draft>,
    /// What a person should know about the files, in sentences.
    pub notices: Vec<String>,
    /// How the screens were arranged; none where that cannot be read.
    pub ui: Option<KeptUiSettings>,
}

/// Does it.
pub async fn run_command(
    services: &Services,
    command: LibraryCommand,
) -> Result<LibraryOutcome, LibraryFault> {
    let done = match command {
        LibraryCommand::Load => return load(services).await,
        LibraryCommand::Open(id, environment) => {
            Done::Opened(Box::new(open(services, id, &environment).await?))
        }
        LibraryCommand::Refresh(id, environment) => {
            Done::Refreshed(Box::new(open(services, id, &environment).await?))
        }
        LibraryCommand::Save(to_save) => Done::Saved(Box::new(save(services, *to_save).await?)),
        LibraryCommand::Edit(id, edit) => {
            Done::Changed(on_library(services, move |library| library.edit(id, edit)).await?)
        }
        LibraryCommand::Duplicate(id, name) => Done::Changed(duplicate(services, id, name).await?),
        LibraryCommand::Remove(ids) => {
            let said = remove(services, &ids).await?;
            Done::Removed(ids, said)
        }
        LibraryCommand::Reopen(id, environment) => {
            let draft = opened_draft_of(services, id).await?;
            on_library(services, move |library| {
                library.discard_draft(Some(id), draft.and_then(|draft| draft.id))
            })
            .await?;
            Done::Opened(Box::new(open(services, id, &environment).await?))
        }
    };
    let since = services
        .library
        .as_ref()
        .and_then(Library::followed)
        .unwrap_or(0);
    let changes = on_library(services, move |library| library.changes(since)).await?;
    Ok(LibraryOutcome {
        changes,
        trouble: None,
        done,
    })
}

async fn load(services: &Services) -> Result<LibraryOutcome, LibraryFault> {
    let Loaded {
        saved,
        trouble,
        notices,
    } = on_library(services, Library::read).await?;
    let drafts = if trouble.is_none() {
        on_library(services, Library::drafts).await?
    } else {
        Vec::new()
    };
    // Without them everything else is as usual.
    let ui = on_library(services, Library::ui_settings).await.ok();
    if trouble.is_none() {
        secrets::sweep(services).await;
    }
    Ok(LibraryOutcome {
        changes: Changes {
            upto: saved.change,
            all: true,
            replaced: false,
            profiles: saved.profiles,
            removed: Vec::new(),
            projects: Some((saved.projects, saved.default_project)),
        },
        trouble: trouble.map(|trouble| trouble.to_string()),
        done: Done::Loaded(Box::new(BesideConnections {
            drafts,
            notices,
            ui,
        })),
    })
}

/// A connection with all of its history, for a screen. None where it is gone.
pub async fn show(services: &Services, id: ProfileId) -> Option<Arc<Changes>> {
    let found = on_library(services, move |library| library.profile(id)).await;
    let profile = found.ok()??;
    Some(Arc::new(Changes {
        upto: profile.change,
        profiles: vec![profile],
        ..Changes::default()
    }))
}

async fn duplicate(
    services: &Services,
    id: ProfileId,
    name: String,
) -> Result<String, LibraryFault> {
    let said = on_library(services, move |library| {
        let original = library.profile(id)?.ok_or_else(LibraryError::gone)?;
        let copy = library.duplicate(id, &name)?;
        Ok(format!(
            "“{}” is a copy of “{}”, without its Token",
            copy.name, original.name
        ))
    });
    Ok(said.await?)
}

/// The draft of a connection, this run's own or one of an earlier run.
pub(in crate::workflow) async fn opened_draft_of(
    services: &Services,
    id: ProfileId,
) -> Result<Option<Draft>, LibraryError> {
    let drafts = on_library(services, Library::drafts).await?;
    Ok(drafts.into_iter().find(|draft| draft.of == Some(id)))
}

async fn open(
    services: &Services,
    id: ProfileId,
    environment: &Environment,
) -> Result<Opened, LibraryFault> {
    let named = environment.profile.clone();
    let saved = on_library(services, move |library| {
        let profile = library.profile(id)?.ok_or_else(LibraryError::gone)?;
        // Whose the environment's Token is depends on the connection that the program was started with.
        let started = match named {
            Some(name) => library.named(&name)?,
            None => None,
        };
        let (projects, default_project) = library.projects()?;
        let others = started.into_iter().filter(|other| other.id != id);
        Ok(LibrarySnapshot {
            profiles: std::iter::once(profile).chain(others).collect(),
            projects,
            default_project,
            links: Vec::new(),
            change: 0,
        })
    })
    .await?;
    let Some(profile) = saved.find(id).cloned() else {
        return Err(LibraryError::gone().into());
    };
    let mut opened = Opened {
        profile,
        token: None,
        api_key: None,
        draft: opened_draft_of(services, id).await?,
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
fn taken(
    found: Result<Option<ResolvedSecret>, VaultError>,
    opened: &mut Opened,
) -> Option<ResolvedSecret> {
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

/// Whether the encrypted file has to be unlocked by a person before the secrets of these connections (none: of all) can be
/// read, or a new one be written; `Some(true)` where its passphrase is yet to be chosen.
pub async fn needs_unlocking(
    services: &Services,
    targets: &[ProfileId],
    writes: bool,
) -> Option<bool> {
    let recorded = on_library(services, Library::secrets).await.ok()?;
    let meant = |id: &ProfileId| targets.is_empty() || targets.contains(id);
    let held = recorded.iter().any(|(id, record)| {
        let needed = match id {
            crate::domain::SecretId::Token(id) => meant(id),
            // They are read on request alone.
            crate::domain::SecretId::OldToken(_) | crate::domain::SecretId::AuthLink(_) => false,
            crate::domain::SecretId::ApiKey(_) => true,
        };
        needed && record.place == SecretStoreKind::File
    });
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

//! The clients, the library and the secret stores of a run, as the settings name them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tempfile::TempDir;

use crate::cache::Cache;
use crate::cli::failure::Failure;
use crate::cli::global::Global;
use crate::config::Settings;
use crate::domain::ChangeOrigin;
use crate::domain::guard::Guard;
use crate::domain::text;
use crate::http::{Door, DoorOptions, Surroundings};
use crate::journal::{self, Journal};
use crate::library::Library;
use crate::output::eprint_line;
use crate::planday::Planday;
use crate::sandbox::{Options, Ready, Sandbox};
use crate::secret::{Vault, VaultOptions};
use crate::stackone::StackOne;
use crate::workflow::Services;

/// The environment, as text.
pub(super) fn env(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// The log file of the settings, opened for appending.
pub(super) fn log_file(settings: &Settings) -> Result<Option<std::fs::File>, Failure> {
    let Some(path) = &settings.log.file else {
        return Ok(None);
    };
    journal::open_file(path).map(Some).map_err(|error| {
        Failure::not_configured(format!(
            "the log file {} cannot be written: {error}",
            path.display()
        ))
    })
}

/// Says on standard error, when the run ends, that the log file did not take everything. The run's exit code stays its own.
pub(super) struct LogWatch {
    journal: Journal,
    file: Option<PathBuf>,
}

impl LogWatch {
    /// Watches the log file of these settings.
    pub(super) fn new(settings: &Settings, journal: &Journal) -> Self {
        Self {
            journal: journal.clone(),
            file: settings.log.file.clone(),
        }
    }
}

impl Drop for LogWatch {
    fn drop(&mut self) {
        if let (Some(loss), Some(file)) = (self.journal.loss(), &self.file) {
            let file = text::line(&file.to_string_lossy(), text::LONGEST);
            eprint_line(&format!(
                "stackday: the log file {file} could not be written ({}): {} of this run's entries are not in it",
                loss.why, loss.entries
            ));
        }
    }
}

/// Where a run keeps things.
pub(super) struct Folders {
    /// What it can do without.
    pub(super) cache: Option<PathBuf>,
    /// What must not be lost.
    pub(super) data: Option<PathBuf>,
}

impl Folders {
    /// Those of this machine, unless another one is named.
    pub(super) fn of(settings: &Settings) -> Self {
        Self {
            cache: Cache::default_folder(),
            data: settings.data_dir.clone().or_else(Library::default_folder),
        }
    }
}

/// The clients for the services that the settings name, and the stores.
pub(super) fn services(
    settings: &Settings,
    journal: Journal,
    folders: &Folders,
    vault: Vault,
    origin: ChangeOrigin,
) -> Services {
    let network = &settings.network;
    let cache = folders
        .cache
        .as_deref()
        .filter(|_| settings.stackone.keep_actions)
        .map(|folder| Cache::new(folder, &settings.stackone.api_url, journal.clone()));
    let door = Door::new(
        DoorOptions {
            read_only: network.read_only,
            ca_file: network.ca_file.clone(),
            ca_file_source: network.ca_file_source,
            surroundings: Surroundings::of(&|name| std::env::var_os(name)),
            connect_timeout: network.connect_timeout,
            total_timeout: network.total_timeout,
            ..DoorOptions::default()
        },
        journal,
    );
    Services {
        planday: Planday::new(
            door.clone(),
            settings.planday.identity_url.clone(),
            settings.planday.api_url.clone(),
        ),
        stackone: StackOne::new(door.clone(), settings.stackone.api_url.clone()),
        cache,
        library: (folders.data.as_deref()).map(|folder| library(folder, &door, vault.guard())),
        door,
        vault,
        command: settings.secrets.command.clone(),
        poll: network.poll,
        origin,
    }
}

/// The library in this folder. A secret that the door knows is not kept in it.
fn library(folder: &Path, door: &Door, guard: &Guard) -> Library {
    let door = door.clone();
    let is_clean = move |text: &str| door.redact(text) == text;
    Library::new(folder, guard.knowing(Arc::new(is_clean)))
}

/// The clients for the real services, with what earlier runs kept.
pub(super) fn live_services(
    settings: &Settings,
    journal: Journal,
    origin: ChangeOrigin,
) -> Services {
    let folders = Folders::of(settings);
    let vault = vault(settings, &folders);
    services(settings, journal, &folders, vault, origin)
}

/// The secret stores that the settings name.
fn vault(settings: &Settings, folders: &Folders) -> Vault {
    let secrets = &settings.secrets;
    Vault::new(VaultOptions {
        folder: folders.data.clone(),
        store: secrets.store.place(),
        plaintext: secrets.plaintext,
        passphrase: secrets.passphrase.clone(),
        ..VaultOptions::default()
    })
}

/// The stores of a rehearsal: in memory, unless this run names a folder or a store. The config file does not count: what
/// it says is meant for the real services.
pub(super) fn rehearsal_vault(global: &Global, settings: &Settings, folders: &Folders) -> Vault {
    if global.data_dir.is_some() || global.secret_store.is_some() {
        vault(settings, folders)
    } else {
        Vault::in_memory()
    }
}

/// A folder that goes away with the run: what the sandbox says must not meet what the real services say. None is no
/// fault: then nothing is kept.
pub(super) fn passing_folder() -> Option<TempDir> {
    tempfile::Builder::new().prefix("stackday-").tempdir().ok()
}

/// Starts the sandbox and points the settings at it: the only thing that makes a run a rehearsal.
pub(super) async fn start_sandbox(
    settings: &mut Settings,
    options: Options,
) -> Result<Sandbox, Failure> {
    let failed =
        |problem: String| Failure::failed(format!("the sandbox could not be started: {problem}"));
    let sandbox = Sandbox::start(options)
        .await
        .map_err(|error| failed(error.to_string()))?;
    let Ready {
        identity_url,
        planday_url,
        stackone_url,
        portal_url,
        dashboard_url,
        ..
    } = sandbox.ready();
    let url = |address: &String| {
        address
            .parse()
            .map_err(|_| failed(format!("{address} is no address")))
    };
    settings.planday.identity_url = url(identity_url)?;
    settings.planday.api_url = url(planday_url)?;
    settings.planday.portal = Some(portal_url.clone());
    settings.stackone.api_url = url(stackone_url)?;
    settings.stackone.dashboard_url = url(dashboard_url)?;
    Ok(sandbox)
}

/// A user who does the clicks, for a rehearsal.
pub(super) fn person(sandbox: &Sandbox) -> Arc<dyn crate::sandbox_user::SandboxUser> {
    Arc::new(sandbox.person())
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::config::StoreChoice;
    use crate::domain::SecretStoreKind;

    #[derive(Parser)]
    struct TestCli {
        #[command(flatten)]
        global: Global,
        #[arg(long = "sandbox")]
        _sandbox: bool,
    }

    #[tokio::test]
    async fn a_rehearsal_keeps_secrets_in_memory_unless_this_run_names_a_place() {
        let mut settings = Settings::default();
        // What the config file says.
        settings.secrets.store = StoreChoice::File;
        let folders = Folders {
            cache: None,
            data: Some("/nowhere".into()),
        };
        for (arguments, expected) in [
            (&["stackday", "--sandbox"][..], SecretStoreKind::Memory),
            (
                &["stackday", "--sandbox", "--data-dir", "/nowhere"],
                SecretStoreKind::File,
            ),
            (
                &["stackday", "--sandbox", "--secret-store", "file"],
                SecretStoreKind::File,
            ),
        ] {
            let cli = TestCli::parse_from(arguments);
            let vault = rehearsal_vault(&cli.global, &settings, &folders);
            assert_eq!(vault.choice().await.place, expected, "{arguments:?}");
        }
    }
}

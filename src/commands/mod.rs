//! The commands: what `main` calls. They put the parts together and hold no logic of their own.

mod dashboard;
mod given;
mod passphrase;
mod pins;
mod profiles;
mod rehearse;
mod rotate;
mod sandbox;
mod say;
mod scopes;
mod secrets;
mod verify;
mod verify_all;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};
use tokio_util::sync::CancellationToken;

use crate::cache::Cache;
use crate::cli::{Cli, Command, Global};
use crate::config::{ConfigError, Credentials, Settings};
use crate::exit::Exit;
use crate::http::{Door, DoorOptions};
use crate::journal::{self, Journal};
use crate::output::{complain, print};
use crate::planday::Planday;
use crate::profile::{Saved, Store};
use crate::sandbox::{Options, Ready, Sandbox};
use crate::secret::{Secret, SecretStoreKind, Vault, VaultError, VaultOptions};
use crate::stackone::StackOne;
use crate::terminal;
use crate::workflow::secrets::{Environment, api_key_of, token_of};
use crate::workflow::{Services, load_saved};

/// Runs what the command line asks for.
#[must_use]
pub fn run(cli: &Cli) -> Exit {
    let runtime = match Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            complain(&format!(
                "stackday: this machine does not let a program start its threads: {error}"
            ));
            return Exit::Failed;
        }
    };
    let exit = match &cli.command {
        Some(Command::Sandbox(options)) => runtime.block_on(sandbox::run(options)),
        Some(Command::Rehearse(options)) => with_settings(&cli.global, |settings, _| {
            runtime.block_on(rehearse::run(options, settings))
        }),
        Some(Command::Verify(options)) => with_settings(&cli.global, |settings, credentials| {
            runtime.block_on(verify::run(options, &settings, credentials))
        }),
        Some(Command::Rotate(options)) => with_settings(&cli.global, |settings, credentials| {
            runtime.block_on(rotate::run(options, &settings, &credentials))
        }),
        Some(Command::Scopes(options)) => with_settings(&cli.global, |settings, credentials| {
            runtime.block_on(scopes::run(options, &settings, credentials))
        }),
        Some(Command::Pins(options)) => with_settings(&cli.global, |settings, credentials| {
            runtime.block_on(pins::run(options, &settings, credentials))
        }),
        Some(Command::Profiles(options)) => {
            with_any_settings(&cli.global, |settings, credentials| {
                runtime.block_on(profiles::run(options, &settings, &credentials))
            })
        }
        Some(Command::Secrets(options)) => {
            with_any_settings(&cli.global, |settings, credentials| {
                runtime.block_on(secrets::run(options, &settings, &credentials))
            })
        }
        None => with_settings(&cli.global, |settings, credentials| {
            dashboard(&runtime, cli, settings, &credentials)
        }),
    };
    // A thread that still waits for a name server must not keep the shell waiting.
    runtime.shutdown_background();
    exit
}

fn dashboard(runtime: &Runtime, cli: &Cli, settings: Settings, credentials: &Credentials) -> Exit {
    runtime.block_on(dashboard::run(cli, settings, credentials))
}

/// Reads the settings; if they cannot be used, says why.
fn with_settings(global: &Global, command: impl FnOnce(Settings, Credentials) -> Exit) -> Exit {
    let loaded = Settings::load(&global.overrides(), &env).and_then(|mut settings| {
        settings.choose(&profiles_to_choose_from(&settings))?;
        Ok(settings)
    });
    run_with(loaded, command)
}

/// The same for the commands that the profile to start with is made, seen and deleted by: it need not be there.
fn with_any_settings(global: &Global, command: impl FnOnce(Settings, Credentials) -> Exit) -> Exit {
    run_with(Settings::load(&global.overrides(), &env), command)
}

fn run_with(
    loaded: Result<Settings, ConfigError>,
    command: impl FnOnce(Settings, Credentials) -> Exit,
) -> Exit {
    match loaded {
        Ok(settings) => command(settings, Credentials::from_env(&env)),
        Err(error) => {
            complain(&format!("stackday: {error}"));
            Exit::from(&error)
        }
    }
}

/// The saved profiles, where the run was started with the name of one. What cannot be read is told by whoever needs it.
fn profiles_to_choose_from(settings: &Settings) -> Saved {
    if settings.profile.is_none() {
        return Saved::default();
    }
    let store = Folders::of(settings).data.as_deref().map(Store::new);
    match store.map(|store| store.read()) {
        Some(Ok(loaded)) => loaded.saved,
        Some(Err(error)) => {
            complain(&format!("stackday: {error}"));
            Saved::default()
        }
        None => Saved::default(),
    }
}

/// The Token and the API key of the saved profile that the run was started with, where the environment brings none.
async fn with_kept_secrets(
    services: &Services,
    settings: &Settings,
    credentials: Credentials,
) -> Result<Credentials, Exit> {
    let id = settings.chosen_profile().and_then(|(_, found)| found.id);
    let Some(id) = id else {
        return Ok(credentials);
    };
    let refused = |problem: String| {
        complain(&format!("stackday: {problem}"));
        Exit::NotConfigured
    };
    let saved = load_saved(services).await.map_err(refused)?;
    let Some(profile) = saved.find(id) else {
        return Ok(credentials);
    };
    let key = saved
        .project_of(profile)
        .and_then(|project| project.key.as_ref());
    let kept = profile.token.iter().chain(key);
    if kept.clone().any(|kept| kept.place == SecretStoreKind::File) {
        passphrase::open_file(&services.vault).await?;
    }
    let env = Environment::of(&credentials, settings.profile.as_deref());
    let refused = |error: VaultError| refused(error.to_string());
    let token = token_of(services, &saved, Some(profile), &env).await;
    let key = api_key_of(services, &saved, Some(profile), &env).await;
    let (token, key) = (token.map_err(refused)?, key.map_err(refused)?);
    for found in [&token, &key].into_iter().flatten() {
        if let Some(kept) = &found.shadowed {
            complain(&format!(
                "stackday: {} is used, not what is kept in {}",
                found.source.words(),
                kept.place.words()
            ));
        }
    }
    Ok(Credentials {
        token_secret: token.map(|found| found.secret),
        api_key: key.map(|found| found.secret),
        ..credentials
    })
}

/// The environment, as text.
fn env(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// The log file of the settings, opened for appending.
fn log_file(settings: &Settings) -> Result<Option<std::fs::File>, Exit> {
    let Some(path) = &settings.log.file else {
        return Ok(None);
    };
    journal::open_file(path).map(Some).map_err(|error| {
        complain(&format!(
            "stackday: the log file {} cannot be written: {error}",
            path.display()
        ));
        Exit::NotConfigured
    })
}

/// Where a run keeps things.
struct Folders {
    /// What it can do without.
    cache: Option<PathBuf>,
    /// What must not be lost.
    data: Option<PathBuf>,
}

impl Folders {
    /// Those of this machine, unless another one is named.
    fn of(settings: &Settings) -> Self {
        Self {
            cache: Cache::default_folder(),
            data: settings.data_dir.clone().or_else(Store::default_folder),
        }
    }
}

/// The clients for the services that the settings name, and the stores.
fn services(settings: &Settings, journal: Journal, folders: &Folders, vault: Vault) -> Services {
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
        store: folders.data.as_deref().map(|folder| store(folder, &door)),
        door,
        vault,
        command: settings.secrets.command.clone(),
        poll: network.poll,
    }
}

/// The saved connections in this folder. A secret that the door knows does not get into the file.
fn store(folder: &Path, door: &Door) -> Store {
    let door = door.clone();
    Store::new(folder).guarded(Arc::new(move |text| door.redact(text) == text))
}

/// The clients for the real services, with what earlier runs kept.
fn live_services(settings: &Settings, journal: Journal) -> Services {
    let folders = Folders::of(settings);
    let vault = vault(settings, &folders);
    services(settings, journal, &folders, vault)
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
fn rehearsal_vault(global: &Global, settings: &Settings, folders: &Folders) -> Vault {
    if global.data_dir.is_some() || global.secret_store.is_some() {
        vault(settings, folders)
    } else {
        Vault::in_memory()
    }
}

/// Takes these secrets out of everything told from now on.
fn protect(services: &Services, secrets: [Option<&Secret>; 2]) {
    for secret in secrets.into_iter().flatten() {
        services.door.protect(secret);
    }
}

/// A folder that goes away with the run: what the sandbox says must not meet what the real services say. None is no
/// fault: then nothing is kept.
fn passing_folder() -> Option<TempDir> {
    tempfile::Builder::new().prefix("stackday-").tempdir().ok()
}

/// Starts the sandbox and points the settings at it: the only thing that makes a run a rehearsal.
async fn start_sandbox(settings: &mut Settings, options: Options) -> Result<Sandbox, Exit> {
    let failed = |problem: String| {
        complain(&format!(
            "stackday: the sandbox could not be started: {problem}"
        ));
        Exit::Failed
    };
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

/// Runs the work until it ends or a signal asks for the end; then the work may finish its last sentence.
async fn interruptible<T>(work: impl AsyncFnOnce(CancellationToken) -> T) -> (T, bool) {
    let signals = terminal::interrupted();
    let cancel = CancellationToken::new();
    let mut work = std::pin::pin!(work(cancel.clone()));
    tokio::select! {
        // Finished work wins over a signal that comes at the same time.
        biased;
        done = &mut work => (done, false),
        _ = signals => {
            cancel.cancel();
            (work.await, true)
        }
    }
}

/// Waits for exchanges that are still under way: an answer may hold a new Token that is yet to be saved. Each ends by
/// itself in the time that one attempt may take; a second signal ends the waiting.
async fn settle(planday: &Planday) {
    const UNNOTICED: Duration = Duration::from_millis(300);
    if tokio::time::timeout(UNNOTICED, planday.settled())
        .await
        .is_ok()
    {
        return;
    }
    let again = terminal::interrupted();
    complain(
        "stackday: waits for Planday's answer, which may bring a new Token; interrupt once more to leave without it",
    );
    tokio::select! {
        // What has come is saved, whoever is in a hurry.
        biased;
        () = planday.settled() => {}
        _ = again => complain("stackday: left without the answer: if the Token is refused from now on, copy the current one from the app's tile"),
    }
}

/// Prints what a command found, as JSON or as a table, and says how it ends.
fn conclude<T: Serialize>(
    found: &T,
    json: bool,
    table: impl FnOnce(&T) -> String,
    exit: Exit,
    interrupted: bool,
) -> Exit {
    let text = if json {
        serde_json::to_string_pretty(found).unwrap_or_default()
    } else {
        table(found)
    };
    if let Err(error) = print(&text) {
        complain(&format!(
            "stackday: standard output cannot be written: {error}"
        ));
        return Exit::Failed;
    }
    if interrupted { Exit::Interrupted } else { exit }
}

/// Somebody who does the clicks, for a rehearsal.
fn person(sandbox: &Sandbox) -> Arc<dyn crate::person::Person> {
    Arc::new(sandbox.person())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::StoreChoice;
    use crate::secret::SecretStoreKind;

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
            let cli = Cli::read(arguments).expect("fine");
            let vault = rehearsal_vault(&cli.global, &settings, &folders);
            assert_eq!(vault.choice().await.place, expected, "{arguments:?}");
        }
    }
}

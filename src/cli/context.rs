//! What a command works with: settings, credentials, services, and how its outcome is printed.
//!
//! A command opens a [`Context`], calls one workflow and concludes. What is saved is reached through the few functions
//! here alone.

use serde::Serialize;
use tokio::sync::mpsc::Receiver;

use super::failure::{Failure, unwritable};
use super::global::Global;
use super::interrupt::interruptible;
use super::prompt::open_file;
use super::reporter::Reporter;
use super::services::{Folders, LogWatch, env, live_services, log_file};
use super::stdin::secret_from_stdin;
use crate::config::{ConfigError, Credentials, Mistake, Problem, Settings};
use crate::domain::SecretStoreKind;
use crate::domain::exit::Exit;
use crate::domain::guard::Guard;
use crate::journal::{Entry, Journal, Level};
use crate::library::{Library, Loaded, SaveProfile, SavedSecrets};
use crate::library::{LibrarySnapshot, Profile};
use crate::output::{eprint_line, print, print_json};
use crate::secret::{Secret, entered};
use crate::tui::keymap::Keymap;
use crate::tui::registry;
use crate::workflow::secrets::Environment;
use crate::workflow::{
    Done, Layers, LibraryCommand, Piped, ResolvePlan, ResolveRequest, ResolvedInputs,
    ResolvedValues, Services, Values, Wanted, run_command,
};

/// From how many characters on a word without spaces is taken for a credential in the wrong place.
const LIKE_A_CREDENTIAL: usize = 16;

/// How many names are listed where none fits.
const NAMES_SHOWN: usize = 12;

/// What a command works with.
pub(super) struct Context {
    /// The settings.
    pub(super) settings: Settings,
    /// What the environment brings.
    pub(super) credentials: Credentials,
    /// The services.
    pub(super) services: Services,
    /// Whether the outcome is one JSON document.
    pub(super) json: bool,
    log: Receiver<Entry>,
    _watch: LogWatch,
}

/// Which secrets are read from standard input.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Stdin {
    /// The Token.
    pub(super) token: bool,
    /// The API key.
    pub(super) api_key: bool,
}

/// The settings; the profile to start with is one that there is.
pub(super) fn settings(global: &Global) -> Result<Settings, Failure> {
    let mut settings = any_settings(global)?;
    if settings.profile.is_none() {
        return Ok(settings);
    }
    let (saved, unreadable) = match library_of(&settings).map(|library| library.read()) {
        Some(Ok(loaded)) => (loaded.saved, None),
        Some(Err(error)) => (LibrarySnapshot::default(), Some(error)),
        None => (LibrarySnapshot::default(), None),
    };
    match (settings.choose(&saved), unreadable) {
        (Ok(()), None) => Ok(settings),
        (Ok(()), Some(error)) => {
            eprint_line(&format!("stackday: {error}"));
            Ok(settings)
        }
        (Err(_), Some(error)) => Err((&error).into()),
        (Err(error), None) if global.profile.is_some() => {
            Err(Failure::usage(without_credential(error).to_string()))
        }
        (Err(error), None) => Err((&error).into()),
    }
}

/// The settings, for the commands that the profile to start with is made, seen and deleted by: it need not be there.
fn any_settings(global: &Global) -> Result<Settings, Failure> {
    let settings =
        Settings::load(&global.overrides(), &env).map_err(|error| Failure::from(&error))?;
    // A mistake in the file is said whatever is done with it.
    keymap(&settings)?;
    Ok(settings)
}

/// The keys of the dashboard, as the configuration file gives them to commands.
pub(super) fn keymap(settings: &Settings) -> Result<Keymap, Failure> {
    let given = settings.keys.iter();
    let given = given.map(|(id, command)| (id.clone(), command.keys.clone()));
    registry::keymap(&given.collect()).map_err(|errors| {
        let mistakes = errors.into_iter().filter_map(|error| {
            let at = settings.keys.get(&error.id)?;
            Some(Mistake {
                file: settings.source.clone().unwrap_or_default(),
                line: at.line,
                column: at.column,
                keys: vec!["keys".to_owned(), error.id],
                problem: Problem::Value(error.problem),
            })
        });
        // The first in the file: the others are said when it is mended.
        let first = mistakes.min_by_key(|mistake| (mistake.line, mistake.column));
        match first {
            Some(mistake) => Failure::from(&ConfigError::Mistake(Box::new(mistake))),
            None => Failure::failed("the keys of the configuration cannot be read".to_owned()),
        }
    })
}

fn library_of(settings: &Settings) -> Option<Library> {
    let folder = Folders::of(settings).data?;
    Some(Library::new(&folder, Guard::default()))
}

/// The error without the name that was asked for, where that may be a credential.
fn without_credential(error: ConfigError) -> ConfigError {
    match error {
        ConfigError::NoSuchProfile { name, known }
            if name.chars().count() >= LIKE_A_CREDENTIAL && !name.contains(' ') =>
        {
            let name = "[hidden]".to_owned();
            ConfigError::NoSuchProfile { name, known }
        }
        other => other,
    }
}

impl Context {
    /// Opens what a command works with. The profile to start with must be there.
    pub(super) fn open(global: &Global) -> Result<Self, Failure> {
        Self::with(global, settings(global)?)
    }

    /// The same for the commands that the profile to start with is made, seen and deleted by.
    pub(super) fn open_any(global: &Global) -> Result<Self, Failure> {
        Self::with(global, any_settings(global)?)
    }

    fn with(global: &Global, settings: Settings) -> Result<Self, Failure> {
        let (journal, log) = Journal::telling(log_file(&settings)?, |entry| {
            eprint_line(&format!("… {}: {}", entry.source, entry.text));
        });
        let watch = LogWatch::new(&settings, &journal);
        let services = live_services(&settings, journal, global.origin());
        let context = Self {
            _watch: watch,
            credentials: Credentials::from_env(&env),
            json: global.json,
            settings,
            services,
            log,
        };
        let credentials = &context.credentials;
        for (name, secret) in [
            ("STACKDAY_TOKEN_SECRET", &credentials.token_secret),
            ("STACKDAY_STACKONE_API_KEY", &credentials.api_key),
        ] {
            context.protect(secret.as_ref());
            // Without what copying added it is another value, and a secret as well.
            if let Some(Ok(entered)) = secret.as_ref().map(|secret| entered(secret.expose())) {
                context.protect(Some(&entered.secret));
                if let Some(tidied) = entered.tidied {
                    eprint_line(&format!("stackday: {name}: {tidied}"));
                }
            }
        }
        if global.not_a_secret {
            context.services.guard().trust_token_like();
        }
        Ok(context)
    }

    /// Takes this secret out of everything that is told from now on.
    pub(super) fn protect(&self, secret: Option<&Secret>) {
        if let Some(secret) = secret {
            self.services.door.protect(secret);
        }
    }

    /// Follows a workflow on standard error; with `--json` it is quiet.
    pub(super) fn reporter(&self) -> Reporter {
        Reporter::new(self.json)
    }

    /// Passes on what stackday itself warned of: a list that could not be read, say.
    pub(super) fn pass_on_warnings(&mut self) {
        while let Ok(entry) = self.log.try_recv() {
            if entry.level >= Level::Warn && entry.exchange.is_none() && entry.source == "stackday"
            {
                eprint_line(&format!("stackday: {}", entry.text));
            }
        }
    }

    /// Prints what a command found, as JSON or as a table, and gives its exit code back.
    pub(super) fn conclude<T: Serialize>(
        &self,
        found: &T,
        table: impl FnOnce(&T) -> String,
        exit: Exit,
    ) -> Result<Exit, Failure> {
        conclude(self.json, found, table, exit)
    }

    // What is saved.

    /// The library.
    pub(super) fn library(&self) -> Result<&Library, Failure> {
        self.services.library.as_ref().ok_or_else(|| {
            Failure::not_configured("this machine has no folder for saved connections")
                .next("Name one with --data-dir.")
        })
    }

    /// Everything that is saved.
    pub(super) fn saved(&self) -> Result<LibrarySnapshot, Failure> {
        self.library()?
            .load()
            .map_err(|error| Failure::from(&error))
    }

    /// A connection by its name. Only where there is none is the rest read, to say which there are.
    pub(super) fn profile(&self, name: &str) -> Result<Profile, Failure> {
        let found = self.library()?.named(name);
        match found.map_err(|error| Failure::from(&error))? {
            Some(profile) => Ok(profile),
            None => find(&self.saved()?, name).cloned(),
        }
    }

    /// Everything that can be read. Damage is told, and is no success.
    pub(super) fn readable(&self) -> Result<(LibrarySnapshot, Exit), Failure> {
        let Loaded {
            saved,
            trouble,
            notices,
        } = self
            .library()?
            .read()
            .map_err(|error| Failure::from(&error))?;
        for notice in notices {
            eprint_line(&format!("stackday: {notice}"));
        }
        match trouble {
            Some(trouble) => {
                eprint_line(&format!("stackday: {trouble}"));
                Ok((saved, Exit::Failed))
            }
            None => Ok((saved, Exit::Success)),
        }
    }

    /// Saves a connection, without secrets.
    pub(super) fn save(&self, save: SaveProfile) -> Result<Profile, Failure> {
        let saved = self.library()?.save(save, SavedSecrets::default());
        let (profile, _) = saved.map_err(|error| Failure::from(&error))?;
        Ok(profile)
    }

    /// Does what the list of the dashboard does.
    pub(super) async fn change(&self, command: LibraryCommand) -> Result<Done, Failure> {
        match run_command(&self.services, command).await {
            Ok(outcome) => Ok(outcome.done),
            Err(fault) => Err((&fault).into()),
        }
    }

    // The inputs.

    /// What the environment brings, and whose it is.
    pub(super) fn environment(&self) -> Environment {
        Environment::of(&self.credentials, self.settings.profile.as_deref())
    }

    /// What flags, environment, saved profile and configuration say. No secret is looked for.
    pub(super) fn values(&self, flags: Values) -> ResolvedValues {
        let values = self.layers(flags).resolve();
        tell_unknown(&values);
        values
    }

    fn layers(&self, flags: Values) -> Layers {
        Layers::of_run(&self.settings, &self.credentials).under_flags(flags)
    }

    /// The inputs of a verification. A store is asked only for what is not given already.
    pub(super) async fn resolve(
        &self,
        flags: Values,
        stdin: Stdin,
        wanted: Wanted,
    ) -> Result<ResolvedInputs, Failure> {
        let read = |wanted: bool, what| wanted.then(|| secret_from_stdin(what)).transpose();
        let piped = Piped {
            token: read(stdin.token, "the Token")?,
            api_key: read(stdin.api_key, "the API key")?,
        };
        let chosen = self.settings.chosen_profile();
        let profile = chosen.and_then(|(_, profile)| profile.id);
        let saved = match profile {
            Some(_) => self.saved()?,
            None => LibrarySnapshot::default(),
        };
        let layers = self.layers(flags);
        tell_unknown(&layers.resolve());
        let plan = ResolvePlan::new(&ResolveRequest {
            layers,
            saved: &saved,
            profile,
            name: chosen.map(|(name, _)| name),
            env: &self.environment(),
            piped,
            wanted,
        });
        self.open_stores(plan.stores()).await?;
        let (resolved, _) = interruptible(async |cancel| {
            cancel.run_until_cancelled(plan.fetch(&self.services)).await
        })
        .await;
        let resolved = resolved
            .ok_or_else(Failure::interrupted)?
            .map_err(|error| Failure::from(&error))?;
        for (source, kept) in resolved.shadowed() {
            eprint_line(&format!(
                "stackday: {} is used, not what is kept in {}",
                source.words(),
                kept.place.words()
            ));
        }
        if let Some(problem) = &resolved.problem {
            eprint_line(&format!(
                "stackday: there is no API key, so StackOne is left out: {problem}"
            ));
        }
        Ok(resolved)
    }

    /// Opens the encrypted file if one of these stores is it.
    pub(super) async fn open_stores(
        &self,
        stores: impl IntoIterator<Item = SecretStoreKind>,
    ) -> Result<(), Failure> {
        if stores
            .into_iter()
            .any(|store| store == SecretStoreKind::File)
        {
            open_file(&self.services.vault).await?;
        }
        Ok(())
    }
}

fn tell_unknown(values: &ResolvedValues) {
    for unknown in &values.unknown_scopes {
        eprint_line(&format!("stackday: {unknown}; it is checked as it stands"));
    }
}

/// Prints what a command found, as JSON or as a table, and gives its exit code back.
pub(super) fn conclude<T: Serialize>(
    json: bool,
    found: &T,
    table: impl FnOnce(&T) -> String,
    exit: Exit,
) -> Result<Exit, Failure> {
    let printed = if json {
        print_json(&serde_json::to_string_pretty(found).unwrap_or_default())
    } else {
        print(&table(found))
    };
    match printed {
        Ok(_) => Ok(exit),
        Err(error) => Err(Failure::failed(unwritable(&error))),
    }
}

/// The exit code, unless a signal came first.
pub(super) fn unless(interrupted: bool, exit: Exit) -> Exit {
    if interrupted { Exit::Interrupted } else { exit }
}

/// A saved profile by its name.
pub(super) fn find<'a>(saved: &'a LibrarySnapshot, name: &str) -> Result<&'a Profile, Failure> {
    saved.named(name).ok_or_else(|| {
        let known = saved.profiles.iter().map(|profile| profile.name.as_str());
        none_of("profile", known)
    })
}

/// That no profile or project has the name that was asked for. That name is not repeated: it may be a secret.
pub(super) fn none_of<'a>(what: &str, known: impl Iterator<Item = &'a str>) -> Failure {
    let known: Vec<_> = known
        .map(|name| crate::domain::text::line(name, 60))
        .collect();
    if known.is_empty() {
        return Failure::not_configured(format!("no {what} is saved yet"));
    }
    let more = known.len().saturating_sub(NAMES_SHOWN);
    let shown = known[..known.len() - more].join(", ");
    let more = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    Failure::usage(format!(
        "no {what} of that name is saved; there are: {shown}{more}"
    ))
}

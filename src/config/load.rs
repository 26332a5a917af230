//! Where the settings come from: a flag wins over the environment, that over the file, and that over the default.

use std::collections::BTreeSet;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::{
    ColorChoice, CommandKeys, ConfigError, Network, Overrides, Profile, Settings, Ui, file, value,
};
use crate::domain::PersonalDataConsent;
use crate::library::{self, LibrarySnapshot};
use crate::secret::{PassphraseSource, Secret};

/// The longest configuration file that is read, in bytes: a mistyped path to something endless must not hang the start.
const LONGEST_FILE: u64 = 1 << 20;

impl Settings {
    /// Reads the settings: a flag wins over the environment, that over the file, and that over the default.
    pub fn load(
        overrides: &Overrides,
        env: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, ConfigError> {
        Self::load_beside(overrides, env, Self::default_file().as_deref())
    }

    /// Like [`Settings::load`], with `default_file` as the file to read where none is named.
    pub fn load_beside(
        overrides: &Overrides,
        env: &dyn Fn(&str) -> Option<String>,
        default_file: Option<&Path>,
    ) -> Result<Self, ConfigError> {
        let mut settings = Self::default();
        let named = match &overrides.config {
            Some(path) => Some(path.clone()),
            None => value::parse_env(env, "STACKDAY_CONFIG", value::path)?,
        };
        if let Some(path) = named.as_deref().or(default_file) {
            match read(path) {
                Ok(bytes) => settings.take_file(file::parse(&bytes, path)?, path),
                // A file that nobody asked for need not be there.
                Err(error) if error.kind() == io::ErrorKind::NotFound && named.is_none() => {}
                Err(source) => {
                    return Err(ConfigError::Unreadable {
                        path: path.to_owned(),
                        source,
                    });
                }
            }
        }
        settings.take_environment(env)?;
        settings.take_flags(overrides);
        Ok(settings)
    }

    /// The file that is read where none is named.
    #[must_use]
    pub fn default_file() -> Option<PathBuf> {
        directories::ProjectDirs::from("", "", "stackday")
            .map(|folders| folders.config_dir().join("config.toml"))
    }

    /// The profile to start with, and its name.
    #[must_use]
    pub fn chosen_profile(&self) -> Option<(&str, &Profile)> {
        self.profiles
            .get_key_value(self.profile.as_deref()?)
            .map(|(name, profile)| (name.as_str(), profile))
    }

    fn take_file(&mut self, file: file::Document, path: &Path) {
        // A file means the same wherever stackday is started. What is absolute stays as it is.
        let folder = path.parent().unwrap_or(Path::new(""));
        let beside = |path: Option<PathBuf>| path.map(|path| folder.join(path));
        let file::Document {
            profile,
            data_dir,
            planday,
            stackone,
            app,
            link,
            network,
            ui,
            log,
            secrets,
            profiles,
            keys,
            key_places,
        } = file;
        put_some(&mut self.profile, profile);
        put_some(&mut self.data_dir, beside(data_dir));
        put(&mut self.planday.identity_url, planday.0.identity_url);
        put(&mut self.planday.api_url, planday.0.api_url);
        put_some(&mut self.planday.portal, planday.0.portal);
        put(&mut self.planday.read_personal, planday.0.read_personal);
        put(&mut self.stackone.api_url, stackone.0.api_url);
        put(&mut self.stackone.dashboard_url, stackone.0.dashboard_url);
        put(&mut self.stackone.keep_actions, stackone.0.keep_actions);
        put(&mut self.app.name, app.0.name);
        put(&mut self.app.redirect_uri, app.0.redirect_uri);
        put(&mut self.app.scopes, app.0.scopes);
        put(&mut self.app.actions, app.0.actions);
        put_some(&mut self.link.owner_id, link.0.owner_id);
        put_some(&mut self.link.owner_name, link.0.owner_name);
        put(&mut self.link.expires_in, link.0.expires_in_seconds);
        put(&mut self.network.read_only, network.0.read_only);
        self.network
            .put_ca_file(beside(network.0.ca_file), "[network] ca_file");
        put(
            &mut self.network.connect_timeout,
            network.0.connect_timeout_seconds,
        );
        put(
            &mut self.network.total_timeout,
            network.0.total_timeout_seconds,
        );
        put(&mut self.network.poll, network.0.poll_seconds);
        put(&mut self.ui.color, ui.0.color);
        put(&mut self.ui.ascii, ui.0.ascii);
        self.ui
            .put_theme(ui.0.theme, "theme in the configuration file");
        put(&mut self.ui.reduced_motion, ui.0.reduced_motion);
        put(&mut self.ui.mouse, ui.0.mouse);
        put(&mut self.ui.stale_after, ui.0.stale_after_hours);
        put(&mut self.ui.log_lines, ui.0.log_lines);
        put_some(&mut self.log.file, beside(log.0.file));
        put(&mut self.secrets.store, secrets.0.store);
        put(&mut self.secrets.plaintext, secrets.0.plaintext);
        put_some(&mut self.secrets.command, secrets.0.secret_command);
        self.profiles = profiles
            .0
            .into_iter()
            .map(|(name, keys)| (name.0, keys.0.into()))
            .collect();
        self.keys = keys
            .0
            .into_iter()
            .map(|(id, list)| {
                let (line, column) = key_places.get(&id).copied().unwrap_or((1, 1));
                let keys = list.into_inner().0;
                (id, CommandKeys { keys, line, column })
            })
            .collect();
        self.source = Some(path.to_owned());
    }

    fn take_environment(
        &mut self,
        env: &dyn Fn(&str) -> Option<String>,
    ) -> Result<(), ConfigError> {
        let line = |name| value::parse_env(env, name, value::line);
        let url = |name| value::parse_env(env, name, value::service_url);
        let path = |name| value::parse_env(env, name, value::path);
        put_some(&mut self.profile, line("STACKDAY_PROFILE")?);
        put_some(&mut self.data_dir, path("STACKDAY_DATA_DIR")?);
        put(
            &mut self.planday.identity_url,
            url("STACKDAY_PLANDAY_IDENTITY_URL")?,
        );
        put(&mut self.planday.api_url, url("STACKDAY_PLANDAY_API_URL")?);
        put_some(&mut self.planday.portal, line("STACKDAY_PORTAL")?);
        put(
            &mut self.planday.read_personal,
            value::parse_env(env, "STACKDAY_READ_PERSONAL", value::leave)?,
        );
        put(
            &mut self.stackone.api_url,
            url("STACKDAY_STACKONE_API_URL")?,
        );
        put(
            &mut self.stackone.dashboard_url,
            url("STACKDAY_STACKONE_DASHBOARD_URL")?,
        );
        put(
            &mut self.stackone.keep_actions,
            value::parse_env(env, "STACKDAY_KEEP_ACTIONS", value::yes_or_no)?,
        );
        put(
            &mut self.network.read_only,
            value::parse_env(env, "STACKDAY_READ_ONLY", value::yes_or_no)?,
        );
        self.network
            .put_ca_file(path("STACKDAY_CA_FILE")?, "STACKDAY_CA_FILE");
        put_some(&mut self.log.file, path("STACKDAY_LOG_FILE")?);
        put(
            &mut self.secrets.store,
            value::parse_env(env, "STACKDAY_SECRET_STORE", value::store)?,
        );
        // Not trimmed: white space in a passphrase may be meant.
        put_some(
            &mut self.secrets.passphrase,
            env("STACKDAY_PASSPHRASE")
                .filter(|passphrase| !passphrase.is_empty())
                .map(|passphrase| PassphraseSource::Environment(Secret::new(passphrase))),
        );
        // The general wish first, so that the one meant for this program alone wins over it.
        if value::from_env(env, "NO_COLOR").is_some() {
            self.ui.color = ColorChoice::Never;
        }
        put(
            &mut self.ui.color,
            value::parse_env(env, "STACKDAY_COLOR", value::color)?,
        );
        self.ui.put_theme(
            value::parse_env(env, "STACKDAY_THEME", value::theme)?,
            "STACKDAY_THEME",
        );
        Ok(())
    }

    fn take_flags(&mut self, overrides: &Overrides) {
        self.network.read_only |= overrides.read_only;
        put(&mut self.ui.color, overrides.color);
        self.ui.put_theme(overrides.theme.clone(), "--theme");
        self.network
            .put_ca_file(overrides.ca_file.clone(), "--ca-file");
        put_some(&mut self.log.file, overrides.log_file.clone());
        put_some(&mut self.profile, overrides.profile.clone());
        put_some(&mut self.data_dir, overrides.data_dir.clone());
        put(&mut self.secrets.store, overrides.secret_store);
        self.secrets.plaintext |= overrides.plaintext_secrets;
        put_some(&mut self.secrets.passphrase, overrides.passphrase.clone());
    }

    /// Takes the saved profile that the run was started with in, in the place of one of the file with its name. Where
    /// neither is there, the error names those that are.
    pub fn choose(&mut self, saved: &LibrarySnapshot) -> Result<(), ConfigError> {
        let Some(name) = &self.profile else {
            return Ok(());
        };
        if let Some(found) = saved.named(name) {
            self.profile = Some(found.name.clone());
            self.profiles.insert(found.name.clone(), found.into());
        } else if !self.profiles.contains_key(name) {
            let saved = saved.profiles.iter().map(|profile| &profile.name);
            let known: BTreeSet<_> = self.profiles.keys().chain(saved).cloned().collect();
            return Err(ConfigError::NoSuchProfile {
                name: name.clone(),
                known: known.into_iter().collect(),
            });
        }
        Ok(())
    }
}

impl From<&library::Profile> for Profile {
    fn from(saved: &library::Profile) -> Self {
        let settings = &saved.settings;
        Self {
            id: Some(saved.id),
            portal: settings.portal.clone(),
            app_id: settings.app_id.clone(),
            scopes: settings.scopes.iter().cloned().collect(),
            actions: settings.actions.iter().cloned().collect(),
            read_personal: PersonalDataConsent::of(&settings.read_personal),
            connector_profile: settings.connector_profile.clone(),
            owner_id: settings.owner_id.clone(),
            owner_name: settings.owner_name.clone(),
        }
    }
}

impl From<file::ProfileKeys> for Profile {
    fn from(keys: file::ProfileKeys) -> Self {
        Self {
            id: None,
            portal: keys.portal,
            app_id: keys.app_id,
            scopes: keys.scopes.unwrap_or_default(),
            actions: keys.actions.unwrap_or_default(),
            read_personal: PersonalDataConsent::default(),
            connector_profile: keys.connector_profile,
            owner_id: keys.owner_id,
            owner_name: keys.owner_name,
        }
    }
}

impl Network {
    fn put_ca_file(&mut self, path: Option<PathBuf>, source: &'static str) {
        if path.is_some() {
            self.ca_file = path;
            self.ca_file_source = source;
        }
    }
}

impl Ui {
    fn put_theme(&mut self, name: Option<String>, source: &'static str) {
        if let Some(name) = name {
            self.theme = name;
            self.theme_source = Some(source);
        }
    }
}

/// Takes the value over, if there is one.
fn put<T>(slot: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *slot = value;
    }
}

/// The same for a setting that may be absent.
fn put_some<T>(slot: &mut Option<T>, value: Option<T>) {
    if value.is_some() {
        *slot = value;
    }
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    crate::storage::open_stream(path)?
        .take(LONGEST_FILE + 1)
        .read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LONGEST_FILE {
        return Err(io::Error::new(
            io::ErrorKind::FileTooLarge,
            "larger than one MiB, so not a configuration file",
        ));
    }
    Ok(bytes)
}

//! The settings: what they are, and what they are where nobody says otherwise.
//!
//! `config.example.toml` documents every key and holds the defaults. The file is read and never written, and no
//! credential belongs in it: those come from the environment ([`Credentials`]) or are typed.

mod credentials;
mod error;
mod file;
mod load;
mod paths;
mod theme;
mod value;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use jiff::SignedDuration;
use url::Url;

use crate::domain::{FRESH_FOR, PersonalDataConsent, ProfileId, SecretStoreKind, scope};
use crate::library::Connection;
use crate::scopes::keys_of;
use crate::secret::{Command, PassphraseSource};

pub use credentials::Credentials;
pub use error::{ConfigError, Mistake, Problem};
pub use paths::{expand, home};
pub use theme::{ROLES, Rgb, color, read_theme};
pub use value::{split_scopes, theme as theme_name};

/// Everything that can be set.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// The name of the profile to start with.
    pub profile: Option<String>,
    /// The folder of the saved connections; the usual one where none is named.
    pub data_dir: Option<PathBuf>,
    /// Where Planday is.
    pub planday: Planday,
    /// Where `StackOne` is.
    pub stackone: StackOne,
    /// The Planday app that the person creates.
    pub app: App,
    /// The link that an account is connected with.
    pub link: Link,
    /// How the network is used.
    pub network: Network,
    /// How the dashboard looks.
    pub ui: Ui,
    /// The log.
    pub log: Log,
    /// Where secrets are kept.
    pub secrets: Secrets,
    /// The profiles of the file, by name.
    pub profiles: BTreeMap<String, Profile>,
    /// The keys of the dashboard's commands, by the command's id, as the file writes them.
    pub keys: BTreeMap<String, CommandKeys>,
    /// The file that was read, if one was.
    pub source: Option<PathBuf>,
}

/// The keys that the file gives to a command, and where it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandKeys {
    /// The keys as they are written.
    pub keys: Vec<String>,
    /// The line, from one.
    pub line: usize,
    /// The column in characters, from one.
    pub column: usize,
}

/// Where Planday is: `[planday]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planday {
    /// The identity service, which trades a Token for an access token.
    pub identity_url: Url,
    /// The API.
    pub api_url: Url,
    /// The customer's Planday site.
    pub portal: Option<String>,
    /// Consent to read personal data, one record each, to prove a scope.
    pub read_personal: PersonalDataConsent,
}

/// Where `StackOne` is: `[stackone]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StackOne {
    /// The API.
    pub api_url: Url,
    /// The web pages.
    pub dashboard_url: Url,
    /// Whether its list of actions is kept on disk between runs.
    pub keep_actions: bool,
}

/// The Planday app that the person creates: `[app]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct App {
    /// Its name.
    pub name: String,
    /// Its redirect URI, character for character.
    pub redirect_uri: String,
    /// The scopes it is to have; none means that they are chosen on the screen.
    pub scopes: Vec<String>,
    /// The actions of `StackOne` that the integration will use.
    pub actions: Vec<String>,
}

/// The link that an account is connected with: `[link]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The customer's id in the integrator's own system.
    pub owner_id: Option<String>,
    /// The customer's name.
    pub owner_name: Option<String>,
    /// How long a link lives.
    pub expires_in: Duration,
}

/// How the network is used: `[network]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Network {
    /// Whether everything that would change something is refused.
    pub read_only: bool,
    /// Certificates to trust besides those of the system, as PEM.
    pub ca_file: Option<PathBuf>,
    /// What names that file: a key, a variable or a flag.
    pub ca_file_source: &'static str,
    /// How long connecting may take.
    pub connect_timeout: Duration,
    /// How long one exchange may take.
    pub total_timeout: Duration,
    /// Polling interval.
    pub poll: Duration,
}

/// The theme that suits the terminal: dark or light where it tells its background, else its own colours.
pub const AUTO_THEME: &str = "auto";

/// How the dashboard looks: `[ui]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ui {
    /// Whether colour is used.
    pub color: ColorChoice,
    /// Whether only ASCII is drawn, whatever the terminal could do.
    pub ascii: bool,
    /// The name of the theme; `auto` takes the one that suits the terminal.
    pub theme: String,
    /// What names it: a key, a variable or a flag. Nothing where the one that is kept in the library holds.
    pub theme_source: Option<&'static str>,
    /// Whether nothing moves by itself but what counts.
    pub reduced_motion: bool,
    /// Whether the mouse is used: clicks, drags and the wheel.
    pub mouse: bool,
    /// Evidence older than this is shown as stale.
    pub stale_after: SignedDuration,
    /// How many lines the log pane keeps.
    pub log_lines: usize,
}

/// The log: `[log]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Log {
    /// The file that it is appended to.
    pub file: Option<PathBuf>,
}

/// Where secrets are kept: `[secrets]`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Secrets {
    /// The store for new secrets.
    pub store: StoreChoice,
    /// Whether a plaintext file may be used.
    pub plaintext: bool,
    /// The program that knows secrets which neither environment nor store has.
    pub command: Option<Command>,
    /// Where the encrypted file's passphrase comes from, if nobody is to be asked. Never from the file.
    pub passphrase: Option<PassphraseSource>,
}

/// The store for new secrets, as it is asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum StoreChoice {
    /// The keyring where it works, else the encrypted file.
    #[default]
    Auto,
    /// The operating system's keyring.
    Keyring,
    /// The encrypted file.
    File,
    /// A plaintext file; only with --plaintext-secrets.
    Plaintext,
}

impl StoreChoice {
    /// The store, where one is named.
    #[must_use]
    pub const fn place(self) -> Option<SecretStoreKind> {
        match self {
            Self::Auto => None,
            Self::Keyring => Some(SecretStoreKind::Keyring),
            Self::File => Some(SecretStoreKind::File),
            Self::Plaintext => Some(SecretStoreKind::Plaintext),
        }
    }
}

/// `[profiles.NAME]`: a template. It can be verified, opened and saved, and nothing is remembered of it. Or a saved profile
/// in its place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Profile {
    /// The saved profile that this is; none where the file names it.
    pub id: Option<ProfileId>,
    /// The customer's Planday site.
    pub portal: Option<String>,
    /// The App Id: public, unlike the Token.
    pub app_id: Option<String>,
    /// The scopes that the app is to have.
    pub scopes: Vec<String>,
    /// The actions of `StackOne` that the integration will use.
    pub actions: Vec<String>,
    /// Consent to read personal data, of a saved profile. The file gives it in `[planday]`, for all.
    pub read_personal: PersonalDataConsent,
    /// The connector profile in `StackOne`.
    pub connector_profile: Option<String>,
    /// The customer's id in the integrator's own system.
    pub owner_id: Option<String>,
    /// The customer's name.
    pub owner_name: Option<String>,
}

impl Profile {
    /// As a saved connection holds it.
    #[must_use]
    pub fn connection(&self) -> Connection {
        Connection {
            portal: self.portal.clone(),
            app_id: self.app_id.clone(),
            scopes: scope::read(&self.scopes.join(" ")).scopes,
            actions: keys_of(&self.actions.join(" ")),
            connector_profile: self.connector_profile.clone(),
            owner_id: self.owner_id.clone(),
            owner_name: self.owner_name.clone(),
            ..Connection::default()
        }
    }
}

/// Whether colour is used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum ColorChoice {
    /// Where the terminal can and nobody asked for none.
    #[default]
    Auto,
    /// Even where it does not look as if the terminal could.
    Always,
    /// Never.
    Never,
}

/// What the command line says about the settings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overrides {
    /// The configuration file.
    pub config: Option<PathBuf>,
    /// Refuse everything that would change something. Only switches on.
    pub read_only: bool,
    /// Whether colour is used.
    pub color: Option<ColorChoice>,
    /// `--theme`.
    pub theme: Option<String>,
    /// Certificates to trust besides those of the system.
    pub ca_file: Option<PathBuf>,
    /// The file that the log is appended to.
    pub log_file: Option<PathBuf>,
    /// The folder of the saved connections.
    pub data_dir: Option<PathBuf>,
    /// The name of the profile to start with.
    pub profile: Option<String>,
    /// The store for new secrets.
    pub secret_store: Option<StoreChoice>,
    /// Whether a plaintext file may be used. Only switches on.
    pub plaintext_secrets: bool,
    /// Where the encrypted file's passphrase comes from.
    pub passphrase: Option<PassphraseSource>,
}

impl Default for Settings {
    fn default() -> Self {
        let known = |address: &str| Url::parse(address).expect("the default addresses are URLs");
        Self {
            profile: None,
            data_dir: None,
            planday: Planday {
                identity_url: known("https://id.planday.com"),
                api_url: known("https://openapi.planday.com"),
                portal: None,
                read_personal: PersonalDataConsent::default(),
            },
            stackone: StackOne {
                api_url: known("https://api.stackone.com"),
                dashboard_url: known("https://app.stackone.com"),
                keep_actions: true,
            },
            app: App {
                name: "StackOne Integration".to_owned(),
                redirect_uri: "https://api.stackone.com/connect/oauth2/planday/callback".to_owned(),
                scopes: Vec::new(),
                actions: Vec::new(),
            },
            link: Link {
                owner_id: None,
                owner_name: None,
                expires_in: Duration::from_secs(1_800),
            },
            network: Network {
                read_only: false,
                ca_file: None,
                ca_file_source: "[network] ca_file",
                connect_timeout: Duration::from_secs(5),
                total_timeout: Duration::from_secs(30),
                poll: Duration::from_secs(3),
            },
            ui: Ui {
                color: ColorChoice::Auto,
                ascii: false,
                theme: AUTO_THEME.to_owned(),
                theme_source: None,
                reduced_motion: false,
                mouse: false,
                stale_after: FRESH_FOR,
                log_lines: 100_000,
            },
            log: Log { file: None },
            secrets: Secrets::default(),
            profiles: BTreeMap::new(),
            keys: BTreeMap::new(),
            source: None,
        }
    }
}

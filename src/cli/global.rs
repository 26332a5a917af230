//! The options that every command understands.

use std::path::PathBuf;

use clap::Args;

use super::paths::path;
use super::refused::Refused;
use crate::config::{ColorChoice, Overrides, StoreChoice, theme_name};
use crate::domain::ChangeOrigin;
use crate::secret::PassphraseSource;

/// What every command understands.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of its own on the command line"
)]
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub struct Global {
    /// Read this configuration file instead of the usual one.
    #[arg(long, global = true, value_name = "FILE", value_parser = path())]
    pub config: Option<PathBuf>,
    /// Refuse every request that would change something at one of the services.
    ///
    /// What is kept on this machine can still be changed: profiles, settings, drafts.
    #[arg(long, global = true)]
    pub read_only: bool,
    /// Whether to use colour.
    #[arg(long, global = true, value_name = "WHEN", value_enum)]
    pub color: Option<ColorChoice>,
    /// Draw the dashboard in this theme.
    #[arg(long, global = true, value_name = "NAME", value_parser = theme_name)]
    pub theme: Option<String>,
    /// Trust the certificates in this file (PEM or DER) as well.
    #[arg(long, global = true, value_name = "FILE", value_parser = path())]
    pub ca_file: Option<PathBuf>,
    /// Append the log to this file.
    #[arg(long, global = true, value_name = "FILE", value_parser = path())]
    pub log_file: Option<PathBuf>,
    /// Start with this saved profile, or with this one of the configuration file.
    #[arg(long, global = true, value_name = "NAME")]
    pub profile: Option<String>,
    /// Keep connections and secrets in this folder instead of the usual one.
    #[arg(long, global = true, value_name = "DIR", value_parser = path())]
    pub data_dir: Option<PathBuf>,
    /// Keep new secrets in this store.
    #[arg(long, global = true, value_name = "STORE", value_enum)]
    pub secret_store: Option<StoreChoice>,
    /// Allow a file with secrets that anybody can use who can read it.
    #[arg(long, global = true)]
    pub plaintext_secrets: bool,
    /// Read the encrypted file's passphrase from this file.
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        conflicts_with = "passphrase_fd",
        value_parser = path()
    )]
    pub passphrase_file: Option<PathBuf>,
    /// Read it from this open file descriptor (Linux).
    #[arg(long, global = true, value_name = "N")]
    pub passphrase_fd: Option<u32>,
    /// Take a word of 22 characters that looks like a Token as what it is: a name, an id.
    #[arg(long, global = true)]
    pub not_a_secret: bool,
    /// Print one JSON document instead of text, whatever happens.
    #[arg(long, global = true)]
    pub json: bool,
    #[command(flatten)]
    refused: Refused,
    /// The command that they were given to: its words, without arguments.
    #[arg(skip)]
    pub command: String,
}

impl Global {
    /// Who has done what this run does, for what is remembered of it.
    pub fn origin(&self) -> ChangeOrigin {
        ChangeOrigin::Command(self.command.clone())
    }

    /// What these flags say about the settings.
    #[must_use]
    pub fn overrides(&self) -> Overrides {
        Overrides {
            config: self.config.clone(),
            read_only: self.read_only,
            color: self.color,
            theme: self.theme.clone(),
            ca_file: self.ca_file.clone(),
            log_file: self.log_file.clone(),
            profile: self.profile.clone(),
            data_dir: self.data_dir.clone(),
            secret_store: self.secret_store,
            plaintext_secrets: self.plaintext_secrets,
            passphrase: self
                .passphrase_file
                .clone()
                .map(PassphraseSource::File)
                .or(self.passphrase_fd.map(PassphraseSource::Descriptor)),
        }
    }
}
